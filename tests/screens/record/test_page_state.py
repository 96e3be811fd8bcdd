from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
import lists
from casebook.base.progress import Progress
from casebook.base.words import translator
from casebook.casework import records, undo
from casebook.casework.book import Casebook
from casebook.casework.records import Add, New, Set
from casebook.casework.touched import Verb
from casebook.gui.parts.page.reading import is_typed
from casebook.gui.parts.page.shown import ListShown, RowShown, Shown, TextShown
from casebook.gui.parts.page.state import PageState
from casebook.gui.screens.record.state import page_of
from casebook.journal import drafts
from casebook.journal.drafts import Draft
from casebook.model.all_kinds import KINDS
from casebook.model.person import NAME

EN = translator("en")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    yield made
    made.close()


def part(shown: Shown, name: str) -> RowShown | ListShown | TextShown:
    for section in shown.sections:
        for one in section.parts:
            if (one.path if isinstance(one, RowShown) else one.name) == name:
                return one
    raise AssertionError(name)


def row(shown: Shown, name: str) -> RowShown:
    found = part(shown, name)
    assert isinstance(found, RowShown)
    return found


def elements(shown: Shown, name: str) -> ListShown:
    found = part(shown, name)
    assert isinstance(found, ListShown)
    return found


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_page_made_from_its_declaration(book: Casebook, kind: str) -> None:
    shown = page_of(kind, None, (), EN).load(book)
    declared = KINDS[kind].by_name
    named = {name for section in KINDS[kind].sections for name in section.names if is_typed(declared[name])}
    there = {
        one.path if isinstance(one, RowShown) else one.name
        for section in shown.sections
        for one in section.parts
    }

    assert shown.new
    assert there == named


def test_nothing_is_written_before_something_is_filled_in(book: Casebook) -> None:
    state = page_of("person", None, (), EN)
    state.load(book)

    assert book.get(state.record) is None


def test_the_first_value_makes_the_record_and_is_undone_as_one(book: Casebook) -> None:
    state = page_of("person", None, (), EN)
    touched = state.set_value("birth", "1974-02-10", ())(book, Progress())

    assert touched.verb == Verb.ADD
    shown = state.load(book)
    assert not shown.new
    assert row(shown, "birth").told.text == "10 February 1974"
    undo.undo_last(book)
    assert state.load(book).deleted


def test_a_name_gets_its_script_and_parts_and_the_other_script_is_only_offered(book: Casebook) -> None:
    state = page_of("person", None, (), EN)
    state.add_element("names", "name", NAME.make(full="Әсем Бекова"))(book, Progress())
    state.new = False
    names = elements(state.load(book), "names")
    value = names.elements[0].rows[0].value

    assert NAME.part(value, "script") == "Cyrl"
    assert NAME.part(value, "language") == "kk"
    assert NAME.part(value, "family") == "Бекова"
    assert len(names.elements) == 1
    assert names.offer.text
    assert names.offer.text.isascii()

    state.add_element("names", "name", names.offered)(book, Progress())
    after = elements(state.load(book), "names")
    assert len(after.elements) == 2
    assert after.offered is None


def test_a_name_with_parts_keeps_them(book: Casebook) -> None:
    state = page_of("person", None, (), EN)
    state.add_element("names", "name", NAME.make(full="Bekova Asem", given="Bekova"))(book, Progress())
    value = elements(state.load(book), "names").elements[0].rows[0].value

    assert NAME.part(value, "given") == "Bekova"
    assert NAME.part(value, "family") is None


def test_two_versions_are_both_shown_and_one_is_kept(book: Casebook) -> None:
    person = lists.person(book, "Marat Oskenov", birth="1970")
    seen = book.need(person).seen("birth")
    records.write(book, Verb.EDIT, [Set(person, "birth", "1971", seen)])
    records.write(book, Verb.EDIT, [Set(person, "birth", "1972", seen)])
    state = PageState(person, "person", EN)
    shown = state.load(book)
    versions = row(shown, "birth").versions

    assert shown.conflicts == 1
    assert {version.told.text for version in versions} == {"1971", "1972"}
    kept = next(version for version in versions if version.told.text == "1972")
    state.settle("birth", kept.entry)(book, Progress())
    assert row(state.load(book), "birth").told.text == "1972"
    assert state.load(book).conflicts == 0


def test_an_edit_names_what_stood_on_the_screen(book: Casebook) -> None:
    """Somebody else's value that came between is not overwritten."""
    person = lists.person(book, "Marat Oskenov", birth="1970")
    state = PageState(person, "person", EN)
    on_screen = row(state.load(book), "birth").seen
    records.write(book, Verb.EDIT, [Set(person, "birth", "1980")])
    state.set_value("birth", "1971", on_screen)(book, Progress())

    assert {version.told.text for version in row(state.load(book), "birth").versions} == {"1980", "1971"}


def test_a_long_text_touches_only_the_paragraph_that_changed(book: Casebook) -> None:
    event = book.new_id()
    records.write(book, Verb.ADD, [New(event, "event"), Set(event, "title", "Search")])
    state = PageState(event, "event", EN)
    state.set_text("narrative", "First.\n\nSecond.\n\nThird.")(book, Progress())
    before = book.need(event)
    touched = state.set_text("narrative", "First.\n\nChanged.\n\nThird.")(book, Progress())
    after = book.need(event)
    shown = part(state.load(book), "narrative")

    assert isinstance(shown, TextShown)
    assert shown.text == "First.\n\nChanged.\n\nThird."
    assert touched
    assert before.elements("narrative") == after.elements("narrative")
    changed = [path for path in after.state.units if after.state.units[path] != before.state.units.get(path)]
    assert len(changed) == 1


def test_drafts_are_offered_where_they_were_written(book: Casebook) -> None:
    person = lists.person(book, "Marat Oskenov")
    drafts.keep(book.db, Draft(person, "person", "risk", "They were called in"))
    state = PageState(person, "person", EN)

    assert row(state.load(book), "risk").draft == "They were called in"
    state.set_value("risk", "They were called in twice", ())(book, Progress())
    assert row(state.load(book), "risk").draft == ""


def test_what_points_here_is_shown_once(book: Casebook) -> None:
    person = lists.person(book, "Marat Oskenov")
    dossier = book.new_id()
    edits = [New(dossier, "dossier"), Set(dossier, "title", "Mill")]
    edits += [Add(dossier, "persons", (("person", person),)), Add(dossier, "persons", (("person", person),))]
    records.write(book, Verb.ADD, edits)
    near = PageState(person, "person", EN).load(book).near

    assert [(one.kind, one.title) for one in near] == [("dossier", "Mill")]


def test_a_consent_begins_with_the_person_it_is_about(book: Casebook) -> None:
    person = lists.person(book, "Marat Oskenov")
    assert "consent" in PageState(person, "person", EN).load(book).children
    state = page_of("consent", None, (person,), EN)
    state.set_value("level", "3", ())(book, Progress())

    assert book.need(state.record).value("subject") == person


def test_deleting_hides_and_can_be_taken_back(book: Casebook) -> None:
    person = lists.person(book, "Marat Oskenov")
    state = PageState(person, "person", EN)
    state.delete(book, Progress())
    assert state.load(book).deleted
    state.restore(book, Progress())
    assert not state.load(book).deleted


def test_a_record_that_never_arrived_is_said(book: Casebook) -> None:
    assert PageState(book.new_id(), "person", EN).load(book).missing
