"""Which records are one person: those merged into one another, however that came about. Pure, but for reading a book.

A record that others were merged into lists them. Two devices that merge apart can make a chain or a loop; both are
gone through once, and which record stands for all is the same on every device.
docs/decisions/037-a-merge-tells-nobody-more.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from casebook.base.ids import RecordId
from casebook.casework.book import Casebook
from casebook.casework.snapshot import Snapshot
from casebook.journal import current
from casebook.journal.current import Record
from casebook.journal.fold import Life

MERGED: Final = "merged"
_Near = Callable[[RecordId], Iterable[RecordId]]


def merged_in(record: Record) -> tuple[RecordId, ...]:
    """The records that were merged into *record*, as it says itself."""
    return tuple(
        dict.fromkeys(
            RecordId(value)
            for key in record.elements(MERGED)
            for value in record.values(f"{MERGED}/{key}/person")
            if isinstance(value, bytes)
        )
    )


# ------------------------------------------------------------------------------------------ asked of a casebook


def identities(book: Casebook, person: RecordId) -> tuple[RecordId, ...]:
    """*person* first, then every record that was merged into it, and into those."""
    return _reached(person, lambda each: _into(book.get(each)))


def kin(book: Casebook, person: RecordId) -> tuple[RecordId, ...]:
    """*person* first, then every record that is the same person by any merge: what left is asked for by all of them."""
    above = _parents_in(book)
    return _reached(person, lambda each: (*_into(book.get(each)), *above(each)))


def standing_for(book: Casebook, record: RecordId) -> RecordId:
    """The record that stands for *record* now: itself, unless it was merged and nobody brought it back."""
    return standings(book)(record)


def standings(book: Casebook) -> Callable[[RecordId], RecordId]:
    """`standing_for`, for whoever asks of many: what is deleted is read once, and only if anybody needs it."""
    parents = _parents_in(book)
    return lambda record: _standing(record, parents, book.get)


def _parents_in(book: Casebook) -> _Near:
    @cache
    def gone() -> Mapping[RecordId, list[RecordId]]:
        found: dict[RecordId, list[RecordId]] = {}
        for each in current.deleted(book.db, "person"):
            for inside in merged_in(each):
                found.setdefault(inside, []).append(each.id)
        return found

    def parents(record: RecordId) -> Iterator[RecordId]:
        for source, kind, path in current.pointing_at(book.db, record):
            if kind == "person" and path.startswith(f"{MERGED}/"):
                yield source
        yield from gone().get(record, ())

    return parents


# ------------------------------------------------------------------------------------------- asked of a snapshot


def identities_in(snapshot: Snapshot, person: RecordId) -> tuple[RecordId, ...]:
    """`identities`, as the signed journal says it."""
    return _reached(person, lambda each: _into(kept_as(snapshot, each)))


def standing_in(snapshot: Snapshot, record: RecordId) -> RecordId:
    """`standing_for`, as the signed journal says it."""
    parents = snapshot.merged_into
    if record not in parents:
        return record
    return _standing(record, lambda each: parents.get(each, ()), lambda each: kept_as(snapshot, each))


def kept_as(snapshot: Snapshot, record: RecordId) -> Record | None:
    """The record of a person, deleted ones included; `None` if it was erased, or is none."""
    return snapshot.records.get(record) or snapshot.deleted.get(record)


# --------------------------------------------------------------------------------------------------- both alike


def _into(record: Record | None) -> tuple[RecordId, ...]:
    return () if record is None or record.kind != "person" else merged_in(record)


def _reached(start: RecordId, near: _Near) -> tuple[RecordId, ...]:
    """*start* and whatever can be reached from it, each once, the nearest first."""
    found = {start: None}
    waiting = [start]
    for each in waiting:
        for other in sorted(near(each)):
            if other not in found:
                found[other] = None
                waiting.append(other)
    return tuple(found)


def _standing(record: RecordId, parents: _Near, get: Callable[[RecordId], Record | None]) -> RecordId:
    """The topmost record above *record*; of several one that is there, of those the one with the least id.

    Topmost is what leads nowhere that does not lead back: in a loop each of its records.
    """
    now = get(record)
    if now is not None and now.state.life is Life.LIVE:
        return record
    above = {each: frozenset(_reached(each, parents)) for each in _reached(record, parents)}
    top = [each for each in above if all(each in above[other] for other in above[each])]

    def order(each: RecordId) -> tuple[int, RecordId]:
        found = get(each)
        gone = found is None or found.state.life is Life.DELETED
        return (gone, each)

    return min(top, key=order)
