"""Fields: every value any unit may hold reads back from its own text, and nothing else gets in."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.model.all_kinds import KINDS
from casebook.model.fields import (
    BadValue,
    Blob,
    Choice,
    Date,
    Decimal,
    Field,
    Integer,
    Link,
    Slot,
    Struct,
    Text,
    Value,
    clean_text,
    map_texts,
)
from casebook.model.person import NAME

SHAPES = sorted(
    {repr(unit.field): unit.field for each in KINDS.values() for _, unit in each.every_unit()}.items()
)

plain = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="{};="), min_size=1, max_size=30
)


def values(field: Field) -> st.SearchStrategy[Value]:
    """Values *field* may hold; texts without the four characters that the text form gives a meaning."""
    if isinstance(field, Struct):
        slots = [st.none() | values(slot.field) for slot in field.slots]
        return st.tuples(*slots).filter(any).map(field.check)
    if isinstance(field, Text):
        return plain.map(lambda text: clean_text(text, lines=field.lines)).filter(bool)
    if isinstance(field, Date):
        return st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(date.isoformat)
    if isinstance(field, Choice):
        return st.sampled_from([term.code for term in field.terms])
    if isinstance(field, Integer):
        return st.integers(field.least, min(field.most, 10**11))
    if isinstance(field, Decimal):
        return st.decimals(-180, 180, allow_nan=False, places=5).map(lambda number: f"{number:f}")
    if isinstance(field, Link):
        return st.binary(min_size=16, max_size=16)
    return st.binary(min_size=field.size, max_size=field.size)


@pytest.mark.parametrize("field", [field for _, field in SHAPES], ids=range(len(SHAPES)))
@settings(max_examples=30)
@given(data=st.data())
def test_a_value_reads_back_from_its_text(field: Field, data: st.DataObject) -> None:
    value = field.check(data.draw(values(field)))
    assert field.check(value) == value
    assert field.parse(field.text(value)) == value


anything: st.SearchStrategy[Value] = st.recursive(
    st.none() | st.integers() | st.text(max_size=20) | st.binary(max_size=40),
    lambda inside: st.lists(inside, max_size=9).map(tuple),
    max_leaves=9,
)


@pytest.mark.parametrize("field", [field for _, field in SHAPES], ids=range(len(SHAPES)))
@settings(max_examples=30)
@given(value=anything, text=st.text(max_size=40))
def test_anything_else_is_refused_and_nothing_else_happens(field: Field, value: Value, text: str) -> None:
    assert isinstance(field.text(value), str)
    for read, given_value in ((field.check, value), (field.parse, text)):
        try:
            kept = read(given_value)
        except BadValue as bad:
            assert bad.why  # noqa: PT017 - most are refused, and either is right
        else:
            assert field.check(kept) == kept


@pytest.mark.parametrize("space", [" ", "\t", "\x1f", "\u2009", "\u00a0"])
def test_a_number_may_stand_between_any_spaces(space: str) -> None:
    assert Integer(0, 1000).parse(f"{space}12{space}") == 12


def test_parts_of_a_name_by_their_slots() -> None:
    value = NAME.parse("Айгуль Сатпаева {script=кириллица; language=ru}")
    assert value == ("Айгуль Сатпаева", None, None, None, "Cyrl", "ru")
    assert NAME.text(value) == "Айгуль Сатпаева {script=Cyrl; language=ru}"
    assert NAME.part(value, "language") == "ru"
    assert NAME.part(value, "scheme") is None
    assert NAME.replace(value, given="Айгуль", language=None) == (
        "Айгуль Сатпаева",
        None,
        "Айгуль",
        None,
        "Cyrl",
    )
    for text, slot in (
        ("A {colour=red}", "colour"),
        ("A {script=runes}", "script"),
        ("A {script}", "script"),
    ):
        with pytest.raises(BadValue) as refused:
            NAME.parse(text)
        assert refused.value.slot == slot


def test_a_slot_of_a_newer_version_is_kept() -> None:
    older = Struct((Slot("a", "A", Text()),))
    assert older.check(("one", "two", None)) == ("one", "two")
    assert older.text(("one", "two")) == "one"


def test_texts_are_composed_and_without_controls() -> None:
    assert Text().check("  Е\u0308лка \n ель ") == unicodedata.normalize("NFC", "Е\u0308лка ель")
    assert Text(lines=True).check("a\r\nb") == "a\nb"
    assert Text(exact=True).check(" e\u0301 ") == " e\u0301 "
    for bad in ("\x00", "\ud800", "\x1b[1m", "x" * 65_537, " "):
        with pytest.raises(BadValue):
            Text().check(bad)


def test_texts_inside_a_value_are_changed_and_nothing_else() -> None:
    assert map_texts(("a", 1, b"a", None, ("a",)), str.upper) == ("A", 1, b"a", None, ("A",))


def test_a_blob_has_one_size() -> None:
    assert Blob(2).parse("ab01") == b"\xab\x01"
    for bad in ("ab", "zz00", "ab01ff"):
        with pytest.raises(BadValue):
            Blob(2).parse(bad)
