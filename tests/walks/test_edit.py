"""The walk *edit* of docs/walks.md: from a field that is left to an entry, its tables, its index, and undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
import lists
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import translator
from casebook.casework import check, undo
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched, Verb
from casebook.casework.undo import ChangedSince
from casebook.gui.parts.page.shown import RowShown, Shown
from casebook.gui.parts.page.state import PageState
from casebook.gui.screens.history.state import HistoryState
from casebook.journal import drafts, log
from casebook.journal.drafts import Draft
from casebook.model.fields import BadValue
from casebook.search.query import find


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    made = books.make(tmp_path / "Notes", "Heron")
    yield made
    made.close()


@pytest.fixture
def person(book: Casebook) -> RecordId:
    return lists.person(book, "Rustem Beisekov", remarks="He was last seen on Monday.")


def row(shown: Shown, path: str) -> RowShown:
    parts = [part for section in shown.sections for part in section.parts]
    return next(part for part in parts if isinstance(part, RowShown) and part.path == path)


def write(book: Casebook, page: PageState, path: str, value: str) -> Touched:
    """What a field does that is left: the value, and what stood on screen."""
    seen = row(page.load(book), path).seen
    return page.set_value(path, value, seen)(book, Progress())


def test_edit(book: Casebook, person: RecordId) -> None:
    """A draft while one types; one signed entry when the field is left; the draft is gone with it."""
    page = PageState(person, "person", translator("en"))
    drafts.keep(book.db, Draft(person, "person", "remarks", "He was seen on Tues", ()))
    before = len(list(log.entries(book.db)))

    touched = write(book, page, "remarks", "He was seen on Tuesday, at the harbour.")

    entries = list(log.entries(book.db))
    assert len(entries) == before + 1
    assert entries[-1].id == touched.entry
    assert (touched.verb, touched.records, touched.kinds) == (Verb.EDIT, {person}, {"person"})
    assert drafts.drafts(book.db) == []
    assert row(page.load(book), "remarks").value == "He was seen on Tuesday, at the harbour."
    assert [hit.record for hit in find(book.db, "harbour")] == [person]
    assert find(book.db, "Monday") == []
    assert page.concerns(touched)


def test_what_is_no_value_makes_no_entry(book: Casebook, person: RecordId) -> None:
    """And the draft stays, so that nothing typed is lost."""
    before = len(list(log.entries(book.db)))
    drafts.keep(book.db, Draft(person, "person", "birth", "in the spring", ()))
    with pytest.raises(BadValue):
        PageState(person, "person", translator("en")).set_value("birth", "in the spring", ())(
            book, Progress()
        )
    assert len(list(log.entries(book.db))) == before
    assert [draft.text for draft in drafts.drafts(book.db)] == ["in the spring"]


def test_undo_is_the_same_walk(book: Casebook, person: RecordId) -> None:
    """The earlier value is back, by a new entry; nothing is gone from the history."""
    page = PageState(person, "person", translator("en"))
    write(book, page, "remarks", "He was seen on Tuesday.")
    undo.undo_last(book)
    assert row(page.load(book), "remarks").value == "He was last seen on Monday."
    assert [hit.record for hit in find(book.db, "Monday")] == [person]
    history = HistoryState(translator("en"))
    history.record = person
    assert history.load(book).steps[0].verb == "Undid"
    assert check.check(book, Progress()) is not None


def test_undo_is_refused_where_somebody_changed_it_since(tmp_path: Path) -> None:
    """A teammate's word is never overwritten in silence."""
    ours = books.make(tmp_path / "ours", "Heron")
    person = lists.person(ours, "Rustem Beisekov", remarks="Monday.")
    theirs = books.make(tmp_path / "theirs", "Ibis")
    books.team([ours, theirs])
    act = write(ours, PageState(person, "person", translator("en")), "remarks", "Tuesday.")
    books.meet([ours, theirs])
    write(theirs, PageState(person, "person", translator("en")), "remarks", "Wednesday.")
    books.meet([ours, theirs])
    assert act
    with pytest.raises(ChangedSince):
        undo.undo_last(ours)
    assert row(PageState(person, "person", translator("en")).load(ours), "remarks").value == "Wednesday."
    for each in (ours, theirs):
        each.close()
