"""Sealing is an act of the device that recorded a text: several seals, each by a key of its own that is then gone.

One entry of the journal records the seals of one text version, one part for each, so that a court can be led from
any of them to the device. docs/formats/seal.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import FeedId, RecordId
from casebook.base.progress import Progress
from casebook.casework import kept_seals, seal_sets
from casebook.casework.book import Casebook, NoSuchRecord
from casebook.casework.kept_seals import Kept
from casebook.casework.seal_sets import SealSet
from casebook.casework.snapshot import Snapshot
from casebook.casework.touched import Touched, Verb
from casebook.formats.sealhash import seal_hash
from casebook.journal import current
from casebook.journal.current import Record
from casebook.journal.entry import Change, Entry
from casebook.journal.fold import Life
from casebook.journal.frontier import frontier, of_feed, record_at
from casebook.model.all_kinds import HOUSEHOLD, KINDS, ORDERS
from casebook.redaction import seals
from casebook.redaction.seals import Making
from casebook.redaction.text_versions import text_version, version_mark, witnesses
from casebook.vault.keys import OneTimeKey

SEALABLE: Final = frozenset(KINDS) - HOUSEHOLD - ORDERS - {"disclosure"}
"""Kinds whose records may be sealed: whatever can leave."""

_IN_AN_ENTRY: Final = 500
"""Seals of one text in one entry, which holds a thousand parts and a mebibyte at most."""


@dataclass(eq=False)
class CannotBeSealed(Refused):
    """Records of this kind never leave, so there is nothing to seal."""


@dataclass(eq=False)
class WrittenElsewhere(Refused):
    """The text as it stands was written on another device (so many *records* of those asked for): seal it there.

    A seal made here would say that this device recorded it.
    """

    records: int


@dataclass(frozen=True, slots=True)
class Act:
    """What one act made: *seals* over *records* that had none of these yet. Nothing, where all were sealed already."""

    records: tuple[RecordId, ...]
    seals: int
    touched: Touched


@dataclass(frozen=True, slots=True)
class Standing:
    """The seals of a record as it reads now: *free* for classes to come, *spent* on those there are.

    *ours*: this device wrote all of it, so it can make more. *before*: earlier versions of it were sealed.
    """

    record: RecordId
    free: int
    spent: int
    ours: bool
    before: bool

    @property
    def sealed(self) -> bool:
        """Whether there is any seal of the text as it stands."""
        return bool(self.free or self.spent)


# ------------------------------------------------------------------------------------------------ the act


def seal(
    book: Casebook,
    wanted: Iterable[RecordId],
    sets: Sequence[SealSet] | None = None,
    progress: Progress | None = None,
) -> Act:
    """Seal the text of records as it stands, once for each of *sets* (all there are, and free ones) it lacks.

    One entry for each record; several are one act, wholly or not at all, and it cannot be undone. Raises
    `NoSuchRecord`, `CannotBeSealed`, `WrittenElsewhere`, `CasebookCopied`, `MovedOrCopied`, `Cancelled`.
    """
    progress = progress or Progress()
    found = [_as_it_stands(book, each) for each in dict.fromkeys(wanted)]
    elsewhere = sum(not _is_ours(book, record) for record in found)
    if elsewhere:
        raise WrittenElsewhere(elsewhere)
    chosen = seal_sets.to_seal_in(book) if sets is None else tuple(sets)
    act = book.new_act() if len(found) > 1 or len(chosen) > _IN_AN_ENTRY else None
    sealed: dict[RecordId, int] = {}
    entry: Entry | None = None
    with book.db.transaction():
        for i, record in enumerate(found):
            progress.step("sealing", i, len(found))
            for start in range(0, len(chosen), _IN_AN_ENTRY):
                changes = _changes(book, record, chosen[start : start + _IN_AN_ENTRY])
                if changes:
                    home = book.compartment_of(record.id)
                    entry = book.append(Verb.SEAL, changes, act, circle=home)[-1]
                    sealed[record.id] = sealed.get(record.id, 0) + len(changes) - 1
    if entry is None:
        return Act((), 0, Touched(Verb.SEAL, frozenset(), frozenset(), None))
    book.anchor()
    kinds = frozenset(record.kind for record in found if record.id in sealed)
    touched = Touched(Verb.SEAL, frozenset(sealed), kinds, entry.id, act or entry.id[:16])
    return Act(tuple(sealed), sum(sealed.values()), touched)


def _as_it_stands(book: Casebook, record: RecordId) -> Record:
    found = record_at(book.db, record, frontier(book.db, record))
    if found is None or found.state.life is Life.DELETED:
        raise NoSuchRecord
    if found.kind not in SEALABLE:
        raise CannotBeSealed
    return found


def _is_ours(book: Casebook, record: Record) -> bool:
    """Whether every value a seal would hold was said by this device, alone or with others."""
    said = list(witnesses(record))
    wanted = {entry for entries in said for entry in entries}
    ours = frozenset().union(*(of_feed(book.db, feed, wanted) for feed in book.own.feeds.values()))
    return all(ours.intersection(entries) for entries in said)


def _changes(book: Casebook, record: Record, sets: Sequence[SealSet]) -> list[Change]:
    """What is recorded of the seals made now: a statement each, and one part with what builds them again."""
    version, reached = text_version(record), frontier(book.db, record.id)
    latest: dict[RecordId, Kept] = {}
    for one in kept_seals.kept(book, record.id):
        if one.written and one.set is not None:
            latest[one.set] = one
    made = [
        _one(book, record, one, version, latest.get(one.record), reached)
        for one in sets
        if one.record not in latest or latest[one.record].version != version
    ]
    if not made:
        return []
    statements = [
        kept_seals.statement_change(one.statement, one.name, version_mark(one.secret, version))
        for one in made
        if one.statement is not None
    ]
    return [*statements, kept_seals.kept_change(book, record.id, made)]


def _one(
    book: Casebook,
    record: Record,
    of_set: SealSet,
    version: bytes,
    before: Kept | None,
    reached: Mapping[FeedId, int],
) -> Kept:
    making = Making(book.random(32), of_set.ids, None if before is None else before.name)
    key = OneTimeKey()
    ready = seals.prepared(record, making, key.public)
    signature = key.sign(ready.to_sign)
    return Kept(
        name=seal_hash(ready.signed(signature).jwt),
        # Not of the time of its making, as other ids are: it leaves in an author slip.
        statement=RecordId(book.random(16)),
        set=of_set.record,
        ids=of_set.ids,
        secret=making.secret,
        public=key.public,
        signature=signature,
        follows=making.follows,
        version=version,
        reached=reached,
    )


# ------------------------------------------------------------------------------------------- how many are left


def standing(book: Casebook, record: RecordId) -> Standing:
    """The seals of one record. Raises `NoSuchRecord`, `CannotBeSealed`."""
    return _standing(book, _as_it_stands(book, record), {one.record: one for one in seal_sets.sets(book)})


def standings(book: Casebook, progress: Progress | None = None) -> tuple[Standing, ...]:
    """The seals of every record that can leave, in the order of kinds and ids."""
    progress = progress or Progress()
    sets = {one.record: one for one in seal_sets.sets(book)}
    wanted = [record.id for kind in KINDS if kind in SEALABLE for record in current.every(book.db, kind)]
    found = []
    for i, each in enumerate(wanted):
        progress.step("looking-at-seals", i, len(wanted))
        found.append(_standing(book, _as_it_stands(book, each), sets))
    return tuple(found)


def _standing(book: Casebook, record: Record, sets: Mapping[RecordId, SealSet]) -> Standing:
    version = text_version(record)
    kept = [one for one in kept_seals.kept(book, record.id) if one.written]
    now = [
        sets[one.set] for one in kept if one.version == version and one.set is not None and one.set in sets
    ]
    return Standing(
        record=record.id,
        free=sum(one.bound is None and not one.torn for one in now),
        spent=sum(one.bound is not None or one.torn for one in now),
        ours=_is_ours(book, record),
        before=len(kept) > len(now),
    )


def due(book: Casebook, progress: Progress | None = None) -> tuple[RecordId, ...]:
    """Records this device sealed once whose text has changed since, or whose seals have run out."""
    return tuple(
        one.record
        for one in standings(book, progress)
        if one.ours and (one.before or one.sealed) and not one.free
    )


def renew(book: Casebook, progress: Progress | None = None) -> Act:
    """Seal anew what is `due`. Raises as `seal` does."""
    return seal(book, due(book, progress), progress=progress)


# -------------------------------------------------------------------------------------------- for an export


@dataclass(frozen=True, slots=True)
class Written:
    """The seals made at writing that one class of recipients gets, by record; *ids* is the secret of its ids."""

    of_set: SealSet
    seals: Mapping[RecordId, Kept]

    @property
    def ids(self) -> bytes:
        """The secret of the ids in them, and in those that are made at export."""
        return self.of_set.ids


def for_export(
    book: Casebook,
    snapshot: Snapshot,
    wanted: Sequence[RecordId],
    audience: str,
    recipients: Iterable[str],
    progress: Progress | None = None,
) -> Written | None:
    """The seals of *wanted* for a class, those that are missing made first where this device recorded the text.

    `None` where nobody is named and it is not for everybody: what two such exports share would join them. Raises
    `Cancelled`, disk refusals.
    """
    chosen = seal_sets.class_of(audience, recipients)
    if chosen is None:
        return None
    if not book.writable:
        of_set = seal_sets.of_class(book, chosen)
        return None if of_set is None else Written(of_set, _current(book, snapshot, wanted, of_set))
    of_set = seal_sets.seal_set(book, chosen.audience, chosen.keys)
    assert of_set is not None
    found = _current(book, snapshot, wanted, of_set)
    missing = [
        record
        for each in wanted
        if each not in found and (record := snapshot.get(each)) is not None and record.kind in SEALABLE
    ]
    ours = [record.id for record in missing if _is_ours(book, record)]
    if ours:
        seal(book, ours, progress=progress)
        found |= _current(book, snapshot, ours, of_set)
    return Written(of_set, found)


def _current(
    book: Casebook, snapshot: Snapshot, wanted: Iterable[RecordId], of_set: SealSet
) -> dict[RecordId, Kept]:
    """Of each record the newest seal in a set, if it is of the text as it stands in *snapshot*."""
    found = {}
    for each in wanted:
        record = snapshot.get(each)
        kept = [one for one in kept_seals.kept(book, each) if one.written and one.set == of_set.record]
        if record is not None and kept and kept[-1].version == text_version(record):
            found[each] = kept[-1]
    return found
