"""The top bar and the foot of the window: search, history and lock above; what was saved and what works below."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from casebook.base.progress import Step
from casebook.base.words import N_
from casebook.gui import shortcuts
from casebook.gui.parts.buttons import Button, icon_button
from casebook.gui.parts.notice import Saved
from casebook.gui.parts.progress import ProgressStrip
from casebook.gui.parts.text import label
from casebook.gui.theme import Look


class TopBar(QFrame):
    """Back, find, history, lock."""

    back = Signal()
    find_wanted = Signal()
    history = Signal()
    lock = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        tr, theme = look.tr, look.theme
        self.setProperty("role", "bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(12), theme.space(8), theme.space(16), theme.space(8))
        row.setSpacing(theme.space(8))
        back = icon_button(look, "back", tr(N_("Back to where you were")))
        back.clicked.connect(self.back)
        row.addWidget(back)
        words = tr(N_("Find a person, a case, a word, or do something…"))
        shown = f"{words}   {shortcuts.shown('find')}" if theme.scale <= 130 else tr(N_("Find…"))
        search = Button(look, shown, role="search", icon="search", name=words)
        search.clicked.connect(self.find_wanted)
        search.setMaximumWidth(theme.px(560))
        search.setMinimumWidth(theme.space(200))
        row.addWidget(search, 4)
        row.addStretch(1)
        self._row = row
        self._history = Button(look, tr(N_("History")), role="quiet", icon="history")
        self._history.setCheckable(True)
        self._history.clicked.connect(self.history)
        row.addWidget(self._history)
        lock = Button(look, tr(N_("Lock")), role="quiet", icon="lock")
        lock.clicked.connect(self.lock)
        row.addWidget(lock)

    def put(self, widget: QWidget) -> None:
        """Add something before the history."""
        self._row.insertWidget(self._row.indexOf(self._history), widget)

    def show_history(self, *, shown: bool) -> None:
        """Mark whether the history stands at the right."""
        self._history.setChecked(shown)


class Foot(QFrame):
    """What was saved, with undo; what is being worked on, with stop; and that there is no network."""

    undo_wanted = Signal()
    stopped = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        theme = look.theme
        self.setProperty("role", "foot")
        self.setMinimumHeight(theme.px(32))
        # What is said here in passing must not make the window wider.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(16), 2, theme.space(16), 2)
        self.saved = Saved(look)
        self.saved.undo_wanted.connect(self.undo_wanted)
        row.addWidget(self.saved)
        self._strip = ProgressStrip(look)
        self._strip.stopped.connect(self.stopped)
        row.addWidget(self._strip, 1)
        row.addStretch(0)
        row.addWidget(label(look.tr(N_("network: none")), "meta"))

    def show_step(self, step: Step) -> None:
        """Where the work stands."""
        self._strip.show_step(step)

    def show_busy(self, busy: bool) -> None:  # noqa: FBT001 - it answers a signal
        """Whether anything is being worked on."""
        if busy:
            self._strip.begin()
        else:
            self._strip.end()
