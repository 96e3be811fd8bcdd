"""Above a record's page: the circle it stands in, and moving it into one, with what that does said first."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.ids import RecordId
from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.options import Options
from casebook.gui.parts.page.shown import Shown
from casebook.gui.parts.text import label, picture
from casebook.gui.screens.record.circlestate import CircleState, Moved, Stands, Wanted, moving
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace
from casebook.wording.of_circles import MOVES


class InCircle(QWidget):
    """Seen only where there is a circle to speak of."""

    def __init__(self, workspace: Workspace, look: Look, record: RecordId) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = CircleState(record, look.tr)
        self.into: Options | None = None
        self.whole: Options | None = None
        self.doing: Doing | None = None
        theme, tr = look.theme, look.tr
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, theme.space(12))
        box.setSpacing(theme.space(8))
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        self._icon = picture(look, "audience", "accent")
        row.addWidget(self._icon)
        self.told = label("", "label", wrap=True)
        row.addWidget(self.told, 1)
        self.open = Button(look, tr(N_("Move into a circle…")), role="link", icon="audience")
        self.open.clicked.connect(self._ask)
        row.addWidget(self.open)
        box.addLayout(row)
        self._card = QFrame()
        self._card.setProperty("role", "card")
        inside = QVBoxLayout(self._card)
        pad = theme.space(16)
        inside.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        inside.setSpacing(theme.space(8))
        self._inside = inside
        box.addWidget(self._card)
        self._card.hide()
        self._stands: Stands | None = None
        self.hide()

    def show_record(self, shown: Shown) -> None:
        """Ask where it stands."""
        if not shown.new and not shown.missing:
            self.workspace.read(self.state.load, self.show_stands)

    def show_stands(self, stands: Stands | None) -> None:
        """Say it."""
        self._stands = stands
        self.setVisible(stands is not None and bool(stands.sentence or stands.ways))
        if stands is not None:
            self.told.setText(stands.sentence)
            self._icon.setVisible(bool(stands.sentence))
            self.open.setVisible(bool(stands.ways))

    # ------------------------------------------------------------------------------------ moving

    def _ask(self) -> None:
        stands = self._stands
        if stands is None or not stands.ways:
            return
        empty(self._inside)
        look, tr = self.look, self.look.tr
        self._inside.addWidget(label(tr(N_("Move into a circle")), "section"))
        self.into = Options(look, tr(N_("Into which circle")))
        for compartment, name in stands.ways:
            self.into.add(name, "", compartment)
        self.into.choose(stands.ways[0][0])
        self.into.chosen.connect(self._count)
        self._inside.addWidget(self.into)
        self.whole = None
        if stands.case:
            self._inside.addWidget(label(tr(N_("What moves")), "label"))
            self.whole = Options(look, tr(N_("What moves")))
            self.whole.add(
                tr(N_("The whole case")),
                tr(N_("Everybody and everything that belongs to this case and to no other.")),
                thing=True,
            )
            self.whole.add(tr(N_("Only this record")), "", thing=False)
            self.whole.choose(thing=True)
            self.whole.chosen.connect(self._count)
            self._inside.addWidget(self.whole)
        self._figures = label("", wrap=True)
        self._inside.addWidget(self._figures)
        self._inside.addWidget(label(tr(MOVES), "label", wrap=True))
        self._add_buttons()
        self._card.show()
        self.into.setFocus()
        self._count()

    def _add_buttons(self) -> None:
        look, tr = self.look, self.look.tr
        self.doing = Doing(
            self.workspace, look, tr(N_("Move it, and erase it where it stood")), role="danger"
        )
        self.doing.wanted.connect(self._move)
        self._inside.addWidget(self.doing)
        leave = Button(look, tr(N_("Leave it where it is")), role="link")
        leave.clicked.connect(self._leave)
        self._inside.addWidget(leave, 0, Qt.AlignmentFlag.AlignLeft)

    def _wanted(self) -> Wanted | None:
        circle = self.into.thing() if self.into is not None else None
        whole = self.whole is not None and self.whole.thing() is True
        return Wanted(self.state.record, circle, whole) if isinstance(circle, bytes) else None

    def _count(self, _thing: object = None) -> None:
        wanted = self._wanted()
        if wanted is not None:
            self.workspace.work(self.state.counting(wanted), self._show_count)

    def _show_count(self, sentences: tuple[str, ...]) -> None:
        if self.doing is not None:
            self._figures.setText(" ".join(sentences))

    def _move(self) -> None:
        wanted = self._wanted()
        if wanted is not None and self.doing is not None:
            self.doing.run(moving(wanted), self._moved)

    def _moved(self, moved: Moved) -> None:
        self._leave()
        self.workspace.tell(moved.touched, self)
        self.workspace.go(Spot(Place.RECORD, kind=moved.kind, record=moved.record))

    def _leave(self) -> None:
        self.doing = None
        self._card.hide()
        empty(self._inside)
