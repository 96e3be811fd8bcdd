"""The walk *meet* of docs/walks.md: two people, two windows, one folder for a stick; everything through the screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from casebook.base.progress import Progress
from casebook.casework import check, circles, conflicts
from casebook.casework.book import Casebook
from casebook.gui import settings
from casebook.gui.pictures.meeting import Story
from casebook.gui.pictures.person import Person
from casebook.gui.settings import DeviceSettings
from casebook.gui.theme import load_fonts
from casebook.journal.acts import Reason
from casebook.sync import team

T = TypeVar("T")
WAIT_MS = 60_000


@pytest.fixture
def story(qtbot: QtBot, tmp_path: Path) -> Iterator[Story]:
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
        one.shell.workspace.tasks.run_now(_Closing(book), seconds=WAIT_MS / 1000)
        app.removeEventFilter(one.shell.workspace)
        app.removeEventFilter(one.shell)
    played.end()


class _Closing:
    def __init__(self, book: Casebook | None) -> None:
        self._book = book

    def __call__(self, _progress: Progress) -> None:
        if self._book is not None:
            self._book.close()


def asked(one: Person, question: Callable[[Casebook], T]) -> T:
    """Ask somebody's casebook, on the thread it belongs to."""
    book = one.shell.workspace._book
    assert book is not None
    answers: list[T] = []
    one.shell.workspace.tasks.run_now(
        lambda _progress: answers.append(question(book)), seconds=WAIT_MS / 1000
    )
    return answers[0]


def test_join_work_meet_disagree_settle_and_lose_a_laptop(story: Story, tmp_path: Path) -> None:
    story.join()
    story.work()
    story.disagree()
    for one in (story.heron, story.otter):
        assert asked(one, lambda book: book.need(story.person).values("birth")) == ("1971-03",)
        assert asked(one, conflicts.conflicts) == []
        assert asked(one, check.check)
    story.confide()
    assert asked(story.heron, lambda book: [dict(one.records) for one in circles.circles(book)]) == [
        {"person": 1, "dossier": 1, "note": 1}
    ]
    assert asked(story.heron, lambda book: book.get(story.person)) is None
    story.lose()
    assert asked(story.heron, lambda book: team.find(book, "Otter").reason) == Reason.STOLEN
    story.come_back()
    everybody = asked(story.third, team.members)
    assert [(each.author.name, each.live) for each in everybody if each.author.own] == [
        ("Otter's new one", True)
    ]
    assert len(list((tmp_path / "pictures").glob("*.png"))) == story.taken
    names = {path.name for path in story.stick.rglob("*")}
    assert all(len(name) in (8, 12) for name in names), "names on the stick say nothing"
