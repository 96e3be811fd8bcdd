"""What this computer remembers between starts: how the window looks and when it locks.

No names, no paths of casebooks, nothing that tells a searcher what is worked on. Settings of a casebook
are records inside it.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from casebook.base.files import make_private_folder, write_whole
from casebook.base.log import note
from casebook.base.resources import path
from casebook.base.words import LANGUAGES

THEMES: Final = ("system", "light", "dark", "contrast")
TEXT_SCALES: Final = (100, 115, 130, 150, 175, 200)
LOCK_MINUTES: Final = (1, 3, 5, 10, 20)
_MOST_BYTES: Final = 4096


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """Settings of this computer.

    *lock_minutes*: idle time after which the casebook locks itself; *veil*: the window is blank while another
    program has the keyboard.
    """

    language: str = "en"
    theme: str = "system"
    text_scale: int = 100
    lock_minutes: int = 3
    compact: bool = False
    veil: bool = False


def spoken() -> tuple[str, ...]:
    """The languages the program can speak: English, and those it has a catalogue for."""
    return tuple(code for code in LANGUAGES if code == "en" or path("locale", f"{code}.mo").is_file())


def _allowed(name: str, value: Any) -> bool:  # noqa: ANN401 - it comes from a file anybody may edit
    match name:
        case "language":
            return value in LANGUAGES
        case "theme":
            return value in THEMES
        case "text_scale":
            return value in TEXT_SCALES
        case "lock_minutes":
            return value in LOCK_MINUTES
        case _:
            return isinstance(value, bool)


def settings_file() -> Path:
    """Where the settings stand: in the user's folder of settings (XDG Base Directory Specification)."""
    base = os.environ.get("XDG_CONFIG_HOME", "")
    folder = Path(base) if base.startswith("/") else Path.home() / ".config"
    return folder / "casebook" / "device.json"


def load(file: Path) -> DeviceSettings:
    """The settings in *file*. What is missing, unknown or out of range is as on the first day."""
    found = DeviceSettings()
    try:
        with file.open("rb") as stream:
            told = json.loads(stream.read(_MOST_BYTES))
    except (OSError, ValueError) as error:
        if not isinstance(error, FileNotFoundError):
            note("settings-unreadable", error=error)
        return found
    if not isinstance(told, dict):
        return found
    known = {field.name for field in fields(DeviceSettings)}
    return replace(found, **{k: v for k, v in told.items() if k in known and _allowed(k, v)})


def save(file: Path, settings: DeviceSettings) -> bool:
    """Write *settings* to *file*. False if this computer does not let us; they hold until the end then."""
    try:
        if not file.parent.is_dir():
            file.parent.parent.mkdir(parents=True, exist_ok=True)
            make_private_folder(file.parent)
        write_whole(file, json.dumps(asdict(settings), indent=1).encode())
    except OSError as error:
        note("settings-not-saved", error=error)
        return False
    return True
