"""Making a plan: consent, protection, sensitivity and mentions become a decision about every unit.

Reads a verified snapshot (`casework.snapshot`), never a table. Nothing is written. Which records leave at
all is asked of `leaving`, what may be seen of texts of `passages`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework import derivatives
from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Blob, Date, Link, Struct, Text, Value
from casebook.model.kinds import Many, Sensitivity, Unit
from casebook.model.shared import COMMON, PLACE
from casebook.redaction import stricter, told
from casebook.redaction.cited import ADDRESSES, shared_addresses
from casebook.redaction.leaving import Leaving
from casebook.redaction.passages import Masker, Place
from casebook.redaction.people import Treatment, registry_of, treatments
from casebook.redaction.plan import Choices, Fate, Passage, RecordFate, RedactionPlan, UnitFate, fits
from casebook.redaction.precision import (
    DateStep,
    PlaceStep,
    Precision,
    birth_at,
    date_at,
    is_address,
    tells_slot,
)
from casebook.redaction.profile import Profile
from casebook.redaction.towns import Town, found_in, towns_of

_HEALTH: Final = frozenset(("health", "disability", "vulnerabilities", "safety"))
_NUMBERING: Final = frozenset(("number", "order"))
"""Numbers that tell by their gaps who is missing: an export numbers what it shows."""
_TOLD: Final = frozenset(("narrative", "acts", "happened", "basis", "custody_now", "wishes"))
"""What of an interview its speaker's consent can let out, beyond the audience's limit."""
_QUOTED: Final = frozenset(("narrative", "wishes"))
"""What of it is in the speaker's own words."""
_FOR_THE_TEAM: Final = frozenset(unit.name for unit in COMMON)
_ABOUT_PROTECTION: Final = frozenset((("person", "protection"), ("person", "code_name")))
"""Who is guarded, and which name of ours is whose, is nobody else's to know."""
_EXACT_TEXTS: Final = frozenset(("facility", "custody_place", "age"))
"""Texts that say exactly where or how old somebody is."""
_PEOPLE_BY_NAME: Final = frozenset((("proceeding", "parties"), ("list-entry", "mentioned")))
"""Lists of people some of whom have no record: where the name goes, what stands beside it goes too."""
_FEWEST_COUNTED: Final = 5


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


@dataclass(frozen=True, slots=True)
class _About:
    """What one unit is looked at with: its record, the people it is about, how exactly it is told of them."""

    record: Record
    owners: tuple[RecordId, ...]
    precision: Precision
    disguised: bool
    """Somebody it is about appears under another name."""
    addresses: bool

    @property
    def exact(self) -> bool:
        """Whether days may stand."""
        return self.precision.date is DateStep.DAY


