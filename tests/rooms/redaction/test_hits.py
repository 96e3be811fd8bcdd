"""Hits: whom one word may name, and how surely it agrees."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.redaction.dictionary import is_word
from casebook.redaction.hits import How, lookup
from casebook.redaction.registry import Identity, Registry
from casebook.search.endings import bases
from casebook.search.folding import words
from casebook.search.nameparts import Part, PersonName


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.of(
        [Identity(0, (PersonName("Sanzhar Kuanbekov"),)), Identity(1, (PersonName("Julie Ward"),))]
    )


@pytest.mark.parametrize(
    ("word", "address", "expected"),
    [
        ("Қуанбеков", False, (0, Part.FAMILY, How.SAME_NAME)),
        ("Куанбекову", False, (0, Part.FAMILY, How.CASE_ENDING)),
        ("Kuanbegov", False, (0, Part.FAMILY, How.ONE_LETTER)),
        ("Куанбеговым", False, (0, Part.FAMILY, How.ONE_LETTER)),
        ("Ward", False, (1, Part.FAMILY, How.SAME_NAME)),
        ("skuanbekov", True, (0, Part.FAMILY, How.TOGETHER)),
        ("freekuanbekov", True, (0, Part.FAMILY, How.TOGETHER)),
    ],
)
def test_a_word_names_its_bearer(
    registry: Registry, word: str, expected: tuple[int, Part, How], *, address: bool
) -> None:
    hits = lookup(registry).word(word, in_address=address)
    assert expected in [(hit.person, hit.part, hit.how) for hit in hits]


@pytest.mark.parametrize("word", ["wards", "warder", "skuanbekov", "Sapar", "bekov", "a" * 5000])
def test_other_words_name_nobody(registry: Registry, word: str) -> None:
    assert lookup(registry).word(word, in_address=False) == ()


def test_a_skeleton_leads_to_those_who_may_be_meant(registry: Registry) -> None:
    assert lookup(registry).by_skeleton("Koanbikuv") == {0}
    assert lookup(registry).by_skeleton("Oa") == frozenset()


def test_one_lookup_serves_all_texts(registry: Registry) -> None:
    assert lookup(registry) is lookup(registry)


def one_by_one(text: str, registry: Registry) -> set[tuple[int, Part]]:
    """Whom a word of an address names that is two: every cut tried, each half folded by itself."""

    def named(half: str) -> set[tuple[int, Part]]:
        forms = [[word.folded, *(b for b, _ in bases(word.folded) if len(b) > 3)] for word in words(half)]
        borne = chain.from_iterable(registry.tokens.get(form, ()) for form in chain.from_iterable(forms))
        return {(bearing.person, bearing.part) for bearing in borne} if len(half) >= 3 else set()

    def affixed(rest: str, name: str) -> set[tuple[int, Part]]:
        families = {hit for hit in named(name) if hit[1] in (Part.FAMILY, Part.WHOLE)}
        begins = {word.folded[0] for word in words(rest)} if len(rest) <= 2 and len(name) > 3 else set()
        theirs = {hit for hit in families if begins & registry.initials[hit[0]]}
        return theirs or (families if len(name) >= 6 and not is_word(name) else set())

    found, beside = set(), set()
    for cut in range(1, len(text)):
        before, after = named(text[:cut]), named(text[cut:])
        both = {person for person, _ in before} & {person for person, _ in after}
        mine = {hit for hit in before | after if hit[0] in both}
        found |= mine if len({part for _, part in mine}) > 1 else set()
        beside |= affixed(text[:cut], text[cut:]) | affixed(text[cut:], text[:cut])
    return found or beside


HALVES = (
    "Sanzhar",
    "Kuanbekov",
    "kuanbekova",
    "Қуанбеков",
    "куанбековым",
    "julie",
    "Ward",
    "s",
    "sk",
    "free",
    "x",
)


@given(st.lists(st.sampled_from((*HALVES, "O\u2019", "é", "Санжар", "ь")), min_size=1, max_size=4))
def test_names_written_as_one_word_are_those_of_its_halves(halves: list[str]) -> None:
    registry = Registry.of(
        [Identity(0, (PersonName("Sanzhar Kuanbekov"),)), Identity(1, (PersonName("Julie Ward"),))]
    )
    text = "".join(halves)
    hits = lookup(registry).word(text, in_address=True)
    if len(text) <= 40 and all(hit.how is How.TOGETHER for hit in hits) and not is_word(text):
        assert {(hit.person, hit.part) for hit in hits} == one_by_one(text, registry)
