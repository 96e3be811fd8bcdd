"""What is asked when a key is compared, added or exchanged: one act at a time."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLineEdit

from casebook.base.words import N_
from casebook.formats.wordlist import Comparison
from casebook.gui.parts.act import Act
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.options import Options
from casebook.gui.parts.text import label
from casebook.gui.screens.recipients.state import ANSWERS, KeyShown, RecipientsState, Shown
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

COLUMNS = 4
"""Words of a fingerprint in a row: as they stand on the card."""


class Comparing(Act):
    """Twelve words, and whether they are theirs."""

    def __init__(self, workspace: Workspace, look: Look, one: Shown, key: KeyShown) -> None:
        tr = look.tr
        told = N_(
            "Let them read the words from their own card or screen, and follow here. Whoever sent you the key may "
            "also have sent you a wrong one: only their own voice or paper tells."
        )
        heading = tr(N_("Compare the key of {name}")).format(name=one.called)
        doing = Doing(workspace, look, tr(N_("Write it down")))
        super().__init__(look, doing, tr(told), does=self.submit, heading=heading)
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


class Keying(Act):
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
        doing = Doing(workspace, look, tr(N_("Take this key")))
        super().__init__(look, doing, tr(told), does=self.submit, heading=heading)
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
