"""What somebody told us, and what of a record is told about whom: by its units and links alone. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from casebook.base.ids import RecordId
from casebook.casework import consents
from casebook.casework.merged import identities_in, standing_in
from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.model.all_kinds import KINDS
from casebook.model.consent import strictest
from casebook.model.kinds import Many
from casebook.redaction.profile import Profile

INTIMATE: Final = frozenset(
    (
        "rape",
        "attempted-rape",
        "sexual-assault",
        "psychiatric",
        "psych",
        "psych-exam",
        "medical",
        "health",
        "released-illness",
    )
)
"""Codes that tell of illness, psychiatry or sexual violence: that is health, wherever it stands."""


def speaker_says(snapshot: Snapshot, profile: Profile, interview: Record, show: str) -> str:
    """What those who spoke in an interview let this audience have: an answer of the grid.

    It rests on the consent the interview names, which must be the speaker's; whatever else a speaker
    withdrew counts against it.
    """
    linked = [snapshot.get(consent) for consent in links(interview.values("consent"))]
    given = [consent for consent in linked if consent is not None]
    speakers = links(interview.values("speaker"))
    if not given or len(given) != len(linked):
        return "no"
    subjects = {standing_in(snapshot, who) for consent in given for who in links(consent.values("subject"))}
    if not subjects.issuperset(standing_in(snapshot, speaker) for speaker in speakers):
        return "no"
    for person in speakers:
        for other in consents.of_person(snapshot, standing_in(snapshot, person)):
            if consents.holds(other, snapshot.today) in ("revoked", "refused"):
                return "no"
    for person in speakers:
        said = _child_says(snapshot, profile, person, show)
        if said:
            return said
    answers = [consents.combined(given, profile.use, show, snapshot.today, profile.partner).answer]
    named = {
        who for consent in given for who in (*consent.values("subject"), *consents.said_besides(consent))
    }
    for person in speakers:
        group = identities_in(snapshot, standing_in(snapshot, person))
        for one in (each for each in group if each not in named):
            # Merged since: what the other record's person agreed to counts too.
            also = consents.about(snapshot, one, group)
            answers.append(consents.combined(also, profile.use, show, snapshot.today, profile.partner).answer)
    return strictest(answers)


def _child_says(snapshot: Snapshot, profile: Profile, person: RecordId, show: str) -> str:
    """Of a child who speaks, what all consents say together if that is no leave; empty for anybody else."""
    record = snapshot.get(person)
    if record is None:
        return ""
    for one in identities_in(snapshot, person):
        given = consents.Given.of(snapshot, record, profile.use, profile.partner, one)
        said = given.says(show)
        if given.minor and said.why != "consent":
            return said.answer
    return ""


def consents_of(snapshot: Snapshot, record: Record) -> tuple[RecordId, ...]:
    """The consents a record leaves by that is, or is known from, what somebody told."""
    if record.kind == "interview":
        return links(record.values("consent"))
    interviews = links(record.values("interview")) if record.kind == "act" else ()
    told = [found for found in map(snapshot.get, interviews) if found is not None]
    return tuple(consent for interview in told for consent in links(interview.values("consent")))


def is_intimate(record: Record, path: str) -> bool:
    """Whether a unit, or the element it stands in, tells of illness, psychiatry or sexual violence."""
    name, *rest = path.split("/")
    declared = KINDS[record.kind].by_name.get(name)
    inside = declared.inside if isinstance(declared, Many) and not declared.paragraphs else ()
    paths = [f"{name}/{rest[0]}/{unit.name}" for unit in inside] if rest else [path]
    values = [value for each in paths for value in record.values(each)]
    codes = {part for v in values for part in (v if isinstance(v, tuple) else (v,)) if isinstance(part, str)}
    return not INTIMATE.isdisjoint(codes)


def of_element(record: Record, path: str) -> tuple[RecordId, ...]:
    """The people an element of a list is about, by any path inside it; nobody for units outside lists.

    Who did something to somebody is not whom the record protects: an act's perpetrators are left out here,
    and each of their units stands for itself.
    """
    name, *rest = path.split("/")
    if len(rest) < 2 or (record.kind, name) == ("act", "perpetrators"):
        return ()
    inside = f"{name}/{rest[0]}/"
    return tuple(person for unit in ("person", "group") for person in links(record.values(f"{inside}{unit}")))


def links(values: Iterable[object]) -> tuple[RecordId, ...]:
    """The ids among *values*."""
    return tuple(RecordId(value) for value in values if isinstance(value, bytes))
