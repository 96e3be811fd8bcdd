"""The sieve passes over nothing that reading the whole text finds."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import leaks
from casebook.redaction import mentions
from casebook.redaction.mentions import Mention
from casebook.redaction.registry import Identity, Registry
from casebook.redaction.sieve import Sieve
from casebook.search.nameparts import PersonName
from neutral import neutral

PROTECTED = frozenset((1, 2, 3))
REGISTRY = Registry.of(
    (
        Identity(0, names=(PersonName("Marat Oskenov"),)),
        Identity(
            1,
            names=(PersonName(leaks.LATIN), PersonName(leaks.CYRILLIC)),
            aliases=("Samruk Apa", "7th of the Kites"),
            code_names=("Kestrel",),
            emails=(leaks.EMAIL,),
            phones=(leaks.PHONE,),
            iins=(leaks.IIN,),
            handles=(leaks.HANDLE,),
            plates=("777 KAZ 02", "Q123BC"),
            numbers=("N 1234567", "00123"),
        ),
        Identity(2, names=(PersonName(leaks.KAZAKH),)),
        Identity(3, names=(PersonName("Aidar Oskenov"), PersonName("Rose Hill"))),
    )
)
SIEVE = Sieve(REGISTRY, PROTECTED)
PIECES = (
    *leaks.WORDS.values(),
    "Marat Oskenov", "A. Oskenov", "Aidar, Saule and Marat Oskenov", "OSKENOV", "rose", "Rose", "Hill",
    "777 KAZ 02", "777kaz02", "Q123BC", "1234567", "00123", "7th of the Kites", "kestrel", "Kestrel's nest",
    "Oskenov's", "o\u2019skenov", "(Dzhandosova)", "Dzhandosova–Oskenova", "dzhan", "dosova", "-\n", "\n", " ", ". ",
    "\u00ad\n", "_", "@", "%D0%94", "\u0301", "⒟", "ﬁ",
)  # fmt: skip


def told(found: Iterable[Mention]) -> set[tuple[object, ...]]:
    """What of *found* may be one of the protected: whom, as what, how surely."""
    return {
        (mention.people, mention.why, mention.certainty)
        for mention in found
        if PROTECTED & set(mention.people) and mention.is_marked
    }


@pytest.mark.parametrize("name", leaks.WORDS)
def test_what_stands_deep_in_a_text_is_found(name: str) -> None:
    chance = Random(name)
    text = neutral(chance.randrange(1000), 6000)
    at = text.index(" ", chance.randrange(2000, 4000))
    planted = f"{text[:at]} {leaks.WORDS[name]} {text[at:]}"
    assert told(SIEVE.find(planted)) >= told(mentions.find(planted, REGISTRY))


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from(("", " ", ", ", " and ", "/", "\n")))
def test_it_finds_what_reading_all_of_it_finds(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    assert told(SIEVE.find(text)) >= told(mentions.find(text, REGISTRY))


@given(st.text(alphabet="Oskenva Ddzhosj.-_@/%0123456789\n\u00ad\u200b", max_size=200))
def test_it_finds_it_in_any_text(text: str) -> None:
    assert told(SIEVE.find(text)) >= told(mentions.find(text, REGISTRY))


def test_who_protects_nobody_reads_nothing() -> None:
    assert list(Sieve(REGISTRY, ()).find(leaks.LATIN)) == []
    assert list(Sieve(REGISTRY, (9,)).find(leaks.LATIN)) == []


def test_parts_are_read_once_and_apart() -> None:
    text = f"{leaks.LATIN} " * 3 + "x " * 3000 + leaks.LATIN
    assert len(list(SIEVE.find(text))) == 4
