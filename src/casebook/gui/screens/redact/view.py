"""What may leave of one file: first what is covered, then the very bytes that would go, and a person's word for it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from casebook.base.errors import Cancelled
from casebook.base.words import N_
from casebook.casework.derivatives import Form
from casebook.casework.deriving import Preview
from casebook.casework.touched import Touched
from casebook.gui.parts.asking import Asking
from casebook.gui.parts.empty import Empty
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.listening import Listening
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.says import says
from casebook.gui.screens.redact.covering import Covering
from casebook.gui.screens.redact.covers import Covers
from casebook.gui.screens.redact.cutting import Cutting
from casebook.gui.screens.redact.deciding import Deciding
from casebook.gui.screens.redact.head import Head
from casebook.gui.screens.redact.seen import Seen
from casebook.gui.screens.redact.sides import CoverSide, DecideSide
from casebook.gui.screens.redact.silencing import Silencing
from casebook.gui.screens.redact.state import Opened, RedactState
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace

SIDE = 340
"""Pixels at 100 % of the column at the right."""


class RedactView(QWidget):
    """One file, in two steps."""

    def __init__(self, workspace: Workspace, look: Look, spot: Spot) -> None:
        super().__init__()
        assert spot.record is not None
        self.workspace = workspace
        self.look = look
        self.state = RedactState(spot.record, look.tr)
        self.panel: QWidget | None = None
        self.outcome: QWidget | None = None
        self.deciding: Deciding | None = None
        self.preview: Preview | None = None
        self._asking = Asking(workspace)
        self._covers = Covers(self, self._asking, look, self.state)
        self._covers.ready.connect(self._show_panel)
        self._covers.failed.connect(self._fail_whole)
        self._covers.part_failed.connect(self._fail_part)
        self._seen = Seen(self, self._asking, look, self.state)
        self._seen.ready.connect(self._show_outcome)
        self._seen.failed.connect(self._fail_part)
        self.setProperty("role", "page")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._head = Head(look)
        self.steps = self._head.steps
        self.steps.picked.connect(self._go_step)
        box.addWidget(self._head)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        place = QWidget()
        self._place = QStackedLayout(place)
        row.addWidget(place, 1)
        row.addWidget(self._build_side())
        box.addLayout(row, 1)
        workspace.locking.connect(self._stop)

    # ------------------------------------------------------------------------------------ building

    def _build_side(self) -> QScrollArea:
        theme = self.look.theme
        inside = QWidget()
        inside.setProperty("role", "page")
        self._side = QVBoxLayout(inside)
        pad = theme.space(16)
        self._side.setContentsMargins(pad, pad, theme.space(24), pad)
        self._side.setSpacing(theme.space(12))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFixedWidth(theme.px(SIDE) if theme.scale <= 130 else theme.px(SIDE * 3 // 4))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    # ------------------------------------------------------------------------------------ step one

    def reload(self) -> None:
        """Find out what the file is."""
        self.workspace.read(self.state.load, self.show_file, self._fail_whole)

    def show_file(self, opened: Opened) -> None:
        """Begin with the usual form."""
        self.state.begin(opened)
        self._head.show_file(opened.code, opened.title)
        self.show_form(self.state.form)

    def show_form(self, form: object) -> None:
        """Cover the file in another form."""
        assert isinstance(form, Form)
        self.state.form = form
        self._show_cover_side()
        self._covers.begin()

    def _show_panel(self, panel: QWidget) -> None:
        self._drop("panel")
        self._drop("outcome")
        self.panel = panel
        self._place.addWidget(panel)
        self._place.setCurrentWidget(panel)
        self.steps.show_step(0, reached=0)
        panel.setFocus()

    def _drop(self, name: str) -> None:
        widget: QWidget | None = getattr(self, name)
        if widget is not None:
            self._place.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
            setattr(self, name, None)

    def _show_cover_side(self) -> None:
        self.deciding = None
        side = CoverSide(self.workspace, self.look, self.state)
        side.form_chosen.connect(self.show_form)
        self.look_at = side.look_at
        self.look_at.wanted.connect(self._make)
        self._show_side(side)

    def _show_side(self, side: QWidget) -> None:
        empty(self._side)
        self._side.addWidget(side)

    def _make(self) -> None:
        panel = self.panel
        if not isinstance(panel, Covering | Silencing | Cutting):
            return
        if isinstance(panel, Covering) and not panel.leaves_something:
            self.look_at.complain(self.look.tr(N_("No page is left that could leave.")))
            return
        covered = panel.covered
        if isinstance(panel, Cutting) and not covered.parts:
            self.look_at.complain(self.look.tr(N_("No part is left that could leave.")))
            return
        self.look_at.run(self.state.preview(covered), self._show_preview)

    # ------------------------------------------------------------------------------------ step two

    def _show_preview(self, preview: Preview) -> None:
        self.preview = preview
        self._drop("outcome")
        assert self.state.opened is not None
        self._seen.begin(preview, self.state.opened.title)
        side = DecideSide(self.workspace, self.look, self.state, preview)
        side.back.connect(self._back)
        self.deciding, self.allow = side.deciding, side.allow
        self.allow.wanted.connect(self._allow)
        self._show_side(side)

    def _show_outcome(self, outcome: QWidget) -> None:
        self.outcome = outcome
        self._place.addWidget(outcome)
        self._go_step(1)

    def _go_step(self, number: int) -> None:
        widget = self.outcome if number else self.panel
        if widget is None:
            return
        self._place.setCurrentWidget(widget)
        self.steps.show_step(number, reached=1 if self.outcome is not None else 0)
        if number == 0:
            self._show_cover_side()
            self._drop("outcome")
            self.steps.show_step(0, reached=0)
        widget.setFocus()

    def _back(self) -> None:
        self._go_step(0)

    def _allow(self) -> None:
        assert self.deciding is not None
        assert self.preview is not None
        decision = self.deciding.decision
        if decision is None:
            self.allow.complain(self.look.tr(N_("Answer both questions first: nobody else can.")))
            return
        work = self.state.allow(self.preview, decision)
        self.allow.write(work, self._allowed)

    def _allowed(self, _touched: Touched) -> None:
        self.workspace.go(Spot(Place.RECORD, kind="evidence", record=self.state.record))

    # ------------------------------------------------------------------------------------ failing, leaving

    def _fail_whole(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            return
        tr = self.look.tr
        self._show_panel(Empty(self.look, "file", tr(N_("Nothing can be made of it here")), says(error, tr)))

    def _fail_part(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            return
        notice = Notice(self.look, "")
        notice.say(says(error, self.look.tr))
        self._side.insertWidget(0, notice)

    def _stop(self) -> None:
        """The casebook is being locked: no sound, no reader, nothing on the screen."""
        self._asking.cancel()
        for widget in (self.panel, self.outcome):
            listening = widget.listening if isinstance(widget, Silencing) else widget
            if isinstance(listening, Listening):
                listening.playback.hush()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever leaves wants nothing more of it."""
        if not event.spontaneous():
            self._asking.cancel()
        super().hideEvent(event)
