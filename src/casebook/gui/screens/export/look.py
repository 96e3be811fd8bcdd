"""The second step of an export: whom it names, what stays back, and every word in question."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.ids import RecordId
from casebook.base.words import N_
from casebook.gui import shortcuts
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.table import PAGE, Cell, Column, Line, Table
from casebook.gui.parts.text import label
from casebook.gui.parts.turning import Turning
from casebook.gui.screens.export.asking import AskingPane
from casebook.gui.screens.export.figures import Figures
from casebook.gui.screens.export.people import People, PersonShown
from casebook.gui.screens.export.planned import Planned
from casebook.gui.theme import Look


class LookPanel(QWidget):
    """`withhold` carries a person; `wanted` = go on to the preview. The pane in the middle has its own signals."""

    withhold = Signal(object)
    wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._people: tuple[PersonShown, ...] = ()
        tr, theme = look.tr, look.theme
        self.setProperty("role", "page")
        box = QVBoxLayout(self)
        side = theme.space(24)
        box.setContentsMargins(side, theme.space(12), theme.space(16), theme.space(12))
        box.setSpacing(theme.space(8))
        self._panes = Turning(theme.px(820), gap=theme.space(24), last_first=True)
        self._panes.put(self._build_left(), 2)
        self.asking = AskingPane(look)
        self._panes.put(self.asking, 4)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self._panes)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        box.addWidget(area, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.space(12))
        self._rest = label("", "doubt", wrap=True)
        foot.addWidget(self._rest, 1)
        self.go = Button(look, tr(N_("Preview as the recipient")), role="primary", icon="preview")
        self.go.clicked.connect(self.wanted)
        foot.addWidget(self.go)
        box.addLayout(foot)
        self.asking.finished.connect(self.go.setFocus)
        shortcuts.action("pane", self, tr, everywhere=False).triggered.connect(self.change_pane)

    # ------------------------------------------------------------------------------------ people

    def _build_left(self) -> QWidget:
        tr, theme = self.look.tr, self.look.theme
        left = QWidget()
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        self._counts = label("", "section", wrap=True)
        box.addWidget(self._counts)
        self.people = Table(self.look, tr(N_("People of this export")))
        self.people.set_columns([Column(tr(N_("Person")))])
        self.people.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.people.setMinimumHeight(theme.px(132))
        self.people.page_wanted.connect(self._fill)
        self.people.opened.connect(self._toggle)
        self.people.chosen.connect(self._name_toggle)
        box.addWidget(self.people, 3)
        self._why = label("", "label", wrap=True)
        box.addWidget(self._why)
        self.toggle = Button(self.look, "", role="link", icon="withheld")
        self.toggle.clicked.connect(self._toggle_current)
        box.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignLeft)
        self._others = label("", "meta", wrap=True)
        box.addWidget(self._others)
        self.figures = Figures(self.look)
        box.addWidget(self.figures, 2)
        return left

    def _show_people(self, people: People) -> None:
        tr = self.look.tr
        before = self.people.currentIndex().row()
        self._people = people.people
        named = tr.plural("{count} named", "{count} named", people.named)
        withheld = tr.plural("{count} withheld", "{count} withheld", people.withheld)
        self._counts.setText(f"{named} · {withheld}")
        self.people.lines.begin(len(self._people), self._lines(0))
        if self._people:
            self.people.go_to(min(max(0, before), len(self._people) - 1))
        told = tr.plural(
            "{count} more person of this casebook is looked for in every text, too.",
            "{count} more people of this casebook are looked for in every text, too.",
            people.others,
        )
        self._others.setText(told)
        self._others.setVisible(people.others > 0)
        self._name_toggle()

    def _lines(self, page: int) -> list[Line]:
        return [
            Line(
                one.person,
                (
                    Cell(
                        one.name,
                        one.why,
                        "" if one.named else "violet",
                        "person" if one.named else "withheld",
                    ),
                ),
            )
            for one in self._people[page * PAGE : (page + 1) * PAGE]
        ]

    def _fill(self, page: int) -> None:
        self.people.lines.fill(page, self._lines(page))

    def _current(self) -> PersonShown | None:
        row = self.people.currentIndex().row()
        return self._people[row] if 0 <= row < len(self._people) else None

    def _name_toggle(self) -> None:
        tr, one = self.look.tr, self._current()
        self.toggle.setVisible(one is not None and (one.named or one.by_hand))
        self._why.setText(f"{one.name}: {one.state}, {one.why}" if one is not None else "")
        if one is not None:
            words = tr(N_("Withhold {name}")) if one.named else tr(N_("Name {name} again"))
            told = words.format(name=one.name)
            self.toggle.setText(told)
            self.toggle.setAccessibleName(told)

    def _toggle(self, person: object) -> None:
        one = self._current()
        if one is not None and one.person == person and (one.named or one.by_hand):
            self.withhold.emit(RecordId(one.person))

    def _toggle_current(self) -> None:
        one = self._current()
        if one is not None:
            self._toggle(one.person)

    # ------------------------------------------------------------------------------------ the whole

    def show_plan(self, planned: Planned) -> None:
        """The plan, as it stands after every answer so far."""
        self._show_people(planned.people)
        self.figures.show_summary(planned.summary)
        self.asking.show_texts(planned.texts)
        left = planned.texts.open
        told = self.look.tr.plural(
            "{count} place nobody has looked at stays hidden.",
            "{count} places nobody has looked at stay hidden.",
            left,
        )
        self._rest.setText(told if left else "")

    def change_pane(self) -> None:
        """The keyboard to the other side."""
        if self.people.hasFocus():
            self.asking.focus()
        else:
            self.people.setFocus(Qt.FocusReason.OtherFocusReason)
