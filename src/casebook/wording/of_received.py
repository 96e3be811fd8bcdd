"""What others sent, in words: a bundle that was looked at, a slip that fits it, a line of the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from casebook.base.words import N_, Translator
from casebook.bundle.fitting import Fit
from casebook.bundle.receive import Looked
from casebook.casework.receiving import Place, Received
from casebook.wording import of_trust

_PLACE: Final[Mapping[Place, str]] = {
    Place.HERE: N_("kept"),
    Place.HIDDEN: N_("hidden; its sender replaced it on {withdrawn}, and waits for its destruction"),
    Place.DESTROYED: N_("destroyed"),
}


def place(each: Received, t: Translator) -> str:
    """Where a received bundle stands with us."""
    return t(_PLACE[each.place]).replace("{withdrawn}", each.withdrawn)


def line(each: Received, t: Translator) -> str:
    """One received bundle."""
    claims = t.plural("{count} record", "{count} records", each.claims)
    allowed = t(N_("may be handed on")) if each.permission else ""
    newer = t(N_("a newer edition is here")) if each.newer else ""
    parts = (each.code, each.received, each.title or each.identifier, claims, place(each, t), allowed, newer)
    return "  ".join(part for part in parts if part)


def looked(found: Looked, t: Translator) -> Iterator[str]:
    """What is said of a bundle before it is kept."""
    verdict = found.read.verdict
    yield t(N_("Every point of the bundle holds: it is unchanged since {signer} signed it.")).replace(
        "{signer}", verdict.signer
    )
    yield t(N_("In words: {words}")).replace("{words}", " ".join(verdict.words))
    yield of_trust.said(found.trust, t)
    yield t(N_("Records in it: {value}.")).replace("{value}", str(verdict.records))
    if found.before is not None:
        yield (
            t(N_("It came before, as {code}: {place}."))
            .replace("{code}", found.before.code)
            .replace("{place}", place(found.before, t))
        )


def slip(fit: Fit, t: Translator) -> Iterator[str]:
    """What an opening or an author slip shows."""
    number = str(fit.number)
    if fit.author is None:
        yield t(N_("The opening fits record {number}. It shows:")).replace("{number}", number)
        yield from (f"  {shown}" for shown in fit.shown)
        return
    text = t(
        N_(
            "The author slip fits record {number}: the device {words} signed it, as entry {entry} of its journal."
        )
    )
    text = text.replace("{number}", number).replace("{entry}", str(fit.author.number))
    yield text.replace("{words}", " ".join(fit.author.words))
