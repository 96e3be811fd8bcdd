"""Merging two records of one person: looked at first, done as one act that one undo takes back.

The kept record takes in whatever the other one says, and links to the other lead to the kept one. Consents, decisions
and the ledger of what left stay with the record they name: whoever asks by a person asks by all records that are this
person (`casework.merged`). Nothing merges by itself. docs/decisions/037-a-merge-tells-nobody-more.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import EntryId, RecordId
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.holders import holders
from casebook.casework.merged import identities, standing_for, standings
from casebook.casework.merging_changes import (
    Along,
    Bringing,
    Choice,
    Differing,
    ErasedThere,
    Moved,
    links_to,
    moves,
)
from casebook.casework.merging_doubts import Doubt, doubts
from casebook.casework.touched import Touched, Verb
from casebook.journal import current, drafts, log
from casebook.journal.current import Record
from casebook.journal.entry import Change, Op
from casebook.journal.fold import Life
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Value
from casebook.model.kinds import Unit

__all__ = [
    "Along",
    "Choice",
    "Differing",
    "Doubt",
    "ErasedThere",
    "Moved",
    "follow",
    "identities",
    "left_behind",
    "look",
    "merge",
    "standing_for",
]

NO_CHOICES: Final[Mapping[str, Choice]] = MappingProxyType({})


@dataclass(eq=False)
class NotPeople(Refused):
    """Only records of people are merged; of these two one is a *kind*."""

    kind: str


@dataclass(eq=False)
class SameRecord(Refused):
    """Both are one record."""


@dataclass(eq=False)
class MergedAlready(Refused):
    """One of the two was merged before: *into* stands for it now."""

    into: RecordId


@dataclass(eq=False)
class DeletedRecord(Refused):
    """One of the two is deleted. It has to be brought back before it is merged."""


@dataclass(eq=False)
class LifeDisputed(Refused):
    """One of the two was deleted by somebody and changed by somebody else: that has to be decided first."""


@dataclass(eq=False)
class WrittenByNewer(Refused):
    """One of the two holds what only a newer version can read, and would lose it."""


@dataclass(eq=False)
class ApartInCircles(Refused):
    """The two stand in different compartments: what a circle knows would come out, or go to who cannot read it."""


@dataclass(eq=False)
class StaysGuarded(Refused):
    """The stricter value of *unit* would be dropped. Both stay, or the stricter one; a person decides it afterwards."""

    unit: str


@dataclass(eq=False)
class UnsavedThere(Refused):
    """*units* of the record that would be merged hold what was typed and not saved: it would be left there."""

    units: int


@dataclass(eq=False)
class NothingLeftBehind(Refused):
    """Nothing leads to that merged record any more, and nobody changed it."""


@dataclass(frozen=True, slots=True, repr=False)
class Merging:
    """What merging *other* into *kept* would do.

    *names*: names, other names and the code name that come along; *rest*: other elements of lists, and units only the
    other has. *moved*: records that would lead to the kept one; *apart*: consents and decisions, which stay with
    the record they name and count for both. *related*: links between the two, which end. *bundles*: how many left
    with the other one. *doubts*: what speaks against the two being one person.
    """

    kept: RecordId
    other: RecordId
    names: tuple[Along, ...]
    rest: tuple[Along, ...]
    differing: tuple[Differing, ...]
    moved: tuple[Moved, ...]
    apart: tuple[Moved, ...]
    related: int
    bundles: int
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A record that was merged into *kept* and is still spoken of: *moved* lead to it; *back*: it was changed since
    by somebody who did not know, so that it is there again as a question.
    """

    other: RecordId
    kept: RecordId
    moved: tuple[Moved, ...]
    back: bool


def look(book: Casebook, kept: RecordId, other: RecordId) -> Merging:
    """What merging would do; nothing is written. Raises as `merge` does."""
    bringing = _bringing(book, kept, other, NO_CHOICES)
    bringing.changes()
    return Merging(
        kept=kept,
        other=other,
        names=tuple(bringing.names),
        rest=tuple(bringing.rest),
        differing=tuple(bringing.differing),
        moved=_counted(bringing.moved),
        apart=_counted(bringing.apart),
        related=bringing.related,
        bundles=len(holders(book, other)),
        doubts=doubts(bringing.kept, bringing.other, related=bool(bringing.related)),
    )


def merge(
    book: Casebook,
    kept: RecordId,
    other: RecordId,
    choices: Mapping[str, Choice] = NO_CHOICES,
    *,
    why: str = "",
) -> Touched:
    """Bring *other* into *kept* as one act. *choices*: by unit in which they differ; both values unless it says.

    *why* is kept as a note on the kept record. Raises `NotPeople`, `SameRecord`, `MergedAlready`, `DeletedRecord`,
    `LifeDisputed`, `WrittenByNewer`, `ApartInCircles`, `UnsavedThere`, `StaysGuarded`, `ErasedThere`, `UnknownUnit`,
    `NoSuchRecord`.
    """
    bringing = _bringing(book, kept, other, choices)
    changes = [*bringing.changes(), bringing.gone()]
    if why.strip():
        changes += records.changes_for(book, list(_reason(book, kept, why.strip())))
    return book.record(Verb.MERGE, changes)


