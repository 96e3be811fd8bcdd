"""A newcomer's file out, the team's welcome in, with both comparisons: for a new casebook, and for a new device.

What is done with the casebook is whoever uses it's; here are the steps that two people take in one room.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.comparing import AskedWord, ShownWords
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.text import label
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace
from casebook.sync.joining import Compared
from casebook.sync.newcomer import Asked, Opened

_SAY = N_("Say this number to the admin, who types it. It opens your file, and nothing else.")
_READ = N_(
    "The admin's screen shows the same words with one left out. Read them aloud, one after the other; the admin picks "
    "the missing one."
)
_STICK = N_("Folder of the stick")


class Steps(Protocol):
    """What is done with the casebook that asks; each is run by the button it was asked with."""

    def ask_anew(self, doing: Doing, then: Callable[[Asked], object]) -> None:
        """Ask under another number."""

    def put_on(self, doing: Doing, place: Path, then: Callable[[object], object]) -> None:
        """Write the file on a stick."""

    def find_on(self, doing: Doing, place: Path, then: Callable[[Opened], object]) -> None:
        """Find the welcome there and open it; nothing in it is trusted yet."""

    def take_in(self, doing: Doing, opened: Opened, proof: Compared) -> None:
        """Take the welcome in; its words were compared."""


class Handover(QWidget):
    """Two parts below each other; while the welcome is compared, the first gives way."""

    moved_on = Signal(object)
    """The part somebody has to look at now."""

    def __init__(self, workspace: Workspace, look: Look, steps: Steps) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self._steps = steps
        self._opened: Opened | None = None
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(look.theme.space(8))
        self._build_handing()
        self._build_welcome()

    @property
    def opened(self) -> Opened | None:
        """The welcome that is being compared."""
        return self._opened

    # ------------------------------------------------------------------------------------ building

    def _build_handing(self) -> None:
        tr = self.look.tr
        self.hand_part, box = self._section()
        box.addWidget(label(tr(N_("1. Your file for the admin")), "section"))
        box.addWidget(label(tr(_SAY), "label", wrap=True))
        self.number = label("", "title")
        box.addWidget(self.number)
        self.out = self._place_field(box)
        self.hand = self._doing(box, N_("Write the file on the stick"))
        self.hand.wanted.connect(self._hand_over)
        self._handed = Notice(self.look, "", tone="accent")
        self._handed.hide()
        box.addWidget(self._handed)
        box.addWidget(label(tr(_READ), "label", wrap=True))
        self.words = ShownWords(self.look)
        box.addWidget(self.words)
        anew = Button(self.look, tr(N_("The words differ: ask anew")), role="link")
        anew.clicked.connect(self._ask_anew)
        box.addWidget(anew, 0, Qt.AlignmentFlag.AlignLeft)

    def _build_welcome(self) -> None:
        tr = self.look.tr
        self.welcome_part, box = self._section()
        box.addSpacing(self.look.theme.space(16))
        box.addWidget(label(tr(N_("2. The team's welcome")), "section"))
        told = N_("When the admin has written it, put the stick in here again.")
        box.addWidget(label(tr(told), "label", wrap=True))
        self.back = self._place_field(box)
        self.open_welcome = self._doing(box, N_("Open the welcome"))
        self.open_welcome.wanted.connect(self._find)
        self.asked = AskedWord(self.look)
        self.asked.compared.connect(self._enter)
        self.asked.differed.connect(self.hand_part.show)
        box.addWidget(self.asked)
        self.asked.hide()
        self.enter = Doing(self.workspace, self.look, tr(N_("Enter")))
        box.addWidget(self.enter)
        self.enter.hide()

    def _section(self) -> tuple[QWidget, QVBoxLayout]:
        part = QWidget()
        inside = QVBoxLayout(part)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(self.look.theme.space(8))
        self.box.addWidget(part)
        return part, inside

    def _place_field(self, box: QVBoxLayout) -> PathField:
        caption = self.look.tr(_STICK)
        field = PathField(self.look, caption)
        box.addWidget(label(caption, "label"))
        box.addWidget(field)
        return field

    def _doing(self, box: QVBoxLayout, verb: str) -> Doing:
        doing = Doing(self.workspace, self.look, self.look.tr(verb))
        box.addSpacing(self.look.theme.space(8))
        box.addWidget(doing)
        return doing

    # ------------------------------------------------------------------------------------ acting

    def show_asked(self, asked: Asked) -> None:
        """Show what this casebook asks with; the keyboard stands on the stick."""
        self.number.setText(asked.number)
        self.words.show_of(asked.join)
        self._handed.hide()
        self.hand_part.show()
        self.out.setFocus()

    def _ask_anew(self) -> None:
        self._forget_welcome()
        self._steps.ask_anew(self.hand, self.show_asked)

    def _hand_over(self) -> None:
        place = self._place(self.out, self.hand)
        if place is not None:
            self._steps.put_on(self.hand, place, self._show_handed)

    def _show_handed(self, _safe: object) -> None:
        self._handed.say(
            self.look.tr(N_("It is on the stick and was read back. Eject the stick, then take it over."))
        )
        self._handed.show()
        if not self.back.line.text():
            self.back.line.setText(self.out.line.text())

    def _find(self) -> None:
        self._forget_welcome()
        place = self._place(self.back, self.open_welcome)
        if place is not None:
            self._steps.find_on(self.open_welcome, place, self._show_welcome)

    def _show_welcome(self, opened: Opened) -> None:
        self._opened = opened
        self.hand_part.hide()  # one set of words at a time: these are compared in the other direction
        self.asked.show_of(opened.team)
        self.asked.show()
        self.asked.setFocus()
        self.moved_on.emit(self.asked)

    def _forget_welcome(self) -> None:
        self._opened = None
        self.asked.hide()
        self.hand_part.show()

    def _enter(self, proof: object) -> None:
        assert isinstance(proof, Compared)
        if self._opened is not None and not self.enter.busy:
            self.enter.show()
            self._steps.take_in(self.enter, self._opened, proof)

    def _place(self, field: PathField, doing: Doing) -> Path | None:
        place = field.path()
        there = place is not None and place.is_dir()
        doing.complain("" if there else self.look.tr(N_("Write which folder the stick is.")))
        return place if there else None
