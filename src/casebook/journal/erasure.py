"""Destroying content under an order to erase, and saying so in a signed entry.

Hiding is the fold's work and takes effect with the order. This file makes the bytes go: it deletes the
covered parts and returns the acknowledgement that names each of them, so that the gap can never be taken
for damage, nor damage for an erasure. An order that was once obeyed here is obeyed for ever: what it covers
and arrives later is destroyed on arrival.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from casebook.base.ids import EntryId, RecordId
from casebook.journal import compartments, log
from casebook.journal.entry import Change, Op, decode_change
from casebook.journal.fold import ERASED_KIND, ERASED_UNIT, Order
from casebook.journal.verifying import acknowledged
from casebook.vault.database import Database

_PAIRS_IN_A_PART = 20_000
_OBEYED = "obeyed"


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What went: the acknowledgements to append in the same transaction, and the changes themselves.

    Each acknowledgement comes with the compartment it has to stand in: that of the entries it names.
    The changes are for what hangs on them outside the journal (encrypted files); they must not be kept.
    """

    acknowledgements: tuple[tuple[bytes, Change], ...]
    changes: tuple[Change, ...]


def destroy(db: Database, order: Order, new_record: Callable[[], RecordId]) -> Destroyed:
    """Delete every part *order* covers. Belongs inside a transaction.

    A stamp goes with the last other part of its entry. Drafts of the erased units go too. The pages are
    overwritten by `secure_delete`; older copies on the disk stay readable under the database's key until
    the next rekey. The first time an order is obeyed it is acknowledged even if nothing of it was here.
    """
    gone: list[tuple[EntryId, int]] = []
    changes: list[Change] = []
    rows = db.execute(
        "SELECT part.entry, part.place, entry.id, part.bytes FROM part JOIN entry ON entry.n = part.entry"
        " WHERE part.record = ?",
        (order.record,),
    )
    touched: set[int] = set()
    for number, place, entry, data in rows:
        change = decode_change(bytes(data))
        if order.covers(change):
            db.execute("DELETE FROM part WHERE entry = ? AND place = ?", (number, place))
            gone.append((EntryId(bytes(entry)), place))
            changes.append(change)
            touched.add(number)
    gone += _destroy_stamps(db, touched)
    _drop_drafts(db, order)
    first = order.entry not in obeyed(db)
    if first:
        log.note(db, _OBEYED, log.noted(db, _OBEYED) + order.entry)
    return Destroyed(tuple(_acknowledged(db, order, gone, new_record, first=first)), tuple(changes))


def _acknowledged(
    db: Database,
    order: Order,
    gone: Sequence[tuple[EntryId, int]],
    new_record: Callable[[], RecordId],
    *,
    first: bool,
) -> Iterator[tuple[bytes, Change]]:
    """What names each of *gone* as destroyed under *order*, by compartment; the *first* time one at least."""
    by_home: dict[bytes, list[tuple[EntryId, int]]] = {}
    for entry, place in sorted(gone):
        by_home.setdefault(compartments.of_entry(db, entry) or b"", []).append((entry, place))
    home = compartments.of_entry(db, order.entry) or compartments.team(db)
    if first:
        by_home.setdefault(home, [])
    for where, pairs in by_home.items():
        starts = range(0, len(pairs), _PAIRS_IN_A_PART) or range(1)
        for i in starts:
            value = (order.entry, tuple(pairs[i : i + _PAIRS_IN_A_PART]))
            yield where, Change(new_record(), ERASED_KIND, ERASED_UNIT, Op.SET, value)


def _destroy_stamps(db: Database, entries: set[int]) -> list[tuple[EntryId, int]]:
    """The stamps of those *entries* nothing else is left of."""
    gone = []
    for number in sorted(entries):
        if db.one("SELECT 1 FROM part WHERE entry = ? AND place > 0", (number,)) is None:
            row = db.one("SELECT id FROM entry WHERE n = ?", (number,))
            assert row is not None
            db.execute("DELETE FROM part WHERE entry = ?", (number,))
            db.execute("UPDATE entry SET act = NULL WHERE n = ?", (number,))
            gone.append((EntryId(bytes(row[0])), 0))
    return gone


def _drop_drafts(db: Database, order: Order) -> None:
    if order.unit is None:
        db.execute("DELETE FROM draft WHERE record = ?", (order.record,))
        return
    db.execute(
        "DELETE FROM draft WHERE record = ? AND (unit = ? OR substr(unit, 1, ?) = ?)",
        (order.record, order.unit, len(order.unit) + 1, order.unit + "/"),
    )


def obeyed(db: Database) -> frozenset[EntryId]:
    """The orders this device has destroyed under."""
    noted = log.noted(db, _OBEYED)
    return frozenset(EntryId(noted[i : i + 32]) for i in range(0, len(noted), 32))


def destroyed_here(db: Database) -> frozenset[tuple[EntryId, int]]:
    """(entry, place) of every part that an order obeyed here has destroyed, on this device or another."""
    orders = obeyed(db)
    found: set[tuple[EntryId, int]] = set()
    for (record,) in db.execute("SELECT id FROM record WHERE kind = ?", (ERASED_KIND,)) if orders else ():
        for said in log.parts_of(db, RecordId(bytes(record))):
            for order, pairs in acknowledged(said.change).items():
                found.update(pairs if order in orders else ())
    return frozenset(found)
