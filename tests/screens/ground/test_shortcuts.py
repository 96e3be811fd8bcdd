from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from casebook.base.words import translator
from casebook.gui import shortcuts


def test_the_guide_names_every_key(root: Path) -> None:
    guide = (root / "docs" / "guide" / "shortcuts.md").read_text()
    rows = dict(re.findall(r"^\| (Ctrl|Alt|F\d)?[^|]*\| ([^|]+) \|$", guide, re.MULTILINE))
    told = {
        label
        for label in re.findall(r"^\| [^|]+ \| ([^|]+?) \|$", guide, re.MULTILINE)
        if label != "what they do"
    }

    assert rows
    assert told - {"---"} == {shortcut.label for shortcut in shortcuts.TABLE}
    for shortcut in shortcuts.TABLE:
        assert shortcut.keys[0] in guide


def test_no_two_things_share_a_key() -> None:
    keys = Counter(
        text for shortcut in shortcuts.TABLE for key in shortcut.keys for text in shortcuts.doubled(key)
    )

    assert [text for text, count in keys.items() if count > 1] == []


def test_every_key_can_be_read_by_qt(qtbot: QtBot) -> None:
    for shortcut in shortcuts.TABLE:
        for sequence in shortcuts.sequences(shortcut.name):
            assert not sequence.isEmpty(), shortcut.name


@pytest.mark.parametrize(
    ("latin", "cyrillic"), [("Ctrl+K", "Ctrl+Л"), ("Ctrl+S", "Ctrl+Ы"), ("Ctrl+/", "Ctrl+.")]
)
def test_a_letter_key_is_bound_on_both_layouts(latin: str, cyrillic: str) -> None:
    assert shortcuts.doubled(latin) == (latin, cyrillic)


@pytest.mark.parametrize("key", ["F12", "Alt+Left", "Ctrl+Return"])
def test_other_keys_are_bound_once(key: str) -> None:
    assert shortcuts.doubled(key) == (key,)


def test_the_key_does_it_from_a_field(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    line = QLineEdit()
    QVBoxLayout(window).addWidget(line)
    action = shortcuts.action("find", window, translator("en"))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    line.setFocus()
    with qtbot.waitSignal(action.triggered, timeout=2000):
        QTest.keyClick(line, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)


def test_an_action_has_the_keys_of_both_layouts(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    made = shortcuts.action("find", window, translator("en"))

    assert [keys.toString() for keys in made.shortcuts()] == ["Ctrl+K", "Ctrl+Л"]


def test_an_action_says_what_it_does(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    made: QAction = shortcuts.action("lock", window, translator("en"))

    assert made.text() == "Lock now"
    assert QKeySequence("Ctrl+Shift+L") in made.shortcuts()
