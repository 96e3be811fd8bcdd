"""The list of one edition, from the invented data."""

from __future__ import annotations

from dataclasses import replace

import pytest

import tables
from casebook.base.words import translator
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.records import Add, New, Set
from casebook.casework.touched import Verb
from casebook.reports import all_reports, listfacts, prisonerlist
from casebook.reports.document import Box, Document, Entry, Heading, Note, Paragraph, notes, plain, runs_of
from casebook.reports.listfacts import ListFacts, NoEdition
from casebook.reports.shown import ForTeam

EN = translator("en")


def facts_of(book: Casebook, language: str = "en") -> ListFacts:
    shown = ForTeam.of_book(book)
    return listfacts.gather(shown, listfacts.pick_edition(shown), language)


@pytest.fixture
def facts(book: Casebook) -> ListFacts:
    tables.take_in_demo(book)
    return facts_of(book)


def text_of(document: Document) -> str:
    return "\n".join(plain(runs) for block in document.blocks for runs in runs_of(block))


def test_sections_headings_and_numbers(facts: ListFacts) -> None:
    said = []
    for block in prisonerlist.document(facts, EN).blocks:
        if isinstance(block, Heading):
            said.append((block.level, plain(block.runs)))
        elif isinstance(block, Entry):
            said.append((0, f"{block.number} {plain(block.paragraphs[0]).split(' – ')[0]}"))
    assert said == [
        (1, "CONVICTED"),
        (2, "After the bus drivers' rallies of March 2024"),
        (0, "1 Sholpan BEKTASOVA"),
        (0, "2 Vadim KORNEYEV"),
        (0, "3 Daulet ORAZKHANOV"),
        (0, "4 Arystan MOLDABEK"),
        (2, "The “Seven Kettles” case"),
        (0, "5 Zauresh IMANQUL"),
        (0, "6 Ruslan PSHENICHNY"),
        (0, "7 Kamshat SEILBEKOVA"),
        (2, "For reports on corruption"),
        (0, "8 Nadezhda LUGOVAYA"),
        (0, "9 Bolat KARASAI"),
        (1, "UNDER ARREST IN A PRE-TRIAL DETENTION FACILITY"),
        (2, "After the protests against the Kokirim dam"),
        (0, "1 Marzhan TUYAKOVA"),
        (0, "2 Tamerlan DOSSYMOV"),
        (0, "3 Yerkebulan ZHUMATAI"),
    ]


def test_the_head_says_as_of_when_by_whom_and_how_many(facts: ListFacts) -> None:
    document = prisonerlist.document(facts, EN)
    assert document.title == "Political prisoners: the spring list"
    assert document.facts == (
        ("Facts as of", "1 March 2026"),
        ("Published by", "Harbour Documentation Group"),
    )
    box = document.blocks[0]
    assert isinstance(box, Box)
    assert [plain(runs) for runs in box.paragraphs] == [
        "12 people on the list",
        "Convicted: 9",
        "Under arrest in a pre-trial detention facility: 3",
    ]


def test_nothing_is_printed_twice(facts: ListFacts) -> None:
    text = text_of(prisonerlist.document(facts, EN))
    for row in tables.demo_rows():
        for paragraph in row["narrative"].split("\n"):
            assert text.count(paragraph.removesuffix(".")) == 1
        for paragraph in filter(None, row["group_introduction"].split("\n")):
            assert text.count(paragraph) == 1


def test_the_introduction_of_a_group_stands_before_its_first_entry_with_its_footnotes(
    facts: ListFacts,
) -> None:
    blocks = prisonerlist.document(facts, EN).blocks
    at = next(
        i for i, b in enumerate(blocks) if isinstance(b, Paragraph) and plain(b.runs).startswith("“Seven")
    )
    assert isinstance(blocks[at - 1], Heading)
    after = blocks[at + 1]
    assert isinstance(after, Paragraph)
    assert sum(isinstance(run, Note) for run in after.runs) == 2
    assert isinstance(blocks[at + 2], Entry)


def test_footnotes_run_through_the_document_and_say_their_addresses(facts: ListFacts) -> None:
    found = [plain(note.runs) for note in notes(prisonerlist.document(facts, EN))]
    rows = tables.demo_rows()
    wanted = {source["url"] for row in rows for source in (*row["sources"], *row["group_sources"])}
    assert set(found) == wanted
    assert len(found) == len(wanted)
    assert found[0].endswith("/bektasova-notebook")


