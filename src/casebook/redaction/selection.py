"""What an export is about: the records somebody chose and those that belong to them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from casebook.base.ids import RecordId
from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.journal.rows import links_of

EXPORTED: Final = (
    "list-edition",
    "list-entry",
    "dossier",
    "person",
    "proceeding",
    "event",
    "act",
    "interview",
    "source",
)
"""The kinds an export may hold, in their order in it. Consents, decisions, notes and settings never leave."""

_PULLED: Final = {
    "list-edition": ("list-entry",),
    "dossier": (),
    "person": ("act", "interview"),
    "proceeding": (),
    "event": ("act",),
}
"""Kinds of record that come along because they point at one that was chosen."""

_FOLLOWED: Final = {
    "list-entry": ("person", "proceeding", "source"),
    "dossier": ("person", "proceeding"),
    "act": ("event", "person"),
    "proceeding": ("person",),
    "event": (),
    "interview": (),
    "person": (),
    "list-edition": (),
    "source": (),
}
"""Kinds of record that come along because a chosen one points at them."""


def everything(snapshot: Snapshot) -> list[RecordId]:
    """All records of the kinds an export may hold."""
    return [record.id for kind in EXPORTED for record in snapshot.every(kind)]


def closure(snapshot: Snapshot, chosen: Iterable[RecordId]) -> list[RecordId]:
    """*chosen* and what belongs to it, in the order of `EXPORTED` and of ids."""
    pointing: dict[RecordId, list[Record]] = {}
    for source in snapshot.records.values():
        for target, _, _ in links_of(source.state):
            pointing.setdefault(RecordId(target), []).append(source)
    found: set[RecordId] = set()
    waiting = [record for record in chosen if snapshot.get(record) is not None]
    while waiting:
        at = waiting.pop()
        record = snapshot.get(at)
        if at in found or record is None or record.kind not in EXPORTED:
            continue
        found.add(at)
        waiting += _neighbours(snapshot, record, pointing.get(at, []))
    return [record for record in everything(snapshot) if record in found]


def _neighbours(snapshot: Snapshot, record: Record, pointing: list[Record]) -> Iterator[RecordId]:
    for other in pointing:
        if other.kind in _PULLED.get(record.kind, ()):
            yield other.id
    for target, _, _ in links_of(record.state):
        linked = snapshot.get(RecordId(target))
        if linked is not None and linked.kind in _FOLLOWED[record.kind]:
            yield linked.id
