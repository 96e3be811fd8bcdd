"""What is typed finds the person meant, in a real casebook with a real index, and says why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import books
import lists
from casebook.base.ids import RecordId
from casebook.casework import imports, records, titles
from casebook.casework.book import Casebook
from casebook.casework.records import New, Set
from casebook.casework.touched import Verb
from casebook.journal import current
from casebook.search.keys import Match
from casebook.search.query import find

MAPPING = Path(__file__).resolve().parents[2] / "mappings" / "people_csv.toml"


def found(book: Casebook, query: str, **asked: object) -> list[RecordId]:
    return [hit.record for hit in find(book.db, query, **asked)]  # type: ignore[arg-type]


def note(book: Casebook, text: str) -> RecordId:
    new = book.new_id()
    records.write(book, Verb.ADD, [New(new, "event"), Set(new, "title", text)])
    return new


@pytest.mark.parametrize(
    ("query", "match"),
    [
        ("Қайрат Әбенов", Match.SAME_SPELLING),
        ("Kairat Abenov", Match.OTHER_SCRIPT),
        ("Кайрата Абенова", Match.CASE_ENDING),
        ("Abenov", Match.OTHER_SCRIPT),
    ],
)
def test_a_name_is_found_in_any_script_spelling_and_case(book: Casebook, query: str, match: Match) -> None:
    who = lists.person(book, "Қайрат Әбенов")
    lists.person(book, "Saule Dzhandosova")
    hit = find(book.db, query)[0]
    assert hit.record == who
    assert hit.match in (match, Match.OTHER_SPELLING)
    assert hit.snippet is not None
    assert hit.snippet.text == "Қайрат Әбенов"


def test_words_are_found_folded_with_the_place_they_stand_in(book: Casebook) -> None:
    new = note(book, "Его увезли на чёрной машине к реке, где никого не было.")
    [hit] = find(book.db, "черная машина")
    assert (hit.record, hit.kind, hit.path) == (new, "event", "title")
    assert hit.snippet is not None
    marked = [hit.snippet.text[a:b] for a, b in hit.snippet.marks]
    assert marked == ["чёрной", "машине"]


def test_every_word_typed_has_to_be_there(book: Casebook) -> None:
    note(book, "He was taken to the river.")
    assert found(book, "taken river")
    assert not found(book, "taken mountain")


@pytest.mark.parametrize(
    "query", ['"', "a AND (", "NEAR(", "*", "-", "'; DROP TABLE record; --", "%", "\x00", "🙂"]
)
def test_what_looks_like_a_query_language_is_words(book: Casebook, query: str) -> None:
    assert found(book, query) == []


def test_a_short_code_finds_its_record(book: Casebook) -> None:
    who = lists.person(book, "Saule Dzhandosova")
    code = titles.code(book, who)
    assert found(book, code)[0] == who
    assert found(book, code.lower())[0] == who
    assert found(book, code[2:])[0] == who
    assert who not in found(book, "E" + code[1:])


def test_one_kind_and_a_limit(book: Casebook) -> None:
    who = lists.person(book, "Saule Dzhandosova")
    event = note(book, "Dzhandosova was there.")
    assert found(book, "Dzhandosova") == [who, event]
    assert found(book, "Dzhandosova", kind="event") == [event]
    assert found(book, "Dzhandosova", limit=1) == [who]


def test_what_was_changed_deleted_or_erased_is_not_found(book: Casebook) -> None:
    event = note(book, "He was seen in Karabulak.")
    records.write(book, Verb.EDIT, [Set(event, "title", "He was seen in Shelek.")])
    assert (found(book, "Karabulak"), found(book, "Shelek")) == ([], [event])
    records.delete(book, event)
    assert found(book, "Shelek") == []
    records.restore(book, event)
    book.erase(event, None, "mistake")
    assert found(book, "Shelek") == []


@pytest.fixture(scope="module")
def everybody(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casebook]:
    with books.derived_once():
        book = books.make(tmp_path_factory.mktemp("people") / "book", "Heron")
    mapping = imports.read_mapping(MAPPING)
    plan = imports.plan_import(book, imports.read_table(corpus / "people.csv", mapping), mapping)
    imports.carry_out(book, plan)
    yield book
    book.close()


def spellings(corpus: Path) -> Iterator[tuple[str, str]]:
    variants = json.loads((corpus / "name_variants.json").read_text(encoding="utf-8"))
    for group in variants["spelling_variants"] + variants["url_transliteration_only"]:
        yield from ((group["person"], form["form"]) for form in group["forms"] + group["url_forms"])
    yield from json.loads((corpus / "names_cyrillic.json").read_text(encoding="utf-8")).items()


def test_every_known_spelling_finds_its_person_among_the_first_three(
    everybody: Casebook, corpus: Path
) -> None:
    by_name = {
        value[0]: record.id
        for record in current.every(everybody.db, "person")
        for _, value in record.each("names", "name")
        if isinstance(value, tuple)
    }
    asked = list(spellings(corpus))
    assert len(asked) >= 80
    missed = [(name, form) for name, form in asked if by_name[name] not in found(everybody, form, limit=3)]
    assert missed == []
