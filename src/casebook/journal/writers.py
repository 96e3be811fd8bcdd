"""Who wrote an entry: the feed it stands in, and the key that signs that feed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casebook.base.ids import EntryId, FeedId
from casebook.vault.database import Database


@dataclass(frozen=True, slots=True)
class Written:
    """Where an entry stands: its feed, its number there, and the public key (32 bytes) of the device."""

    feed: FeedId
    seq: int
    public: bytes


def writers(db: Database, entries: Iterable[EntryId]) -> dict[EntryId, Written]:
    """Where each of *entries* stands; those that are not here are left out."""
    found: dict[EntryId, Written] = {}
    for entry in set(entries):
        row = db.one(
            "SELECT feed.id, entry.seq, feed.public FROM entry JOIN feed ON feed.n = entry.feed WHERE entry.id = ?",
            (entry,),
        )
        if row is not None:
            found[entry] = Written(FeedId(bytes(row[0])), row[1], bytes(row[2]))
    return found
