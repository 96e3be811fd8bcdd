"""What an import did, looked up in the casebook with the import in it: for good, or in a rehearsal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.casework import conflicts, titles
from casebook.casework.authors import Author, authors, of_key
from casebook.casework.book import REMOVED, Casebook
from casebook.casework.incoming import Offered, pending_orders
from casebook.journal import arrivals, current, log
from casebook.journal.entry import Entry, Op, decode_header
from casebook.journal.fold import ERASED_KIND, Life
from casebook.model.all_kinds import KINDS, ORDERS
from casebook.sync import pieces, stale
from casebook.sync.brought import Brought
from casebook.sync.came import (
    Applied,
    Arrived,
    Aside,
    Attachment,
    Before,
    Came,
    Changed,
    FromDevice,
    Ordered,
    Waiting,
)

HOUSEKEEPING: Final = frozenset((ERASED_KIND, "lost", "receipt", "roster", "epoch", "fork", "card"))
"""Kinds by which devices speak with each other. An entry with nothing else in it is no change anybody made."""


def before(book: Casebook) -> Before:
    """What an import is held against."""
    return Before(
        log.heads(book.db).count,
        frozenset((each.record, each.path) for each in conflicts.conflicts(book)),
        frozenset(order.entry for order in pending_orders(book)),
        frozenset(fork.feed for fork in stale.forks(book)),
        bool(log.noted(book.db, REMOVED)),
    )


def told(book: Casebook, brought: Brought, was: Before, done: Applied, language: str = "en") -> Came:
    """What *done* did to the casebook, which stands there with it in."""
    quarantined = frozenset(done.quarantined)
    entries = [
        entry
        for each in done.entries
        if each not in quarantined and (entry := log.entry(book.db, each)) is not None
    ]
    looking = _Looking(book, was, language)
    touched = {record for entry in entries for record in _records_in(entry)}
    deletions = {
        change.record for entry in entries for _, change in entry.changes() if change.op == Op.DELETE
    }
    gone = (looking.changed(record) for record in sorted(deletions))
    new = [each for each in conflicts.conflicts(book) if (each.record, each.path) not in was.conflicts]
    publics = dict(log.feeds(book.db))
    waits, strangers = _waiting(book, (each for pack in done.left for each in pack.entries))
    return Came(
        devices=tuple(_by_device(book, entries, done.carriers, looking)),
        cases=len(_cases(book, touched, looking)),
        conflicts=tuple(new),
        deciding=tuple(looking.changed(each.record) for each in new),
        deleted=tuple(each for each in gone if each.life is Life.DELETED),
        orders=tuple(_orders(book, was, looking)),
        aside=tuple(_aside(book, done)),
        waiting=waits,
        strangers=strangers,
        attachments=tuple(_attachments(book, brought, touched, done, looking)),
        clocks=tuple(of_key(book, publics[feed]) for feed in sorted(done.clocks)),
        forks=tuple(fork for fork in stale.forks(book) if fork.feed not in was.forks),
        claims=stale.claims(book),
        copied=done.copied,
        removed=bool(log.noted(book.db, REMOVED)) and not was.removed,
        newer=sum(_is_newer(change.kind, change.op) for entry in entries for _, change in entry.changes())
        + sum(pack.newer for pack in brought.packs),
        torn=sum(pack.torn for pack in brought.packs),
        refused=tuple(done.refused),
        unfit=done.unfit,
        carried=done.carried,
        keys=len(done.learnt),
        unread=brought.unread,
        more=brought.more,
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
        title = titles.title_in(
            lambda one: now if one == record else self._book.get(one), record, self._language
        )
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
            len(_cases(book, records, looking)),
        )


def _cases(book: Casebook, touched: Collection[RecordId], looking: _Looking) -> set[RecordId]:
    """The dossiers among *touched*, and those that one of them points at or is pointed at by."""
    found = set()
    for record in touched:
        if looking.changed(record).kind == "dossier":
            found.add(record)
        found.update(arrivals.dossiers_beside(book.db, record))
    return found


def _orders(book: Casebook, was: Before, looking: _Looking) -> Iterator[Ordered]:
    new = [order for order in pending_orders(book) if order.entry not in was.orders]
    who = authors(book, (order.entry for order in new))
    for order in new:
        target = looking.changed(order.record)
        yield Ordered(order.entry, who.get(order.entry), target, order.unit, order.reason)


def _aside(book: Casebook, done: Applied) -> Iterator[Aside]:
    """Whose changes moved out of what counts, or into it."""
    lists = (done.quarantined, done.withdrawn, done.released)
    who = authors(book, (entry for each in lists for entry in each))
    counted: dict[Author, list[int]] = defaultdict(lambda: [0, 0, 0])
    for at, each in enumerate(lists):
        for entry in each:
            counted[who[entry]][at] += 1
    for author, numbers in counted.items():
        yield Aside(author, *numbers)


def _attachments(
    book: Casebook, brought: Brought, touched: Collection[RecordId], done: Applied, looking: _Looking
) -> Iterator[Attachment]:
    """The files of records that came, and those of which pieces did."""
    whole = frozenset(done.whole)
    came = {piece.file for pack in brought.packs for piece in pack.pieces}
    lacking = {each.place: each for each in pieces.incomplete(book)}
    for each in lacking.values():
        if each.record in touched or each.file in came:
            arrived = Arrived.PARTLY if each.here else Arrived.NOT
            arrived = Arrived.WHOLE if each.place in whole else arrived
            yield Attachment(looking.changed(each.record), each.file, each.size, arrived)
    done_with = pieces.expected(book, whole - lacking.keys())
    for _, (record, told_of) in sorted(done_with.items()):
        yield Attachment(looking.changed(record), told_of.file, told_of.size, Arrived.WHOLE)


def _waiting(book: Casebook, left: Iterable[Offered]) -> tuple[tuple[Waiting, ...], int]:
    """Whose earlier changes are missing for what could not be kept, feed by feed; and how much is of strangers.

    A stranger is whoever signs a feed that is not here and was never named here: of what wrote it nothing is known.
    """
    publics = dict(log.feeds(book.db))
    by_feed: dict[FeedId, set[int]] = defaultdict(set)
    for each in left:
        header = decode_header(each.header)
        by_feed[header.feed].add(header.seq)
    found, strangers = [], 0
    for feed, seqs in sorted(by_feed.items()):
        if feed not in publics:
            strangers += len(seqs)
            continue
        end = log.feed_end(book.db, feed)
        here = 0 if end is None else end.seq - 1
        found.append(Waiting(of_key(book, publics[feed]), len(seqs), max(0, min(seqs) - 1 - here)))
    return tuple(found), strangers
