"""Why a place is hidden or asked about: whom it may name, and why they are or are not named. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator
from casebook.casework import titles
from casebook.casework.snapshot import Snapshot
from casebook.gui.screens.export.texts import Stop
from casebook.redaction import mentions
from casebook.redaction.people import registry_of
from casebook.redaction.plan import RedactionPlan
from casebook.wording import plans

NOBODY: Final = N_("Nobody in this casebook is called so. Read the sentence: does it name somebody?")
HELPER: Final = N_("named by a record as interviewer, interpreter or author: always protected")


@dataclass(frozen=True, slots=True)
class Reason:
    """Somebody a place may name. *person* is missing where nobody is."""

    person: RecordId | None
    name: str
    named: bool
    why: str


def reasons_at(plan: RedactionPlan, snapshot: Snapshot, stop: Stop, tr: Translator) -> tuple[Reason, ...]:
    """Whom the casebook knows by the words at *stop*."""
    fate = plan.record(stop.place[0])
    passage = fate.passage(stop.place[1], stop.place[2]) if fate is not None else None
    if passage is None:
        return ()
    start, end = stop.place[3:]
    found = dict.fromkeys(
        person
        for mention in mentions.find(passage.text, registry_of(snapshot))
        if mention.start < end and mention.end > start
        for person in mention.people
    )
    people = [RecordId(person) for person in found if isinstance(person, bytes)]
    if not people:
        return (Reason(None, "", named=False, why=tr(NOBODY)),)
    return tuple(_reasons(people, plan, snapshot, tr))


def _reasons(
    people: list[RecordId], plan: RedactionPlan, snapshot: Snapshot, tr: Translator
) -> Iterator[Reason]:
    for person in people:
        treated = plan.people.get(person)
        record = snapshot.get(person)
        name = titles.title_in(snapshot.get, person, tr.language)
        code = record.code if record is not None else "—"
        if treated is None:
            yield Reason(person, code, named=False, why=tr(HELPER))
        else:
            yield Reason(person, name or code, named=treated.named, why=plans.reason(treated.why, tr))
