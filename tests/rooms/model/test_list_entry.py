"""A list entry holds all that an entry of a real printed list says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from casebook.model.all_kinds import kind
from casebook.model.articles import article
from casebook.model.fields import Struct, Value
from casebook.model.kinds import Many, Unit
from casebook.model.shared import CHARGE, TERM, months_of

ENTRY = kind("list-entry")
LISTS = {"CONVICTED": "convicted", "UNDER ARREST IN A PRE-TRIAL DETENTION FACILITY": "pre-trial"}
STATUSES = {"convicted": "prison", "pre-trial detention": "remand", "extradition arrest": "extrad"}


def held(path: str, value: Value) -> Value:
    """*value* as the unit at *path* keeps it."""
    unit = ENTRY.find(path.replace("*", "0" * 16))
    assert isinstance(unit, Unit), path
    return unit.field.check(value)


@pytest.fixture
def entries(corpus: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((corpus / "prisoners_2025.json").read_text(encoding="utf-8"))
    return found


def test_every_fact_of_every_entry_has_its_unit(entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        held("number", entry["number"])
        held("list", LISTS[entry["list"]])
        held("status", STATUSES[entry["status"]])
        texts = {
            "name": entry["name_printed"],
            "heading": entry["section_printed"],
            "group_case": entry["group_case"],
            "term_text": entry["sentence_text"],
            "arrest_term": entry["arrest_term"],
            "plea": entry["plea"],
            "occupation": entry["occupation"],
            "age": entry["age"],
            "nationality": entry["nationality"],
            "disability": entry["disability"],
            "health": entry["health"],
            "torture_words": entry["torture_quote"] or entry["ill_treatment"],
            "hunger_strike_words": entry["hunger_strike_text"],
        }
        for path, text in texts.items():
            if text:
                assert held(path, text) == " ".join(text.split())
        for text in entry["narrative"].split("\n"):
            assert held("narrative/*/text", text) == text.strip()
        if entry["group_introduction"]:
            held("introduction/*/text", entry["group_introduction"].strip())
        for each in entry["dates"]:
            if each["date"]:
                held("dates/*/date", each["date"])
            held("dates/*/what", each["kind"])
        for each in entry["sources"] + entry["group_sources"]:
            held("citations/*/number", each["footnote"])
            if each.get("url"):
                held("citations/*/url", each["url"])
        for each in entry["related_people"]:
            held("mentioned/*/name", each["name"])
            if each["relation"]:
                held("mentioned/*/relation", each["relation"])
        for name in entry["organisations"]:
            held("organisations/*/organisation", name)


def test_every_charge_keeps_its_article_and_its_words(entries: list[dict[str, Any]]) -> None:
    charges = [charge for entry in entries for charge in entry["charges"]]
    assert len(charges) == 88
    for charge in charges:
        value = CHARGE.make(article=charge["article"], law="criminal", label=charge["title"] or None)
        assert held("charges/*/charge", value) == value
        assert CHARGE.part(value, "label") == (charge["title"] or None)
    assert (
        sum(article(charge["article"]) is None for charge in charges) == 1
    )  # 265 in the print, meant as 256


def test_every_term_counts_to_its_months(entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        if entry["sentence_months"]:
            years, months = divmod(entry["sentence_months"], 12)
            term = TERM.make(years=years, months=months)
            assert held("term", term) == term
            assert months_of(term) == entry["sentence_months"]


def test_what_is_published_is_public_and_health_is_not() -> None:
    for name in ("narrative", "charges", "citations"):
        many = ENTRY.by_name[name]
        assert isinstance(many, Many)
        assert many.main.sensitivity == 0
    health = ENTRY.by_name["health"]
    assert isinstance(health, Unit)
    assert health.sensitivity == 3
    assert isinstance(TERM, Struct)
