"""Long work: a plain sentence, a bar, and a way to stop."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from casebook.base.progress import Step
from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.text import Elided
from casebook.gui.theme import Look
from casebook.wording.stages import stage

WAIT_MS = 250
"""Work shorter than this shows nothing: a bar that flashes up is only unrest."""


class ProgressStrip(QWidget):
    """Where work stands. `stopped` = the person wants it to end."""

    stopped = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.theme.space(12))
        # It gives way: a long sentence at 200 % must not make the window wider.
        self._text = Elided("", "meta")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(look.theme.px(120))
        self._stop = Button(look, look.tr(N_("Stop")), role="link", icon="stop")
        self._stop.clicked.connect(self._want_stop)
        row.addWidget(self._text, 1)
        row.addWidget(self._bar)
        row.addWidget(self._stop)
        self._wait = QTimer(self, interval=WAIT_MS, singleShot=True)
        self._wait.timeout.connect(self.show)
        self.hide()

    def begin(self) -> None:
        """Work has begun; the strip shows if it lasts."""
        self._text.setText(self._look.tr(N_("Working…")))
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(self._look.tr(N_("How far the work has come")))
        self._stop.setEnabled(True)
        if self.isHidden() and not self._wait.isActive():
            self._wait.start()

    def allow_stop(self, *, allowed: bool) -> None:
        """Whether the work can be stopped; what cannot be, offers no way to."""
        self._stop.setVisible(allowed)

    def show_step(self, step: Step) -> None:
        """Show where it stands."""
        told = stage(step.stage, self._look.tr)
        self._text.setText(f"{told}  {step.done:,} / {step.total:,}" if step.total else told)
        self._bar.setRange(0, min(step.total, 2**31 - 1))
        self._bar.setValue(min(step.done, 2**31 - 1))

    def end(self) -> None:
        """The work is over."""
        self._wait.stop()
        self.hide()

    def _want_stop(self) -> None:
        self._stop.setEnabled(False)
        self._text.setText(self._look.tr(N_("Stopping…")))
        self.stopped.emit()
