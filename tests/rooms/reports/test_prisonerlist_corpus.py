"""The real list, printed: held against the corpus without product code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

import tables
from casebook.base.words import translator
from casebook.casework.book import Casebook
from casebook.reports import all_reports, listfacts, prisonerlist
from casebook.reports.document import Document, Entry, Heading, notes, plain, runs_of
from casebook.reports.headline import Reason
from casebook.reports.listfacts import ListFacts
from casebook.reports.shown import ForTeam

EN = translator("en")

# The entries whose first clause is not, letter by letter, the line made of the facts, and why.
DIFFERENT = {
    ("convicted", 2): (Reason.OWN_WORDS, "for alleged “…” stands in place of a label"),
    ("convicted", 3): (Reason.OWN_WORDS, "for alleged “…” stands in place of a label"),
    ("convicted", 21): (Reason.JOINED_OTHERWISE, "a comma before the last article"),
    ("convicted", 22): (Reason.JOINED_OTHERWISE, "a comma before the last article"),
    ("convicted", 23): (Reason.JOINED_OTHERWISE, "a comma before the last article"),
    ("convicted", 24): (Reason.JOINED_OTHERWISE, "a comma before the last article"),
    ("convicted", 25): (Reason.JOINED_OTHERWISE, "a comma before the last article"),
    ("convicted", 26): (Reason.JOINED_OTHERWISE, "a comma before the last article"),
    ("convicted", 27): (Reason.JOINED_OTHERWISE, "a comma before the last article"),
    ("convicted", 28): (Reason.JOINED_OTHERWISE, "a comma before the last article"),
    ("convicted", 31): (Reason.OTHER_LEAD, "“sentenced to” before the term"),
    ("convicted", 35): (Reason.OWN_WORDS, "two sentences, each with its article"),
    ("convicted", 39): (Reason.OTHER_LEAD, "“sentenced to” before the term"),
    ("convicted", 40): (Reason.OTHER_LEAD, "“sentenced to” before the term"),
    ("pre-trial", 1): (Reason.OWN_WORDS, "says that he is a pensioner"),
    ("pre-trial", 2): (Reason.OWN_WORDS, "says that he is a pensioner"),
    ("pre-trial", 3): (Reason.OWN_WORDS, "says that he is a pensioner"),
    ("pre-trial", 5): (Reason.OWN_WORDS, "“attempting to” for “attempt to”"),
    ("pre-trial", 8): (Reason.OWN_WORDS, "no article is printed"),
}


@pytest.fixture
def printed(corpus: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((corpus / "prisoners_2025.json").read_text("utf-8"))
    return found


@pytest.fixture
def facts(book: Casebook, corpus: Path) -> ListFacts:
    tables.take_in(book, corpus / "prisoners_2025.json")
    shown = ForTeam.of_book(book)
    return listfacts.gather(shown, listfacts.pick_edition(shown))


def entries_of(document: Document) -> list[tuple[str, Entry]]:
    found, section = [], ""
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            section = plain(block.runs)
        elif isinstance(block, Entry):
            found.append((section, block))
    return found


def test_forty_and_eight_under_their_nine_headings_in_order(
    facts: ListFacts, printed: list[dict[str, Any]]
) -> None:
    document = prisonerlist.document(facts, EN)
    assert [(section, entry.number) for section, entry in entries_of(document)] == [
        (row["list"], str(row["number"])) for row in printed
    ]
    headings = [plain(b.runs) for b in document.blocks if isinstance(b, Heading) and b.level == 2]
    assert headings == list(dict.fromkeys(row["section"] for row in printed))
    assert len(headings) == 9


def test_every_text_and_introduction_is_printed_once(facts: ListFacts, printed: list[dict[str, Any]]) -> None:
    document = prisonerlist.document(facts, EN)
    text = "\n".join(plain(runs) for block in document.blocks for runs in runs_of(block))
    for row in printed:
        assert text.count(row["name_printed"] + " – ") == 1
        for paragraph in row["narrative"].split("\n")[1:]:
            assert text.count(paragraph) == 1
        for paragraph in filter(None, row["group_introduction"].split("\n")):
            assert text.count(paragraph) == 1
    changed = 0
    for (section, block), row in zip(entries_of(document), printed, strict=True):
        assert section == row["list"]
        said = "\n".join(map(plain, block.paragraphs)).replace("\u202f", "")
        if said != row["narrative"]:
            # Where the line was made anew, nothing after it may be lost: the words are the text's own.
            assert said.rstrip(".").endswith(
                row["narrative"].split("”)", len(row["charges"]))[-1].rstrip(".")
            )
            changed += 1
    assert changed == sum(not own.own for own in prisonerlist.differences(facts, EN))


def test_every_footnote_says_its_address_and_none_is_lost(
    facts: ListFacts, printed: list[dict[str, Any]]
) -> None:
    found = [plain(note.runs) for note in notes(prisonerlist.document(facts, EN))]
    wanted: list[str] = []
    groups: set[str] = set()
    for row in printed:
        if row["group_introduction"] and row["group_introduction"] not in groups:
            groups.add(row["group_introduction"])
            wanted += [source["url"] for source in row["group_sources"]]
        wanted += [source["url"] for source in row["sources"]]
    assert found == wanted


def test_every_first_clause_equals_its_line_or_the_difference_is_listed(facts: ListFacts) -> None:
    found = {(d.section, d.number): d for d in prisonerlist.differences(facts, EN)}
    for (section, number), difference in found.items():
        why = DIFFERENT.get((section, number), ("", "not listed"))[1]
        print(f"{section} {number}: {difference.reason} ({why})")
        print(f"  made    {difference.made}\n  printed {difference.printed}")
    assert {place: each.reason for place, each in found.items()} == {p: r for p, (r, _) in DIFFERENT.items()}
    equal = 48 - len(found)
    print(f"{equal} of 48 are equal")
    assert equal == 29


def test_where_the_line_differs_only_in_its_joints_term_articles_and_labels_are_the_same(
    facts: ListFacts, printed: list[dict[str, Any]]
) -> None:
    by_place = {(("convicted" if r["list"] == "CONVICTED" else "pre-trial"), r["number"]): r for r in printed}
    for difference in prisonerlist.differences(facts, EN):
        row = by_place[difference.section, difference.number]
        for said in (difference.made, difference.printed) if not difference.own else (difference.made,):
            assert row["sentence_text"] is None or row["sentence_text"] in said
            assert re.findall(r"Article ([\d-]+)", said) == [charge["article"] for charge in row["charges"]]


def test_the_pdf_is_tagged_and_says_all_of_it(
    book: Casebook, facts: ListFacts, printed: list[dict[str, Any]], tmp_path: Path
) -> None:
    file = tmp_path / "list.pdf"
    file.write_bytes(all_reports.render(all_reports.make("list", ForTeam.of_book(book)), "pdf"))
    reader = PdfReader(file)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
    for row in printed:
        assert text.count(row["name_printed"]) == 1
    assert len(facts.entries) == 48
