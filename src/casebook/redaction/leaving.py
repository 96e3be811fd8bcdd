"""Which records may leave at all, whom they are about, and how exact what they say may be. Pure.

A record about somebody who is withheld stays, whole: with the name masked, the rest would tell who it is. One
about somebody who appears under another name leaves, coarser, and without what names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Final

from casebook.base.ids import RecordId
from casebook.casework.receiving import held_back
from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.journal.fold import Life
from casebook.redaction import told
from casebook.redaction.people import Treatment
from casebook.redaction.precision import EXACT, Precision
from casebook.redaction.profile import Health, Naming, Profile

_CLASSES: Final = {"public": 0, "internal": 1, "restricted": 2, "sealed": 3}
_OFFICIALS: Final = frozenset(
    ("judge", "prosecutor", "investigator", "expert", "police-officer", "prison-officer", "official")
)
"""Roles in which people act for the State: a case is not about them."""
_SUBJECT: Final = {"list-entry": "person", "act": "victim"}
_CIRCLES: Final = {
    "dossier": ("persons",),
    "event": ("people",),
    "proceeding": ("parties", "charges", "outcomes", "steps", "restraints"),
}
"""Lists of a record whose elements say whom it is about."""
_POINTING: Final = {
    "event": (("act", "event"),),
    "proceeding": (("list-entry", "proceeding"), ("list-entry", "preamble"), ("act", "proceeding")),
}
"""Kinds that link to it by a unit, and are about somebody: then it is about them too."""
_CITING: Final = ("list-entry", "act", "person", "proceeding", "event", "dossier", "interview")


@dataclass
class Leaving:
    """Asked by a plan about every record: whether it may leave, and how exactly."""

    snapshot: Snapshot
    profile: Profile
    people: Mapping[RecordId, Treatment]
    chosen: frozenset[RecordId] = frozenset()
    """Records somebody left out by hand."""
    floor: Precision = EXACT
    """Nothing is told finer than this, whoever allowed it."""
    _known: dict[RecordId, str] = field(default_factory=dict)

    def why_not(self, record: Record) -> str:
        """Why a record is not in the export at all, as a code; empty if it is."""
        known = self._known.get(record.id)
        if known is None:
            known = self._known[record.id] = self._why_not(record)
        return known

    def _why_not(self, record: Record) -> str:
        if record.id in self.chosen:
            return "chosen"
        if held_back(self.snapshot, record):
            return "received"
        classes = [_CLASSES.get(str(value), 3) for value in record.values("sensitivity")]
        if classes and max(classes) > self.profile.limit:
            return "sensitivity"
        if self.profile.names_all:
            return ""
        if record.state.newer:
            return "newer"
        if record.state.life is Life.DISPUTED:
            return "conflict"
        if (
            record.kind == "act"
            and not told.INTIMATE.isdisjoint(record.values("type"))
            and not self.health_of(record)
        ):
            return "health"
        return self._about_withheld(record) or self._untold(record) or self._source_withheld(record)

    # ------------------------------------------------------------------------------------------ people

    def subjects(self, record: Record) -> tuple[RecordId, ...]:
        """The people a record belongs to: if one of them is withheld, so is the record."""
        if record.kind == "person":
            return (record.id,)
        unit = _SUBJECT.get(record.kind)
        return () if unit is None else told.links(record.values(unit))

    def circle(self, record: Record) -> tuple[RecordId, ...]:
        """The people a record is about that belongs to nobody: a case, an event, a dossier."""
        found: dict[RecordId, None] = {}
        for name in _CIRCLES.get(record.kind, ()):
            for key in record.elements(name):
                roles = record.values(f"{name}/{key}/role")
                if not roles or not _OFFICIALS.issuperset(roles):
                    found.update(dict.fromkeys(told.links(record.values(f"{name}/{key}/person"))))
        for kind, unit in _POINTING.get(record.kind, ()):
            for other in self.snapshot.pointing_at(record.id, kind):
                if record.id in other.values(unit):
                    found.update(dict.fromkeys(self.subjects(other)))
        return tuple(found)

    def why_withheld(self, person: RecordId) -> str:
        """Why records about somebody stay; empty if they leave, under the name or another one."""
        treatment = self.people.get(person)
        if treatment is None:
            return "no-person"
        return "" if treatment.shown else treatment.why

    def why_unnamed(self, person: RecordId) -> str:
        """Why somebody is not named; empty if they are."""
        treatment = self.people.get(person)
        if treatment is None:
            return "no-person"
        return "" if treatment.named else treatment.why

    def is_role(self, person: RecordId) -> bool:
        """Whether somebody appears only in the role they had."""
        treatment = self.people.get(person)
        return treatment is not None and treatment.naming is Naming.ROLE

    def tells_relatives(self, record: Record) -> bool:
        """Whether relatives of those a record belongs to may be told of."""
        treated = [self.people.get(person) for person in self.subjects(record)]
        return all(treatment is not None and treatment.relatives for treatment in treated)

    def tells_addresses(self, record: Record, people: Iterable[RecordId] = ()) -> bool:
        """Whether a street, a number and coordinates may be told of those a record or an element is about."""
        if self.profile.names_all:
            return True
        if record.kind == "interview":
            return self.speaker_says(record, "exact") == "yes"
        treated = [self.people.get(person) for person in (*people, *self.subjects(record))]
        return all(treatment is not None and treatment.addresses for treatment in treated)

    def _about_withheld(self, record: Record) -> str:
        subjects = self.subjects(record)
        if not subjects and record.kind == "list-entry":
            return "no-person"
        reasons = [self.why_withheld(person) for person in subjects]
        if any(reasons):
            return next(filter(None, reasons))
        circle = [self.why_withheld(person) for person in self.circle(record)]
        return circle[0] if circle and all(circle) else ""

    # ------------------------------------------------------------------------------------------ what was told

    def _untold(self, record: Record) -> str:
        """What somebody told us leaves only if they let it; what an act is known from, the same."""
        heard = [record] if record.kind == "interview" else []
        if record.kind == "act":
            for interview in told.links(record.values("interview")):
                found = self.snapshot.get(interview)
                if found is None:
                    return "no-consent"
                heard.append(found)
        allowed = all(self.speaker_says(interview, "facts") == "yes" for interview in heard)
        return "" if allowed else "no-consent"

    def speaker_says(self, interview: Record, show: str) -> str:
        """What those who spoke in an interview let this audience have (`told.speaker_says`)."""
        return told.speaker_says(self.snapshot, self.profile, interview, show)

    # ------------------------------------------------------------------------------------------ health

    def health_of(self, record: Record, people: Iterable[RecordId] = ()) -> bool:
        """Whether health may be told of those a record, or an element about *people*, belongs to: by consent."""
        if self.profile.health is Health.NEVER:
            return False
        if record.kind == "interview":
            return self.speaker_says(record, "health") == "yes"
        whose = [self.people.get(person) for person in (*people, *self.subjects(record))]
        return bool(whose) and all(treatment is not None and treatment.health for treatment in whose)

    # ------------------------------------------------------------------------------------------ sources

    def _source_withheld(self, record: Record) -> str:
        """A source that may not be named, or that only records cite which stay here, stays too."""
        if record.kind != "source":
            return ""
        protection = record.values("protection")
        if any(value != "open" for value in protection):
            return "source-protected"
        person = [self.why_unnamed(person) for person in told.links(record.values("person"))]
        if any(person):
            return next(filter(None, person))
        unnamed = record.values("code_name") or record.values("interview")
        if unnamed and not protection:
            return "source-protected"
        citing = [other for kind in _CITING for other in self.snapshot.pointing_at(record.id, kind)]
        return "only-withheld" if citing and all(map(self.why_not, citing)) else ""

    # ------------------------------------------------------------------------------------------ exactness

    def precision(self, record: Record) -> Precision:
        """How exactly dates and places of a record are told.

        What several people share is as exact as one of those who are named in it allows; what belongs to
        several, as the strictest of them does.
        """
        return self._precision(record).coarser(self.floor)

    def _precision(self, record: Record) -> Precision:
        if self.profile.names_all:
            return EXACT
        if record.kind == "interview":
            return self.profile.fine if self.speaker_says(record, "exact") == "yes" else self.profile.coarse
        subjects = self.subjects(record)
        if subjects:
            return self._coarsest(subjects)
        circle = [self._of(person) for person in self.circle(record)]
        if not circle:
            return self.profile.fine
        return reduce(Precision.finer, circle)

    def precision_of(self, people: Iterable[RecordId]) -> Precision:
        """The same for what is only about these people."""
        return self._coarsest(people).coarser(self.floor)

    def _coarsest(self, people: Iterable[RecordId]) -> Precision:
        return reduce(Precision.coarser, map(self._of, people), EXACT)

    def _of(self, person: RecordId) -> Precision:
        treatment = self.people.get(person)
        if treatment is None or not treatment.shown:
            return self.profile.coarse
        return treatment.precision
