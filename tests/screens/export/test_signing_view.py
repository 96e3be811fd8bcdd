"""The third step of an export: findings and their release, to whom it goes, on what terms, and what left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

import desk
import leaving_list
import media
from casebook.base.ids import RecordId
from casebook.bundle.verify import verify
from casebook.casework import address_book, deriving, disclosures, editions, evidence, records
from casebook.casework.book import Casebook
from casebook.casework.derivatives import Decision, Form, Redaction
from casebook.casework.touched import Verb
from casebook.gui.parts.picturing import Pictures
from casebook.gui.screens.export import leaving
from casebook.gui.screens.export.view import LEFT, LOOK, PREVIEW, ExportView
from casebook.gui.workspace import Place, Spot
from casebook.redaction.profile import Naming
from casebook.reports.document import Document, Paragraph, Text
from casebook.wording.of_editions import BETWEEN
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


def signing(table: Desk, audience: str = "public") -> ExportView:
    """The export, with the bundle wanted."""
    screen = looking(table, audience)
    screen.make_bundle()
    table.rest()
    assert screen.stack.currentIndex() == PREVIEW
    return screen


def looking(table: Desk, audience: str = "public") -> ExportView:
    """The export, with the plan made."""
    table.workspace.go(Spot(Place.EXPORT))
    table.rest()
    screen = table.shown(ExportView)
    screen.state.choose_audience(audience)
    table.press(Qt.Key.Key_Return, CTRL)
    table.until(lambda: screen.stack.currentIndex() == LOOK)
    table.rest()
    return screen


def previewing(table: Desk, audience: str = "public") -> ExportView:
    """The export, with the bundle made, and compared with what left before."""
    screen = signing(table, audience)
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


def test_what_is_not_for_the_public_does_not_leave_in_clear_unread(table: Desk) -> None:
    screen = previewing(table, "team")
    sheet = screen.preview.handing.sheet
    assert "it is not encrypted: whoever gets hold of the file can read it" in told(sheet)
    assert not screen.preview.go.isEnabled()
    sheet.read.click()
    assert screen.preview.go.isEnabled()


# --------------------------------------------------------------------------------------------- on what terms


def written(table: Desk, screen: ExportView, to: Path) -> None:
    screen.preview.handing.place.set_path(to)
    screen.preview.sign()
    table.until(lambda: screen.stack.currentIndex() == LEFT)
    table.rest()


def test_the_next_edition_goes_out_between_rounds_only_if_somebody_says_now(
    table: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "OPEN_DAYS", 0)
    screen = previewing(table)
    assert screen.preview.handing.edition.isHidden(), "nothing left that it could take the place of"
    table.tab_to("To be destroyed by")
    table.type("December 2027")
    written(table, screen, tmp_path / "first.zip")
    assert "takes the place" not in told(screen.left)
    table.press_button("Another export")
    screen.make_plan()
    table.rest()
    screen.make_bundle()
    table.rest()
    handing = screen.preview.handing
    assert "It takes the place of the edition before" in handing.edition.takes.text()
    assert "as they were" in told(screen.preview.beside) or "as it was" in told(screen.preview.beside)
    table.tab_to("It takes the place")
    table.press(Qt.Key.Key_Space)
    assert BETWEEN in told(handing.edition)
    assert not screen.preview.go.isEnabled()
    table.tab_to("Now, between two rounds")
    table.press(Qt.Key.Key_Space)
    assert screen.preview.go.isEnabled()
    written(table, screen, tmp_path / "second.zip")
    newest, first = table.read(disclosures.disclosures)
    assert newest.value("replaces") == first.id
    assert first.value("expires") == "2027-12"
    assert "No notice says that anything changed" in told(screen.left)
    assert newest.value("bundle") != first.value("bundle"), "chance drew anew"


def test_a_date_that_is_none_is_said_and_nothing_leaves(table: Desk) -> None:
    screen = previewing(table)
    field = table.tab_to("To be destroyed by")
    table.type("someday")
    assert not screen.preview.go.isEnabled()
    table.press(Qt.Key.Key_Return, CTRL)
    assert screen.stack.currentIndex() == PREVIEW
    assert field.hasFocus()
    table.press(Qt.Key.Key_A, CTRL)
    table.press(Qt.Key.Key_Delete)
    assert screen.preview.go.isEnabled()


def test_a_file_that_stands_there_is_written_over_only_if_somebody_says_so(
    table: Desk, tmp_path: Path
) -> None:
    screen = previewing(table)
    there = tmp_path / "there.zip"
    there.write_bytes(b"mine")
    handing = screen.preview.handing
    handing.place.set_path(there)
    screen.preview.sign()
    assert not handing.over.isHidden()
    assert there.read_bytes() == b"mine"
    handing.over.click()
    written(table, screen, there)
    assert verify(there.read_bytes()).records


def test_a_notice_can_be_written_where_an_encrypted_edition_is_replaced(
    table: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "OPEN_DAYS", 99)
    table.read(uncompared)
    screen = previewing(table)
    for name in ("first", "second"):
        if name == "second":
            screen.preview.show_making(screen.answering.planned)  # type: ignore[arg-type]  # it is made
            screen.make_bundle()
            table.rest()
            screen.preview.handing.edition.takes.click()
        else:
            screen.preview.handing.sheet.recipient.setText("Aliya Quiet")
            screen.preview.handing.sheet.recipient.returnPressed.emit()
            table.until(lambda: screen.preview.ready is not None)
            table.rest()
        screen.preview.handing.sheet.read.setChecked(True)
        written(table, screen, tmp_path / f"{name}.zip.age")
    table.press_button("Write the notice")
    assert table.workspace.here.place is Place.ROUNDS


# --------------------------------------------------------------------------------------------- as the recipient sees it


def test_other_names_stand_in_the_preview_and_are_those_that_leave(table: Desk, tmp_path: Path) -> None:
    screen = looking(table)
    screen.state.treat_all(naming=Naming.PSEUDONYM)
    screen.answering.answered()
    screen.make_bundle()
    table.until(lambda: screen.preview.ready is not None)
    table.rest()
    shown = screen.preview.paper.toPlainText()
    assert screen.preview.ready is not None
    names = set(screen.preview.ready.pages.names.values())
    assert names
    assert any(name in shown for name in names)
    assert "Oskenov" not in shown
    written(table, screen, tmp_path / "research.zip")
    (row,) = table.read(disclosures.disclosures)
    assert {str(value) for _, value in row.each("pseudonyms", "shown_as")} == names


def test_making_can_be_stopped_and_begun_again(table: Desk) -> None:
    screen = looking(table)
    screen.make_bundle()
    screen.preview.check.stopped.emit()
    table.rest()
    assert "Stopped. Nothing was made." in told(screen.preview)
    assert screen.preview.ready is None
    table.press_button("Make it")
    table.until(lambda: screen.preview.ready is not None)


def test_a_device_that_is_no_publisher_is_told_so_without_a_command(table: Desk) -> None:
    def give_role(book: Casebook) -> None:
        seen = book.need(book.own.device).seen("role")
        records.write(book, Verb.EDIT, [records.Set(book.own.device, "role", "monitor", seen)])

    table.read(give_role)
    screen = signing(table)
    assert "signed by the publisher of the team" in told(screen.preview)
    assert "`" not in told(screen.preview)
    assert screen.preview.ready is None


@pytest.mark.parametrize("scale", [100, 200])
def test_findings_and_the_page_fit_a_small_screen(
    qtbot: QtBot, tmp_path: Path, story: Story, planted: None, scale: int
) -> None:
    with desk.opened(qtbot, tmp_path / "book", scale=scale) as table:
        table.shell.resize(1366, 768)
        screen = signing(table)
        table.rest()
        one = screen.preview.findings.findings[0]
        one.page.click()
        table.until(lambda: one.seen)
        table.rest()
        assert table.shell.width() == 1366
        for area in screen.preview.findChildren(QScrollArea):
            assert area.horizontalScrollBar().maximum() == 0
            inner = area.widget()
            if inner is not None and inner.isVisible():
                assert inner.minimumSizeHint().width() <= area.viewport().width()


def test_an_attachment_is_looked_at_as_it_goes_along(table: Desk, story: Story, tmp_path: Path) -> None:
    path = tmp_path / "IMG_Dzhandosova.jpg"
    path.write_bytes(media.lying(800, 600, 6))

    def keep(book: Casebook) -> tuple[RecordId, RecordId]:
        photo, _ = evidence.attach(book, story.listed.people["oskenov"], path)
        decision = Decision(True, False, "At the gate")
        return deriving.save(book, photo, Redaction(Form.IMAGE), decision)[0], photo

    derivative, photo = table.read(keep)
    screen = looking(table)
    screen.state.attach(derivative, photo)
    screen.answering.answered()
    screen.make_bundle()
    table.until(lambda: screen.preview.ready is not None)
    table.rest()
    said = told(screen.preview.contents)
    assert "At the gate" in said
    assert "IMG_" not in said
    assert "for your own eyes" in screen.preview.files.open.text()
    assert "0001" in screen.preview.paper.toPlainText()
    table.press_button("Look at 0001")
    pictures = screen.preview.pages.looking.body
    assert isinstance(pictures, Pictures)
    table.until(lambda: pictures.has_picture)
    table.press_button("Back to the report")
    assert screen.preview.paper.hasFocus()
