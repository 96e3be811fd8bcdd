"""The line that begins an entry of a list: name, term, articles and their labels, made from the facts.

A text taken over from a printed list begins with such a line of its own. It is compared with the one made
here, so that nothing is printed twice and every difference can be told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from casebook.base.words import N_, Translator
from casebook.model.articles import article
from casebook.model.vocabularies import vocabulary
from casebook.reports.listfacts import ChargeFacts, EntryFacts, plain
from casebook.reports.shown import Words, joined

ARTICLE: Final = N_("Article {article}")
ARTICLE_OF_CODE: Final = N_("Article {article} of the Criminal Code")
ARTICLE_OF_LAW: Final = N_("Article {article} ({law})")
LABELLED: Final = N_("{article} (“{label}”)")
AND: Final = N_("{first} and {last}")
SENTENCED: Final = N_("{term} under {articles}")
CONVICTED: Final = N_("convicted under {articles}")
CHARGED: Final = N_("charged under {articles}")
SUSPECTED: Final = N_("arrested on suspicion of “{label}” ({article})")
ATTEMPTED: Final = N_("arrested on suspicion of attempt to “{label}” ({article})")
IMPRISONMENT: Final = N_("{term} of imprisonment")
ON_SUSPICION: Final = N_("arrested on suspicion under {articles}")
HELD: Final = N_("under arrest under {articles}")

_BY_STATE: Final = {"convicted": CONVICTED, "charged": CHARGED, "suspected": ON_SUSPICION}
_DASHES: Final = re.compile(r"\s*[–—-]\s+")
_LEAD: Final = r"(?:sentenced to |was |is |has been )?"
_JOINT: Final = r"(?:,? and |, |; )"


class Reason(StrEnum):
    """How the first clause of a text differs from the line made of the facts."""

    EQUAL = "equal"
    GOES_ON = "goes-on"
    JOINED_OTHERWISE = "joined-otherwise"
    LAW_NOT_NAMED = "law-not-named"
    OTHER_LEAD = "other-lead"
    OWN_WORDS = "own-words"
    NO_LINE = "no-line"


@dataclass(frozen=True, slots=True)
class Opening:
    """The beginning of an entry. *line*: what follows name and dash; *rest*: the first paragraph after it.

    *printed* is the clause as the text has it; *own* says that the text's words are kept, because they say
    something the facts do not.
    """

    line: Words
    printed: str
    rest: Words
    reason: Reason
    own: bool


def line(entry: EntryFacts, t: Translator, *, foreign: bool = False) -> Words:
    """What stands after the name: term and articles, or what the person is held for. Without a full stop.

    With *foreign*, the reader's language is not the edition's: the term is said from its months, and articles
    are called as our table calls them in that language.
    """
    term = _term(entry, t) if foreign or not entry.term else entry.term
    charges = [_translated(charge, t) for charge in entry.charges] if foreign else list(entry.charges)
    if not charges:
        return term or entry.charge_words
    states = {charge.state for charge in charges}
    if term:
        return _filled(t(SENTENCED), term=term, articles=_articles(charges, t))
    if states == {"suspected"} and not foreign and all(charge.label for charge in charges):
        return _listed([_suspected(charge, t) for charge in charges], t)
    template = _BY_STATE.get(states.pop(), HELD) if len(states) == 1 else HELD
    return _filled(t(template), articles=_articles(charges, t))


def opening(entry: EntryFacts, t: Translator, language: str) -> Opening:
    """How the entry begins for a reader in that language of *t*; *language* is the edition's.

    Where the text opens with the name and says the same facts, the made line stands and the text goes on
    after it. Where its words say more or other than the facts, they stand, and no line is made.
    """
    made = line(entry, t, foreign=t.language != language)
    first: Words = entry.narrative[0] if entry.narrative else ()
    lead = first[0] if first else None
    name = plain(entry.name)
    dash = _DASHES.match(lead, len(name)) if lead is not None and name and lead.startswith(name) else None
    if lead is None or dash is None or t.language != language:
        return Opening(made, "", first, Reason.NO_LINE, own=False)
    body = lead[dash.end() :]
    found = _compared(body, entry, plain(made), t)
    if found is None or None in made:
        clause = re.split(r"(?<=[.!?])\s", body, maxsplit=1)[0]
        return Opening((), clause, (body, *first[1:]), Reason.OWN_WORDS, own=True)
    end, reason = found
    rest = body[end:]
    if reason is Reason.EQUAL and rest and not rest.startswith("."):
        reason = Reason.GOES_ON
    return Opening(made, body[:end], (rest, *first[1:]), reason, own=False)


def _compared(body: str, entry: EntryFacts, made: str, t: Translator) -> tuple[int, Reason] | None:
    """Where the clause that says the same facts ends, and how it differs; `None` if none does."""
    if made and body.startswith(made) and not body[len(made) : len(made) + 1].isalnum():
        return len(made), Reason.EQUAL
    if not plain(entry.term) or not entry.charges:
        return None
    end = r"(?=[.\s]|$)"
    lead = re.escape(plain(entry.term)) + " under "
    exact = _JOINT.join(re.escape(plain(_labelled(charge, t))) for charge in entry.charges)
    free = _JOINT.join(_any_law(charge, t) for charge in entry.charges)
    for pattern, reason in (
        (lead + exact, Reason.JOINED_OTHERWISE),
        (lead + free, Reason.LAW_NOT_NAMED),
        (_LEAD + lead + free, Reason.OTHER_LEAD),
    ):
        match = re.match(pattern + end, body)
        if match is not None:
            return match.end(), reason
    return None


def _any_law(charge: ChargeFacts, t: Translator) -> str:
    """A pattern for an article as a text may have it: with or without the code's name."""
    whole = re.escape(t(ARTICLE_OF_CODE).format(article=plain(charge.article)))
    bare = re.escape(t(ARTICLE).format(article=plain(charge.article)))
    named = f"(?:{whole}|{bare})"
    return named + re.escape(f" (“{plain(charge.label)}”)") if charge.label else named


