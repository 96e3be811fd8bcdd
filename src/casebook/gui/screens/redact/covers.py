"""Step one: the panel on which a file is covered, one for each form, fed with what it asks for."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from casebook.casework.derivatives import Form
from casebook.casework.deriving import Preview
from casebook.gui.parts.asking import Asking
from casebook.gui.screens.redact.covering import Covering
from casebook.gui.screens.redact.cutting import Cutting
from casebook.gui.screens.redact.silencing import Silencing
from casebook.gui.screens.redact.state import Covered, RedactState
from casebook.gui.theme import Look
from casebook.jail.shapes import Ask, Sound


class Covers(QObject):
    """`ready` = the panel can be shown; `failed` = the file cannot be read; `part_failed` = a part of it cannot."""

    ready = Signal(object)
    failed = Signal(object)
    part_failed = Signal(object)

    def __init__(self, parent: QObject, asking: Asking, look: Look, state: RedactState) -> None:
        super().__init__(parent)
        self._asking = asking
        self._look = look
        self._state = state
        self._panel: QWidget | None = None

    def begin(self) -> None:
        """Make the panel of the form in which the file is to be covered."""
        state, title = self._state, self._title
        self._panel = None
        match state.form:
            case Form.IMAGE | Form.PAGES:
                covering = Covering(self._look, title, state.held, paged=state.form is Form.PAGES)
                covering.wanted.connect(self._ask_picture)
                self._show(covering)
                covering.begin()
            case Form.STILL:
                self._asking.ask("sound", state.sound(), self._show_film, self._fail)
            case Form.SOUND:
                self._asking.ask("sound", state.sound(), self._show_sound, self._fail)
            case Form.TEXT:
                self._asking.ask("text", state.preview(Covered()), self._show_text, self._fail)

    @property
    def _title(self) -> str:
        assert self._state.opened is not None
        return self._state.opened.title

    def _show(self, panel: QWidget) -> None:
        self._panel = panel
        self.ready.emit(panel)

    def _show_film(self, sound: Sound) -> None:
        length = max(1, round(sound.seconds * 1000))
        covering = Covering(self._look, self._title, self._state.held, length_ms=length)
        covering.moment_wanted.connect(self._ask_frame)
        self._show(covering)
        covering.begin()

    def _show_sound(self, sound: Sound) -> None:
        panel = Silencing(self._look, self._title, sound, self._state.held_spans())
        panel.listening.window_wanted.connect(self._ask_window)
        self._show(panel)
        panel.listening.begin()

    def _show_text(self, preview: Preview) -> None:
        assert preview.told is not None
        words, cuts, parts = self._state.part_words(), self._state.held_cuts(), preview.redaction.parts
        self._show(Cutting(self._look, self._title, preview.told, words, cuts, parts))

    # ------------------------------------------------------------------------------------ feeding

    def _ask_picture(self, ask: Ask) -> None:
        if isinstance(self._panel, Covering):
            self._asking.ask("picture", self._state.picture(ask), self._panel.show_drawn, self._fail)

    def _ask_frame(self, ms: int) -> None:
        if isinstance(self._panel, Covering):
            self._asking.ask("picture", self._state.frame(ms), self._panel.show_frame, self._fail_part)

    def _ask_window(self, number: int) -> None:
        if isinstance(self._panel, Silencing):
            feed = self._panel.listening.feed
            self._asking.ask(f"window {number}", self._state.window(number), feed, self._fail_part)

    def _fail(self, error: BaseException) -> None:
        self.failed.emit(error)

    def _fail_part(self, error: BaseException) -> None:
        self.part_failed.emit(error)
