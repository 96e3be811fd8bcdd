"""Settings of this computer as choices one can read; nothing here is about a case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from casebook.base.words import N_, Translator
from casebook.gui.settings import LOCK_MINUTES, TEXT_SCALES, THEMES, DeviceSettings, spoken

LANGUAGE_NAMES: Final = {"en": "English", "ru": "Русский", "kk": "Қазақша"}
THEME_NAMES: Final = {
    "system": N_("As the desktop"),
    "light": N_("Light"),
    "dark": N_("Dark"),
    "contrast": N_("High contrast"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice: its words, and the settings it would make."""

    text: str
    settings: DeviceSettings
    chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One setting: what it is about, and its answers."""

    label: str
    remark: str
    options: tuple[Option, ...]


def questions(now: DeviceSettings, tr: Translator) -> tuple[Question, ...]:
    """Every setting of this computer."""

    def options(name: str, pairs: list[tuple[str, object]]) -> tuple[Option, ...]:
        made = []
        for text, value in pairs:
            changed = replace(now, **{name: value})  # type: ignore[arg-type]  # one of the allowed values
            made.append(Option(text, changed, getattr(now, name) == value))
        return tuple(made)

    minutes = [(tr.plural("{count} minute", "{count} minutes", count), count) for count in LOCK_MINUTES]
    veils = [(tr(N_("Leave it as it is")), False), (tr(N_("Blank it")), True)]
    rows = [(tr(N_("Roomy")), False), (tr(N_("Compact")), True)]
    return (
        Question(
            tr(N_("Language")), "", options("language", [(LANGUAGE_NAMES[code], code) for code in spoken()])
        ),
        Question(tr(N_("Colours")), "", options("theme", [(tr(THEME_NAMES[name]), name) for name in THEMES])),
        Question(tr(N_("Size of text")), "", options("text_scale", [(f"{n} %", n) for n in TEXT_SCALES])),
        Question(tr(N_("Rows of lists")), "", options("compact", list(rows))),
        Question(
            tr(N_("Lock by itself after")),
            tr(N_("Without a key or a movement of the mouse. It cannot be switched off.")),
            options("lock_minutes", list(minutes)),
        ),
        Question(
            tr(N_("When the window loses the keyboard")),
            tr(N_("Blank hides what is on the screen from whoever looks over. It locks nothing.")),
            options("veil", list(veils)),
        ),
    )