# ------------------------------------------------------------------------------------------- the parts


def _translated(charge: ChargeFacts, t: Translator) -> ChargeFacts:
    """The charge with our working label in the reader's language; as it was, where the table has none."""
    found = article(plain(charge.article), charge.law or "criminal")
    return charge if found is None else replace(charge, label=(found.label(t.language),))


def _article(charge: ChargeFacts, t: Translator) -> Words:
    if charge.law == "criminal":
        return _filled(t(ARTICLE_OF_CODE), article=charge.article)
    if not charge.law:
        return _filled(t(ARTICLE), article=charge.article)
    law = vocabulary("law").label(charge.law, t.language)
    return _filled(t(ARTICLE_OF_LAW), article=charge.article, law=(law,))


def _articles(charges: Sequence[ChargeFacts], t: Translator) -> Words:
    return _listed([_labelled(charge, t) for charge in charges], t)


def _labelled(charge: ChargeFacts, t: Translator) -> Words:
    article = _article(charge, t)
    return _filled(t(LABELLED), article=article, label=charge.label) if charge.label else article


def _suspected(charge: ChargeFacts, t: Translator) -> Words:
    template = ATTEMPTED if charge.attempt else SUSPECTED
    return _filled(t(template), label=charge.label, article=_article(charge, t))


def _listed(pieces: Sequence[Words], t: Translator) -> Words:
    """“a”, “a and b”, “a, b and c”."""
    if len(pieces) <= 1:
        return pieces[0] if pieces else ()
    first = [piece for pair in zip(pieces[:-1], [(", ",)] * len(pieces), strict=False) for piece in pair][:-1]
    return _filled(t(AND), first=tuple(part for piece in first for part in piece), last=pieces[-1])


def _filled(template: str, **words: Words) -> Words:
    """*template* with its ``{places}`` filled."""
    parts = enumerate(re.split(r"\{(\w+)\}", template))
    return joined(piece for i, part in parts for piece in (words[part] if i % 2 else (part,)))


def term_words(months: int, t: Translator) -> str:
    """A term in words: “6 years and 6 months”."""
    pieces = []
    if months >= 12:
        pieces.append(t.plural("{count} year", "{count} years", months // 12))
    if months % 12 or not pieces:
        pieces.append(t.plural("{count} month", "{count} months", months % 12))
    return plain(_listed([(piece,) for piece in pieces], t))


def _term(entry: EntryFacts, t: Translator) -> Words:
    """The term from its months; as printed, where it has none."""
    if entry.months is None:
        return entry.term
    return _filled(t(IMPRISONMENT), term=(term_words(entry.months, t),))
