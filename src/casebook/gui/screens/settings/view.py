"""Settings of this computer, and the sheet of all keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui import shortcuts
from casebook.gui.parts.buttons import Pick
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.text import label
from casebook.gui.screens.settings.state import Question, questions
from casebook.gui.settings import DeviceSettings
from casebook.gui.theme import Look


class SettingsView(QScrollArea):
    """Every setting takes effect at once. `changed` carries the new settings."""

    changed = Signal(object)

    def __init__(self, look: Look, settings: DeviceSettings, *, keys_first: bool = False) -> None:
        super().__init__()
        self.look = look
        tr, theme = look.tr, look.theme
        page = QWidget()
        page.setProperty("role", "page")
        box = QVBoxLayout(page)
        side = theme.space(24)
        box.setContentsMargins(side, theme.space(16), side, side)
        box.setSpacing(theme.space(8))
        parts = [self._questions(settings), self._keys()]
        for part in reversed(parts) if keys_first else parts:
            box.addLayout(part)
            box.addSpacing(theme.space(24))
        box.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(N_("Settings")))

    def _questions(self, settings: DeviceSettings) -> QVBoxLayout:
        tr, theme = self.look.tr, self.look.theme
        box = QVBoxLayout()
        box.setSpacing(theme.space(8))
        box.addWidget(label(tr(N_("This computer")), "title"))
        box.addWidget(
            label(
                tr(N_("Kept beside the casebook, without any name or path: a searcher learns nothing here.")),
                "label",
                wrap=True,
            )
        )
        for question in questions(settings, tr):
            box.addSpacing(theme.space(8))
            box.addWidget(self._question(question))
        return box

    def _question(self, question: Question) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self.look.theme.space(4))
        box.addWidget(label(question.label, "strong"))
        row = QWidget()
        flow = Flow(row, gap=self.look.theme.space(8))
        for option in question.options:
            name = f"{question.label}: {option.text}"
            pick = Pick(self.look, option.text, option.settings, role="option", name=name)
            pick.setCheckable(True)
            pick.setChecked(option.chosen)
            pick.picked.connect(self.changed)
            flow.addWidget(pick)
        box.addWidget(row)
        if question.remark:
            box.addWidget(label(question.remark, "meta", wrap=True))
        return holder

    def _keys(self) -> QVBoxLayout:
        tr, theme = self.look.tr, self.look.theme
        box = QVBoxLayout()
        box.setSpacing(theme.space(8))
        box.addWidget(label(tr(N_("All keys")), "title"))
        box.addWidget(label(tr(N_("On a Cyrillic layout, the same keys.")), "label"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(24))
        grid.setVerticalSpacing(theme.space(8))
        for i, shortcut in enumerate(shortcuts.TABLE):
            keys = QHBoxLayout()
            keys.addWidget(label(shortcuts.shown(shortcut.name), "key"), 0, Qt.AlignmentFlag.AlignTop)
            keys.addStretch(1)
            grid.addLayout(keys, i // 2, (i % 2) * 2)
            words = label(tr(shortcut.label), wrap=True)
            words.setAlignment(Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, i // 2, (i % 2) * 2 + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        box.addLayout(grid)
        return box
