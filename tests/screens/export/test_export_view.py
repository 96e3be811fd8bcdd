from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

import desk
import leaving_list
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.bundle.verify import verify
from casebook.casework import disclosures, records
from casebook.casework.book import Casebook
from casebook.casework.records import Set
from casebook.casework.touched import Touched, Verb
from casebook.gui.screens.export.card import HIDE, SAME
from casebook.gui.screens.export.texts import About
from casebook.gui.screens.export.view import CHOOSE, LEFT, LOOK, PREVIEW, ExportView
from casebook.gui.workspace import Place, Spot
from casebook.redaction.doubts import gravity
from casebook.reports.document import Document, Paragraph, Text
from desk import Desk
from leaving_list import Story

CTRL = Qt.KeyboardModifier.ControlModifier
KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return leaving_list.closed(tmp_path / "book")


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path, story: Story) -> Iterator[Desk]:
    with desk.opened(qtbot, tmp_path / "book") as made:
        yield made


def begun(table: Desk) -> ExportView:
    """The export, at its first step."""
    table.press(Qt.Key.Key_E, CTRL)
    table.rest()
    return table.shown(ExportView)


def looking(table: Desk) -> ExportView:
    """The export, with the plan made."""
    screen = begun(table)
    table.press(Qt.Key.Key_Return, CTRL)
    table.until(lambda: screen.stack.currentIndex() == LOOK)
    return screen


def previewing(table: Desk) -> ExportView:
    """The export, with the bundle made and nothing written."""
    screen = looking(table)
    table.press(Qt.Key.Key_Return, CTRL)
    table.until(lambda: screen.preview.ready is not None)
    table.rest()
    return screen


