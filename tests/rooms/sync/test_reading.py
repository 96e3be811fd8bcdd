"""Reading a stick that teammates wrote, strangers wrote, or somebody who means harm; and taking what is on it."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import books
import enrolling
from casebook.base.encode import pack as encoded
from casebook.base.ids import RecordId
from casebook.casework import check, circles, evidence, records
from casebook.casework.book import Casebook
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.jail.errors import ReaderCrashed
from casebook.journal import log
from casebook.journal.acts import Reason
from casebook.sync import carrying, epochs, items, outgoing, pieces, preview, reading, taking
from casebook.sync import team as removing
from casebook.sync.brought import Brought, Pack, Unread
from casebook.sync.items import BlobIndex, Range, Split
from casebook.sync.medium import StickGone
from casebook.sync.pack import FRAME, Blob, Composition, Key
from casebook.sync.stick import Session
from casebook.sync.taking import Taken
from spoken import note

Team = tuple[Casebook, Casebook, Casebook]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Alma founded a team; Luis and Vera were taken in by her, and everybody heard of everybody."""
    folder = tmp_path_factory.mktemp("template")
    with books.derived_once():
        alma = enrolling.found(folder / "alma").book
        luis = enrolling.take_in(alma, folder / "luis", "Luis")
        vera = enrolling.take_in(alma, folder / "vera", "Vera")
    made = (alma, luis, vera)
    meet(made, folder / "before")
    for one in made:
        one.close()
    return folder


@pytest.fixture
def team(template: Path, tmp_path: Path) -> Iterator[Team]:
    """The same three casebooks for every test, as if there were no others."""
    with books.derived_once():
        alma, luis, vera = (
            books.reopen(books.copy(template / name, tmp_path / name)) for name in ("alma", "luis", "vera")
        )
    yield alma, luis, vera
    for one in (alma, luis, vera):
        one.close()


def write(book: Casebook, place: Path) -> None:
    assert outgoing.write(book, place, outgoing.offer(book)).whole


def read(book: Casebook, place: Path) -> Brought:
    return reading.read(book, place, run=items.here)


def take(book: Casebook, place: Path) -> Taken:
    return taking.take(book, read(book, place))


def meet(team: Team, folder: Path, rounds: int = 3) -> None:
    """Everybody writes a stick of their own and everybody takes from it."""
    for number in range(rounds):
        for book in team:
            place = folder / f"{number}-{book.own.public.hex()[:8]}"
            place.mkdir(parents=True)
            if outgoing.offer(book).news:
                outgoing.write(book, place, outgoing.offer(book))
            for other in team:
                if other is not book:
                    take(other, place)


def titles(book: Casebook) -> set[str]:
    return {book.need(each).text("title") for each in books.the(book, "note")}


def looks(book: Casebook) -> object:
    """What a stick that brings nothing must leave as it is: entries, state, files and notes."""
    files = sorted((p.name, p.stat().st_size) for p in (book.safe.folder / "files").iterdir())
    notes = book.db.execute("SELECT name, value FROM meta ORDER BY name")
    return log.heads(book.db), check.state_hash(book), files, notes, book.safe.keyring.names()


def dat(place: Path) -> list[Path]:
    return sorted(place.rglob("*.DAT"), key=lambda path: path.stat().st_size)


# ------------------------------------------------------------------------------------- among teammates


def test_what_one_wrote_comes_to_the_others(team: Team, stick: Path) -> None:
    alma, luis, vera = team
    note(alma, "First")
    note(alma, "Second")
    write(alma, stick)
    brought = reading.read(luis, stick)  # in the jail
    told = preview.look(luis, brought)
    before = looks(luis)
    assert told == preview.look(luis, brought)
    assert looks(luis) == before, "looking changed something"
    came = taking.take(luis, brought).came
    assert came == told
    assert [(each.author.name, each.changes) for each in came.devices] == [("Alma", 2)]
    assert {"First", "Second"} <= titles(luis)
    # Luis carries it on to Vera.
    other = stick.parent / "other"
    other.mkdir()
    note(luis, "Third")
    write(luis, other)
    (of_alma, of_luis) = sorted(take(vera, other).came.devices, key=lambda each: each.author.name)
    assert (of_alma.author.name, [each.name for each in of_alma.carriers]) == ("Alma", ["Luis"])
    assert (of_luis.author.name, of_luis.carriers) == ("Luis", ())
    assert {"First", "Second", "Third"} <= titles(vera)


