"""The life of a record or of one unit, for people to read."""

from __future__ import annotations

from dataclasses import dataclass

from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.base.moment import Moment
from casebook.journal import log
from casebook.journal.entry import Op, decode_change, decode_stamp
from casebook.journal.fold import ERASE_KIND, Order
from casebook.model.fields import Value
from casebook.vault.database import Database


@dataclass(frozen=True, slots=True)
class Moved:
    """One thing that happened to a unit. *stands*: its value is among the visible ones now.

    *verb* and *moment* are missing where the entry's stamp was destroyed.
    """

    entry: EntryId
    feed: FeedId
    unit: str
    op: int
    value: Value
    verb: str
    moment: Moment | None
    stands: bool


def history(db: Database, record: RecordId, unit: str | None = None) -> list[Moved]:
    """What happened to *record* (or to *unit* and what lies below it), newest first. Erased content is not here."""
    orders = orders_on(db, record)
    rows = db.execute(
        "SELECT entry.id, feed.id, part.bytes, stamp.bytes FROM part"
        " JOIN entry ON entry.n = part.entry JOIN feed ON feed.n = entry.feed"
        " LEFT JOIN part AS stamp ON stamp.entry = part.entry AND stamp.place = 0"
        f" WHERE part.record = ? AND part.place > 0 AND {log.COUNTS} ORDER BY part.entry, part.place",
        (record,),
    )
    found: list[Moved] = []
    replaced: set[tuple[EntryId, str]] = set()
    for entry, feed, data, stamp_data in rows:
        change = decode_change(bytes(data))
        if any(order.covers(change) for order in orders):
            continue
        if change.op == Op.SET:
            replaced.update((earlier, change.unit) for earlier in change.replaces)
        if unit is not None and change.unit != unit and not change.unit.startswith(unit + "/"):
            continue
        stamp = None if stamp_data is None else decode_stamp(bytes(stamp_data))
        found.append(
            Moved(
                EntryId(bytes(entry)),
                FeedId(bytes(feed)),
                change.unit,
                change.op,
                change.value,
                "" if stamp is None else stamp.verb,
                None if stamp is None else stamp.moment,
                stands=True,
            )
        )
    shown = [
        Moved(
            m.entry, m.feed, m.unit, m.op, m.value, m.verb, m.moment, stands=(m.entry, m.unit) not in replaced
        )
        for m in found
    ]
    return sorted(shown, key=lambda m: (m.moment.hybrid if m.moment else 0, m.entry), reverse=True)


def orders_on(db: Database, record: RecordId) -> list[Order]:
    """The orders to erase that name *record*, from the table that `projection` keeps of them."""
    rows = db.execute("SELECT entry, unit, reason FROM erase_order WHERE record = ?", (record,))
    return [Order(EntryId(bytes(row[0])), record, row[1], row[2]) for row in rows]


def orders(db: Database) -> list[Order]:
    """All orders to erase, from the same table."""
    rows = db.execute("SELECT entry, record, unit, reason FROM erase_order ORDER BY entry")
    return [Order(EntryId(bytes(row[0])), RecordId(bytes(row[1])), row[2], row[3]) for row in rows]


def is_order_kind(kind: str) -> bool:
    """Whether a record of *kind* is an order to erase."""
    return kind == ERASE_KIND


def records_of_entry(db: Database, entry: EntryId) -> list[RecordId]:
    """The records an entry touched, as far as its parts are here."""
    found = log.entry(db, entry)
    return [] if found is None else [change.record for _, change in found.changes()]
