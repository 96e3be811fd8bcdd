"""Records as they stand now: what pages, lists and commands ask. Read from the derived tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from casebook.base.ids import EntryId, RecordId, code_letters
from casebook.base.moment import COUNTER_BITS
from casebook.journal.entry import decode_value
from casebook.journal.fold import Life, State, orders_over
from casebook.journal.rows import decode_state
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Value
from casebook.model.kinds import Many
from casebook.vault.database import Database


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it stands now: id, kind, short code, folded state, and when it was made and changed (ms)."""

    id: RecordId
    kind: str
    code: str
    state: State
    created_ms: int
    changed_ms: int
    shown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def values(self, path: str) -> tuple[Value, ...]:
        """The visible values of a unit; several are a conflict. A unit set to nothing has none."""
        return tuple(held.value for held in self.state.units.get(path, ()) if held.value is not None)

    def value(self, path: str) -> Value:
        """The value of a unit (with a conflict: one of them, the same on every device), or nil."""
        return next(iter(self.values(path)), None)

    def text(self, path: str) -> str:
        """The value as text, or the empty text where it is something else."""
        value = self.value(path)
        return value if isinstance(value, str) else ""

    def elements(self, name: str) -> tuple[str, ...]:
        """The ids (16 hex) of a list's elements as they were added; paragraphs in the order of their places."""
        keys = self.shown.get(name) or self.state.elements.get(name, ())
        declared = KINDS[self.kind].by_name.get(name) if self.kind in KINDS else None
        if isinstance(declared, Many) and declared.paragraphs:
            return tuple(sorted(keys, key=lambda key: (self.text(f"{name}/{key}/place"), key)))
        return keys

    def each(self, name: str, inner: str) -> Iterator[tuple[str, Value]]:
        """Element id and value of the unit *inner* for every element of the list *name* that has one."""
        for key in self.elements(name):
            value = self.value(f"{name}/{key}/{inner}")
            if value is not None:
                yield key, value

    def seen(self, path: str) -> tuple[EntryId, ...]:
        """What somebody who looks at this unit now has on screen: the *replaces* of their next change."""
        held = [entry for value in self.state.units.get(path, ()) for entry in value.entries]
        return tuple(sorted({*held, *orders_over(self.state, path)}))


_RECORD = "SELECT id, kind, code, state, created, changed, shown FROM record"


def _record(row: tuple[bytes, str, str, bytes, int, int, bytes]) -> Record:
    record = RecordId(bytes(row[0]))
    letter = KINDS[row[1]].letter if row[1] in KINDS else "X"
    return Record(
        record,
        row[1],
        f"{letter}-{row[2]}",
        decode_state(record, row[1], bytes(row[3])),
        row[4] >> COUNTER_BITS,
        row[5] >> COUNTER_BITS,
        {name: tuple(keys) for name, *keys in _lists(bytes(row[6]))},
    )


def _lists(data: bytes) -> list[list[str]]:
    shape: Any = decode_value(data)
    return [list(each) for each in shape]


def get(db: Database, record: RecordId) -> Record | None:
    """One record, deleted ones included; `None` if there is none or all of it was erased."""
    row = db.one(f"{_RECORD} WHERE id = ?", (record,))
    return None if row is None else _record(row)


def every(db: Database, kind: str) -> Iterator[Record]:
    """All records of a kind that are not deleted, in the order of their ids."""
    rows = db.execute(f"{_RECORD} WHERE kind = ? AND life <> ? ORDER BY id", (kind, int(Life.DELETED)))
    return map(_record, rows)


def deleted(db: Database, kind: str) -> Iterator[Record]:
    """The records of a kind that are deleted, and could be restored, in the order of their ids."""
    rows = db.execute(f"{_RECORD} WHERE kind = ? AND life = ? ORDER BY id", (kind, int(Life.DELETED)))
    return map(_record, rows)


def ids_of(db: Database, kind: str) -> list[RecordId]:
    """The ids of all records of a kind, of one that has no page too, in their order."""
    return [
        RecordId(bytes(row[0]))
        for row in db.execute("SELECT id FROM record WHERE kind = ? ORDER BY id", (kind,))
    ]


def by_code(db: Database, letters: str) -> list[RecordId]:
    """The records whose short code begins with *letters* (four or more, upper case, Crockford's alphabet)."""
    rows = db.execute("SELECT id FROM record WHERE code = ?", (letters[:4],))
    found = [RecordId(bytes(row[0])) for row in rows]
    return [record for record in found if code_letters(record, len(letters)) == letters]


def code_of(db: Database, record: Record) -> str:
    """The shortest code that no other record shares: four letters, more only where two collide."""
    letter = record.code[:2]
    for length in range(4, 15):
        if len(by_code(db, code_letters(record.id, length))) <= 1:
            return letter + code_letters(record.id, length)
    return letter + code_letters(record.id, 14)


def pointing_at(db: Database, target: RecordId) -> list[tuple[RecordId, str, str]]:
    """(record, kind, path) of every live record that links to *target*."""
    rows = db.execute(
        "SELECT link.source, record.kind, link.path FROM link JOIN record ON record.id = link.source"
        " WHERE link.target = ? ORDER BY record.kind, record.created",
        (target,),
    )
    return [(RecordId(bytes(row[0])), row[1], row[2]) for row in rows]


def titles(db: Database, records: Iterable[RecordId]) -> dict[RecordId, str]:
    """The titles of some records."""
    found = {}
    for record in records:
        row = db.one("SELECT title FROM record WHERE id = ?", (record,))
        if row is not None:
            found[record] = row[0]
    return found


def counts(db: Database) -> dict[str, int]:
    """How many records of each kind there are, deleted ones left out."""
    rows = db.execute("SELECT kind, count(*) FROM record WHERE life <> 1 GROUP BY kind ORDER BY kind")
    return {row[0]: row[1] for row in rows}


def in_conflict(db: Database) -> list[RecordId]:
    """Records with something a person has to decide."""
    rows = db.execute("SELECT id FROM record WHERE conflicts > 0 AND life <> 1 ORDER BY changed DESC")
    return [RecordId(bytes(row[0])) for row in rows]
