"""The first step of an export: what leaves, and for whom."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

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
from casebook.gui.screens.export.state import AUDIENCES, Choosing, ExportState, Item
from casebook.model.fields import Link

EVERYTHING: Final = "everything"
CHOSEN: Final = "chosen"
KINDS_TO_ADD: Final = ("list-edition", "dossier", "person")
MOST_EDITIONS: Final = 4


class ChoosePanel(QScrollArea):
    """`changed` = something else is chosen; `wanted` = make the plan."""

    changed = Signal()
    wanted = Signal()

    def __init__(self, editors: Editors, state: ExportState) -> None:
        super().__init__()
        self.look = editors.look
        self.state = state
        self._editors = editors
        self._offered: tuple[int, tuple[Item, ...]] | None = None
        theme = self.look.theme
        page = Turning(theme.px(760), gap=theme.space(48))
        side = theme.space(24)
        page.layout_.setContentsMargins(side, theme.space(16), side, side)
        page.put(self._build_what(), 3, Qt.AlignmentFlag.AlignTop)
        page.put(self._build_whom(), 2, Qt.AlignmentFlag.AlignTop)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    # ------------------------------------------------------------------------------------ what

    def _build_what(self) -> QWidget:
        tr, theme = self.look.tr, self.look.theme
        column, box = self._column()
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
        inner.addWidget(label(name, "label"))
        self.add = LinkEditor(self.look, name, Link(KINDS_TO_ADD), self._editors.finder)
        self.add.setMaximumWidth(theme.px(460))
        self.add.accepted.connect(self._add)
        inner.addWidget(self.add)
        box.addWidget(self._only)
        self._problem = label("", "problem", wrap=True)
        self._problem.hide()
        box.addWidget(self._problem)
        return column

    def _column(self) -> tuple[QWidget, QVBoxLayout]:
        column = QWidget()
        box = QVBoxLayout(column)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self.look.theme.space(12))
        return column, box

    def show_choosing(self, shown: Choosing) -> None:
        """What can be chosen, and what is."""
        if (shown.everything, shown.editions) != self._offered:
            self._offered = (shown.everything, shown.editions)
            self._offer(shown)
        self._show_chosen(shown)

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

    # ------------------------------------------------------------------------------------ for whom

    def _build_whom(self) -> QWidget:
        tr = self.look.tr
        column, box = self._column()
        box.addWidget(label(tr(N_("For whom")), "section"))
        self.whom = Options(self.look, tr(N_("For whom")))
        for audience, name, told in AUDIENCES:
            self.whom.add(tr(name), tr(told), audience)
        self.whom.choose(self.state.audience)
        self.whom.chosen.connect(self._choose_whom)
        box.addWidget(self.whom)
        self.go = Button(self.look, tr(N_("See what would leave")), role="primary", icon="preview")
        self.go.clicked.connect(self.wanted)
        box.addSpacing(self.look.theme.space(8))
        row = QHBoxLayout()
        row.addWidget(self.go)
        row.addStretch(1)
        box.addLayout(row)
        box.addWidget(self._safe())
        return column

    def _safe(self) -> QLabel:
        told = N_(
            "Nothing is written yet. You look at every name in question, and at the finished pages, before."
        )
        return label(self.look.tr(told), "meta", wrap=True)

    def _choose_whom(self, audience: object) -> None:
        self.state.audience = str(audience)
        self.changed.emit()

    def say(self, problem: str) -> None:
        """Say what is missing; nothing, if nothing is."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
