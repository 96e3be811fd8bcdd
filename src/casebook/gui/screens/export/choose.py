"""The first step of an export: what leaves, who gets it, and as whom they see it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.ids import RecordId
from casebook.base.words import N_
from casebook.gui.parts.buttons import Button, Pick
from casebook.gui.parts.editors.link import LinkEditor
from casebook.gui.parts.editors.make import Editors
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.options import Options
from casebook.gui.parts.text import label
from casebook.gui.parts.turning import Turning
from casebook.gui.screens.export.begun import Begun, KeptPlans
from casebook.gui.screens.export.choosing import Choosing, Item
from casebook.gui.screens.export.state import ExportState
from casebook.gui.screens.export.whom import WhomPanel
from casebook.model.fields import Link

EVERYTHING: Final = "everything"
CHOSEN: Final = "chosen"
KINDS_TO_ADD: Final = ("list-edition", "dossier", "person")
MOST_EDITIONS: Final = 4


class ChoosePanel(QWidget):
    """`changed` = something else is chosen; `wanted` = make the plan; `book_wanted` = to the address book."""

    changed = Signal()
    wanted = Signal()
    book_wanted = Signal()

    def __init__(self, editors: Editors, state: ExportState) -> None:
        super().__init__()
        self.look = editors.look
        self.state = state
        self._editors = editors
        self._offered: tuple[int, tuple[Item, ...]] | None = None
        theme = self.look.theme
        self.setProperty("role", "page")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        page = Turning(theme.px(900), gap=theme.space(24))
        side = theme.space(24)
        page.layout_.setContentsMargins(side, theme.space(12), theme.space(16), theme.space(8))
        page.put(self._build_what(), 3, Qt.AlignmentFlag.AlignTop)
        self.panel = WhomPanel(self.look, state)
        self.whom, self.people = self.panel.whom, self.panel.people
        self.panel.changed.connect(self.changed)
        self.panel.book_wanted.connect(self.book_wanted)
        page.put(self.panel.people, 3, Qt.AlignmentFlag.AlignTop)
        page.put(self.panel, 5, Qt.AlignmentFlag.AlignTop)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box.addWidget(area, 1)
        box.addLayout(self._build_foot())

    def _build_foot(self) -> QHBoxLayout:
        tr, theme = self.look.tr, self.look.theme
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.space(24), theme.space(8), theme.space(16), theme.space(12))
        foot.setSpacing(theme.space(12))
        told = N_(
            "Nothing is written yet. You look at every name in question, and at the finished pages, before."
        )
        words = QVBoxLayout()
        words.addWidget(label(tr(told), "meta", wrap=True))
        self._problem = label("", "problem", wrap=True)
        self._problem.hide()
        words.addWidget(self._problem)
        foot.addLayout(words, 1)
        self.go = Button(self.look, tr(N_("See what would leave")), role="primary", icon="preview")
        self.go.clicked.connect(self.wanted)
        foot.addWidget(self.go)
        return foot

    # ------------------------------------------------------------------------------------ what

    def _build_what(self) -> QWidget:
        tr, theme = self.look.tr, self.look.theme
        column = QWidget()
        box = QVBoxLayout(column)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        self.begun, self.plans = Begun(self.look, self.state), KeptPlans(self.look, self.state)
        for part in (self.begun, self.plans):
            part.changed.connect(self._begin)
        box.addWidget(self.begun)
        box.addWidget(label(tr(N_("What")), "section"))
        self.what = Options(self.look, tr(N_("What leaves")))
        self.what.chosen.connect(self._choose_what)
        box.addWidget(self.what)
        self._only = QWidget()
        inner = QVBoxLayout(self._only)
        inner.setContentsMargins(theme.px(14) + 17, 0, 0, 0)
        inner.setSpacing(theme.space(8))
        self._chips = QWidget()
        self._flow = Flow(self._chips, gap=theme.space(8))
        inner.addWidget(self._chips)
        self._more = label("", "meta")
        inner.addWidget(self._more)
        name = tr(N_("Add a list edition, a dossier or a person"))
        inner.addWidget(label(name, "label", wrap=True))
        self.add = LinkEditor(self.look, name, Link(KINDS_TO_ADD), self._editors.finder)
        self.add.setMaximumWidth(theme.px(460))
        self.add.accepted.connect(self._add)
        inner.addWidget(self.add)
        box.addWidget(self._only)
        box.addWidget(self.plans)
        return column

    def show_choosing(self, shown: Choosing) -> None:
        """What can be chosen, and what is."""
        if (shown.everything, shown.editions) != self._offered:
            self._offered = (shown.everything, shown.editions)
            self._offer(shown)
        self.begun.show_begun()
        self.plans.show_plans(shown.plans)
        self._show_chosen(shown)
        self.panel.show_choosing(shown)

    def _begin(self) -> None:
        self.go.setFocus()
        self.changed.emit()

    def _offer(self, shown: Choosing) -> None:
        tr = self.look.tr
        self.what.clear()
        count = tr.plural("{count} record", "{count} records", shown.everything)
        told = tr(N_("Everything an audience may be shown. Consents, decisions and notes never leave."))
        self.what.add(f"{tr(N_('The whole casebook'))} · {count}", told, EVERYTHING)
        for edition in shown.editions[:MOST_EDITIONS]:
            entries = tr.plural("{count} entry", "{count} entries", edition.count)
            told = tr(N_("The list, and the people and proceedings on it."))
            self.what.add(f"{edition.name} · {entries}", told, edition.record)
        told = tr(N_("With each goes what belongs to it."))
        self.what.add(tr(N_("Only what I choose")), told, CHOSEN)

    def _show_chosen(self, shown: Choosing) -> None:
        tr = self.look.tr
        editions = {edition.record for edition in shown.editions[:MOST_EDITIONS]}
        chosen = self.state.chosen
        if self.state.everything:
            self.what.choose(EVERYTHING)
        elif len(chosen) == 1 and chosen[0] in editions:
            self.what.choose(chosen[0])
        else:
            self.what.choose(CHOSEN)
        self._only.setVisible(self.what.thing() == CHOSEN)
        empty(self._flow)
        for item in shown.chosen:
            name = tr(N_("Leave out: {name}")).format(name=item.name)
            pick = Pick(self.look, item.name, item.record, role="option", icon="close", name=name)
            pick.picked.connect(self._drop)
            self._flow.addWidget(pick)
        self._chips.setVisible(bool(shown.chosen))
        self._more.setText(tr.plural("and {count} more", "and {count} more", shown.more))
        self._more.setVisible(shown.more > 0)

    def _choose_what(self, thing: object) -> None:
        self.say("")
        if thing == EVERYTHING:
            self.state.choose_everything(wanted=True)
        elif thing == CHOSEN:
            self.state.choose_everything(wanted=False)
            self._only.setVisible(True)
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        elif isinstance(thing, bytes):
            self.state.choose_only(RecordId(thing))
        self.changed.emit()

    def _add(self) -> None:
        record = self.add.value()
        if isinstance(record, bytes):
            self.say("")
            self.state.choose(RecordId(record))
            self.add.load(None)
            self.changed.emit()

    def _drop(self, record: object) -> None:
        assert isinstance(record, bytes)
        self.state.leave_out(RecordId(record))
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def say(self, problem: str) -> None:
        """Say what is missing; nothing, if nothing is."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
