"""Which entry leads to which: what has to be known of headers to tell a feed's branches apart. Pure."""

from __future__ import annotations

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


class Chains(Protocol):
    """What has to be known of headers."""

    def place(self, entry: EntryId) -> Place | None:
        """Where an entry stands; `None` if it is not here."""

    def is_forked(self, feed: FeedId) -> bool:
        """Whether two entries of the feed have one number."""


def leads_to(chains: Chains, entry: EntryId, head: EntryId) -> bool:
    """Whether *entry* is *head* or stands before it in its feed. Both have to be here."""
    if entry == head:
        return chains.place(entry) is not None
    one, last = chains.place(entry), chains.place(head)
    if one is None or last is None or one.feed != last.feed or one.seq >= last.seq:
        return False
    if not chains.is_forked(one.feed):
        return True
    while last is not None and last.seq > one.seq + 1:
        last = chains.place(last.prev)
    return last is not None and last.prev == entry


class Headers:
    """Headers in memory, given one after another."""

    def __init__(self) -> None:
        self._places: dict[EntryId, Place] = {}
        self._taken: set[tuple[FeedId, int]] = set()
        self._forked: set[FeedId] = set()

    def add(self, entry: EntryId, place: Place) -> None:
        """One more; once each."""
        self._places[entry] = place
        if (place.feed, place.seq) in self._taken:
            self._forked.add(place.feed)
        self._taken.add((place.feed, place.seq))

    def place(self, entry: EntryId) -> Place | None:
        """Where an entry stands."""
        return self._places.get(entry)

    def is_forked(self, feed: FeedId) -> bool:
        """Whether two entries of the feed have one number."""
        return feed in self._forked
