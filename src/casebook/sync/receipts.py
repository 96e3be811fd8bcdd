"""What has arrived here, said in a signed entry, so that teammates know what need not be written again.

A receipt stands in the device's own feed of the compartment it is about, and names only what changed since the last
one. Being signed and chained it is a countersignature too: `sync.intervals` reads from it before when something must
have been written.

It covers what is here **in full**: an entry some part of which is missing, and was not erased in good order, is not
covered, nor what follows it, so that a teammate sends it again. New receipts of others are no reason to write one:
two devices would answer each other for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from casebook import __version__
from casebook.base.encode import label_hash
from casebook.base.ids import FeedId, FileId, RecordId
from casebook.casework.book import Casebook
from casebook.casework.touched import Verb
from casebook.formats.stream import FRAME, sealed_size
from casebook.journal import arrivals, attached, gaps, log, quarantine, receipts
from casebook.journal.acts import Heads
from casebook.journal.attached import File
from casebook.journal.entry import Change, Op
from casebook.journal.epochs import announced
from casebook.journal.gaps import Partly
from casebook.journal.partly import PARTLY, RECEIPT_KIND
from casebook.model.fields import Value
from casebook.sync import epochs, onetime
from casebook.sync.live import live

LARGE: Final = 16 * 1024 * 1024
"""Bytes from which a file is large: it goes along only if somebody asks for it, or chooses it."""
_ASKED: Final = "asked-files"
_MOST_WANTED: Final = 4096
RECEIPT_LABEL: Final = b"casebook/receipt/1\0"


MOST_HEADS: Final = 4_000
"""Heads in one receipt, some 300 kB. What is beyond is told in the next: a teammate who writes thousands of feeds must
not make a receipt too large for an entry."""


def receipt_id(device: bytes, compartment: bytes) -> RecordId:
    """The record of a device's receipts in a compartment: the same for everybody, without asking."""
    return RecordId(label_hash(RECEIPT_LABEL, device, compartment)[:16])


def append(book: Casebook, compartments: Iterable[bytes], *, anyway: bool = False) -> tuple[bytes, ...]:
    """Write a receipt where something arrived, a key came, or a file is wanted; returns the compartments it is about.

    With *anyway* also where nothing did: a device that teammates have no one-time key of tells them one. Inside a
    transaction it belongs to that; outside it makes its own. Raises as `Casebook.record`.
    """
    if book.db.in_transaction:
        return tuple(each for each in compartments if _append(book, each, anyway=anyway))
    with book.db.transaction():
        done = tuple(each for each in compartments if _append(book, each, anyway=anyway))
    if done:
        book.anchor()
    return done


def _append(book: Casebook, compartment: bytes, *, anyway: bool) -> bool:
    own = book.own.public
    excuses = _Excuses(book)
    heads: list[receipts.Head] = []
    arrived = anyway
    told, partly = partly_of(book, own, compartment), Partly()
    for feed in receipts.feeds_in(book.db, compartment):
        if feed.public == own:
            continue
        known = receipts.reached(book.db, own, feed)
        news = receipts.news(book.db, feed, known, excuses.of(feed))
        heads += news.heads
        gap = gaps.found(book.db, feed, gaps.with_news(known, feed, news), excuses.of(feed))
        partly = partly.with_gap(gap)
        before = told.reach(book.db, feed)
        rows = (*news.rows, *(row for row in gap.rows if not before.covers(row.seq, row.id)))
        chatter = receipt_id(feed.public, compartment)
        arrived = arrived or not all(receipts.says_only(book.db, row, chatter) for row in rows)
    wanted = _lacking(book, compartment)
    untold = epochs.has_untold(book, compartment, said(book, own, compartment, receipts.KEYS))
    same = wanted == wants(book, own, compartment) and gaps.partly_in(partly.value).lacks == told.lacks
    if not arrived and not untold and same:
        return False
    _write(book, compartment, heads[:MOST_HEADS], wanted, partly)
    return True


def partly_of(book: Casebook, device: bytes, compartment: bytes) -> Partly:
    """What a device last said that it holds beyond a gap."""
    return gaps.partly_in(said(book, device, compartment, PARTLY))


def _write(
    book: Casebook,
    compartment: bytes,
    heads: Sequence[receipts.Head],
    wanted: tuple[FileId, ...],
    partly: Partly,
) -> None:
    record = receipt_id(book.own.public, compartment)
    units: dict[str, Value] = {
        receipts.HEADS: tuple((head.feed, head.seq, head.head) for head in heads),
        receipts.PROGRAM: __version__,
        receipts.WANTS: wanted,
        receipts.KEYS: epochs.in_force(book, compartment),
        PARTLY: partly.value,
    }
    told = said(book, book.own.public, compartment, receipts.ONE_TIME)
    one_time = onetime.next_public(book, told if isinstance(told, bytes) else None)
    if one_time is not None:
        units[receipts.ONE_TIME] = one_time
    now = book.get(record)
    changes = [
        Change(record, RECEIPT_KIND, unit, Op.SET, value, () if now is None else now.seen(unit))
        for unit, value in units.items()
        if unit == receipts.HEADS or value != ((now and now.value(unit)) or ())
    ]
    book.append(Verb.RECEIPT, changes, None, homes={record: compartment})


