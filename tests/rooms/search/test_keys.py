"""Keys of names: what two spellings share in an index, and which person a query means first."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.search.keys import (
    Match,
    NameToken,
    best_score,
    lookup_keys,
    name_tokens,
    one_letter_apart,
    query_keys,
    score,
    skeleton,
    token_score,
)
from casebook.search.nameparts import without_notes

NAMES = st.text("abdegijklmnorstuzSKжқшыи", min_size=1, max_size=12)


def one(text: str) -> NameToken:
    (token,) = name_tokens(text)
    return token


@pytest.mark.parametrize(
    ("query", "name", "match"),
    [
        ("Kuanbekov", "Kuanbekov", Match.SAME_SPELLING),
        ("KUANBEKOV", "Kuanbekov", Match.SAME_SPELLING),
        ("Куанбеков", "Kuanbekov", Match.OTHER_SCRIPT),
        ("Quanbekov", "Kuanbekov", Match.OTHER_SPELLING),
        ("Куанбекову", "Kuanbekov", Match.CASE_ENDING),
        ("Kuanbegov", "Kuanbekov", Match.ONE_LETTER),
        ("Uanbekov", "Oanbekov", Match.ONE_LETTER),
        ("Koanbikuv", "Kuanbekov", Match.SKELETON),
    ],
)
def test_each_match_has_its_reason(query: str, name: str, match: Match) -> None:
    assert token_score(one(query), one(name)).match is match


def test_reasons_stand_in_order_of_sureness() -> None:
    order = [
        token_score(one(q), one("Kuanbekov")).value
        for q in ("Куанбеков", "Куанбекову", "Kuanbegov", "Koanbikuv")
    ]
    assert order == sorted(order, reverse=True)
    assert len(set(order)) == 4


def test_short_names_one_letter_apart_are_two_names() -> None:
    assert not one_letter_apart("sapar", "sabar")
    assert one_letter_apart("kuanbekov", "kuanbegov")
    assert not one_letter_apart("kuanbekov", "ruanbekov")
    assert token_score(one("Asan"), one("Asel")).value < 0.7


@given(NAMES, NAMES)
def test_tokens_that_match_share_a_key(first: str, second: str) -> None:
    for a in name_tokens(first):
        for b in name_tokens(second):
            assert token_score(a, b).value == token_score(b, a).value
            if token_score(a, b).match not in {None, Match.WRITTEN_TOGETHER}:
                assert set(lookup_keys(a)) & set(lookup_keys(b))


@given(
    NAMES,
    st.integers(0, 11),
    st.sampled_from("abdeklnorstz"),
    st.sampled_from(["put", "drop", "swap", "change"]),
)
def test_one_edit_keeps_a_shared_key(name: str, at: int, letter: str, edit: str) -> None:
    at = min(at, len(name) - 1)
    edited = {
        "put": name[:at] + letter + name[at:],
        "drop": name[:at] + name[at + 1 :],
        "change": name[:at] + letter + name[at + 1 :],
        "swap": name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
    }[edit]
    for a in name_tokens(name):
        for b in name_tokens(edited):
            if one_letter_apart(a.folded, b.folded):
                assert set(lookup_keys(a)) & set(lookup_keys(b))


def test_keys_are_few_and_ask_for_equality() -> None:
    keys = lookup_keys(one("Kuanbekova"))
    assert len(keys) == len(set(keys)) < 16
    assert {key[0] for key in keys} == {"=", "~"}
    assert set(keys) <= set(query_keys(one("Kuanbekova")))


def test_a_skeleton_levels_what_ears_confuse() -> None:
    assert skeleton("kuanbegov") == skeleton("kuanbekov")
    assert skeleton("edil")[0] == skeleton("adil")[0] == "a"
    assert skeleton("") == ""


def test_names_written_together_are_found_by_their_halves() -> None:
    query, name = name_tokens("sanzharkuanbekova"), name_tokens("Sanzhar Kuanbekov")
    assert score(query, name).match is Match.WRITTEN_TOGETHER
    assert {key for t in query for key in query_keys(t)} & {key for t in name for key in lookup_keys(t)}


def test_the_whole_name_stands_before_a_longer_one_and_before_half_of_it() -> None:
    query = name_tokens("Санжар Куанбеков")
    whole, longer, half = (
        score(query, name_tokens(name)).value
        for name in ("Sanzhar Kuanbekov", "Sanzhar Maratuly Kuanbekov", "Sanzhar Ospanov")
    )
    assert whole > longer > half > 0


def test_the_best_of_several_names_counts() -> None:
    names = [name_tokens("Sanzhar Kuanbekov"), name_tokens("Санжар Қуанбеков")]
    assert best_score(name_tokens("Қуанбеков Санжар"), names).match is Match.SAME_SPELLING
    assert not best_score(name_tokens("Ольга Ким"), names)


def test_nothing_is_found_by_nothing() -> None:
    assert not score((), name_tokens("Sanzhar"))
    assert not score(name_tokens("12 …"), name_tokens("Sanzhar"))


# ------------------------------------------------------------------ real spellings


def _people(corpus: Path) -> dict[str, tuple]:
    with (corpus / "people.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    return {name: name_tokens(without_notes(name)) for name in names}


def _spellings(corpus: Path) -> list[tuple[str, str]]:
    variants = json.loads((corpus / "name_variants.json").read_text(encoding="utf-8"))
    asked = []
    for entry in (entry for group in variants.values() for entry in group):
        forms = [form["form"] for form in entry["forms"] + entry["url_forms"]]
        forms += entry["surname_spellings"] + entry["first_name_spellings"]
        asked += [(entry["person"], form) for form in forms]
    cyrillic = json.loads((corpus / "names_cyrillic.json").read_text(encoding="utf-8"))
    return asked + list(cyrillic.items())


def test_every_printed_spelling_has_its_person_among_the_first_three(corpus: Path) -> None:
    people = _people(corpus)
    spellings = _spellings(corpus)
    assert len(spellings) > 100
    for person, spelling in spellings:
        query = name_tokens(spelling)
        ranked = sorted(people, key=lambda name: (-score(query, people[name]).value, name))
        assert person in ranked[:3], spelling


def test_every_printed_spelling_shares_a_key_with_its_person(corpus: Path) -> None:
    people = _people(corpus)
    for person, spelling in _spellings(corpus):
        asked = {key for token in name_tokens(spelling) for key in query_keys(token)}
        assert asked & {key for token in people[person] for key in lookup_keys(token)}, spelling
