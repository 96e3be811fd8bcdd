from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from casebook.gui import settings
from casebook.gui.pictures.meeting import Story
from casebook.gui.settings import DeviceSettings
from casebook.gui.theme import load_fonts
from two_windows import WAIT_MS, Closing


@pytest.fixture
def story(qtbot: QtBot, tmp_path: Path) -> Iterator[Story]:
    """Two people, two windows, one folder for a stick."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    load_fonts()
    kept = tmp_path / "settings.json"
    settings.save(kept, DeviceSettings(language="en", theme="light", text_scale=100))
    (tmp_path / "pictures").mkdir()
    played = Story(app, tmp_path, tmp_path / "pictures", kept, "en")
    yield played
    for one in played.windows:
        book = one.shell.workspace._book
        one.shell.workspace.tasks.run_now(Closing(book), seconds=WAIT_MS / 1000)
        app.removeEventFilter(one.shell.workspace)
        app.removeEventFilter(one.shell)
    played.end()
