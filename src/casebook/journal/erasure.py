"""Destroying content under an order to erase, and saying so in a signed entry.

Hiding is the fold's work and takes effect with the order. This file makes the bytes go: it deletes the
covered parts and returns the acknowledgement that names each of them, so that the gap can never be taken
for damage, nor damage for an erasure.
"""

from __future__ import annotations

from casebook.base.ids import EntryId, RecordId
from casebook.journal.entry import Change, Op, decode_change
from casebook.journal.fold import ERASED_KIND, Order
from casebook.journal.verifying import ERASED_UNIT
from casebook.vault.database import Database

_PAIRS_IN_A_PART = 20_000


def destroy(db: Database, order: Order, new_record: RecordId) -> list[Change]:
    """Delete every part *order* covers; returns the acknowledgement to append in the same transaction.

    A stamp goes with the last other part of its entry. Drafts of the erased units go too. The pages are
    overwritten by `secure_delete`; older copies on the disk stay readable under the database's key until
    the next rekey.
    """
    gone: list[tuple[EntryId, int]] = []
    rows = db.execute(
        "SELECT part.entry, part.place, entry.id, part.bytes FROM part JOIN entry ON entry.n = part.entry"
        " WHERE part.record = ?",
        (order.record,),
    )
    touched: set[int] = set()
    for number, place, entry, data in rows:
        if order.covers(decode_change(bytes(data))):
            db.execute("DELETE FROM part WHERE entry = ? AND place = ?", (number, place))
            gone.append((EntryId(bytes(entry)), place))
            touched.add(number)
    for number in sorted(touched):
        if db.one("SELECT 1 FROM part WHERE entry = ? AND place > 0", (number,)) is None:
            row = db.one("SELECT id FROM entry WHERE n = ?", (number,))
            assert row is not None
            db.execute("DELETE FROM part WHERE entry = ?", (number,))
            db.execute("UPDATE entry SET act = NULL WHERE n = ?", (number,))
            gone.append((EntryId(bytes(row[0])), 0))
    if order.unit is None:
        db.execute("DELETE FROM draft WHERE record = ?", (order.record,))
    else:
        db.execute(
            "DELETE FROM draft WHERE record = ? AND (unit = ? OR substr(unit, 1, ?) = ?)",
            (order.record, order.unit, len(order.unit) + 1, order.unit + "/"),
        )
    pairs = tuple((entry, place) for entry, place in sorted(gone))
    return [
        Change(new_record, ERASED_KIND, ERASED_UNIT, Op.SET, (order.entry, pairs[i : i + _PAIRS_IN_A_PART]))
        for i in range(0, len(pairs), _PAIRS_IN_A_PART)
    ]
