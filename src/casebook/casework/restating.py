"""A record said anew, as it stands: in another casebook, or in a circle under another id.

Nothing of its history, and nothing that was erased, comes along; conflicts stand side by side as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from casebook.base.errors import Damaged
from casebook.base.ids import FileId, RecordId
from casebook.base.progress import Progress
from casebook.casework import evidence
from casebook.casework.book import Casebook
from casebook.journal.current import Record
from casebook.journal.entry import Change, Op
from casebook.model.all_kinds import KINDS
from casebook.model.evidence import FILE
from casebook.model.fields import Link, Struct, Value
from casebook.model.kinds import Unit

Renamed = Mapping[RecordId, RecordId]
"""The new ids of records that get one."""


@dataclass(eq=False)
class CopyDiffers(Damaged):
    """An attached file did not read back as what its record says of it."""

    file: FileId


def layers(
    record: Record,
    files: Mapping[FileId, Value],
    *,
    renamed: Renamed | None = None,
    without: Collection[str] = (),
) -> list[list[Change]]:
    """The changes that restate *record*: in layers, for a unit with two values is written by two entries.

    *files*: of each attached file the value that names it from now on. *without*: paths that are left off.
    """
    renamed = renamed or {}
    as_id = renamed.get(record.id, record.id)
    found: list[list[Change]] = [[]]
    for name in record.state.elements:
        # In the order in which people saw them.
        for element in record.elements(name):
            found[0].append(Change(as_id, record.kind, f"{name}/{element}", Op.ADD))
    for path, held in record.state.units.items():
        if path in without:
            continue
        unit = KINDS[record.kind].find(path) if record.kind in KINDS else None
        values = [redirected(unit, each.value, renamed) for each in held]
        for i, value in enumerate(_restated(record, path, values, files)):
            while len(found) <= i:
                found.append([])
            found[i].append(Change(as_id, record.kind, path, Op.SET, value))
    return found


def _restated(
    record: Record, path: str, values: Sequence[Value], files: Mapping[FileId, Value]
) -> Iterator[Value]:
    for value in values:
        kept = evidence.kept_in(record.id, value) if (record.kind, path) == ("evidence", "file") else None
        if kept is not None:
            yield files[kept.beside]
        elif value is not None or len(values) > 1:
            yield value


def redirected(unit: Unit | None, value: Value, renamed: Renamed) -> Value:
    """*value* of a unit, its links leading to the new ids."""
    if unit is not None and isinstance(unit.field, Link) and isinstance(value, bytes):
        return renamed.get(RecordId(value), value)
    if unit is not None and isinstance(unit.field, Struct) and isinstance(value, tuple):
        slots = zip(unit.field.slots, value, strict=False)
        return (
            *(
                renamed.get(RecordId(part), part)
                if isinstance(slot.field, Link) and isinstance(part, bytes)
                else part
                for slot, part in slots
            ),
            *value[len(unit.field.slots) :],
        )
    return value


def copy_files(
    book: Casebook, to: Casebook, records: Iterable[Record], progress: Progress
) -> dict[FileId, Value]:
    """Every file *records* hold, kept by *to* under new names and keys: old name → the value that names the new one.

    Raises `CopyDiffers`, `Damaged` leaves of a file that does not hold, disk refusals, `Cancelled`; files that were
    copied by then stay.
    """
    found: dict[FileId, Value] = {}
    for record in records:
        for value in record.values("file") if record.kind == "evidence" else ():
            kept = evidence.kept_in(record.id, value)
            if kept is None or kept.beside in found:
                continue
            with book.safe.files.open(kept.file, kept.key, kept.beside) as reader:
                stored = to.safe.files.put(evidence.chunks(reader, progress, "copying-files", kept.size))
            if (stored.size, stored.sha256) != (kept.size, kept.sha256):
                raise CopyDiffers(kept.file)
            found[kept.beside] = FILE.replace(value, key=stored.key, file=stored.id)
    return found
