"""Typing recovery shares from paper, one after another. What is wrong is said at once, by share and by word.

Needs no casebook: for the drill, and for opening with shares.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.errors import Cancelled, Refused
from casebook.base.words import N_
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.says import says
from casebook.gui.parts.sharetyping import Looked, SharesTyped
from casebook.gui.parts.text import label, picture, set_role
from casebook.gui.parts.wordfields import WordFields
from casebook.gui.tasks import Tasks
from casebook.gui.theme import Look
from casebook.vault.shares import WORDS, Seen

PAUSE_MS = 350
"""After this long without a key, what is typed is looked at."""


class SharesField(QWidget):
    """`changed` = a share was taken in or left out; `enough` = as many are whole as are needed."""

    changed = Signal()
    enough = Signal()

    def __init__(self, tasks: Tasks, look: Look) -> None:
        super().__init__()
        self._tasks = tasks
        self._look = look
        self._typed = SharesTyped()
        tr, theme = look.tr, look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        self._done = QVBoxLayout()
        self._done.setSpacing(theme.space(4))
        box.addLayout(self._done)
        self._caption = label("", "strong")
        box.addWidget(self._caption)
        self.words = WordFields(look)
        self.words.changed.connect(self._wait)
        self.words.finished.connect(self.submit)
        box.addWidget(self.words)
        self.told = label("", "meta", wrap=True)
        box.addWidget(self.told)
        row = QHBoxLayout()
        row.setSpacing(theme.space(12))
        self.take_button = Button(look, tr(N_("Go on")), icon="next")
        self.take_button.clicked.connect(self.submit)
        self.more_button = Button(look, tr(N_("Type another share…")), role="link", icon="add")
        self.more_button.clicked.connect(self._ask_more)
        row.addWidget(self.take_button)
        row.addWidget(self.more_button)
        row.addStretch(1)
        box.addLayout(row)
        self._timer = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(self._look_at)
        self._show(asking=True)

    # -------------------------------------------------------------------------------- for whoever uses it

    @property
    def is_enough(self) -> bool:
        """Whether as many shares are whole as are needed."""
        return self._typed.enough

    @property
    def seen(self) -> tuple[Seen, ...]:
        """What each whole share says of itself."""
        return self._typed.seen

    def texts(self) -> tuple[str, ...]:
        """The whole shares."""
        return self._typed.texts()

    def take(self) -> tuple[str, ...]:
        """The whole shares; nothing of them stays here."""
        texts = self._typed.texts()
        self.wipe()
        return texts

    def wipe(self) -> None:
        """Forget everything that was typed."""
        self._timer.stop()
        self._typed.wipe()
        self.words.wipe()
        self._timer.stop()
        self._show(asking=True)

    def begin(self) -> None:
        """The keyboard stands where one types first."""
        (self.words.fields[0] if self.words.isVisibleTo(self) else self.more_button).setFocus()

    # ----------------------------------------------------------------------------------------- looking

    def _wait(self) -> None:
        self.words.mark(frozenset())
        self._say("")
        self._timer.start()

    def _look_at(self, *, wanted: bool = False) -> None:
        self._timer.stop()
        words = self.words.words()
        if words:
            self._tasks.run(self._typed.look(words, wanted=wanted), then=self._hear, failed=self._fail)

    def submit(self) -> None:
        """The share is typed to its end: take it in, or say what is wrong."""
        self._look_at(wanted=True)

    def _hear(self, looked: Looked) -> None:
        if looked.words != self.words.words():
            return  # typed on since; it is looked at again
        error = self._typed.misfit(looked)
        if error is None and looked.wanted:
            self._take_in(looked)
        elif error is None:
            self._say(self._look.tr(N_("These 20 words are whole.")), "echo")
        else:
            self._tell(looked, error)

    def _tell(self, looked: Looked, error: Refused) -> None:
        unknown = looked.unknown if looked.wanted else looked.unknown - {self.words.at_hand()}
        self.words.mark(unknown)
        if looked.wanted and unknown:
            self.words.go_to(min(unknown))
        silent = looked.unfinished or (looked.unknown and not unknown)
        if silent and not looked.wanted:
            count = self._look.tr(N_("{count} of {total} words"))
            self._say(count.replace("{count}", str(len(looked.words))).replace("{total}", str(WORDS)))
        else:
            self._say(says(error, self._look.tr), "problem")

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, Cancelled):
            self._say(says(error, self._look.tr), "problem")

    def _say(self, sentence: str, role: str = "meta") -> None:
        self.told.setText(sentence)
        set_role(self.told, role=role)

    # ------------------------------------------------------------------------------------------ shares

    def _take_in(self, looked: Looked) -> None:
        self._typed.take_in(looked)
        self.words.wipe()
        self._timer.stop()
        self._show(asking=not self._typed.enough)
        self.changed.emit()
        if self._typed.enough:
            self.enough.emit()
        else:
            self.begin()

    def _leave_out(self, place: object) -> None:
        assert isinstance(place, int)
        self._typed.leave_out(place)
        self._show(asking=not self._typed.enough)
        self.changed.emit()
        self.begin()

    def _ask_more(self) -> None:
        self._show(asking=True)
        self.begin()

    def _show(self, *, asking: bool) -> None:
        """Show the shares that are whole, and fields for another one while *asking*."""
        tr, theme = self._look.tr, self._look.theme
        empty(self._done)
        for place, seen in enumerate(self._typed.seen):
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(theme.space(8))
            row.addWidget(picture(self._look, "check", "accent"))
            told = tr(N_("Share {share}: whole. On its paper it is number {number} of the set “{name}”."))
            facts = {"share": place + 1, "number": seen.number, "name": seen.set_name}
            for name, value in facts.items():
                told = told.replace(f"{{{name}}}", str(value))
            row.addWidget(label(told, wrap=True), 1)
            drop = Pick(self._look, tr(N_("Leave out")), place, name=f"{tr(N_('Leave out'))}: {place + 1}")
            drop.picked.connect(self._leave_out)
            row.addWidget(drop)
            self._done.addWidget(holder)
        number, needed = len(self._typed.seen) + 1, self._typed.needed
        caption = N_("Share {number} of {needed}") if number <= needed else N_("Share {number}")
        self._caption.setText(tr(caption).replace("{number}", str(number)).replace("{needed}", str(needed)))
        for part in (self._caption, self.words, self.told, self.take_button):
            part.setVisible(asking)
        self.more_button.setVisible(not asking)
        self._say("")