def test_a_stick_taken_twice_is_as_taken_once(team: Team, stick: Path) -> None:
    """I8; and what is here already is not read again."""
    alma, luis, _ = team
    note(alma, "First")
    write(alma, stick)
    take(luis, stick)
    before = looks(luis)
    again = read(luis, stick)
    assert again.packs == ()
    assert again.unread.held == len(dat(stick)) - len(again.letters)
    assert take(luis, stick).came.is_nothing
    assert looks(luis) == before


def test_everybody_comes_to_the_same(team: Team, tmp_path: Path) -> None:
    """I1, I2."""
    for book in team:
        note(book, f"by {book.own.public.hex()[:4]}")
    meet(team, tmp_path / "after", 4)
    states = {check.check(book).state for book in team}
    assert len(states) == 1
    assert {outgoing.offer(book).changes for book in team} == {0}


def test_a_photo_comes_along_and_is_whole(team: Team, stick: Path, tmp_path: Path) -> None:
    alma, luis, _ = team
    path = tmp_path / "quay.jpg"
    path.write_bytes(os.urandom(700_000))
    record, _ = evidence.attach(alma, note(alma, "With a photo"), path)
    write(alma, stick)
    came = take(luis, stick).came
    assert [(each.target.record, each.arrived.value) for each in came.attachments] == [(record, "whole")]
    assert pieces.incomplete(luis) == ()
    kept = evidence.kept(luis, record)
    with luis.safe.files.open(kept.file, kept.key) as reader:
        assert reader.read() == path.read_bytes()
    check.check(luis)


def test_somebody_who_may_not_read_it_carries_it(team: Team, stick: Path, tmp_path: Path) -> None:
    """A circle of Alma and Vera; Luis brings Alma's stick to Vera without learning anything."""
    alma, luis, vera = team
    circle = circles.make(alma, "A circle", [vera.own.public]).compartment
    meet(team, tmp_path / "after")
    note(alma, "For two", circle=circle)
    write(alma, stick)
    came = take(luis, stick).came
    assert came.carried > 0
    assert "For two" not in titles(luis)
    other = tmp_path / "other"
    other.mkdir()
    assert len(carrying.kept(luis)) >= came.carried
    write(luis, other)
    take(vera, other)
    assert "For two" in titles(vera)


# ------------------------------------------------------------------- empty, foreign, older, torn, damaged


def test_an_empty_stick_changes_nothing(team: Team, stick: Path) -> None:
    """I20."""
    _, luis, _ = team
    before = looks(luis)
    came = take(luis, stick).came
    assert came.is_nothing
    assert came.unread == Unread()
    assert looks(luis) == before


def test_what_others_keep_on_a_stick_is_counted_and_left_alone(team: Team, stick: Path) -> None:
    _, luis, _ = team
    (stick / "holiday.jpg").write_bytes(b"not ours")
    (stick / "ABCDEFGH").mkdir()
    (stick / "ABCDEFGH" / "ABCDEFGH.DAT").write_bytes(os.urandom(2 * FRAME))
    (stick / "ABCDEFGH" / "BBBBBBBB.DAT").write_bytes(b"")
    (stick / "CBCDEFGH.DAT").symlink_to(stick / "holiday.jpg")
    before, tree = looks(luis), sorted(stick.rglob("*"))
    came = take(luis, stick).came
    assert came.is_nothing
    assert came.unread.others == 4
    assert looks(luis) == before
    assert sorted(stick.rglob("*")) == tree


def test_another_teams_stick_is_not_ours(team: Team, stick: Path, tmp_path: Path) -> None:
    _, luis, _ = team
    with books.derived_once():
        stranger = enrolling.found(tmp_path / "strangers", "Zoe").book
        friend = enrolling.take_in(stranger, tmp_path / "friend", "Yan")
    note(stranger, "Of another team")
    write(stranger, stick)
    before = looks(luis)
    came = take(luis, stick).came
    assert came.is_nothing
    assert came.unread.others == len(dat(stick)) > 0
    assert looks(luis) == before
    stranger.close()
    friend.close()


def test_an_older_stick_brings_nothing_back(team: Team, stick: Path, tmp_path: Path) -> None:
    alma, luis, _ = team
    record = note(alma, "As it was")
    write(alma, stick)
    records.write(alma, Verb.EDIT, [Set(record, "title", "As it is")])
    newer = tmp_path / "newer"
    newer.mkdir()
    write(alma, newer)
    take(luis, newer)
    assert luis.need(record).text("title") == "As it is"
    before = looks(luis)
    assert take(luis, stick).came.is_nothing
    assert looks(luis) == before


