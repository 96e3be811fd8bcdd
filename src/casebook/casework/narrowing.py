"""Narrowing: records that stood in the team go on in a circle, under new ids, and are erased where they stood.

A record cannot change its compartment, so it is restated as it stands and the old one is erased with its files, in one
transaction. What every device of the team has got by then stays with it until somebody there confirms the erasure.
docs/decisions/029-a-record-stays-in-its-circle.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import ActId, EntryId, FileId, RecordId
from casebook.base.progress import Progress
from casebook.casework import circles, erasing, records, restating, snapshot
from casebook.casework.book import Casebook
from casebook.casework.closure import KEPT, closure
from casebook.casework.merged import merged_in
from casebook.casework.restating import Renamed
from casebook.casework.snapshot import Snapshot
from casebook.casework.touched import Touched, Verb
from casebook.journal import drafts, log, rows
from casebook.journal.current import Record
from casebook.journal.entry import Change, Op
from casebook.journal.erasure import Destroyed
from casebook.model.all_kinds import KINDS
from casebook.model.evidence import FILE
from casebook.model.fields import Value

REASON: Final = "other"
"""It stands in the order for everybody to read, so it does not say that there is a circle."""
NARROWED: Final = KEPT - {"plan"}
"""Kinds of records that can go on in a circle. Notes of what left keep the ids it left under."""
PROTECTING: Final = {"consent": "subject", "decision": "people", "derivative": "of"}
"""Kinds that protect, each with the unit that says whom: they stay wherever anybody or anything they protect stays."""
REPLAYED: Final = "derivative"


@dataclass(eq=False)
class CannotBeNarrowed(Refused):
    """Records of this kind belong to the whole team, or say what already left."""


@dataclass(eq=False)
class HasTakenIn(Refused):
    """Another record was merged into this one: it stays where it stands, deleted, with everything it said."""


@dataclass(eq=False)
class StandsThere(Refused):
    """The record stands in that circle already."""


@dataclass(eq=False)
class AlreadyLeft(Refused):
    """So many *records* stand in a bundle that left: under another id nobody would find them there again."""

    records: int


@dataclass(eq=False)
class DraftsStand(Refused):
    """So many drafts of these records stand unsaved: they would be lost."""

    count: int


@dataclass(frozen=True, slots=True)
class Handover:
    """What would move into a circle, and what would not.

    *moves*: records that go on there. *stays*: those of the same case that something outside of it leads to, or that
    already left; they stay where they are, and what moves still leads to them. *cut*: (record, path) of links from
    outside that are taken away, because nothing may lead into a circle from outside.
    """

    moves: tuple[RecordId, ...]
    stays: tuple[RecordId, ...]
    cut: tuple[tuple[RecordId, str], ...]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What was done: the new id of each record, how many links from outside were cut, and what was written."""

    ids: Mapping[RecordId, RecordId]
    cut: int
    touched: Touched = field(repr=False)

    @property
    def records(self) -> int:
        """How many records moved."""
        return len(self.ids)


def narrow(book: Casebook, record: RecordId, circle: bytes, progress: Progress | None = None) -> Narrowed:
    """Move one record, and what was made of its file, into a circle. Raises as `move` does."""
    now = snapshot.take(book, progress)
    return move(book, one(book, now, record, circle), circle, progress=progress, now=now)


def hand_over(book: Casebook, dossier: RecordId, circle: bytes, progress: Progress | None = None) -> Narrowed:
    """Move a whole case into a circle: what `look` says. Raises as `move` does, `NothingToKeep`."""
    now = snapshot.take(book, progress)
    return move(book, look(book, now, [dossier], circle), circle, progress=progress, now=now)


def one(book: Casebook, now: Snapshot, record: RecordId, circle: bytes) -> Handover:
    """What moving one record would do: what hides parts of its file goes with it.

    What protects somebody goes with whom it protects and not alone. Raises `NoSuchRecord`, `CannotBeNarrowed`.
    """
    book.need(record)
    found = now.get(record)
    if found is None or found.kind not in NARROWED or found.kind in PROTECTING:
        raise CannotBeNarrowed
    if _took_in(found):
        raise HasTakenIn
    made = [each.id for each in now.pointing_at(record, "derivative")]
    return _Move(book, now, circle, frozenset((record, *made))).over([record, *made])


def look(book: Casebook, now: Snapshot, chosen: Iterable[RecordId], circle: bytes) -> Handover:
    """What moving whole cases would do. Raises `NothingToKeep`.

    Of all they need, what anything outside leads to stays: a person of two cases, a source both cite; and with them
    what is about nobody else. Nothing outside loses a link but to the *chosen* records themselves.
    """
    seeds = frozenset(each for each in chosen if now.get(each) is not None)
    return _Move(book, now, circle, seeds).over(closure(now, seeds).records)


