"""Where what is saved is written: in the team's feed, or in that of the circle it belongs to.

A record stays where it began. A new one goes where it is told to, else where that stands which it hangs together with.
Nothing of a circle ever stands in the team's compartment, so nothing there may lead to it either.
docs/decisions/029-a-record-stays-in-its-circle.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.journal import compartments
from casebook.journal.acts import CIRCLE_KIND
from casebook.journal.compartments import Places
from casebook.journal.entry import Change
from casebook.journal.rows import links_in
from casebook.model.all_kinds import KINDS, TEAMS
from casebook.vault.database import Database

_OF_MANY: Final = frozenset(("disclosure", "plan"))


@dataclass(eq=False)
class LeadsAcross(Refused):
    """A link at *path* of a *kind* would lead from one compartment into a circle that is not its own.

    Who may read the one and not the other would learn that there is something.
    """

    kind: str
    path: str


@dataclass(eq=False)
class LeavesFromTwo(Refused):
    """Records of two circles would leave together: what is kept of it could be read by neither whole circle."""


@dataclass(frozen=True)
class Wish:
    """What the caller says of new records: *circle* for all of them, *homes* for single ones; *usual* where nothing
    else tells (links do).
    """

    circle: bytes | None = None
    usual: bytes | None = None
    homes: Mapping[RecordId, bytes] = field(default_factory=lambda: MappingProxyType({}))


def grouped(db: Database, changes: Sequence[Change], wish: Wish) -> dict[bytes, list[Change]]:
    """*changes* by the compartment each has to stand in, in their order. Raises `LeadsAcross`, `LeavesFromTwo`."""
    there = compartments.places(db)
    team = there.team
    if wish.circle in (None, team) and wish.usual in (None, team) and not there.circles:
        wished = any(home != team for home in wish.homes.values())
        if not wished and all(change.kind != CIRCLE_KIND for change in changes):
            return {team: list(changes)}
    placed = _placed(db, there, changes, wish)
    _check_links(db, there, changes, placed)
    found: dict[bytes, list[Change]] = {}
    for change in changes:
        found.setdefault(placed[change.record], []).append(change)
    return found


def _placed(db: Database, there: Places, changes: Sequence[Change], wish: Wish) -> dict[RecordId, bytes]:
    team = there.team
    placed: dict[RecordId, bytes] = {}
    new: dict[RecordId, str] = {}
    for change in changes:
        record = change.record
        if record in placed or record in new:
            continue
        where = team if change.kind in TEAMS else compartments.of_record(db, record, there)
        if where is None and change.kind == CIRCLE_KIND:
            where = bytes(record)
        if where is None:
            where = wish.homes.get(record, wish.circle)
        if where is None:
            new[record] = change.kind
        else:
            placed[record] = where
    near = _neighbours(changes, new)
    waiting = set(new)
    while waiting:
        told = {each: home for each in sorted(waiting) if (home := _told(db, there, near[each], placed))}
        if not told:
            break
        placed |= told
        waiting -= told.keys()
    for record in waiting:
        # What no kind of this version describes belongs to the team, unless its writer said otherwise.
        usual = wish.usual if new[record] in KINDS else None
        placed[record] = team if usual is None else usual
    return placed


def _neighbours(changes: Iterable[Change], new: Iterable[RecordId]) -> dict[RecordId, set[RecordId]]:
    """What each new record leads to in this save, and what leads to it."""
    near: dict[RecordId, set[RecordId]] = {record: set() for record in new}
    for change in changes:
        for target in map(RecordId, links_in(change)):
            if change.record in near:
                near[change.record].add(target)
            if target in near:
                near[target].add(change.record)
    return near


def _told(
    db: Database, there: Places, near: Iterable[RecordId], placed: Mapping[RecordId, bytes]
) -> bytes | None:
    """The circle that any of *near* stands in; the narrowest says where a record goes, and the team says nothing."""
    homes = {placed.get(each) or compartments.of_record(db, each, there) for each in near}
    return min((home for home in homes if home is not None and home != there.team), default=None)


def _check_links(
    db: Database, there: Places, changes: Iterable[Change], placed: Mapping[RecordId, bytes]
) -> None:
    for change in changes:
        for target in map(RecordId, links_in(change)):
            home = placed.get(target) or compartments.of_record(db, target, there)
            if home not in (None, there.team, placed[change.record]):
                if placed[change.record] != there.team and change.kind in _OF_MANY:
                    raise LeavesFromTwo
                raise LeadsAcross(change.kind, change.unit)
