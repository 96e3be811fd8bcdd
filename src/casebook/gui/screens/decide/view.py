"""Recording one decision for everybody who was selected."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui import shortcuts
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.form import Form
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.text import label, picture
from casebook.gui.parts.turning import Turning
from casebook.gui.screens.decide.state import DecideState, Group, Shown
from casebook.gui.spots import Spot
from casebook.gui.workspace import Workspace
from casebook.model.all_kinds import KINDS
from casebook.model.fields import BadValue
from casebook.model.kinds import Unit

SMALL_GROUP = 12
"""So many names stand one under the other; more are run on in a paragraph."""


class DecideView(QWidget):
    """A form on the left, the people it reaches and does not reach on the right."""

    def __init__(self, workspace: Workspace, editors: Editors, spot: Spot) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = editors.look
        self.state = DecideState(spot.records, self.look.tr, editors.today())
        self._shown: Shown | None = None
        tr, theme = self.look.tr, self.look.theme
        self.setProperty("role", "page")
        page = Turning(theme.px(840), gap=theme.space(32))
        side = theme.space(24)
        page.layout_.setContentsMargins(side, theme.space(16), side, side)
        page.put(self._build_left(editors), 3)
        self._people = QFrame()
        self._people.setProperty("role", "inset")
        self._people.setAccessibleName(tr(N_("Whom the decision reaches")))
        self._groups = QVBoxLayout(self._people)
        pad = theme.space(16)
        self._groups.setContentsMargins(pad, pad, pad, pad)
        self._groups.setSpacing(theme.space(12))
        page.put(self._people, 2, Qt.AlignmentFlag.AlignTop)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(area)
        shortcuts.action("next", self, tr, everywhere=False).triggered.connect(self.submit)
        workspace.touched.connect(self._hear)

    def _build_left(self, editors: Editors) -> QWidget:
        tr, theme = self.look.tr, self.look.theme
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(12))
        head = QHBoxLayout()
        head.setSpacing(theme.space(12))
        head.addWidget(picture(self.look, "decision", "accent", 24))
        self._title = label("", "title", wrap=True)
        head.addWidget(self._title, 1)
        column.addLayout(head)
        told = N_(
            "A decision lets people be shown who have not been asked, or cannot be. It is signed, and stands "
            "in the history for good."
        )
        column.addWidget(label(tr(told), "label", wrap=True))
        self.form = self._build_form(editors)
        column.addWidget(self.form)
        self._go = Button(self.look, tr(N_("Record the decision")), role="primary", icon="decision")
        self._go.clicked.connect(self.submit)
        column.addWidget(self._go, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return left

    def _build_form(self, editors: Editors) -> Form:
        tr = self.look.tr
        form = Form(editors)
        kind = KINDS["decision"]
        starts = {"use": "public", "ground": "already-public", "date": editors.today().isoformat()}
        for name in ("use", "ground", "source", "why", "risk", "date", "decided_by"):
            unit = kind.by_name[name]
            assert isinstance(unit, Unit)
            form.ask(name, tr(unit.label), unit.field, starts.get(name))
        form.editor("use").changed.connect(self.reload)
        form.editor("ground").changed.connect(self._ask_source)
        for name in ("why", "risk"):
            # A field of several lines keeps Ctrl+Enter to itself, and says so by `accepted`.
            form.editor(name).accepted.connect(self.submit)
        return form

    # ------------------------------------------------------------------------------------ whom it reaches

    def _chosen(self, name: str) -> str:
        try:
            value = self.form.editor(name).value()
        except BadValue:
            return ""
        return value if isinstance(value, str) else ""

    def _ask_source(self) -> None:
        self.form.show_question("source", shown=self._chosen("ground") in ("already-public", ""))

    def _hear(self, touched: Touched, by: object) -> None:
        if by is not self and self.isVisible() and self.state.concerns(touched):
            self.reload()

    def reload(self) -> None:
        """Find out whom the decision would reach."""
        use = self._chosen("use")
        if use:
            self.workspace.read(self.state.load(use), self.show_people)

    def show_people(self, shown: Shown) -> None:
        """Say whom the decision is about, and whom it reaches."""
        tr = self.look.tr
        if shown.use != self._chosen("use"):
            return
        count = len(shown.people)
        self._title.setText(
            tr.plural("A decision about {count} person", "A decision about {count} people", count)
        )
        told = tr.plural(
            "Record the decision for {count} person", "Record the decision for {count} people", count
        )
        self._go.setText(told)
        self._go.setAccessibleName(told)
        self._go.setEnabled(count > 0)
        empty(self._groups)
        for group in shown.groups:
            self._groups.addWidget(self._group(group))
        first, self._shown = self._shown is None, shown
        if first:
            self.form.editor("decided_by").load(shown.author or None)
            self.form.editor("use").setFocus(Qt.FocusReason.TabFocusReason)

    def _group(self, group: Group) -> QWidget:
        tr, theme = self.look.tr, self.look.theme
        made = QWidget()
        box = QVBoxLayout(made)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(4))
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(theme.space(8))
        row.addWidget(picture(self.look, group.icon, group.tone), 0, Qt.AlignmentFlag.AlignTop)
        head = label(f"{group.count} · {group.words}", "strong", wrap=True)
        row.addWidget(head, 1)
        box.addLayout(row)
        inner = QVBoxLayout()
        inner.setContentsMargins(theme.px(18) + theme.space(8), 0, 0, 0)
        inner.setSpacing(theme.space(4))
        names = group.names if group.count <= SMALL_GROUP else (", ".join(group.names),)
        for name in names:
            inner.addWidget(label(name, wrap=True))
        if group.more:
            inner.addWidget(label(tr.plural("and {count} more", "and {count} more", group.more), "meta"))
        box.addLayout(inner)
        return made

    # ------------------------------------------------------------------------------------ recording

    def submit(self) -> None:
        """Record it."""
        values = self.form.values()
        if values is None or self._shown is None:
            return
        missing = self.state.missing(values)
        if missing:
            self.form.complain(missing, "empty")
            return
        self._go.setEnabled(False)
        work = self.state.decide(self._shown.people, values)
        self.workspace.write(work, by=self, then=self._done, failed=self._fail)

    def _done(self, _touched: Touched) -> None:
        self.workspace.back()

    def _fail(self, error: BaseException) -> None:
        self._go.setEnabled(True)
        self.workspace.refused.emit(error)
