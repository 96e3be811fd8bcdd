"""Current tables, made from the journal and from the model's declarations; they may be dropped at any time.

`record` holds one row a record with its folded state; each kind has a list table (``list_person``) whose
columns are the units its declaration marks as columns. Nothing that protects a person is read from here
when it counts: see `log.verified_parts`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from casebook.base import resources
from casebook.base.encode import pack
from casebook.base.ids import EntryId, RecordId, code_letters
from casebook.base.progress import Progress
from casebook.journal import log
from casebook.journal.entry import Entry, decode_change, decode_value
from casebook.journal.fold import Held, Life, Order, Said, State, fold, order_of
from casebook.journal.history import orders_on
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Link, Struct, Value
from casebook.model.kinds import Many, Unit
from casebook.model.names import sort_key
from casebook.vault.database import Database

SHAPE: Final = 1
"""Raised by hand when the code below writes something else for the same journal."""

BATCH: Final = 512


@cache
def list_table(kind: str) -> str:
    """The name of a kind's list table."""
    return f"list_{kind.replace('-', '_')}"


@cache
def list_columns(kind: str) -> tuple[tuple[str, Unit | Many], ...]:
    """Column names of a kind's list table and the declarations they are made from."""
    return tuple((f"c_{unit.name.replace('-', '_')}", unit) for unit in KINDS[kind].units if unit.column)


@cache
def schema() -> str:
    """The SQL of all derived tables."""
    tables = [resources_sql()]
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
        for start in range(0, len(everything), BATCH):
            progress.step("rebuilding-tables", start, len(everything))
            apply(db, everything[start : start + BATCH], fresh=True)
        db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('projection', ?)", (version(),))


def drop(db: Database) -> None:
    """Remove the derived tables, those of an older shape included."""
    rows = db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table'"
        " AND (name IN ('record', 'link', 'erase_order') OR name LIKE 'list\\_%' ESCAPE '\\')"
    )
    for (name,) in rows:
        db.execute(f'DROP TABLE "{name}"')


