"""The third step of an export: findings and their release, to whom it goes, on what terms, and what left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

import desk
import leaving_list
from casebook.casework import address_book, disclosures
from casebook.casework.book import Casebook
from casebook.gui.screens.export import leaving
from casebook.gui.screens.export.view import LEFT, LOOK, PREVIEW, ExportView
from casebook.gui.workspace import Place, Spot
from casebook.reports.document import Document, Paragraph, Text
from desk import Desk
from leaving_list import Story

CTRL = Qt.KeyboardModifier.ControlModifier
KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
PLANTED = "Сауле Джандосова was there."


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return leaving_list.closed(tmp_path / "book")


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path, story: Story) -> Iterator[Desk]:
    with desk.opened(qtbot, tmp_path / "book") as made:
        yield made


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report names somebody who is always protected."""
    spoiled = Document("en", "Spoiled", (Paragraph((Text(PLANTED),)),))
    monkeypatch.setattr(leaving, "report_of", lambda *_: spoiled)


def told(widget: QWidget) -> str:
    """Everything the labels and buttons of a widget say."""
    parts: list[QLabel | QPushButton] = [*widget.findChildren(QLabel), *widget.findChildren(QPushButton)]
    return "\n".join(part.text() for part in parts if not part.isHidden())


def signing(table: Desk, spot: Spot | None = None) -> ExportView:
    """The export, with the bundle wanted."""
    table.workspace.go(spot or Spot(Place.EXPORT))
    table.rest()
    screen = table.shown(ExportView)
    table.press(Qt.Key.Key_Return, CTRL)
    table.until(lambda: screen.stack.currentIndex() == LOOK)
    table.rest()
    screen.make_bundle()
    table.rest()
    assert screen.stack.currentIndex() == PREVIEW
    return screen


def previewing(table: Desk, spot: Spot | None = None) -> ExportView:
    """The export, with the bundle made, and compared with what left before."""
    screen = signing(table, spot)
    assert screen.preview.ready is not None
    return screen


# --------------------------------------------------------------------------------------------- findings


def test_a_finding_is_shown_with_place_and_person_and_nothing_is_written(
    table: Desk, planted: None, tmp_path: Path
) -> None:
    screen = signing(table)
    said = told(screen.preview)
    assert "Nothing was written" in said
    assert "Saule Dzhandosova" in said
    assert "data/report.html: " in said
    assert "data/report.pdf: " in said
    assert not screen.preview.go.isEnabled()
    screen.preview.sign()
    table.rest()
    assert not list(tmp_path.glob("*.zip"))
    assert table.read(lambda book: list(disclosures.disclosures(book))) == []


def test_a_finding_is_let_stand_only_after_a_look_at_the_page_and_for_a_reason(
    table: Desk, planted: None, tmp_path: Path
) -> None:
    screen = signing(table)
    findings = screen.preview.findings.findings
    assert findings
    one = findings[0]
    assert not one.reason.isEnabled()
    one.submit()
    assert screen.state.passed == (), "nobody has looked"
    for each in findings:
        each.page.setFocus()
        table.press(Qt.Key.Key_Return)
        table.until(lambda: each.seen)  # noqa: B023 - waited for inside the loop
        assert each.reason.hasFocus()
        if each is one:
            table.press(Qt.Key.Key_Return)
            assert "reason" in told(each).lower()
            assert screen.state.passed == ()
        table.type("A poet of the last century")
        table.press(Qt.Key.Key_Return)
    table.until(lambda: screen.preview.ready is not None)
    table.rest()
    assert "let stand by you" in told(screen.preview)
    assert "A poet of the last century" in told(screen.preview.check)
    screen.preview.handing.place.set_path(tmp_path / "poet.zip")
    screen.preview.sign()
    table.until(lambda: screen.stack.currentIndex() == LEFT)
    (row,) = table.read(lambda book: list(disclosures.disclosures(book)))
    assert {value for _, value in row.each("released", "reason")} == {"A poet of the last century"}
    assert screen.state.passed == (), "for the next one, everything is looked at again"


def test_the_page_of_a_finding_shows_the_words_it_stands_in(table: Desk, planted: None) -> None:
    screen = signing(table)
    html = next(f for f in screen.preview.findings.findings if f.shown.where == "data/report.html")
    html.page.click()
    table.until(lambda: html.seen)
    looking = screen.preview.pages.looking
    assert looking.isVisible()
    body = looking.body
    assert body is not None
    assert PLANTED in body.toPlainText()  # type: ignore[attr-defined]  # it is a text
    looking.back.click()
    assert screen.preview.paper.isVisible()


def test_every_file_is_reported_on(table: Desk) -> None:
    screen = previewing(table)
    files = screen.preview.files
    assert not files.isHidden()
    files.open.click()
    said = told(files)
    assert "data/report.pdf" in said
    assert "data/records/" in said
    assert "nobody" in said


# --------------------------------------------------------------------------------------------- to whom


def uncompared(book: Casebook) -> None:
    """A recipient whose key nobody has compared."""
    address_book.add(book, name="Aliya Quiet", audience="partner", language="en", keys=[KEY])


def test_a_recipient_whose_key_is_uncompared_must_be_read_before_it_leaves(
    table: Desk, tmp_path: Path
) -> None:
    table.read(uncompared)
    screen = previewing(table)
    table.tab_to("Key of a recipient")
    table.type("aliya quiet")
    table.press(Qt.Key.Key_Return)
    table.until(lambda: screen.preview.ready is not None)
    table.rest()
    sheet = screen.preview.handing.sheet
    assert "Aliya Quiet" in told(sheet)
    assert leaving.recipient(KEY).words in told(sheet)
    assert "Nobody has compared this key" in told(sheet)
    assert "read to whom it goes" in told(screen.preview)
    assert not screen.preview.go.isEnabled()
    screen.preview.handing.place.set_path(tmp_path)
    table.press(Qt.Key.Key_Return, CTRL)
    assert screen.stack.currentIndex() == PREVIEW
    assert sheet.read.hasFocus(), "the keyboard stands at what is missing"
    table.press(Qt.Key.Key_Space)
    assert screen.preview.go.isEnabled()
    table.press(Qt.Key.Key_Return, CTRL)
    table.until(lambda: screen.stack.currentIndex() == LEFT)
    (left,) = tmp_path.glob("*.zip.age")
    assert left.read_bytes().startswith(b"age-encryption.org/v1\n")
    assert len(left.name) == 16 + len(".zip.age"), "a name that says nothing"
    (row,) = table.read(lambda book: list(disclosures.disclosures(book)))
    assert [value for _, value in row.each("recipients", "name")] == ["Aliya Quiet"]
    assert "`" not in told(screen.left)
    assert "ssh-keygen" not in told(screen.left)
