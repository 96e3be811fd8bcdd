"""What is known to be lost: a signed statement about gaps that damage left in the journal.

A casebook rescued from a damaged one holds every entry that could still be read and that verifies. Where an entry
or a part of one is gone, its new device says so once, in a record of the reserved kind ``lost``. From then on the
gap is a known one; any other is damage as before. A gap that is filled later, by a teammate or from a backup, stops
being one: the statement excuses only what is not here. docs/decisions/018-gaps-are-stated.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.journal.entry import Change, Op

LOST_KIND: Final = "lost"
LOST_UNIT: Final = "gaps"
_IN_A_PART: Final = 10_000

Pair = tuple[EntryId, int]
Key = tuple[FeedId, bytes, bytes]


@dataclass(slots=True)
class Lost:
    """What statements name: entries that are not here but that a later one follows; (entry, place) of parts; and
    feeds whose first entry is gone, each with the key that signs it and its compartment.
    """

    entries: set[EntryId] = field(default_factory=set)
    parts: set[Pair] = field(default_factory=set)
    feeds: set[Key] = field(default_factory=set)

    def hear(self, change: Change) -> None:
        """Take in what *change* states, if it is such a statement."""
        if (change.kind, change.unit, change.op) != (LOST_KIND, LOST_UNIT, Op.SET):
            return
        match change.value:
            case (tuple() as entries, tuple() as parts, tuple() as feeds):
                self.entries.update(EntryId(each) for each in entries if isinstance(each, bytes))
                self.parts.update(pair for each in parts if (pair := _pair(each)) is not None)
                self.feeds.update(key for each in feeds if (key := _key(each)) is not None)


def _pair(value: object) -> Pair | None:
    match value:
        case (bytes() as entry, int() as place):
            return EntryId(entry), place
    return None


def _key(value: object) -> Key | None:
    match value:
        case (bytes() as feed, bytes() as public, bytes() as compartment):
            return FeedId(feed), public, compartment
    return None


def statements(lost: Lost, new_record: Callable[[], RecordId]) -> Iterator[Change]:
    """The changes that state *lost*: none, one, or several records where one part would be too large."""
    entries, parts, feeds = sorted(lost.entries), sorted(lost.parts), sorted(lost.feeds)
    for start in range(0, max(len(entries), len(parts), len(feeds)), _IN_A_PART):
        piece = slice(start, start + _IN_A_PART)
        value = (tuple(entries[piece]), tuple(parts[piece]), tuple(feeds[piece]))
        yield Change(new_record(), LOST_KIND, LOST_UNIT, Op.SET, value)
