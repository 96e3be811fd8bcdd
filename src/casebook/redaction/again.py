"""The same plan after another answer: only the records an answer concerns are decided again. Pure.

What it gives is what `planning.make` would give for the new choices, without going through everything.
"""

from __future__ import annotations

from collections.abc import Iterator

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework.snapshot import Snapshot
from casebook.redaction import planning
from casebook.redaction.plan import Choices, Question, RedactionPlan


def again(
    snapshot: Snapshot, plan: RedactionPlan, choices: Choices, progress: Progress | None = None
) -> RedactionPlan:
    """*plan*, which was made from *snapshot*, with other choices. Raises `Cancelled`."""
    selection = [fate.record for fate in plan.records]
    if choices.about_people != plan.choices.about_people:
        # Who is named changes what may stand in every text, and what stays here changes what links may lead to.
        return planning.make(snapshot, selection, plan.profile, choices, progress)
    concerned = frozenset(_concerned(plan, choices))
    part = planning.make_part(snapshot, plan, choices, concerned, progress)
    fates = {fate.record: fate for fate in part.records}
    asked: dict[RecordId, list[Question]] = {}
    for question in (*(q for q in plan.questions if q.record not in concerned), *part.questions):
        asked.setdefault(question.record, []).append(question)
    return RedactionPlan(
        plan.profile,
        plan.people,
        tuple(fates.get(fate.record, fate) for fate in plan.records),
        tuple(question for record in selection for question in asked.get(record, ())),
        choices,
        part.looked_at,
    )


def _concerned(plan: RedactionPlan, choices: Choices) -> Iterator[RecordId]:
    words = choices.stand ^ plan.choices.stand
    yield from (question.record for question in plan.questions if question.word in words)
    yield from (place[0] for place in choices.let ^ plan.choices.let)
    yield from (place[0] for place in choices.hide ^ plan.choices.hide)
