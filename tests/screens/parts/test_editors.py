from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from casebook.base.words import translator
from casebook.gui.parts.editors.choice import ChoiceEditor
from casebook.gui.parts.editors.date import DateEditor
from casebook.gui.parts.editors.editor import Editor
from casebook.gui.parts.editors.link import Candidate, LinkEditor, NewOne
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.editors.struct import StructEditor
from casebook.gui.parts.editors.text import TextEditor
from casebook.gui.theme import Look, Theme
from casebook.model.fields import BadValue, Choice, Date, Integer, Link, Text, Value
from casebook.model.person import NAME

TODAY = date(2025, 6, 15)
WINDOWS: list[QWidget] = []
"""Kept until the end of a test: a window nobody holds takes its editors with it."""
ANA, BEN = bytes(15) + b"\1", bytes(15) + b"\2"


class People:
    """Two people who can be linked, and a list of those that were made."""

    def __init__(self) -> None:
        self.made: list[NewOne] = []

    def find(self, kinds: tuple[str, ...], typed: str, then: Callable[[tuple[Candidate, ...]], None]) -> None:
        both = (Candidate(ANA, "Ana"), Candidate(BEN, "Ben"))
        then(tuple(one for one in both if typed.casefold() in one.title.casefold()))

    def name(self, record: bytes, then: Callable[[str], None]) -> None:
        then({ANA: "Ana", BEN: "Ben"}[record])

    def make(self, new: NewOne, then: Callable[[Candidate], None]) -> None:
        self.made.append(new)
        then(Candidate(bytes(15) + b"\3", new.title))

    def can_make(self, kinds: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        return (("person", "New person “{name}”"),)


@pytest.fixture
def people() -> People:
    return People()


@pytest.fixture
def editors(people: People) -> Iterator[Editors]:
    yield Editors(Look(translator("en"), Theme("light")), people, lambda: TODAY)
    WINDOWS.clear()


def put(qtbot: QtBot, editor: Editor) -> QLineEdit:
    """Show *editor* in a window and give it the keyboard; returns its line."""
    window = QWidget()
    WINDOWS.append(window)
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(editor)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    editor.begin()
    line = editor.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    return line


def taken(editor: Editor, typed: str) -> Value:
    editor.take_draft(typed)
    return editor.value()


def test_text_is_cleaned_and_nothing_is_nil(editors: Editors, qtbot: QtBot) -> None:
    editor = editors.make(Text(), "Title")
    put(qtbot, editor)

    assert taken(editor, "  two   words ") == "two words"
    assert taken(editor, "   ") is None


def test_a_text_of_several_lines_grows_and_keeps_its_lines(editors: Editors, qtbot: QtBot) -> None:
    editor = editors.make(Text(lines=True), "Remarks")
    assert isinstance(editor, TextEditor)
    qtbot.addWidget(editor)
    editor.show()
    low = editor.sizeHint().height()

    assert taken(editor, "\n".join("abcdefgh")) == "\n".join("abcdefgh")
    assert editor.sizeHint().height() > low


def test_a_number_that_is_none_is_said_under_the_field(editors: Editors, qtbot: QtBot) -> None:
    editor = editors.make(Integer(0, 10), "Count")
    put(qtbot, editor)
    editor.take_draft("eleven")
    with pytest.raises(BadValue) as told:
        editor.value()
    editor.complain(told.value)

    assert "digits" in editor.accessibleDescription()
    assert editor.text() == "eleven"


@pytest.mark.parametrize(
    ("typed", "edtf", "echo"),
    [
        ("10.02.2023", "2023-02-10", "10 February 2023, Friday"),
        ("февраль 2023", "2023-02", "February 2023"),
        ("around 2017", "2017~", "about 2017"),
        ("t", "2025-06-15", "15 June 2025, Sunday"),
        ("т", "2025-06-15", "15 June 2025, Sunday"),
    ],
)
def test_a_date_is_typed_as_spoken_and_echoed(
    editors: Editors, qtbot: QtBot, typed: str, edtf: str, echo: str
) -> None:
    editor = editors.make(Date(), "When")
    assert isinstance(editor, DateEditor)
    line = put(qtbot, editor)
    editor.take_draft(typed)

    assert editor.value() == edtf
    assert line.accessibleDescription() == echo


def test_up_and_down_are_days(editors: Editors, qtbot: QtBot) -> None:
    editor = editors.make(Date(), "When")
    line = put(qtbot, editor)
    QTest.keyClick(line, Qt.Key.Key_Up)
    assert editor.value() == "2025-06-15"
    QTest.keyClick(line, Qt.Key.Key_Up)
    QTest.keyClick(line, Qt.Key.Key_Up)
    QTest.keyClick(line, Qt.Key.Key_Down)

    assert editor.value() == "2025-06-16"


@pytest.mark.parametrize("typed", ["02/03/2024", "31.02.2024", "1.2.24", "soon"])
def test_a_date_nobody_can_read_is_refused_with_its_own_sentence(
    editors: Editors, qtbot: QtBot, typed: str
) -> None:
    editor = editors.make(Date(), "When")
    put(qtbot, editor)
    with pytest.raises(BadValue) as told:
        taken(editor, typed)
    editor.complain(told.value)

    assert editor.accessibleDescription()


def test_a_date_comes_back_as_it_is_typed(editors: Editors, qtbot: QtBot) -> None:
    editor = editors.make(Date(), "When")
    put(qtbot, editor)
    for edtf in ("2023-02-10", "2023-02", "2017~", "2023-06-22/.."):
        editor.load(edtf)
        assert editor.value() == edtf


@pytest.mark.parametrize("typed", ["woman", "женщина", "f", "WOMAN", "wom"])
def test_a_choice_is_typed_in_any_language_or_by_its_code(editors: Editors, qtbot: QtBot, typed: str) -> None:
    editor = editors.make(Choice("sex"), "Sex")
    put(qtbot, editor)

    assert taken(editor, typed) == "f"


def test_one_key_chooses(editors: Editors, qtbot: QtBot) -> None:
    editor = editors.make(Choice("protection"), "Protection")
    assert isinstance(editor, ChoiceEditor)
    line = put(qtbot, editor)
    with qtbot.waitSignal(editor.accepted):
        QTest.keyClick(line, Qt.Key.Key_N)

    assert editor.value() == "always"


def test_the_list_is_walked_with_the_arrows(editors: Editors, qtbot: QtBot) -> None:
    editor = editors.make(Choice("protection"), "Protection")
    assert isinstance(editor, ChoiceEditor)
    line = put(qtbot, editor)
    assert editor.popup.isVisible()
    first = editor.popup.current()
    QTest.keyClick(line, Qt.Key.Key_Down)
    second = editor.popup.current()
    QTest.keyClick(line, Qt.Key.Key_Return)

    assert first is not None
    assert second is not None
    assert first.thing != second.thing
    assert editor.value() == second.thing
    assert not editor.popup.isVisible()


def test_a_word_that_is_not_in_the_list_is_refused(editors: Editors, qtbot: QtBot) -> None:
    editor = editors.make(Choice("sex"), "Sex")
    put(qtbot, editor)

    with pytest.raises(BadValue):
        taken(editor, "xyzzy")


def test_a_link_is_chosen_by_name(editors: Editors, qtbot: QtBot) -> None:
    editor = editors.make(Link(("person",)), "Person")
    assert isinstance(editor, LinkEditor)
    line = put(qtbot, editor)
    QTest.keyClicks(line, "e")
    qtbot.waitUntil(lambda: editor.popup.current() is not None)
    QTest.keyClick(line, Qt.Key.Key_Return)

    assert editor.value() == BEN
    assert line.text() == "Ben"


def test_enter_does_not_take_an_answer_to_an_older_text(editors: Editors, qtbot: QtBot) -> None:
    editor = editors.make(Link(("person",)), "Person")
    assert isinstance(editor, LinkEditor)
    line = put(qtbot, editor)
    first = editor.popup.current()
    assert first is not None
    assert first.text == "Ana"
    QTest.keyClicks(line, "be")
    with qtbot.waitSignal(editor.accepted):
        QTest.keyClick(line, Qt.Key.Key_Return)

    assert editor.value() == BEN


def test_a_name_nobody_bears_can_be_made(editors: Editors, people: People, qtbot: QtBot) -> None:
    editor = editors.make(Link(("person",)), "Person")
    assert isinstance(editor, LinkEditor)
    line = put(qtbot, editor)
    QTest.keyClicks(line, "Zarina")
    qtbot.waitUntil(lambda: editor.popup.current() is not None)
    QTest.keyClick(line, Qt.Key.Key_Return)

    assert [new.title for new in people.made] == ["Zarina"]
    assert editor.value() == bytes(15) + b"\3"


def test_a_name_that_was_only_typed_links_nobody(editors: Editors, qtbot: QtBot) -> None:
    editor = editors.make(Link(("person",)), "Person")
    put(qtbot, editor)

    with pytest.raises(BadValue):
        taken(editor, "Ana")


def test_a_structure_shows_what_is_needed_first(editors: Editors, qtbot: QtBot) -> None:
    editor = editors.make(NAME, "Name")
    assert isinstance(editor, StructEditor)
    put(qtbot, editor)
    editor.load(None)
    few = [line for line in editor.findChildren(QLineEdit) if line.isVisible()]
    editor._more.click()
    all_of_them = [line for line in editor.findChildren(QLineEdit) if line.isVisible()]

    assert len(few) == 1
    assert len(all_of_them) == len(NAME.slots)


def test_a_structure_keeps_parts_of_a_newer_version_out_of_the_way(editors: Editors, qtbot: QtBot) -> None:
    editor = editors.make(NAME, "Name")
    put(qtbot, editor)
    value = NAME.make(full="Ana Belova", script="Latn")
    editor.load(value)

    assert editor.value() == value


def test_a_draft_of_a_structure_comes_back(editors: Editors, qtbot: QtBot) -> None:
    one, other = editors.make(NAME, "Name"), editors.make(NAME, "Name")
    put(qtbot, one)
    put(qtbot, other)
    one.load(NAME.make(full="Ana Belova", given="Ana"))
    other.load(None)
    other.take_draft(one.text())

    assert other.value() == one.value()


def test_no_editor_leaves_out_what_every_one_does() -> None:
    """Qt's own metaclass makes abstract ones, too: what the type checker refuses is refused here once more."""
    asked = {name for name, what in vars(Editor).items() if getattr(what, "__isabstractmethod__", False)}
    assert asked == {"load", "value", "text", "take_draft", "begin"}
    every = Editor.__subclasses__()
    assert {TextEditor, ChoiceEditor, DateEditor, LinkEditor, StructEditor} <= set(every)
    for one in every:
        lacking = {name for name in asked if getattr(getattr(one, name), "__isabstractmethod__", False)}
        assert not lacking, one.__name__
