"""Cells: cut, looked up and checked as a mapping says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.casework import mapping_file
from casebook.casework.import_cells import taken
from casebook.casework.import_rows import ReadRow, read_row
from casebook.jail.tables import Row
from casebook.model.person import NAME

PERSON = 'format = 1\nname = "t"\nkind = "person"\nkey = "id"\n'
ENTRY = PERSON.replace("person", "list-entry")


def read(mapping: str, **cells: object) -> ReadRow:
    return read_row(Row(2, {"id": "1", **cells}), mapping_file.parse(mapping.encode()))  # type: ignore[dict-item]  # a test's cells


def value(column: str, text: str, *, kind: str = ENTRY) -> object:
    """What one column gives, or the code of why it cannot be read."""
    row = read(kind + f"[columns]\na = {column}\n", a=text)
    if row.troubles:
        return row.troubles[0].why
    return next(iter(row.wanted.values.values()), None)


@pytest.mark.parametrize(
    ("target", "text", "found"),
    [
        ('"detained"', "10.02.2023", "2023-02-10"),
        ('"detained"', "февраль 2023", "2023-02"),
        ('"detained"', "2023-02", "2023-02"),
        ('{ unit = "detained", date = "edtf" }', "10.02.2023", "not-a-date"),
        ('{ unit = "detained", date = "edtf" }', "2023-02-10", "2023-02-10"),
        ('{ unit = "detained", date = "month-first" }', "2/10/2023", "2023-02-10"),
        ('{ unit = "detained", date = "month-first" }', "10.02.2023", "2023-10-02"),
        ('{ unit = "detained", date = "month-first" }', "13/02/2023", "no-such-day"),
        ('"number"', " 12 ", 12),
        ('"number"', "twelve", "not-a-number"),
        ('"number"', "", None),
        ('"status"', "prison", "prison"),
        ('"status"', "serving a sentence in prison", "prison"),
        ('"status"', "jail", "unknown-code"),
        ('{ unit = "status", values = { jail = "prison", free = "" } }', "jail", "prison"),
        ('{ unit = "status", values = { jail = "prison", free = "" } }', "free", None),
        ('{ unit = "status", values = { jail = "prison", free = "" } }', "prison", "unknown-value"),
        ('"term.months"', "78", (None, 78)),
        ('{ unit = "term.months", with = { plus = "a fine" } }', "6", (None, 6, None, "a fine")),
        ('{ unit = "occupation", separator = ";" }', "a;b", "several-values"),
        ('{ unit = "occupation", separator = ";", take = "first" }', "a;b", "a"),
        ('{ unit = "occupation", separator = ";", take = "last" }', "a; b ;", "b"),
        ('{ unit = "occupation", separator = ";", joined = ", " }', "a;b", "a, b"),
        ('{ unit = "occupation", only = "x" }', "abc", None),
        ('{ unit = "occupation", unless = "x" }', "axc", None),
        ('{ unit = "occupation", unless = "x" }', "abc", "abc"),
        ('{ unit = "occupation", required = true }', "  ", "empty"),
        ('{ unit = "occupation", piece = "before-brackets" }', "A (b (c))", "A"),
        ('{ unit = "occupation", piece = "in-brackets" }', "A (b (c))", "b (c)"),
        ('{ unit = "occupation", piece = "before-brackets" }', "A (x) (b)", "A (x)"),
        ('{ unit = "occupation", piece = "in-brackets" }', "A", None),
        ('{ unit = "occupation", piece = "before-brackets" }', "A) b)", "A) b)"),
    ],
)
def test_a_cell_by_its_target(target: str, text: str, found: object) -> None:
    assert value(target, text) == found


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Zhaksylyk TOLEN", {"family": "Tolen", "given": "Zhaksylyk", "script": "Latn"}),
        (
            "Сатпаева Айгуль Ерлановна",
            {"family": "Сатпаева", "patronymic": "Ерлановна", "script": "Cyrl", "language": "ru"},
        ),
        ("Гүлнар", {"family": None, "given": "Гүлнар", "language": "kk"}),
    ],
)
def test_a_name_is_taken_apart_as_far_as_its_form_tells(text: str, parts: dict[str, object]) -> None:
    row = read(PERSON + '[[lists.names]]\ncolumns = { a = { unit = "name", split = true } }\n', a=text)
    (element,) = row.wanted.elements["names"]
    assert NAME.part(element.values["name"], "full") == text
    for slot, wanted in parts.items():
        assert NAME.part(element.values["name"], slot) == wanted


PAIRS = '[[lists.charges]]\ncolumns = { a = "charge.article", b = "charge.label" }\nseparator = ";"\n'


def test_columns_side_by_side() -> None:
    row = read(ENTRY + PAIRS, a="1;2;3", b="x;;z")
    assert [element.values["charge"] for element in row.wanted.elements["charges"]] == [
        ("1", None, None, None, "x"),
        ("2",),
        ("3", None, None, None, "z"),
    ]
    assert [e.values["charge"] for e in read(ENTRY + PAIRS, a="1;2", b="").wanted.elements["charges"]] == [
        ("1",),
        ("2",),
    ]
    assert read(ENTRY + PAIRS, a="1;2", b="x").troubles[0].column == "b"
    assert read(ENTRY + PAIRS, a="", b="").wanted.elements["charges"] == []


def test_a_bad_piece_of_a_list_is_named_by_its_column() -> None:
    row = read(ENTRY + '[[lists.dates]]\ncolumns = { a = "date" }\nseparator = ";"\n', a="2023;soon")
    assert [(t.row, t.column, t.why) for t in row.troubles] == [(2, "a", "not-a-date")]


def test_every_bad_cell_of_a_row_is_named_once() -> None:
    row = read(ENTRY + '[columns]\na = ["number", "order"]\nb = "status"\n', id=" ", a="x", b="y")
    assert [(t.column, t.why) for t in row.troubles] == [
        ("id", "no-key"),
        ("a", "not-a-number"),
        ("b", "unknown-code"),
    ]


def test_texts_of_paragraphs_are_cut_at_line_ends() -> None:
    row = read(ENTRY + '[columns]\na = "narrative"\n', a=" One.\n\n Two. \r\nThree.")
    assert row.wanted.texts == {"narrative": ("One.", "Two.", "Three.")}


@pytest.mark.parametrize(
    ("take", "found"),
    [("all", [1, 2, 3]), ("first", [1]), ("last", [3]), ("all-but-last", [1, 2])],
)
def test_what_is_taken(take: str, found: list[int]) -> None:
    assert taken([1, 2, 3], take) == found
    assert taken([], take) == []


@given(st.text(max_size=60), st.sampled_from(["before-brackets", "in-brackets"]))
def test_any_text_can_be_cut_at_brackets(text: str, piece: str) -> None:
    row = read(ENTRY + f'[columns]\na = {{ unit = "occupation", piece = "{piece}" }}\n', a=text)
    assert all(trouble.why in ("control-characters", "too-long") for trouble in row.troubles)
