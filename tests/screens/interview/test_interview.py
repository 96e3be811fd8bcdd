from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

import books
import desk
import lists
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import translator
from casebook.casework import consents, records, snapshot, undo
from casebook.casework.book import Casebook
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.gui.parts.page.shown import TextShown
from casebook.gui.screens.browse.view import BrowseView
from casebook.gui.screens.interview.state import Answers, InterviewShown, InterviewState, levels, problem
from casebook.gui.screens.interview.view import InterviewView
from casebook.gui.workspace import Place, Spot
from casebook.journal import current
from casebook.model.consent import CELL
from desk import Desk

EN = translator("en")
TODAY = date(2025, 6, 15)
NOBODY = Answers(
    speaker=None,
    code="",
    about=None,
    level="",
    exceptions=(),
    method="oral",
    understood="yes",
    day="2025-06-15",
    language="en",
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    yield made
    made.close()


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    lists.person(made, "Aigul Sarsenova")
    made.close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        yield opened


def has_narrative(shown: InterviewShown) -> bool:
    return any(isinstance(part, TextShown) for section in shown.page.sections for part in section.parts)


def agree(book: Casebook, answers: Answers) -> InterviewState:
    state = InterviewState(None, EN, TODAY)
    state.agree(answers)(book, Progress())
    state.new = False
    return state


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        (NOBODY, "level"),
        (replace(NOBODY, level="3"), "speaker"),
        (replace(NOBODY, level="3", code="Reed"), ""),
        (replace(NOBODY, level="3", speaker=RecordId(bytes(16))), ""),
        (replace(NOBODY, level="0"), ""),
    ],
)
def test_what_is_missing_is_asked_for(answers: Answers, missing: str) -> None:
    assert problem(answers) == missing


def test_a_withdrawn_consent_cannot_be_chosen() -> None:
    assert levels() == ("0", "1", "2", "3", "4", "5")


def test_before_the_consent_there_is_nothing_to_write_in(book: Casebook) -> None:
    shown = InterviewState(None, EN, TODAY).load_all(book)

    assert not shown.may_write
    assert not has_narrative(shown)


def test_consent_and_interview_are_recorded_as_one_act(book: Casebook) -> None:
    person = lists.person(book, "Aigul Sarsenova")
    state = agree(book, replace(NOBODY, speaker=person, level="3"))
    shown = state.load_all(book)

    assert shown.may_write
    assert has_narrative(shown)
    assert isinstance(shown.page.sections[0].parts[0], TextShown)
    consent = book.need(RecordId(bytes(book.need(state.record).value("consent"))))  # type: ignore[arg-type]  # a link
    assert consent.value("subject") == person
    assert consent.text("level") == "3"
    assert consent.text("state") == "given"
    undo.undo_last(book)
    assert list(current.every(book.db, "consent")) == []
    assert list(current.every(book.db, "interview")) == []


def test_a_speaker_without_a_name_is_protected_under_a_code(book: Casebook) -> None:
    agree(book, replace(NOBODY, code="Reed", level="2"))
    person = next(iter(current.every(book.db, "person")))

    assert person.text("code_name") == "Reed"
    assert person.text("protection") == "always"


def test_an_exception_stands_above_the_level(book: Casebook) -> None:
    person = lists.person(book, "Aigul Sarsenova")
    cell = CELL.make(use="un-conf", show="name", answer="no")
    agree(book, replace(NOBODY, speaker=person, level="3", exceptions=(cell,)))
    seen = snapshot.take(book)
    given = consents.of_person(seen, person)

    assert given[0].text("state") == "exceptions"
    assert consents.combined(given, "un-conf", "name", seen.today).answer == "no"
    assert consents.combined(given, "parl", "name", seen.today).answer == "yes"


@pytest.mark.parametrize(("unit", "value"), [("state", "revoked"), ("level", "x"), ("state", "refused")])
def test_a_consent_that_ended_closes_what_was_told(book: Casebook, unit: str, value: str) -> None:
    person = lists.person(book, "Aigul Sarsenova")
    state = agree(book, replace(NOBODY, speaker=person, level="3"))
    state.set_text("narrative", "They came at night.")(book, Progress())
    assert has_narrative(state.load_all(book))
    consent = next(iter(current.every(book.db, "consent")))
    records.write(book, Verb.EDIT, [Set(consent.id, unit, value)])
    shown = state.load_all(book)

    assert not shown.may_write
    assert not has_narrative(shown)


