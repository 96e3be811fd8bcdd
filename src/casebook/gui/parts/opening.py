"""Fields for a way into the casebook: the passphrase one has, or a new one, each with a key file if one is used."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.passphrases import suggest
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.password import PasswordField
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.text import label
from casebook.gui.parts.typed import Typed
from casebook.gui.theme import Look

EVERY_FILE = ("",)
"""Any file's name ends in nothing."""


class OpeningField(QWidget):
    """A passphrase somebody has. `submitted` = Enter; `take` hands over what was typed and empties the field."""

    submitted = Signal()
    changed = Signal()

    def __init__(self, look: Look, caption: str, *, key_file: bool = False, hint: str = "") -> None:
        super().__init__()
        tr, theme = look.tr, look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(4))
        box.addWidget(label(caption, "label"))
        self.passphrase = PasswordField(look, caption)
        self.passphrase.line.setPlaceholderText(hint)
        self.passphrase.submitted.connect(self.submitted)
        self.passphrase.changed.connect(self.changed)
        box.addWidget(self.passphrase)
        self._more = Button(look, tr(N_("With a key file…")), role="link", icon="file")
        self._more.clicked.connect(self.show_key_file)
        box.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._key_caption = label(tr(N_("Key file")), "label")
        box.addWidget(self._key_caption)
        self.key_file = PathField(look, tr(N_("Key file")), suffixes=EVERY_FILE)
        self.key_file.submitted.connect(self.submitted)
        box.addWidget(self.key_file)
        self.setFocusProxy(self.passphrase)
        self._show_key(shown=key_file)

    def _show_key(self, *, shown: bool) -> None:
        self._more.setVisible(not shown)
        self._key_caption.setVisible(shown)
        self.key_file.setVisible(shown)

    def show_key_file(self) -> None:
        """Ask for the key file too."""
        self._show_key(shown=True)
        self.key_file.setFocus()

    def is_empty(self) -> bool:
        """Whether no passphrase is typed."""
        return self.passphrase.is_empty()

    def take(self) -> Typed:
        """What was typed; the passphrase is gone from the field."""
        return Typed(self.passphrase.take(), None if self.key_file.isHidden() else self.key_file.path())

    def wipe(self) -> None:
        """Empty it."""
        self.passphrase.wipe()


class NewKeyFile(QWidget):
    """A key file for a new passphrase, chosen or made; folded away until somebody wants one."""

    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._makes = False
        tr, left = look.tr, Qt.AlignmentFlag.AlignLeft
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.theme.space(4))
        self._ways = [
            Button(look, tr(N_("Use a file as a key as well…")), role="link", icon="file"),
            Button(look, tr(N_("Make a new key file…")), role="link", icon="add"),
        ]
        self._ways[0].clicked.connect(self.choose)
        self._ways[1].clicked.connect(self.make)
        for way in self._ways:
            box.addWidget(way, 0, left)
        self._caption = label("", "label", wrap=True)
        box.addWidget(self._caption)
        self.field = PathField(look, tr(N_("Key file")), suffixes=EVERY_FILE)
        self.field.changed.connect(self.changed)
        box.addWidget(self.field)
        told = N_("Keep it on another medium than the casebook. Without it the passphrase opens nothing.")
        self._remark = label(tr(told), "meta", wrap=True)
        box.addWidget(self._remark)
        for part in (self._caption, self.field, self._remark):
            part.hide()

    def choose(self) -> None:
        """Ask for a file there is."""
        self._ask(N_("Key file: any file of yours that never changes"), makes=False)

    def make(self) -> None:
        """Ask where a new one shall stand."""
        self._ask(N_("Where the new key file shall stand, with its name"), makes=True)

    def _ask(self, caption: str, *, makes: bool) -> None:
        self._makes = makes
        self._caption.setText(self._look.tr(caption))
        for way in self._ways:
            way.hide()
        for part in (self._caption, self.field, self._remark):
            part.show()
        self.field.setFocus()

    def problem(self) -> str:
        """What is missing, marked for translation."""
        missing = not self.field.isHidden() and self.field.path() is None
        return N_("Write where the key file is.") if missing else ""

    def path(self) -> Path | None:
        """The file, if one is wanted."""
        return None if self.field.isHidden() else self.field.path()

    @property
    def makes(self) -> bool:
        """Whether it does not exist yet."""
        return self._makes and self.path() is not None


class NewOpeningField(QWidget):
    """A new passphrase, typed twice and judged, with words suggested, and perhaps a key file chosen or made."""

    submitted = Signal()
    changed = Signal()

    def __init__(self, look: Look, *, key_file: bool = True) -> None:
        super().__init__()
        self._look = look
        tr, theme = look.tr, look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(4))
        box.addWidget(label(tr(N_("New passphrase")), "label"))
        self.passphrase = PasswordField(look, tr(N_("New passphrase")), judged=True)
        box.addWidget(self.passphrase)
        left = Qt.AlignmentFlag.AlignLeft
        offer = Button(look, tr(N_("Suggest six random words")), role="link", icon="key")
        offer.clicked.connect(self.suggest)
        box.addWidget(offer, 0, left)
        box.addWidget(label(tr(N_("The passphrase once more")), "label"))
        self.again = PasswordField(look, tr(N_("The passphrase once more")))
        self.again.submitted.connect(self.submitted)
        box.addWidget(self.again)
        for field in (self.passphrase, self.again):
            field.changed.connect(self.changed)
        self.key = NewKeyFile(look)
        self.key_file = self.key.field
        box.addWidget(self.key)
        if not key_file:
            self.key.hide()
        self.setFocusProxy(self.passphrase)

    def suggest(self) -> None:
        """Put six random words in, to be seen and written down."""
        self.passphrase.fill(suggest(language="ru" if self._look.tr.language == "ru" else "en"))
        self.again.wipe()
        self.again.setFocus()

    def problem(self) -> str:
        """What is wrong with what is typed, marked for translation; empty if it can be taken."""
        if self.passphrase.is_empty():
            return N_("Type a new passphrase.")
        if self.passphrase.strength().too_weak:
            return N_("This passphrase is guessed in days. Add words.")
        if not self.passphrase.same_as(self.again):
            return N_("The two passphrases differ.")
        return self.key.problem()

    def take(self, name: str = "") -> Typed:
        """What was typed, under the label *name*; the fields are emptied."""
        self.again.wipe()
        return Typed(self.passphrase.take(), self.key.path(), makes=self.key.makes, label=name)

    def wipe(self) -> None:
        """Empty it."""
        self.passphrase.wipe()
        self.again.wipe()
