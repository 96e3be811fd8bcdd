"""What counts and what stands aside, brought into the tables after anything changed who may write."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from casebook.base.ids import EntryId, RecordId
from casebook.casework.batches import Batches
from casebook.casework.book import REMOVED, Casebook
from casebook.journal import log, projection, quarantine, receipts
from casebook.journal.authority import Line
from casebook.journal.entry import Entry
from casebook.journal.history import records_of_entry
from casebook.journal.quarantine import Moved


@dataclass(frozen=True, slots=True)
class Settled:
    """What moved, which of the new entries stand aside, and the records that look different now."""

    moved: Moved
    aside: frozenset[EntryId]
    records: frozenset[RecordId]


def settle(
    book: Casebook,
    new: Iterable[Entry] = (),
    line: Line | None = None,
    *,
    batches: Batches | None = None,
) -> Settled:
    """Find out anew what counts, of all entries and of *new* ones, and show it. Belongs inside a transaction.

    *new*: entries the tables know nothing of yet, each with the parts that are new. *line*: the authority, if it was
    evaluated since anything changed. *batches*: where it can be stopped; raises `Cancelled` then.
    """
    db, new, batches = book.db, list(new), batches or Batches()
    receipts.note(db, batches.each(new, counted=False))  # forks among them
    line = line or quarantine.line(db)
    before = {entry.id: quarantine.is_aside(db, entry.id) for entry in new}
    moved = quarantine.settle(db, line, book.clock.now().wall_ms)
    if line.paper is not None and line.paper.enrolled is not None and not log.noted(db, quarantine.PAPER):
        log.note(db, quarantine.PAPER, line.paper.enrolled)
    _note_removed(book, removed=line.is_own_cut)
    aside = frozenset(entry.id for entry in new if quarantine.is_aside(db, entry.id))
    back = [entry for each in moved.back if (entry := log.entry(db, each)) is not None]
    counted = [entry for entry in new if entry.id not in aside and not before[entry.id]]
    records = {
        record
        for each in batches.each((*moved.out, *moved.back, *(entry.id for entry in new)), counted=False)
        for record in records_of_entry(db, each)
    }
    records |= projection.forget_orders(db, moved.out)
    records |= projection.note_orders(db, batches.each([*counted, *back], counted=False))
    for lot in batches.lots(sorted(records)):
        book.refresh(lot)
    return Settled(moved, aside, frozenset(records))


def _note_removed(book: Casebook, *, removed: bool) -> None:
    if removed and not log.noted(book.db, REMOVED):
        log.note(book.db, REMOVED, b"1")
    elif not removed and log.noted(book.db, REMOVED):
        log.forget(book.db, REMOVED)


def set_aside(book: Casebook, entries: Collection[EntryId]) -> Settled:
    """Choose that *entries*, and what follows on them, do not count in this casebook. Belongs inside a transaction.

    What they say about who belongs counts all the same: a removal is not undone by undoing an import.
    """
    quarantine.set_aside(book.db, entries, book.clock.now().wall_ms)
    return _after_choice(book, entries, ())


def take_again(book: Casebook, entries: Collection[EntryId]) -> Settled:
    """Take that choice back. Belongs inside a transaction."""
    return _after_choice(book, (), quarantine.take_again(book.db, entries))


def _after_choice(book: Casebook, out: Collection[EntryId], back: Collection[EntryId]) -> Settled:
    """`settle`, for which these entries had moved already."""
    records = projection.forget_orders(book.db, out)
    records |= {record for each in (*out, *back) for record in records_of_entry(book.db, each)}
    found = settle(book)
    counted = [each for each in back if not quarantine.is_aside(book.db, each)]
    records |= projection.note_orders(
        book.db, [entry for each in counted if (entry := log.entry(book.db, each)) is not None]
    )
    book.refresh(records)
    moved = Moved((*out, *found.moved.out), (*counted, *found.moved.back))
    return Settled(moved, found.aside, found.records | records)
