"""Invented files for the pictures of the viewer: a drawn photograph, a statement of two pages, a recording."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPolygonF

from casebook.base.files import write_whole
from casebook.base.ids import RecordId
from casebook.casework import derivatives, evidence
from casebook.casework.book import Casebook
from casebook.casework.derivatives import Box, Decision, Form, Redaction
from casebook.reports.document import Document, Paragraph, Text
from casebook.reports.to_pdf import to_pdf

SAID: Final = (
    (
        "On the evening of the fourth of March I stood at the gate of the depot with some twenty others of the "
        "night shift. The demands were read out. Two vans came from the harbour side at about ten past nine."
    ),
    (
        "I saw an officer take a notebook out of the hands of the woman beside me. She asked for his name. He gave "
        "none. I know the number of the van and have written it down apart from this statement."
    ),
)
RATE: Final = 8_000


def attach_files(book: Casebook, folder: Path, about: RecordId) -> dict[str, RecordId]:
    """Make the files in *folder*, keep them as evidence about a record, and remove them again."""
    folder.mkdir()
    made = {
        "photograph": folder / "gate.png",
        "statement": folder / "statement.pdf",
        "recording": folder / "call.wav",
    }
    _draw(made["photograph"])
    write_whole(made["statement"], _statement())
    _record(made["recording"], seconds=100)
    kept = {}
    for name, path in made.items():
        kept[name] = evidence.attach(book, about, path)[0]
        path.unlink()
    folder.rmdir()
    return kept


def cover(book: Casebook, photograph: RecordId) -> None:
    """Somebody decided that the photograph may leave without its windows."""
    boxes = Redaction(Form.IMAGE, boxes=(Box(300, 780, 920, 980),))
    seen = hashlib.sha256(b"the gate without its windows").digest()
    derivatives.note(
        book, photograph, boxes, Decision(face_voice=False, document=False), sha256=seen, size=240_000
    )


def _draw(path: Path) -> None:
    """A gate before the evening sky."""
    image = QImage(2400, 1600, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    sky = QLinearGradient(0, 0, 0, 1600)
    for place, colour in (
        (0.0, "midnightblue"),
        (0.55, "rosybrown"),
        (0.7, "burlywood"),
        (0.71, "darkslategray"),
        (1.0, "black"),
    ):
        sky.setColorAt(place, QColor(colour))
    painter.fillRect(image.rect(), sky)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("black"))
    roof = [QPointF(x, y) for x, y in ((200, 1130), (200, 700), (650, 560), (1100, 700), (1100, 1130))]
    painter.drawPolygon(QPolygonF(roof))
    for x in range(1200, 2300, 90):
        painter.drawRect(x, 780, 16, 380)
    painter.drawRect(1180, 800, 1120, 14)
    painter.drawRect(1180, 1080, 1120, 14)
    painter.setBrush(QColor("moccasin"))
    for x in (330, 560, 790):
        painter.drawRect(x, 820, 110, 130)
    painter.end()
    if not image.save(str(path)):
        raise OSError


def _statement() -> bytes:
    """A statement that fills two pages."""
    paragraphs = tuple(Paragraph((Text(text),)) for text in SAID * 8)
    return to_pdf(Document("en", "Statement", paragraphs))


def _record(path: Path, *, seconds: int) -> None:
    """A tone that comes and goes, as breath does; only its length is seen."""
    turn = b"".join(
        (abs(n % 40 - 20) * 300 * (n % RATE) // RATE).to_bytes(2, "little", signed=True) for n in range(RATE)
    )
    size = len(turn) * seconds
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE * 2, 2, 16)
    head = struct.pack("<4sI4s", b"RIFF", 36 + size, b"WAVE") + form + struct.pack("<4sI", b"data", size)
    write_whole(path, head + turn * seconds)
