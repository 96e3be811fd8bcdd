"""Making a plan: consent, protection, sensitivity and mentions become a decision about every unit.

Reads a verified snapshot (`casework.snapshot`), never a table. Nothing is written. Which records leave at
all is asked of `leaving`, which units stay here whole of `withholding`, how much of the others is shown of `showing`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework import derivatives
from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.model.all_kinds import KINDS
from casebook.model.kinds import Many, Unit
from casebook.redaction import stricter, told
from casebook.redaction.about import About
from casebook.redaction.cited import shared_addresses
from casebook.redaction.leaving import Leaving
from casebook.redaction.passages import Masker
from casebook.redaction.people import Treatment, registry_of, treatments
from casebook.redaction.plan import Choices, Fate, RecordFate, RedactionPlan, UnitFate
from casebook.redaction.profile import Profile
from casebook.redaction.showing import Showing
from casebook.redaction.withholding import Withholding

_PEOPLE_BY_NAME: Final = frozenset((("proceeding", "parties"), ("list-entry", "mentioned")))
"""Lists of people some of whom have no record: where the name goes, what stands beside it goes too."""


def make(
    snapshot: Snapshot,
    selection: Iterable[RecordId],
    profile: Profile,
    choices: Choices | None = None,
    progress: Progress | None = None,
) -> RedactionPlan:
    """The plan for showing *selection* (`selection.closure`) to an audience. Raises `Cancelled`."""
    choices = choices or Choices()
    wanted = list(dict.fromkeys(selection))
    people = stricter.applied(treatments(snapshot, profile), profile, choices)
    planner = _Planner.of(snapshot, profile, people, choices, wanted)
    fates = tuple(planner.fates(wanted, progress or Progress()))
    looked_at = derivatives.looked_at(snapshot.every("derivative"), choices.attach)
    return RedactionPlan(profile, people, fates, tuple(planner.masker.questions), choices, looked_at)


def make_part(
    snapshot: Snapshot,
    plan: RedactionPlan,
    choices: Choices,
    only: Collection[RecordId],
    progress: Progress | None = None,
) -> RedactionPlan:
    """Of *plan* with other *choices*, the records *only*: looked at as parts of the whole selection."""
    wanted = [fate.record for fate in plan.records]
    planner = _Planner.of(snapshot, plan.profile, plan.people, choices, wanted)
    some = [record for record in wanted if record in only]
    fates = tuple(planner.fates(some, progress or Progress()))
    looked_at = derivatives.looked_at(snapshot.every("derivative"), choices.attach)
    questions = tuple(planner.masker.questions)
    return RedactionPlan(plan.profile, plan.people, fates, questions, choices, looked_at)


@dataclass
class _Planner:
    """One plan in the making."""

    snapshot: Snapshot
    profile: Profile
    people: Mapping[RecordId, Treatment]
    leaving: Leaving
    masker: Masker
    withholding: Withholding
    showing: Showing

    @staticmethod
    def of(
        snapshot: Snapshot,
        profile: Profile,
        people: Mapping[RecordId, Treatment],
        choices: Choices,
        wanted: Iterable[RecordId],
    ) -> _Planner:
        """Everything that is the same for all records."""
        chosen = frozenset(record for record, path in choices.leave_out if not path)
        leaving = Leaving(snapshot, profile, people, chosen, stricter.floor(choices))
        masker = Masker(
            profile,
            people,
            snapshot.deleted.keys(),
            registry_of(snapshot),
            choices,
            shared_addresses(snapshot, leaving),
        )
        found = [record for record in map(snapshot.get, wanted) if record is not None]
        shown = frozenset(record.id for record in found if not leaving.why_not(record))
        withholding = Withholding(snapshot, profile, choices, leaving, shown)
        showing = Showing(snapshot, masker)
        return _Planner(snapshot, profile, people, leaving, masker, withholding, showing)

    def fates(self, wanted: Sequence[RecordId], progress: Progress) -> Iterator[RecordFate]:
        """What happens to each of them."""
        for i, record in enumerate(wanted):
            progress.step("planning", i, len(wanted))
            found = self.snapshot.get(record)
            if found is not None:
                yield self.record(found)

    def record(self, record: Record) -> RecordFate:
        """What happens to one record."""
        self.masker.named.clear()
        why = self.leaving.why_not(record)
        if why:
            return RecordFate(record.id, record.kind, shown=False, why=why)
        kind = KINDS[record.kind]
        whole = self._whole(record)
        units = {}
        for path in record.state.units:
            unit = kind.find(path)
            if (
                unit is not None
                and record.values(path)
                and not _is_place(kind.by_name[path.split("/")[0]], path)
            ):
                units[path] = self._unit(path, unit, self._about(whole, path))
        units = self._whole_elements(record, units)
        named, allowed = frozenset(self.masker.named), told.consents_of(self.snapshot, record)
        return RecordFate(record.id, record.kind, True, "", units, named, allowed)

    def _whole(self, record: Record) -> About:
        leaving, owners = self.leaving, self.leaving.subjects(record)
        addresses = leaving.tells_addresses(record)
        return About(record, owners, leaving.precision(record), self._disguises(owners), addresses)

    def _about(self, whole: About, path: str) -> About:
        people = told.of_element(whole.record, path)
        if not people or self.profile.names_all:
            return whole
        owners = (*whole.owners, *people)
        return About(
            whole.record,
            owners,
            self.leaving.precision_of(people),
            self._disguises(owners),
            self.leaving.tells_addresses(whole.record, people),
        )

    def _disguises(self, owners: Iterable[RecordId]) -> bool:
        return any((treated := self.people.get(owner)) is not None and treated.disguised for owner in owners)

    def _whole_elements(self, record: Record, units: dict[str, UnitFate]) -> dict[str, UnitFate]:
        """*units*, where an element whose name is hidden is hidden whole: "brother of ▓▓▓" names two people."""
        if self.profile.names_all:
            return units
        hidden = {}
        for path, fate in units.items():
            name, *rest = path.split("/")
            unit = KINDS[record.kind].find(path)
            by_name = (record.kind, name) in _PEOPLE_BY_NAME and unit is not None and unit.identity
            if by_name and fate.fate in (Fate.WITHHELD, Fate.MASKED):
                hidden[f"{name}/{rest[0]}/"] = fate.why
        return (
            {
                path: next((_withheld(f, why) for begin, why in hidden.items() if path.startswith(begin)), f)
                for path, f in units.items()
            }
            if hidden
            else units
        )

    # ------------------------------------------------------------------------------------------ units

    def _unit(self, path: str, unit: Unit, about: About) -> UnitFate:
        values = about.record.values(path)
        if len(values) > 1 or _element(path) in about.record.state.disputed:
            # Two versions nobody has settled: whichever went, it would be said for the other's author.
            return UnitFate(path, Fate.WITHHELD, "conflict", None)
        value = values[0]
        why = self.withholding.why(path, unit, value, about)
        if why:
            return UnitFate(path, Fate.WITHHELD, why, value)
        return self.showing.value(path, unit.field, value, about)


def _withheld(fate: UnitFate, why: str) -> UnitFate:
    if fate.fate is Fate.WITHHELD:
        return fate
    return replace(fate, fate=Fate.WITHHELD, why=why, shown=None, passages={})


def _is_place(declared: Unit | Many, path: str) -> bool:
    """Whether it is the place of a paragraph: an order, not a word."""
    return isinstance(declared, Many) and declared.paragraphs and path.endswith("/place")


def _element(path: str) -> str:
    pieces = path.split("/")
    return "/".join(pieces[:2]) if len(pieces) > 2 else ""