def test_every_made_line_is_the_text_s_own(facts: ListFacts) -> None:
    assert prisonerlist.differences(facts, EN) == ()


def test_a_difference_is_told_with_both_versions(book: Casebook) -> None:
    tables.take_in_demo(book)
    entry = tables.entry(book, 3)
    records.write(book, Verb.EDIT, [Set(entry.id, "term_text", "2 years' imprisonment")])
    (found,) = prisonerlist.differences(facts_of(book), EN)
    assert (found.number, found.reason.value, found.own) == (3, "own-words", True)
    assert found.made.startswith("2 years' imprisonment under")
    assert found.printed.startswith("3 years' imprisonment under")


def test_an_entry_without_a_text_gets_its_line(book: Casebook) -> None:
    tables.take_in_demo(book)
    person, entry = book.new_id(), book.new_id()
    edition = tables.every(book, "list-edition")[0].id
    records.write(
        book,
        Verb.ADD,
        [
            New(person, "person"),
            Add(person, "names", (("name", ("Aru Sabyr", "Sabyr", "Aru")),)),
            New(entry, "list-entry"),
            Set(entry, "edition", edition),
            Set(entry, "person", person),
            Set(entry, "list", "convicted"),
            Set(entry, "heading", "For reports on corruption"),
            Set(entry, "order", 99),
            Set(entry, "term", (3,)),
            Add(entry, "charges", (("charge", ("405", None, None, "criminal")),)),
        ],
    )
    text = text_of(prisonerlist.document(facts_of(book), EN))
    assert "Aru SABYR – 3 years of imprisonment under Article 405 of the Criminal Code." in text


def test_charges_that_fell_are_not_printed(book: Casebook) -> None:
    tables.take_in_demo(book)
    entry = tables.entry(book, 2)
    key = entry.elements("charges")[1]
    records.write(book, Verb.EDIT, [Set(entry.id, f"charges/{key}/state", "dropped")])
    facts = facts_of(book)
    assert len(next(e for e in facts.entries if e.record == entry.id).charges) == 1


def test_in_another_language_the_lines_are_made_and_the_texts_stay(book: Casebook) -> None:
    tables.take_in_demo(book)
    russian = prisonerlist.document(facts_of(book, "ru"), translator("ru"))
    entries = [block for block in russian.blocks if isinstance(block, Entry)]
    assert plain(entries[0].paragraphs[1]).startswith("Sholpan BEKTASOVA – 4 years' imprisonment")
    line = plain(entries[0].paragraphs[0])
    assert line.startswith("Шолпан БЕКТАСОВА – ")
    assert "4 years' imprisonment" not in line
    assert "массовые беспорядки" in line


def test_who_is_left_out_is_counted_only_in_numbers_that_point_at_nobody(facts: ListFacts) -> None:
    assert "not shown in this copy" not in text_of(prisonerlist.document(facts, EN))
    few = text_of(prisonerlist.document(replace(facts, left_out=4), EN))
    assert "Not everybody on this list is shown in this copy." in few
    many = text_of(prisonerlist.document(replace(facts, left_out=7), EN))
    assert "7 people of this list are not shown in this copy." in many


def test_the_edition_is_the_latest_one_not_after_the_asked_date(book: Casebook) -> None:
    tables.take_in_demo(book)
    older = book.new_id()
    records.write(
        book,
        Verb.ADD,
        [New(older, "list-edition"), Set(older, "title", "Old"), Set(older, "as_of", "2024-02")],
    )
    shown = ForTeam.of_book(book)
    assert listfacts.pick_edition(shown) != older
    assert listfacts.pick_edition(shown, "2026-03") != older
    assert listfacts.pick_edition(shown, "2026-02-28") == older
    with pytest.raises(NoEdition):
        listfacts.pick_edition(shown, "2023")


def test_reports_are_known_by_name(book: Casebook) -> None:
    tables.take_in_demo(book)
    shown = ForTeam.of_book(book)
    document = all_reports.make("list", shown)
    assert all_reports.render(document, ".html").startswith(b"<!DOCTYPE html>")
    assert all_reports.render(all_reports.make("statistics", shown), "csv").startswith(b"\xef\xbb\xbf")
    with pytest.raises(all_reports.UnknownReport) as unknown:
        all_reports.make("lists", shown)
    assert unknown.value.known == ("list", "statistics")
    with pytest.raises(all_reports.UnknownReport):
        all_reports.count("colour", shown)
    with pytest.raises(all_reports.UnknownEnding):
        all_reports.render(document, "doc")
