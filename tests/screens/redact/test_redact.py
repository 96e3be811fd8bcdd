"""What may leave of a file is decided in the window: covered, looked at as it would go, and only then recorded."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import miniaudio
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QRadioButton
from pytestqt.qtbot import QtBot

import books
import desk
import media
from casebook.base.ids import RecordId
from casebook.casework import derivatives, evidence, records
from casebook.casework.derivatives import Form
from casebook.casework.records import New, Set
from casebook.casework.touched import Verb
from casebook.gui.parts import playback
from casebook.gui.parts.boxes import Box
from casebook.gui.parts.picturing import Pictures
from casebook.gui.screens.record.view import RecordView
from casebook.gui.screens.redact.covering import Covering
from casebook.gui.screens.redact.cutting import Cutting
from casebook.gui.screens.redact.silencing import Silencing
from casebook.gui.screens.redact.view import RedactView
from casebook.gui.workspace import Place, Spot
from desk import Desk

Opener = Callable[[bytes, str], RedactView]


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
def show(table: Desk, tmp_path: Path) -> Opener:
    def opener(data: bytes, name: str) -> RedactView:
        path = tmp_path / name
        path.write_bytes(data)
        person = table.read(lambda book: books.the(book, "person")[0])
        found: list[RecordId] = table.read(lambda book: [evidence.attach(book, person, path)[0]])
        table.workspace.go(Spot(Place.REDACT, record=found[0]))
        table.rest()
        return table.shown(RedactView)

    return opener


def press(view: RedactView, name: str) -> None:
    """The button called so that is seen."""
    (button,) = [
        b
        for b in view.findChildren(QAbstractButton)
        if b.isVisibleTo(view) and b.accessibleName() == name and not isinstance(b, QRadioButton)
    ]
    button.click()


def answer(view: RedactView, *answers: str) -> None:
    """Both questions, in their order."""
    assert view.deciding is not None
    radios = view.deciding.findChildren(QRadioButton)
    for number, said in enumerate(answers):
        pair = radios[2 * number : 2 * number + 2]
        next(b for b in pair if b.accessibleName() == said).click()


def saved(table: Desk, view: RedactView) -> derivatives.Saved:
    (one, *_) = table.read(lambda book: derivatives.redactions_of(book, view.state.record))
    return one


def test_a_box_is_drawn_by_keys_and_the_picture_that_leaves_is_black_there(table: Desk, show: Opener) -> None:
    view = show(media.saved(media.quarters(400, 300), "PNG"), "gate.png")
    panel = view.panel
    assert isinstance(panel, Covering)
    panel.canvas.setFocus()
    table.press(Qt.Key.Key_B)
    (box,) = panel.canvas.boxes.drawn

    press(view, "See what leaves")
    table.rest()
    assert isinstance(view.outcome, Pictures)
    assert view.preview is not None
    with Image.open(io.BytesIO(view.preview.data)) as leaves:
        middle = ((box.left + box.right) // 2, (box.top + box.bottom) // 2)
        assert leaves.convert("RGB").getpixel(middle) == (0, 0, 0)

    answer(view, "No", "No")
    press(view, "Let exactly this leave")
    table.rest()
    table.shown(RecordView)
    decided = saved(table, view)
    assert decided.redaction.form is Form.IMAGE
    assert decided.sha256 == view.preview.sha256
    assert not decided.decision.face_voice


def test_nobody_decides_for_a_person(table: Desk, show: Opener) -> None:
    view = show(media.saved(media.quarters(64, 48), "PNG"), "gate.png")
    press(view, "See what leaves")
    table.rest()

    press(view, "Let exactly this leave")
    table.rest()

    table.shown(RedactView)
    said = [each.text() for each in view.findChildren(QLabel) if each.isVisibleTo(view)]
    assert "Answer both questions first: nobody else can." in said
    assert table.read(lambda book: derivatives.redactions_of(book, view.state.record)) == []


def test_what_was_covered_once_is_covered_the_next_time(table: Desk, show: Opener) -> None:
    view = show(media.saved(media.quarters(400, 300), "PNG"), "gate.png")
    panel = view.panel
    assert isinstance(panel, Covering)
    panel.canvas.act(panel.canvas.boxes.add(Box(10, 20, 110, 90)))
    press(view, "See what leaves")
    table.rest()
    answer(view, "Yes", "No")
    press(view, "Let exactly this leave")
    table.rest()

    table.workspace.go(Spot(Place.REDACT, record=view.state.record))
    table.rest()
    again = table.shown(RedactView)
    assert isinstance(again.panel, Covering)
    assert again.panel.canvas.boxes.held == (Box(10, 20, 110, 90),)
    assert again.panel.canvas.boxes.drawn == ()


def test_one_page_of_a_document_stays_here(table: Desk, show: Opener) -> None:
    view = show(media.document(3), "order.pdf")
    panel = view.panel
    assert isinstance(panel, Covering)
    panel.pictures.go_to(1)
    table.rest()
    (leaves,) = [box for box in view.findChildren(QCheckBox) if box.text() == "This page leaves"]
    leaves.click()
    panel.canvas.act(panel.canvas.boxes.add(Box(10, 10, 60, 60)))
    panel.pictures.go_to(2)
    table.rest()
    assert leaves.isChecked()
    panel.canvas.act(panel.canvas.boxes.add(Box(20, 20, 90, 90)))

    press(view, "See what leaves")
    table.rest()

    assert view.preview is not None
    assert view.preview.redaction.pages == (1, 3)
    assert view.preview.ending == "pdf"
    assert [(box.place, box.left) for box in view.preview.redaction.boxes if box.place == 3] == [(3, 20)]


def test_part_of_a_recording_is_silenced(table: Desk, show: Opener) -> None:
    view = show(media.wav(4.0), "call.wav")
    panel = view.panel
    assert isinstance(panel, Silencing)
    panel.listening.playback.go(1.0)
    press(view, "Silence from here")
    panel.listening.playback.go(2.5)
    press(view, "Silence from 0:01 to here")
    assert panel.covered.muted == ((1000, 2500),)

    press(view, "See what leaves")
    table.rest()
    table.until(lambda: view.outcome is not None)

    assert view.preview is not None
    assert view.preview.ending == "flac"
    assert [(span.start, span.end) for span in view.preview.redaction.muted] == [(1000, 2500)]
    table.rest()


def test_words_are_taken_out_of_a_text(table: Desk, show: Opener) -> None:
    view = show(b"They came at five. The white car waited.", "note.txt")
    panel = view.panel
    assert isinstance(panel, Cutting)
    cursor = panel.text.textCursor()
    cursor.setPosition(23)
    cursor.setPosition(32, cursor.MoveMode.KeepAnchor)
    panel.text.setTextCursor(cursor)
    press(view, "Take out what is selected")

    press(view, "See what leaves")
    table.rest()

    assert view.preview is not None
    assert view.preview.data.decode() == "They came at five. The ▓▓▓ waited."


def test_from_the_record_of_the_file_it_is_one_press(table: Desk, show: Opener) -> None:
    view = show(media.saved(media.quarters(64, 48), "PNG"), "gate.png")
    table.workspace.go(Spot(Place.RECORD, kind="evidence", record=view.state.record))
    table.rest()

    table.press_button("What may leave of it")

    assert table.workspace.here == Spot(Place.REDACT, record=view.state.record)
