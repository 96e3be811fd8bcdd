"""Conflicts: where two people's words differ and somebody has to decide. Work is never blocked by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import EntryId, RecordId
from casebook.casework import records
from casebook.casework.authors import Author, authors
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched, Verb
from casebook.journal import current, log
from casebook.journal.current import Record
from casebook.journal.entry import Change, Op, Stamp, value_bytes
from casebook.journal.fold import Life, Said, element_of, orders_over
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Text, Value
from casebook.model.kinds import Many
from casebook.model.shared import SUBJECTS


@dataclass(eq=False)
class NoConflict(Refused):
    """Nothing to settle at that place."""

    path: str


class Gravity(IntEnum):
    """What hangs on a decision, gravest first: who somebody is, what they agreed to, whether they are safe."""

    IDENTITY = 0
    CONSENT = 1
    SAFETY = 2
    RECORD = 3
    FACT = 4
    WORDING = 5


class Deed(IntEnum):
    """What somebody did."""

    SAID = 0
    REMOVED = 1
    DELETED = 2
    RESTORED = 3


@dataclass(frozen=True, slots=True)
class Saying:
    """One person's side: who, in which entry, when (as far as the stamp is here), and what they had before them.

    *saw* are the values of the same unit their entry replaced: empty if there was none, or if they are erased.
    *path* is the unit they wrote, which differs from the conflict's where one changed what another removed.
    """

    entry: EntryId
    author: Author
    stamp: Stamp | None
    deed: Deed
    path: str
    value: Value
    saw: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One of the values: who said it (their entries) and when, as far as stamps are here."""

    value: Value
    entries: tuple[EntryId, ...]
    stamps: tuple[Stamp, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A unit with several values; with an empty path, a record one deleted while another changed it.

    *sides*: everybody's part in it, in the order of the versions; of a removal or a deletion, who did it, then who
    wrote without having seen that.
    """

    record: RecordId
    kind: str
    path: str
    versions: tuple[Version, ...]
    gravity: Gravity
    sides: tuple[Saying, ...]


def conflicts(book: Casebook, record: RecordId | None = None) -> list[Conflict]:
    """Everything somebody has to decide, in one record or in all, the gravest first."""
    found: list[Conflict] = []
    for each in [record] if record is not None else current.in_conflict(book.db):
        now = book.need(each)
        if now.state.conflicts:
            inside = _Inside(book, now)
            found += [inside.conflict(path) for path in now.state.conflicts]
    return sorted(found, key=lambda one: one.gravity)


def gravity(kind: str, path: str) -> Gravity:
    """What hangs on a decision about the unit at *path* of a record of *kind*."""
    declared = KINDS.get(kind)
    head = path.split("/", maxsplit=1)[0]
    if kind in _CONSENT_KINDS or (kind, head) in _CONSENT_UNITS:
        return Gravity.CONSENT
    if (kind, head) in _SAFETY_UNITS:
        return Gravity.SAFETY
    if not path:
        return Gravity.RECORD
    unit = declared.find(path) if declared is not None else None
    many = declared.by_name.get(head) if declared is not None else None
    units = (unit,) if unit is not None else many.inside if isinstance(many, Many) else ()
    if any(each.identity for each in units) or (kind, head) in _IDENTITY_UNITS:
        return Gravity.IDENTITY
    if kind == "note" or (isinstance(many, Many) and many.paragraphs):
        return Gravity.WORDING
    if units and all(isinstance(each.field, Text) and each.field.lines for each in units):
        return Gravity.WORDING
    return Gravity.FACT


_CONSENT_KINDS: Final = frozenset(("consent", "decision"))
_CONSENT_UNITS: Final = frozenset((("interview", "consent"), ("interview", "wishes")))
_SAFETY_UNITS: Final = frozenset(
    (
        ("person", "safety"),
        ("person", "whereabouts"),
        ("person", "vulnerabilities"),
        ("interview", "fears"),
        ("interview", "safe_contact"),
        ("interview", "urgent"),
        ("act", "pressed"),
    )
)
_IDENTITY_UNITS: Final = frozenset(
    (("person", "birth"), ("person", "sex"), ("interview", "speaker"), ("consent", "subject"))
)


class _Inside:
    """One record with its history, to say who stands against whom."""

    def __init__(self, book: Casebook, now: Record) -> None:
        self._now = now
        self._parts = [
            said
            for said in log.parts_of(book.db, now.id)
            if not any(order.covers(said.change) for order in now.state.orders)
        ]
        entries = {said.entry for said in self._parts}
        self._authors = authors(book, entries)
        self._stamps = log.stamps(book.db, entries)

    def conflict(self, path: str) -> Conflict:
        """The conflict at *path*, which is one."""
        state = self._now.state
        versions: list[Version] = []
        sides: list[Saying] = []
        for held in state.units.get(path, ()):
            stamps = tuple(self._stamps[entry] for entry in held.entries if entry in self._stamps)
            versions.append(Version(held.value, held.entries, stamps))
            sides += self._said(path, held.entries)
        if path in state.disputed or not path:
            sides = [*self._away(path), *self._unseen(path)]
        grave = gravity(self._now.kind, path)
        return Conflict(self._now.id, self._now.kind, path, tuple(versions), grave, tuple(sides))

    def _said(self, path: str, entries: Iterable[EntryId]) -> Iterator[Saying]:
        for said in self._parts:
            if said.entry in entries and (said.change.unit, said.change.op) == (path, Op.SET):
                yield self._saying(said, Deed.SAID)

    def _away(self, path: str) -> Iterator[Saying]:
        """Who removed the element, or deleted the record or brought it back."""
        deeds = {Op.DELETE: Deed.DELETED, Op.RESTORE: Deed.RESTORED, Op.REMOVE: Deed.REMOVED}
        for said in self._parts:
            stands = path or said.entry in self._now.state.register
            if stands and said.change.unit == path and said.change.op in deeds:
                yield self._saying(said, deeds[Op(said.change.op)])

    def _unseen(self, path: str) -> Iterator[Saying]:
        """Who wrote what whoever took it away had not seen."""
        seen = {
            entry
            for said in self._parts
            if said.change.unit == path and said.change.op in (Op.REMOVE, Op.DELETE)
            for entry in (said.change.value if isinstance(said.change.value, tuple) else ())
        }
        state = self._now.state
        for unit, held in state.units.items():
            if not path or element_of(unit) == path:
                yield from self._said(unit, {e for value in held for e in value.entries if e not in seen})

    def _saying(self, said: Said, deed: Deed) -> Saying:
        change = said.change
        saw: dict[bytes, Value] = {}
        if deed is Deed.SAID:
            for other in self._parts:
                if other.entry in change.replaces and (other.change.unit, other.change.op) == (
                    change.unit,
                    Op.SET,
                ):
                    saw.setdefault(value_bytes(other.change.value), other.change.value)
        return Saying(
            said.entry,
            self._authors[said.entry],
            self._stamps.get(said.entry),
            deed,
            change.unit,
            change.value if deed is Deed.SAID else None,
            tuple(saw[key] for key in sorted(saw)),
        )


# ------------------------------------------------------------------------------------------ deciding


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about one conflict as it was shown to them.

    Of a unit: *value* is what stands from now on. Of an element or a record: *there* says whether it is there.
    """

    conflict: Conflict
    value: Value = None
    there: bool | None = None


def decide(book: Casebook, decisions: Sequence[Decision], *, why: str = "") -> Touched:
    """Settle several conflicts in one act, which is undone as one; *why* is kept as a note on the records.

    What came after a conflict was shown is not decided by this: it stands as a conflict again. Raises
    `NoConflict` where there is none any more, with nothing written.
    """
    edits: list[records.Edit] = []
    beside: list[Change] = []
    for one in decisions:
        now = book.need(one.conflict.record)
        path = one.conflict.path
        if path not in now.state.conflicts:
            raise NoConflict(path)
        if one.there is None:
            if not path:
                raise NoConflict(path)
            seen = {entry for version in one.conflict.versions for entry in version.entries}
            orders = orders_over(now.state, path)
            edits.append(records.Set(now.id, path, one.value, tuple(sorted({*seen, *orders}))))
        elif not path:
            edits.append(records.Restore(now.id) if one.there else records.Delete(now.id))
        elif one.there:
            beside.append(Change(now.id, now.kind, path, Op.ADD, None, orders_over(now.state, path)))
        else:
            name, _, key = path.partition("/")
            edits.append(records.Remove(now.id, name, key))
    if why.strip():
        edits += _reason(book, {one.conflict.record for one in decisions}, why.strip())
    return book.record(Verb.SETTLE, [*records.changes_for(book, edits), *beside])


def _reason(book: Casebook, decided: Iterable[RecordId], why: str) -> Iterator[records.Edit]:
    note = book.new_id()
    yield records.New(note, "note")
    yield records.Set(note, "title", why)
    yield records.Set(note, "type", "note")
    for record in sorted(decided):
        if book.need(record).kind in SUBJECTS:
            yield records.Add(note, "about", (("record", record),))


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
