"""What has arrived here, said in a signed entry, so that teammates know what need not be written again.

A receipt stands in the device's own feed of the compartment it is about, and names only what changed since the last
one. Being signed and chained it is a countersignature too: `sync.intervals` reads from it before when something must
have been written.

It covers what is here **in full**: an entry some part of which is missing, and was not erased in good order, is not
covered, nor what follows it, so that a teammate sends it again. New receipts of others are no reason to write one:
two devices would answer each other for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from casebook import __version__
from casebook.base.encode import label_hash
from casebook.base.ids import RecordId
from casebook.casework.book import Casebook
from casebook.casework.device import DEVICE_KEY
from casebook.casework.touched import Verb
from casebook.journal import receipts
from casebook.journal.entry import Change, Op
from casebook.model.fields import Value

RECEIPT_LABEL: Final = b"casebook/receipt/1\0"


def receipt_id(device: bytes, compartment: bytes) -> RecordId:
    """The record of a device's receipts in a compartment: the same for everybody, without asking."""
    return RecordId(label_hash(RECEIPT_LABEL, device, compartment)[:16])


def append(book: Casebook, compartments: Iterable[bytes]) -> tuple[bytes, ...]:
    """Write a receipt in each of *compartments* in which something arrived; returns those.

    Inside a transaction it belongs to that; outside it makes its own. Raises as `Casebook.record`.
    """
    if book.db.in_transaction:
        return tuple(each for each in compartments if _append(book, each))
    with book.db.transaction():
        done = tuple(each for each in compartments if _append(book, each))
    if done:
        book.anchor()
    return done


def _append(book: Casebook, compartment: bytes) -> bool:
    own = book.safe.keyring.public(DEVICE_KEY)
    excuses = _Excuses(book)
    heads: list[receipts.Head] = []
    arrived = False
    for feed in receipts.feeds_in(book.db, compartment):
        if feed.public == own:
            continue
        news = receipts.news(book.db, feed, receipts.reached(book.db, own, feed), excuses)
        heads += news.heads
        chatter = receipt_id(feed.public, compartment)
        arrived = arrived or not all(receipts.says_only(book.db, row, chatter) for row in news.rows)
    if not arrived:
        return False
    _write(book, compartment, receipt_id(own, compartment), heads)
    return True


def _write(book: Casebook, compartment: bytes, record: RecordId, heads: Sequence[receipts.Head]) -> None:
    units: dict[str, Value] = {
        receipts.HEADS: tuple((head.feed, head.seq, head.head) for head in heads),
        receipts.PROGRAM: __version__,
    }
    now = book.get(record)
    changes = [
        Change(record, receipts.RECEIPT_KIND, unit, Op.SET, said, () if now is None else now.seen(unit))
        for unit, said in units.items()
        if unit == receipts.HEADS or now is None or now.value(unit) != said
    ]
    book.append(Verb.RECEIPT, changes, None, homes={record: compartment})


class _Excuses:
    """Which parts may be missing here, found out only once one is."""

    def __init__(self, book: Casebook) -> None:
        self._db = book.db
        self._excused: frozenset[receipts.Pair] | None = None

    def __call__(self, row: receipts.Row) -> bool:
        if self._excused is None:
            self._excused = receipts.excused(self._db)
        return receipts.missing(self._db, row) <= self._excused
