"""Takes every picture in every look: English and Russian, light and dark; Kazakh; and with letters of double size."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication

from casebook.gui import settings
from casebook.gui.main import Start, make_application, make_shell
from casebook.gui.pictures.book import make_book
from casebook.gui.pictures.camera import Camera
from casebook.gui.pictures.meeting import Story
from casebook.gui.pictures.tour import tour
from casebook.gui.settings import DeviceSettings
from casebook.vault.keys import CHEAPEST

LOOKS: Final = (
    ("en", "light", 100),
    ("en", "dark", 100),
    ("ru", "light", 100),
    ("ru", "dark", 100),
    ("kk", "light", 100),
    ("en", "light", 200),
)


def _fail(error: BaseException) -> None:
    raise error


def photograph(app: QApplication, to: Path, looks: tuple[tuple[str, str, int], ...] = LOOKS) -> int:
    """Take all pictures in every look into *to*; how many there are."""
    to.mkdir(parents=True, exist_ok=True)
    return sum(_in_one_look(app, to, look) + _of_two(app, to, look) for look in looks)


def _in_one_look(app: QApplication, to: Path, look: tuple[str, str, int]) -> int:
    """A casebook for each look: what was pressed for one picture does not stand in the next."""
    language, theme, scale = look
    suffix = f"{language}-{theme}-{scale}"
    home = to / f"casebook-{suffix}"
    home.mkdir()
    try:
        folder, kept = home / "book", home / "settings.json"
        shown = make_book(folder)
        settings.save(kept, DeviceSettings(language=language, theme=theme, text_scale=scale))
        shell = make_shell(app, Start(folder, settings_file=kept, kdf=CHEAPEST), _stay)
        shell.workspace.refused.connect(_fail)
        shell.show()
        camera = Camera(app, shell, to, suffix)
        tour(camera, folder, shown)
        shell.workspace.tasks.finish()
        shell.hide()
        shell.deleteLater()
        app.processEvents()
        return camera.taken
    finally:
        shutil.rmtree(home)


def _of_two(app: QApplication, to: Path, look: tuple[str, str, int]) -> int:
    """Two people who meet by stick, each before a window of their own."""
    language, theme, scale = look
    suffix = f"{language}-{theme}-{scale}"
    home = to / f"two-{suffix}"
    home.mkdir()
    try:
        kept = home / "settings.json"
        settings.save(kept, DeviceSettings(language=language, theme=theme, text_scale=scale))
        story = Story(app, home, to, kept, suffix)
        story.play()
        story.end()
        app.processEvents()
        return story.taken
    finally:
        shutil.rmtree(home)


def _stay(_folder: Path | None) -> None:
    """Instead of replacing the process: nothing is locked here."""


def main(arguments: list[str]) -> int:
    """Take the pictures into the folder named, in every look, or with a language behind it in that one alone.

    Returns the exit code.
    """
    if len(arguments) not in (1, 2):
        return 2
    looks = ((arguments[1], "light", 100),) if arguments[1:] else LOOKS
    photograph(make_application(["pictures"]), Path(arguments[0]), looks)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
