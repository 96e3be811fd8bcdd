from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QFontInfo
from pytestqt.qtbot import QtBot

from casebook.base import resources
from casebook.gui.theme import FONT_FILES, SANS, SERIF, Theme, load_fonts
from reading import sources

THEMES = ("light", "dark", "contrast")
TEXTS = ("ink", "ink-soft", "accent", "amber", "red", "slate", "violet")
GROUNDS = ("paper", "card", "rail")
WASHES = {
    "accent": "accent-wash",
    "amber": "amber-wash",
    "red": "red-wash",
    "slate": "slate-wash",
    "violet": "violet-wash",
}


def luminance(colour: QColor) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_every_text_can_be_read_on_every_ground(name: str) -> None:
    theme = Theme(name)
    least = 7.0 if name == "contrast" else 4.5
    pairs = [(text, ground) for text in TEXTS for ground in GROUNDS]
    pairs += [*WASHES.items(), ("ink", "accent-wash"), ("ink", "hover"), ("ink", "mark")]
    pairs += [
        ("on-accent", "accent"),
        ("on-accent", "accent-hover"),
        ("on-red", "red"),
        ("on-red", "red-hover"),
    ]
    pairs += [("ink-soft", "accent-wash"), ("paper", "ink")]

    faint = {(t, g): round(contrast(theme.colour(t), theme.colour(g)), 2) for t, g in pairs}

    assert {pair: ratio for pair, ratio in faint.items() if ratio < least} == {}


@pytest.mark.parametrize("name", THEMES)
def test_edges_of_fields_can_be_seen(name: str) -> None:
    theme = Theme(name)
    for ground in GROUNDS:
        assert contrast(theme.colour("edge"), theme.colour(ground)) >= 3


def test_every_theme_names_the_same_colours() -> None:
    names = [set(Theme(name).colours) for name in THEMES]

    assert names[0] == names[1] == names[2]


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("scale", [100, 150, 200])
def test_the_stylesheet_is_complete(name: str, scale: int) -> None:
    sheet = Theme(name, scale).stylesheet()

    assert "@" not in sheet
    assert "~px" not in sheet
    assert f"font-size: {22 * scale // 100}px" in sheet


def test_no_colour_stands_in_code() -> None:
    found = [
        source.name
        for source in sources()
        if source.name.startswith("gui/")
        and re.search(r"[\"']#[0-9a-fA-F]{3,8}[\"']|QColor\(\s*\d", source.text)
    ]

    assert found == []


def test_every_icon_that_is_named_exists() -> None:
    there = {path.stem for path in resources.path("icons").glob("*.svg")}
    text = "\n".join(source.text for source in sources() if source.name.startswith("gui/"))
    named = set(re.findall(r"icon=\"([a-z-]+)\"", text))
    named |= set(re.findall(r"(?:picture|pixmap|icon)\((?:self\.)?(?:look, )?\"([a-z-]+)\"", text))

    assert len(named) > 20
    assert named - there == set()


def test_the_fonts_have_kazakh_letters(qtbot: QtBot) -> None:
    load_fonts()
    theme = Theme("light")
    for family in (SANS, SERIF):
        font = theme.font(family=family)
        assert QFontInfo(font).family() == family
    assert len(FONT_FILES) == len(set(FONT_FILES))
