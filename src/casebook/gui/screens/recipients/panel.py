"""What is asked when a key is compared, added or exchanged: one act at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QVBoxLayout

from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.formats.wordlist import Comparison
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.options import Options
from casebook.gui.parts.text import label
from casebook.gui.screens.recipients.state import ANSWERS, KeyShown, RecipientsState, Shown
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

COLUMNS = 4
"""Words of a fingerprint in a row: as they stand on the card."""


class Panel(QFrame):
    """One act. `closed` = it is done or not wanted any more."""

    closed = Signal()

    def __init__(self, workspace: Workspace, look: Look, heading: str, told: str, verb: str) -> None:
        super().__init__()
        self.look = look
        tr, theme = look.tr, look.theme
        self.setProperty("role", "card")
        box = QVBoxLayout(self)
        pad = theme.space(24)
        box.setContentsMargins(pad, theme.space(16), pad, pad)
        box.setSpacing(theme.space(8))
        box.addWidget(label(heading, "section"))
        box.addWidget(label(told, "label", wrap=True))
        self.inside = QVBoxLayout()
        self.inside.setSpacing(theme.space(8))
        box.addLayout(self.inside)
        self.doing = Doing(workspace, look, verb)
        self.doing.wanted.connect(self.submit)
        box.addWidget(self.doing)
        leave = Button(look, tr(N_("Leave it as it is")), role="link")
        leave.clicked.connect(self.closed)
        box.addWidget(leave, 0, Qt.AlignmentFlag.AlignLeft)

    def submit(self) -> None:
        """Do it, or say what is missing."""
        raise NotImplementedError

    def begin(self) -> None:
        """The keyboard stands where one answers first."""
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves, as long as nothing is under way."""
        if event.key() == Qt.Key.Key_Escape and not self.doing.busy:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def _close(self, _touched: Touched) -> None:
        self.closed.emit()


class Comparing(Panel):
    """Twelve words, and whether they are theirs."""

    def __init__(self, workspace: Workspace, look: Look, one: Shown, key: KeyShown) -> None:
        tr = look.tr
        told = N_(
            "Let them read the words from their own card or screen, and follow here. Whoever sent you the key may "
            "also have sent you a wrong one: only their own voice or paper tells."
        )
        heading = tr(N_("Compare the key of {name}")).format(name=one.called)
        super().__init__(workspace, look, heading, tr(told), tr(N_("Write it down")))
        self._one, self._key = one, key
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.theme.space(24))
        grid.setVerticalSpacing(look.theme.space(4))
        for number, word in enumerate(key.words):
            grid.addWidget(label(f"{number + 1}\u2002{word}", "strong"), number // COLUMNS, number % COLUMNS)
        grid.setColumnStretch(COLUMNS, 1)
        self.inside.addLayout(grid)
        self.answer = Options(look, tr(N_("What came of it")))
        for how, words in ANSWERS:
            self.answer.add(tr(words), "", how)
        self.inside.addWidget(self.answer)
        self.setFocusProxy(self.answer)

    def submit(self) -> None:
        """Note it."""
        how = self.answer.thing()
        if not isinstance(how, Comparison):
            self.doing.complain(self.look.tr(N_("Say what came of it.")))
            return
        self.doing.write(RecipientsState.compare(self._one.record, self._key.key, how), self._close)


class Keying(Panel):
    """A key to be typed: one more, or in place of *old*."""

    def __init__(self, workspace: Workspace, look: Look, one: Shown, old: KeyShown | None = None) -> None:
        tr = look.tr
        told = (
            N_(
                "The old key stays in the history: what left was encrypted to it. The new one has to be compared."
            )
            if old is not None
            else N_(
                "A line that begins with “age1” opens what you send them. "
                "“SHA256:” or “ssh-ed25519” is the key they sign with."
            )
        )
        heading = tr(N_("A key of {name}")).format(name=one.called)
        super().__init__(workspace, look, heading, tr(told), tr(N_("Take this key")))
        self._one, self._old = one, old
        self.line = QLineEdit()
        self.line.setAccessibleName(tr(N_("Their key")))
        self.line.setPlaceholderText("age1…")
        self.line.returnPressed.connect(self.submit)
        self.inside.addWidget(self.line)
        self.setFocusProxy(self.line)

    def submit(self) -> None:
        """Take it."""
        text = self.line.text().strip()
        if not text:
            self.doing.complain(self.look.tr(N_("Type or paste their key.")))
            return
        record = self._one.record
        work = (
            RecipientsState.add_key(record, text)
            if self._old is None
            else RecipientsState.change_key(record, self._old.key, text)
        )
        self.doing.write(work, self._close)
