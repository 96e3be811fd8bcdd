"""The screen of one record: its page; above that of a piece of evidence, the way to look at its file."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.ids import RecordId
from casebook.base.words import N_
from casebook.gui.parts import wantedfiles
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.page.shown import RowShown, Shown
from casebook.gui.parts.page.view import Page
from casebook.gui.parts.wantedfiles import LACKING, WAITED_FOR, Missing, asking
from casebook.gui.screens.record.attaching import Attaching
from casebook.gui.screens.record.circle import InCircle
from casebook.gui.screens.record.one import AsOne
from casebook.gui.screens.record.state import page_of
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace


class RecordView(Page):
    """The page of the record a spot names; of a new one, if it names none."""

    def __init__(self, workspace: Workspace, editors: Editors, spot: Spot) -> None:
        state = page_of(spot.kind, spot.record, spot.records, editors.look.tr, begun=spot.new)
        above = (
            _ToFile(workspace, editors.look)
            if spot.kind == "evidence"
            else Attaching(workspace, editors.look, state)
        )
        self.circle = InCircle(workspace, editors.look, state.record)
        self.one = AsOne(workspace, editors.look, state.record)
        super().__init__(workspace, editors, state, _stacked(self.one, self.circle, above))
        self.loaded.connect(self.circle.show_record)
        if spot.kind == "person":
            self.loaded.connect(self.one.show_record)
        if isinstance(above, Attaching):
            self.header.attach_wanted.connect(above.begin)
        else:
            above.button.clicked.connect(self._view_own)
            above.redact.clicked.connect(self._redact_own)
            self.loaded.connect(above.show_record)

    def _view_own(self) -> None:
        self._view(self.state.record)

    def _redact_own(self) -> None:
        self.workspace.go(Spot(Place.REDACT, record=self.state.record))


def _stacked(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    box = QVBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    for widget in widgets:
        box.addWidget(widget)
    return holder


class _ToFile(QWidget):
    """The buttons that lead to the file, where there is one."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self._workspace = workspace
        self._look = look
        self._missing: tuple[Missing, ...] = ()
        self._record: RecordId | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, look.theme.space(16))
        self._lacking = QWidget()
        inside = QVBoxLayout(self._lacking)
        inside.setContentsMargins(0, 0, 0, 0)
        self.told = Notice(look, "", tone="amber")
        inside.addWidget(self.told)
        self.ask = Doing(workspace, look, look.tr(N_("Ask teammates for it")))
        self.ask.wanted.connect(self._ask)
        inside.addWidget(self.ask)
        box.addWidget(self._lacking)
        self._lacking.hide()
        self._to_file = QWidget()
        box.addWidget(self._to_file)
        row = QHBoxLayout(self._to_file)
        row.setContentsMargins(0, 0, 0, 0)
        self.button = Button(look, look.tr(N_("View the file")), role="primary", icon="view")
        row.addWidget(self.button)
        self.redact = Button(look, look.tr(N_("What may leave of it…")), icon="redact")
        row.addWidget(self.redact)
        row.addStretch(1)
        self.hide()

    def show_record(self, shown: Shown) -> None:
        """Show them if the record holds a file."""
        parts = [part for section in shown.sections for part in section.parts]
        self.setVisible(
            any(
                isinstance(part, RowShown) and part.path == "file" and part.value is not None
                for part in parts
            )
        )
        self._record = shown.record
        self._look_for_it()

    def _look_for_it(self) -> None:
        if self._record is not None:
            self._workspace.read(partial(wantedfiles.lacking, self._record), self._show_missing)

    def _show_missing(self, found: tuple[bool, tuple[Missing, ...]]) -> None:
        lacks, self._missing = found
        self.told.say(self._look.tr(LACKING if self._missing else WAITED_FOR))
        self.ask.setVisible(bool(self._missing))
        self._lacking.setVisible(lacks)
        self._to_file.setVisible(not lacks)

    def _ask(self) -> None:
        self.ask.run(asking(self._missing), self._show_asked)

    def _show_asked(self, _nothing: object) -> None:
        self._look_for_it()
