"""The life of a record for people to read, and drafts beside it."""

from __future__ import annotations

import books
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.records import Add, Set
from casebook.casework.touched import Verb
from casebook.journal import drafts, history
from casebook.journal.drafts import Draft
from casebook.journal.entry import Op
from drawing import draw, edit


def test_newest_first_and_what_stands(book: Casebook) -> None:
    record = draw(book, 'person:1  remarks  "amber"\nperson:1  age  "40"')["person:1"]
    edit(book, record, remarks="birch")
    edit(book, record, age="41", remarks="cedar")
    found = [(m.unit, m.value, m.stands) for m in history.history(book.db, record)]
    assert set(found[:2]) == {("remarks", "cedar", True), ("age", "41", True)}
    assert found[2] == ("remarks", "birch", False)
    assert set(found[3:]) == {("remarks", "amber", False), ("age", "40", False)}
    assert [m.value for m in history.history(book.db, record, "remarks")] == ["cedar", "birch", "amber"]
    assert {m.verb for m in history.history(book.db, record)} == {"add", "edit"}


def test_of_a_list_everything_inside(book: Casebook) -> None:
    record = draw(book, 'person:1  aliases[1]/alias  "Fox"')["person:1"]
    records.write(book, Verb.EDIT, [Add(record, "aliases", (("alias", "Wolf"),))])
    found = history.history(book.db, record, "aliases")
    assert sorted(m.op for m in found) == [Op.SET, Op.SET, Op.ADD, Op.ADD]
    assert history.history(book.db, record, "alias") == []


def test_who_said_it(team: tuple[Casebook, Casebook, Casebook]) -> None:
    ana, luis, _ = team
    record = draw(ana, 'person:1  remarks  "amber"')["person:1"]
    books.meet(team)
    edit(luis, record, remarks="birch")
    books.meet(team)
    assert [m.feed for m in history.history(ana.db, record)] == [luis.own.feed, ana.own.feed]


def test_times_order_what_is_shown_and_nothing_else(team: tuple[Casebook, Casebook, Casebook]) -> None:
    """Luis's clock is years behind: his later correction is shown below, and stands all the same."""
    ana, luis, _ = team
    record = draw(ana, 'person:1  remarks  "amber"')["person:1"]
    books.meet(team)
    edit(luis, record, remarks="birch")
    books.meet(team)
    assert ana.need(record).value("remarks") == "birch"
    [first, second] = history.history(ana.db, record)
    assert (first.stands, second.stands) == (True, False)


# ------------------------------------------------------------------ drafts


def test_a_draft_is_overwritten_kept_over_a_lock_and_gone_when_saved(book: Casebook) -> None:
    record = draw(book, 'person:1  remarks  "amber"')["person:1"]
    seen = book.need(record).seen("remarks")
    for text in ("b", "bi", "bir"):
        drafts.keep(book.db, Draft(record, "person", "remarks", text, seen))
    drafts.keep(book.db, Draft(record, "person", "age", "4"))
    folder = book.safe.folder
    book.close()
    again = books.reopen(folder)
    assert drafts.drafts(again.db, record) == [
        Draft(record, "person", "age", "4"),
        Draft(record, "person", "remarks", "bir", seen),
    ]
    records.write(
        again, Verb.EDIT, [Set(record, "remarks", "birch", seen)], drafts_done=[(record, "remarks")]
    )
    assert [draft.unit for draft in drafts.drafts(again.db)] == ["age"]
    assert b"bir\x00" not in books.raw(again)
    with again.db.transaction():
        drafts.drop(again.db, record, ["age"])
    assert drafts.drafts(again.db) == []
    again.close()


def test_a_draft_is_no_entry(book: Casebook) -> None:
    record = draw(book, 'person:1  remarks  "amber"')["person:1"]
    before = books.offers(book)
    drafts.keep(book.db, Draft(record, "person", "remarks", "unsaid"))
    assert books.offers(book) == before
    assert book.need(record).value("remarks") == "amber"