def _all_orders(db: Database) -> list[Order]:
    found = []
    for entry, data in db.execute(
        "SELECT entry.id, part.bytes FROM part JOIN entry ON entry.n = part.entry WHERE part.record IS NOT NULL"
        " AND instr(part.bytes, CAST('erase' AS BLOB)) > 0 AND instr(part.bytes, CAST('order' AS BLOB)) > 0"
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
    """Take new orders to erase into the tables; returns the records they hide, to be folded again."""
    hidden = set()
    for entry in entries:
        for _, change in entry.changes():
            order = order_of(Said(entry.id, change))
            if order is not None:
                _note_order(db, order)
                hidden.add(order.record)
    return hidden


def apply(db: Database, records: Iterable[RecordId], *, fresh: bool = False) -> list[State]:
    """Fold *records* again from the journal and write their rows. Belongs inside a transaction.

    With *fresh* the tables are known to hold nothing of them yet.
    """
    states = []
    for record in records:
        timed = log.timed_parts_of(db, record)
        state = fold(record, [said for said, _ in timed], orders_on(db, record))
        number = _write_record(db, state, timed, fresh=fresh)
        _write_links(db, state, fresh=fresh)
        if number is not None:
            _write_row(db, number, state)
        states.append(state)
    return states


def _write_record(db: Database, state: State, timed: list[tuple[Said, int]], *, fresh: bool) -> int | None:
    """Write the row in `record`; returns its number, or `None` if the record is blank and has none."""
    if not fresh:
        row = db.one("SELECT n, kind FROM record WHERE id = ?", (state.record,))
        if row is not None and row[1] in KINDS:
            db.execute(f"DELETE FROM {list_table(row[1])} WHERE n = ?", (row[0],))
        if row is not None and (state.is_blank or row[1] != state.kind):
            db.execute("DELETE FROM record WHERE n = ?", (row[0],))
    if state.is_blank:
        return None
    times = [hybrid for _, hybrid in timed if hybrid] or [0]
    db.execute(
        "INSERT INTO record (id, kind, code, title, life, conflicts, created, changed, state, shown)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET title = excluded.title,"
        " life = excluded.life, conflicts = excluded.conflicts, created = excluded.created,"
        " changed = excluded.changed, state = excluded.state, shown = excluded.shown",
        (
            state.record,
            state.kind,
            code_letters(state.record),
            title_of(state),
            int(state.life),
            len(state.conflicts),
            min(times),
            max(times),
            encode_state(state),
            pack(_shown_order(state, timed)),
        ),
    )
    row = db.one("SELECT n FROM record WHERE id = ?", (state.record,))
    assert row is not None
    return int(row[0])


def _shown_order(state: State, timed: list[tuple[Said, int]]) -> list[list[str]]:
    """Of every list, its element ids in the order in which they were added: how people expect to see them."""
    first: dict[str, tuple[int, int]] = {}
    for i, (said, hybrid) in enumerate(timed):
        element = "/".join(said.change.unit.split("/")[:2])
        first[element] = min(first.get(element, (hybrid, i)), (hybrid, i))
    return [
        [name, *sorted(keys, key=lambda key: (first.get(f"{name}/{key}", (0, 0)), key))]
        for name, keys in state.elements.items()
        if len(keys) > 1
    ]


def _write_links(db: Database, state: State, *, fresh: bool) -> None:
    if not fresh:
        db.execute("DELETE FROM link WHERE source = ?", (state.record,))
    if state.life is not Life.DELETED:
        db.many("INSERT OR IGNORE INTO link (target, source, path) VALUES (?, ?, ?)", sorted(links_of(state)))


def _write_row(db: Database, number: int, state: State) -> None:
    if state.kind not in KINDS or state.life is Life.DELETED:
        return
    names = "".join(f", {name}" for name, _ in list_columns(state.kind))
    row = _row(state)
    db.execute(
        f"INSERT INTO {list_table(state.kind)} (n, changed, sort, title, conflicts{names})"
        f" VALUES (?, (SELECT changed FROM record WHERE n = ?){', ?' * len(row)})",
        (number, number, *row),
    )


def _row(state: State) -> tuple[str | int, ...]:
    """A list's line: what it is sorted by, the title, how many conflicts, and the columns."""
    columns = (column_text(state, unit) for _, unit in list_columns(state.kind))
    return (sort_of(state), title_of(state), len(state.conflicts), *columns)


def links_of(state: State) -> set[tuple[bytes, bytes, str]]:
    """(target, source, path) for every link the record holds, those inside structures included."""
    kind = KINDS.get(state.kind)
    found: set[tuple[bytes, bytes, str]] = set()
    for path, held in state.units.items() if kind is not None else ():
        unit = kind.find(path) if kind is not None else None
        for value in held if unit is not None else ():
            for target in _linked(unit, value.value):
                found.add((target, state.record, path))
    return found


def _linked(unit: Unit | None, value: Value) -> Iterator[bytes]:
    if unit is None:
        return
    if isinstance(unit.field, Link) and isinstance(value, bytes):
        yield value
    if isinstance(unit.field, Struct) and isinstance(value, tuple):
        for slot, part in zip(unit.field.slots, value, strict=False):
            if isinstance(slot.field, Link) and isinstance(part, bytes):
                yield part


def column_text(state: State, unit: Unit | Many) -> str:
    """What a list shows of a unit: its text form; of a list, the main texts of its elements."""
    if isinstance(unit, Unit):
        held = state.units.get(unit.name, ())
        return " ⚡ ".join(_short(unit, value.value) for value in held if value.value is not None)
    texts = []
    for key in state.elements.get(unit.name, ()):
        held = state.units.get(f"{unit.name}/{key}/{unit.main.name}", ())
        texts += [_short(unit.main, value.value) for value in held if value.value is not None]
    return "; ".join(text for text in texts if text)


def _short(unit: Unit, value: Value) -> str:
    """A value as lists show it: of a structure, its main part."""
    if isinstance(unit.field, Struct) and isinstance(value, tuple):
        return unit.field.slots[0].field.text(value[0])
    return unit.field.text(value)


def title_of(state: State) -> str:
    """The text a record is known by: the first of its kind's title units that has one.

    A title that is another record's title (a list entry is called by its person) is empty here: `casework`
    follows the link when it shows one.
    """
    kind = KINDS.get(state.kind)
    for name in kind.title if kind is not None else ():
        unit = kind.by_name[name] if kind is not None else None
        if unit is None or isinstance(_main(unit).field, Link):
            continue
        text = column_text(state, unit).split("; ")[0].split(" ⚡ ")[0]
        if text:
            return text[:200]
    return ""


def sort_of(state: State) -> str:
    """What lists are sorted by: of people the family name first, of all else the title."""
    kind = KINDS.get(state.kind)
    return (
        sort_key(title_of(state))
        if kind is not None and "names" in kind.title
        else title_of(state).casefold()
    )


def _main(unit: Unit | Many) -> Unit:
    return unit if isinstance(unit, Unit) else unit.main


def encode_state(state: State) -> bytes:
    """The state as it is kept in `record`."""
    return pack(
        [
            [
                [path, [[held.value, list(held.entries)] for held in values]]
                for path, values in state.units.items()
            ],
            [[name, list(keys)] for name, keys in state.elements.items()],
            [[path, list(entries)] for path, entries in state.adds.items()],
            list(state.disputed),
            int(state.life),
            list(state.register),
            [[o.entry, o.unit, o.reason] for o in state.orders],
            state.newer,
        ]
    )


def decode_state(record: RecordId, kind: str, data: bytes) -> State:
    """The state that `encode_state` wrote."""
    shape: Any = decode_value(data)  # our own bytes, in the shape above
    units, elements, adds, disputed, life, register, orders, newer = shape
    return State(
        record=record,
        kind=kind,
        units={p: tuple(Held(v, tuple(map(EntryId, e))) for v, e in held) for p, held in units},
        elements=dict(elements),
        adds={p: tuple(map(EntryId, e)) for p, e in adds},
        disputed=disputed,
        life=Life(life),
        register=tuple(map(EntryId, register)),
        orders=tuple(Order(EntryId(e), record, u, r) for e, u, r in orders),
        newer=newer,
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


def differing_rows(db: Database, states: Iterable[State], progress: Progress) -> int:
    """How many rows of lists, links and orders are not what a fresh fold would write."""
    count = 0
    orders: dict[RecordId, set[tuple[bytes, str | None, str]]] = defaultdict(set)
    for entry, record, unit, reason in db.execute("SELECT entry, record, unit, reason FROM erase_order"):
        orders[RecordId(bytes(record))].add((bytes(entry), unit, reason))
    rows = 0
    for i, state in enumerate(states):
        if i % BATCH == 0:
            progress.step("comparing-tables", i)
        wanted = {(o.entry, o.unit, o.reason) for o in state.orders}
        count += wanted != orders.pop(state.record, set())
        links = set() if state.life is Life.DELETED else links_of(state)
        count += links != _stored_links(db, state.record)
        if state.kind in KINDS and state.life is not Life.DELETED:
            rows += 1
            count += _stored_row(db, state) != _row(state)
    stored = 0
    for kind in KINDS:
        found = db.one(f"SELECT count(*) FROM {list_table(kind)}")
        stored += found[0] if found is not None else 0
    return count + abs(stored - rows)


def _stored_links(db: Database, source: RecordId) -> set[tuple[bytes, bytes, str]]:
    rows = db.execute("SELECT target, path FROM link WHERE source = ?", (source,))
    return {(bytes(target), bytes(source), path) for target, path in rows}


def _stored_row(db: Database, state: State) -> tuple[object, ...] | None:
    names = "".join(f", {name}" for name, _ in list_columns(state.kind))
    return db.one(
        f"SELECT sort, title, conflicts{names} FROM {list_table(state.kind)}"
        " WHERE n = (SELECT n FROM record WHERE id = ?)",
        (state.record,),
    )
