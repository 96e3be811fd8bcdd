"""Walks every kind of record: what everything else derives from must hang together."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import casebook.model
from casebook.base import resources
from casebook.model.all_kinds import HOUSEHOLD, KINDS, ORDERS, UnknownKind, kind
from casebook.model.fields import Choice, Field, Link, Struct
from casebook.model.kinds import Kind, Many, Sensitivity, Unit
from casebook.model.shared import SUBJECTS

every_kind = pytest.mark.parametrize("each", KINDS.values(), ids=KINDS)


def fields_of(one: Field) -> Iterator[Field]:
    yield one
    if isinstance(one, Struct):
        for slot in one.slots:
            yield from fields_of(slot.field)


def labels_of(each: Kind) -> Iterator[str]:
    yield each.label
    yield each.plural
    yield from (section.label for section in each.sections)
    for unit in each.units:
        yield unit.label
    for _, unit in each.every_unit():
        yield unit.label
        if isinstance(unit.field, Struct):
            yield from (slot.label for slot in unit.field.slots)


def marked_texts() -> set[str]:
    """Every text inside ``N_("…")`` in the room."""
    found: set[str] = set()
    for path in Path(casebook.model.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_":
                (argument,) = node.args
                assert isinstance(argument, ast.Constant)
                found.add(argument.value)
    return found


MARKED = marked_texts()


def test_no_two_kinds_share_a_letter_and_none_is_taken_for_a_digit() -> None:
    letters = Counter(each.letter for each in KINDS.values())
    assert max(letters.values()) == 1
    assert all(re.fullmatch("[A-Z]", letter) and letter not in "IO" for letter in letters)


@every_kind
def test_names_are_words_of_one_form_and_said_once(each: Kind) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", each.name)
    names = Counter(unit.name for unit in each.units)
    assert max(names.values()) == 1
    for unit in each.units:
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", unit.name)
        if isinstance(unit, Many):
            inside = Counter(inner.name for inner in unit.inside)
            assert max(inside.values()) == 1
            assert all(re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) for name in inside)


@every_kind
def test_every_label_is_there_and_marked_for_translation(each: Kind) -> None:
    for label in labels_of(each):
        assert label
        assert label in MARKED, label


@every_kind
def test_every_link_leads_to_kinds_there_are(each: Kind) -> None:
    for path, unit in each.every_unit():
        for one in fields_of(unit.field):
            if isinstance(one, Link):
                assert one.kinds, path
                assert set(one.kinds) <= set(KINDS), path


@every_kind
def test_every_choice_has_its_vocabulary(each: Kind) -> None:
    for path, unit in each.every_unit():
        for one in fields_of(unit.field):
            if isinstance(one, Choice):
                assert one.terms.terms, path


@every_kind
def test_titles_sections_and_parent_name_units_there_are(each: Kind) -> None:
    assert each.title or each.name in ORDERS
    assert set(each.title) <= set(each.by_name)
    if each.parent:
        parent = each.by_name[each.parent]
        assert isinstance(parent, Unit)
        assert isinstance(parent.field, Link)


@every_kind
def test_sections_show_every_unit_exactly_once(each: Kind) -> None:
    shown = Counter(name for section in each.sections for name in section.names)
    assert shown == Counter(list(each.by_name))


@every_kind
def test_a_list_has_something_to_show(each: Kind) -> None:
    if each.name not in ORDERS | {"setting"}:
        assert any(unit.column for unit in each.units)


@every_kind
def test_paragraphs_have_text_and_place(each: Kind) -> None:
    for unit in each.units:
        if isinstance(unit, Many) and unit.paragraphs:
            assert [inner.name for inner in unit.inside] == ["text", "place"]


@every_kind
def test_slots_can_be_named_in_code_and_text(each: Kind) -> None:
    for path, unit in each.every_unit():
        if isinstance(unit.field, Struct):
            names = Counter(slot.name for slot in unit.field.slots)
            assert max(names.values()) == 1, path
            assert all(name.isidentifier() for name in names), path


def test_identities_contacts_and_health_are_sealed_by_default() -> None:
    person = kind("person")
    for name in ("identifiers", "contacts", "health", "vulnerabilities", "safe_person", "safety"):
        unit = person.by_name[name]
        inside = unit.inside if isinstance(unit, Many) else (unit,)
        first = inside[0]
        assert first.sensitivity is Sensitivity.SEALED, name
    for path in ("names", "aliases", "identifiers", "contacts"):
        many = person.by_name[path]
        assert isinstance(many, Many)
        assert many.main.identity, path
    code_name = person.by_name["code_name"]
    assert isinstance(code_name, Unit)
    assert code_name.identity


def test_nothing_that_reveals_a_team_member_or_a_source_is_public() -> None:
    told = {
        ("interview", "speaker"),
        ("interview", "interpreter"),
        ("interview", "interviewer"),
        ("consent", "taken_by"),
        ("consent", "interpreter"),
        ("decision", "decided_by"),
        ("disclosure", "released_by"),
        ("source", "person"),
        ("setting", "author"),
        ("device", "person"),
    }
    for name, path in told:
        unit = kind(name).find(path)
        assert unit is not None, (name, path)
        assert unit.sensitivity is Sensitivity.SEALED, (name, path)


def test_subjects_are_all_kinds_but_orders_and_the_household() -> None:
    assert set(SUBJECTS) == set(KINDS) - ORDERS - HOUSEHOLD


def test_an_unknown_kind_is_refused_by_name() -> None:
    assert kind("person").letter == "P"
    with pytest.raises(UnknownKind) as refused:
        kind("spaceship")
    assert refused.value.name == "spaceship"


def test_no_vocabulary_lies_unused() -> None:
    used = {
        one.vocabulary
        for each in KINDS.values()
        for _, unit in each.every_unit()
        for one in fields_of(unit.field)
        if isinstance(one, Choice)
    }
    shipped = {path.stem for path in resources.path("vocabulary").glob("*.toml")} - {"articles"}
    assert used == shipped
