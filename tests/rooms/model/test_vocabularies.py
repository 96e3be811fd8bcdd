"""Every shipped vocabulary: three languages, no two terms alike, false friends kept apart."""

from __future__ import annotations

import re
import unicodedata

import pytest

from casebook.base import resources
from casebook.model.articles import article, articles, order
from casebook.model.vocabularies import vocabulary

NAMES = sorted(path.stem for path in resources.path("vocabulary").glob("*.toml") if path.stem != "articles")
every_vocabulary = pytest.mark.parametrize("name", NAMES)


@every_vocabulary
def test_every_term_is_said_in_three_languages(name: str) -> None:
    terms = vocabulary(name).terms
    assert terms
    for term in terms:
        labels = dict(term.labels)
        assert set(labels) == {"en", "ru", "kk"}, term.code
        assert re.fullmatch(r"[A-Za-z0-9]+(-[a-z0-9]+)*", term.code), term.code
        for text in labels.values():
            assert text == unicodedata.normalize("NFC", " ".join(text.split()))
            assert text
        assert not re.search(r"[А-я]", labels["en"]), term.code
        assert re.search(r"[А-яӘәҒғҚқҢңӨөҰұҮүҺһІі]|Interpol|CCF|PACE", labels["ru"]), term.code


@every_vocabulary
def test_what_is_typed_means_one_term(name: str) -> None:
    meant: dict[str, str] = {}
    for term in vocabulary(name):
        for typed in {term.code.casefold(), *(text.casefold() for _, text in term.labels)}:
            assert meant.setdefault(typed, term.code) == term.code, typed
            assert vocabulary(name).find(typed.upper()) == term.code


@every_vocabulary
def test_one_key_picks_one_term(name: str) -> None:
    keys = [term.key for term in vocabulary(name) if term.key]
    assert len(keys) == len(set(keys))
    assert all(re.fullmatch("[a-z0-9]", key) for key in keys)


def test_likely_and_unlikely_are_not_swapped() -> None:
    confidence = vocabulary("confidence")
    assert confidence.label("likely", "ru") == "вероятно"
    assert confidence.label("unlikely", "ru") == "маловероятно"
    assert confidence.label("established", "ru") == "установлено"


def test_arrest_detention_and_restriction_are_told_apart() -> None:
    custody, acts, restraints = (vocabulary(name) for name in ("custody", "act-type", "restraint"))
    assert acts.label("arrest", "ru") == "задержание"
    assert "арест" not in custody.label("police", "ru")
    assert "под стражей" in custody.label("remand", "ru")
    assert custody.label("admin", "kk").startswith("әкімшілік қамақ")
    assert "restriction" not in " ".join(term.code for term in restraints)
    assert vocabulary("outcome-type").label("restriction", "ru") == "ограничение свободы"
    assert vocabulary("stage").label("witness-defence", "ru") == "свидетель, имеющий право на защиту"


def test_deprived_of_liberty_is_marked_and_long_lists_have_groups() -> None:
    deprived = {term.code for term in vocabulary("custody") if "deprived" in term.marks}
    assert {"prison", "remand", "police", "psych", "house"} <= deprived
    assert not deprived & {"free", "restr", "susp", "parole", "served", "exile", "dead"}
    groups = {term.group for term in vocabulary("act-type")}
    assert {"liberty", "integrity", "fair-trial", "cross-border", ""} <= groups


def test_a_code_of_a_newer_version_is_shown_as_it_is() -> None:
    assert vocabulary("custody").label("on-the-moon", "ru") == "on-the-moon"
    assert vocabulary("custody").find("on-the-moon") is None


def test_articles_have_labels_in_three_languages_and_stand_once() -> None:
    seen = [(each.law, each.article) for each in articles()]
    assert len(seen) == len(set(seen))
    for each in articles():
        assert each.law in vocabulary("law")
        assert all(each.label(language) for language in ("en", "ru", "kk"))
    assert {each.article for each in articles() if each.political} == {
        "174",
        "179",
        "256",
        "258",
        "272",
        "274",
        "405",
    }
    found = article(" 380-1 ")
    assert found is not None
    assert found.article == "380-1"
    assert article("380", "civil") is None


def test_articles_sort_as_a_code_of_law_does() -> None:
    mixed = ["405", "380-1", "1000", "", "174", "380", "ukaz"]
    assert sorted(mixed, key=order) == ["174", "380", "380-1", "405", "1000", "ukaz", ""] or sorted(
        mixed, key=order
    ) == ["174", "380", "380-1", "405", "1000", "", "ukaz"]
