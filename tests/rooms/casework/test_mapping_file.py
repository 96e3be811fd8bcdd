"""Mapping files: what is understood, and that every mistake is named with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tables
from casebook.casework import mapping_file
from casebook.casework.mapping_file import BadMapping
from casebook.model.fields import Struct

HEAD = 'format = 1\nname = "t"\nkind = "list-entry"\nkey = "id"\n'


def test_the_shipped_and_the_tests_mappings_are_understood() -> None:
    for form in ("csv", "json"):
        assert tables.demo_mapping(form).record.kind.name == "list-entry"
    for file in sorted(tables.MAPPINGS.glob("*.toml")):
        mapping_file.parse(file.read_bytes())


def test_a_column_may_fill_several_units_and_parts() -> None:
    parsed = mapping_file.parse((HEAD + '[columns]\na = ["number", { unit = "term.months" }]\n').encode())
    assert [(t.column, t.unit, t.slot) for t in parsed.record.targets] == [
        ("a", "number", ""),
        ("a", "term", "months"),
    ]
    assert isinstance(parsed.record.targets[1].field, Struct)
    assert parsed.used == {("a", ""), ("id", "")}


@pytest.mark.parametrize(
    ("text", "why", "place"),
    [
        ("not toml [", "not-toml", "1:5"),
        ("format = 1\nname =", "not-toml", "2:1"),
        ('name = "t"', "missing", "format"),
        ("format = 2", "other-format", "format"),
        ("format = true", "wrong-type", "format"),
        ('format = 1\nkey = "id"\nkind = "person"', "missing", "name"),
        (HEAD.replace("list-entry", "prisoner"), "unknown-kind", "kind"),
        (HEAD.replace("list-entry", "device"), "unknown-kind", "kind"),
        (HEAD.replace("list-entry", "erase"), "unknown-kind", "kind"),
        (HEAD + "colums = {}", "unknown-word", "colums"),
        (HEAD + '[columns]\na = "nowhere"', "unknown-unit", "columns.a.unit"),
        (HEAD + '[columns]\na = "term.weeks"', "unknown-unit", "columns.a.unit"),
        (HEAD + '[columns]\na = "charges"', "unknown-unit", "columns.a.unit"),
        (HEAD + '[columns]\na = "person"', "links-are-not-typed", "columns.a"),
        (HEAD + "[columns]\na = 5", "wrong-type", "columns.a"),
        (HEAD + '[columns]\na = { unit = "number", colour = "red" }', "unknown-word", "columns.a.colour"),
        (HEAD + '[columns]\na = { unit = "number", take = "second" }', "unknown-word", "columns.a"),
        (HEAD + '[columns]\na = { unit = "number", date = "edtf" }', "not-a-date", "columns.a"),
        (HEAD + '[columns]\na = { unit = "detained", date = "sometimes" }', "unknown-word", "columns.a"),
        (HEAD + '[columns]\na = { unit = "number", joined = "-" }', "not-a-text", "columns.a"),
        (HEAD + '[columns]\na = { unit = "name", split = true }', "not-a-name", "columns.a"),
        (HEAD + '[columns]\na = { unit = "status", values = { x = "jailed" } }', "unknown-code", "columns.a"),
        (HEAD + '[columns]\na = { unit = "number", script = "Cyrl" }', "unknown-unit", "columns.a.script"),
        (HEAD + '[constants]\nstatus = "jailed"', "unknown-code", "constants.status"),
        (HEAD + "[[lists.charge]]\ncolumns = {}", "unknown-unit", "lists.charge"),
        (HEAD + "[[lists.narrative]]\ncolumns = {}", "unknown-unit", "lists.narrative"),
        (HEAD + "[[lists.charges]]", "missing", "lists.charges[0].columns"),
        (
            HEAD + '[[lists.charges]]\ncolumns = { a = "verdict" }',
            "unknown-unit",
            "lists.charges[0].columns.a.unit",
        ),
        (HEAD + '[[lists.charges]]\ncolumns = {}\nby = "verdict"', "unknown-unit", "lists.charges[0].by"),
        (HEAD + '[[lists.charges]]\ncolumns = {}\norder = "place"', "unknown-unit", "lists.charges[0].order"),
        (
            HEAD + '[[lists.mentioned]]\ncolumns = { a = { unit = "name", known = "relation" } }',
            "unknown-unit",
            "lists.mentioned[0].known",
        ),
        (HEAD + '[links.name]\nkind = "person"', "unknown-unit", "links.name"),
        (HEAD + '[links.person]\nkind = "event"', "unknown-kind", "links.person.kind"),
        (HEAD + '[links.person]\nkind = "person"\nfind = "names"', "unknown-unit", "links.person.find"),
        (HEAD + '[file]\nencoding = "ebcdic"', "unknown-word", "file"),
        (HEAD + '[file]\nsheet = "1"', "unknown-word", "file.sheet"),
    ],
)
def test_a_mistake_is_refused_with_its_place(text: str, why: str, place: str) -> None:
    with pytest.raises(BadMapping) as refused:
        mapping_file.parse(text.encode())
    assert (refused.value.why, refused.value.place) == (why, place)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_mapping_or_refused(data: bytes) -> None:
    with pytest.raises(BadMapping):
        mapping_file.parse(data)


_VALUES = st.recursive(
    st.one_of(
        st.booleans(), st.integers(0, 9), st.sampled_from(["number", "name", "convicted", "charge", ""])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    "unit",
                    "columns",
                    "values",
                    "where",
                    "lists",
                    "links",
                    "person",
                    "charges",
                    "kind",
                    "find",
                    "by",
                ]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(st.sampled_from(["columns", "constants", "lists", "links", "file", "ignore"]), _VALUES)
)
def test_any_shape_is_a_mapping_or_refused(told: dict[str, object]) -> None:
    text = HEAD + "".join(f"{name} = {_toml(value)}\n" for name, value in told.items())
    try:
        mapping_file.parse(text.encode())
    except BadMapping:
        return


def _toml(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case dict():
            return "{" + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case str():
            return f'"{value}"'
    return str(value)
