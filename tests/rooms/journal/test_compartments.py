"""Compartments: of what is here the journal's own rows say where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
from casebook.base.ids import RecordId
from casebook.casework import circles, records
from casebook.casework.book import Casebook
from casebook.casework.device import DEVICE_KEY
from casebook.casework.touched import Verb
from casebook.journal import compartments, log
from casebook.journal.entry import Change, Op, Stamp


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Casebook, Casebook]]:
    with books.derived_once():
        ana, luis = (books.make(tmp_path / name, name) for name in ("ana", "luis"))
    books.team([ana, luis])
    yield ana, luis
    ana.close()
    luis.close()


def note(book: Casebook, title: str, circle: bytes | None = None) -> RecordId:
    record = book.new_id()
    edits: list[records.Edit] = [records.New(record, "note"), records.Set(record, "title", title)]
    records.write(book, Verb.ADD, edits, circle=circle)
    return record


def test_a_casebook_whose_device_was_named_counts_as_the_teams(two: tuple[Casebook, Casebook]) -> None:
    ana, luis = two
    assert ana.own.compartment != luis.own.compartment
    assert compartments.others(ana.db) == ()
    theirs = note(luis, "n")
    books.meet(two)
    assert ana.compartment_of(theirs) == ana.own.compartment
    records.write(ana, Verb.EDIT, [records.Set(theirs, "title", "m")])
    assert ana.own.feeds.keys() == {ana.own.compartment}


def test_no_device_makes_a_circle_the_teams_by_founding_a_feed_in_it(two: tuple[Casebook, Casebook]) -> None:
    ana, luis = two
    circle = circles.make(ana, "Quay", [luis.own.public]).compartment
    inside = note(ana, "n", circle)
    books.meet(two)
    row = luis.db.one("SELECT count(*) FROM feed WHERE compartment = ?", (circle,))
    assert row == (1,)
    # A feed there that begins as a founded casebook's does, with all keys of a device.
    luis.db.execute("UPDATE feed SET compartment = ? WHERE id = ?", (circle, luis.own.feed))
    assert circle in compartments.others(luis.db)
    assert compartments.of_record(luis.db, inside) == circle


def test_a_record_in_two_compartments_is_the_circles_unless_its_kind_is_the_teams(
    two: tuple[Casebook, Casebook],
) -> None:
    ana, _ = two
    circle = circles.make(ana, "Quay").compartment
    inside = note(ana, "n", circle)
    assert compartments.all_of_record(ana.db, ana.own.device) == (circle, ana.own.compartment)
    assert compartments.of_record(ana.db, ana.own.device) == ana.own.compartment
    assert compartments.in_circles(ana.db, "note") == {inside: circle}
    assert compartments.in_circles(ana.db, "device") == {}
    assert compartments.counts(ana.db, circle) == {"circle": 1, "note": 1}
    assert compartments.of_record(ana.db, ana.new_id()) is None


def test_naming_a_key_anew_says_nothing_of_entries_in_circles(two: tuple[Casebook, Casebook]) -> None:
    ana, _ = two
    circles.make(ana, "Quay")
    seen = ana.need(ana.own.device).seen("signing")
    mine = [entry for entry in seen if compartments.of_entry(ana.db, entry) != ana.own.compartment]
    assert mine
    change = records.changes_for(ana, [records.Set(ana.own.device, "signing", ana.own.public)])
    assert set(mine) & set(change[0].replaces)
    ana.record(Verb.SET_UP, change)
    assert ana.need(ana.own.device).values("signing") == (ana.own.public,)
    team = ana.db.execute(
        "SELECT part.bytes FROM part JOIN entry ON entry.n = part.entry JOIN feed ON feed.n = entry.feed"
        " WHERE feed.compartment = ?",
        (ana.own.compartment,),
    )
    held = b"".join(bytes(row[0]) for row in team)
    assert not any(entry in held for entry in mine)


def test_what_stands_aside_moves_nothing(two: tuple[Casebook, Casebook]) -> None:
    """A removed device cannot pull a record of the team into a circle by speaking of it there."""
    ana, _ = two
    outside = note(ana, "n")
    circle = circles.make(ana, "Quay").compartment
    with ana.db.transaction():
        # Its own client would not do it: the part is written past the rules.
        made = log.append(
            ana.db,
            log.Writer(
                ana.own.feeds[circle], lambda data: ana.safe.keyring.sign(DEVICE_KEY, data), ana.random
            ),
            [Change(outside, "note", "due", Op.SET, "2030")],
            Stamp(ana.clock.now(), Verb.EDIT.value, None),
        )
    assert compartments.of_record(ana.db, outside) == circle
    row = ana.db.one("SELECT n FROM entry WHERE id = ?", (made[0].id,))
    assert row is not None
    ana.db.execute("INSERT INTO aside VALUES (?, 'beyond-cut', 0)", row)
    assert compartments.of_record(ana.db, outside) == ana.own.compartment
