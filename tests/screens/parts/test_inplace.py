from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from casebook.base.words import translator
from casebook.gui.parts.editors.paragraphs import ParagraphsEditor
from casebook.gui.parts.editors.text import Growing, TextEditor
from casebook.gui.parts.inplace import MOST_SHOWN, InPlace, Reading, piece_ends
from casebook.gui.theme import Look, Theme
from casebook.model.fields import Integer

LOOK = Look(translator("en"), Theme("light"))


class Paper(QWidget):
    """A value in place, and another field to go to."""

    def __init__(self) -> None:
        super().__init__()
        self.place = InPlace(LOOK, "Count", lambda: TextEditor(LOOK, "Count", Integer(0, 100)))
        self.other = QLineEdit()
        box = QVBoxLayout(self)
        box.addWidget(self.place)
        box.addWidget(self.other)
        self.committed: list[object] = []
        self.drafted: list[str] = []
        self.place.committed.connect(self.committed.append)
        self.place.drafted.connect(self.drafted.append)
        self.place.show_value(7, "7")


@pytest.fixture
def paper(qtbot: QtBot) -> Iterator[Paper]:
    made = Paper()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.place.reading.setFocus()
    return made


def editor_of(paper: Paper) -> TextEditor:
    found = paper.place.findChild(TextEditor)
    assert isinstance(found, TextEditor)
    return found


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_F2, Qt.Key.Key_Enter])
def test_a_key_makes_it_a_field(paper: Paper, key: Qt.Key) -> None:
    QTest.keyClick(paper.place.reading, key)

    assert paper.place.is_open
    assert editor_of(paper).text() == "7"
    assert editor_of(paper).isAncestorOf(QApplication.focusWidget())


def test_a_click_makes_it_a_field(paper: Paper) -> None:
    QTest.mouseClick(paper.place.reading, Qt.MouseButton.LeftButton)

    assert paper.place.is_open


def test_leaving_saves(paper: Paper) -> None:
    paper.place.open()
    editor_of(paper).take_draft("9")
    paper.other.setFocus()

    assert paper.committed == [9]
    assert not paper.place.is_open
    assert paper.other.hasFocus()


def test_leaving_without_a_change_writes_nothing(paper: Paper) -> None:
    paper.place.open()
    paper.other.setFocus()

    assert paper.committed == []
    assert not paper.place.is_open


def test_enter_saves_and_stays(paper: Paper) -> None:
    paper.place.open()
    editor_of(paper).take_draft("9")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)

    assert paper.committed == [9]
    assert paper.place.reading.hasFocus()


def test_escape_restores(paper: Paper) -> None:
    paper.place.open()
    editor_of(paper).take_draft("9")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)

    assert paper.committed == []
    assert not paper.place.is_open
    assert paper.place.reading.text() == "7"
    assert paper.place.reading.hasFocus()


def test_what_cannot_be_saved_stays_as_it_was_typed(paper: Paper) -> None:
    paper.place.open()
    editor_of(paper).take_draft("many")
    paper.other.setFocus()

    assert paper.committed == []
    assert paper.place.is_open
    assert editor_of(paper).text() == "many"
    assert editor_of(paper).accessibleDescription()
    assert not paper.place.commit()


def test_an_emptied_field_says_nothing(paper: Paper) -> None:
    paper.place.open()
    editor_of(paper).take_draft("")
    paper.other.setFocus()

    assert paper.committed == [None]


def test_rest_keeps_a_draft(paper: Paper, qtbot: QtBot) -> None:
    paper.place._rest.setInterval(10)
    paper.place.open()
    QTest.keyClicks(QApplication.focusWidget(), "4")
    qtbot.waitUntil(lambda: paper.drafted == ["4"])

    assert paper.place.draft() == "4"
    assert paper.committed == []


def test_a_draft_that_is_given_up_is_forgotten(paper: Paper, qtbot: QtBot) -> None:
    paper.place._rest.setInterval(10)
    paper.place.open()
    QTest.keyClicks(QApplication.focusWidget(), "4")
    qtbot.waitUntil(lambda: paper.drafted == ["4"])
    paper.place.cancel()

    assert paper.drafted == ["4", ""]
    assert paper.place.draft() is None


def test_a_draft_is_taken_up_where_it_was_left(paper: Paper) -> None:
    paper.place.open("42")

    assert editor_of(paper).text() == "42"
    assert paper.place.draft() == "42"


def test_another_value_does_not_disturb_what_is_being_typed(paper: Paper) -> None:
    paper.place.open()
    editor_of(paper).take_draft("9")
    paper.place.show_value(8, "8")

    assert editor_of(paper).text() == "9"
    assert paper.place.is_open


