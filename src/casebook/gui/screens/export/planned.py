"""A plan and what the screen says of it, made and made again. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import Translator
from casebook.casework import plans
from casebook.casework.plans import Approval
from casebook.casework.snapshot import Snapshot
from casebook.gui.screens.export.answers import Answers
from casebook.gui.screens.export.people import People, people_of
from casebook.gui.screens.export.summary import Summary, summary_of
from casebook.gui.screens.export.texts import Texts, texts_of
from casebook.redaction import combinations, saving
from casebook.redaction.again import again
from casebook.redaction.combinations import Combination, Index
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
    """A plan and what the screen says of it. *answers* are those it was made with.

    *few*: what is shown of people who are not named, those whom fewest share it with first; as it was when people
    or records were last decided about, unless `recognised` was asked since. *decided* is the fingerprint of the
    plan, *approvals* are those of exactly this one.
    """

    snapshot: Snapshot
    plan: RedactionPlan
    answers: Answers
    people: People
    texts: Texts
    summary: Summary
    kept: Kept
    few: tuple[Combination, ...]
    decided: bytes
    approvals: tuple[Approval, ...]

    @property
    def blocked(self) -> int:
        """How many people few share with what is shown, without a reason on record."""
        return len({one.person for one in self.few if one.blocks})

    @property
    def needs_second(self) -> bool:
        """Whether a second person has to look at it first."""
        return self.kept.second and not self.approvals


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
    decided = saving.decided(made)
    approvals = plans.approvals(taken, decided)
    if before is None or before.plan.people != made.people or before.answers.rest != answers.rest:
        people = people_of(made, taken, answers, kept.base, tr)
        few = combinations.check(taken, made, kept.index)
    else:
        people, few = before.people, before.few
    return Planned(
        taken,
        made,
        answers,
        people,
        texts_of(made, taken, answers, tr, before.texts if before is not None else None),
        summary_of(made, tr, before.summary if before is not None else None),
        kept,
        few,
        decided,
        approvals,
    )


def recognised(planned: Planned) -> Planned:
    """The same, with who could be recognised asked anew: words that were let stand say more."""
    return replace(planned, few=combinations.check(planned.snapshot, planned.plan, planned.kept.index))
