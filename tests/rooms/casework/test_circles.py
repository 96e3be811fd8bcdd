"""Circles: what stands in one stands nowhere else, and who is in it is what those in it said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
from casebook.base.ids import RecordId
from casebook.casework import circles, erasing, identity, records, undo
from casebook.casework.book import Casebook
from casebook.casework.check import check
from casebook.casework.compartments import LeadsAcross
from casebook.casework.touched import Verb
from casebook.journal import log


def note(book: Casebook, text: str, *about: RecordId, circle: bytes | None = None) -> RecordId:
    record = book.new_id()
    links = [records.Add(record, "about", (("record", each),)) for each in about]
    paragraph = records.Add(record, "text", (("text", text), ("place", "V")))
    records.write(book, Verb.ADD, [records.New(record, "note"), paragraph, *links], circle=circle)
    return record


def team_bytes(book: Casebook) -> bytes:
    """Every byte of what stands in the team's compartment: headers and parts."""
    team = book.own.compartment
    rows = book.db.execute(
        "SELECT entry.header, part.bytes FROM entry JOIN feed ON feed.n = entry.feed"
        " LEFT JOIN part ON part.entry = entry.n WHERE feed.compartment = ?",
        (team,),
    )
    return b"".join(bytes(header) + bytes(part or b"") for header, part in rows)


def test_a_circle_stands_in_itself_and_nothing_of_it_in_the_team(book: Casebook) -> None:
    one = circles.make(book, "Witness 7")
    note(book, "Lantern", circle=one.compartment)
    assert book.own.feeds.keys() == {book.own.compartment, one.compartment}
    held = team_bytes(book)
    assert b"Witness 7" not in held
    assert b"Lantern" not in held
    assert one.compartment not in held
    [found] = circles.circles(book)
    assert (found.name, found.members, found.own, found.records) == (
        "Witness 7",
        (book.own.public,),
        True,
        {"note": 1},
    )
    check(book)


def test_a_new_record_goes_where_it_is_told_or_where_what_it_hangs_on_stands(book: Casebook) -> None:
    one = circles.make(book, "Lighthouse").compartment
    inside = note(book, "in", circle=one)
    outside = note(book, "out")
    assert book.compartment_of(inside) == one
    assert book.compartment_of(outside) == book.own.compartment
    assert book.compartment_of(note(book, "about it", inside)) == one
    assert book.compartment_of(note(book, "about both", inside, outside)) == one
    book.circle = one
    assert book.compartment_of(note(book, "usual")) == one
    assert book.compartment_of(note(book, "asked", circle=book.own.compartment)) == book.own.compartment
    records.write(book, Verb.EDIT, [records.Add(outside, "text", (("text", "more"), ("place", "W")))])
    assert book.compartment_of(outside) == book.own.compartment
    check(book)


def test_nothing_of_the_team_leads_into_a_circle(book: Casebook) -> None:
    one, two = (circles.make(book, name).compartment for name in ("one", "two"))
    inside, beside, outside = (note(book, "n", circle=each) for each in (one, two, None))
    before = team_bytes(book)
    for record in (outside, beside):
        with pytest.raises(LeadsAcross):
            records.write(book, Verb.EDIT, [records.Add(record, "about", (("record", inside),))])
    with pytest.raises(LeadsAcross):
        note(book, "both", inside, beside)
    with pytest.raises(LeadsAcross):
        note(book, "told", inside, circle=book.own.compartment)
    assert team_bytes(book) == before
    records.write(book, Verb.EDIT, [records.Add(inside, "about", (("record", outside),))])


def test_an_act_over_two_feeds_is_undone_wholly_and_done_again(book: Casebook) -> None:
    one = circles.make(book, "one").compartment
    inside, outside = note(book, "in", circle=one), note(book, "out")
    was = [book.need(each).text("title") for each in (inside, outside)]
    edits = [records.Set(inside, "title", "A"), records.Set(outside, "title", "B")]
    touched = records.write(book, Verb.EDIT, edits)
    entries = log.of_act(book.db, book.own.feeds.values(), touched.act)
    assert {entry.header.feed for entry in entries} == set(book.own.feeds.values())
    undone = undo.undo_last(book)
    assert [book.need(each).text("title") for each in (inside, outside)] == was
    undo.redo(book, undone.act)
    assert [book.need(each).text("title") for each in (inside, outside)] == ["A", "B"]
    records.write(book, Verb.EDIT, [records.Set(inside, "title", "C")])
    with pytest.raises(undo.ChangedSince):
        undo.undo(book, touched.act, Verb.UNDO)
    assert book.need(outside).text("title") == "B"
    undo.undo_last(book)
    undo.undo_last(book)
    assert [book.need(each).text("title") for each in (inside, outside)] == was
    check(book)


def test_an_order_to_erase_stands_where_what_it_erases_stood(book: Casebook) -> None:
    one = circles.make(book, "one").compartment
    inside = note(book, "Lantern of the quay", circle=one)
    touched = erasing.erase(book, inside, reason="mistake")
    assert {book.compartment_of(each) for each in touched.records} == {one}
    assert inside not in team_bytes(book)
    assert touched.entry is not None
    assert touched.entry not in team_bytes(book)
    assert b"Lantern of the quay" not in books.raw(book)
    assert book.compartment_of(inside) == one
    check(book)


def test_a_device_is_taken_in_and_shown_out(book: Casebook, team: list[Casebook]) -> None:
    ana, luis, vera = team
    one = circles.make(ana, "one", [luis.own.public]).compartment
    assert set(circles.members(ana, one)) == {ana.own.public, luis.own.public}
    with pytest.raises(circles.NoSuchDevice):
        circles.add(ana, one, book.own.public)
    with pytest.raises(circles.InCircleAlready):
        circles.add(ana, one, luis.own.public)
    books.give(ana, luis)
    circles.add(luis, one, vera.own.public)
    circles.remove(luis, one, ana.own.public)
    books.meet(team)
    for each in team:
        assert set(circles.members(each, one)) == {luis.own.public, vera.own.public}
    with pytest.raises(circles.NotInCircle):
        circles.rename(ana, one, "mine")
    # By the word of who was shown out, nobody is in it.
    records.write(ana, Verb.CIRCLE, [records.Add(RecordId(one), "members", (("device", ana.own.public),))])
    assert ana.own.public not in circles.members(ana, one)
    circles.remove(vera, one, luis.own.public)
    with pytest.raises(circles.LastInCircle):
        circles.remove(vera, one, vera.own.public)


def test_a_new_device_goes_on_in_the_circles_it_was_in(book: Casebook) -> None:
    one = circles.make(book, "one").compartment
    inside = note(book, "in", circle=one)
    before = book.own
    identity.renew(book)
    assert book.own.feeds.keys() == {book.own.compartment}
    assert book.former_keys == {before.public}
    assert circles.circle(book, one).own
    records.write(book, Verb.EDIT, [records.Set(inside, "title", "A")])
    assert book.own.feeds[one] != before.feeds[one]
    assert set(circles.members(book, one)) == {before.public, book.own.public}
    undo.undo_last(book)
    check(book)


@pytest.fixture
def team(tmp_path: Path) -> Iterator[list[Casebook]]:
    with books.derived_once():
        made = [books.make(tmp_path / name, name) for name in ("ana", "luis", "vera")]
    books.team(made)
    yield made
    for each in made:
        each.close()
