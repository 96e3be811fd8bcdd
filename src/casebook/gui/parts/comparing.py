"""Two people, two screens: one shows words, the other asks for one of them. For joining a team, in either direction."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.numbered import NumberedWords
from casebook.gui.parts.says import says
from casebook.gui.parts.text import label
from casebook.gui.theme import Look
from casebook.sync import joining
from casebook.sync.comparing import WAYS, Said
from casebook.sync.joining import Join, Team

WAY_NAMES: Final[dict[Said, str]] = {
    "en": N_("English words"),
    "ru": N_("Russian words"),
    "digits": N_("digits"),
}
_GAP: Final = "?"


class _Compared(QWidget):
    """What both sides have: a choice of how the same bits are said, made alike on both screens."""

    way_chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.way: Said = "ru" if look.tr.language in ("ru", "kk") else "en"
        self.of: Join | Team | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(look.theme.space(8))
        ways = QWidget()
        self._ways = Flow(ways, gap=look.theme.space(4))
        self._picks = []
        for way in WAYS:
            pick = Pick(look, look.tr(WAY_NAMES[way]), way, role="quiet")
            pick.setCheckable(True)
            pick.picked.connect(self._choose)
            self._ways.put(pick)
            self._picks.append(pick)
        self._box.addWidget(ways)
        self._inside = QVBoxLayout()
        self._box.addLayout(self._inside)

    def show_of(self, of: Join | Team) -> None:
        """Compare *of* from now on."""
        self.of = of
        self._show()

    def _choose(self, way: object) -> None:
        self.way = next(each for each in WAYS if each == way)
        self._show()
        self.way_chosen.emit(self.way)

    def _show(self) -> None:
        for pick in self._picks:
            pick.setChecked(pick.thing == self.way)
        empty(self._inside)


class ShownWords(_Compared):
    """The screen that shows: all of the words, large enough to be read aloud."""

    def _show(self) -> None:
        super()._show()
        if self.of is not None:
            words = joining.words(self.of, self.way)
            shown = NumberedWords(self.look, words, large=True)
            shown.setAccessibleName(" ".join(f"{number} {word}" for number, word in enumerate(words, 1)))
            self._inside.addWidget(shown)


class AskedWord(_Compared):
    """The screen that asks: one word is missing, and has to be picked. `compared` carries what proves it."""

    compared = Signal(object)
    differed = Signal()

    def __init__(self, look: Look, random: Callable[[int], bytes] = os.urandom) -> None:
        super().__init__(look)
        self._random = random
        self._notice = Notice(look, "", tone="red")
        self._notice.hide()
        self._box.addWidget(self._notice)

    def _show(self) -> None:
        super()._show()
        self._notice.hide()
        if self.of is None:
            return
        look, asked = self.look, joining.question(self.of, self.way, self._random)
        self._inside.addWidget(NumberedWords(look, [word or _GAP for word in asked.shown], large=True))
        told = N_("Read the other screen aloud, word by word. Which stands there as number {number}?")
        self._inside.addWidget(label(look.tr(told).format(number=asked.place + 1), wrap=True))
        row = QWidget()
        options = Flow(row, gap=look.theme.space(8))
        first: Pick | None = None
        for word in asked.options:
            pick = Pick(look, word, word, role="option")
            pick.picked.connect(self._pick)
            options.put(pick)
            first = first or pick
        none = Pick(look, look.tr(N_("None of these, or another word differs")), None, role="option")
        none.picked.connect(self._deny)
        options.put(none)
        self._inside.addWidget(row)
        if first is not None:
            self.setFocusProxy(first)

    def _pick(self, word: object) -> None:
        assert self.of is not None
        try:
            proof = joining.compared(self.of, self.way, str(word))
        except CasebookError as error:
            self._say(says(error, self.look.tr))
            return
        self._notice.hide()
        self.compared.emit(proof)

    def _deny(self, _nothing: object) -> None:
        told = N_(
            "Then the two screens do not show the same: somebody changed what is on the stick, or it is another "
            "casebook. Nothing was trusted or written. Begin again, in this room."
        )
        self._say(self.look.tr(told))
        self.differed.emit()

    def _say(self, sentence: str) -> None:
        self._notice.say(sentence)
        self._notice.show()
