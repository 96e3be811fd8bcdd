"""A laptop is gone: one button that removes it, then what to do, in order, and whom to warn."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout

from casebook.base.words import N_
from casebook.gui.parts.byshares import ByShares
from casebook.gui.parts.column import Column
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.options import Options
from casebook.gui.parts.paperkey import SHARES_TOLD
from casebook.gui.parts.text import label
from casebook.gui.screens.lost.state import LostState, Shown
from casebook.gui.theme import Look
from casebook.gui.workspace import Spot, Workspace
from casebook.journal.acts import Reason
from casebook.wording.of_teammates import REMOVED_KEEPS

_TOLD = N_("Computed from this casebook just now. Nothing of it is stored or sent.")


class LostView(QScrollArea):
    """Reads the whole casebook once, with a bar that can be stopped."""

    def __init__(self, workspace: Workspace, look: Look, spot: Spot) -> None:
        super().__init__()
        assert spot.record is not None
        self.workspace = workspace
        self.look = look
        self.state = LostState(spot.record, look.tr)
        self._shown: Shown | None = None
        tr = look.tr
        page = Column(look, 860)
        box = page.box
        self._title = label(tr(N_("A laptop is gone")), "title")
        box.addWidget(self._title)
        box.addWidget(label(tr(_TOLD), "label", wrap=True))
        self.reading = Doing(workspace, look, tr(N_("Look again")), role="")
        self.reading.wanted.connect(self.reload)
        box.addWidget(self.reading)
        self._remove_words = label(tr(REMOVED_KEEPS), "label", wrap=True)
        self.why = Options(look, tr(N_("Why")))
        self.why.add(tr(N_("Lost")), "", Reason.LOST)
        self.why.add(tr(N_("Stolen or seized")), "", Reason.STOLEN)
        self.why.choose(Reason.STOLEN)
        self.remove = Doing(workspace, look, tr(N_("Remove it from the team")), role="danger")
        self.remove.wanted.connect(self._remove)
        self._first = label(
            tr(N_("1. Remove it, so that nobody writes for it any more.")), "section", wrap=True
        )
        self._shares_words = label(tr(SHARES_TOLD), "label", wrap=True)
        self.by_shares = ByShares(workspace, look, tr(N_("Remove it from the team")), role="danger")
        self.by_shares.wanted.connect(self._remove_by_shares)
        self._removing = (self._first, self.why, self._remove_words)
        for widget in (*self._removing, self.remove, self._shares_words, self.by_shares):
            box.addWidget(widget)
            widget.hide()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.theme.space(4))
        box.addLayout(self._lines)
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(N_("A laptop is gone")))

    def reload(self) -> None:
        """Compute it."""
        if not self.reading.busy:
            self.reading.run(self.state.load, self.show_lost)

    def show_lost(self, shown: Shown) -> None:
        """Show it: what to do first."""
        self._shown = shown
        tr = self.look.tr
        self._title.setText(f"{tr(N_('A laptop is gone'))}: {shown.name}")
        first = (shown.may_remove or shown.by_shares) and not shown.removed
        for widget in self._removing:
            widget.setVisible(first)
        self.remove.setVisible(first and shown.may_remove)
        self._shares_words.setVisible(first and not shown.may_remove)
        self.by_shares.setVisible(first and not shown.may_remove)
        (self.remove if self.remove.isVisibleTo(self) else self.reading).setFocus()
        empty(self._lines)
        self._section(N_("Then, in this order") if first else N_("What to do, in this order"))
        for number, step in enumerate(shown.steps, 2 if first else 1):
            self._lines.addWidget(label(f"{number}. {step}", wrap=True))
        self._section(N_("What was on it"))
        for sentence in shown.held:
            self._lines.addWidget(label(sentence, wrap=True))
        self._section(N_("Whom to warn"))
        for sentence in shown.people or (tr(N_("Nobody this casebook knows of.")),):
            self._lines.addWidget(label(sentence, wrap=True))

    def _section(self, words: str) -> None:
        self._lines.addSpacing(self.look.theme.space(12))
        self._lines.addWidget(label(self.look.tr(words), "section"))

    def _remove(self) -> None:
        reason = self.why.thing()
        if self._shown is not None and isinstance(reason, Reason):
            self.remove.write(self.state.removing(self._shown.public, reason), self._removed)

    def _remove_by_shares(self, texts: object) -> None:
        reason = self.why.thing()
        if self._shown is not None and isinstance(reason, Reason) and isinstance(texts, tuple):
            work = self.state.removing(self._shown.public, reason, texts)
            self.by_shares.doing.write(work, self._removed)

    def _removed(self, _touched: object) -> None:
        self.reload()
