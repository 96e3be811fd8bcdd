"""The field for a passphrase: not shown, not copied, not remembered by any input method; with a strength line."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from casebook.base.secret import Secret
from casebook.base.words import N_
from casebook.casework.passphrases import ENOUGH_BITS, Strength, strength
from casebook.gui.parts.buttons import icon_button
from casebook.gui.parts.text import label, set_role
from casebook.gui.theme import Look


class PasswordField(QWidget):
    """One line for a passphrase. `submitted` = Enter; `take` hands the secret over and empties the field."""

    submitted = Signal()
    changed = Signal()

    def __init__(self, look: Look, name: str, *, judged: bool = False) -> None:
        super().__init__()
        self._look = look
        self._judged = judged
        self.line = QLineEdit()
        self.line.setProperty("role", "big")
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(name)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        # Beside the line, not in it: what Qt puts into a line stays small whatever the text's size is.
        self._eye = icon_button(look, "audience", look.tr(N_("Show what is typed")))
        self._eye.setCheckable(True)
        self._eye.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._eye.toggled.connect(self._show_typed)
        self.line.returnPressed.connect(self.submitted)
        self.line.textEdited.connect(self._typed)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.theme.space(4))
        typed = QHBoxLayout()
        typed.setSpacing(look.theme.space(4))
        typed.addWidget(self.line, 1)
        typed.addWidget(self._eye)
        box.addLayout(typed)
        self._meter = QProgressBar()
        self._meter.setRange(0, int(ENOUGH_BITS * 4 / 3))
        self._meter.setTextVisible(False)
        self._meter.setFixedWidth(look.theme.px(140))
        self._meter.setAccessibleName(look.tr(N_("How hard the passphrase is to guess")))
        self._words = label("", "meta")
        if judged:
            row = QHBoxLayout()
            row.setSpacing(look.theme.space(8))
            row.addWidget(self._meter)
            row.addWidget(self._words, 1)
            box.addLayout(row)
        self.setFocusProxy(self.line)
        self._judge()

    def _show_typed(self, shown: bool) -> None:  # noqa: FBT001 - Qt's signal
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)

    def _typed(self) -> None:
        self._judge()
        self.changed.emit()

    def _judge(self) -> None:
        if not self._judged:
            return
        found = self.strength()
        self._meter.setValue(min(int(found.bits), self._meter.maximum()))
        if not self.line.text():
            words, role = N_("Six random words are best."), "meta"
        elif found.enough:
            words, role = N_("Strong: years of guessing for a laboratory."), "echo"
        elif found.too_weak:
            words, role = N_("Too weak: this is guessed in days. Add words."), "problem"
        else:
            words, role = N_("Fair: a laboratory may guess it. Add a word."), "doubt"
        self._words.setText(self._look.tr(words))
        self._meter.setAccessibleDescription(self._look.tr(words))
        set_role(self._words, role=role)

    def strength(self) -> Strength:
        """How hard what is typed is to guess."""
        return strength(self.line.text())

    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return not self.line.text()

    def same_as(self, other: PasswordField) -> bool:
        """Whether both hold the same text."""
        return self.line.text() == other.line.text()

    def fill(self, text: str) -> None:
        """Put a suggested passphrase in, to be seen."""
        self._eye.setChecked(True)
        self.line.setText(text)
        self._typed()

    def take(self) -> Secret:
        """The passphrase; the field is emptied at once."""
        secret = Secret(self.line.text())
        self.wipe()
        return secret

    def wipe(self) -> None:
        """Empty the field and its undo history."""
        self._eye.setChecked(False)
        self.line.clear()
        self._judge()