@pytest.mark.parametrize("seed", range(12))
def test_one_flipped_bit_changes_nothing_or_only_what_came_before_it(
    team: Team, stick: Path, seed: int
) -> None:
    alma, luis, _ = team
    made = [note(alma, f"Number {number} " + "long " * 3000) for number in range(12)]
    write(alma, stick)
    path = dat(stick)[-1]
    data = bytearray(path.read_bytes())
    place = random.Random(seed).randrange(len(data))
    data[place] ^= 1 << seed % 8
    path.write_bytes(data)
    came = take(luis, stick).came
    assert (came.unread.damaged, came.unread.others, came.torn) != (0, 0, 0)
    there = [luis.get(each) is not None for each in made]
    assert there == sorted(there, reverse=True), (
        "of what stands before the damage all is here, and nothing else"
    )
    check.check(luis)


@pytest.mark.parametrize("part", [0.1, 0.4, 0.8, 0.97])
def test_a_torn_pack_gives_what_is_complete(team: Team, stick: Path, part: float) -> None:
    """I18; the rest comes with the next stick."""
    alma, luis, _ = team
    made = [note(alma, f"Number {number} " + "long " * 3000) for number in range(12)]
    write(alma, stick)
    path = dat(stick)[-1]
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    take(luis, stick)
    there = [luis.get(each) is not None for each in made]
    assert there == sorted(there, reverse=True)
    assert any(there) == (part > 0.5)
    check.check(luis)
    path.write_bytes(whole)
    take(luis, stick)
    assert all(luis.get(each) is not None for each in made)


def test_an_enormous_stick_is_read_in_bounds(team: Team, stick: Path) -> None:
    """Thousands of files that look like ours, one of them of a hundred gigabytes: none is read past its head."""
    alma, luis, _ = team
    folder = stick / "ABCDEFGH"
    folder.mkdir()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    for number in range(3000):
        name = "".join(alphabet[number >> shift & 31] for shift in (0, 5, 10)) + "QQQQQ.DAT"
        (folder / name).write_bytes(b"x" * 100)
    with (folder / "HHHHHHHH.DAT").open("wb") as huge:
        huge.truncate(100 * 1024**3)
    note(alma, "Among them")
    write(alma, stick)
    # A pack of ours that somebody made enormous: what stands behind its end is not looked at.
    with dat(stick)[-2].open("r+b") as longer:
        longer.truncate(50 * 1024**3)
    came = take(luis, stick).came
    assert came.unread.others == 3001
    assert "Among them" in titles(luis)


def test_what_a_removed_device_wrote_afterwards_stands_apart(team: Team, stick: Path, tmp_path: Path) -> None:
    """I11: whatever way it comes."""
    alma, luis, vera = team
    removing.remove(alma, luis.own.public, Reason.LOST)
    record = note(luis, "Written by a thief")
    write(luis, stick)
    before = check.state_hash(vera)
    came = take(alma, stick).came
    assert [(each.author.name, each.quarantined) for each in came.aside] == [("Luis", 1)]
    assert came.devices == ()
    assert alma.get(record) is None
    # Vera hears of it first, and of the removal later: it moves out again.
    assert check.state_hash(vera) == before
    take(vera, stick)
    assert vera.get(record) is not None
    other = tmp_path / "other"
    other.mkdir()
    write(alma, other)
    told = preview.look(vera, read(vera, other))
    assert [(each.author.name, each.withdrawn) for each in told.aside] == [("Luis", 1)]
    assert take(vera, other).came == told
    assert vera.get(record) is None
    check.check(vera)


def test_a_removed_device_learns_of_it_and_writes_no_more(team: Team) -> None:
    alma, luis, _ = team
    removing.remove(alma, luis.own.public, Reason.LOST)
    end = log.feed_end(luis.db, luis.own.feed)
    brought = Brought((Pack("A.DAT", alma.own.public, tuple(books.offers(alma))),))
    told = preview.look(luis, brought)
    assert luis.writable
    assert told.removed
    assert taking.take(luis, brought).came == told
    assert not luis.writable
    assert log.feed_end(luis.db, luis.own.feed) == end
    again = taking.take(luis, brought)
    assert (again.act, again.came.removed) == (None, False)


def test_a_stick_that_is_gone_is_said_so(team: Team, stick: Path) -> None:
    _, luis, _ = team
    shutil.rmtree(stick)
    with pytest.raises(StickGone):
        read(luis, stick)


