"""How everything looks: colours as named tokens, sizes that follow the text scale, tinted icons, one stylesheet.

No colour stands in code. `resources/theme/*.toml` name them; `resources/theme/casebook.qss` says where they
go, with ``@token`` for a colour, ``14~px`` for a length that grows with the text scale, and ``14+2~round`` for
the radius that makes a circle of a box so wide with such borders.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from casebook.base import resources
from casebook.base.words import Translator

SANS: Final = "Noto Sans"
SERIF: Final = "Noto Serif"
META, BODY, SECTION, PAGE = 12, 14, 17, 22
"""The four sizes of type, in pixels at 100 %."""
ICON: Final = 18
FONT_FILES: Final = (
    "NotoSans-Regular.ttf",
    "NotoSans-Medium.ttf",
    "NotoSans-SemiBold.ttf",
    "NotoSans-Italic.ttf",
    "NotoSerif-Regular.ttf",
    "NotoSerif-Italic.ttf",
    "NotoSerif-Bold.ttf",
)


@dataclass(frozen=True)
class Theme:
    """One set of colours at one text scale (100 to 200 per cent)."""

    name: str
    scale: int = 100

    @property
    def colours(self) -> dict[str, str]:
        """Token to ``#rrggbb``."""
        return _colours(self.name)

    def colour(self, tint: str) -> QColor:
        """The colour called *tint*."""
        return QColor(self.colours[tint])

    def px(self, length: float) -> int:
        """*length* pixels at 100 %, at this scale."""
        return round(length * self.scale / 100)

    def space(self, length: float) -> int:
        """Room between things: grows half as fast as the text, so that 200 % still fits a small screen."""
        return round(length * (1 + (self.scale - 100) / 200))

    def font(
        self, size: int = BODY, *, weight: QFont.Weight = QFont.Weight.Normal, family: str = SANS
    ) -> QFont:
        """A font in one of the four sizes, with figures of equal width."""
        font = QFont(family)
        font.setPixelSize(self.px(size))
        font.setWeight(weight)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def pixmap(self, name: str, tint: str = "ink-soft", size: int = ICON) -> QPixmap:
        """The icon called *name* in the colour of *tint*."""
        app = QGuiApplication.instance()
        ratio = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
        return _pixmap(name, self.colours[tint], self.px(size), ratio)

    def icon(self, name: str, tint: str = "ink-soft", size: int = ICON, *, on: str = "") -> QIcon:
        """The icon for buttons; *on* is the colour token while the button is checked."""
        icon = QIcon(self.pixmap(name, tint, size))
        if on:
            icon.addPixmap(self.pixmap(name, on, size), QIcon.Mode.Normal, QIcon.State.On)
        return icon

    def icon_size(self, size: int = ICON) -> QSize:
        """The size of icons at this scale."""
        return QSize(self.px(size), self.px(size))

    def stylesheet(self) -> str:
        """The one stylesheet, from the template and the tokens. A wrong token raises `KeyError`."""
        sheet = re.sub(
            r"(\d+)\+(\d+)~round",
            # Qt draws a corner square whose radius is more than half the box, and each length is rounded by itself.
            lambda m: f"{(self.px(int(m[1])) + 2 * self.px(int(m[2]))) // 2}px",
            resources.text("theme", "casebook.qss"),
        )
        sheet = re.sub(r"(\d+)~px", lambda m: f"{self.px(int(m[1]))}px", sheet)
        return re.sub(r"@([a-z-]+)", lambda m: self.colours[m[1]], sheet)

    def palette(self) -> QPalette:
        """The palette, for what a stylesheet does not reach: placeholder text, links, carets, selections."""
        palette = QPalette()
        for role, token in (
            (QPalette.ColorRole.Window, "paper"),
            (QPalette.ColorRole.Base, "card"),
            (QPalette.ColorRole.AlternateBase, "rail"),
            (QPalette.ColorRole.Text, "ink"),
            (QPalette.ColorRole.WindowText, "ink"),
            (QPalette.ColorRole.ButtonText, "ink"),
            (QPalette.ColorRole.Button, "card"),
            (QPalette.ColorRole.PlaceholderText, "ink-soft"),
            (QPalette.ColorRole.Highlight, "accent"),
            (QPalette.ColorRole.HighlightedText, "on-accent"),
            (QPalette.ColorRole.ToolTipBase, "ink"),
            (QPalette.ColorRole.ToolTipText, "paper"),
            (QPalette.ColorRole.Link, "accent"),
        ):
            palette.setColor(role, self.colour(token))
        return palette


@dataclass(frozen=True)
class Look:
    """What every widget is made with: the translator and the theme. A change of either makes new widgets."""

    tr: Translator
    theme: Theme
    compact: bool = False


@cache
def _colours(name: str) -> dict[str, str]:
    table: dict[str, str] = tomllib.loads(resources.text("theme", f"{name}.toml"))["colours"]
    return table


@cache
def _pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    drawing = resources.text("icons", f"{name}.svg").replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def theme_name(wanted: str) -> str:
    """The theme to show for a setting: ``system`` follows the desktop's choice of light or dark."""
    if wanted != "system":
        return wanted
    hints = QGuiApplication.styleHints()
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def load_fonts() -> None:
    """Register the fonts we ship, so that every computer shows the same letters, Kazakh ones included."""
    for name in FONT_FILES:
        QFontDatabase.addApplicationFontFromData(QByteArray(resources.data("fonts", name)))
