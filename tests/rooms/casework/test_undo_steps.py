"""Undoing step by step: each undo goes back past the acts that were undone before it, and past nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

import books
from casebook.base.ids import RecordId
from casebook.casework import records, undo
from casebook.casework.book import Casebook
from casebook.casework.records import Add, New, Remove, Set
from casebook.casework.touched import Verb


def person(book: Casebook, birth: str) -> RecordId:
    record = book.new_id()
    records.write(book, Verb.ADD, [New(record, "person"), Set(record, "birth", birth)])
    return record


def edit(book: Casebook, record: RecordId, birth: str | None) -> None:
    records.write(book, Verb.EDIT, [Set(record, "birth", birth)])


def test_three_edits_are_undone_one_after_the_other_down_to_the_record_itself(book: Casebook) -> None:
    record = person(book, "1990")
    for year in ("1991", "1992", "1993"):
        edit(book, record, year)

    seen = []
    for _ in range(3):
        undo.undo_last(book)
        seen.append(book.need(record).value("birth"))
    undo.undo_last(book)

    assert seen == ["1992", "1991", "1990"]
    assert records.is_deleted(book.need(record))
    with pytest.raises(undo.NothingToUndo):
        undo.undo_last(book)


def test_what_was_emptied_and_brought_back_can_be_undone_too(book: Casebook) -> None:
    record = person(book, "1990")
    edit(book, record, "1991")
    edit(book, record, None)

    undo.undo_last(book)
    undo.undo_last(book)

    assert book.need(record).value("birth") == "1990"


def test_an_element_added_removed_and_brought_back_goes_with_its_act(book: Casebook) -> None:
    record = person(book, "1990")
    records.write(book, Verb.EDIT, [Add(record, "aliases", (("alias", "Heron"),))])
    [element] = book.need(record).elements("aliases")
    records.write(book, Verb.EDIT, [Remove(record, "aliases", element)])

    undo.undo_last(book)
    assert book.need(record).elements("aliases") == (element,)
    undo.undo_last(book)

    assert book.need(record).elements("aliases") == ()


def test_a_new_act_after_an_undo_is_undone_before_older_ones(book: Casebook) -> None:
    record = person(book, "1990")
    edit(book, record, "1991")
    undo.undo_last(book)
    edit(book, record, "1995")

    undo.undo_last(book)

    assert book.need(record).value("birth") == "1990"


def test_undoing_past_a_colleagues_change_is_refused(book: Casebook, tmp_path: Path) -> None:
    other = books.make(tmp_path / "other", "Luis")
    try:
        record = person(book, "1990")
        books.team([book, other])
        edit(other, record, "1985")
        books.meet([book, other])
        edit(book, record, "1991")

        undo.undo_last(book)

        assert book.need(record).value("birth") == "1985"
        with pytest.raises(undo.ChangedSince):
            undo.undo_last(book)
    finally:
        other.close()
