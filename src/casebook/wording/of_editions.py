"""Rounds, what is due in them, and what is to be done after a withdrawal, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.words import N_, Translator
from casebook.casework.editions import Due, Round
from casebook.casework.withdrawal import Affected, Todo
from casebook.model.vocabularies import vocabulary
from casebook.wording.days import Days, as_kept

_TODO: Final[Mapping[Todo, str]] = {
    Todo.NEXT_ROUND: N_("goes on in the round of {when}: the next edition without it, with its notice"),
    Todo.NEXT_PUBLIC: N_(
        "is published: the next public edition leaves it out; what was copied stays with others"
    ),
    Todo.RECEIPT: N_("is replaced already: wait for the receipt, or remind them"),
    Todo.NOTHING: N_("nothing to do: it was destroyed, or replaced where no notice goes"),
}

BETWEEN: Final = N_(
    "Editions and notices go out in rounds, to everybody, whether or not anything was withdrawn. Whoever gets one"
    " between two rounds knows that something happened in those days, and whoever put pressure on somebody knows that"
    " it worked."
)
"""Why “now” is the exception: to be said wherever it can be chosen."""


def todo(each: Affected, t: Translator, days: Days = as_kept) -> str:
    """What is to be done about one bundle."""
    return t(_TODO[each.todo]).replace("{when}", days(each.when.isoformat(), t))


def rounds(found: Round, t: Translator, days: Days = as_kept) -> str:
    """When the last round was, whether it is open, and when the next one is."""
    said = N_("The round of {last} is open.") if found.open else N_("The round of {last} is over.")
    text = f"{t(said)} {t(N_('The next one is on {next}.'))}"
    last, following = (days(each.isoformat(), t) for each in (found.last, found.next))
    return text.replace("{last}", last).replace("{next}", following)


def due(each: Due, t: Translator) -> str:
    """One series, and what the round asks of it."""
    series = each.series
    whom = ", ".join(one.name or one.key for one in series.recipients)
    audience = vocabulary("audience").label(series.audience, t.language)
    wanted = []
    if each.edition:
        wanted.append(t(N_("a new edition is due (the last one left on {left})")))
    if each.notice:
        wanted.append(t(N_("its notice is due")))
    if series.withdrawn:
        wanted.append(t(N_("something in it was withdrawn")))
    parts = (
        series.code,
        f"{audience} ({whom})" if whom else audience,
        series.purpose,
        "; ".join(wanted).replace("{left}", series.left.isoformat()),
    )
    return "  ".join(part for part in parts if part)
