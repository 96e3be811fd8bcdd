"""Looking at what is kept: pixels, samples and texts of a file in the safe, which stays encrypted on the disk.

Every reader runs in the jail and is served the decrypted file piece by piece. Nothing of it is written
anywhere, and what comes back is checked before anybody shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeVar

from casebook.base.encode import pack
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework import evidence
from casebook.casework.book import Casebook
from casebook.formats.contentkind import LOOKED_AT, ContentKind, content_kind
from casebook.jail import launch
from casebook.jail.errors import AnswerUnreadable
from casebook.jail.limits import MIB, Limits
from casebook.jail.mediakinds import CODECS, PICTURE_CODECS
from casebook.jail.shapes import MOST_SHEETS, Ask, At, From, Picture, Piece, Sheet, Sound, Window
from casebook.jail.texts import ENCODINGS

T = TypeVar("T")

_PICTURE: Final = Limits(memory=1024 * MIB, cpu_s=30, wall_s=60.0, answer=65 * MIB, served=1024 * MIB)
_SOUND: Final = Limits(memory=768 * MIB, cpu_s=10, wall_s=40.0, answer=8 * MIB, served=512 * MIB)
_FRAME: Final = Limits(memory=1024 * MIB, cpu_s=20, wall_s=40.0, answer=65 * MIB, served=512 * MIB)
_TABLE: Final = Limits(served=256 * MIB)
_TEXT: Final = Limits(memory=256 * MIB, cpu_s=5, wall_s=15.0, answer=4 * MIB, served=4 * MIB)


@dataclass(frozen=True, slots=True)
class Seen:
    """A file in the safe, and what it seems to be by what it holds, whatever it is called."""

    record: RecordId
    name: str
    size: int
    kind: ContentKind


def see(book: Casebook, record: RecordId) -> Seen:
    """What a record's file is. Raises `NoSuchRecord`, `NoSuchFile`, `Damaged` leaves."""
    kept = evidence.kept(book, record)
    with book.safe.files.open(kept.file, kept.key, kept.beside) as reader:
        return Seen(record, kept.name, kept.size, content_kind(reader.read(LOOKED_AT)))


def image(book: Casebook, record: RecordId, ask: Ask, progress: Progress | None = None) -> Picture:
    """A part of an image, upright. Raises `BadImage`, `ImageTooLarge`, what the jail raises."""
    return _picture(book, record, "images:draw", ask, progress)


def page(book: Casebook, record: RecordId, ask: Ask, progress: Progress | None = None) -> Picture:
    """A part of a page of a PDF. Raises `BadPdf`, `PdfLocked`, `NoSuchPage`, what the jail raises."""
    return _picture(book, record, "pages:draw", ask, progress)


def _picture(book: Casebook, record: RecordId, reader: str, ask: Ask, progress: Progress | None) -> Picture:
    found = _read(book, record, reader, ask, Picture, _PICTURE, progress)
    found.check(ask)
    return found


def sound(book: Casebook, record: RecordId, progress: Progress | None = None) -> Sound:
    """What a file of sound or moving pictures holds. Raises `BadSound`, what the jail raises."""
    found = _read(book, record, "sound:probe", None, Sound, _SOUND, progress)
    found.check(CODECS, PICTURE_CODECS)
    return found


def window(book: Casebook, record: RecordId, second: float, progress: Progress | None = None) -> Window:
    """Half a minute of samples from *second* on. Raises `BadSound`, what the jail raises."""
    at = At(second)
    found = _read(book, record, "sound:window", at, Window, _SOUND, progress)
    found.check(at)
    return found


def frame(book: Casebook, record: RecordId, at: At, progress: Progress | None = None) -> Picture:
    """The frame of moving pictures at a time. Raises `NoFrame`, `BadSound`, what the jail raises."""
    found = _read(book, record, "sound:poster", at, Picture, _FRAME, progress)
    found.check(Ask(at.width, at.height))
    return found


def text(book: Casebook, record: RecordId, ask: From, progress: Progress | None = None) -> Piece:
    """A piece of a plain text. Raises `NotText`, what the jail raises."""
    found = _read(book, record, "texts:read", ask, Piece, _TEXT, progress)
    found.check(ask, ENCODINGS)
    return found


def sheets(book: Casebook, record: RecordId, progress: Progress | None = None) -> list[Sheet]:
    """The beginnings of the sheets of a workbook. Raises `UnreadableTable`, what the jail raises."""
    found = _read(book, record, "sheets:look", None, list[Sheet], _TABLE, progress)
    if len(found) > MOST_SHEETS:
        raise AnswerUnreadable
    for sheet in found:
        sheet.check()
    return found


def _read(
    book: Casebook,
    record: RecordId,
    reader: str,
    ask: Any,  # noqa: ANN401 - one of the questions of `jail.shapes`
    answer: type[T],
    limits: Limits,
    progress: Progress | None,
) -> T:
    """Serve the file of *record* to a reader in the jail."""
    kept = evidence.kept(book, record)
    with book.safe.files.open(kept.file, kept.key, kept.beside) as content:
        return launch.run(
            f"casebook.jail.{reader}",
            b"" if ask is None else pack(ask),
            answer=answer,
            sources=[content],
            limits=limits,
            progress=progress,
        )
