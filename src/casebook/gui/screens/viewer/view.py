"""The viewer: one file, seen or heard from memory. When one leaves or locks, everything under way stops."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casebook.base.errors import Cancelled
from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.formats.contentkind import ContentKind
from casebook.gui.parts.asking import Asking
from casebook.gui.parts.empty import Empty
from casebook.gui.parts.listening import Listening
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.picturing import Pictures
from casebook.gui.parts.says import says
from casebook.gui.screens.viewer.head import Head
from casebook.gui.screens.viewer.reading import Reading, Sheets
from casebook.gui.screens.viewer.state import Shown, ViewerState
from casebook.gui.screens.viewer.writeout import WriteOut
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace
from casebook.jail.shapes import Ask, From, Sheet, Sound


class ViewerView(QWidget):
    """One file."""

    def __init__(self, workspace: Workspace, look: Look, spot: Spot) -> None:
        super().__init__()
        assert spot.record is not None
        self.workspace = workspace
        self.look = look
        self.state = ViewerState(spot.record, look.tr)
        self._asking = Asking(workspace)
        self.panel: QWidget | None = None
        self.setProperty("role", "page")
        theme = look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.head = Head(look)
        self.head.record_wanted.connect(self._open_record)
        self.head.out_wanted.connect(self.begin_writing)
        box.addWidget(self.head)
        side = theme.space(24)
        above = QVBoxLayout()
        above.setContentsMargins(side, theme.space(8), side, 0)
        self._notice = Notice(look, "")
        self._notice.hide()
        above.addWidget(self._notice)
        self.writing = WriteOut(look)
        self.writing.submitted.connect(self._write_out)
        self.writing.closed.connect(self._close_writing)
        self.writing.hide()
        above.addWidget(self.writing)
        box.addLayout(above)
        self._place = QVBoxLayout()
        box.addLayout(self._place, 1)
        box.addStretch(0)  # takes the room while the panel makes way for plain words
        workspace.locking.connect(self._stop)

    # ------------------------------------------------------------------------------------ beginning

    def reload(self) -> None:
        """Find out what the file is, and show it."""
        self.workspace.read(self.state.load, self.show_file, self._fail_whole)

    def show_file(self, shown: Shown) -> None:
        """Show the file with the reader for its kind."""
        self.state.shown = shown
        tr = self.look.tr
        self.head.show_file(shown)
        match self.state.kind:
            case ContentKind.IMAGE | ContentKind.PDF as kind:
                pictures = Pictures(self.look, shown.named, paged=kind is ContentKind.PDF)
                pictures.wanted.connect(self._ask_picture)
                self._show_panel(pictures)
                pictures.begin()
            case ContentKind.SOUND:
                self._asking.ask("sound", self.state.sound(), self._show_sound, self._fail_whole)
            case ContentKind.TEXT:
                reading = Reading(self.look, shown.named)
                reading.wanted.connect(self._ask_text)
                self._show_panel(reading)
                reading.begin()
            case ContentKind.TABLE:
                self._asking.ask("sheets", self.state.sheets(), self._show_sheets, self._fail_whole)
            case _ if shown.seen is None:
                self._show_reason(tr(N_("This record holds no file.")))
            case _:
                self._show_reason(tr(N_("Files of this kind are not shown here.")))

    def _show_panel(self, panel: QWidget) -> None:
        if self.panel is not None:
            self._place.removeWidget(self.panel)
            self.panel.hide()
            self.panel.deleteLater()
        self.panel = panel
        self._place.addWidget(panel, 1)
        panel.show()
        panel.setFocus()

    def _show_reason(self, sentence: str) -> None:
        tr = self.look.tr
        way = tr(N_("Write the original out…")) if self.head.out.isVisibleTo(self) else ""
        empty = Empty(self.look, "file", tr(N_("It cannot be shown here")), sentence, way)
        empty.wanted.connect(self.begin_writing)
        self._show_panel(empty)

    # ------------------------------------------------------------------------------------ asking

    def _ask_picture(self, ask: Ask) -> None:
        if isinstance(self.panel, Pictures):
            self._asking.ask("picture", self.state.picture(ask), self.panel.show_drawn, self._fail_picture)

    def _ask_text(self, start: From) -> None:
        if isinstance(self.panel, Reading):
            self._asking.ask("text", self.state.text(start), self.panel.show_piece, self._fail_whole)

    def _show_sheets(self, sheets: list[Sheet]) -> None:
        assert self.state.shown is not None
        self._show_panel(Sheets(self.look, self.state.shown.named, sheets))

    def _show_sound(self, sound: Sound) -> None:
        assert self.state.shown is not None
        listening = Listening(self.look, self.state.shown.named, sound)
        listening.window_wanted.connect(self._ask_window)
        listening.frame_wanted.connect(self._ask_frame)
        self._show_panel(listening)
        listening.begin()

    def _ask_window(self, number: int) -> None:
        if isinstance(self.panel, Listening):
            self._asking.ask(f"window {number}", self.state.window(number), self.panel.feed, self._fail_part)

    def _ask_frame(self, second: float) -> None:
        if isinstance(self.panel, Listening):
            self._asking.ask("frame", self.state.frame(second), self.panel.show_frame, self._fail_part)

    # ------------------------------------------------------------------------------------ failing

    def _fail_whole(self, error: BaseException) -> None:
        if not isinstance(error, Cancelled):
            self._show_reason(says(error, self.look.tr))

    def _fail_picture(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            return
        if isinstance(self.panel, Pictures) and self.panel.has_picture:
            self._notice.say(says(error, self.look.tr))
            self._notice.show()
        else:
            self._fail_whole(error)

    def _fail_part(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            return
        if isinstance(self.panel, Listening):
            self.panel.say(says(error, self.look.tr))

    # ------------------------------------------------------------------------------------ writing it out

    def begin_writing(self) -> None:
        """Say what it means, and ask where to."""
        self._notice.hide()
        if self.panel is not None:
            self.panel.hide()
        self.writing.begin(self.state.proposed())

    def _close_writing(self) -> None:
        self.writing.hide()
        if self.panel is not None:
            self.panel.show()
        self.head.out.setFocus()

    def _write_out(self, to: Path | None) -> None:
        problem = self.state.problem(to, self.workspace.folder)
        self.writing.say(self.look.tr(problem) if problem else "")
        if problem or to is None:
            return
        self.writing.go.setEnabled(False)
        self.workspace.write(self.state.extract(to), by=self, then=self._written, failed=self._not_written)

    def _written(self, _touched: Touched) -> None:
        self._close_writing()
        told = N_(
            "It is written out, in clear: nothing here protects that copy. The chain of custody says so."
        )
        self._notice.say(self.look.tr(told))
        self._notice.show()

    def _not_written(self, error: BaseException) -> None:
        self.writing.go.setEnabled(True)
        if isinstance(error, Cancelled):
            return
        no_room = N_("It cannot be written there. Nothing was left behind; choose another place.")
        self.writing.say(self.look.tr(no_room) if isinstance(error, OSError) else says(error, self.look.tr))

    # ------------------------------------------------------------------------------------ leaving

    def _open_record(self) -> None:
        self.workspace.go(Spot(Place.RECORD, kind="evidence", record=self.state.record))

    def _stop(self) -> None:
        """The casebook is being locked: no sound, no reader, nothing on the screen."""
        self._asking.cancel()
        if isinstance(self.panel, Listening):
            self.panel.playback.hush()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever leaves wants nothing more of it."""
        if not event.spontaneous():
            self._asking.cancel()
        super().hideEvent(event)
