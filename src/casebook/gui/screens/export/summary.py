"""What an export shows and what stays back, counted by kind and by reason. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

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
class Summary:
    """*leaving*: records by kind, as "shown of all"; *back*: what stays back, by reason; *marks* in texts."""

    leaving: tuple[tuple[str, int, int], ...]
    left_out: tuple[Count, ...]
    withheld: tuple[Count, ...]
    coarser: int
    marks: int

    @property
    def shown(self) -> int:
        """Records that leave."""
        return sum(shown for _, shown, _ in self.leaving)

    @property
    def all(self) -> int:
        """Records that were chosen."""
        return sum(total for _, _, total in self.leaving)


def summary_of(plan: RedactionPlan, tr: Translator) -> Summary:
    """The plan in figures."""
    kinds: dict[str, list[bool]] = {}
    for fate in plan.records:
        kinds.setdefault(fate.kind, []).append(fate.shown)
    leaving = tuple((tr(KINDS[kind].plural), sum(shown), len(shown)) for kind, shown in kinds.items())
    left_out = Counter(fate.why for fate in plan.records if not fate.shown)
    withheld: Counter[str] = Counter()
    coarser = marks = 0
    for fate in plan.records:
        for why, is_coarser, hidden in _units(fate):
            if why:
                withheld[why] += 1
            coarser += is_coarser
            marks += hidden
    return Summary(leaving, _counts(left_out, tr), _counts(withheld, tr), coarser, marks)


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
