"""The full walk: every header, chain, signature and commitment, and what was destroyed in good order.

Whatever protects a person is folded from what this walk hands out, never from tables or indexes: one old
page put back into the database could change those, but not what hangs on a signed chain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Damaged
from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.base.progress import Progress
from casebook.journal import log
from casebook.journal.entry import ENTRY_LABEL, Change, Entry, check_entry
from casebook.journal.fold import ERASED_KIND, Order, Said, order_of
from casebook.journal.log import BrokenChain, read
from casebook.vault.database import Database
from casebook.vault.keys import verify

ERASED_UNIT: Final = "parts"


@dataclass(eq=False)
class MissingPart(Damaged):
    """A part is gone that no acknowledged order to erase names."""

    feed: str
    seq: int
    place: int


@dataclass(frozen=True, slots=True)
class Verified:
    """What a full walk of the journal found: *forks* are (feed, seq) with more than one entry."""

    entries: int
    feeds: int
    parts: int
    destroyed: int
    forks: tuple[tuple[FeedId, int], ...]


Watch = Callable[[EntryId, Change], None]


def verify_all(db: Database, progress: Progress, watch: Watch | None = None) -> Verified:
    """Check every header, chain, signature and commitment, and that every missing part was erased.

    *watch* is given every change whose commitment held, so that a caller folds only what hangs on a signed
    chain. Raises the first `Damaged` leaf met.
    """
    keys = {
        row[0]: (FeedId(bytes(row[1])), bytes(row[2])) for row in db.execute("SELECT n, id, public FROM feed")
    }
    seen: dict[EntryId, tuple[int, int]] = {}
    ends: dict[tuple[int, int], int] = {}
    missing: list[tuple[EntryId, int, FeedId, int]] = []
    excused: set[tuple[tuple[EntryId, int], EntryId]] = set()
    orders: set[EntryId] = set()
    total = log.heads(db).count
    count = parts_here = 0
    for number, feed_n, seq, wanted, data, signature in db.execute(
        "SELECT n, feed, seq, id, header, signature FROM entry ORDER BY n"
    ):
        if count % 256 == 0:
            progress.step("verifying-journal", count, total)
        count += 1
        entry = _verify_one(
            db, number, keys, (feed_n, seq, bytes(wanted), bytes(data), bytes(signature)), seen
        )
        seen[entry.id] = (feed_n, seq)
        ends[feed_n, seq] = ends.get((feed_n, seq), 0) + 1
        for place, part in enumerate(entry.parts):
            if part is None:
                missing.append((entry.id, place, entry.header.feed, seq))
            else:
                parts_here += 1
        for _, change in entry.changes():
            if order_of(Said(entry.id, change)) is not None:
                orders.add(entry.id)
            for order, pairs in acknowledged(change).items():
                excused.update((pair, order) for pair in pairs)
            if watch is not None:
                watch(entry.id, change)
    erased = {pair for pair, order in excused if order in orders}
    for one, place, feed, seq in missing:
        if (one, place) not in erased:
            raise MissingPart(feed.hex(), seq, place)
    forks = tuple((keys[feed_n][0], seq) for (feed_n, seq), n in sorted(ends.items()) if n > 1)
    return Verified(count, len(keys), parts_here, len(missing), forks)


def _verify_one(
    db: Database,
    number: int,
    keys: dict[int, tuple[FeedId, bytes]],
    row: tuple[int, int, bytes, bytes, bytes],
    seen: dict[EntryId, tuple[int, int]],
) -> Entry:
    feed_n, seq, wanted, data, signature = row
    entry = read(db, number, data, signature)
    header = check_entry(data, entry.parts)
    feed, public = keys.get(feed_n, (FeedId(b""), b""))
    place = (header.feed.hex(), header.seq)
    if entry.id != wanted or header.feed != feed or header.seq != seq:
        raise BrokenChain("copy-differs", *place)
    if header.origin is not None and header.origin.public != public:
        raise BrokenChain("key-differs", *place)
    if header.seq > 1 and seen.get(header.prev) != (feed_n, seq - 1):
        raise BrokenChain("prev-unknown", *place)
    verify(public, signature, ENTRY_LABEL + data)
    stored = {
        p: None if r is None else bytes(r)
        for p, r in db.execute("SELECT place, record FROM part WHERE entry = ?", (number,))
    }
    for at, change in entry.changes():
        if stored.get(at) != change.record:
            raise BrokenChain("copy-differs", *place)
    return entry


def acknowledged(change: Change) -> dict[EntryId, set[tuple[EntryId, int]]]:
    """What an acknowledgement of an erasure names: order → the (entry, place) pairs destroyed under it."""
    if change.kind != ERASED_KIND or change.unit != ERASED_UNIT:
        return {}
    match change.value:
        case (bytes() as order, tuple() as pairs):
            return {EntryId(order): {pair for each in pairs if (pair := _pair(each)) is not None}}
    return {}


def _pair(value: object) -> tuple[EntryId, int] | None:
    match value:
        case (bytes() as entry, int() as place):
            return EntryId(entry), place
    return None


def verified_parts(db: Database, progress: Progress) -> tuple[dict[RecordId, list[Said]], list[Order]]:
    """Every part by record, and every order, from a full verified walk: what protection is folded from."""
    by_record: dict[RecordId, list[Said]] = {}
    orders: list[Order] = []

    def watch(entry: EntryId, change: Change) -> None:
        said = Said(entry, change)
        by_record.setdefault(change.record, []).append(said)
        order = order_of(said)
        if order is not None:
            orders.append(order)

    verify_all(db, progress, watch)
    return by_record, orders
