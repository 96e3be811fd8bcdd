"""Recording one decision for everybody who was selected."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui import shortcuts
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.form import Form
from casebook.gui.parts.text import label, picture
from casebook.gui.screens.decide.state import DecideState, Shown
from casebook.gui.workspace import Spot, Workspace
from casebook.model.all_kinds import KINDS
from casebook.model.kinds import Unit


class DecideView(QWidget):
    """A form on the left, the people it is about on the right."""

    def __init__(self, workspace: Workspace, editors: Editors, spot: Spot) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = editors.look
        self.state = DecideState(spot.records, self.look.tr, editors.today())
        tr, theme = self.look.tr, self.look.theme
        self.setProperty("role", "page")
        page = QWidget()
        page.setProperty("role", "page")
        row = QHBoxLayout(page)
        side = theme.space(24)
        row.setContentsMargins(side, theme.space(16), side, side)
        row.setSpacing(theme.space(32))
        column = QVBoxLayout()
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
        row.addLayout(column, 3)
        self._people = QFrame()
        self._people.setProperty("role", "inset")
        self._names = QVBoxLayout(self._people)
        pad = theme.space(16)
        self._names.setContentsMargins(pad, pad, pad, pad)
        row.addWidget(self._people, 2, Qt.AlignmentFlag.AlignTop)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(area)
        shortcuts.action("next", self, tr, everywhere=False).triggered.connect(self.submit)

    def _build_form(self, editors: Editors) -> Form:
        tr = self.look.tr
        form = Form(editors)
        kind = KINDS["decision"]
        starts = {"use": "public", "ground": "already-public", "date": editors.today().isoformat()}
        for name in ("use", "ground", "source", "why", "risk", "date", "decided_by"):
            unit = kind.by_name[name]
            assert isinstance(unit, Unit)
            form.ask(name, tr(unit.label), unit.field, starts.get(name))
        return form

    def reload(self) -> None:
        """Find out who is meant."""
        self.workspace.read(self.state.load, self.show_people)

    def show_people(self, shown: Shown) -> None:
        """Say whom the decision is about."""
        tr = self.look.tr
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
        self.form.editor("decided_by").load(shown.author or None)
        for name in shown.names:
            self._names.addWidget(label(name, wrap=True))
        rest = count - len(shown.names)
        if rest:
            self._names.addWidget(label(tr.plural("and {count} more", "and {count} more", rest), "meta"))
        self.form.editor("source").setFocus()

    def submit(self) -> None:
        """Record it."""
        values = self.form.values()
        if values is None:
            return
        missing = self.state.missing(values)
        if missing:
            self.form.complain(missing, "empty")
            return
        self._go.setEnabled(False)
        self.workspace.write(self.state.decide(values), by=self, then=self._done, failed=self._fail)

    def _done(self, _touched: Touched) -> None:
        self.workspace.back()

    def _fail(self, error: BaseException) -> None:
        self._go.setEnabled(True)
        self.workspace.refused.emit(error)
