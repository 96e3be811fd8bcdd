"""Long work: a plain sentence, a bar, and a way to stop."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from casebook.base.progress import Step
from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.text import label
from casebook.gui.theme import Look

WAIT_MS = 250
"""Work shorter than this shows nothing: a bar that flashes up is only unrest."""

STAGES = {
    "deriving-key": N_("Deriving the key from the passphrase"),
    "measuring": N_("Measuring how costly a guess may be on this computer"),
    "calibrating": N_("Measuring how costly a guess may be on this computer"),
    "opening": N_("Opening"),
    "checking": N_("Checking every entry"),
    "verifying": N_("Checking every entry"),
    "rebuilding-tables": N_("Building the tables again from the journal"),
    "rebuilding-index": N_("Building the search index again"),
    "reading-table": N_("Reading the table"),
    "importing": N_("Importing"),
    "planning": N_("Going through every record"),
    "finding-mentions": N_("Finding people named in texts"),
    "writing-bundle": N_("Writing the bundle"),
    "sealing": N_("Sealing every record"),
    "verifying-bundle": N_("Checking the bundle as its reader will"),
    "leak-check": N_("Searching the finished bundle for every protected person"),
}


class ProgressStrip(QWidget):
    """Where work stands. `stopped` = the person wants it to end."""

    stopped = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.theme.space(12))
        self._text = label("", "meta")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(look.theme.px(180))
        self._stop = Button(look, look.tr(N_("Stop")), role="link", icon="stop")
        self._stop.clicked.connect(self._want_stop)
        row.addWidget(self._text)
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

    def show_step(self, step: Step) -> None:
        """Show where it stands."""
        words = STAGES.get(step.stage, N_("Working…"))
        told = self._look.tr(words)
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
