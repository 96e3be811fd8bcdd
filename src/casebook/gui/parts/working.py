"""Long work that one waits for: what is being done, how far it has come, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from casebook.base.progress import Step
from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.text import label
from casebook.gui.theme import Look
from casebook.wording import stages


class Working(QWidget):
    """`stopped` = the person wants it to end."""

    stopped = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        theme = look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.space(24), theme.space(24), theme.space(24), theme.space(24))
        box.setSpacing(theme.space(12))
        box.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._title = label("", "section")
        self._told = label("", "label")
        self._stage = label("", "meta")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(theme.px(320))
        self._bar.setAccessibleName(look.tr(N_("How far the work has come")))
        self._stop = Button(look, look.tr(N_("Stop")), icon="stop")
        self._stop.clicked.connect(self._want_stop)
        for widget in (self._title, self._told, self._bar, self._stage, self._stop):
            box.addWidget(widget, 0, centre)
        box.addStretch(3)

    def begin(self, title: str, told: str) -> None:
        """Other work begins."""
        self._title.setText(title)
        self._told.setText(told)
        self._stage.setText(" ")
        self._bar.setRange(0, 0)
        self._stop.setEnabled(True)
        self._stop.setFocus()

    def show_step(self, step: Step) -> None:
        """How far it has come."""
        self._stage.setText(stages.line(step, self._look.tr))
        self._bar.setRange(0, min(step.total, 2**31 - 1))
        self._bar.setValue(min(step.done, 2**31 - 1))

    def _want_stop(self) -> None:
        self._stop.setEnabled(False)
        self._stage.setText(self._look.tr(N_("Stopping…")))
        self.stopped.emit()
