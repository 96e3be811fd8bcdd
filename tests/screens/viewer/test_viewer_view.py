"""Files seen and heard in the window, by keyboard, and nothing of them on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import miniaudio
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QLineEdit,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

import books
import desk
import media
from casebook.base.ids import RecordId
from casebook.casework import evidence, records
from casebook.casework.records import New, Set
from casebook.casework.touched import Verb
from casebook.gui.parts import playback
from casebook.gui.parts.empty import Empty
from casebook.gui.parts.listening import Listening
from casebook.gui.parts.picturing import Pictures
from casebook.gui.screens.record.view import RecordView
from casebook.gui.screens.viewer.reading import Reading, Sheets
from casebook.gui.screens.viewer.view import ViewerView
from casebook.gui.workspace import Place, Spot
from casebook.jail import launch
from desk import Desk

Opener = Callable[[bytes], ViewerView]


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(playback, "BACKENDS", (miniaudio.Backend.NULL,))
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    person = made.new_id()
    records.write(made, Verb.ADD, [New(person, "person"), Set(person, "remarks", "amber")])
    made.close()
    with desk.opened(qtbot, tmp_path / "book") as opened:
        yield opened


@pytest.fixture
def look(table: Desk, tmp_path: Path) -> Opener:
    def show(data: bytes) -> ViewerView:
        path = tmp_path / "IMG_0001.jpg"
        path.write_bytes(data)
        record = table.read(lambda book: evidence.attach(book, books.the(book, "person")[0], path)[0])
        path.unlink()
        table.workspace.go(Spot(Place.VIEWER, record=record))
        table.rest()
        table.until(lambda: table.shown(ViewerView).panel is not None)
        table.rest()
        return table.shown(ViewerView)

    return show


def middle(view: ViewerView) -> QColor:
    """What the screen shows in the middle of the picture."""
    assert isinstance(view.panel, Pictures)
    image = view.panel.canvas.viewport().grab().toImage()
    return image.pixelColor(image.width() // 2, image.height() // 2)


def near(colour: QColor, wanted: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 30 for a, b in zip(colour.getRgb()[:3], wanted, strict=True))


def words(view: ViewerView) -> str:
    return " ".join(label.text() for label in view.findChildren(QLabel) if label.isVisibleTo(view))


def test_an_image_is_seen_and_looked_at_more_closely(table: Desk, look: Opener) -> None:
    image = media.quarters(5000, 4000)
    image.paste(media.GREEN, (2490, 1990, 2510, 2010))
    view = look(media.saved(image, "PNG"))
    assert isinstance(view.panel, Pictures)
    canvas = view.panel.canvas
    assert canvas.fitted
    assert canvas.scale < 0.5

    for _ in range(12):
        table.press(Qt.Key.Key_Plus)
    table.press(Qt.Key.Key_1)
    assert canvas.scale == 1.0
    # Twenty pixels of five thousand: the part that was asked for shows them, and they stayed in the middle.
    table.until(lambda: canvas._part is not None and near(middle(view), media.GREEN))
    part, box = canvas._part
    assert part.width() < 5000
    assert box.width() < 0.5
    table.press(Qt.Key.Key_0)
    assert canvas.fitted


def test_pages_are_turned(table: Desk, look: Opener) -> None:
    view = look(media.document(6))
    panel = view.panel
    assert isinstance(panel, Pictures)

    table.press(Qt.Key.Key_PageDown)
    assert panel.page == 1
    assert "of" in words(view)
    table.press(Qt.Key.Key_PageUp)
    table.press(Qt.Key.Key_PageUp)
    assert panel.page == 0
    panel._number.setFocus()
    panel._number.selectAll()
    table.type("2")
    table.press(Qt.Key.Key_Return)
    assert panel.page == 1
    table.until(lambda: panel.has_picture)


def test_a_recording_is_played_by_keyboard(table: Desk, look: Opener) -> None:
    view = look(media.wav(45, 8_000))
    panel = view.panel
    assert isinstance(panel, Listening)
    assert panel.time.text() == "0:00 / 0:45"

    table.press(Qt.Key.Key_Space)
    assert panel.playback.playing
    table.until(lambda: panel.playback.second > 0.3)
    before = panel.playback.second
    table.press(Qt.Key.Key_Right)
    assert panel.playback.second >= before + 5
    for _ in range(8):
        table.press(Qt.Key.Key_Right)
    table.until(lambda: not panel.playback.playing)  # it came to its end

    assert panel.playback.second == pytest.approx(45, abs=0.1)
    table.press(Qt.Key.Key_Left)
    assert panel.time.text() == "0:40 / 0:45"


def test_a_film_is_heard_and_its_frame_seen(table: Desk, look: Opener) -> None:
    view = look(media.film(seconds=8))
    panel = view.panel
    assert isinstance(panel, Listening)
    assert panel._canvas is not None
    table.until(lambda: panel._canvas.has_picture)
    first = panel._canvas._whole.pixelColor(10, 10)

    table.press(Qt.Key.Key_Right)
    table.until(lambda: panel._canvas._whole.pixelColor(10, 10) != first)

    assert near(first, media.RED)
    assert near(panel._canvas._whole.pixelColor(10, 10), media.BLUE)


def test_leaving_and_locking_end_the_sound(table: Desk, look: Opener) -> None:
    def play() -> playback.Playback:
        panel = look(media.wav(20, 8_000)).panel
        assert isinstance(panel, Listening)
        table.press(Qt.Key.Key_Space)
        assert panel.playback._device is not None
        assert panel.playback._tape._windows
        return panel.playback

    player = play()
    table.workspace.go(Spot(Place.BROWSE, kind="person"))
    assert player._device is None
    assert player._tape._windows == {}

    player = play()
    device = player._device
    table.workspace.locking.emit()
    assert not player.playing
    assert player._tape._windows == {}
    assert player._tape.take(10) == bytes(40)
    player.feed(0, bytes(400), last=True)  # what was still under way when it was locked
    assert player._tape._windows == {}
    assert device is not None
    device.close()


def test_no_sound_device_is_said_and_nothing_breaks(
    table: Desk, look: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(**_: object) -> None:
        raise miniaudio.MiniaudioError("failed to init device", -1)

    monkeypatch.setattr(miniaudio, "PlaybackDevice", none)
    view = look(media.wav(2))

    table.press(Qt.Key.Key_Space)

    assert "No device that plays sound" in words(view)


def test_a_text_is_read_on(table: Desk, look: Opener) -> None:
    view = look("Строка письма.\n".encode("koi8-r") * 40_000)
    panel = view.panel
    assert isinstance(panel, Reading)
    assert panel.text.toPlainText().startswith("Строка письма.\nСтрока")
    before = len(panel.text.toPlainText())

    table.press_button("Show more")

    assert len(panel.text.toPlainText()) > before
    assert "koi8-r" in words(view)


def test_markup_stays_markup(table: Desk, look: Opener) -> None:
    view = look(b"<b>bold</b><img src='file:///etc/passwd'>")

    assert isinstance(view.panel, Reading)
    assert view.panel.text.toPlainText() == "<b>bold</b><img src='file:///etc/passwd'>"


def test_a_workbook_is_a_table(table: Desk, look: Opener) -> None:
    view = look(media.xlsx([["name", "years"], ["Aya Serik", 4]]))

    assert isinstance(view.panel, Sheets)
    assert view.panel.table.lines.line(1).cells[0].text == "Aya Serik"
    assert "2 rows, 2 columns." in words(view)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\3\4" + bytes(200), "not shown here"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "cannot be shown"),
        (media.png_bomb(), "60000"),
        (b"%PDF-1.7\n%%EOF", "no PDF"),
        (b"ID3\3\0\0\0\0\0\0" + bytes(2000), "cannot be played"),
        (media.quoted_overlap(), "unfold"),
        (b"\0\1\2\3" * 500, "no text"),
    ],
)
def test_what_cannot_be_shown_is_said_and_may_be_written_out(
    table: Desk, look: Opener, data: bytes, told: str
) -> None:
    view = look(data)
    table.until(lambda: isinstance(view.panel, Empty))

    assert told in words(view)
    assert launch.kill_all() == 0
    table.press_button("Write the original out")
    assert view.writing.isVisible()
    table.press(Qt.Key.Key_Escape)
    assert not view.writing.isVisible()


def test_an_original_is_written_out_only_where_one_says_so(table: Desk, look: Opener, tmp_path: Path) -> None:
    view = look(b"amber and more")
    table.press_button("Write the original out")
    assert "in clear" in words(view)
    view.writing.field.line.setText(str(tmp_path / "book" / "x"))
    table.press(Qt.Key.Key_Return)
    assert "casebook itself" in words(view)
    assert not (tmp_path / "book" / "x").exists()

    view.writing.field.line.setText(str(tmp_path / "letter.txt"))
    table.press(Qt.Key.Key_Return)
    table.until(lambda: not view.writing.isVisible())

    assert (tmp_path / "letter.txt").read_bytes() == b"amber and more"
    assert "nothing here protects that copy" in words(view)
    custody = table.read(lambda book: book.need(books.the(book, "evidence")[0]).elements("custody"))
    assert len(custody) == 1


def test_one_gets_there_from_the_record_and_from_the_person(table: Desk, look: Opener) -> None:
    look(b"amber")
    record: RecordId = table.read(lambda book: books.the(book, "evidence")[0])
    person = table.read(lambda book: books.the(book, "person")[0])

    table.workspace.go(Spot(Place.RECORD, kind="evidence", record=record))
    table.rest()
    assert isinstance(table.screen, RecordView)
    table.press_button("View the file")
    table.rest()
    assert isinstance(table.screen, ViewerView)
    table.workspace.go(Spot(Place.RECORD, kind="person", record=person))
    table.rest()
    table.press_button("View: IMG_0001.jpg")
    table.rest()

    assert isinstance(table.screen, ViewerView)
    assert table.workspace.here == Spot(Place.VIEWER, record=record)


def test_a_record_without_a_file_offers_no_way_to_one(table: Desk) -> None:
    def make(book: books.Casebook) -> RecordId:
        record = book.new_id()
        records.write(book, Verb.ADD, [New(record, "evidence"), Set(record, "title", "A knife")])
        return record

    record = table.read(make)
    table.workspace.go(Spot(Place.RECORD, kind="evidence", record=record))
    table.rest()
    screen = table.shown(RecordView)
    assert not any(
        b.text() == "View the file" and b.isVisible()
        for b in screen.findChildren(type(screen.header._delete))
    )

    table.workspace.go(Spot(Place.VIEWER, record=record))
    table.rest()

    assert "holds no file" in words(table.shown(ViewerView))


def test_everything_has_a_name_for_readers(table: Desk, look: Opener) -> None:
    view = look(media.film())
    focus = QApplication.focusWidget()

    assert focus is not None
    assert focus.accessibleName() == "Play"
    assert isinstance(view.panel, Listening)
    assert view.panel.bar.accessibleName() == "Place in the recording"
    assert view.panel._canvas is not None
    assert view.panel._canvas.accessibleName() == "IMG_0001.jpg"


@pytest.mark.parametrize(
    "data",
    [
        media.saved(media.quarters(90, 90), "PNG"),
        media.document(),
        media.wav(1),
        b"text",
        media.xlsx([["a"], ["b"]]),
        b"MZ" + bytes(100),
    ],
)
def test_whatever_is_shown_has_names_and_plain_text(table: Desk, look: Opener, data: bytes) -> None:
    view = look(data)
    view.begin_writing()

    for widget in view.findChildren(QWidget):
        stands_on = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
        if isinstance(widget, QAbstractButton | QLineEdit | QSlider | QAbstractScrollArea) and stands_on:
            assert widget.accessibleName(), type(widget)
        if isinstance(widget, QLabel) and widget.text():
            assert widget.textFormat() == Qt.TextFormat.PlainText, widget.text()