def test_a_consent_that_ran_out_closes_it_too(book: Casebook) -> None:
    person = lists.person(book, "Aigul Sarsenova")
    state = agree(book, replace(NOBODY, speaker=person, level="3"))
    consent = next(iter(current.every(book.db, "consent")))
    records.write(book, Verb.EDIT, [Set(consent.id, "expires", "2025-01")])

    assert not state.load_all(book).may_write


def test_consent_is_read_and_answered_before_the_narrative_opens(table: Desk) -> None:
    """The walk of the acceptance: by keyboard, through real widgets."""
    table.press(Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    view = table.shown(InterviewView)
    assert view.page is None
    assert view.card is not None
    aloud = [label.text() for label in view.card.findChildren(QLabel) if label.property("role") == "serif"]
    assert len(aloud) == 5
    table.type("Sarsen")
    line = QApplication.focusWidget()
    assert line is not None
    popup = view.card.form.editor("speaker").popup  # type: ignore[attr-defined]  # a link editor
    table.until(lambda: popup.current() is not None)
    table.press(Qt.Key.Key_Return)
    three = next(pick for pick in view.card._group.buttons() if pick.text().startswith("3"))
    table.tab_to("0")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_3)
    assert three.isChecked()
    table.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    table.until(lambda: view.page is not None and view.page.shown is not None)
    table.rest()

    assert view.page is not None
    assert view.page._sections[0].places()[0][1].is_open
    table.type("They came at night.")
    table.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    told = table.read(
        lambda book: [records.text_of(one, "narrative") for one in current.every(book.db, "interview")]
    )
    assert told == ["They came at night."]


def test_who_wants_no_record_gets_none(table: Desk) -> None:
    table.workspace.go(Spot(Place.INTERVIEW, kind="interview", new=True))
    view = table.shown(InterviewView)
    assert view.card is not None
    view.card._group.buttons()[0].click()
    assert view.card.go.text() == "They want no record: close, and keep nothing"
    view.card.go.click()
    table.rest()

    assert isinstance(table.screen, BrowseView)
    assert table.read(lambda book: current.counts(book.db)).keys() <= {"person", "device", "setting"}


def test_a_digit_in_a_text_is_a_digit(table: Desk) -> None:
    table.workspace.go(Spot(Place.INTERVIEW, kind="interview", new=True))
    view = table.shown(InterviewView)
    assert view.card is not None
    view.card.form.editor("code").setFocus()
    QTest.keyClicks(QApplication.focusWidget(), "Reed 3")

    assert view.card.level == ""
    assert view.card.form.editor("code").text() == "Reed 3"


def test_nothing_is_chosen_beforehand_and_the_missing_is_said(table: Desk) -> None:
    table.workspace.go(Spot(Place.INTERVIEW, kind="interview", new=True))
    view = table.shown(InterviewView)
    assert view.card is not None
    assert view.card.level == ""
    view.card.form.editor("code").take_draft("Reed")
    view.card.submit()

    assert view.card._notice.isVisible()
    assert view.page is None


def test_the_text_is_read_in_the_language_of_the_conversation(table: Desk) -> None:
    table.workspace.go(Spot(Place.INTERVIEW, kind="interview", new=True))
    view = table.shown(InterviewView)
    assert view.card is not None
    before = view.card._aloud._sentences[0].text()
    view.card._aloud._speak("ru")

    assert view.card._aloud.spoken == "ru"
    assert view.card._aloud._sentences[0].text() == translator("ru")(before)


def test_an_interview_that_came_without_consent_asks_for_it(table: Desk) -> None:
    def bring(book: Casebook, _progress: object) -> object:
        new = book.new_id()
        return records.write(book, Verb.IMPORT, [records.New(new, "interview"), Set(new, "date", "2024")])

    table.workspace.write(bring, by=None)  # type: ignore[arg-type]  # what it returns is a Touched
    table.rest()
    record = table.read(lambda book: next(iter(current.every(book.db, "interview"))).id)
    table.workspace.go(Spot(Place.INTERVIEW, kind="interview", record=record))
    table.rest()
    view = table.shown(InterviewView)

    assert view.card is not None
    assert view.page is None
    assert [button for button in view.findChildren(QPushButton) if button.isVisible()]
