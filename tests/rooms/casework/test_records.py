"""Edits by a person become changes: checked against the model, naming what was on screen, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import books
from casebook.base.ids import RecordId
from casebook.casework import records
from casebook.casework.book import Casebook, NoSuchRecord
from casebook.casework.records import (
    Add,
    BrokenLink,
    Delete,
    New,
    Remove,
    Restore,
    Set,
    UnknownKind,
    UnknownUnit,
)
from casebook.casework.touched import Verb
from casebook.journal import log
from casebook.journal.entry import Op
from casebook.model.fields import BadValue
from drawing import draw, drawing, edit, same


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Casebook, Casebook]]:
    with books.derived_once():
        made = [books.make(tmp_path / name, name) for name in ("ana", "luis")]
        books.team(made)
    yield made[0], made[1]
    for each in made:
        each.close()


def test_an_edit_replaces_what_is_on_screen(book: Casebook) -> None:
    record = draw(book, 'note:1  title  "amber"')["note:1"]
    edit(book, record, title="birch")
    assert drawing(book) == same('note:1  title  "birch"')


def test_an_edit_from_an_old_screen_replaces_only_what_stood_there(pair: tuple[Casebook, Casebook]) -> None:
    ana, luis = pair
    record = draw(ana, 'note:1  title  "amber"')["note:1"]
    books.meet(pair)
    seen = ana.need(record).seen("title")
    edit(luis, record, title="birch")
    books.meet(pair)
    records.write(ana, Verb.EDIT, [Set(record, "title", "cedar", seen)])
    assert drawing(ana) == same('note:1  title  "birch" ⚡ "cedar"')


def test_a_confirmed_value_is_written_though_it_is_the_same(book: Casebook) -> None:
    record = draw(book, 'note:1  title  "amber"')["note:1"]
    before = log.heads(book.db).count
    assert edit(book, record, title="amber")
    assert log.heads(book.db).count == before + 1


def test_two_edits_of_one_unit_in_one_save(book: Casebook) -> None:
    record = draw(book, 'note:1  title  "amber"')["note:1"]
    records.write(book, Verb.EDIT, [Set(record, "title", "birch"), Set(record, "title", "cedar")])
    assert drawing(book) == same('note:1  title  "cedar"')


def refusals(book: Casebook, record: RecordId) -> list[tuple[type[Exception], list[records.Edit]]]:
    new = book.new_id()
    return [
        (UnknownKind, [New(new, "hologram"), Set(new, "title", "x")]),
        (UnknownUnit, [Set(record, "shimmer", "x")]),
        (UnknownUnit, [Set(record, "tags", "x")]),
        (UnknownUnit, [Set(record, "tags/xyz/tag", "x")]),
        (UnknownUnit, [Set(record, "title/0000000000000000/tag", "x")]),
        (UnknownUnit, [Set(record, "shimmer", None)]),
        (UnknownUnit, [Add(record, "title", ())]),
        (UnknownUnit, [Add(record, "tags", (("shimmer", "x"),))]),
        (UnknownUnit, [Remove(record, "tags", "0000000000000000")]),
        (UnknownUnit, [New(new, "note"), Delete(new)]),
        (UnknownUnit, [New(new, "note"), Restore(new)]),
        (BadValue, [Set(record, "title", 3)]),
        (BadValue, [Set(record, "title", "a\x00b")]),
        (BadValue, [Set(record, "title", "x" * 65_537)]),
        (BadValue, [Set(record, "due", "yesterday")]),
        (BadValue, [Set(record, "type", "no-such-code")]),
        (BrokenLink, [Add(record, "about", (("record", new),))]),
        (BrokenLink, [Add(record, "about", (("record", book.own.device),))]),
        (BadValue, [Add(record, "about", (("record", b"short"),))]),
        (NoSuchRecord, [Set(new, "title", "x")]),
        (NoSuchRecord, [Delete(new)]),
    ]


def test_what_does_not_fit_is_refused_and_nothing_is_written(book: Casebook) -> None:
    record = draw(book, 'note:1  title  "amber"')["note:1"]
    before = log.heads(book.db)
    for leaf, edits in refusals(book, record):
        with pytest.raises(leaf) as raised:
            # A good edit beside it is not saved either.
            records.write(book, Verb.EDIT, [Set(record, "remarks", "good"), *edits])
        if isinstance(raised.value, BadValue):
            assert raised.value.field
    assert log.heads(book.db) == before
    assert drawing(book) == same('note:1  title  "amber"')


def test_a_link_may_lead_to_a_record_of_the_same_save(book: Casebook) -> None:
    drawn = """
        person:1  remarks  "amber"
        note:1  title  "birch"
        note:1  about[1]/record  person:1
    """
    draw(book, drawn)
    assert drawing(book).splitlines().sort() == same(drawn).splitlines().sort()


def test_deleted_and_brought_back(book: Casebook) -> None:
    record = draw(book, 'note:1  title  "amber"\nnote:1  tags[1]/tag  "x"')["note:1"]
    [key] = book.need(record).elements("tags")
    records.write(book, Verb.EDIT, [Remove(record, "tags", key)])
    records.delete(book, record)
    assert records.is_deleted(book.need(record))
    assert "(deleted)" in drawing(book)
    records.restore(book, record)
    assert drawing(book) == same('note:1  title  "amber"')
    records.delete(book, record)
    assert records.is_deleted(book.need(record))


def test_changes_name_only_what_they_must(book: Casebook) -> None:
    record = draw(book, 'note:1  title  "amber"')["note:1"]
    [change] = records.changes_for(book, [Set(record, "title", "birch")])
    assert (change.op, change.replaces) == (Op.SET, book.need(record).seen("title"))
    [change] = records.changes_for(book, [Set(record, "due", "2025-07")])
    assert change.replaces == ()


# ------------------------------------------------------------------ texts of paragraphs

PARAGRAPHS = st.lists(st.sampled_from(["one", "two", "three", "four", "five"]), max_size=6)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casebook]:
    with books.derived_once():
        made = books.make(tmp_path_factory.mktemp("shared") / "book")
    yield made
    made.close()


def note_of(book: Casebook, text: str) -> RecordId:
    record = book.new_id()
    title: list[Any] = [New(record, "note"), Set(record, "title", "amber")]
    records.write(book, Verb.ADD, [*title, *records.paragraph_edits(book, record, "text", text, new=True)])
    return record


def text_of(book: Casebook, record: RecordId) -> str:
    return records.text_of(book.need(record), "text")


@given(st.lists(PARAGRAPHS, min_size=1, max_size=5))
def test_a_text_reads_as_it_was_written(shared: Casebook, versions: list[list[str]]) -> None:
    record = note_of(shared, "\n\n".join(versions[0]))
    assert text_of(shared, record) == "\n\n".join(versions[0])
    for version in versions[1:]:
        edits = records.paragraph_edits(shared, record, "text", "\n\n".join(version))
        records.write(shared, Verb.EDIT, edits)
        assert text_of(shared, record) == "\n\n".join(version)
    assert shared.need(record).state.conflicts == ()


def test_what_stayed_the_same_is_not_written_again(book: Casebook) -> None:
    record = note_of(book, "one\n\ntwo\n\nthree")
    assert records.paragraph_edits(book, record, "text", "one\r\n\r\ntwo\n\n\n\nthree\n") == []
    [change] = records.paragraph_edits(book, record, "text", "one\n\ntwo, changed\n\nthree")
    assert isinstance(change, Set)
    [added] = records.paragraph_edits(book, record, "text", "one\n\nnew\n\ntwo\n\nthree")
    assert isinstance(added, Add)
    [removed] = records.paragraph_edits(book, record, "text", "one\n\nthree")
    assert isinstance(removed, Remove)


def test_two_people_change_different_paragraphs(pair: tuple[Casebook, Casebook]) -> None:
    ana, luis = pair
    record = note_of(ana, "one\n\ntwo\n\nthree")
    books.meet(pair)
    for book, text in ((ana, "one, by Ana\n\ntwo\n\nthree"), (luis, "one\n\ntwo\n\nthree\n\nfour, by Luis")):
        records.write(book, Verb.EDIT, records.paragraph_edits(book, record, "text", text))
    books.meet(pair)
    assert text_of(ana, record) == text_of(luis, record) == "one, by Ana\n\ntwo\n\nthree\n\nfour, by Luis"
    assert ana.need(record).state.conflicts == ()


def test_a_paragraph_in_two_versions_is_not_settled_by_whoever_saw_one(
    pair: tuple[Casebook, Casebook],
) -> None:
    ana, luis = pair
    record = note_of(ana, "one\n\ntwo")
    books.meet(pair)
    for book, word in ((ana, "amber"), (luis, "birch")):
        records.write(book, Verb.EDIT, records.paragraph_edits(book, record, "text", f"{word}\n\ntwo"))
    books.meet(pair)
    first, second = ana.need(record).values(f"text/{ana.need(record).elements('text')[0]}/text")
    shown = text_of(ana, record)
    assert shown.startswith(str(first))
    changed = shown.replace(str(first), "cedar")
    records.write(ana, Verb.EDIT, records.paragraph_edits(ana, record, "text", changed))
    path = f"text/{ana.need(record).elements('text')[0]}/text"
    assert set(ana.need(record).values(path)) == {"cedar", second}


def test_both_insert_at_one_place(pair: tuple[Casebook, Casebook]) -> None:
    ana, luis = pair
    record = note_of(ana, "one\n\ntwo")
    books.meet(pair)
    for book, word in ((ana, "amber"), (luis, "birch")):
        records.write(book, Verb.EDIT, records.paragraph_edits(book, record, "text", f"one\n\n{word}\n\ntwo"))
    books.meet(pair)
    pieces = text_of(ana, record).split("\n\n")
    assert text_of(luis, record).split("\n\n") == pieces
    assert (pieces[0], set(pieces[1:3]), pieces[3]) == ("one", {"amber", "birch"}, "two")
    wanted = "\n\n".join([*pieces[:2], "between", *pieces[2:]])
    records.write(ana, Verb.EDIT, records.paragraph_edits(ana, record, "text", wanted))
    assert set(text_of(ana, record).split("\n\n")) == {"one", "two", "amber", "birch", "between"}
