"""The walk *merge* of docs/walks.md: find who may be one, look, make them one, undo; a teammate who does not know."""

from __future__ import annotations

from casebook.base.progress import Progress
from casebook.casework import check, merging
from casebook.casework.book import Casebook
from casebook.casework.snapshot import take
from casebook.gui.pictures.meeting import Story
from casebook.gui.pictures.merging import Twice
from casebook.journal import current
from casebook.search.query import find
from two_windows import asked

SPELLINGS = {"Aigul Serova", "Айгуль Серова", "Айгүл Серова"}


def said(book: Casebook, twice: Twice) -> dict[str, object]:
    """What both records say, and who leads to them: whatever a merge touches and undo has to give back."""
    records = take(book, Progress()).records
    return {
        each.hex(): (
            {path: sorted(map(repr, records[each].values(path))) for path in records[each].state.units},
            sorted(current.pointing_at(book.db, each)),
        )
        for each in (twice.kept, twice.other)
        if each in records
    }


def names(book: Casebook, twice: Twice) -> set[str]:
    return {
        str(value[0]) for _, value in book.need(twice.kept).each("names", "name") if isinstance(value, tuple)
    }


def test_found_looked_at_made_one_undone_and_what_came_later_moved_over(story: Story) -> None:
    story.join()
    twice = Twice(story.heron, story.otter, story.stick)
    twice.record()
    twice.find()
    before = asked(story.heron, lambda book: said(book, twice))

    twice.unite()
    assert asked(story.heron, lambda book: names(book, twice)) == SPELLINGS
    assert asked(story.heron, lambda book: merging.identities(book, twice.kept)) == (twice.kept, twice.other)
    assert asked(story.heron, lambda book: book.need(twice.kept).values("birth")) == ("1988-03",)
    assert asked(story.heron, lambda book: len(book.need(twice.kept).values("remarks"))) == 2
    found = asked(story.heron, lambda book: [[hit.record for hit in find(book.db, s)] for s in SPELLINGS])
    assert all(hits[0] == twice.kept and twice.other not in hits for hits in found)

    twice.part()
    after = asked(story.heron, lambda book: said(book, twice))
    assert after == before

    twice.unite_again()
    twice.go_on_unknowing()
    assert [each.other for each in asked(story.heron, merging.left_behind)] == [twice.other]

    twice.move_over()
    assert asked(story.heron, merging.left_behind) == ()
    assert asked(story.heron, lambda book: book.need(twice.kept).text("code_name")) == "Poplar"
    for one in (story.heron, story.otter):
        assert asked(one, check.check)
    assert len(list((story.stick.parent / "pictures").glob("13?-*.png"))) == 10
