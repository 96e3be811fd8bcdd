"""What is due to whom: the next edition, its notice, or nothing any more."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.casework.touched import Touched
from casebook.gui.parts.act import Act
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.column import Column
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.text import chip, label
from casebook.gui.screens.rounds.state import RoundsState, Row, Shown
from casebook.gui.theme import Look
from casebook.gui.workspace import Place, Spot, Workspace
from casebook.wording.of_editions import BETWEEN


class RoundsView(QScrollArea):
    """One card for each series of which something is due."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.state = RoundsState(look.tr)
        self.shown: Shown | None = None
        self.panel: Noticing | None = None
        tr = look.tr
        page = Column(look, 860)
        box = page.box
        box.addWidget(label(tr(N_("Rounds")), "title"))
        box.addWidget(label(tr(BETWEEN), "label", wrap=True))
        self._sentence = label("", wrap=True)
        box.addWidget(self._sentence)
        self._told = QVBoxLayout()
        box.addLayout(self._told)
        self._list = QVBoxLayout()
        self._list.setSpacing(look.theme.space(12))
        box.addLayout(self._list)
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(N_("Rounds")))
        workspace.touched.connect(self._hear)

    def _hear(self, touched: Touched, _by: object) -> None:
        if self.isVisible() and self.state.concerns(touched):
            self.reload()

    def reload(self) -> None:
        """Ask what is due."""
        self.workspace.read(self.state.load, self.show_due)

    def show_due(self, shown: Shown) -> None:
        """Show it; the keyboard stands at the first act."""
        self.shown = shown
        self.panel = None
        self._sentence.setText(shown.sentence)
        empty(self._list)
        self._below: dict[bytes, QVBoxLayout] = {}
        for row in shown.rows:
            self._list.addWidget(self._card(row))
        if not shown.rows:
            self._list.addWidget(label(self.look.tr(N_("Nothing is due.")), "label"))
        first = next(iter(self.findChildren(Pick)), None)
        if first is not None:
            first.setFocus()

    def _card(self, row: Row) -> QWidget:
        theme, tr = self.look.theme, self.look.tr
        whole = QWidget()
        outside = QVBoxLayout(whole)
        outside.setContentsMargins(0, 0, 0, 0)
        card = QFrame()
        card.setProperty("role", "card")
        box = QVBoxLayout(card)
        pad = theme.space(16)
        box.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        box.setSpacing(theme.space(4))
        who = Pick(self.look, row.who, row.newest, icon="recipients")
        who.picked.connect(self._open)
        box.addWidget(who, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(label(row.meta, "label", wrap=True))
        for due in row.due:
            box.addWidget(chip(due, "amber"), 0, Qt.AlignmentFlag.AlignLeft)
        if row.withdrawn:
            words = N_(
                "Something in it was withdrawn. The next edition leaves it out; nothing outside says so."
            )
            box.addWidget(label(tr(words), "label", wrap=True))
        acts = QHBoxLayout()
        acts.setSpacing(theme.space(12))
        for wanted, text, act in (
            (row.edition, N_("Make the next edition…"), self._make),
            (row.notice, N_("Write the notice…"), self._begin),
            (row.edition, N_("No edition follows"), self._end),
        ):
            if wanted:
                button = Button(self.look, tr(text), role="link", name=f"{tr(text)} {row.who}")
                button.clicked.connect(partial(act, row))
                acts.addWidget(button)
        acts.addStretch(1)
        box.addLayout(acts)
        outside.addWidget(card)
        self._below[row.newest] = QVBoxLayout()
        outside.addLayout(self._below[row.newest])
        return whole

    # ------------------------------------------------------------------------------------ acting

    def _open(self, edition: object) -> None:
        self._go(Place.RECORD, edition, kind="disclosure")

    def _make(self, row: Row, *_clicked: bool) -> None:
        self._go(Place.EXPORT, row.newest)

    def _go(self, place: Place, record: object, kind: str = "") -> None:
        self.workspace.go(Spot(place, kind=kind, record=record))  # type: ignore[arg-type]  # a record's id

    def _end(self, row: Row, *_clicked: bool) -> None:
        self.workspace.write(self.state.end(row.newest), by=self)

    def _begin(self, row: Row, *_clicked: bool) -> None:
        assert self.shown is not None
        if self.panel is not None:
            self.panel.hide()
            self.panel.deleteLater()
        self.panel = Noticing(self.workspace, self.look, self.state, row, ask_now=not self.shown.open)
        self.panel.closed.connect(self.reload)
        self.panel.told.connect(self._tell)
        self._below[row.newest].addWidget(self.panel)
        self.panel.setFocus()
        self.ensureWidgetVisible(self.panel)

    def _tell(self, sentence: object) -> None:
        empty(self._told)
        notice = Notice(self.look, "", tone="accent")
        notice.say(str(sentence))
        self._told.addWidget(notice)


class Noticing(Act):
    """Where the notice goes; between two rounds only if somebody says that it must."""

    def __init__(
        self, workspace: Workspace, look: Look, state: RoundsState, row: Row, *, ask_now: bool
    ) -> None:
        tr = look.tr
        said = N_(
            "The notice says only that this edition stands in the place of the one before, and asks to destroy that. "
            "Hand it over together with the edition."
        )
        super().__init__(look, Doing(workspace, look, tr(N_("Write the notice"))), tr(said), does=self.submit)
        self.state = state
        self._row = row
        name = tr(N_("Where to write the notice"))
        self.field = PathField(look, name, suffixes=(".json",))
        self.field.set_path(Path.home() / "notice.json")
        self.field.submitted.connect(self.submit)
        self.ask(name, self.field)
        self.now = QCheckBox(tr(N_("Now, between two rounds: whoever gets it knows that something happened")))
        self.inside.addWidget(self.now)
        if not ask_now:
            self.now.hide()
        self.setFocusProxy(self.field)

    def submit(self) -> None:
        """Write it."""
        to = self.field.path()
        problem = self.state.problem(to)
        self.doing.complain(self.look.tr(problem) if problem else "")
        if not problem and to is not None:
            self.doing.run(self.state.notice(self._row.newest, to, now=self.now.isChecked()), self._written)

    def _written(self, to: Path) -> None:
        words = N_("The notice is {path}; its signature lies beside it. Hand both over with the edition.")
        self.told.emit(self.look.tr(words).format(path=to))
        self.closed.emit()
