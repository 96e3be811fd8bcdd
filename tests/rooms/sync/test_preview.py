from __future__ import annotations

from pathlib import Path

import books
from casebook.casework import check, conflicts, erasing, records
from casebook.casework.book import Casebook
from casebook.casework.incoming import Offered
from casebook.casework.records import Delete
from casebook.casework.touched import Verb
from casebook.formats.ed25519 import WrongSignature
from casebook.journal import log
from casebook.sync import preview
from casebook.sync.brought import Brought, Chosen, Pack, Unread
from oneteam import one_team
from spoken import key, person, say


def stick(*givers: Casebook) -> Brought:
    return Brought(
        tuple(Pack("A.DAT", key(each), tuple(books.offers(each))) for each in givers), unread=Unread(2, 1)
    )


def everything(book: Casebook) -> object:
    """What a dry run must leave alone: every page's content, the head, and what the open book keeps in memory."""
    tables = [row[0] for row in book.db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    rows = {
        table: book.db.execute(f'SELECT * FROM "{table}"') for table in sorted(tables) if table[:3] != "fts"
    }
    files = sorted((str(p), p.read_bytes()) for p in book.safe.folder.rglob("*") if p.is_file())
    return rows, files, book.own, book.saved, check.state_hash(book)


def test_it_tells_who_brought_what_and_what_there_is_to_decide(pair: tuple[Casebook, Casebook]) -> None:
    ana, leila = pair
    shared, gone = person(ana, "seen at the ferry"), person(ana, "to be deleted")
    books.meet(pair)
    say(ana, shared, "seen at the harbour")
    say(leila, shared, "seen at the mill")
    new = person(leila, "somebody else")
    records.write(leila, Verb.EDIT, [Delete(gone)])
    before = everything(ana)

    found = preview.look(ana, stick(leila))

    (device,) = found.devices
    assert (device.author.public, device.author.name) == (key(leila), "leila")
    assert device.carriers == ()
    assert device.changes == 3
    assert {each.record: (each.kind, each.is_new) for each in device.records} == {
        shared: ("person", False),
        gone: ("person", False),
        new: ("person", True),
    }
    (conflict,) = found.conflicts
    assert (conflict.record, conflict.path) == (shared, "remarks")
    assert {version.value for version in conflict.versions} == {"seen at the harbour", "seen at the mill"}
    assert [each.record for each in found.deleted] == [gone]
    assert found.unread == Unread(2, 1)
    assert (found.waiting, found.clocks, found.copied, found.torn) == ((), (), False, 0)
    assert everything(ana) == before, "looking changed something"


def test_what_the_run_does_is_what_was_told(pair: tuple[Casebook, Casebook]) -> None:
    ana, leila = pair
    shared = person(ana, "here")
    books.meet(pair)
    say(ana, shared, "mine")
    say(leila, shared, "hers")
    told = preview.look(ana, stick(leila))
    books.give(leila, ana)
    assert tuple(conflicts.conflicts(ana)) == told.conflicts


def test_what_somebody_else_carried_is_told_apart(tmp_path: Path) -> None:
    with books.derived_once():
        made = one_team(tmp_path, ["ana", "leila", "daniel"])
    ana, leila, daniel = made
    person(daniel, "from afar")
    books.give(daniel, leila)
    person(leila, "from near")
    found = {each.author.name: each for each in preview.look(ana, stick(leila)).devices}
    assert [each.name for each in found["daniel"].carriers] == ["leila"]
    assert found["leila"].carriers == ()
    assert {name: each.changes for name, each in found.items()} == {"daniel": 1, "leila": 1}
    for book in made:
        book.close()


def test_an_order_to_erase_is_told_and_what_waits_too(pair: tuple[Casebook, Casebook]) -> None:
    ana, leila = pair
    witness = person(ana, "wants to be forgotten")
    books.meet(pair)
    erasing.erase(leila, witness, None, reason="consent-withdrawn")
    found = preview.look(ana, stick(leila))
    (order,) = found.orders
    assert (order.target.record, order.unit, order.reason) == (witness, None, "consent-withdrawn")
    assert order.author is not None
    assert order.author.name == "leila"

    person(leila, "one")
    person(leila, "two")
    later = books.offers(leila)[-2:]
    found = preview.look(ana, Brought((Pack("A.DAT", key(leila), tuple(later)),)))
    (waits,) = found.waiting
    assert waits.author is not None
    assert (waits.author.name, waits.arrived, waits.missing) == (
        "leila",
        2,
        3,
    )  # two orders, one signed "erased"
    assert [each.author.name for each in found.devices] == []


def test_some_can_be_left_and_what_builds_on_it_stays_out(pair: tuple[Casebook, Casebook]) -> None:
    ana, leila = pair
    for word in ("one", "two", "three"):
        person(leila, word)
    assert preview.look(ana, stick(leila), Chosen(frozenset())).devices == ()
    end = log.feed_end(leila.db, leila.own.feed)
    assert end is not None
    some = Chosen(frozenset((key(leila),)), {leila.own.feed: end.seq - 2})
    (device,) = preview.look(ana, stick(leila), some).devices
    assert device.changes == 2


def test_what_does_not_hold_is_said_and_nothing_is_left(pair: tuple[Casebook, Casebook]) -> None:
    ana, leila = pair
    person(leila, "one")
    last = books.offers(leila)[-1]
    forged = Offered(last.header, bytes(64), last.parts)
    before = everything(ana)
    found = preview.look(ana, Brought((Pack("A.DAT", key(leila), (forged,)),)))
    assert [(each.pack, type(each.fault)) for each in found.refused] == [("A.DAT", WrongSignature)]
    assert found.devices == ()
    assert everything(ana) == before


def test_a_clock_that_is_days_ahead_is_told_and_not_followed(tmp_path: Path) -> None:
    with books.derived_once():
        ana, leila = one_team(tmp_path, ["ana", "leila"])
    fast = books.Wall(books.START_MS + 5 * 86_400_000)
    leila.clock = type(leila.clock)(fast)
    person(leila, "from the future")
    found = preview.look(ana, stick(leila))
    assert [each.name for each in found.clocks] == ["leila"]
    assert ana.clock.now().wall_ms < books.START_MS + 86_400_000
    assert ana.clock.now().shown_ms < books.START_MS + 86_400_000
    ana.close()
    leila.close()


def test_looking_leaves_the_clock_alone(pair: tuple[Casebook, Casebook]) -> None:
    ana, leila = pair
    leila.clock = type(leila.clock)(books.Wall(books.START_MS + 3_600_000))
    person(leila, "an hour ahead")
    preview.look(ana, stick(leila))
    assert ana.clock.now().shown_ms < books.START_MS + 3_600_000
    books.give(leila, ana)
    assert ana.clock.now().shown_ms >= books.START_MS + 3_600_000


def test_a_casebook_that_was_copied_is_told_so_without_being_stopped(tmp_path: Path) -> None:
    with books.derived_once():
        book = books.make(tmp_path / "one", "ana")
        book.close()
        books.copy(tmp_path / "one", tmp_path / "two")
        one, two = books.reopen(tmp_path / "one"), books.reopen(tmp_path / "two")
    person(two, "written elsewhere")
    assert preview.look(one, stick(two)).copied
    assert one.writable
    person(one, "still writing")
    one.close()
    two.close()
