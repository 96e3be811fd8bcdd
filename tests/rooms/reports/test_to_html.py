"""The HTML says what the document says, loads nothing, and runs nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from casebook.reports.document import (
    Box,
    Column,
    Document,
    Entry,
    Heading,
    ListItem,
    Note,
    Paragraph,
    Quotation,
    Table,
    Text,
    Withheld,
)
from casebook.reports.to_html import to_html


class Reading(HTMLParser):
    """What stands in a page: its tags in order, its attributes, its words."""

    VOID = frozenset({"meta", "br", "link", "img", "input", "hr"})

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.open: list[str] = []
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def line(text: str) -> tuple[Text, ...]:
    return (Text(text),)


EVERYTHING = Document(
    "ru",
    "A <list>",
    (
        Box("In short", (line("Three people."),)),
        Heading(1, line("Convicted")),
        Paragraph((Text("Held since "), Text("May", bold=True), Note((*line("Registry "), Withheld())))),
        Quotation(line("They asked."), line("Interview")),
        ListItem(line("first")),
        ListItem(line("second")),
        Entry("1", ((Text("Madina"), Note(line("The verdict."))), line("Ill."))),
        Entry("7a", (line("Daniyar"),)),
        Heading(2, line("Before trial")),
        Entry("1", (line("Aruzhan"),)),
        Table(
            "By article", (Column("Article"), Column("People", figures=True)), (("405", "3"),), "Unit: one."
        ),
    ),
    subtitle="Third edition",
    facts=(("As of", "1 May"),),
)


def test_it_says_everything_once_and_is_well_formed() -> None:
    page = Reading(to_html(EVERYTHING))

    assert page.open == []
    assert page.all("html") == [{"lang": "ru"}]
    for words in (
        "Third edition",
        "1 May",
        "Three people.",
        "They asked.",
        "second",
        "Daniyar",
        "405",
        "Unit: one.",
    ):
        assert page.words.count(words) == 1, words


def test_it_loads_and_runs_nothing() -> None:
    text = to_html(EVERYTHING).decode()
    page = Reading(text.encode())

    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object", "form", "base"}
    assert "default-src 'none'" in text
    assert "url(" not in text
    assert "@import" not in text
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert all((attributes["href"] or "").startswith("#") for attributes in page.all("a"))


def test_notes_are_numbered_in_reading_order_and_lead_back() -> None:
    text = to_html(EVERYTHING).decode()

    assert re.findall(r"id='r(\d+)' href='#n(\d+)'", text) == [("1", "1"), ("2", "2")]
    assert re.findall(r"<li id='n(\d+)'>([^<]*)", text) == [("1", "Registry "), ("2", "The verdict. ")]
    assert re.findall(r"href='#r(\d+)' role='doc-backlink'", text) == ["1", "2"]


def test_lists_are_lists_and_numbers_are_kept() -> None:
    page = Reading(to_html(EVERYTHING))

    assert [attributes["class"] for attributes in page.all("ul")] == ["items"]
    assert [attributes.get("class") for attributes in page.all("ol")] == ["entries", "entries", None]
    assert [attributes.get("value") for attributes in page.all("li")][2:5] == ["1", None, "1"]


def test_a_table_has_a_caption_and_a_header() -> None:
    page = Reading(to_html(EVERYTHING))

    assert len(page.all("caption")) == 1
    assert [attributes["scope"] for attributes in page.all("th")] == ["col", "col"]


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "'onload='x", '"><img src=x>', "&amp; <b>", "$title"]
)
def test_a_text_is_never_markup(hostile: str) -> None:
    runs = (Text(hostile, bold=True), Note(line(hostile)))
    document = Document(
        "en", hostile,
        (Heading(1, runs), Paragraph(runs), Entry(hostile, (runs,)), Box(hostile, (runs,)), Quotation(runs,
        runs),
         Table(hostile, (Column(hostile),), ((hostile,),), hostile)),
        hostile, ((hostile, hostile),),
    )  # fmt: skip
    harmless = Document("en", "x", tuple(document.blocks[:0]))

    page = Reading(to_html(document))

    assert page.words.count(hostile) >= 15
    assert not {tag for tag, _ in page.tags} & {"script", "img", "b"}
    assert page.open == [] == Reading(to_html(harmless)).open
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]


def test_the_same_document_gives_the_same_bytes() -> None:
    assert to_html(EVERYTHING) == to_html(EVERYTHING)
