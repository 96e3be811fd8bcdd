"""Every key sequence, in one table. `docs/guide/shortcuts.md` is compared with it.

A letter key is bound twice: as it stands on a Latin and on a Cyrillic keyboard (Ctrl+K and Ctrl+Л are one
key), because desktops differ in what they report while a Cyrillic layout is on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from casebook.base.words import N_, Translator

_LATIN: Final = "QWERTYUIOP[]ASDFGHJKL;'ZXCVBNM,./"
_CYRILLIC: Final = "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ."
CYRILLIC_KEY: Final = dict(zip(_LATIN, _CYRILLIC, strict=True))
"""The letter on a Russian keyboard's key, by the letter a Latin keyboard has there."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One thing keys do: its name in code, its keys (portable text, Latin), and what it is called."""

    name: str
    keys: tuple[str, ...]
    label: str


TABLE: Final = (
    Shortcut("find", ("Ctrl+K",), N_("Find or do anything")),
    Shortcut("new-interview", ("Ctrl+I",), N_("New interview")),
    Shortcut("new-record", ("Ctrl+N",), N_("New record in this list")),
    Shortcut("edit", ("F2",), N_("Edit the field")),
    Shortcut("save", ("Ctrl+S",), N_("Save what is being written")),
    Shortcut("undo", ("Ctrl+Z",), N_("Undo the last change")),
    Shortcut("history", ("Ctrl+H",), N_("History of this record")),
    Shortcut("filter", ("Ctrl+F",), N_("Filter this list")),
    Shortcut("decide", ("Ctrl+D",), N_("Record a decision for the selected")),
    Shortcut("export", ("Ctrl+E",), N_("Export")),
    Shortcut("import", ("Ctrl+M",), N_("Import a table")),
    Shortcut("next", ("Ctrl+Return", "Ctrl+Enter"), N_("Save and go on")),
    Shortcut("place", tuple(f"Alt+{n}" for n in range(1, 10)), N_("Go to a place of the rail")),
    Shortcut("back", ("Alt+Left",), N_("Back to where you were")),
    Shortcut("pane", ("F6",), N_("The next part of the screen")),
    Shortcut("next-place", ("J",), N_("In a plan: the next place to look at")),
    Shortcut("previous-place", ("K",), N_("In a plan: the place before")),
    Shortcut("hide", ("H",), N_("In a plan: hide it, or what is selected")),
    Shortcut("let-stand", ("S",), N_("In a plan: show it, it names nobody")),
    Shortcut("same", ("A",), N_("In a plan: the same for all places of this word")),
    Shortcut("why", ("W",), N_("In a plan: why it is hidden or asked")),
    Shortcut("stricter", ("T",), N_("In a plan: show the person one step more strictly")),
    Shortcut("as-seen", ("V",), N_("In a plan: as the recipient sees it")),
    Shortcut("larger", ("+", "="), N_("In a picture: larger")),
    Shortcut("smaller", ("-",), N_("In a picture: smaller")),
    Shortcut("fit", ("0",), N_("In a picture: as large as the window")),
    Shortcut("natural-size", ("1",), N_("In a picture: at its own size")),
    Shortcut("box", ("B",), N_("Over a picture: one more box")),
    Shortcut("box-back", ("Z",), N_("Over a picture or text: take the last step back")),
    Shortcut("box-again", ("Y",), N_("Over a picture: take the step again")),
    Shortcut("mute", ("M",), N_("Over a recording: silence from here, and to here")),
    Shortcut("previous-page", ("PgUp",), N_("In a document: the page before")),
    Shortcut("next-page", ("PgDown",), N_("In a document: the next page")),
    Shortcut("play", ("Space",), N_("In a recording: play or pause")),
    Shortcut("earlier", ("Left",), N_("In a recording: five seconds earlier")),
    Shortcut("later", ("Right",), N_("In a recording: five seconds later")),
    Shortcut("keys", ("Ctrl+/",), N_("All keys")),
    Shortcut("lock", ("Ctrl+Shift+L",), N_("Lock now")),
    Shortcut("panic", ("F12",), N_("Panic: blank and lock at once")),
)
BY_NAME: Final = {shortcut.name: shortcut for shortcut in TABLE}


def doubled(keys: str) -> tuple[str, ...]:
    """*keys*, and the same key as a Cyrillic layout names it, if it has another name there."""
    head, plus, last = keys.rpartition("+")
    other = CYRILLIC_KEY.get(last.upper()) if len(last) == 1 else None
    return (keys, f"{head}{plus}{other}") if other else (keys,)


def sequences(name: str) -> list[QKeySequence]:
    """Every key sequence of the shortcut called *name*."""
    return [QKeySequence(text) for keys in BY_NAME[name].keys for text in doubled(keys)]


def numbered(name: str, number: int, parent: QWidget) -> QAction:
    """An action for one key of a shortcut that has several, counted from 0."""
    made = QAction(parent)
    made.setShortcut(QKeySequence(BY_NAME[name].keys[number]))
    parent.addAction(made)
    return made


def shown(name: str) -> str:
    """The first key sequence as people read it."""
    return QKeySequence(BY_NAME[name].keys[0]).toString(QKeySequence.SequenceFormat.NativeText)


def action(name: str, parent: QWidget, tr: Translator, *, everywhere: bool = True) -> QAction:
    """An action of *parent* with the shortcut's label and keys.

    *everywhere*: in the whole window, dialogs over it included; else only while the parent has the focus.
    """
    made = QAction(tr(BY_NAME[name].label), parent)
    made.setShortcuts(sequences(name))
    context = Qt.ShortcutContext.WindowShortcut
    if not everywhere:
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
    made.setShortcutContext(context)
    parent.addAction(made)
    return made
