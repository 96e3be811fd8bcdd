"""Tables for tests: the invented list, the corpus's files, and taking them in as a person would."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from casebook.base import resources
from casebook.casework import imports, mapping_file
from casebook.casework.book import Casebook
from casebook.casework.import_plan import Choices
from casebook.casework.imports import ImportPlan
from casebook.casework.mapping import TableMapping
from casebook.jail import tables
from casebook.jail.tables import Reading, Table
from casebook.journal import current
from casebook.journal.current import Record

MAPPINGS = Path(__file__).parent / "mappings"


def demo_mapping(form: str) -> TableMapping:
    return mapping_file.parse(resources.data("demo", f"list_{form}.toml"))


def demo_rows() -> list[dict[str, Any]]:
    """The invented list, as JSON has it."""
    found: list[dict[str, Any]] = json.loads(resources.text("demo", "list.json"))
    return found


def demo_cells() -> list[dict[str, str]]:
    """The invented list, as CSV has it."""
    return list(csv.DictReader(io.StringIO(resources.text("demo", "list.csv"), newline="")))


def from_rows(rows: list[dict[str, Any]]) -> Table:
    return tables.table(json.dumps(rows).encode(), Reading("json"))


def from_cells(rows: list[dict[str, str]]) -> Table:
    return tables.table(csv_bytes(rows), Reading("csv"))


def csv_bytes(rows: list[dict[str, str]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def plan_demo(book: Casebook, form: str = "json", choices: Choices | None = None) -> ImportPlan:
    table = from_rows(demo_rows()) if form == "json" else from_cells(demo_cells())
    return imports.plan_import(book, table, demo_mapping(form), choices=choices)


def take_in_demo(book: Casebook, form: str = "json") -> None:
    imports.carry_out(book, plan_demo(book, form))


def corpus_plan(book: Casebook, file: Path) -> ImportPlan:
    """The dry run of one of the corpus's tables, read in the jail."""
    mapping = imports.read_mapping(MAPPINGS / f"{file.stem}_{file.suffix[1:]}.toml")
    return imports.plan_import(book, imports.read_table(file, mapping), mapping)


def take_in(book: Casebook, file: Path) -> ImportPlan:
    plan = corpus_plan(book, file)
    imports.carry_out(book, plan)
    return plan


def every(book: Casebook, kind: str) -> list[Record]:
    return list(current.every(book.db, kind))


def entry(book: Casebook, number: int, section: str = "convicted") -> Record:
    """The list entry with that printed number."""
    return next(
        each
        for each in every(book, "list-entry")
        if each.value("number") == number and each.value("list") == section
    )
