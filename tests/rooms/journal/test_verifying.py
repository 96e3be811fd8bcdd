"""The full walk: every forged, exchanged, missing or misplaced row is named, and so is who may sign."""

from __future__ import annotations

import pytest

import books
from casebook.base.errors import Cancelled
from casebook.base.progress import Progress
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.device import DEVICE_KEY
from casebook.casework.records import New, Set
from casebook.casework.touched import Verb
from casebook.formats.ed25519 import WrongSignature
from casebook.journal import log, verifying
from casebook.journal.entry import BadEntry, Change, Op
from casebook.journal.log import BrokenChain
from casebook.journal.verifying import MissingPart, acknowledged, verified_parts, verify_all

ROW = "(SELECT max(n) FROM entry)"
FIRST_PART = "(SELECT bytes FROM part WHERE entry = 1 AND place = 1)"


@pytest.fixture
def filled(book: Casebook) -> Casebook:
    """A casebook with a few entries; the last is one change to a person."""
    person = book.new_id()
    records.write(
        book, Verb.ADD, [New(person, "person"), Set(person, "remarks", "amber"), Set(person, "age", "4")]
    )
    records.write(book, Verb.EDIT, [Set(person, "remarks", "birch")])
    return book


def run(book: Casebook) -> verifying.Verified:
    return verify_all(book.db, Progress())


def test_a_sound_journal(filled: Casebook) -> None:
    found = run(filled)
    assert (found.entries, found.feeds, found.destroyed, found.forks) == (3, 1, 0, ())
    parts, orders = verified_parts(filled.db, Progress())
    assert sum(map(len, parts.values())) == found.parts - 3  # all but the stamps
    assert orders == []


