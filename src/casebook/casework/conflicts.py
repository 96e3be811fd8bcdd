"""Conflicts: where two people's words differ and somebody has to decide. Work is never blocked by one."""

from __future__ import annotations

from dataclasses import dataclass

from casebook.base.errors import Refused
from casebook.base.ids import EntryId, RecordId
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched, Verb
from casebook.journal import current, log
from casebook.journal.entry import Change, Op, Stamp
from casebook.journal.fold import Life
from casebook.model.fields import Value


@dataclass(eq=False)
class NoConflict(Refused):
    """Nothing to settle at that place."""

    path: str


@dataclass(frozen=True, slots=True)
class Version:
    """One of the values: who said it (their entries) and when, as far as stamps are here."""

    value: Value
    entries: tuple[EntryId, ...]
    stamps: tuple[Stamp, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A unit with several values; with an empty path, a record one deleted while another changed it."""

    record: RecordId
    kind: str
    path: str
    versions: tuple[Version, ...]


def conflicts(book: Casebook, record: RecordId | None = None) -> list[Conflict]:
    """Everything somebody has to decide, in one record or in all."""
    found: list[Conflict] = []
    for each in [record] if record is not None else current.in_conflict(book.db):
        now = book.need(each)
        for path in now.state.conflicts:
            versions = []
            for held in now.state.units.get(path, ()):
                stamps = log.stamps(book.db, held.entries)
                versions.append(
                    Version(held.value, held.entries, tuple(stamps[e] for e in held.entries if e in stamps))
                )
            found.append(Conflict(each, now.kind, path, tuple(versions)))
    return found


def settle(book: Casebook, record: RecordId, path: str, value: Value) -> Touched:
    """Decide for one value, or for a new one. Raises `NoConflict`, `BadValue`."""
    now = book.need(record)
    if path not in now.state.conflicts or not path:
        raise NoConflict(path)
    return records.write(book, Verb.SETTLE, [records.Set(record, path, value)])


def keep(book: Casebook, record: RecordId, path: str, entry: EntryId) -> Touched:
    """Decide for the value that *entry* said. Raises `NoConflict` if it is none of them."""
    for held in book.need(record).state.units.get(path, ()):
        if entry in held.entries:
            return settle(book, record, path, held.value)
    raise NoConflict(path)


def settle_element(book: Casebook, record: RecordId, element: str, *, there: bool) -> Touched:
    """Decide whether a disputed element of a list (``names/<16 hex>``) is there. Raises `NoConflict`."""
    now = book.need(record)
    if element not in now.state.disputed:
        raise NoConflict(element)
    if there:
        orders = tuple(order.entry for order in now.state.orders)
        return book.record(Verb.SETTLE, [Change(record, now.kind, element, Op.ADD, None, orders)])
    name, _, key = element.partition("/")
    return records.write(book, Verb.SETTLE, [records.Remove(record, name, key)])


def settle_deletion(book: Casebook, record: RecordId, *, deleted: bool) -> Touched:
    """Decide whether a record that was deleted and changed apart is there. Raises `NoConflict`."""
    if book.need(record).state.life is not Life.DISPUTED:
        raise NoConflict("")
    edit: records.Edit = records.Delete(record) if deleted else records.Restore(record)
    return records.write(book, Verb.SETTLE, [edit])
