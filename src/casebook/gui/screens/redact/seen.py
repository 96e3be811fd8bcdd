"""Step two: the very bytes that would leave, looked at or listened to as whoever gets them would."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from casebook.base.words import N_
from casebook.casework.deriving import Preview
from casebook.gui.parts.asking import Asking
from casebook.gui.parts.listening import Listening
from casebook.gui.parts.marked import Marked
from casebook.gui.parts.picturing import Pictures
from casebook.gui.parts.pieces import As, Piece
from casebook.gui.screens.redact.state import RedactState
from casebook.gui.theme import Look
from casebook.jail.shapes import Ask, Sound


class Seen(QObject):
    """`ready` = what would leave can be shown; `failed` = a part of it cannot."""

    ready = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject, asking: Asking, look: Look, state: RedactState) -> None:
        super().__init__(parent)
        self._asking = asking
        self._look = look
        self._state = state
        self._preview: Preview | None = None
        self._outcome: QWidget | None = None

    def begin(self, preview: Preview, title: str) -> None:
        """Show *preview*, made of the file *title*."""
        self._preview, self._outcome = preview, None
        name = self._look.tr(N_("What would leave of {title}")).format(title=title)
        match preview.ending:
            case "flac":
                self._asking.ask("outcome", self._state.seen_sound(preview), self._show_sound, self._fail)
            case "txt":
                text = Marked(self._look, name)
                text.show_pieces((Piece(preview.data.decode(), As.PLAIN, current=False, start=0),))
                self._show(text)
            case ending:
                pictures = Pictures(self._look, name, paged=ending == "pdf")
                pictures.wanted.connect(self._ask_picture)
                self._show(pictures)
                pictures.begin()

    def _show(self, outcome: QWidget) -> None:
        self._outcome = outcome
        self.ready.emit(outcome)

    def _show_sound(self, sound: Sound) -> None:
        listening = Listening(self._look, self._look.tr(N_("What would leave")), sound)
        listening.window_wanted.connect(self._ask_window)
        self._show(listening)
        listening.begin()

    def _ask_picture(self, ask: Ask) -> None:
        if self._preview is not None and isinstance(self._outcome, Pictures):
            work = self._state.seen_picture(self._preview, ask)
            self._asking.ask("seen", work, self._outcome.show_drawn, self._fail)

    def _ask_window(self, number: int) -> None:
        if self._preview is not None and isinstance(self._outcome, Listening):
            work = self._state.seen_window(self._preview, number)
            self._asking.ask(f"seen {number}", work, self._outcome.feed, self._fail)

    def _fail(self, error: BaseException) -> None:
        self.failed.emit(error)
