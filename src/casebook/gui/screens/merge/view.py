"""Two records of one person, looked at and made one: the sheet, one button, and afterwards the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from casebook.base.ids import RecordId
from casebook.base.words import N_
from casebook.casework.merging import MergedAlready, StaysGuarded
from casebook.casework.touched import Touched, Verb
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.column import Column
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.layouts import bring_into_view, empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.says import says
from casebook.gui.parts.text import label
from casebook.gui.screens.merge.done import DonePanel
from casebook.gui.screens.merge.sheet import SheetView
from casebook.gui.screens.merge.shown import Done, Sheet
from casebook.gui.screens.merge.state import MergeState
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace

_ASKED = N_("Are they one person?")
_ONE = N_("They are one now")
_BEFORE = N_("These two records were made one before.")
_APART = N_("They are two records again.")
_WHY = N_("Why they are one (kept as a note, if you write something)")


class MergeView(QWidget):
    """Reads both; writes only when the button is pressed."""

    def __init__(self, workspace: Workspace, look: Look, spot: Spot) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        kept, other = spot.records
        self.state = MergeState(kept, other, look.tr)
        self.sheet: Sheet | None = None
        self.page: SheetView | None = None
        self.done: DonePanel | None = None
        tr = look.tr
        self.setProperty("role", "page")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        column = Column(look, 960)
        self._title = label(tr(_ASKED), "title", wrap=True)
        column.box.addWidget(self._title)
        self._notes = QVBoxLayout()
        column.box.addLayout(self._notes)
        self._inside = QVBoxLayout()
        column.box.addLayout(self._inside)
        column.box.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(column)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(self.area, 1)
        self._foot = self._made_foot()
        outer.addWidget(self._foot)
        self._foot.hide()
        self.setAccessibleName(tr(_ASKED))
        workspace.touched.connect(self._hear)

    def _made_foot(self) -> QFrame:
        tr, theme = self.look.tr, self.look.theme
        foot = QFrame()
        foot.setProperty("role", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.space(24), theme.space(8), theme.space(24), theme.space(8))
        row.setSpacing(theme.space(12))
        bottom = Qt.AlignmentFlag.AlignBottom
        self.why = QLineEdit()
        self.why.setPlaceholderText(tr(_WHY))
        self.why.setAccessibleName(tr(_WHY))
        self.why.setMaximumWidth(theme.px(420))
        row.addWidget(self.why, 2, bottom)
        self.doing = Doing(self.workspace, self.look, tr(N_("Make them one")), icon="merge")
        self.doing.wanted.connect(self.submit)
        self.doing.failed.connect(self._show_guarded)
        row.addWidget(self.doing, 3)
        self.cancel = Button(self.look, tr(N_("Cancel")), role="quiet")
        self.cancel.clicked.connect(self.workspace.back)
        row.addWidget(self.cancel, 0, bottom)
        return foot

    # ------------------------------------------------------------------------------------ reading

    def _hear(self, touched: Touched, by: object) -> None:
        if not self.isVisible() or by is self.doing or not self.state.concerns(touched):
            return
        if self.done is not None and touched.verb == Verb.UNDO:
            self.done = None
            empty(self._notes)
            self._notes.addWidget(Notice(self.look, self.look.tr(_APART), tone="accent"))
        if self.done is None:
            self.reload()

    def reload(self) -> None:
        """Look at both."""
        self.workspace.read(self.state.load, self.show_sheet, self._refuse)

    def _refuse(self, error: BaseException) -> None:
        """They cannot be made one, or are one already."""
        tr = self.look.tr
        self._clear()
        empty(self._notes)
        both = (self.state.kept, self.state.other)
        if isinstance(error, MergedAlready) and error.into in both:
            self._title.setText(tr(_ONE))
            notice = Notice(self.look, tr(_BEFORE), ways=((tr(N_("Open the one that stays")), error.into),))
        else:
            notice = Notice(self.look, says(error, tr), tone="red", ways=((tr(N_("Back")), None),))
        notice.chosen.connect(self._leave)
        self._notes.addWidget(notice)

    def _leave(self, thing: object) -> None:
        if isinstance(thing, bytes):
            self._open(thing)
        else:
            self.workspace.back()

    def _clear(self) -> None:
        empty(self._inside)
        self._foot.hide()
        self.sheet, self.page = None, None

    # ------------------------------------------------------------------------------------ showing

    def show_sheet(self, sheet: Sheet) -> None:
        """Show both; what was chosen stays chosen."""
        self._clear()
        self.sheet = sheet
        self._title.setText(self.look.tr(_ASKED))
        self.page = SheetView(self.look, self.state, sheet)
        self.page.opened.connect(self._open)
        self.page.stays.connect(self._stay)
        self._inside.addWidget(self.page)
        self._foot.show()
        self.page.setFocus()

    def show_done(self, done: Done) -> None:
        """They are one."""
        self._clear()
        empty(self._notes)
        self._title.setText(self.look.tr(_ONE))
        self.done = DonePanel(self.look, done)
        self.done.went.connect(self._go)
        self.done.undo.clicked.connect(self.workspace.undo)
        self._inside.addWidget(self.done)
        self.done.setFocus()

    # ------------------------------------------------------------------------------------ acting

    def _stay(self, record: object) -> None:
        assert isinstance(record, bytes)
        self.state.stay(RecordId(record))
        self.reload()

    def submit(self) -> None:
        """Make them one."""
        if self.sheet is not None:
            self.doing.write(self.state.work(self.sheet, self.why.text()), self._merged)

    def _merged(self, _touched: Touched) -> None:
        if self.sheet is not None:
            self.workspace.read(self.state.done(self.sheet), self.show_done)

    def _show_guarded(self, error: object) -> None:
        """Bring what would be guarded less into view."""
        card = self.page.card(error.unit) if self.page and isinstance(error, StaysGuarded) else None
        if card is not None:
            card.setFocus()
            bring_into_view(card)

    def _go(self, spot: object) -> None:
        assert isinstance(spot, Spot)
        self.workspace.go(spot)

    def _open(self, record: object) -> None:
        assert isinstance(record, bytes)
        self.workspace.go(Spot(Place.RECORD, kind="person", record=RecordId(record)))
