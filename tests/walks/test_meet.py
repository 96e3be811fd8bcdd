"""The walk *meet* of docs/walks.md: two people, two windows, one folder for a stick; everything through the screens."""

from __future__ import annotations

from pathlib import Path

from casebook.casework import check, circles, conflicts
from casebook.gui.pictures.meeting import Story
from casebook.journal.acts import Reason
from casebook.sync import team
from two_windows import asked


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
