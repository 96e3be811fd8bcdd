"""What a plan must have passed before anything of it leaves: enough people share it, and somebody looked. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from casebook.base.ids import RecordId
from casebook.casework.snapshot import Snapshot
from casebook.redaction import combinations, saving
from casebook.redaction.plan import RedactionPlan


@dataclass(frozen=True, slots=True)
class Passed:
    """What the disclosure says of it: people few share what is shown of (how many, and why it goes all the
    same), and who looked at the plan besides.
    """

    overrides: tuple[tuple[RecordId, int, str], ...] = ()
    reviewed_by: str = ""


def passed(snapshot: Snapshot, plan: RedactionPlan) -> Passed:
    """Let a plan pass. Raises `TooFewShare`, `NotReviewed`."""
    few = combinations.require(snapshot, plan)
    approval = saving.require_second(snapshot, plan)
    overrides = tuple((each.person, each.k, each.reason) for each in few)
    return Passed(tuple(dict.fromkeys(overrides)), "" if approval is None else approval.by)
