"""Undo: a new entry that brings the earlier values back, refused where somebody has changed them since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from casebook.base.errors import Refused
from casebook.base.ids import ActId, EntryId, RecordId
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched, Verb
from casebook.journal import log
from casebook.journal.entry import Change, Entry, Op, value_bytes
from casebook.journal.fold import (
    Life,
    Said,
    State,
    element_of,
    fold,
    orders_over,
    seen_by_delete,
    seen_by_remove,
)
from casebook.journal.history import orders_on
from casebook.model.fields import Value

NOT_UNDONE = frozenset(
    (
        Verb.ERASE,
        Verb.ERASED,
        Verb.FOUND,
        Verb.DISCLOSE,
        Verb.PUBLISHER,
        Verb.EXTRACT,
        Verb.RECEIVE,
        Verb.RECEIPT,
        Verb.CIRCLE,
        Verb.ROSTER,
        Verb.EPOCH,
        Verb.SEAL,
        Verb.BACKUP,
    )
)
"""What cannot be taken back: what is destroyed, the casebook's beginning, what already left, what others sent."""


MERGING = ("person", "merged")
"""The list in which a record says whom it took in: a merge can be undone only as long as that record is there."""


@dataclass(eq=False)
class NothingToUndo(Refused):
    """There is no act of this device left that can be undone."""


@dataclass(eq=False)
class ChangedSince(Refused):
    """*units* of the act were changed or erased since; undoing it would overwrite that."""

    units: int


def undo_last(book: Casebook) -> Touched:
    """Undo the latest act of this device that stands. Raises `NothingToUndo`, `ChangedSince`."""
    latest: dict[bytes, str] = {}
    for entry in log.latest(book.db, book.own.feeds.values()):
        stamp = entry.stamp()
        if stamp is None or stamp.verb in NOT_UNDONE:
            continue
        act = log.act_of(entry) or b""
        if latest.setdefault(act, stamp.verb) != Verb.UNDO:
            return undo(book, act)
    raise NothingToUndo


def undo(book: Casebook, act: bytes, verb: Verb = Verb.UNDO) -> Touched:
    """Undo one act, wholly or not at all. Raises `ChangedSince`, `NothingToUndo`."""
    last = _latest_round(log.of_act(book.db, book.own.feeds.values(), act))
    stamp = last[0].stamp() if last else None
    if stamp is None or stamp.verb in NOT_UNDONE or (stamp.verb == Verb.UNDO) != (verb is Verb.REDO):
        raise NothingToUndo
    changes, beside = inverse(book, last, _without_effect(book, act, last))
    return book.record(verb, changes, act=ActId(act), beside=beside)


def redo(book: Casebook, act: bytes) -> Touched:
    """Undo the undoing of an act. Raises as `undo` does."""
    return undo(book, act, Verb.REDO)


def _without_effect(book: Casebook, act: bytes, entries: Sequence[Entry]) -> frozenset[EntryId]:
    """The entries of later acts of this device that were undone, and those that undid them.

    Together they said nothing: whoever undoes step by step goes back past them.
    """
    left = {entry.id for entry in entries}
    undone: dict[bytes, bool] = {}
    found: set[EntryId] = set()
    for entry in log.latest(book.db, book.own.feeds.values()):
        left.discard(entry.id)
        if not left:
            break
        stamp, other = entry.stamp(), log.act_of(entry)
        if stamp is None or other is None or other == act:
            continue
        if undone.setdefault(other, stamp.verb == Verb.UNDO):
            found.add(entry.id)
    return frozenset(found)


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


def inverse(
    book: Casebook, entries: Sequence[Entry], without_effect: frozenset[EntryId] = frozenset()
) -> tuple[list[Change], list[Change]]:
    """Changes that bring back what stood before *entries*, and those that need an entry of their own.

    What entries *without_effect* say is taken for what it restored. Raises `ChangedSince`.
    """
    ours = frozenset(entry.id for entry in entries)
    by_record: dict[RecordId, list[Change]] = {}
    blocked = sum(part is None for entry in entries for part in entry.parts)
    for entry in entries:
        for _, change in entry.changes():
            by_record.setdefault(change.record, []).append(change)
    changes: list[Change] = []
    beside: list[Change] = []
    for record, made in by_record.items():
        everything = log.parts_of(book.db, record)
        now = fold(record, everything, orders_on(book.db, record))
        past = _Past(ours, without_effect, everything, now)
        found = [past.unmake()] if past.is_beginning else [past.inverse_of(c, made) for c in _last_of(made)]
        for each in found:
            if each is None:
                blocked += 1
            else:
                changes += each[:1]
                beside += each[1:]
    if blocked:
        raise ChangedSince(blocked)
    return changes, beside


def _last_of(made: Sequence[Change]) -> list[Change]:
    """One change for every unit and op: an act of several entries may give a unit several values."""
    return list({(change.unit, change.op): change for change in made}.values())