def left_behind(book: Casebook) -> tuple[LeftBehind, ...]:
    """Merged people to whom links came later, and those whom somebody's change brought back, in the order of ids."""
    found = []
    standing = standings(book)
    disputed = (book.need(each) for each in current.in_conflict(book.db))
    for other in (*current.deleted(book.db, "person"), *disputed):
        if other.kind == "person" and other.state.life is not Life.LIVE:
            kept = standing(other.id)
            moved = _still_leading(book, other)
            back = other.state.life is Life.DISPUTED
            if kept != other.id and (moved or back):
                found.append(LeftBehind(other.id, kept, moved, back))
    return tuple(sorted(found, key=lambda each: each.other))


def follow(book: Casebook, other: RecordId) -> Touched:
    """Bring over what came to a merged record since, as one act. Raises `NothingLeftBehind`, `WrittenByNewer`."""
    one = next((each for each in left_behind(book) if each.other == other), None)
    if one is None:
        raise NothingLeftBehind
    now, kept = book.need(other), book.need(one.kept)
    if now.state.newer:
        raise WrittenByNewer
    bringing = Bringing(book, kept, now, NO_CHOICES, _taken_before(book, now))
    changes = bringing.changes()
    if now.state.life is Life.DISPUTED:
        changes.append(bringing.gone())
    if kept.state.life is not Life.LIVE:
        changes.append(Change(kept.id, kept.kind, "", Op.RESTORE, None, kept.state.register))
    return book.record(Verb.MERGE, changes)


def _taken_before(book: Casebook, other: Record) -> frozenset[EntryId]:
    """What whoever merged it had seen of it."""
    return frozenset(
        EntryId(each)
        for said in log.parts_of(book.db, other.id)
        if said.change.op == Op.DELETE and isinstance(said.change.value, tuple)
        for each in said.change.value
        if isinstance(each, bytes)
    )


def _still_leading(book: Casebook, other: Record) -> tuple[Moved, ...]:
    kinds: dict[str, int] = {}
    for source, paths in links_to(book, other.id).items():
        record = book.need(source)
        if source != other.id and any(moves(record, path) for path in paths):
            kinds[record.kind] = kinds.get(record.kind, 0) + 1
    return _counted(kinds)


def _counted(kinds: Mapping[str, int]) -> tuple[Moved, ...]:
    return tuple(Moved(kind, kinds[kind]) for kind in KINDS if kinds.get(kind))


def _reason(book: Casebook, kept: RecordId, why: str) -> Iterator[records.Edit]:
    note = book.new_id()
    yield records.New(note, "note")
    yield records.Set(note, "title", why)
    yield records.Set(note, "type", "note")
    yield records.Add(note, "about", (("record", kept),))


# ------------------------------------------------------------------------------------------- what is refused


def _bringing(book: Casebook, kept: RecordId, other: RecordId, choices: Mapping[str, Choice]) -> Bringing:
    if kept == other:
        raise SameRecord
    both = [book.need(kept), book.need(other)]
    for each in both:
        if each.kind != "person":
            raise NotPeople(each.kind)
        _check_life(book, each)
        if each.state.newer:
            raise WrittenByNewer
    if book.compartment_of(kept) != book.compartment_of(other):
        raise ApartInCircles
    typed = len(drafts.drafts(book.db, other))
    if typed:
        raise UnsavedThere(typed)
    for path, choice in choices.items():
        if not isinstance(KINDS["person"].by_name.get(path), Unit):
            raise records.UnknownUnit("person", path)
        if path in _GUARDS and _drops_the_stricter(path, both[0], both[1], choice):
            raise StaysGuarded(path)
    return Bringing(book, both[0], both[1], choices)


def _check_life(book: Casebook, record: Record) -> None:
    if record.state.life is Life.DELETED:
        into = standing_for(book, record.id)
        raise DeletedRecord if into == record.id else MergedAlready(into)
    if record.state.life is Life.DISPUTED:
        raise LifeDisputed


_GUARDS: Final[Mapping[str, tuple[str, ...]]] = {
    "protection": ("by-consent",),
    "sensitivity": ("public", "internal", "restricted"),
}
"""Units that say how far somebody is guarded, and their values from the widest on; all others are stricter."""


def _drops_the_stricter(path: str, kept: Record, other: Record, choice: Choice) -> bool:
    def strictest(values: tuple[Value, ...]) -> int:
        known = _GUARDS[path]
        ranks = [known.index(v) if isinstance(v, str) and v in known else len(known) for v in values]
        return max(ranks, default=-1)

    ours, theirs = strictest(kept.values(path)), strictest(other.values(path))
    if choice is Choice.KEEP:
        return theirs > ours
    return choice is Choice.OTHER and bool(other.values(path)) and ours > theirs
