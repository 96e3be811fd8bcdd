from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from casebook.base.secret import Secret
from casebook.base.words import translator
from casebook.gui.parts.sharesfield import SharesField
from casebook.gui.tasks import Tasks
from casebook.gui.theme import Look, Theme
from casebook.vault import recovery

LONG_MS = 30_000


@pytest.fixture(scope="module")
def shares() -> tuple[str, ...]:
    return recovery.split(Secret(bytes(range(16))), 2, 3)


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    tasks = Tasks()
    yield tasks
    tasks.finish()


@pytest.fixture
def field(qtbot: QtBot, tasks: Tasks) -> Iterator[SharesField]:
    made = SharesField(tasks, Look(translator("en"), Theme("light")))
    qtbot.addWidget(made)
    made.show()
    made.begin()
    return made


Typing = Callable[[str], None]


@pytest.fixture
def type_share(qtbot: QtBot, tasks: Tasks, field: SharesField) -> Typing:
    """Type words as a person does, a blank after each; then wait until they were looked at."""

    def type_words(text: str) -> None:
        for word, place in zip(text.split(), field.words.fields, strict=False):
            QTest.keyClicks(place, word + " ")
        qtbot.waitUntil(lambda: not tasks.waiting and not field._timer.isActive(), timeout=LONG_MS)
        QApplication.processEvents()

    return type_words


def changed(share: str, place: int, word: str) -> str:
    words = share.split()
    words[place - 1] = word
    return " ".join(words)


def test_the_blank_after_the_last_word_takes_the_share_in(
    field: SharesField, type_share: Typing, shares: tuple[str, ...]
) -> None:
    type_share(shares[0])

    assert [seen.number for seen in field.seen] == [1]
    assert field.words.words() == ()
    assert field._caption.text() == "Share 2 of 2"
    assert not field.is_enough


def test_enough_shares_are_said_and_handed_over_once(
    qtbot: QtBot, field: SharesField, type_share: Typing, shares: tuple[str, ...]
) -> None:
    type_share(shares[2])
    with qtbot.waitSignal(field.enough, timeout=LONG_MS):
        type_share(shares[0])

    assert not field.words.isVisible()
    assert field.take() == (shares[2], shares[0])
    assert field.texts() == ()
    assert field.words.isVisible()


def test_four_letters_of_each_word_are_enough(
    field: SharesField, type_share: Typing, shares: tuple[str, ...]
) -> None:
    type_share(" ".join(word[:4] for word in shares[1].split()))

    assert [seen.number for seen in field.seen] == [2]


def test_a_word_of_no_list_is_marked_at_its_place_while_one_types_on(
    field: SharesField, type_share: Typing, shares: tuple[str, ...]
) -> None:
    type_share(" ".join(changed(shares[0], 3, "lantern").split()[:7]))

    assert [place for place, one in enumerate(field.words.fields, 1) if one.property("bad") == "true"] == [3]
    assert "Share 1: these of its words are not in the list" in field.told.text()
    assert "3." in field.told.text()


def test_so_far_nothing_is_wrong_with_few_words(
    field: SharesField, type_share: Typing, shares: tuple[str, ...]
) -> None:
    type_share(" ".join(shares[0].split()[:7]))

    assert field.told.text() == "7 of 20 words"


def test_the_number_of_the_share_that_is_misspelt_is_named(
    field: SharesField, type_share: Typing, shares: tuple[str, ...]
) -> None:
    type_share(shares[0])
    other = "acid" if shares[1].split()[9] != "acid" else "always"
    type_share(changed(shares[1], 10, other))

    assert "Share 2 is misspelt" in field.told.text()
    assert len(field.words.words()) == 20, "what was typed stays"
    assert len(field.seen) == 1


def test_the_same_share_twice_and_one_of_another_set_are_named(
    field: SharesField, type_share: Typing, shares: tuple[str, ...]
) -> None:
    type_share(shares[0])
    type_share(shares[0])
    assert field.told.text().startswith("Share 2 is the same as share 1.")

    field.words.wipe()
    foreign = recovery.split(Secret(bytes(16)), 2, 3)
    type_share(foreign[1])
    assert "another set than the rest: 2" in field.told.text()
    assert len(field.seen) == 1


def test_a_share_left_out_is_asked_for_again(
    field: SharesField, type_share: Typing, shares: tuple[str, ...]
) -> None:
    type_share(shares[0])
    type_share(shares[1])
    field._leave_out(0)

    assert field.texts() == (shares[1],)
    assert field.words.isVisible()
    assert not field.is_enough


def test_nothing_typed_reaches_a_clipboard(field: SharesField, shares: tuple[str, ...]) -> None:
    clipboard = QApplication.clipboard()
    clipboard.setText("before")
    one = field.words.fields[0]
    one.setText(shares[0].split()[0])
    one.selectAll()
    QTest.keyClick(one, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(one, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)

    assert clipboard.text() == "before"
    assert not one.hasSelectedText()


def test_several_words_at_once_are_spread_over_the_fields(
    field: SharesField, shares: tuple[str, ...]
) -> None:
    clipboard = QApplication.clipboard()
    clipboard.setText("  ".join(f"{place}. {word}" for place, word in enumerate(shares[0].split(), 1)))
    QTest.keyClick(field.words.fields[0], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert field.words.words() == tuple(shares[0].split())


def test_wiped_it_holds_nothing(field: SharesField, type_share: Typing, shares: tuple[str, ...]) -> None:
    type_share(shares[0])
    type_share(" ".join(shares[1].split()[:5]))
    field.wipe()

    assert field.texts() == ()
    assert field.words.words() == ()
    assert not field.words.fields[0].isUndoAvailable()


def test_backspace_in_an_empty_field_goes_back(field: SharesField) -> None:
    field.activateWindow()
    first, second = field.words.fields[:2]
    second.setFocus()
    QTest.keyClick(second, Qt.Key.Key_Backspace)

    assert field.focusWidget() is first
