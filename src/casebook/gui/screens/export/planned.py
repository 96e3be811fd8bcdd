"""A plan and what the screen says of it, made and made again. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import Translator
from casebook.casework.snapshot import Snapshot
from casebook.gui.screens.export.answers import Answers
from casebook.gui.screens.export.people import People, people_of
from casebook.gui.screens.export.summary import Summary, summary_of
from casebook.gui.screens.export.texts import Texts, texts_of
from casebook.redaction.again import again
from casebook.redaction.combinations import Index
from casebook.redaction.people import Treatment
from casebook.redaction.plan import RedactionPlan


@dataclass(frozen=True, slots=True)
class Kept:
    """What the casebook says beside the records, asked once for a snapshot.

    *base*: how everybody is treated before anything is chosen. *earlier*: the other names people bore in the last
    bundle of this class. *index*: who of the casebook shares which fact. *second*: the team asks that a second
    person looks at each plan.
    """

    base: Mapping[RecordId, Treatment]
    earlier: Mapping[RecordId, str]
    index: Index
    second: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and what the screen says of it. *answers* are those it was made with."""

    snapshot: Snapshot
    plan: RedactionPlan
    answers: Answers
    people: People
    texts: Texts
    summary: Summary
    kept: Kept


def told(
    taken: Snapshot,
    plan: RedactionPlan,
    answers: Answers,
    kept: Kept,
    before: Planned | None,
    tr: Translator,
    progress: Progress,
) -> Planned:
    """*plan* made again with *answers*, and told; what an answer does not concern is taken from *before*."""
    made = again(taken, plan, answers.choices(plan.questions), progress)
    same_people = before is not None and (before.plan.people, before.answers.rest) == (
        made.people,
        answers.rest,
    )
    people = (
        before.people
        if before is not None and same_people
        else people_of(made, taken, answers, kept.base, tr)
    )
    return Planned(
        taken,
        made,
        answers,
        people,
        texts_of(made, taken, answers, tr, before.texts if before is not None else None),
        summary_of(made, tr, before.summary if before is not None else None),
        kept,
    )