def _has_new_key(book: Casebook, compartment: bytes) -> bool:
    """Whether a key came that this device has not said it holds: until it does, letters go out for it."""
    told = said(book, book.own.public, compartment, receipts.KEYS)
    own = {one.hash for one in announced(book.db, compartment) if one.where.public == book.own.public}
    return bool({*epochs.in_force(book, compartment)} - {*(told if isinstance(told, tuple) else ())} - own)


def said(book: Casebook, device: bytes, compartment: bytes, unit: str) -> Value:
    """What a device last said of *unit* (`journal.receipts`) in its receipts there, in its own words alone."""
    return receipts.last_said(book.db, device, compartment, receipt_id(device, compartment), unit)


def matrix(book: Casebook, compartment: bytes) -> dict[bytes, dict[FeedId, int]]:
    """Up to which place of each feed every device of a compartment is known to hold everything, by key.

    Known from its receipts, whoever brought them; of its own feed it holds what is here. Of a forked feed the place
    before the fork is told.
    """
    feeds = receipts.feeds_in(book.db, compartment)
    ends = {feed.id: max((head.seq for head in receipts.tips(book.db, feed)), default=0) for feed in feeds}
    return {
        device: {feed.id: min(receipts.reached(book.db, device, feed).trunk, ends[feed.id]) for feed in feeds}
        for device in sorted({feed.public for feed in feeds} | live(book, compartment))
    }


# ------------------------------------------------------------------------------------------ what is wanted


def wants(book: Casebook, device: bytes, compartment: bytes) -> tuple[FileId, ...]:
    """The encrypted files a device last asked for in a compartment, by their names."""
    value = said(book, device, compartment, receipts.WANTS)
    return tuple(FileId(each) for each in value if isinstance(each, str)) if isinstance(value, tuple) else ()


def ask(book: Casebook, file: FileId) -> None:
    """Ask teammates for a large file: the next receipt says so, until it is here. Inside or outside a transaction."""
    asked = _asked(book) | {file}
    with epochs.transaction(book):
        log.note(book.db, _ASKED, "\n".join(sorted(asked)).encode())


def _asked(book: Casebook) -> frozenset[str]:
    return frozenset(log.noted(book.db, _ASKED).decode().split())


def _lacking(book: Casebook, compartment: bytes) -> tuple[FileId, ...]:
    """Files of *compartment* that are named and not here: the small ones, and the large ones that were asked for."""
    asked = _asked(book)
    found = {
        as_name
        for place, here in arrivals.awaited(book.db).items()
        for file in files_named(book, compartment, place)
        if attached.place(book.db, file) == place
        and ((as_name := attached.asked_as(book.db, file)) in asked or file.size <= LARGE)
        and _frames(here) < -(-sealed_size(file.size) // FRAME)
    }
    return tuple(sorted(found)[:_MOST_WANTED])


def _frames(here: bytes) -> int:
    """How many frames of an awaited file have come."""
    return int.from_bytes(here, "big").bit_count()


def files_named(book: Casebook, compartment: bytes, name: FileId) -> Iterator[File]:
    """Every file of that name, or so described, that a record of *compartment* holds; nothing if none there does."""
    for file in attached.descriptions(book.db, name):
        if book.compartment_of(file.record) == compartment:
            yield file


# ------------------------------------------------------------------------------------------ what may be missing


class _Excuses:
    """Which parts may be missing here, found out only once one is."""

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self._excused: frozenset[receipts.Pair] | None = None
        self._before: Heads | None = None

    def of(self, feed: receipts.Feed) -> Callable[[receipts.Row], bool]:
        """Whether an entry of *feed* may lack what it lacks."""
        return lambda row: self._may(feed, row)

    def _may(self, feed: receipts.Feed, row: receipts.Row) -> bool:
        db = self._book.db
        if self._excused is None:
            self._excused = receipts.excused(db)
            own = quarantine.line(db).get(self._book.own.public)
            self._before = None if own is None else own.before
        if receipts.missing(db, row) <= self._excused:
            return True
        heads = [head for each, head in self._before or () if each == feed.id]
        past = receipts.reach(db, feed, receipts.heads_among(db, feed, heads))
        return past.covers(row.seq, row.id)
