"""The real list of 48, from CSV and from JSON. Counts are made from the files, without product code."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import tables
from casebook.base.ids import RecordId
from casebook.casework import imports, undo
from casebook.casework.book import Casebook
from casebook.casework.import_plan import Fate
from casebook.journal import current
from casebook.model.person import NAME

ORDERS = [["csv"], ["json"], ["csv", "json"], ["json", "csv"], ["csv", "json", "csv", "json"]]


def printed(corpus: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((corpus / "prisoners_2025.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("forms", ORDERS, ids="-then-".join)
def test_any_order_of_the_files_gives_48_entries_and_48_people_on_them(
    book: Casebook, corpus: Path, forms: list[str]
) -> None:
    for form in forms:
        plan = tables.take_in(book, corpus / f"prisoners_2025.{form}")
        assert plan.troubles == ()
        assert plan.doubts == ()
    entries = tables.every(book, "list-entry")
    assert len(entries) == 48
    assert len({entry.value("person") for entry in entries}) == 48
    assert len(tables.every(book, "person")) == 48  # people only named as related are names in the entries
    assert len(tables.every(book, "list-edition")) == 1
    by_key = {row["id"]: row for row in printed(corpus)}
    for entry in entries:
        (origin,) = (value for _, value in entry.each("origins", "origin"))
        row = by_key[str(origin).removeprefix("list-2025:")]
        assert entry.value("name") == row["name_printed"]
        assert entry.value("heading") == row["section"]
        person = book.need(RecordId(bytes(entry.value("person"))))  # type: ignore[arg-type]  # a link
        assert [NAME.part(value, "full") for _, value in person.each("names", "name")] == [row["name"]]
    with_text = [each for each in tables.every(book, "proceeding") if each.elements("narrative")]
    assert len(with_text) == (
        len({r["group_introduction"] for r in printed(corpus)} - {""}) if "json" in forms else 0
    )


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_second_import_changes_nothing_and_says_so(book: Casebook, corpus: Path, form: str) -> None:
    tables.take_in(book, corpus / f"prisoners_2025.{form}")
    again = tables.corpus_plan(book, corpus / f"prisoners_2025.{form}")
    assert again.count(Fate.SAME) == 48
    assert again.changes_nothing
    assert not imports.carry_out(book, again)


def test_every_charge_term_date_and_source_of_the_json_is_there(book: Casebook, corpus: Path) -> None:
    tables.take_in(book, corpus / "prisoners_2025.json")
    rows = {row["name_printed"]: row for row in printed(corpus)}
    for entry in tables.every(book, "list-entry"):
        row = rows[entry.text("name")]
        charges = [
            (value[0], value[4] if len(value) > 4 else "")
            for key, value in entry.each("charges", "charge")
            if isinstance(value, tuple) and entry.value(f"charges/{key}/state") != "changed"
        ]
        assert charges == [(charge["article"], charge["title"]) for charge in row["charges"]]
        term = entry.value("term")
        assert (term[1] if isinstance(term, tuple) else None) == row["sentence_months"]
        urls = [value for _, value in entry.each("citations", "url")]
        assert urls == [s["url"] for s in (*row["sources"], *row["group_sources"])]
        said = "\n".join(entry.text(f"narrative/{key}/text") for key in entry.elements("narrative"))
        assert said == row["narrative"]


def spoiled(corpus: Path, to: Path) -> Path:
    with (corpus / "prisoners_2025.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[3]["convicted"] = "15.13.2023"
    rows[7]["status"] = "in jail"
    rows[11]["sentence_months"] = "ninety-six"
    rows[20]["id"] = ""
    data = tables.csv_bytes(rows).replace(b"\r\n2025-C31,31,", b"\r\n2025-C31,31,31,", 1)
    file = to / "prisoners_2025.csv"
    file.write_bytes(data)
    return file


def test_a_copy_with_five_spoiled_cells_names_all_five_and_imports_nothing(
    book: Casebook, corpus: Path, tmp_path: Path
) -> None:
    plan = tables.corpus_plan(book, spoiled(corpus, tmp_path))
    assert [(t.row, t.column, t.why) for t in plan.troubles] == [
        (5, "convicted", "not-a-date"),
        (9, "status", "unknown-value"),
        (13, "sentence_months", "not-a-number"),
        (22, "id", "no-key"),
        (32, "", "cells"),
    ]
    with pytest.raises(imports.RowsRefused) as refused:
        imports.carry_out(book, plan)
    assert refused.value.rows == (5, 9, 13, 22, 32)
    assert current.counts(book.db).get("list-entry", 0) == 0
    imports.carry_out(book, plan, skip_bad=True)
    assert len(tables.every(book, "list-entry")) == 43


def test_people_come_whole_and_the_list_after_them_doubts_every_one(book: Casebook, corpus: Path) -> None:
    with (corpus / "people.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    tables.take_in(book, corpus / "people.csv")
    people = tables.every(book, "person")
    assert len(people) == len(rows)
    full = sorted(str(NAME.part(value, "full")) for each in people for _, value in each.each("names", "name"))
    assert full == sorted(row["name"] for row in rows)
    plan = tables.corpus_plan(book, corpus / "prisoners_2025.json")
    assert {doubt.row for doubt in plan.doubts} == set(range(1, 49))
    imports.carry_out(book, plan)
    assert len(tables.every(book, "person")) == len(rows) + 48  # nobody was merged
    undo.undo_last(book)
    assert len(tables.every(book, "person")) == len(rows)
