"""Before locking, where something was erased: new keys now, or not. Nothing of the casebook is shown meanwhile.

Whoever wants to go back into it types the passphrase: the person who locked may have left the table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.progress import Progress
from casebook.base.words import N_
from casebook.casework import keys
from casebook.casework.book import Casebook
from casebook.casework.keys import Rekeyed, Way
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.opening import OpeningField
from casebook.gui.parts.text import label
from casebook.gui.parts.typed import Typed
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace
from casebook.vault.keys import Kdf

WIDE: Final = 520
_DERIVING_S: Final = 4
"""Two tries of the passphrase, about a second each, and measuring this machine."""
_BYTES_PER_S: Final = 20_000_000
"""How fast a slow disk takes the new copy, its verification and the overwriting of the old one."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Who else opens it, whether with a key file, and about how long new keys take."""

    others: tuple[str, ...]
    key_file: bool
    seconds: int


def look_at(book: Casebook) -> Facts:
    """What has to be said before it is done."""
    found = keys.ways(book)
    size = book.db.path.stat().st_size
    return Facts(
        tuple(way.label for way in found if not way.mine),
        any(way.mine and way.key_file for way in found),
        _DERIVING_S + round(size / _BYTES_PER_S),
    )


class KeysDueView(QScrollArea):
    """`finished` = lock (or leave) now; `wanted` = back into the casebook, to the passphrases."""

    finished = Signal()
    wanted = Signal()

    def __init__(self, workspace: Workspace, look: Look, *, leaving: bool) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self._leaving = leaving
        self.opening: OpeningField | None = None
        self.doing: Doing | None = None
        theme = look.theme
        page = QWidget()
        page.setProperty("role", "page")
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(theme.px(WIDE))
        self._box = QVBoxLayout(card)
        pad = theme.space(32)
        self._box.setContentsMargins(pad, pad, pad, pad)
        self._box.setSpacing(theme.space(12))
        title = look.tr(N_("Before it is closed") if leaving else N_("Before it is locked"))
        self._box.addWidget(label(title, "title"))
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        outside = QVBoxLayout(page)
        outside.addStretch(2)
        outside.addLayout(middle)
        outside.addStretch(3)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(title)
        workspace.read(look_at, self.show_facts, self._give_up)

    def _give_up(self, _error: BaseException) -> None:
        self.finished.emit()

    def show_facts(self, facts: Facts) -> None:
        """Ask for the passphrase; where others would be shut out, only to go and ask them."""
        tr = self.look.tr
        told = N_("Erased text still lies on this disk until new keys are made.")
        self._box.addWidget(label(tr(told), wrap=True))
        if facts.others:
            names = ", ".join(name or tr(N_("whoever made the casebook")) for name in facts.others)
            asked = tr(
                N_(
                    "Others open it too, and new keys shut out everybody whose passphrase is not typed when they are "
                    "made: {value}. Type yours to go back and make them together, or lock without."
                )
            ).replace("{value}", names)
            verb, icon = N_("Passphrases and key files…"), "people"
        else:
            asked = tr(
                N_("Type your passphrase to make them now (about {seconds} seconds), or lock without.")
            ).replace("{seconds}", str(facts.seconds))
            verb, icon = N_("Make new keys and lock"), "key"
        self._box.addWidget(label(asked, "label", wrap=True))
        self.opening = OpeningField(self.look, tr(N_("Passphrase")), key_file=facts.key_file)
        self._box.addWidget(self.opening)
        self.doing = Doing(self.workspace, self.look, tr(verb), icon=icon)
        self._box.addWidget(self.doing)
        words = N_("Close without new keys") if self._leaving else N_("Lock without new keys")
        without = Button(self.look, tr(words), role="link", icon="lock")
        without.clicked.connect(self.finished)
        self._box.addWidget(without, 0, Qt.AlignmentFlag.AlignLeft)
        act = self.check if facts.others else self.make
        self.opening.submitted.connect(act)
        self.doing.wanted.connect(act)
        self.opening.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard stands where one types."""
        super().showEvent(event)
        if self.opening is not None:
            self.opening.setFocus()

    def _take(self) -> Typed | None:
        assert self.opening is not None
        assert self.doing is not None
        self.doing.complain("")
        if self.doing.busy:
            return None
        if self.opening.is_empty():
            self.doing.complain(self.look.tr(N_("Type your passphrase.")))
            return None
        return self.opening.take()

    def make(self) -> None:
        """New keys, then lock."""
        typed = self._take()
        if typed is not None and self.doing is not None:
            self.doing.run(_rekeying(typed, self.workspace.kdf), self._made, secrets=[typed])

    def _made(self, _done: Rekeyed) -> None:
        self.finished.emit()

    def check(self) -> None:
        """Whoever types a passphrase that opens it may go back in."""
        typed = self._take()
        if typed is not None and self.doing is not None:
            self.doing.run(_checking(typed), self._known, secrets=[typed])

    def _known(self, _way: Way) -> None:
        self.wanted.emit()


def _rekeying(typed: Typed, kdf: Kdf | None) -> Callable[[Casebook, Progress], Rekeyed]:
    def work(book: Casebook, progress: Progress) -> Rekeyed:
        return keys.rekey(book, typed.opening(progress), kdf=kdf, progress=progress)

    return work


def _checking(typed: Typed) -> Callable[[Casebook, Progress], Way]:
    def work(book: Casebook, progress: Progress) -> Way:
        return keys.check(book, typed.opening(progress))

    return work