FORGERIES: dict[str, tuple[str, type[Exception], str]] = {
    "a header with a changed bit": (
        f"UPDATE entry SET header = CAST(substr(header, 1, 50) || x'00' || substr(header, 52) AS BLOB) WHERE n = {ROW}",
        Exception,
        "",
    ),
    "another signature": (f"UPDATE entry SET signature = zeroblob(64) WHERE n = {ROW}", WrongSignature, ""),
    "the signature of another entry": (
        f"UPDATE entry SET signature = (SELECT signature FROM entry WHERE n = 1) WHERE n = {ROW}",
        WrongSignature,
        "",
    ),
    "another id beside it": (
        f"UPDATE entry SET id = zeroblob(32) WHERE n = {ROW}",
        BrokenChain,
        "copy-differs",
    ),
    "another seq beside it": (f"UPDATE entry SET seq = seq + 1 WHERE n = {ROW}", BrokenChain, "copy-differs"),
    "another act beside it": (
        f"UPDATE entry SET act = zeroblob(16) WHERE n = {ROW}",
        BrokenChain,
        "copy-differs",
    ),
    "no act beside it": (f"UPDATE entry SET act = NULL WHERE n = {ROW}", BrokenChain, "copy-differs"),
    "another key beside the feed": ("UPDATE feed SET public = zeroblob(32)", BrokenChain, "key-differs"),
    "another compartment beside the feed": (
        "UPDATE feed SET compartment = zeroblob(16)",
        BrokenChain,
        "key-differs",
    ),
    "another id of the feed": ("UPDATE feed SET id = zeroblob(32)", BrokenChain, "copy-differs"),
    "a feed without entries": (
        "INSERT INTO feed VALUES (9, zeroblob(32), zeroblob(32), zeroblob(16))",
        BrokenChain,
        "feed-empty",
    ),
    "another record beside a part": (
        f"UPDATE part SET record = zeroblob(16) WHERE entry = {ROW} AND place = 1",
        BrokenChain,
        "copy-differs",
    ),
    "no record beside a part": (
        f"UPDATE part SET record = NULL WHERE entry = {ROW} AND place = 1",
        BrokenChain,
        "copy-differs",
    ),
    "a record beside a stamp": (
        f"UPDATE part SET record = zeroblob(16) WHERE entry = {ROW} AND place = 0",
        BrokenChain,
        "copy-differs",
    ),
    "a part of another entry": (
        f"UPDATE part SET bytes = {FIRST_PART} WHERE entry = {ROW} AND place = 1",
        BadEntry,
        "part-altered",
    ),
    "two parts exchanged": (
        f"UPDATE part SET place = -place WHERE entry = {ROW} - 1 AND place > 0",
        BadEntry,
        "part-misplaced",
    ),
    "a part nobody promised": (
        f"INSERT INTO part SELECT entry, 7, record, bytes FROM part WHERE entry = {ROW} AND place = 1",
        BadEntry,
        "part-misplaced",
    ),
    "all parts of an entry gone, and its act left": (
        f"UPDATE part SET entry = 1000 WHERE entry = {ROW} - 1",
        BrokenChain,
        "copy-differs",
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_forged_rows_are_named(filled: Casebook, name: str) -> None:
    sql, leaf, why = FORGERIES[name]
    filled.db.execute("PRAGMA foreign_keys = OFF")
    filled.db.execute(sql)
    with pytest.raises(leaf) as raised:
        run(filled)
    assert leaf is not Exception or isinstance(raised.value, BadEntry | BrokenChain | WrongSignature)
    assert getattr(raised.value, "why", "") == why or leaf is Exception


def test_an_entry_without_its_predecessor(filled: Casebook) -> None:
    filled.db.execute("PRAGMA foreign_keys = OFF")
    filled.db.execute(f"DELETE FROM entry WHERE n = {ROW} - 1")
    with pytest.raises(BrokenChain) as raised:
        run(filled)
    assert raised.value.why == "prev-unknown"


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_part_that_is_gone_is_damage(filled: Casebook, place: int) -> None:
    filled.db.execute(f"DELETE FROM part WHERE entry = {ROW} - 1 AND place = ?", (place,))
    if place == 0:
        filled.db.execute(f"UPDATE entry SET act = NULL WHERE n = {ROW} - 1")
    with pytest.raises(MissingPart) as raised:
        run(filled)
    assert (raised.value.seq, raised.value.place) == (2, place)


def _excuse(book: Casebook, order: object, pairs: object) -> None:
    book.record(Verb.ERASED, [Change(book.new_id(), "erased", "parts", Op.SET, (order, pairs))])


def test_an_acknowledgement_alone_excuses_nothing(filled: Casebook) -> None:
    """Nobody can drop a part and call it erased: there must be an order, too."""
    entry = filled.db.one(f"SELECT id FROM entry WHERE n = {ROW}")[0]
    filled.db.execute(f"DELETE FROM part WHERE entry = {ROW} AND place = 1")
    _excuse(filled, bytes(32), ((entry, 1),))
    with pytest.raises(MissingPart):
        run(filled)


def test_an_order_alone_excuses_nothing(filled: Casebook) -> None:
    person = books.the(filled, "person")[0]
    filled.erase(person, "remarks", "consent-withdrawn")
    assert run(filled).destroyed == 3
    filled.db.execute(
        "DELETE FROM part WHERE entry = (SELECT min(entry) FROM part WHERE record = ?) AND place = 2",
        (person,),
    )
    with pytest.raises(MissingPart):
        run(filled)


@pytest.mark.parametrize("value", [None, "x", (), (bytes(32),), (bytes(32), "x"), (3, ())])
def test_only_a_well_formed_acknowledgement_is_one(value: object) -> None:
    assert acknowledged(Change(bytes(16), "erased", "parts", Op.SET, value)) == {}


def test_pairs_that_are_none_are_passed_over() -> None:
    change = Change(bytes(16), "erased", "parts", Op.SET, (bytes(32), ((bytes(32), 1), ("x", 2), 7)))
    assert acknowledged(change) == {bytes(32): {(bytes(32), 1)}}
    assert acknowledged(Change(bytes(16), "erased", "parts", Op.ADD, change.value)) == {}
    assert acknowledged(Change(bytes(16), "note", "parts", Op.SET, change.value)) == {}


def test_who_may_write_is_read_from_what_was_verified(team: tuple[Casebook, Casebook, Casebook]) -> None:
    found = run(team[0]).line
    assert found is not None
    assert {device.public for device in found.devices} == {
        book.safe.keyring.public(DEVICE_KEY) for book in team
    }
    assert found.own == team[0].safe.keyring.public(DEVICE_KEY)


def test_a_part_in_a_newer_hand_is_verified_and_kept(book: Casebook) -> None:
    record = book.new_id()
    book.record(Verb.EDIT, [Change(record, "hologram", "shimmer", 9, ("x", -7, bytes(3)))])
    assert run(book).entries == 2
    state = book.need(record).state
    assert (state.kind, state.newer, state.units) == ("hologram", 1, {})
    parts, _ = verified_parts(book.db, Progress())
    assert parts[record][0].change.value == ("x", -7, bytes(3))


def test_both_branches_of_a_fork_stay_and_are_named(
    team: tuple[Casebook, Casebook, Casebook], tmp_path: object
) -> None:
    ana, luis, vera = team
    ana.close()
    twin_folder = books.copy(ana.safe.folder, ana.safe.folder.parent / "twin")
    ana, twin = books.reopen(ana.safe.folder), books.reopen(twin_folder)
    place = log.feed_end(ana.db, ana.own.feed)
    for book, word in ((ana, "amber"), (twin, "birch")):
        for suffix in ("one", "two"):
            note = book.new_id()
            records.write(book, Verb.ADD, [New(note, "note"), Set(note, "title", f"{word} {suffix}")])
    books.give(ana, luis)
    books.give(twin, luis)
    books.give(twin, vera)
    books.give(ana, vera)
    for holder in (luis, vera):
        assert run(holder).forks == ((ana.own.feed, place.seq), (ana.own.feed, place.seq + 1))
        assert len(books.the(holder, "note")) == 4
    ana.close()
    twin.close()


def test_the_walk_can_be_stopped(filled: Casebook) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        verify_all(filled.db, progress)
