"""What an import did, in facts: who brought what, and what it leaves to decide. The same before it and after it.

Everything is read from the casebook as it stands once the import is in it: in a rehearsal that is taken back, or for
good. So what is told before can never differ from what is told after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.casework import conflicts, titles
from casebook.casework.authors import Author, authors, of_key
from casebook.casework.book import Casebook
from casebook.casework.conflicts import Conflict
from casebook.casework.incoming import Offered, pending_orders
from casebook.journal import arrivals, current, log
from casebook.journal.entry import Entry, Op, decode_header
from casebook.journal.fold import ERASED_KIND, Life
from casebook.model.all_kinds import KINDS, ORDERS

HOUSEKEEPING: Final = frozenset((ERASED_KIND, "lost", "receipt", "roster", "epoch", "fork", "card"))
"""Kinds by which devices speak with each other. An entry with nothing else in it is no change anybody made."""


@dataclass(frozen=True, slots=True, repr=False)
class Changed:
    """A record that looks different now. *is_new*: nothing of it was here before. *life*: as it stands now.

    *kind* is empty, and so are *code* and *title*, where all of it was erased.
    """

    record: RecordId
    kind: str
    code: str
    title: str
    is_new: bool
    life: Life


@dataclass(frozen=True, slots=True, repr=False)
class FromDevice:
    """What one device wrote and this stick brought; *carriers* are the other devices in whose packs it came."""

    author: Author
    carriers: tuple[Author, ...]
    changes: int
    records: tuple[Changed, ...]
    cases: int


@dataclass(frozen=True, slots=True, repr=False)
class Ordered:
    """A new order to erase: it hides at once, and destroys here once this person confirms it."""

    order: EntryId
    author: Author | None
    target: Changed
    unit: str | None
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class Waiting:
    """Changes that came before what they build on: *arrived* of them; *missing* earlier ones of *author* lack."""

    author: Author | None
    arrived: int
    missing: int


@dataclass(frozen=True, slots=True)
class Before:
    """What stood in the casebook before an import: what is there afterwards and not here, came with it."""

    entries: int
    conflicts: frozenset[tuple[RecordId, str]]
    orders: frozenset[EntryId]


@dataclass(frozen=True, slots=True, repr=False)
class Came:
    """What an import did, or would do."""

    devices: tuple[FromDevice, ...]
    cases: int
    conflicts: tuple[Conflict, ...]
    deleted: tuple[Changed, ...]
    orders: tuple[Ordered, ...]
    newer: int


def before(book: Casebook) -> Before:
    """What an import is held against."""
    return Before(
        log.heads(book.db).count,
        frozenset((each.record, each.path) for each in conflicts.conflicts(book)),
        frozenset(order.entry for order in pending_orders(book)),
    )


def came(
    book: Casebook,
    was: Before,
    new: Collection[EntryId],
    carriers: Mapping[EntryId, Collection[bytes]],
    language: str = "en",
) -> Came:
    """What the entries *new* did, which are in the casebook now. *carriers*: in whose packs each came."""
    entries = [entry for each in new if (entry := log.entry(book.db, each)) is not None]
    looking = _Looking(book, was, language)
    touched = {record for entry in entries for record in _records_in(entry)}
    deleted = {change.record for entry in entries for _, change in entry.changes() if change.op == Op.DELETE}
    gone = (looking.changed(record) for record in sorted(deleted))
    return Came(
        devices=tuple(_by_device(book, entries, carriers, looking)),
        cases=len(_cases(book, touched)),
        conflicts=tuple(
            each for each in conflicts.conflicts(book) if (each.record, each.path) not in was.conflicts
        ),
        deleted=tuple(each for each in gone if each.life is Life.DELETED),
        orders=tuple(_orders(book, was, looking)),
        newer=sum(_is_newer(change.kind, change.op) for entry in entries for _, change in entry.changes()),
    )


class _Looking:
    """Records as they are called now, each looked up once."""

    def __init__(self, book: Casebook, was: Before, language: str) -> None:
        self._book = book
        self._was = was
        self._language = language
        self._found: dict[RecordId, Changed] = {}

    def changed(self, record: RecordId) -> Changed:
        if record not in self._found:
            self._found[record] = self._look(record)
        return self._found[record]

    def _look(self, record: RecordId) -> Changed:
        now = self._book.get(record)
        is_new = arrivals.first_entry(self._book.db, record) > self._was.entries
        if now is None:
            return Changed(record, "", "", "", is_new, Life.DELETED)
        title = titles.title(self._book, record, self._language)
        return Changed(record, now.kind, current.code_of(self._book.db, now), title, is_new, now.state.life)


def _records_in(entry: Entry) -> Iterator[RecordId]:
    """The records an entry changes for people to see."""
    for _, change in entry.changes():
        if change.kind not in HOUSEKEEPING and change.kind not in ORDERS:
            yield change.record


def is_change(entry: Entry) -> bool:
    """Whether somebody said something with it; false where nothing of it is here."""
    return any(change.kind not in HOUSEKEEPING for _, change in entry.changes())


def _is_newer(kind: str, op: int) -> bool:
    return op not in frozenset(map(int, Op)) or (kind not in KINDS and kind not in HOUSEKEEPING)


def _by_device(
    book: Casebook,
    entries: Iterable[Entry],
    carriers: Mapping[EntryId, Collection[bytes]],
    looking: _Looking,
) -> Iterator[FromDevice]:
    spoken = [entry for entry in entries if is_change(entry)]
    who = authors(book, (entry.id for entry in spoken))
    by_key: dict[bytes, list[Entry]] = defaultdict(list)
    for entry in spoken:
        by_key[who[entry.id].public].append(entry)
    for public, written in by_key.items():
        records = sorted({record for entry in written for record in _records_in(entry)})
        others = {giver for entry in written for giver in carriers.get(entry.id, ())} - {public, b""}
        yield FromDevice(
            who[written[0].id],
            tuple(of_key(book, giver) for giver in sorted(others)),
            len(written),
            tuple(looking.changed(record) for record in records),
            len(_cases(book, records)),
        )


def _cases(book: Casebook, touched: Collection[RecordId]) -> set[RecordId]:
    """The dossiers among *touched*, and those that one of them points at or is pointed at by."""
    found = set()
    for record in touched:
        now = book.get(record)
        if now is not None and now.kind == "dossier":
            found.add(record)
        found.update(arrivals.dossiers_beside(book.db, record))
    return found


def _orders(book: Casebook, was: Before, looking: _Looking) -> Iterator[Ordered]:
    new = [order for order in pending_orders(book) if order.entry not in was.orders]
    who = authors(book, (order.entry for order in new))
    for order in new:
        target = looking.changed(order.record)
        yield Ordered(order.entry, who.get(order.entry), target, order.unit, order.reason)


def waiting(book: Casebook, left: Iterable[Offered]) -> tuple[Waiting, ...]:
    """Whose earlier changes are missing for what could not be kept, feed by feed."""
    publics = dict(log.feeds(book.db))
    by_feed: dict[FeedId, list[int]] = defaultdict(list)
    for each in left:
        header = decode_header(each.header)
        by_feed[header.feed].append(header.seq)
    found = []
    for feed, seqs in sorted(by_feed.items()):
        end = log.feed_end(book.db, feed)
        here = 0 if end is None else end.seq - 1
        author = of_key(book, publics[feed]) if feed in publics else None
        found.append(Waiting(author, len(set(seqs)), max(0, min(seqs) - 1 - here)))
    return tuple(found)
