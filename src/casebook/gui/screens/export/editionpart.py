"""Whether it takes the place of an earlier edition, and may do so today."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.text import label
from casebook.gui.screens.export.handover import HandedOver
from casebook.gui.screens.export.together import Together
from casebook.gui.theme import Look
from casebook.wording.of_editions import BETWEEN


class EditionPart(QWidget):
    """`changed` = something was ticked."""

    changed = Signal()

    def __init__(self, look: Look, state: HandedOver) -> None:
        super().__init__()
        self.look = look
        self.state = state
        self.found: Together | None = None
        tr, theme = look.tr, look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(4))
        self.takes = QCheckBox(tr(N_("It takes the place of the edition before")))
        self.takes.setAccessibleName(self.takes.text())
        self.takes.toggled.connect(self._take)
        box.addWidget(self.takes)
        self._which = label("", "meta", wrap=True)
        box.addWidget(self._which)
        self._between = QVBoxLayout()
        box.addLayout(self._between)
        self.now = QCheckBox(tr(N_("Now, between two rounds")))
        self.now.setAccessibleName(self.now.text())
        self.now.toggled.connect(self._say_now)
        box.addWidget(self.now)
        self.hide()

    def show_together(self, found: Together) -> None:
        """What it could take the place of, and whether a round is open."""
        self.found = found
        self.setVisible(found.newest is not None)
        if found.newest is None:
            return
        self._which.setText(found.newest.told)
        self.takes.blockSignals(True)
        self.takes.setChecked(self.state.replaces == found.newest.record)
        self.takes.blockSignals(False)
        self._show()

    def clear(self) -> None:
        """It is not known yet."""
        self.found = None
        self.hide()

    @property
    def must_say_now(self) -> bool:
        """Whether somebody still has to say that it goes out between two rounds."""
        return self.found is not None and self._out_of_turn and not self.now.isChecked()

    @property
    def _out_of_turn(self) -> bool:
        return self.found is not None and self.state.replaces is not None and not self.found.open

    def _take(self, wanted: bool) -> None:  # noqa: FBT001 - a Qt slot
        if self.found is not None and self.found.newest is not None:
            self.state.replace_edition(self.found.newest.record if wanted else None)
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        tr = self.look.tr
        empty(self._between)
        if self._out_of_turn and self.found is not None:
            self._between.addWidget(label(tr(BETWEEN), wrap=True))
            self._between.addWidget(label(self.found.rounds, "meta", wrap=True))
        else:
            self.now.setChecked(False)
        self.now.setVisible(self._out_of_turn)

    def _say_now(self, wanted: bool) -> None:  # noqa: FBT001 - a Qt slot
        self.state.want(now=wanted)
        self.changed.emit()