@dataclass(frozen=True, slots=True)
class _Past:
    """One record seen from an act that is to be undone: the act's entries, all parts of the record, its state."""

    ours: frozenset[EntryId]
    without_effect: frozenset[EntryId]
    everything: Sequence[Said]
    now: State

    @property
    def is_beginning(self) -> bool:
        """Whether the record began with the act. Once something of it was erased, nobody can tell."""
        return not self.now.orders and self.everything[0].entry in self.ours

    def unmake(self) -> list[Change] | None:
        """Delete the record the act made; `None` if it has since been given anything by another."""
        now = self.now
        standing: set[EntryId] = set()
        for path, held in now.units.items():
            said = {e for v in held if v.value is not None for e in v.entries}
            standing |= self._origins(said, path)
        standing.update(entry for entries in now.adds.values() for entry in entries)
        if not standing <= self.ours | self.without_effect or now.life is not Life.LIVE:
            return None
        return [Change(now.record, now.kind, "", Op.DELETE, seen_by_delete(now), now.register)]

    def inverse_of(self, change: Change, made: Sequence[Change]) -> list[Change] | None:
        """What takes one change back; `None` if somebody changed or erased the unit since."""
        now = self.now
        if any(order.covers(change) for order in now.orders):
            return None
        orders = orders_over(now, change.unit)

        def back(op: Op, value: Value = None, replaces: Sequence[EntryId] = ()) -> Change:
            return Change(change.record, change.kind, change.unit, op, value, (*replaces, *orders))

        match change.op:
            case Op.SET if element_of(change.unit) in {c.unit for c in made if c.op == Op.ADD}:
                return []  # it goes with the element the act added
            case Op.SET:
                standing = {entry for held in now.units.get(change.unit, ()) for entry in held.entries}
                # A second value the act set beside what stood: that came before it, and stays.
                beside = {entry for entry in standing - self.ours if not self._came_since((entry,))}
                origins = self._origins(standing - beside, change.unit)
                if not origins or not origins <= self.ours:
                    return None
                return [
                    back(Op.SET, value, sorted(standing)) for value in self._earlier(change, made, beside)
                ]
            case Op.ADD if (change.kind, *change.unit.split("/")[:1]) == MERGING and now.life is Life.DELETED:
                return None  # what came along went on into another record, which would keep it
            case Op.ADD:
                # What else holds the element there was so before the act, or came since, which forbids it.
                seen = frozenset(seen_by_remove(now, change.unit))
                mine = seen & (self.ours | self.without_effect)
                if not mine or self._came_since(seen - mine):
                    return None
                return [back(Op.REMOVE, tuple(sorted(mine)))]
            case Op.REMOVE:
                name, _, key = change.unit.partition("/")
                stands = key in now.elements.get(name, ()) and change.unit not in now.disputed
                return None if stands else [back(Op.ADD)]
            case Op.DELETE:
                return None if now.life is Life.LIVE else [back(Op.RESTORE, None, now.register)]
            case Op.RESTORE:
                deleted = now.life is Life.DELETED
                return None if deleted else [back(Op.DELETE, self._seen_before(change), now.register)]
        return None

    def _seen_before(self, restored: Change) -> tuple[EntryId, ...]:
        """What the deletions had seen that *restored* answered.

        So a question between two people is one again, and what was written since is not deleted unasked.
        """
        deletions = [
            said.change.value
            for said in self.everything
            if said.entry in restored.replaces and said.change.op == Op.DELETE
        ]
        seen = {
            EntryId(e)
            for value in deletions
            if isinstance(value, tuple)
            for e in value
            if isinstance(e, bytes)
        }
        return tuple(sorted(seen))

    def _came_since(self, entries: Iterable[EntryId]) -> bool:
        """Whether any of *entries* came to this casebook after the act."""
        order = {said.entry: i for i, said in enumerate(self.everything)}
        last = max(i for entry, i in order.items() if entry in self.ours)
        return any(order[entry] > last for entry in entries)

    def _origins(self, entries: Iterable[EntryId], unit: str) -> set[EntryId]:
        """Who first said what *entries* say of *unit*: through acts that were undone, back to what they replaced."""
        found: set[EntryId] = set()
        waiting, seen = list(entries), set(entries)
        while waiting:
            entry = waiting.pop()
            if entry not in self.without_effect:
                found.add(entry)
                continue
            for said in self.everything:
                if said.entry == entry and (said.change.unit, said.change.op) == (unit, Op.SET):
                    waiting += set(said.change.replaces) - seen
                    seen.update(said.change.replaces)
        return found

    def _earlier(self, change: Change, made: Sequence[Change], beside: Collection[EntryId]) -> list[Value]:
        """The values that stood on screen before: those the act replaced, and *beside*; nothing, if there were none.

        What was erased since is not among them, even where it is only hidden yet.
        """
        same = [c for c in made if (c.unit, c.op) == (change.unit, Op.SET)]
        replaced = {entry for c in same for entry in c.replaces} - self.ours
        replaced.update(beside)
        values = {
            value_bytes(said.change.value): said.change.value
            for said in self.everything
            if said.entry in replaced
            and (said.change.unit, said.change.op) == (change.unit, Op.SET)
            and not any(order.covers(said.change) for order in self.now.orders)
        }
        return [values[key] for key in sorted(values)] or [None]
