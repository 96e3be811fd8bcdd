"""Orders to erase in words: what waits, who gave it, who has destroyed already; and its errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_, Translator
from casebook.casework import orders
from casebook.casework.authors import Author
from casebook.casework.orders import Given
from casebook.model.all_kinds import KINDS
from casebook.model.vocabularies import vocabulary
from casebook.wording.said import Words

WORDS: Final[Mapping[type[CasebookError], Words]] = {
    orders.NothingToSign: Words(
        N_(
            "None of these orders waits for your signature: you gave or signed them yourself, or they are none."
        ),
        N_("Somebody else has to sign them."),
    ),
    orders.SignsForNobody: Words(
        N_("Nobody is named as the person who uses this device, so its signature would stand for nobody."),
        N_("Write who uses it (a code name is enough) on the page of the device, then sign."),
    ),
}

TOLD: Final = N_(
    "What they name is hidden here already. Destroyed it is only when you say so, or when a second person signs the "
    "order: a stolen laptop could give orders too."
)


def named(author: Author, t: Translator) -> str:
    """Whoever wrote something, by their code names; “you, here” for this device."""
    if author.own:
        return t(N_("you, here"))
    name = " · ".join(piece for piece in (author.person, author.name) if piece)
    return name or t(N_("a device without a name"))


def listed(several: Iterable[Author], t: Translator) -> str:
    """Their names in one line."""
    return "; ".join(named(one, t) for one in several)


def about(one: Given, t: Translator) -> str:
    """What an order names: “Person P-7KQ4”, “Person P-7KQ4: Remarks”."""
    kind = KINDS.get(one.kind)
    head = f"{t(kind.label) if kind is not None else t(N_('A record'))} {one.code}"
    if one.order.unit is None:
        return head
    first = one.order.unit.split("/", maxsplit=1)[0]
    unit = kind.by_name.get(first) if kind is not None else None
    return f"{head}: {t(unit.label) if unit is not None else first}"


def reason(one: Given, t: Translator) -> str:
    """Why, in the words of the vocabulary; the code itself where a newer version wrote one."""
    terms = vocabulary("erase-reason")
    return terms.label(one.order.reason, t.language) if one.order.reason in terms else one.order.reason


def how_far(one: Given, t: Translator) -> str:
    """“Erased on: Ana; Luis. Signed too by: Luis.”"""
    pieces = []
    if one.erased:
        pieces.append(t(N_("Erased on: {who}.")).format(who=listed(one.erased, t)))
    else:
        pieces.append(t(N_("Erased nowhere yet.")))
    if one.signed:
        pieces.append(t(N_("Signed too by: {who}.")).format(who=listed(one.signed, t)))
    return " ".join(pieces)
