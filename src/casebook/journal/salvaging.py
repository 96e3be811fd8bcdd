"""What still holds of a damaged journal: entries put together again from single rows, and what is lost named.

Nothing is believed for where it was found. A header counts if its feed's key signed it, a part if the header
committed to it; the key of a feed whose first entry is gone is taken from a page whose seal holds. What was
destroyed under an order to erase is left out even where its bytes turn up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from casebook.base.errors import Damaged
from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.journal import log
from casebook.journal.acts import Paper, Word, word_of
from casebook.journal.drafts import Draft
from casebook.journal.entry import (
    ENTRY_LABEL,
    BadEntry,
    Entry,
    Header,
    commitment,
    decode_header,
    entry_id,
)
from casebook.journal.fold import Said, order_of
from casebook.journal.lost import Lost
from casebook.journal.verifying import acknowledged, keys_in
from casebook.vault.carving import Carved
from casebook.vault.database import Database
from casebook.vault.keys import check_public, verify


@dataclass(slots=True)
class Found:
    """Rows of the journal by what they look like; nothing of it is verified yet."""

    headers: dict[bytes, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    parts: dict[bytes, bytes] = field(default_factory=dict)
    feeds: dict[FeedId, tuple[bytes, bytes]] = field(default_factory=dict)
    noted: dict[str, bytes] = field(default_factory=dict)
    drafts: dict[tuple[bytes, str], Draft] = field(default_factory=dict)

    def take(self, row: Carved) -> None:
        """Sort one row in. A row of another table, or of none, goes unnoticed."""
        match row.values:
            case (None, bytes(), int(), int(), bytes() as header, bytes() as signature, None | bytes()):
                self.headers[header].add(signature)
            case (None, bytes() as feed, bytes() as public, bytes() as compartment) if row.sound:
                if (len(feed), len(public), len(compartment)) == (32, 32, 16):
                    self.feeds[FeedId(feed)] = (public, compartment)
            case (int(), int(), None | bytes(), bytes() as part):
                self.parts[commitment(part)] = part
            case (str() as name, bytes() as value) if row.sound:
                self.noted[name] = value
            case (bytes() as record, str() as unit, str() as kind, str() as text, bytes() as seen) if (
                row.sound
            ):
                replaces = tuple(EntryId(seen[i : i + 32]) for i in range(0, len(seen), 32))
                self.drafts[record, unit] = Draft(RecordId(record), kind, unit, text, replaces)


@dataclass(slots=True)
class Salvaged:
    """The entries that verify, by feed and place, and everything about them a new journal needs.

    *keys*: the key and compartment of each feed. *named*: for every key that signs, the keys its device records
    name. *lost*: what has to be stated. *unsigned*: headers no known key signed, which are left behind.
    """

    entries: list[Entry]
    keys: dict[FeedId, tuple[bytes, bytes]]
    named: dict[bytes, set[bytes]]
    orders: set[EntryId]
    lost: Lost
    parts_lost: int
    unsigned: int

    def gaps(self) -> Iterator[tuple[FeedId, int, int]]:
        """(feed, first, last) of entries that are gone between others, or before them."""
        here = {entry.id for entry in self.entries}
        last: dict[FeedId, int] = defaultdict(int)
        for entry in self.entries:
            header = entry.header
            if header.seq > 1 and header.prev not in here:
                yield header.feed, min(last[header.feed] + 1, header.seq - 1), header.seq - 1
            last[header.feed] = header.seq


def salvage(found: Found) -> Salvaged:
    """What of *found* verifies."""
    headers = dict(_headers(found))
    keys = {header.feed: _key(header) for header, _ in headers.values() if header.origin is not None}
    headed = set(keys)
    keys = {feed: key for feed, key in found.feeds.items() if _is_good(key[0])} | keys
    entries, unsigned = [], 0
    for data, (header, signatures) in headers.items():
        signature = _signature(data, signatures, keys.get(header.feed))
        if signature is None:
            unsigned += 1
            continue
        parts = tuple(found.parts.get(each) for each in header.commitments)
        entry = Entry(entry_id(data), header, data, signature, parts)
        try:
            entry.checked()
        except BadEntry:
            unsigned += 1
            continue
        entries.append(entry)
    entries.sort(key=lambda entry: (entry.header.feed, entry.header.seq, entry.id))
    here = {entry.header.feed for entry in entries}
    return _judged(entries, {feed: key for feed, key in keys.items() if feed in here}, headed, unsigned)


def _headers(found: Found) -> Iterator[tuple[bytes, tuple[Header, set[bytes]]]]:
    for data, signatures in found.headers.items():
        try:
            yield data, (decode_header(data), signatures)
        except BadEntry:
            continue


def _key(header: Header) -> tuple[bytes, bytes]:
    assert header.origin is not None
    return header.origin.public, header.origin.compartment


def _is_good(public: bytes) -> bool:
    try:
        check_public(public)
    except Damaged:
        return False
    return True


def _signature(data: bytes, signatures: Iterable[bytes], key: tuple[bytes, bytes] | None) -> bytes | None:
    for signature in sorted(signatures) if key is not None and _is_good(key[0]) else ():
        try:
            verify(key[0], signature, ENTRY_LABEL + data)  # type: ignore[index]  # not None here
        except Damaged:
            continue
        return signature
    return None


def _judged(
    entries: list[Entry], keys: dict[FeedId, tuple[bytes, bytes]], headed: set[FeedId], unsigned: int
) -> Salvaged:
    excused: dict[tuple[EntryId, int], set[EntryId]] = defaultdict(set)
    orders: set[EntryId] = set()
    named: dict[bytes, set[bytes]] = {public: set() for public, _ in keys.values()}
    known = Lost()
    for entry in entries:
        for _, change in entry.changes():
            if order_of(Said(entry.id, change)) is not None:
                orders.add(entry.id)
            for order, pairs in acknowledged(change).items():
                for pair in pairs:
                    excused[pair].add(order)
            named[keys[entry.header.feed][0]].update(keys_in(change))
            known.hear(change)
    lost = Lost(feeds={(feed, *key) for feed, key in keys.items() if feed not in headed})
    kept, here = [], {entry.id for entry in entries}
    for entry in entries:
        parts = tuple(
            None if (entry.id, place) in excused else part for place, part in enumerate(entry.parts)
        )
        kept.append(Entry(entry.id, entry.header, entry.header_bytes, entry.signature, parts))
        gone = {(entry.id, place) for place, part in enumerate(parts) if part is None}
        lost.parts |= {pair for pair in gone if not excused[pair] & orders}
        if entry.header.seq > 1 and entry.header.prev not in here:
            lost.entries.add(entry.header.prev)
    # What an earlier rescue stated stays stated there.
    parts_lost = len(lost.parts)
    lost.parts -= known.parts
    lost.entries -= known.entries
    lost.feeds -= known.feeds
    return Salvaged(kept, keys, named, orders, lost, parts_lost, unsigned)


def lost_by_compartment(salvaged: Salvaged) -> dict[bytes, Lost]:
    """What is lost, by the compartment of the feeds it is lost from: it is stated there and nowhere else."""
    lost = salvaged.lost
    found: dict[bytes, Lost] = defaultdict(Lost)
    homes = {entry.id: salvaged.keys[entry.header.feed][1] for entry in salvaged.entries}
    for entry in salvaged.entries:
        if entry.header.prev in lost.entries:
            found[homes[entry.id]].entries.add(entry.header.prev)
    for pair in lost.parts:
        found[homes[pair[0]]].parts.add(pair)
    for key in lost.feeds:
        found[key[2]].feeds.add(key)
    return found


def store(db: Database, salvaged: Salvaged) -> None:
    """Write what was salvaged into a journal that holds nothing of it yet. Belongs inside a transaction."""
    for feed, (public, compartment) in sorted(salvaged.keys.items()):
        db.execute("INSERT INTO feed (id, public, compartment) VALUES (?, ?, ?)", (feed, public, compartment))
    for entry in salvaged.entries:
        log.store(db, entry)


def founding(salvaged: Salvaged) -> bytes | None:
    """What the team began with, where that cannot be read: the beginning of the feed that named the paper admin.

    Else every key that was ever named would count again, those that were removed among them.
    """
    said = [
        (entry.header.feed, word.public)
        for entry in salvaged.entries
        for word in _words(entry)
        if isinstance(word, Paper)
    ]
    papers = {public for _, public in said}
    first: dict[FeedId, bytes] = {}
    for entry in salvaged.entries:
        if entry.header.seq <= 2:  # the second names the first, should that be gone
            first.setdefault(entry.header.feed, entry.id if entry.header.seq == 1 else entry.header.prev)
    named = (first.get(feed) for feed, _ in said if salvaged.keys[feed][0] not in papers)
    return next((entry for entry in named if entry is not None), None)


def _words(entry: Entry) -> Iterator[Word]:
    yield from (word for _, change in entry.changes() if (word := word_of(change)) is not None)
