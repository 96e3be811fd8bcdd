"""Undo: a new entry that brings the earlier values back, refused where somebody has changed them since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casebook.base.errors import Refused
from casebook.base.ids import ActId, EntryId, RecordId
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched, Verb
from casebook.journal import log
from casebook.journal.entry import Change, Entry, Op, value_bytes
from casebook.journal.fold import Said, State, fold, seen_by_delete, seen_by_remove
from casebook.journal.history import orders_on
from casebook.model.fields import Value

NOT_UNDONE = frozenset((Verb.ERASE, Verb.ERASED, Verb.FOUND, Verb.DISCLOSE))
"""What cannot be taken back: content that is destroyed, the casebook's beginning, and what already left."""


@dataclass(eq=False)
class NothingToUndo(Refused):
    """There is no act of this device left that can be undone."""


@dataclass(eq=False)
class ChangedSince(Refused):
    """*units* of the act were changed or erased since; undoing it would overwrite that."""

    units: int


def undo_last(book: Casebook) -> Touched:
    """Undo the latest act of this device that stands. Raises `NothingToUndo`, `ChangedSince`."""
    undone: set[bytes] = set()
    for entry in log.latest(book.db, book.own.feed):
        stamp = entry.stamp()
        if stamp is None or stamp.verb in NOT_UNDONE:
            continue
        act = log.act_of(entry) or b""
        if stamp.verb == Verb.UNDO:
            undone.add(act)
        elif stamp.verb == Verb.REDO:
            undone.discard(act)
        elif act not in undone:
            return undo(book, act)
    raise NothingToUndo


def undo(book: Casebook, act: bytes, verb: Verb = Verb.UNDO) -> Touched:
    """Undo one act, wholly or not at all. Raises `ChangedSince`, `NothingToUndo`."""
    last = _latest_round(log.of_act(book.db, book.own.feed, act))
    if not last:
        raise NothingToUndo
    changes, beside = inverse(book, last)
    return book.record(verb, changes, act=ActId(act), beside=beside)


def redo(book: Casebook, act: bytes) -> Touched:
    """Undo the undoing of an act. Raises as `undo` does."""
    return undo(book, act, Verb.REDO)


def _latest_round(entries: Sequence[Entry]) -> list[Entry]:
    """Of an act and its undoings (newest first), the entries of the latest: they share a verb."""
    found: list[Entry] = []
    verb = ""
    for entry in entries:
        stamp = entry.stamp()
        if stamp is None or (found and stamp.verb != verb):
            break
        verb = stamp.verb
        found.append(entry)
    return found


def inverse(book: Casebook, entries: Sequence[Entry]) -> tuple[list[Change], list[Change]]:
    """Changes that bring back what stood before *entries*, and those that need an entry of their own.

    Raises `ChangedSince`.
    """
    ours = frozenset(entry.id for entry in entries)
    by_record: dict[RecordId, list[Said]] = {}
    for entry in entries:
        for _, change in entry.changes():
            by_record.setdefault(change.record, []).append(Said(entry.id, change))
    blocked = 0
    changes: list[Change] = []
    beside: list[Change] = []
    for record, made in by_record.items():
        everything = log.parts_of(book.db, record)
        now = fold(record, everything, orders_on(book.db, record))
        if all(said.entry in ours for said in everything):
            found: list[list[Change] | None] = [None if now.orders else _unmake(now)]
        else:
            found = [_inverse_of(said.change, everything, ours, now) for said in made]
        for each in found:
            if each is None:
                blocked += 1
            else:
                changes.append(each[0])
                beside += each[1:]
    if blocked:
        raise ChangedSince(blocked)
    return changes, beside


def _unmake(now: State) -> list[Change]:
    """Delete a record that only the act made."""
    return [Change(now.record, now.kind, "", Op.DELETE, seen_by_delete(now), now.register)]


def _inverse_of(
    change: Change, everything: Sequence[Said], ours: frozenset[EntryId], now: State
) -> list[Change] | None:
    """What takes one change back; `None` if somebody changed or erased the unit since."""
    if any(order.covers(change) for order in now.orders):
        return None
    orders = tuple(order.entry for order in now.orders)

    def made(op: Op, value: Value = None, replaces: Sequence[EntryId] = ()) -> Change:
        return Change(change.record, change.kind, change.unit, op, value, tuple(replaces))

    match change.op:
        case Op.SET:
            standing = {entry for held in now.units.get(change.unit, ()) for entry in held.entries}
            if not standing <= ours:
                return None
            replaces = tuple(sorted({*standing, *orders}))
            return [made(Op.SET, value, replaces) for value in _earlier(change, everything)]
        case Op.ADD:
            seen = seen_by_remove(now, change.unit)
            return [made(Op.REMOVE, seen)] if ours.issuperset(seen) else None
        case Op.REMOVE:
            return [made(Op.ADD, None, orders)]
        case Op.DELETE:
            return [made(Op.RESTORE, None, now.register)]
        case Op.RESTORE:
            return [made(Op.DELETE, seen_by_delete(now), now.register)]
    return None


def _earlier(change: Change, everything: Sequence[Said]) -> list[Value]:
    """The values that stood on screen before: those the change replaced; nothing, if there were none."""
    replaced = set(change.replaces)
    values = {
        value_bytes(said.change.value): said.change.value
        for said in everything
        if said.entry in replaced and said.change.unit == change.unit and said.change.op == Op.SET
    }
    return [values[key] for key in sorted(values)] or [None]
