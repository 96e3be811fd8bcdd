"""Statistics: what they count, what they say of themselves, and what copies for others do not tell."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tables
from casebook.base.words import translator
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.reports import all_reports, counts
from casebook.reports.counts import Counted
from casebook.reports.shown import ForTeam

EN = translator("en")
SECTIONS = ("CONVICTED", "UNDER ARREST IN A PRE-TRIAL DETENTION FACILITY")


def counted(book: Casebook, name: str) -> tuple[Counted, ...]:
    return all_reports.count(name, ForTeam.of_book(book))


def by_label(table: Counted) -> dict[object, tuple[object, ...]]:
    return {row[0]: row[1:] for row in table.rows}


# ------------------------------------------------------------------------------- against the corpus


@pytest.fixture(params=["csv", "json", "csv+json"])
def rows(request: pytest.FixtureRequest, book: Casebook, corpus: Path) -> list[dict[str, Any]]:
    for form in str(request.param).split("+"):
        tables.take_in(book, corpus / f"prisoners_2025.{form}")
    found: list[dict[str, Any]] = json.loads((corpus / "prisoners_2025.json").read_text("utf-8"))
    return found


def in_sections(counts_of: Counter[tuple[str, str]], key: str) -> tuple[int, ...]:
    each = [counts_of[section, key] for section in SECTIONS]
    return (*each, sum(each))


def test_status_and_headings_equal_a_count_of_the_file(book: Casebook, rows: list[dict[str, Any]]) -> None:
    (status,) = counted(book, "status")
    said = by_label(status)
    wanted = Counter((row["list"], row["status"]) for row in rows)
    assert said["serving a sentence in prison"] == in_sections(wanted, "convicted")
    assert said["remanded in custody"] == in_sections(wanted, "pre-trial detention")
    assert said["under extradition arrest"] == in_sections(wanted, "extradition arrest")
    assert said["In all"] == (40, 8, 48)
    (heading,) = counted(book, "heading")
    wanted = Counter((row["list"], row["section"]) for row in rows)
    assert list(heading.rows[:-1]) == [
        (name, *in_sections(wanted, name)) for name in dict.fromkeys(row["section"] for row in rows)
    ]


def test_pairs_of_person_and_article_equal_a_count_of_the_file(
    book: Casebook, rows: list[dict[str, Any]]
) -> None:
    (article,) = counted(book, "article")
    wanted = Counter((row["list"], charge["article"]) for row in rows for charge in row["charges"])
    said = by_label(article)
    assert {key for key in said if key != "In all"} == {number for _, number in wanted}
    for number in {number for _, number in wanted}:
        assert said[number] == in_sections(wanted, number)
    assert said["In all"] == (81, 7, 88)
    assert article.unknown == sum(not row["charges"] for row in rows) == 1


def test_sentences_equal_a_count_of_the_file(book: Casebook, rows: list[dict[str, Any]]) -> None:
    measures, lengths = counted(book, "sentence")
    months = sorted(row["sentence_months"] for row in rows if row["sentence_months"])
    assert [row[1] for row in measures.rows] == [
        len(months),
        0,
        months[0],
        median(months),
        months[-1],
        sum(months),
    ]
    assert [row[1] for row in lengths.rows] == [*(n for _, n in sorted(Counter(months).items())), 40]


def test_every_table_says_its_unit_and_its_date(book: Casebook, rows: list[dict[str, Any]]) -> None:
    assert rows
    for name in counts.STATISTICS:
        for table in counted(book, name):
            assert table.unit in ("people", "pairs", "sentenced")
            assert table.as_of == "2025-02-13"
            assert "Facts as of 13 February 2025." in table.remark
            assert table.remark.startswith("Unit:")


# ---------------------------------------------------------------------------------- with invented data


def test_who_has_no_status_term_or_article_is_told(book: Casebook) -> None:
    tables.take_in_demo(book)
    one, two = tables.entry(book, 1), tables.entry(book, 2)
    records.write(book, Verb.EDIT, [Set(one.id, "status", None), Set(two.id, "term", None)])
    (status,) = counted(book, "status")
    assert by_label(status)["not known"] == (1, 0, 1)
    assert status.unknown == 1
    measures, _ = counted(book, "sentence")
    assert by_label(measures)["People sentenced, term not known"] == (1,)


def test_a_person_counts_once_for_an_article_of_which_two_parts_are_charged(book: Casebook) -> None:
    tables.take_in_demo(book)
    entry = tables.entry(book, 1)
    add = [
        records.Add(entry.id, "charges", (("charge", ("272", part, None, "criminal")),))
        for part in ("1", "2")
    ]
    before = by_label(counted(book, "article")[0])["272"]
    records.write(book, Verb.EDIT, add)
    assert by_label(counted(book, "article")[0])["272"] == before


def counted_from(cells: list[list[int]]) -> Counted:
    body = [(f"r{i}", *row, sum(row)) for i, row in enumerate(cells)]
    total = ("all", *(sum(column) for column in zip(*(row[1:] for row in body), strict=True)))
    columns = ("label", *(f"c{i}" for i in range(len(cells[0]))), "all")
    return Counted("heading", "", "people", "", columns, (*body, total), 0, "")


CELLS = st.integers(1, 3).flatmap(
    lambda wide: st.lists(st.lists(st.integers(0, 8), min_size=wide, max_size=wide), min_size=1, max_size=6)
)


@given(CELLS)
def test_in_copies_for_others_no_small_cell_can_be_found_from_the_sums(cells: list[list[int]]) -> None:
    """Where a line hides anything, it hides two cells at least, or all that is not zero."""
    table = counts.coarsened(counted_from(cells))
    whole = counted_from(cells)
    body, was = table.rows[:-1], whole.rows[:-1]
    for shown, before in zip(body, was, strict=True):
        for cell, number in zip(shown[1:], before[1:], strict=True):
            assert cell is None or cell == 0 or int(str(cell)) >= counts.SMALLEST
            assert cell is None or cell == number
    lines = [*(list(zip(s[1:], w[1:], strict=True)) for s, w in zip(body, was, strict=True))]
    lines += [[(s[j], w[j]) for s, w in zip(body, was, strict=True)] for j in range(1, len(whole.columns))]
    for line in lines:
        hidden = sum(cell is None for cell, _ in line)
        assert hidden != 1 or sum(number != 0 for _, number in line) == 1


def test_the_document_warns_and_marks_what_is_not_told(book: Casebook) -> None:
    tables.take_in_demo(book)
    shown = ForTeam.of_book(book)
    document = all_reports.make("statistics", shown, all_reports.Asked(for_others=True))
    found = [block for block in document.blocks if hasattr(block, "rows")]
    assert any("few" in row for block in found for row in block.rows)
    assert any("so small that they could point at somebody" in block.remark for block in found)
    full = all_reports.make("statistics", shown)
    assert not any("few" in row for block in full.blocks if hasattr(block, "rows") for row in block.rows)


def test_articles_stand_in_the_order_of_the_code(book: Casebook) -> None:
    tables.take_in_demo(book)
    numbers = [str(row[0]) for row in counted(book, "article")[0].rows[:-1]]
    assert all(int(a) < int(b) for a, b in pairwise(numbers))


def test_counts_of_some_statistics_only(book: Casebook) -> None:
    tables.take_in_demo(book)
    shown = ForTeam.of_book(book)
    facts = all_reports._facts(shown, all_reports.Asked())
    document = counts.document(replace(facts, as_of=""), EN, ["status"])
    assert document.facts == ()
    assert len(document.blocks) == 2