def told(widget: QWidget) -> str:
    """Everything the labels of a widget say."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def word(screen: ExportView) -> str:
    stop = screen.looking.asking.stop
    return "" if stop is None else stop.word.strip()


# --------------------------------------------------------------------------------------------- the walk


def test_from_the_choice_to_the_file_by_keyboard(table: Desk, tmp_path: Path) -> None:
    screen = begun(table)
    option = table.tab_to("The whole casebook")
    table.press(Qt.Key.Key_Down)
    chosen = QApplication.focusWidget()
    assert isinstance(chosen, QRadioButton)
    assert chosen is not option
    assert chosen.accessibleName() == "A list · 4 entries"
    table.press_button("See what would leave")
    table.until(lambda: screen.stack.currentIndex() == LOOK)

    asking = screen.looking.asking
    assert asking.text.hasFocus()
    for _ in range(len(asking.stops)):
        table.press(Qt.Key.Key_H)
    assert "0 to look at" in told(asking)
    assert screen.looking.go.hasFocus(), "with the last answer the keyboard is on the way on"
    table.press(Qt.Key.Key_Return)
    table.until(lambda: screen.preview.ready is not None)
    assert screen.stack.currentIndex() == PREVIEW
    assert "Oskenov" in screen.preview.paper.toPlainText()
    assert "zhandosova" not in screen.preview.paper.toPlainText()
    assert "Leak check: 0 of" in told(screen.preview)

    table.tab_to("What for")
    table.type("for the yearly list")
    table.tab_to("Where to")
    to = tmp_path / "list.zip"
    table.press(Qt.Key.Key_A, CTRL)
    table.type(str(to))
    table.press(Qt.Key.Key_Return)
    table.until(lambda: screen.stack.currentIndex() == LEFT)

    verdict = verify(to.read_bytes())
    assert str(to) in told(screen.left)
    assert " ".join(verdict.words) in told(screen.left)
    assert "Every seal holds" in told(screen.left)
    (left,) = table.read(lambda book: list(disclosures.disclosures(book)))
    assert left.value("purpose") == "for the yearly list"
    assert table.shell.desk is not None
    assert "Undo" not in told(table.shell.desk.foot.saved)

    table.press_button("What was noted of it")
    assert table.workspace.here == Spot(Place.RECORD, kind="disclosure", record=RecordId(left.id))


# --------------------------------------------------------------------------------------------- the plan


def test_the_plan_stands_in_words(table: Desk) -> None:
    screen = looking(table)
    assert "3 named · 2 withheld" in told(screen.looking)
    assert "of 4" in told(screen.looking), "one list entry of four is left out"
    assert "gaps in the numbers would tell who is missing" in told(screen.looking)
    table.press(Qt.Key.Key_F6)
    people = screen.looking.people
    who = [one.name for one in people._people.people].index("Erkin Dauletov")
    people.table.go_to(who)
    assert "withheld: nobody was asked, and no decision is on record" in told(people)


def test_next_and_back_walk_through_what_is_in_question(table: Desk) -> None:
    screen = looking(table)
    words = [stop.word.strip() for stop in screen.looking.asking.stops]
    assert sorted(words) == ["Dzhandosova", "Kuanyshgali", "Kuanyshgali", "Togzhanbek"]
    seen = []
    for _ in words:
        seen.append(word(screen))
        table.press(Qt.Key.Key_J)
    assert seen == words
    assert word(screen) == words[0], "behind the last comes the first"
    table.press(Qt.Key.Key_K)
    assert word(screen) == words[-1]


def test_an_answer_is_one_key(table: Desk) -> None:
    screen = looking(table)
    asking = screen.looking.asking
    while word(screen) != "Togzhanbek":
        table.press(Qt.Key.Key_J)
    assert "hidden until you have looked" in told(asking)
    table.press(Qt.Key.Key_S)
    assert "3 to look at" in told(asking)
    shown = {stop.word.strip() for stop in asking.stops if not stop.open}
    assert shown == {"Togzhanbek"}


def test_the_last_answer_is_taken_back_with_one_key(table: Desk) -> None:
    screen = looking(table)
    asking = screen.looking.asking
    first, left = word(screen), told(asking)
    table.press(Qt.Key.Key_H)
    assert told(asking) != left
    table.press(Qt.Key.Key_S)
    table.press(Qt.Key.Key_Z)
    table.press(Qt.Key.Key_Z)
    assert word(screen) == first
    assert asking.stop is not None
    assert asking.stop.open
    assert told(asking) == left
    assert not screen.answering.stale
    table.press(Qt.Key.Key_Z)
    assert told(asking) == left, "there is nothing more to take back"


def test_one_can_go_through_the_gravest_first(table: Desk) -> None:
    screen = looking(table)
    asking = screen.looking.asking
    asking.gravest.click()
    weights = [gravity(stop.question.why) for stop in asking.stops if stop.question is not None]
    assert weights == sorted(weights)
    assert asking.stops[0].about is About.TOUCH
    assert asking.stop == next(stop for stop in asking.stops if stop.open)
    asking.gravest.click()
    places = [(stop.text, stop.place[3]) for stop in asking.stops]
    assert places == sorted(places)


def test_the_keys_of_a_plan_are_bound_on_both_layouts(table: Desk) -> None:
    screen = looking(table)
    keys = {key.toString() for action in screen.looking.asking.actions() for key in action.shortcuts()}
    assert keys == {*"HSAWKJVZ", *"РЫФЦЛОМЯ"}


def test_the_same_for_all_places_of_a_word(table: Desk) -> None:
    screen = looking(table)
    while word(screen) != "Kuanyshgali":
        table.press(Qt.Key.Key_J)
    asking = screen.looking.asking
    assert asking.card.buttons[SAME].isHidden(), "nothing to repeat yet"
    table.press(Qt.Key.Key_S)
    assert asking.card.buttons[SAME].text().startswith("“Kuanyshgali”: the same for all 2")
    table.press(Qt.Key.Key_A)
    assert {stop.open for stop in asking.stops if stop.word == "Kuanyshgali"} == {False}


def test_why_names_the_person_a_mark_stands_for(table: Desk) -> None:
    screen = looking(table)
    asking = screen.looking.asking
    asking.marks.click()
    while not (word(screen) == "Saule Dzhandosova" and asking.stop and asking.stop.about is About.MARK):
        table.press(Qt.Key.Key_J)
    table.press(Qt.Key.Key_W)
    assert "Saule Dzhandosova: the person is always protected" in told(asking)
    table.press(Qt.Key.Key_S)
    assert "Saule Dzhandosova: the person is always protected" in told(asking)
    assert "Saule" not in _seen(table, screen)


def _seen(table: Desk, screen: ExportView) -> str:
    """The text one is at, as its recipient will see it."""
    table.press(Qt.Key.Key_V)
    text = screen.looking.asking.text.toPlainText()
    table.press(Qt.Key.Key_V)
    return text


def test_a_sentence_whose_sense_a_mark_may_turn_can_go(table: Desk) -> None:
    screen = looking(table)
    asking = screen.looking.asking
    while not (asking.stop and asking.stop.about is About.TOUCH):
        table.press(Qt.Key.Key_J)
    assert "the sentence may say the opposite" in told(asking)
    assert asking.card.buttons[HIDE].accessibleName() == "Hide the sentence"
    table.press(Qt.Key.Key_H)
    assert not [stop for stop in asking.stops if stop.about is About.TOUCH]


def test_what_is_selected_can_be_hidden_too(table: Desk) -> None:
    screen = looking(table)
    asking = screen.looking.asking
    while "Imanqul drew" not in asking.text.toPlainText():
        table.press(Qt.Key.Key_J)
    cursor = asking.text.textCursor()
    cursor.setPosition(asking.text.toPlainText().index("the map"))
    cursor.movePosition(
        QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor, len("the map")
    )
    asking.text.setTextCursor(cursor)
    assert asking.text.selected() is not None
    table.press(Qt.Key.Key_H)
    assert "the map" not in _seen(table, screen)


def test_a_person_is_withheld_from_the_list_of_people(table: Desk) -> None:
    screen = looking(table)
    people = screen.looking.people
    table.press(Qt.Key.Key_F6)
    assert people.table.hasFocus()
    table.press(Qt.Key.Key_End, CTRL)
    name = people.table.lines.line(people.table.currentIndex().row()).cells[0].text  # type: ignore[union-attr]  # there is one
    table.press(Qt.Key.Key_Return)
    assert "2 named · 3 withheld" in told(people)
    row = [one.name for one in screen.answering.planned.people.people if one.by_hand]  # type: ignore[union-attr]  # it is made
    assert row == [name]
    table.press(Qt.Key.Key_Z)
    assert "3 named · 2 withheld" in told(people)


def test_going_back_and_on_keeps_what_was_answered(table: Desk) -> None:
    screen = looking(table)
    table.press(Qt.Key.Key_H)
    before = told(screen.looking.asking).splitlines()[0]
    screen.go_to(CHOOSE)
    table.rest()
    screen.go_to(LOOK)
    table.rest()
    assert told(screen.looking.asking).splitlines()[0] == before
    assert "3 to look at" in before


def test_making_the_plan_can_be_stopped(table: Desk) -> None:
    screen = begun(table)
    screen.make_plan()
    screen.working.stopped.emit()
    table.rest()
    assert screen.stack.currentIndex() == CHOOSE
    assert screen.answering.planned is None


def test_a_change_of_the_casebook_makes_the_plan_again(table: Desk, story: Story) -> None:
    screen = looking(table)
    before = screen.answering.planned

    def change(book: Casebook, _progress: Progress) -> Touched:
        protected = Set(story.listed.people["imanqul"], "protection", "always")
        return records.write(book, Verb.EDIT, [protected])

    table.workspace.write(change, by=table)
    table.until(lambda: screen.answering.planned is not before and screen.stack.currentIndex() == LOOK)
    assert "2 named · 3 withheld" in told(screen.looking)
    assert "the plan was made again" in told(screen)


# --------------------------------------------------------------------------------------------- the bundle


def test_another_report_or_language_is_previewed_at_once(table: Desk) -> None:
    screen = previewing(table)
    before = screen.preview.paper.toPlainText()
    screen.preview.language.picked.emit("ru")
    table.until(lambda: screen.preview.ready is not None)
    assert screen.preview.paper.toPlainText() != before
    screen.preview.report.picked.emit("extract")
    table.until(lambda: screen.preview.ready is not None)
    assert screen.preview.ready is not None
    assert screen.preview.ready.pages.report == "extract"


def test_answers_after_the_preview_are_in_the_next(table: Desk) -> None:
    screen = previewing(table)
    assert "Togzhanbek" not in screen.preview.paper.toPlainText()
    screen.go_to(LOOK)
    while word(screen) != "Togzhanbek":
        table.press(Qt.Key.Key_J)
    table.press(Qt.Key.Key_S)
    assert screen.preview.ready is None, "what was made is not what would leave"
    table.press(Qt.Key.Key_Return, CTRL)
    table.until(lambda: screen.preview.ready is not None)
    assert "Togzhanbek" in screen.preview.paper.toPlainText()


@pytest.mark.parametrize("answers", [1, 2, 3])
def test_a_preview_wanted_while_answers_are_worked_in_is_made(table: Desk, answers: int) -> None:
    """Nobody waits between the keys: the plan is still being made again when the preview is wanted."""
    screen = looking(table)
    stopped: list[str] = []
    screen.preview.check.show_stopped = lambda: stopped.append("stopped")  # type: ignore[method-assign]  # to see it come
    for _ in range(answers):
        QTest.keyClick(screen.looking.asking.text, Qt.Key.Key_H)
    QTest.keyClick(screen.looking.asking.text, Qt.Key.Key_Return, CTRL)
    table.until(lambda: screen.preview.ready is not None)
    table.rest()
    assert stopped == []
    assert screen.preview.ready is not None
    assert not screen.answering.stale


def test_the_preview_fetches_nothing(table: Desk) -> None:
    """Addresses in a report are text: nothing is resolved, and no image or style sheet is asked for."""
    screen = previewing(table)
    paper = screen.preview.paper
    assert paper.loadResource(2, "https://gate.example/picture.png") is None
    paper.show_document(
        Document("en", "<b>Title</b>", (Paragraph((Text("<img src='https://a.example/x.png'>"),)),))
    )
    assert "<b>Title</b>" in paper.toPlainText()
    assert "<img src=" in paper.toPlainText()


def test_what_is_selected_elsewhere_is_what_leaves(table: Desk, story: Story) -> None:
    chosen = (story.listed.people["oskenov"],)
    table.workspace.go(Spot(Place.EXPORT, records=chosen))
    table.rest()
    screen = table.shown(ExportView)
    assert not screen.state.everything
    table.press(Qt.Key.Key_Return, CTRL)
    table.until(lambda: screen.stack.currentIndex() == LOOK)
    assert "1 named · 0 withheld" in told(screen.looking)


@pytest.mark.parametrize("scale", [100, 200])
def test_every_step_fits_a_small_screen(qtbot: QtBot, tmp_path: Path, story: Story, scale: int) -> None:
    with desk.opened(qtbot, tmp_path / "book", scale=scale) as table:
        table.shell.resize(1366, 768)
        screen = previewing(table)
        assert table.shell.width() == 1366
        for step in (CHOOSE, LOOK, PREVIEW):
            screen.go_to(step)
            table.rest()
            for area in screen.stack.currentWidget().findChildren(QWidget):
                bar = getattr(area, "horizontalScrollBar", None)
                if bar is not None and area.isVisible():
                    assert bar().maximum() == 0, f"step {step}: {type(area).__name__} scrolls sideways"


def test_for_another_audience_the_plan_is_made_anew(table: Desk) -> None:
    screen = looking(table)
    screen.go_to(CHOOSE)
    table.tab_to("The public")
    table.press(Qt.Key.Key_Down)
    assert screen.state.audience == "partner"
    assert screen.answering.planned is None
    assert not screen.steps.findChildren(QPushButton)[LOOK].isEnabled()
    table.press(Qt.Key.Key_Return, CTRL)
    table.until(lambda: screen.stack.currentIndex() == LOOK)
    assert screen.answering.planned is not None
    assert screen.answering.planned.plan.profile.name == "partner"


def test_a_bundle_nobody_waits_for_is_not_made_to_its_end(table: Desk) -> None:
    screen = looking(table)
    screen.make_bundle()
    making = screen.making.running
    assert making is not None
    table.workspace.go(Spot(Place.BROWSE, kind="person"))
    table.rest()
    assert making.progress.cancelled
    assert table.screen is not screen


def test_what_changed_while_one_looked_stops_the_bundle(table: Desk, story: Story, tmp_path: Path) -> None:
    """A consent withdrawn in between: nobody on the screen heard of it, the journal did."""
    screen = previewing(table)
    to = tmp_path / "late.zip"
    screen.preview.handing.place.set_path(to)

    def quietly(book: Casebook) -> None:
        protected = Set(story.listed.people["imanqul"], "protection", "always")
        records.write(book, Verb.EDIT, [protected])

    table.read(quietly)
    table.press(Qt.Key.Key_Return, CTRL)
    table.until(lambda: screen.stack.currentIndex() == LOOK)
    assert not to.exists()
    assert "2 named · 3 withheld" in told(screen.looking)
    assert "the plan was made again" in told(screen)
