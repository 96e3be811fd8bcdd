"""Current tables, made from the journal and from the model's declarations; they may be dropped at any time.

`record` holds one row a record with its folded state; each kind has a list table (``list_person``) whose
columns are the units its declaration marks as columns. Nothing that protects a person is read from here
when it counts: see `log.verified_parts`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from casebook.base import resources
from casebook.base.ids import EntryId, RecordId
from casebook.base.progress import Progress
from casebook.journal import attached, compartments, log, receipts
from casebook.journal.entry import Entry, decode_change
from casebook.journal.fold import Life, Order, Said, State, fold, order_of
from casebook.journal.history import orders_on
from casebook.journal.rows import (
    RECORD_COLUMNS,
    Timed,
    decode_state,
    links_of,
    list_columns,
    list_row,
    list_table,
    record_row,
)
from casebook.model.all_kinds import KINDS
from casebook.vault.database import Database

SHAPE: Final = 2
"""Raised by hand when the code below writes something else for the same journal."""

BATCH: Final = 512


@cache
def schema() -> str:
    """The SQL of all derived tables."""
    tables = [resources_sql(), receipts.SCHEMA, attached.SCHEMA]
    for kind in KINDS:
        columns = "".join(f",\n  {name} TEXT" for name, _ in list_columns(kind))
        table = list_table(kind)
        tables.append(
            f"CREATE TABLE {table} (\n  n INTEGER PRIMARY KEY,\n  sort TEXT NOT NULL,\n  title TEXT NOT NULL,\n"
            f"  conflicts INTEGER NOT NULL,\n  changed INTEGER NOT NULL{columns}\n);\n"
            f"CREATE INDEX {table}_sort ON {table} (sort, n);\n"
            f"CREATE INDEX {table}_changed ON {table} (changed, n);"
        )
    return "\n".join(tables)


def resources_sql() -> str:
    """The fixed part of the schema, which stands beside this file."""
    return resources.beside(__file__, "projection.sql")


@cache
def version() -> bytes:
    """Names the shape of the derived tables: changes with the declarations and with `SHAPE`."""
    titles = repr([(k.name, k.letter, k.title) for k in KINDS.values()])
    return hashlib.sha256(f"{SHAPE}\n{titles}\n{schema()}".encode()).digest()


def ensure_current(db: Database, progress: Progress) -> bool:
    """Make the tables again if their shape changed. True if they were. Belongs outside a transaction."""
    row = db.one("SELECT value FROM meta WHERE name = 'projection'")
    if row is not None and bytes(row[0]) == version():
        return False
    rebuild(db, progress)
    return True


def rebuild(db: Database, progress: Progress) -> None:
    """Drop every derived table of this room and make it again from the journal, in one transaction."""
    with db.bulk(), db.transaction():
        drop(db)
        db.script(schema())
        everything = list(log.records(db))
        for order in _all_orders(db):
            _note_order(db, order)
        receipts.rebuild(db)
        for start in range(0, len(everything), BATCH):
            progress.step("rebuilding-tables", start, len(everything))
            apply(db, everything[start : start + BATCH], fresh=True)
        db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('projection', ?)", (version(),))


def drop(db: Database) -> None:
    """Remove the derived tables, those of an older shape included."""
    rows = db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table'"
        " AND (name IN ('record', 'link', 'erase_order', 'held', 'forked', 'attached')"
        " OR name LIKE 'list\\_%' ESCAPE '\\')"
    )
    for (name,) in rows:
        db.execute(f'DROP TABLE "{name}"')


def _all_orders(db: Database) -> list[Order]:
    found = []
    for entry, data in db.execute(
        "SELECT entry.id, part.bytes FROM part JOIN entry ON entry.n = part.entry WHERE part.record IS NOT NULL"
        " AND instr(part.bytes, CAST('erase' AS BLOB)) > 0 AND instr(part.bytes, CAST('order' AS BLOB)) > 0"
        f" AND {log.COUNTS}"
    ):
        order = order_of(Said(EntryId(bytes(entry)), decode_change(bytes(data))))
        if order is not None:
            found.append(order)
    return found


def _note_order(db: Database, order: Order) -> None:
    db.execute(
        "INSERT INTO erase_order (entry, record, unit, reason) VALUES (?, ?, ?, ?)",
        (order.entry, order.record, order.unit, order.reason),
    )


def note_orders(db: Database, entries: Iterable[Entry]) -> set[RecordId]:
    """Take new entries into the tables beside `record`; returns the records orders hide, to be folded again."""
    entries = list(entries)
    receipts.note(db, entries)
    hidden = set()
    for entry in entries:
        for _, change in entry.changes():
            order = order_of(Said(entry.id, change))
            if order is not None:
                _note_order(db, order)
                hidden.add(order.record)
    return hidden


def forget_orders(db: Database, entries: Iterable[EntryId]) -> set[RecordId]:
    """Take orders out of the tables that do not count any more; returns the records they hid, to be folded again."""
    shown: set[RecordId] = set()
    for entry in entries:
        rows = db.execute("SELECT record FROM erase_order WHERE entry = ?", (entry,))
        shown.update(RecordId(bytes(row[0])) for row in rows)
        db.execute("DELETE FROM erase_order WHERE entry = ?", (entry,))
    return shown


def apply(db: Database, records: Iterable[RecordId], *, fresh: bool = False) -> list[State]:
    """Fold *records* again from the journal and write their rows. Belongs inside a transaction.

    With *fresh* the tables are known to hold nothing of them yet.
    """
    states = []
    there = compartments.places(db)
    for record in records:
        timed = log.timed_parts_of(db, record)
        state = fold(record, [said for said, _ in timed], orders_on(db, record))
        where = compartments.of_record(db, record, there) if there.circles else None
        number = _write_record(db, state, (*record_row(state, timed), where or there.team), fresh=fresh)
        _write_links(db, state, fresh=fresh)
        attached.write(db, state, fresh=fresh)
        if number is not None:
            _write_row(db, number, state, timed)
        states.append(state)
    return states


def _write_record(
    db: Database, state: State, row_of_it: Sequence[str | int | bytes], *, fresh: bool
) -> int | None:
    """Write the row in `record`; returns its number, or `None` if the record is blank and has none."""
    if not fresh:
        row = db.one("SELECT n, kind FROM record WHERE id = ?", (state.record,))
        if row is not None and row[1] in KINDS:
            db.execute(f"DELETE FROM {list_table(row[1])} WHERE n = ?", (row[0],))
        if row is not None and (state.is_blank or row[1] != state.kind):
            db.execute("DELETE FROM record WHERE n = ?", (row[0],))
    if state.is_blank:
        return None
    columns = (*RECORD_COLUMNS, "compartment")
    updates = ", ".join(f"{column} = excluded.{column}" for column in columns)
    db.execute(
        f"INSERT INTO record (id, {', '.join(columns)}) VALUES (?{', ?' * len(columns)})"
        f" ON CONFLICT (id) DO UPDATE SET {updates}",
        (state.record, *row_of_it),
    )
    row = db.one("SELECT n FROM record WHERE id = ?", (state.record,))
    assert row is not None
    return int(row[0])


def _write_links(db: Database, state: State, *, fresh: bool) -> None:
    if not fresh:
        db.execute("DELETE FROM link WHERE source = ?", (state.record,))
    if state.life is not Life.DELETED:
        db.many("INSERT OR IGNORE INTO link (target, source, path) VALUES (?, ?, ?)", sorted(links_of(state)))


def _write_row(db: Database, number: int, state: State, timed: Sequence[Timed]) -> None:
    if state.kind not in KINDS or state.life is Life.DELETED:
        return
    names = "".join(f", {name}" for name, _ in list_columns(state.kind))
    row = list_row(state, timed)
    db.execute(
        f"INSERT INTO {list_table(state.kind)} (n, changed, sort, title, conflicts{names})"
        f" VALUES (?, (SELECT changed FROM record WHERE n = ?){', ?' * len(row)})",
        (number, number, *row),
    )


def states(db: Database, progress: Progress) -> Iterator[State]:
    """Every stored state, to hold against a fresh fold."""
    rows = db.execute("SELECT id, kind, state FROM record ORDER BY id")
    for i, (record, kind, data) in enumerate(rows):
        if i % BATCH == 0:
            progress.step("comparing-tables", i, len(rows))
        yield decode_state(RecordId(bytes(record)), kind, bytes(data))


def folded(by_record: Mapping[RecordId, list[Said]], orders: Iterable[Order]) -> Iterator[State]:
    """Every state folded from parts already read."""
    by_target: dict[RecordId, list[Order]] = defaultdict(list)
    for order in orders:
        by_target[order.record].append(order)
    for record in sorted(by_record):
        yield fold(record, by_record[record], by_target[record])
