"""Hits: whom one word may name, and how surely it agrees."""

import pytest

from casebook.redaction.hits import How, lookup
from casebook.redaction.registry import Identity, Registry
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
