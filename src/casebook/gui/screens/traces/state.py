"""What the screen of traces says: groups by how much it matters, and one sentence above them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from casebook.base.words import N_, Translator
from casebook.vault.trace import Severity, Trace
from casebook.wording.of_traces import SEVERITIES, Shown, shown

ICONS: Final = {
    Severity.DANGER: ("refused", "red"),
    Severity.WARNING: ("warning", "amber"),
    Severity.NOTE: ("info", "slate"),
    Severity.FINE: ("check", "accent"),
}
"""What marks each severity: icon and tint."""


@dataclass(frozen=True, slots=True)
class Group:
    """What matters equally, under its heading."""

    severity: Severity
    title: str
    ones: tuple[Shown, ...]


def groups(found: Iterable[Trace], tr: Translator) -> tuple[Group, ...]:
    """Everything that was looked at, worst first; severities nothing has are left out."""
    ones = [shown(trace, tr) for trace in found]
    made = (
        Group(
            severity, tr(SEVERITIES[severity]), tuple(one for one in ones if one.trace.severity is severity)
        )
        for severity in Severity
    )
    return tuple(group for group in made if group.ones)


def summary(found: Iterable[Trace], tr: Translator) -> str:
    """How it stands, in one sentence."""
    severities = [trace.severity for trace in found]
    first, worth = (severities.count(one) for one in (Severity.DANGER, Severity.WARNING))
    if first:
        return tr.plural("{count} thing to mend first.", "{count} things to mend first.", first)
    if worth:
        return tr.plural("{count} thing worth mending.", "{count} things worth mending.", worth)
    return tr(N_("Nothing here needs mending."))
