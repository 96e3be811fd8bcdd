"""Findings of the leak check, one by one: who is named where, a look at the page, and a reason to let it stand."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button, enable
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.says import says
from casebook.gui.parts.text import chip, label
from casebook.gui.screens.export.finding import LeakShown
from casebook.gui.screens.export.handover import HandedOver
from casebook.gui.theme import Look
from casebook.redaction.released import NoReasonGiven, NotReleasable

MOST_LEAKS: Final = 40


class Finding(QFrame):
    """One place. `page_wanted` carries it; `released` = it may stand."""

    page_wanted = Signal(object)
    released = Signal()

    def __init__(self, look: Look, state: HandedOver, shown: LeakShown) -> None:
        super().__init__()
        self.look = look
        self.state = state
        self.shown = shown
        self.seen = False
        tr, theme = look.tr, look.theme
        self.setProperty("role", "card")
        box = QVBoxLayout(self)
        pad = theme.space(12)
        box.setContentsMargins(pad, theme.space(8), pad, theme.space(8))
        box.setSpacing(theme.space(4))
        box.addWidget(label(shown.name or tr(N_("Cannot be looked into")), "strong", wrap=True))
        box.addWidget(label(f"{shown.where}: {shown.how}", wrap=True))
        whom = f"{shown.name} {shown.where}"
        self.page = Button(
            look, tr(N_("Show the page")), icon="view", name=f"{tr(N_('Show the page'))} {whom}"
        )
        self.page.clicked.connect(self._want_page)
        row = QHBoxLayout()
        row.addWidget(self.page)
        row.addStretch(1)
        box.addLayout(row)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(f"{tr(N_('Why it may stand'))} {whom}")
        self.reason.setPlaceholderText(tr(N_("Why it may stand: look at the page first")))
        self.reason.returnPressed.connect(self.submit)
        self.reason.textEdited.connect(self._no_problem)
        self.go = Button(look, tr(N_("Let it stand")), name=f"{tr(N_('Let it stand'))} {whom}")
        self.go.clicked.connect(self.submit)
        self._problem = label("", "problem", wrap=True)
        self._problem.hide()
        box.addWidget(self.reason)
        box.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self._problem)
        for widget in (self.reason, self.go):
            enable(widget, when=False)
        if not shown.releasable:
            for widget in (self.reason, self.go):
                widget.hide()
            box.addWidget(
                label(tr(N_("Nobody can let this stand: take it out of the bundle.")), "meta", wrap=True)
            )
        if any(hit.fingerprint == shown.leak.fingerprint for hit in state.passed):
            self._show_passed()

    def _want_page(self) -> None:
        self.page_wanted.emit(self.shown)

    def show_seen(self) -> None:
        """The page was looked at: now it can be judged."""
        if self.seen or not self.shown.releasable:
            return
        self.seen = True
        for widget in (self.reason, self.go):
            enable(widget, when=True)
        self.reason.setPlaceholderText(self.look.tr(N_("Why it may stand")))

    def _no_problem(self) -> None:
        self._problem.hide()

    def submit(self) -> None:
        """Let it stand, for the reason that is typed."""
        if not self.seen:
            return
        try:
            self.state.let_pass(self.shown.leak, self.reason.text())
        except (NoReasonGiven, NotReleasable) as refused:
            self._problem.setText(says(refused, self.look.tr))
            self._problem.show()
            self.reason.setFocus()
            return
        self._show_passed()
        self.released.emit()

    def _show_passed(self) -> None:
        self.reason.hide()
        self.go.hide()
        self._problem.hide()
        layout = self.layout()
        assert layout is not None
        layout.addWidget(chip(self.look.tr(N_("may stand")), "amber"))


class Findings(QWidget):
    """All of them. `page_wanted` carries one; `done` = each may stand: make the bundle again."""

    page_wanted = Signal(object)
    done = Signal()

    def __init__(self, look: Look, state: HandedOver) -> None:
        super().__init__()
        self.look = look
        self.state = state
        self.findings: list[Finding] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(look.theme.space(8))
        self.hide()

    def clear(self) -> None:
        """None."""
        empty(self._box)
        self.findings = []
        self.hide()

    def show_leaks(self, leaks: tuple[LeakShown, ...]) -> None:
        """Each place, and whom."""
        self.clear()
        tr = self.look.tr
        told = N_(
            "Best is to go back and hide it. If it is somebody else of that name, look at the page, say why, and let "
            "it stand: the reason is kept with what left, the name is not."
        )
        self._box.addWidget(label(tr(told), wrap=True))
        for leak in leaks[:MOST_LEAKS]:
            one = Finding(self.look, self.state, leak)
            one.page_wanted.connect(self.page_wanted)
            one.released.connect(self._hear)
            self.findings.append(one)
            self._box.addWidget(one)
        more = len(leaks) - MOST_LEAKS
        if more > 0:
            self._box.addWidget(label(tr.plural("and {count} more", "and {count} more", more), "meta"))
        self.show()

    def show_seen(self, fingerprint: str) -> None:
        """The page of that finding was looked at."""
        for one in self.findings:
            if one.shown.leak.fingerprint == fingerprint:
                one.show_seen()
                if one.seen:
                    one.reason.setFocus()

    def _hear(self) -> None:
        passed = {hit.fingerprint for hit in self.state.passed}
        left = [each for each in self.findings if each.shown.leak.fingerprint not in passed]
        if left:
            left[0].page.setFocus()
        else:
            self.done.emit()