def test_a_reader_hears_name_and_value(paper: Paper) -> None:
    assert paper.place.reading.accessibleName() == "Count"
    assert paper.place.reading.accessibleDescription() == "7"
    assert paper.place.reading.textFormat() == Qt.TextFormat.PlainText


def test_its_height_follows_the_text_and_the_font(qtbot: QtBot) -> None:
    """Though it is remembered for each width."""
    shown = Reading("Remarks")
    qtbot.addWidget(shown)
    shown.setText("Причал, пятый дом. " * 40)
    before = shown.heightForWidth(400)
    assert shown.heightForWidth(800) < before == shown.heightForWidth(400)

    shown.setText("Причал, пятый дом. " * 80)
    longer = shown.heightForWidth(400)
    assert longer > before

    font = shown.font()
    font.setPixelSize(QFontInfo(font).pixelSize() * 2)
    shown.setFont(font)
    shown.setStyleSheet(
        f"font-size: {font.pixelSize()}px"
    )  # what other tests put on the application wins else
    assert shown.heightForWidth(400) > longer
    assert shown.hasHeightForWidth()


# ------------------------------------------------------------------------------------------- long texts


class Narrative(QWidget):
    """A long text in place, which can be written in."""

    def __init__(self) -> None:
        super().__init__()
        self.place = InPlace(LOOK, "Account", lambda: ParagraphsEditor(LOOK, "Account"), serif=True)
        QVBoxLayout(self).addWidget(self.place)

    def read(self) -> str:
        """What is laid out, put together again."""
        QApplication.processEvents()
        return "\n".join(each.text() for each in self.findChildren(Reading) if each.isVisibleTo(self))


@pytest.fixture
def narrative(qtbot: QtBot) -> Iterator[Narrative]:
    made = Narrative()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


LONG = "\n\n".join(
    f"Paragraph {number}. {'Nobody was seen at the pier. ' * 20}".strip() for number in range(100)
)


def test_a_long_text_is_laid_out_piece_by_piece(narrative: Narrative) -> None:
    narrative.place.show_value(LONG, LONG)
    more = narrative.place.further.more
    assert len(narrative.read()) <= MOST_SHOWN
    steps = 0
    while more.isVisible():
        more.setFocus()
        QTest.keyClick(more, Qt.Key.Key_Return)
        steps += 1
    assert narrative.read() == LONG
    assert steps == 3
    assert narrative.place.reading.hasFocus()


def test_showing_the_same_text_again_keeps_what_was_asked_for_and_another_begins_anew(
    narrative: Narrative,
) -> None:
    narrative.place.show_value(LONG, LONG)
    narrative.place.further.more.click()
    before = narrative.read()
    narrative.place.show_value(LONG, LONG)
    assert narrative.read() == before
    narrative.place.show_value("Short.", "Short.")
    assert narrative.read() == "Short."
    assert not narrative.place.further.more.isVisible()


def test_the_whole_of_a_long_text_is_edited(narrative: Narrative) -> None:
    narrative.place.show_value(LONG, LONG)
    narrative.place.further.more.click()
    QTest.keyClick(narrative.place.reading, Qt.Key.Key_F2)
    editor = narrative.findChild(ParagraphsEditor)
    assert isinstance(editor, ParagraphsEditor)
    assert editor.text() == LONG
    assert (narrative.read(), narrative.place.further.more.isVisible()) == ("", False)
    QTest.keyClick(editor.field, Qt.Key.Key_Escape)
    assert LONG.startswith(narrative.read())
    assert narrative.place.further.more.isVisible()


@pytest.mark.parametrize("mark", ["\n\n", "\n", " ", ""])
def test_pieces_end_between_words_where_there_are_any(mark: str) -> None:
    text = mark.join(["x" * 7000] * 12)
    ends, end = [], 0
    while end < len(text):
        start, end = end, piece_ends(text, end)
        assert start < end <= start + MOST_SHOWN
        ends.append(text[start:end])
    assert "".join(ends) == text
    assert not mark or all(piece.endswith(mark) for piece in ends[:-1])


def test_a_field_of_many_lines_scrolls_inside_itself(narrative: Narrative) -> None:
    """Qt lays out no more of it than is seen."""
    narrative.place.show_value(None, "")
    narrative.place.open("short")
    field = narrative.findChild(Growing)
    assert isinstance(field, Growing)
    assert field.verticalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    field.setPlainText("line\n" * 100_000)
    assert field.sizeHint().height() < 300 * field.fontMetrics().lineSpacing()
    assert field.verticalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAsNeeded
