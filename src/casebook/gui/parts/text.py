"""Labels: always plain text, wrapped or elided, in one of the roles the stylesheet knows."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from casebook.gui.theme import ICON, Look


def label(text: str, role: str = "body", *, wrap: bool = False) -> QLabel:
    """A label in *role* (title, section, strong, label, meta, eyebrow, serif …) that shows text as it is."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    if wrap:
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
    return made


def set_role(widget: QWidget, **properties: str) -> None:
    """Give *widget* other properties for the stylesheet and show it so."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def line() -> QFrame:
    """A hairline between two regions."""
    made = QFrame()
    made.setProperty("role", "line")
    return made


def chip(text: str, tone: str = "") -> QLabel:
    """A short state in a coloured field; the colour only repeats what the words say."""
    made = label(text, "chip")
    made.setProperty("tone", tone)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made


def picture(look: Look, name: str, tint: str = "ink-soft", size: int = ICON) -> QLabel:
    """An icon that only repeats the word beside it."""
    made = QLabel()
    made.setPixmap(look.theme.pixmap(name, tint, size))
    made.setFixedSize(look.theme.icon_size(size))
    return made


class Elided(QLabel):
    """One line that ends in … where room ends, and says the whole in its tooltip."""

    def __init__(self, text: str = "", role: str = "body") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        """Little enough to give way to whatever stands beside it."""
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint as much of the text as there is room for."""
        painter = QPainter(self)
        area = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        self.setToolTip(as_tooltip(self.text()) if shown != self.text() else "")


def as_tooltip(text: str) -> str:
    """*text* for a tooltip, which Qt would otherwise read as rich text when it looks like some."""
    return f"<qt>{_escaped(text)}</qt>" if "<" in text or "&" in text else text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
