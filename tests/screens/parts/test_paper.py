from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from casebook.base.words import translator
from casebook.gui.parts import paper
from casebook.gui.parts.paper import Paper
from casebook.gui.theme import Look, Theme, load_fonts
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
from casebook.reports.to_html import NOTES


@pytest.fixture
def page(qtbot: QtBot) -> Paper:
    load_fonts()
    made = Paper(Look(translator("en"), Theme("light")), "The report")
    qtbot.addWidget(made)
    return made


def test_everything_a_document_says_is_on_the_page(page: Paper) -> None:
    document = Document(
        "en",
        "The list",
        (
            Heading(1, (Text("Convicted"),)),
            Box("In short", ((Text("3 people"),), (Text("of 9"),))),
            Entry("1", ((Text("Marat Oskenov", bold=True), Note((Text("source one"),))), (Text("second"),))),
            Quotation((Text("They came at night."),), (Text("a neighbour"),)),
            ListItem((Text("an item"),)),
            Table(
                "Articles", (Column("No."), Column("Words")), (("272", "riots"), ("174", "discord")), "ours"
            ),
            Paragraph((Text("after "), Withheld(), Text(" the table"), Note((Text("source two"),)))),
        ),
        subtitle="as printed",
        facts=(("As of", "February 2025"),),
    )
    page.show_document(document)
    text = page.toPlainText()
    wanted = [
        "The list", "as printed", "As of: February 2025", "Convicted", "In short", "3 people", "of 9",
        "1.  Marat Oskenov1", "second", "They came at night.", "a neighbour", "an item", "Articles", "272", "riots",
        "ours", "after [withheld] the table2", NOTES, "1  source one", "2  source two",
    ]  # fmt: skip
    at = -1
    for words in wanted:
        assert words in text, words
        assert text.index(words, at + 1) > at, f"{words} stands in its place"
        at = text.index(words, at + 1)
    assert page.more == 0


def test_words_of_the_layout_speak_the_language_of_the_report(page: Paper) -> None:
    page.show_document(Document("ru", "Список", (Paragraph((Withheld(),)),)))
    assert "[скрыто]" in page.toPlainText()


def test_a_long_document_is_drawn_part_by_part(page: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "MOST_BLOCKS", 3)
    blocks = tuple(Paragraph((Text(f"line {n}"), Note((Text(f"note {n}"),)))) for n in range(7))
    page.show_document(Document("en", "Long", blocks))
    assert page.more == 4
    assert "line 2" in page.toPlainText()
    assert "line 3" not in page.toPlainText()
    page.show_more()
    page.show_more()
    assert page.more == 0
    text = page.toPlainText()
    assert "line 6" in text
    assert text.index(NOTES) > text.index("line 6")
    page.show_more()
    assert page.toPlainText() == text


def test_markup_is_text(page: Paper) -> None:
    page.show_document(
        Document("en", "<h1>x</h1>", (Paragraph((Text("<img src='a.png'> & <a href='b'>"),)),))
    )
    assert "<h1>x</h1>" in page.toPlainText()
    assert "<img src='a.png'> & <a href='b'>" in page.toPlainText()
