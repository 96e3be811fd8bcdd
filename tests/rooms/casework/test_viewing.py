"""Looking at what is kept: it comes out of the safe decrypted in memory alone, through the jail."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import media
from casebook.base.ids import RecordId
from casebook.casework import evidence, viewing
from casebook.casework.book import Casebook
from casebook.casework.evidence import NoSuchFile
from casebook.formats.contentkind import ContentKind
from casebook.formats.stream import BadStream
from casebook.jail import launch
from casebook.jail.errors import AnswerUnreadable
from casebook.jail.pdf import BadPdf
from casebook.jail.shapes import Ask, At, BadImage, BadSound, From, NotText, Picture, Sheet, Sound, Window
from casebook.jail.tables import UnreadableTable
from drawing import draw


@pytest.fixture
def person(book: Casebook) -> RecordId:
    return draw(book, 'person:1  remarks  "amber"')["person:1"]


@pytest.fixture
def keep(book: Casebook, person: RecordId, tmp_path: Path) -> Any:
    def attach(data: bytes, name: str = "IMG_0001.doc") -> RecordId:
        (tmp_path / name).write_bytes(data)
        record, _ = evidence.attach(book, person, tmp_path / name)
        (tmp_path / name).unlink()
        return record

    return attach


def test_a_file_is_what_it_holds(book: Casebook, keep: Any, person: RecordId) -> None:
    for data, kind in (
        (media.saved(media.quarters(64, 64), "JPEG"), ContentKind.IMAGE),
        (media.document(), ContentKind.PDF),
        (media.wav(1), ContentKind.SOUND),
        (media.xlsx([["a"]]), ContentKind.TABLE),
        (b"text", ContentKind.TEXT),
        (b"\x7fELF", ContentKind.OTHER),
    ):
        record = keep(data)
        assert viewing.see(book, record) == viewing.Seen(record, "IMG_0001.doc", len(data), kind)
    with pytest.raises(NoSuchFile):
        viewing.see(book, person)


def test_everything_is_seen_and_heard(book: Casebook, keep: Any) -> None:
    image = viewing.image(book, keep(media.saved(media.quarters(640, 480), "PNG")), Ask(320, 320))
    page = viewing.page(book, keep(media.document(4)), Ask(500, 500, page=1))
    film = keep(media.film())
    table = viewing.sheets(book, keep(media.xlsx([["name"], ["Aya"]])))

    assert (image.width, image.height, image.whole_width) == (320, 240, 640)
    assert page.pages >= 2
    assert viewing.sound(book, film).picture == "mpeg4"
    assert len(viewing.window(book, film, 1.0).samples) > 48_000 * 4 * 2
    assert viewing.frame(book, film, At(1.0, 100, 100)).width == 100
    assert viewing.text(book, keep("Привет".encode("koi8-r")), From()).text == "Привет"
    assert table[0].cells == [["name"], ["Aya"]]


def test_each_reader_refuses_what_is_not_its_own(book: Casebook, keep: Any) -> None:
    noise = keep(b"\0\1\2\3" + os.urandom(5000))
    for look, refusal in (
        (lambda: viewing.image(book, noise, Ask(10, 10)), BadImage),
        (lambda: viewing.page(book, noise, Ask(10, 10)), BadPdf),
        (lambda: viewing.sound(book, noise), BadSound),
        (lambda: viewing.window(book, noise, 0.0), BadSound),
        (lambda: viewing.frame(book, noise, At(0.0, 10, 10)), BadSound),
        (lambda: viewing.text(book, noise, From()), NotText),
        (lambda: viewing.sheets(book, noise), UnreadableTable),
    ):
        with pytest.raises(refusal):
            look()


def test_a_changed_file_is_damaged_not_shown(book: Casebook, keep: Any) -> None:
    record = keep(media.saved(Image.effect_noise((900, 900), 80), "PNG"))
    kept = evidence.kept(book, record)
    path = book.safe.folder / "files" / kept.file
    with path.open("r+b") as file:
        file.seek(300_000)
        byte = file.read(1)
        file.seek(300_000)
        file.write(bytes([byte[0] ^ 1]))

    with pytest.raises(BadStream):
        viewing.image(book, record, Ask(100, 100))


@pytest.mark.parametrize(
    ("look", "lie"),
    [
        ("image", Picture(5, 5, True, bytes(74), 10, 10)),
        ("page", Picture(5, 5, True, bytes(75), 10, 10, pages=1 << 20)),
        ("frame", Picture(11, 1, True, bytes(33), 10, 10)),
        ("window", Window(0.0, bytes(5), True)),
        ("sound", Sound(1.0, "a codec nobody has", 1, 1)),
        ("sheets", [Sheet("x", 1, 1, [])] * 1000),
    ],
)
def test_a_child_that_lies_is_not_believed(
    book: Casebook, keep: Any, monkeypatch: pytest.MonkeyPatch, look: str, lie: object
) -> None:
    """As if the reader had been taken over by the file: whatever it says is held against what was asked."""
    record = keep(b"x")
    monkeypatch.setattr(launch, "run", lambda *_, **__: lie)
    asked = {"image": Ask(10, 10), "page": Ask(10, 10), "frame": At(0.0, 10, 10), "window": 0.0}

    with pytest.raises(AnswerUnreadable):
        getattr(viewing, look)(book, record, *((asked[look],) if look in asked else ()))


def test_nothing_is_written_while_looking(book: Casebook, keep: Any, tmp_path: Path) -> None:
    record = keep(media.film())
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}

    viewing.see(book, record)
    viewing.sound(book, record)
    viewing.window(book, record, 0.0)
    viewing.frame(book, record, At(0.0, 50, 50))

    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
