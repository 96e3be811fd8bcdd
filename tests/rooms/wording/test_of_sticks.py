"""What a stick brought, in sentences: every fact there can be is told, and what is nothing is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casebook.base.ids import EntryId, FeedId, FileId, RecordId
from casebook.base.words import translator
from casebook.casework.authors import Author
from casebook.casework.conflicts import Conflict, Gravity
from casebook.journal.entry import BadEntry
from casebook.journal.fold import Life
from casebook.sync.brought import Unread
from casebook.sync.came import (
    Arrived,
    Aside,
    Attachment,
    Came,
    Changed,
    FromDevice,
    Ordered,
    Refusal,
    Waiting,
)
from casebook.sync.stale import Claimed, Fork
from casebook.wording import of_sticks

LEILA = Author(b"l" * 32, None, "Leila", "", own=False)
DANIEL = Author(b"d" * 32, None, "Daniel", "", own=False)
AMINA = Author(b"a" * 32, None, "Amina", "", own=False)
PERSON = Changed(RecordId(b"p" * 16), "person", "P-7KQ4", "Heron", is_new=True, life=Life.LIVE)
GONE = Changed(RecordId(b"g" * 16), "", "", "", is_new=False, life=Life.DELETED)
NOTHING = Came(
    (), 0, (), (), (), (), (), (), 0, (), (), (), (), copied=False,
    removed=False, newer=0, torn=0, refused=(), unfit=0,
    carried=0, keys=0, unread=Unread(), more=False,
)  # fmt: skip


def before(found: Came) -> list[str]:
    return [line.text for line in of_sticks.before(found, translator("en"))]


def after(found: Came) -> list[str]:
    return [line.text for line in of_sticks.after(found, translator("en"))]


def test_nothing_is_said_so() -> None:
    assert before(NOTHING) == after(NOTHING) == ["Nothing on this stick is new."]
    strange = replace(NOTHING, unread=Unread(others=2))
    assert after(strange)[1:] == ["2 files on this stick are not ours, or not for this casebook."]


def test_who_brought_what() -> None:
    found = replace(
        NOTHING,
        devices=(
            FromDevice(LEILA, (), 21, (PERSON,), 3),
            FromDevice(DANIEL, (LEILA,), 1, (PERSON,), 0),
        ),
        waiting=(Waiting(AMINA, 2, 4),),
        conflicts=(Conflict(PERSON.record, "person", "birth", (), Gravity.IDENTITY, ()),) * 2,
        deciding=(PERSON, PERSON),
        attachments=(Attachment(PERSON, FileId("f"), 9, Arrived.PARTLY),),
    )
    lines = list(of_sticks.after(found, translator("en")))
    assert [line.text for line in lines] == [
        "From Leila: 21 changes in 3 cases.",
        "From Daniel, carried by Leila: 1 change.",
        "2 need your decision.",
        "Waiting for 4 earlier changes from Amina.",
        "1 file incomplete.",
        "All of it can be set aside again in one step, and taken again.",
    ]
    assert [line.records for line in lines[:3]] == [(PERSON.record,)] * 3
    assert before(found)[-1] == "Nothing was changed yet."


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"copied": True}, "This is an old copy"),
        ({"removed": True}, "This device was removed from the team."),
        ({"claims": (Claimed(DANIEL, 9, 4),)}, "Daniel claims more"),
        ({"forks": (Fork(LEILA, FeedId(b"f" * 32), 7),)}, "Leila: the casebook was copied or restored"),
        ({"clocks": (DANIEL,)}, "The clock of Daniel looks wrong"),
        ({"strangers": 3}, "3 changes are by devices that nobody here has named."),
        (
            {"aside": (Aside(DANIEL, quarantined=3),)},
            "Kept apart and not counted, because the device was removed before: 3 changes from Daniel.",
        ),
        (
            {"aside": (Aside(DANIEL, withdrawn=1),)},
            "Counted no more, because the device was removed: 1 change from Daniel.",
        ),
        ({"aside": (Aside(DANIEL, released=2),)}, "Counted again: 2 changes from Daniel."),
        ({"refused": (Refusal("A.DAT", BadEntry("why")),)}, "A pack on this stick does not hold"),
        ({"deleted": (PERSON,)}, "Deleted: P-7KQ4 Heron."),
        ({"waiting": (Waiting(AMINA, 1, 0),)}, "Waiting for earlier changes from Amina."),
        ({"carried": 2}, "2 sealed packets for others ride along."),
        ({"keys": 1}, "1 new key of the team came."),
        ({"newer": 1}, "1 part was written by a newer version"),
        ({"torn": 1}, "1 pack has no end"),
        ({"unfit": 2}, "2 pieces of files did not fit."),
        ({"unread": Unread(damaged=1)}, "1 file of the team on this stick is damaged."),
        (
            {"unread": Unread(joinings=2)},
            "2 files on this stick were for taking somebody in, and are of no more use.",
        ),
        ({"unread": Unread(newer=2)}, "2 packs were written by a newer version."),
        ({"more": True}, "There is more on this stick"),
        ({"attachments": (Attachment(PERSON, FileId("f"), 9, Arrived.WHOLE),)}, "1 file complete."),
        ({"attachments": (Attachment(PERSON, FileId("f"), 9, Arrived.NOT),)}, "1 file has not come along"),
    ],
)
def test_every_fact_is_told(changes: dict[str, object], told: str) -> None:
    lines = before(replace(NOTHING, **changes))  # type: ignore[arg-type]  # fields by name
    assert any(line.startswith(told) for line in lines), lines


def test_an_order_says_what_it_does() -> None:
    order = Ordered(EntryId(b"o" * 32), LEILA, GONE, None, "consent-withdrawn")
    [line] = [
        line for line in of_sticks.before(replace(NOTHING, orders=(order,)), translator("en")) if line.grave
    ]
    assert "Leila ordered to erase a record that was erased" in line.text
    assert "destroyed here only when you confirm it" in line.text
    assert line.records == (GONE.record,)


def test_russian_knows_every_sentence_that_has_a_slot() -> None:
    """Whatever the language, no slot stays open."""
    everything = replace(
        NOTHING,
        devices=(FromDevice(DANIEL, (LEILA,), 5, (PERSON,), 2),),
        aside=(Aside(DANIEL, 1, 1, 1),),
        waiting=(Waiting(AMINA, 1, 2),),
        orders=(Ordered(EntryId(b"o" * 32), None, PERSON, None, "other"),),
        refused=(Refusal("A.DAT", BadEntry("why")),),
    )
    for language in ("en", "ru", "kk"):
        for line in of_sticks.after(everything, translator(language)):
            assert "{" not in line.text
