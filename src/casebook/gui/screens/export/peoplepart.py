"""Everybody of an export: how they appear and why, and how they can be shown more strictly; never less."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui import shortcuts
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.picking import Picking
from casebook.gui.parts.table import PAGE, Cell, Column, Line, Table
from casebook.gui.parts.text import label
from casebook.gui.parts.turning import Turning
from casebook.gui.screens.export.answers import Answers
from casebook.gui.screens.export.people import NAMINGS, People, PersonShown
from casebook.gui.screens.export.personcard import STRICTER, PersonCard, date_picking, place_picking
from casebook.gui.screens.export.planned import Planned
from casebook.gui.theme import Look
from casebook.redaction.plan import Choices
from casebook.redaction.precision import DateStep, PlaceStep
from casebook.redaction.profile import Naming

FRESH, KEPT = "fresh", "kept"


class PeoplePart(QScrollArea):
    """`treated` carries a `Stricter`; `stricter` and `withhold` a person; `for_all` what changes for everybody;
    `kept_names` whether other names of the last bundle are kept; `taken_back` = the last answer.
    """

    treated = Signal(object)
    stricter = Signal(object)
    withhold = Signal(object)
    for_all = Signal(object)
    kept_names = Signal(bool)
    taken_back = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._people = People((), 0)
        theme = look.theme
        page = QWidget()
        page.setProperty("role", "page")
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        box.addWidget(self._build_all())
        panes = Turning(theme.px(820), gap=theme.space(24))
        panes.put(self._build_list(), 5)
        self.one = PersonCard(self.look)
        self.one.treated.connect(self.treated)
        self.one.stepped.connect(self._step)
        self.one.taken_back.connect(self.taken_back)
        panes.put(self.one, 3, Qt.AlignmentFlag.AlignTop)
        box.addWidget(panes, 1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for name, act in ((STRICTER, self._step), ("box-back", self.taken_back)):
            shortcuts.action(name, self, look.tr, everywhere=False).triggered.connect(act)

    # ------------------------------------------------------------------------------------ building

    def _build_all(self) -> QWidget:
        """What holds for everybody, in a line that goes on below where room ends."""
        tr, theme = self.look.tr, self.look.theme
        holder = QWidget()
        row = Flow(holder, gap=theme.space(8))
        row.addWidget(label(tr(N_("For everybody:")), "strong"))
        self.all_naming = Picking(
            self.look,
            tr(N_("How everybody appears")),
            tuple((naming.value, self._at_most(naming)) for naming in Naming),
            Naming.NAMED.value,
        )
        self.all_naming.picked.connect(self._naming_for_all)
        row.addWidget(self.all_naming)
        self.all_dates = date_picking(self.look, tr(N_("Dates of everybody")))
        self.all_dates.picked.connect(self._dates_for_all)
        row.addWidget(self.all_dates)
        self.all_places = place_picking(self.look, tr(N_("Places of everybody")))
        self.all_places.picked.connect(self._places_for_all)
        row.addWidget(self.all_places)
        fresh, kept = N_("other names: fresh ones"), N_("other names: as in their last bundle")
        names = ((FRESH, tr(fresh)), (KEPT, tr(kept)))
        self.names = Picking(self.look, tr(N_("Other names")), names, FRESH)
        self.names.setToolTip(
            tr(N_("By names that are kept, whoever has both bundles can join them. Fresh ones say nothing."))
        )
        self.names.picked.connect(self._keep_names)
        row.addWidget(self.names)
        return holder

    def _at_most(self, naming: Naming) -> str:
        tr = self.look.tr
        if naming is Naming.NAMED:
            return tr(N_("names as the plan shows them"))
        return tr(N_("{how} at most")).format(how=tr(NAMINGS[naming]))

    def _build_list(self) -> QWidget:
        tr, theme = self.look.tr, self.look.theme
        left = QWidget()
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        self._counts = label("", "section", wrap=True)
        box.addWidget(self._counts)
        self.table = Table(self.look, tr(N_("People of this export")))
        self.table.set_columns([Column(tr(N_("Person"))), Column(tr(N_("How they appear")), 190)])
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.setMinimumHeight(theme.px(180))
        self.table.page_wanted.connect(self._fill)
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._show_one)
        box.addWidget(self.table, 1)
        self._others = label("", "meta", wrap=True)
        box.addWidget(self._others)
        return left

    # ------------------------------------------------------------------------------------ drawing

    def show_plan(self, planned: Planned) -> None:
        """Everybody, as the plan has them now."""
        self._show_all(planned.plan.choices)
        has_earlier = bool(planned.kept.earlier)
        self.names.setVisible(has_earlier)
        if has_earlier:
            kept = KEPT if planned.plan.choices.kept else FRESH
            self.names.show_thing(kept, (FRESH, KEPT))
        self._show_people(planned.people)

    def _show_all(self, rest: Choices) -> None:
        self.all_naming.show_thing(rest.naming.value, tuple(Naming))
        self.all_dates.show_thing(rest.date.name, tuple(step.name for step in DateStep))
        self.all_places.show_thing(rest.place.name, tuple(step.name for step in PlaceStep))

    def take(self, answers: Answers) -> None:
        """What was answered, before the plan is made again with it."""
        self._show_all(answers.rest)
        self._show_people(self._people.after(answers, self.look.tr))

    def _show_people(self, people: People) -> None:
        tr = self.look.tr
        row = self.table.currentIndex().row()
        before = self._current()
        self._people = people
        self._counts.setText(people.counts(tr))
        self.table.lines.begin(len(people.people), self._lines(0))
        if people.people:
            same = (n for n, one in enumerate(people.people) if before and one.person == before.person)
            self.table.go_to(next(same, min(max(0, row), len(people.people) - 1)))
        told = tr.plural(
            "{count} more person of this casebook is looked for in every text, too.",
            "{count} more people of this casebook are looked for in every text, too.",
            people.others,
        )
        self._others.setText(told)
        self._others.setVisible(people.others > 0)
        self._show_one()

    @property
    def shown(self) -> People:
        """Everybody, as they stand in the list."""
        return self._people

    def _lines(self, page: int) -> list[Line]:
        return [
            Line(
                one.person,
                (
                    Cell(one.name, one.why, "", "person" if one.named else "withheld"),
                    Cell(one.state, one.finer(self.look.tr), "" if one.named else "violet"),
                ),
            )
            for one in self._people.people[page * PAGE : (page + 1) * PAGE]
        ]

    def _fill(self, page: int) -> None:
        self.table.lines.fill(page, self._lines(page))

    def _current(self) -> PersonShown | None:
        row = self.table.currentIndex().row()
        return self._people.people[row] if 0 <= row < len(self._people.people) else None

    def _show_one(self) -> None:
        self.one.show_person(self._current())

    def focus(self) -> None:
        """Take the keyboard."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------------------------------ answering

    def _open(self, person: object) -> None:
        one = self._current()
        if one is not None and one.person == person and (one.naming is not Naming.WITHHELD or one.by_hand):
            self.withhold.emit(one.person)

    def _step(self) -> None:
        one = self._current()
        if one is not None and len(one.possible) > 1:
            self.stricter.emit(one)

    def _naming_for_all(self, naming: object) -> None:
        self.for_all.emit({"naming": Naming(str(naming))})

    def _dates_for_all(self, step: object) -> None:
        self.for_all.emit({"date": DateStep[str(step)]})

    def _places_for_all(self, step: object) -> None:
        self.for_all.emit({"place": PlaceStep[str(step)]})

    def _keep_names(self, thing: object) -> None:
        self.kept_names.emit(thing == KEPT)