def move(
    book: Casebook,
    what: Handover,
    circle: bytes,
    *,
    progress: Progress | None = None,
    now: Snapshot | None = None,
) -> Narrowed:
    """Restate what *what* moves in *circle*, erase it where it stood, take away the links to it. All or nothing.

    Raises `NoSuchCircle`, `NotInCircle`, `StandsThere`, `CannotBeNarrowed`, `AlreadyLeft`, `DraftsStand`, disk
    refusals, `Damaged` leaves of a file that does not hold, `Cancelled`.
    """
    progress = progress or Progress()
    now = now or snapshot.take(book, progress)
    circles.check_writable(book, circle)
    moving = [now.records[each] for each in what.moves if each in now.records]
    _check(book, now, moving, circle)
    renamed = {record.id: book.new_id() for record in moving}
    files = restating.copy_files(book, book, moving, progress)
    try:
        with book.db.transaction():
            touched, destroyed = _written(book, moving, renamed, files, _What(now, what, circle))
    except BaseException:
        for value in files.values():
            name = FILE.part(value, "file")
            book.safe.files.remove(FileId(str(name)))
        raise
    book.remove_files(destroyed)
    book.anchor()
    return Narrowed(renamed, len(what.cut), touched)


@dataclass(frozen=True, slots=True)
class _What:
    now: Snapshot
    over: Handover
    circle: bytes


# -------------------------------------------------------------------------------------------------- what goes


@dataclass(frozen=True, slots=True)
class _Move:
    book: Casebook
    now: Snapshot
    circle: bytes
    seeds: frozenset[RecordId]

    def over(self, wanted: Sequence[RecordId]) -> Handover:
        moving = {each for each in wanted if self._may_move(each)}
        while held := (moving - self._reached(moving)) | {e for e in moving if self._is_held(e, moving)}:
            moving -= held
        cut = [
            (source, path)
            for each in sorted(moving)
            for source in self._outside(each, moving)
            for target, _, path in sorted(rows.links_of(self.now.records[source].state))
            if target == each
        ]
        return Handover(
            tuple(each for each in wanted if each in moving),
            tuple(each for each in wanted if each not in moving),
            tuple(dict.fromkeys(cut)),
        )

    def _may_move(self, record: RecordId) -> bool:
        if record in self.seeds:
            return True
        stands_there = self.book.compartment_of(record) == self.circle
        found = self.now.records[record]
        return (
            found.kind in NARROWED
            and not stands_there
            and not has_left(self.now, record)
            and not _took_in(found)
        )

    def _reached(self, moving: set[RecordId]) -> set[RecordId]:
        """What hangs together with the seeds through nothing that stays: what is about a staying person alone stays."""
        waiting = list(self.seeds)
        reached = set(self.seeds)
        while waiting:
            each = waiting.pop()
            near = {RecordId(target) for target, _, _ in rows.links_of(self.now.records[each].state)}
            near.update(source.id for kind in NARROWED for source in self.now.pointing_at(each, kind))
            waiting += (near & moving) - reached
            reached |= near & moving
        return reached

    def _is_held(self, record: RecordId, moving: set[RecordId]) -> bool:
        """Whether something that stays leads to it, or it protects somebody or something that stays."""
        if record in self.seeds:
            return False
        found = self.now.records[record]
        if found.kind in PROTECTING:
            whom = {
                RecordId(target) for target, _, path in rows.links_of(found.state) if _protects(found, path)
            }
            if not whom <= moving:
                return True
        return bool(self._outside(record, moving))

    def _outside(self, record: RecordId, moving: set[RecordId]) -> list[RecordId]:
        """What leads to a record and neither moves nor stands in the circle; notes of what left keep the old id."""
        return [
            source.id
            for kind in sorted(NARROWED)
            for source in self.now.pointing_at(record, kind)
            if source.id not in moving and self.book.compartment_of(source.id) != self.circle
        ]


def _protects(record: Record, path: str) -> bool:
    return path.partition("/")[0] == PROTECTING[record.kind]


def _took_in(record: Record) -> bool:
    """Whether another record was merged into it."""
    return record.kind == "person" and bool(merged_in(record))


def has_left(now: Snapshot, record: RecordId) -> bool:
    """Whether a record stands in a bundle that left."""
    return any(now.pointing_at(record, "disclosure"))


