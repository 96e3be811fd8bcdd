"""Withdrawing: said once, kept here alone, and shown with everything it reaches before and after."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout

from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.column import Column
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.form import Form
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.rowscard import rows_card
from casebook.gui.parts.text import label, line
from casebook.gui.screens.withdraw.state import Row, Shown, WithdrawState
from casebook.gui.workspace import Place, Spot, Workspace
from casebook.model.shared import DATE, LINE, LINES

_ASKED = (
    ("when", N_("When it was withdrawn (today, if empty)"), DATE),
    ("by", N_("Who withdrew it (a code name is enough)"), LINE),
    ("why", N_("Why, in their words; stays here"), LINES),
)
_TOLD = N_(
    "From now on nothing rests on it: no plan shows what it allowed. What left before is listed below, with what to do "
    "about it. "
    "Nothing outside ever says what was withdrawn, or when: that would tell who pressed that pressure worked."
)


class WithdrawView(QScrollArea):
    """One consent or decision."""

    def __init__(self, workspace: Workspace, editors: Editors, spot: Spot) -> None:
        super().__init__()
        assert spot.record is not None
        self.workspace = workspace
        self.look = editors.look
        self.state = WithdrawState(spot.record, self.look.tr)
        tr, theme = self.look.tr, self.look.theme
        page = Column(self.look, 860)
        box = page.box
        self._title = label(tr(N_("Withdraw")), "title")
        box.addWidget(self._title)
        box.addWidget(label(tr(_TOLD), "label", wrap=True))
        self._done = Notice(self.look, tr(N_("It is withdrawn.")), tone="accent")
        self._done.hide()
        box.addWidget(self._done)
        self.form = Form(editors)
        for name, text, field in _ASKED:
            self.form.ask(name, tr(text), field)
        box.addWidget(self.form)
        self.doing = Doing(workspace, self.look, tr(N_("Withdraw it")), role="danger")
        self.doing.wanted.connect(self.submit)
        box.addWidget(self.doing)
        box.addSpacing(theme.space(8))
        self._head = label("", "section")
        box.addWidget(self._head)
        self._list = QVBoxLayout()
        box.addLayout(self._list)
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(N_("Withdraw")))
        self.setFocusProxy(self.form.editor("when"))

    def reload(self) -> None:
        """Ask what it would reach."""
        self.workspace.read(self.state.load, self.show_reach)

    def show_reach(self, shown: Shown) -> None:
        """Show it."""
        tr = self.look.tr
        self._title.setText(tr(N_("Withdraw: {title}")).format(title=shown.title))
        self._done.setVisible(shown.done)
        self.form.setVisible(not shown.done)
        self.doing.setVisible(not shown.done)
        count = len(shown.rows)
        self._head.setText(
            tr.plural("{count} bundle held it", "{count} bundles held it", count)
            if count
            else tr(N_("Nothing of it has left."))
        )
        empty(self._list)
        if count:
            self._list.addWidget(self._card(shown.rows))

    def _card(self, rows: tuple[Row, ...]) -> QFrame:
        card, grid = rows_card(self.look)
        grid.setColumnStretch(0, 1)
        for number, row in enumerate(rows):
            if number:
                grid.addWidget(line(), grid.rowCount(), 0)
            who = Pick(self.look, row.who, row, icon="recipients")
            who.setAccessibleDescription(f"{row.meta} {row.standing} {row.todo}")
            who.picked.connect(self._open)
            grid.addWidget(who, grid.rowCount(), 0, Qt.AlignmentFlag.AlignLeft)
            for words, role in ((row.meta, "label"), (row.standing, "label"), (f"→ {row.todo}", "")):
                grid.addWidget(label(words, role, wrap=True), grid.rowCount(), 0)
        return card

    def submit(self) -> None:
        """Withdraw it."""
        values = self.form.values()
        if values is None:
            return
        texts = {name: value if isinstance(value, str) else "" for name, value in values.items()}
        work = self.state.withdraw(texts["when"], texts["why"], texts["by"])
        self.doing.write(work, self._withdrawn)

    def _withdrawn(self, _touched: Touched) -> None:
        self.reload()

    def _open(self, row: object) -> None:
        assert isinstance(row, Row)
        self.workspace.go(Spot(Place.RECORD, kind="disclosure", record=row.disclosure))
