"""What an export shows and what stays back, counted by kind and by reason. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator
from casebook.model.all_kinds import KINDS
from casebook.redaction.plan import Fate, RecordFate, RedactionPlan
from casebook.wording import plans

NOT_TOLD: Final = frozenset(("key",))
"""What only the program reads, and nobody misses."""


@dataclass(frozen=True, slots=True)
class Count:
    """So many of something."""

    count: int
    words: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What one record's fate adds to the figures."""

    fate: RecordFate
    withheld: tuple[str, ...]
    coarser: int
    marks: int


@dataclass(frozen=True, slots=True)
class Summary:
    """*leaving*: records by kind, as "shown of all"; *back*: what stays back, by reason; *marks* in texts."""

    leaving: tuple[tuple[str, int, int], ...]
    left_out: tuple[Count, ...]
    withheld: tuple[Count, ...]
    coarser: int
    marks: int
    counted: Mapping[RecordId, Counted] = field(default_factory=dict)

    @property
    def shown(self) -> int:
        """Records that leave."""
        return sum(shown for _, shown, _ in self.leaving)

    @property
    def all(self) -> int:
        """Records that were chosen."""
        return sum(total for _, _, total in self.leaving)


def summary_of(plan: RedactionPlan, tr: Translator, before: Summary | None = None) -> Summary:
    """The plan in figures. Records whose fate did not change since *before* are not counted anew."""
    kinds: dict[str, list[bool]] = {}
    for fate in plan.records:
        kinds.setdefault(fate.kind, []).append(fate.shown)
    leaving = tuple((tr(KINDS[kind].plural), sum(shown), len(shown)) for kind, shown in kinds.items())
    left_out = Counter(fate.why for fate in plan.records if not fate.shown)
    known = before.counted if before is not None else {}
    counted: dict[RecordId, Counted] = {}
    withheld: Counter[str] = Counter()
    for fate in plan.records:
        held = known.get(fate.record)
        counted[fate.record] = one = held if held is not None and held.fate is fate else _counted(fate)
        if one.withheld:
            withheld.update(one.withheld)
    coarser = sum(one.coarser for one in counted.values())
    marks = sum(one.marks for one in counted.values())
    return Summary(leaving, _counts(left_out, tr), _counts(withheld, tr), coarser, marks, counted)


def _counted(fate: RecordFate) -> Counted:
    units = list(_units(fate))
    return Counted(
        fate,
        tuple(why for why, _, _ in units if why),
        sum(is_coarser for _, is_coarser, _ in units),
        sum(hidden for _, _, hidden in units),
    )


def _units(fate: RecordFate) -> Iterator[tuple[str, bool, int]]:
    """Of each unit of a shown record: why it is withheld, whether it is coarser, how many marks it has."""
    for unit in fate.units.values() if fate.shown else ():
        why = unit.why if unit.fate is Fate.WITHHELD and unit.why not in NOT_TOLD else ""
        hidden = 0 if unit.fate is Fate.WITHHELD else sum(p.hidden for p in unit.passages.values())
        yield why, unit.fate is Fate.COARSER, hidden


def _counts(found: Counter[str], tr: Translator) -> tuple[Count, ...]:
    return tuple(Count(count, plans.reason(why, tr)) for why, count in found.most_common())


COARSER: Final = N_("dates and places shown coarser: the month, the region")
MARKS: Final = N_("marks in texts")