def test_more_than_fits_is_read_in_turns(team: Team, stick: Path) -> None:
    alma, luis, _ = team
    for number in range(3):
        note(alma, f"Stick {number}")
        write(alma, stick)
    turns = 0
    while (brought := reading.read(luis, stick, run=items.here, most=1)).packs:
        assert len(brought.packs) == 1
        taking.take(luis, brought)
        turns += 1
        assert turns < 10
    assert {f"Stick {number}" for number in range(3)} <= titles(luis)


# ----------------------------------------------------------------------- somebody who holds the team's key


def hostile(book: Casebook, place: Path, rows: list[bytes], index: BlobIndex | None = None) -> None:
    """A pack as whoever was once in the team can make it: sealed well, and full of what they please."""
    epoch = epochs.ensure(book, book.own.compartment)
    key = Key(epoch.hash, epoch.key)
    told = index or BlobIndex(book.own.compartment, (Range(b"f" * 32, 1, 1 << 40),), (), b"")
    with Session.begin(place) as session:
        session.write(Composition([Blob(key, told, rows)], key).frames())
        session.end()


def entry_of(book: Casebook, record: RecordId) -> items.CameEntry:
    entry = next(e for e in log.entries(book.db) if any(c.record == record for _, c in e.changes()))
    return items.CameEntry(entry.header_bytes, entry.signature, entry.parts)


def test_entries_that_do_not_hold_change_nothing(team: Team, stick: Path) -> None:
    """I10."""
    alma, luis, _ = team
    good = entry_of(alma, note(alma, "True"))
    other = entry_of(alma, note(alma, "Other"))
    assert good.parts is not None
    rows = [
        items.entry(good.header, bytes(64), good.parts),
        items.entry(good.header, other.signature, good.parts),
        items.entry(good.header, good.signature, other.parts),
        items.entry(good.header, good.signature, good.parts[:1]),
        items.entry(good.header + b"x", good.signature, good.parts),
        items.entry(b"\xc0", good.signature, ()),
        items.entry(bytes(30_000), bytes(64), (bytes(50),) * 900),
    ]
    before = looks(luis)
    for number, row in enumerate(rows):
        place = stick / str(number)
        place.mkdir()
        hostile(alma, place, [row])
        came = take(luis, place).came
        assert came.refused or came.unread.damaged, f"row {number} was not told of"
        assert came.devices == ()
    assert looks(luis) == before
    assert not {"True", "Other"} & titles(luis)


def test_a_pack_that_does_not_hold_keeps_nobody_from_the_others(team: Team, stick: Path) -> None:
    alma, luis, _ = team
    good = entry_of(alma, note(alma, "True"))
    hostile(alma, stick, [items.entry(good.header, bytes(64), good.parts)])
    write(alma, stick)
    came = take(luis, stick).came
    assert len(came.refused) == 1
    assert "True" in titles(luis)


@pytest.mark.parametrize("seed", range(20))
def test_no_row_of_bytes_ends_the_reading_with_anything_else(team: Team, stick: Path, seed: int) -> None:
    """I10: from a pack that opens well, whatever is in it."""
    alma, luis, _ = team
    chance = random.Random(seed)
    good = entry_of(alma, note(alma, "True"))
    row = bytearray(items.entry(good.header, good.signature, good.parts))
    for _ in range(chance.randrange(1, 6)):
        row[chance.randrange(4, len(row))] = chance.randrange(256)
    before = looks(luis)
    hostile(alma, stick, [items.framed(bytes(row[4:])), items.framed(chance.randbytes(40))])
    came = take(luis, stick).came
    assert came.devices == ()
    assert looks(luis) == before


def test_a_reader_that_crashes_harms_nobody(team: Team, stick: Path) -> None:
    alma, luis, _ = team
    note(alma, "True")
    write(alma, stick)

    def crash(*_: object, **__: object) -> Split:
        raise ReaderCrashed

    brought = reading.read(luis, stick, run=crash)
    assert brought.packs == ()
    assert brought.unread.damaged > 0


def test_a_pack_of_a_newer_version_is_kept_as_far_as_it_is_known(team: Team, stick: Path) -> None:
    alma, luis, _ = team
    good = entry_of(alma, note(alma, "True"))
    newer = items.framed(encoded([7, "something of the future"]))
    hostile(alma, stick, [newer, items.entry(good.header, good.signature, good.parts)])
    came = take(luis, stick).came
    assert came.newer == 1
    assert "True" in titles(luis)