@dataclass
class _Planner:
    """One plan in the making."""

    snapshot: Snapshot
    profile: Profile
    people: Mapping[RecordId, Treatment]
    choices: Choices
    leaving: Leaving
    masker: Masker
    shown: Collection[RecordId]
    """The records of the selection that leave: links lead to nothing else."""
    headings: dict[RecordId, frozenset[str]] = field(default_factory=dict)
    towns: dict[RecordId, frozenset[Town]] = field(default_factory=dict)

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
        return _Planner(snapshot, profile, people, choices, leaving, masker, shown)

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

    def _whole(self, record: Record) -> _About:
        leaving, owners = self.leaving, self.leaving.subjects(record)
        addresses = leaving.tells_addresses(record)
        return _About(record, owners, leaving.precision(record), self._disguises(owners), addresses)

    def _about(self, whole: _About, path: str) -> _About:
        people = told.of_element(whole.record, path)
        if not people or self.profile.names_all:
            return whole
        owners = (*whole.owners, *people)
        return _About(
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

    def _unit(self, path: str, unit: Unit, about: _About) -> UnitFate:
        values = about.record.values(path)
        if len(values) > 1 or _element(path) in about.record.state.disputed:
            # Two versions nobody has settled: whichever went, it would be said for the other's author.
            return UnitFate(path, Fate.WITHHELD, "conflict", None)
        value = values[0]
        why = self._unit_withheld(path, unit, value, about)
        if why:
            return UnitFate(path, Fate.WITHHELD, why, value)
        if isinstance(unit.field, Struct):
            return self._struct(path, unit.field, value, about)
        if isinstance(unit.field, Text) and isinstance(value, str):
            return self._text(path, value, about)
        return self._plain(path, unit.field, value, about)

    def _unit_withheld(self, path: str, unit: Unit, value: Value, about: _About) -> str:
        """Why a unit goes nowhere, whatever stands in it; empty if that depends on its words."""
        if isinstance(unit.field, Blob):
            return "key"
        if not fits(unit, value):
            return "newer"
        if (about.record.id, path) in self.choices.leave_out:
            return "chosen"
        if self.profile.names_all:
            return ""
        return (
            self._sensitive(path, unit, about.record)
            or self._disguise(path, unit, about)
            or self._about_withheld(path, about.record)
            or (self._link_withheld(value) if isinstance(unit.field, Link) else "")
            or self._telling(path, value, about)
        )

    def _sensitive(self, path: str, unit: Unit, record: Record) -> str:
        name = path.split("/", maxsplit=1)[0]
        if name in _FOR_THE_TEAM or (record.kind, name) in _ABOUT_PROTECTION:
            return "team-only"
        if name in _HEALTH:
            return "" if self.leaving.health_of(record) else "health"
        if told.is_intimate(record, path):
            people = told.of_element(record, path)
            if not self.leaving.health_of(record, people):
                return "health"
        if (record.kind, name) == ("list-entry", "mentioned") and not self.leaving.tells_relatives(record):
            return "relatives"
        limit = self.profile.limit
        if record.kind == "interview":
            limit = Sensitivity.RESTRICTED if name in _TOLD else min(limit, Sensitivity.INTERNAL)
            if name in _QUOTED:
                said = self.leaving.speaker_says(record, "quote")
                if said not in ("yes", "disguised"):
                    return f"consent-{said}"
        return "sensitivity" if unit.sensitivity > limit else ""

    def _disguise(self, path: str, unit: Unit, about: _About) -> str:
        """What names somebody who appears under another name goes whole: a mark with letters beside it tells."""
        own = about.record.kind == "person" or (about.record.kind, path) == ("list-entry", "name")
        return "other-name" if about.disguised and unit.identity and own else ""

    def _about_withheld(self, path: str, record: Record) -> str:
        """Why an element that is about somebody else goes whole. Who appears in a role only leaves the role."""
        people = told.of_element(record, path)
        name, *rest = path.split("/")
        if people and record.values(f"{name}/{rest[0]}/role"):
            people = tuple(person for person in people if not self.leaving.is_role(person))
        return next(filter(None, map(self.leaving.why_withheld, people)), "")

    def _link_withheld(self, value: Value) -> str:
        """A link leads to somebody who is named, or to a record of this export: two that lead to the same
        hidden record would tell that they belong together.
        """
        target = RecordId(value) if isinstance(value, bytes) else RecordId(b"")
        found = self.snapshot.get(target)
        if found is None:
            return "broken"
        if found.kind == "person":
            return self.leaving.why_withheld(target)
        return "" if target in self.shown else "not-here"

    def _telling(self, path: str, value: Value, about: _About) -> str:
        """What would tell something by standing here, or by missing elsewhere."""
        name, *rest = path.split("/")
        inner = rest[-1] if rest else name
        if about.record.kind == "list-entry" and (
            name in _NUMBERING or (name, inner) == ("citations", "number")
        ):
            return "numbering"
        if about.record.kind == "list-edition" and name == "headings":
            heading = about.record.text(f"headings/{rest[0]}/heading")
            return "" if heading not in self._empty_headings(about.record.id) else "numbering"
        if inner in _EXACT_TEXTS and not about.exact:
            return "exact"
        if name == "group_size" and isinstance(value, int) and value < _FEWEST_COUNTED:
            return "few"
        return ""

    def _empty_headings(self, edition: RecordId) -> frozenset[str]:
        """Headings all of whose entries stay here."""
        known = self.headings.get(edition)
        if known is None:
            entries = list(self.snapshot.pointing_at(edition, "list-entry"))
            left = {entry.text("heading") for entry in entries if entry.id in self.shown}
            known = frozenset(entry.text("heading") for entry in entries) - left
            self.headings[edition] = known
        return known

    # ------------------------------------------------------------------------------------------ values

    def _text(self, path: str, text: str, about: _About) -> UnitFate:
        passage = self._passage(path, "", text, about)
        if not passage.hidden:
            return UnitFate(path, Fate.SHOWN, "", text, text, {"": passage})
        if path.rsplit("/", maxsplit=1)[-1] in ADDRESSES:
            return UnitFate(path, Fate.WITHHELD, passage.why, text)
        return UnitFate(path, Fate.MASKED, passage.why, text, text, {"": passage})

    def _passage(self, path: str, slot: str, text: str, about: _About) -> Passage:
        step = about.precision
        coordinates, months = step.place is PlaceStep.EXACT, step.date is not DateStep.YEAR
        place = Place(about.record.id, path, slot, about.owners, about.exact, coordinates, months)
        return self.masker.passage(place, text, self._towns(text, about))

    def _towns(self, text: str, about: _About) -> Iterator[tuple[int, int, str]]:
        """Towns of those under other names, where a place says no more than the region."""
        if not about.disguised or about.precision.place <= PlaceStep.CITY:
            return
        for owner in about.owners:
            if owner not in self.towns:
                self.towns[owner] = towns_of(self.snapshot, owner)
            yield from ((start, end, "exact") for start, end in found_in(text, self.towns[owner]))

    def _plain(self, path: str, field_: object, value: Value, about: _About) -> UnitFate:
        if not isinstance(field_, Date) or not isinstance(value, str):
            return UnitFate(path, Fate.SHOWN, "", value, value)
        step = about.precision.date
        coarse = birth_at(value, step, band=about.disguised) if path == "birth" else date_at(value, step)
        if coarse is None:
            # Its parts are not sealed apart, so there is no coarser truth to open.
            return UnitFate(path, Fate.WITHHELD, "exact", value)
        same = coarse == value
        return UnitFate(path, Fate.SHOWN if same else Fate.COARSER, "" if same else "exact", value, coarse)

    def _struct(self, path: str, struct: Struct, value: Value, about: _About) -> UnitFate:
        assert isinstance(value, tuple)
        shown: list[Value] = []
        passages: dict[str, Passage] = {}
        coarser = masked = ""
        date, place = about.precision.date, about.precision.place
        for slot, part in zip(struct.slots, value, strict=False):
            kept = part
            if part is None:
                pass
            elif isinstance(slot.field, Blob) or (struct is PLACE and not tells_slot(slot.name, place)):
                kept, coarser = None, "exact"
            elif struct is PLACE and not about.addresses and is_address(slot.name, part):
                kept, coarser = None, "address"
            elif isinstance(slot.field, Date) and isinstance(part, str):
                kept = date_at(part, date)
                coarser = coarser if kept == part else "exact"
            elif isinstance(slot.field, Text) and isinstance(part, str):
                passages[slot.name] = passage = self._passage(path, slot.name, part, about)
                masked = masked or passage.why
            shown.append(kept)
        fate = Fate.MASKED if masked else Fate.COARSER if coarser else Fate.SHOWN
        return UnitFate(path, fate, masked or coarser, value, tuple(shown), passages)


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
