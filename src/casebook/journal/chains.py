"""Which entry leads to which: what has to be known of headers to tell a feed's branches apart. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from casebook.base.ids import EntryId, FeedId


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: its feed and number there, the entry before it, and the key that signs the feed."""

    feed: FeedId
    seq: int
    prev: EntryId
    public: bytes
    compartment: bytes


Spans = Mapping[EntryId, tuple[int, int]]
"""Of each entry of a feed two numbers, between which lie those of all entries it leads to, and of no other."""


def spans_of(prevs: Mapping[EntryId, EntryId]) -> Spans:
    """The spans of a feed, of each entry of which *prevs* tells what it follows. Takes as long as there are entries.

    Walking back from each head anew would take as long as somebody likes, who forks their own feed and writes on.
    """
    after: dict[EntryId, list[EntryId]] = defaultdict(list)
    for entry, prev in prevs.items():
        after[prev].append(entry)
    first: dict[EntryId, int] = {}
    found: dict[EntryId, tuple[int, int]] = {}
    open_now = [entry for prev in after.keys() - prevs.keys() for entry in after[prev]]
    while open_now:
        entry = open_now[-1]
        if entry not in first:
            first[entry] = len(first)
            open_now += after.get(entry, ())
        else:
            found[open_now.pop()] = (first[entry], len(first) - 1)
    return found


class Chains(Protocol):
    """What has to be known of headers."""

    def place(self, entry: EntryId) -> Place | None:
        """Where an entry stands; `None` if it is not here."""

    def is_forked(self, feed: FeedId) -> bool:
        """Whether two entries of the feed have one number."""

    def spans(self, feed: FeedId) -> Spans:
        """`spans_of` the entries of a forked feed that are here, from the fork on at least."""


def leads_to(chains: Chains, entry: EntryId, head: EntryId) -> bool:
    """Whether *entry* is *head* or stands before it in its feed. Both have to be here."""
    if entry == head:
        return chains.place(entry) is not None
    one, last = chains.place(entry), chains.place(head)
    if one is None or last is None or one.feed != last.feed or one.seq >= last.seq:
        return False
    if not chains.is_forked(one.feed):
        return True
    spans = chains.spans(one.feed)
    start, end = spans.get(entry), spans.get(head)
    if start is None or end is None:
        return start is None  # before the fork everything leads to what stands later
    return start[0] <= end[0] and end[1] <= start[1]


class Headers:
    """Headers in memory, given one after another."""

    def __init__(self) -> None:
        self._places: dict[EntryId, Place] = {}
        self._taken: set[tuple[FeedId, int]] = set()
        self._forked: set[FeedId] = set()
        self._prevs: dict[FeedId, dict[EntryId, EntryId]] = defaultdict(dict)
        self._spans: dict[FeedId, Spans] = {}

    def add(self, entry: EntryId, place: Place) -> None:
        """One more; once each."""
        self._places[entry] = place
        self._prevs[place.feed][entry] = place.prev
        self._spans.pop(place.feed, None)
        if (place.feed, place.seq) in self._taken:
            self._forked.add(place.feed)
        self._taken.add((place.feed, place.seq))

    def place(self, entry: EntryId) -> Place | None:
        """Where an entry stands."""
        return self._places.get(entry)

    def is_forked(self, feed: FeedId) -> bool:
        """Whether two entries of the feed have one number."""
        return feed in self._forked

    def spans(self, feed: FeedId) -> Spans:
        """As `Chains.spans`; kept until another entry is added."""
        if feed not in self._spans:
            self._spans[feed] = spans_of(self._prevs[feed])
        return self._spans[feed]
