"""The last step of an export: where the bundle is, what was proved of it, and how its recipient checks it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.bundle.verify import Verdict
from casebook.formats import sshsig
from casebook.formats.wordlist import list_for
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.command import Command
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.text import label, picture
from casebook.gui.parts.turning import Turning
from casebook.gui.screens.export.leaving import Done
from casebook.gui.spots import Place
from casebook.gui.theme import Look
from casebook.reports.card import LISTS
from casebook.wording import verdicts

POINT_ICONS: Final = {
    "holds": ("check", "accent"),
    "said": ("info", "ink-soft"),
    "limit": ("warning", "amber"),
}


class LeftPanel(QScrollArea):
    """`copied` carries text for the clipboard; `another` = a new export; `opened` carries the disclosure; `gone`
    carries a `Place`: to the card, the ledger, the notice.
    """

    copied = Signal(object)
    another = Signal()
    opened = Signal(object)
    gone = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        theme = look.theme
        page = QWidget()
        page.setProperty("role", "page")
        self._box = QVBoxLayout(page)
        side = theme.space(24)
        self._box.setContentsMargins(side, theme.space(16), side, side)
        self._box.setSpacing(theme.space(16))
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_done(self, done: Done) -> None:
        """The bundle has left."""
        theme = self.look.theme
        empty(self._box)
        self._box.addWidget(self._head(done))
        panes = Turning(theme.px(820), gap=theme.space(24))
        panes.put(self._proved(done), 1, Qt.AlignmentFlag.AlignTop)
        panes.put(self._checking(done), 1, Qt.AlignmentFlag.AlignTop)
        if done.replaces is not None:
            self._box.addWidget(self._replaced(done))
        self._box.addWidget(panes)
        self._box.addStretch(1)

    def focus(self) -> None:
        """Take the keyboard."""
        self._again.setFocus()

    def _head(self, done: Done) -> QWidget:
        tr, theme = self.look.tr, self.look.theme
        head = QWidget()
        box = QVBoxLayout(head)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        row = QHBoxLayout()
        row.setSpacing(theme.space(12))
        row.addWidget(picture(self.look, "check", "accent", 24))
        row.addWidget(label(tr(N_("The bundle is written")), "title"), 1)
        box.addLayout(row)
        path = label(str(done.path), "strong", wrap=True)
        path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.addWidget(path)
        told = tr(N_("{size} KiB · number {number} · {who}")).format(
            size=f"{done.size / 1024:.0f}",
            number=done.written.identifier,
            who=tr(N_("only the owners of its keys can open it"))
            if done.encrypted
            else tr(N_("anybody can open it")),
        )
        box.addWidget(label(told, "label", wrap=True))
        buttons = Flow(gap=theme.space(8))
        box.addLayout(buttons)
        self._again = Button(self.look, tr(N_("Another export")), icon="export")
        self._again.clicked.connect(self.another)
        buttons.put(self._again)
        note = Pick(self.look, tr(N_("What was noted of it")), done.written.disclosure, icon="note")
        note.picked.connect(self.opened)
        buttons.put(note)
        ledger = Pick(self.look, tr(N_("What left")), Place.LEFT, icon="export")
        ledger.picked.connect(self.gone)
        buttons.put(ledger)
        return head

    def _card(self, title: str) -> tuple[QFrame, QVBoxLayout]:
        theme = self.look.theme
        card = QFrame()
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(12), pad, theme.space(16))
        box.setSpacing(theme.space(8))
        box.addWidget(label(title, "section", wrap=True))
        return card, box

    def _proved(self, done: Done) -> QWidget:
        tr, theme = self.look.tr, self.look.theme
        card, box = self._card(tr(N_("What its reader can prove")))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(8))
        grid.setVerticalSpacing(theme.space(8))
        grid.setColumnStretch(1, 1)
        for row, point in enumerate(verdicts.points(done.written.verdict, tr)):
            icon, tint = POINT_ICONS[point.kind]
            grid.addWidget(picture(self.look, icon, tint), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(point.text, wrap=True), row, 1)
        box.addLayout(grid)
        return card

    def _checking(self, done: Done) -> QWidget:
        tr = self.look.tr
        card, box = self._card(tr(N_("How they check it")))
        told = N_(
            "Give them the card of our key from hand to hand, never with the bundle: it says on one page how to check, "
            "with this program or without."
        )
        box.addWidget(label(tr(told), wrap=True))
        write = Pick(self.look, tr(N_("Write the card")), Place.SIGNER, icon="stamp")
        write.picked.connect(self.gone)
        box.addWidget(write, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(label(tr(N_("Or read them the twelve words of the key, by voice:")), wrap=True))
        self._say_words(box, done.written.verdict)
        told = N_("The line of our key, for a file of signers. It goes another way than the bundle:")
        box.addWidget(label(tr(told), wrap=True))
        box.addWidget(self._command(done.line, tr(N_("The line of our key"))))
        told = N_("The fingerprint of the file, to compare on the way (SHA-256):")
        box.addWidget(label(tr(told), wrap=True))
        box.addWidget(self._command(done.written.outer.hex(), tr(N_("The fingerprint of the file"))))
        return card

    def _say_words(self, box: QVBoxLayout, verdict: Verdict) -> None:
        """The words of the key. Whoever checks sees the English ones, so a window in Russian shows both, named."""
        tr, own, english = self.look.tr, list_for(self.look.tr.language), LISTS["en"]
        if own != "en":
            box.addWidget(label(tr(english), "meta"))
        box.addWidget(label(" ".join(verdict.words), "strong", wrap=True))
        if own != "en":
            box.addWidget(label(tr(LISTS[own]), "meta"))
            spoken = sshsig.words_of_fingerprint(verdict.signer, own)
            box.addWidget(label(" ".join(spoken), "strong", wrap=True))

    def _replaced(self, done: Done) -> QWidget:
        tr = self.look.tr
        card, box = self._card(tr(N_("It takes the place of the edition before")))
        told = (
            N_(
                "A notice goes with it: it says only that this edition stands in the place of the one before, and asks "
                "to destroy that."
            )
            if done.noticed
            else N_(
                "What was published is replaced by publishing this. No notice says that anything changed."
            )
        )
        box.addWidget(label(tr(told), wrap=True))
        if done.noticed:
            write = Pick(self.look, tr(N_("Write the notice")), Place.ROUNDS, icon="note")
            write.picked.connect(self.gone)
            box.addWidget(write, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _command(self, text: str, name: str) -> Command:
        made = Command(self.look, text, name)
        made.copied.connect(self.copied)
        return made