def _check(book: Casebook, now: Snapshot, moving: Sequence[Record], circle: bytes) -> None:
    if not moving or any(record.kind not in NARROWED for record in moving):
        raise CannotBeNarrowed
    if any(book.compartment_of(record.id) == circle for record in moving):
        raise StandsThere
    if any(map(_took_in, moving)):
        raise HasTakenIn
    left = sum(has_left(now, record.id) for record in moving)
    if left:
        raise AlreadyLeft(left)
    unsaved = sum(len(drafts.drafts(book.db, record.id)) for record in moving)
    if unsaved:
        raise DraftsStand(unsaved)


# ------------------------------------------------------------------------------------------------ what is written


def _written(
    book: Casebook, moving: Sequence[Record], renamed: Renamed, files: Mapping[FileId, Value], what: _What
) -> tuple[Touched, Destroyed]:
    act, circle = book.new_act(), what.circle
    said: list[Change] = []
    for record in moving:
        if record.kind != REPLAYED:
            said += [c for layer in restating.layers(record, files, renamed=renamed) for c in layer]
    made = book.append(Verb.CIRCLE, said, act, circle=circle)
    for record in moving:
        if record.kind == REPLAYED:
            _replay(book, record, renamed, act, circle)
    beside = [*_redirected(book, what.now, renamed, circle), *_cut(book, what.over.cut)]
    if beside:
        book.append(Verb.CIRCLE, beside, act)
    gone = [_erased(book, record) for record in moving]
    touched = Touched(
        Verb.CIRCLE,
        frozenset((*renamed, *renamed.values(), *(change.record for change in beside))),
        frozenset(record.kind for record in moving),
        made[-1].id,
        act,
    )
    acknowledgements = tuple(each for one in gone for each in one.acknowledgements)
    return touched, Destroyed(acknowledgements, tuple(change for one in gone for change in one.changes))


def _erased(book: Casebook, record: Record) -> Destroyed:
    targets = [(record.id, None), *erasing.going_along(book, record.id)]
    return book.order(targets, REASON, book.compartment_of(record.id)).destroyed


def _replay(book: Casebook, record: Record, renamed: Renamed, act: ActId, circle: bytes) -> None:
    """Say all of a record's life again: what it ever hid of a file stays hidden, so its past counts."""
    again: dict[EntryId, EntryId] = {}

    def mapped(entries: Iterable[object]) -> tuple[EntryId, ...]:
        return tuple(again[EntryId(e)] for e in entries if isinstance(e, bytes) and EntryId(e) in again)

    for entry, group in groupby(log.parts_of(book.db, record.id), key=lambda said: said.entry):
        changes = []
        for said in group:
            change, value = said.change, said.change.value
            if change.op in (Op.REMOVE, Op.DELETE):
                value = mapped(value if isinstance(value, tuple) else ())
            elif change.op == Op.SET:
                value = restating.redirected(KINDS[record.kind].find(change.unit), value, renamed)
            again_said = replace(
                change, record=renamed[record.id], value=value, replaces=mapped(change.replaces)
            )
            changes.append(again_said)
        again[entry] = book.append(Verb.CIRCLE, changes, act, circle=circle)[-1].id


def _redirected(book: Casebook, now: Snapshot, renamed: Renamed, circle: bytes) -> Iterator[Change]:
    """What leads to the old ids and stands in the circle already, leading to the new ones."""
    for source, path in sorted({(s.id, p) for old in renamed for s, p in _links_to(now, old)}):
        record = now.records[source]
        if source in renamed or book.compartment_of(source) != circle or record.kind not in NARROWED:
            continue
        unit = KINDS[record.kind].find(path)
        value = restating.redirected(unit, record.value(path), renamed)
        yield Change(source, record.kind, path, Op.SET, value, record.seen(path))


def _links_to(now: Snapshot, target: RecordId) -> Iterator[tuple[Record, str]]:
    for kind in NARROWED:
        for source in now.pointing_at(target, kind):
            for to, _, path in rows.links_of(source.state):
                if to == target:
                    yield source, path


def _cut(book: Casebook, cut: Iterable[tuple[RecordId, str]]) -> list[Change]:
    """The links are taken away, each with the element of a list it stands in."""
    edits: dict[tuple[RecordId, str], records.Edit] = {}
    for source, path in cut:
        name, _, rest = path.partition("/")
        key = rest.partition("/")[0]
        if key:
            edits[source, f"{name}/{key}"] = records.Remove(source, name, key)
        else:
            edits[source, path] = records.Set(source, path, None)
    return records.changes_for(book, list(edits.values()))
