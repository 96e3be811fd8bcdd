"""The derived tables held against a fresh fold: every row, and none too many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.journal import compartments
from casebook.journal.fold import Life, State
from casebook.journal.projection import BATCH
from casebook.journal.rows import (
    RECORD_COLUMNS,
    Timed,
    links_of,
    list_columns,
    list_row,
    list_table,
    record_row,
)
from casebook.model.all_kinds import KINDS
from casebook.vault.database import Database


def differing(db: Database, folded: Sequence[tuple[State, Sequence[Timed]]], progress: Progress) -> int:
    """How many rows of records, lists, links and orders are not what a fresh fold would write.

    *folded*: every record any part names, blank ones included, each with the parts it was folded from.
    """
    count = 0
    there = compartments.places(db)
    wanted: dict[str, int] = defaultdict(int)
    for i, (state, timed) in enumerate(folded):
        if i % BATCH == 0:
            progress.step("comparing-tables", i, len(folded))
        if state.is_blank:
            continue
        wanted["record"] += 1
        where = compartments.of_record(db, state.record, there) if there.circles else there.team
        count += _stored_record(db, state.record) != (*record_row(state, timed), where)
        links = set() if state.life is Life.DELETED else links_of(state)
        wanted["link"] += len(links)
        count += _stored_links(db, state.record) != links
        if state.kind in KINDS and state.life is not Life.DELETED:
            changed = record_row(state, timed)[RECORD_COLUMNS.index("changed")]
            wanted[list_table(state.kind)] += 1
            count += _stored_list_row(db, state) != (changed, *list_row(state, timed))
    for table in ("record", "link", *map(list_table, KINDS)):
        row = db.one(f"SELECT count(*) FROM {table}")
        count += abs((int(row[0]) if row is not None else 0) - wanted[table])
    return count + _differing_orders(db, folded)


def _differing_orders(db: Database, folded: Sequence[tuple[State, Sequence[Timed]]]) -> int:
    """Orders over records nothing is left of count like all others: without them the content would come back."""
    stored: dict[RecordId, list[tuple[bytes, str, str]]] = defaultdict(list)
    for entry, record, unit, reason in db.execute("SELECT entry, record, unit, reason FROM erase_order"):
        stored[RecordId(bytes(record))].append((bytes(entry), unit or "", reason))
    count = 0
    for state, _ in folded:
        wanted = sorted((o.entry, o.unit or "", o.reason) for o in state.orders)
        count += sorted(stored.pop(state.record, [])) != wanted
    return count + len(stored)


def _stored_record(db: Database, record: RecordId) -> tuple[object, ...] | None:
    return db.one(f"SELECT {', '.join(RECORD_COLUMNS)}, compartment FROM record WHERE id = ?", (record,))


def _stored_links(db: Database, source: RecordId) -> set[tuple[bytes, bytes, str]]:
    rows = db.execute("SELECT target, path FROM link WHERE source = ?", (source,))
    return {(bytes(target), bytes(source), path) for target, path in rows}


def _stored_list_row(db: Database, state: State) -> tuple[object, ...] | None:
    names = "".join(f", {name}" for name, _ in list_columns(state.kind))
    return db.one(
        f"SELECT changed, sort, title, conflicts{names} FROM {list_table(state.kind)}"
        " WHERE n = (SELECT n FROM record WHERE id = ?)",
        (state.record,),
    )
