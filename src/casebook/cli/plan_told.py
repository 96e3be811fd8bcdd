"""What `casebook plan` says beside the plan: who shares what is shown, and what is different from before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from casebook.base.ids import RecordId, id_text
from casebook.base.words import N_, Translator
from casebook.casework.snapshot import Snapshot
from casebook.redaction import saving
from casebook.redaction.combinations import FEWEST, Combination, Step
from casebook.redaction.facts import ATTRIBUTES
from casebook.redaction.plan import RedactionPlan
from casebook.redaction.saving import Since
from casebook.wording import plans

_SINCE = {
    "since_saved": N_("Since the plan was kept:"),
    "since_last": N_("Since the last bundle for these recipients:"),
}


def document(few: Iterable[Combination], plan: RedactionPlan) -> dict[str, Any]:
    """Ids, attributes and counts; no value."""
    return {
        "decided": saving.decided(plan).hex(),
        "combinations": [
            {
                "person": id_text(each.person),
                "record": None if each.record is None else id_text(each.record),
                "k": each.k,
                "blocks": each.blocks,
                "overridden": bool(each.reason.strip()),
                "parts": [
                    {
                        "attribute": part.fact.attribute,
                        "part": part.fact.part,
                        "alone": part.alone,
                        "places": [{"record": id_text(record), "path": path} for record, path in part.places],
                    }
                    for part in each.parts
                ],
                "steps": [
                    {
                        "what": step.what,
                        "attribute": step.attribute,
                        "k": step.k,
                        "places": [{"record": id_text(record), "path": path} for record, path in step.places],
                    }
                    for step in each.steps
                ],
            }
            for each in few
        ],
    }


def lines(few: Iterable[Combination], snapshot: Snapshot, t: Translator) -> Iterator[str]:
    """Those whom fewer than three people share it with, each with what would help."""
    rare = [each for each in few if each.k < FEWEST]
    if not rare:
        return
    yield ""
    yield t(N_("Shown without a name, and shared by fewer than three people of the casebook:"))
    for each in rare:
        parts = ", ".join(f"{t(ATTRIBUTES[part.fact.attribute])} ({part.alone})" for part in each.parts)
        mark = "✗" if each.blocks else "!"
        where = "" if each.record is None else f" {_code(snapshot, each.record)}"
        yield f"  {mark} {_code(snapshot, each.person)}{where}  k = {each.k}: {parts}"
        if each.reason.strip():
            yield f"      {t(N_('shown all the same, for a reason on record'))}"
        for step in each.steps if each.blocks else ():
            yield f"      → {_step(step, t)}: k = {step.k}"


def _step(step: Step, t: Translator) -> str:
    said = plans.step(step.what, t)
    return f"{said} ({t(ATTRIBUTES[step.attribute])})" if step.attribute else said


def since_document(since: Since | None) -> dict[str, Any] | None:
    """Ids and counts."""
    if since is None:
        return None
    return {
        "disclosure": None if since.before is None else id_text(since.before),
        "date": since.date,
        "same": since.same,
        "untold": since.untold,
        **{
            name: [id_text(record) for record in getattr(since, name)]
            for name in ("new", "gone", "otherwise", "named", "unnamed")
        },
    }


def since_lines(name: str, since: Since | None, snapshot: Snapshot, t: Translator) -> Iterator[str]:
    """What is new, gone, or told otherwise: counts, and each record."""
    yield ""
    if since is None:
        yield t(N_("No bundle left for these recipients yet: everything is new."))
        return
    yield f"{t(_SINCE[name])} {since.date}".rstrip()
    yield f"  = {since.same} {t(N_('as before'))}"
    for mark, said, found in (
        ("+", N_("new"), since.new),
        ("−", N_("shown then and not now"), since.gone),
        ("~", N_("shown otherwise"), since.otherwise),
        ("+", N_("named now and not then"), since.named),
        ("−", N_("named then and not now"), since.unnamed),
    ):
        for record in found:
            yield f"  {mark} {_code(snapshot, record)} {t(said)}"
    if since.untold:
        yield f"  ? {since.untold} {t(N_('shown then too; how is not on record'))}"


def _code(snapshot: Snapshot, record: RecordId) -> str:
    found = snapshot.get(record) or snapshot.deleted.get(record)
    return found.code if found is not None else id_text(record)
