"""A page at the door: a title, what it is for, and the way back to the passphrase."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.column import Column
from casebook.gui.parts.doing import Doing
from casebook.gui.parts.opening import EVERY_FILE
from casebook.gui.parts.pathfield import PathField
from casebook.gui.parts.text import label
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

WIDEST = 640


class DoorPage(QScrollArea):
    """`closed` = back to the passphrase."""

    closed = Signal()

    def __init__(self, workspace: Workspace, look: Look, title: str, told: str) -> None:
        super().__init__()
        self.workspace = workspace
        self.look = look
        self.doing: Doing | None = None
        tr, theme = look.tr, look.theme
        page = Column(look, WIDEST)
        self.box: QVBoxLayout = page.box
        self.box.setSpacing(theme.space(8))
        row = QHBoxLayout()
        row.addWidget(label(tr(title), "title"), 1)
        back = Button(look, tr(N_("Back")), icon="back")
        back.clicked.connect(self.closed)
        row.addWidget(back)
        self.box.addLayout(row)
        self.box.addWidget(label(tr(told), "label", wrap=True))
        self.box.addSpacing(theme.space(8))
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr(title))

    def path_field(self, caption: str, *, files: bool = False, known: Path | None = None) -> PathField:
        """A path, with its caption above it."""
        text = self.look.tr(caption)
        field = PathField(self.look, text, suffixes=EVERY_FILE if files else ())
        if known is not None:
            field.set_path(known)
        self.box.addWidget(label(text, "label"))
        self.box.addWidget(field)
        return field

    def add_doing(self, verb: str, icon: str = "") -> Doing:
        """The button that does it."""
        self.box.addSpacing(self.look.theme.space(8))
        doing = Doing(self.workspace, self.look, self.look.tr(verb), icon=icon)
        self.box.addWidget(doing)
        self.doing = doing
        return doing

    def add_section(self) -> tuple[QWidget, QVBoxLayout]:
        """A part of the page that can be folded away."""
        part = QWidget()
        inside = QVBoxLayout(part)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(self.look.theme.space(8))
        self.box.addWidget(part)
        return part, inside

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads back, as long as nothing is under way."""
        if event.key() == Qt.Key.Key_Escape and not (self.doing is not None and self.doing.busy):
            self.closed.emit()
            return
        super().keyPressEvent(event)
