"""What a viewer shows of a file, and the work that fetches it. Nothing of the file is kept here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import evidence, viewing
from casebook.casework.book import Casebook
from casebook.casework.evidence import NoSuchFile
from casebook.casework.touched import Touched
from casebook.casework.viewing import Seen
from casebook.formats.contentkind import ContentKind
from casebook.gui.parts.drawn import Drawn
from casebook.gui.parts.names import record_name
from casebook.jail.shapes import WINDOW_S, Ask, At, From, Picture, Piece, Sheet, Sound, Window

T = TypeVar("T")
Work = Callable[[Casebook, Progress], T]

UNITS: Final = ((1 << 30, N_("{size} GiB")), (1 << 20, N_("{size} MiB")), (1 << 10, N_("{size} KiB")))
FRAME: Final = 1600
"""Pixels on a side of the frame of a film, at most."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The record and its file; *seen* is nothing where the record holds none."""

    title: str
    code: str
    alt: str
    meta: str
    seen: Seen | None

    @property
    def named(self) -> str:
        """What a reader says of it: its title, and the description for those who cannot see it."""
        return f"{self.title}. {self.alt}" if self.alt else self.title


def size_in_words(size: int, tr: Translator) -> str:
    """*size* bytes, as people say it."""
    for unit, words in UNITS:
        if size >= unit:
            return tr(words).format(size=f"{size / unit:.1f}".removesuffix(".0"))
    return tr.plural("{count} byte", "{count} bytes", size)


class ViewerState:
    """One file. Every method but `load` and `problem` returns work for the book thread."""

    def __init__(self, record: RecordId, tr: Translator) -> None:
        self.record = record
        self.tr = tr
        self.shown: Shown | None = None

    def load(self, book: Casebook) -> Shown:
        """What the file is. Raises `NoSuchRecord`, `Damaged` leaves."""
        found = book.need(self.record)
        alt = found.value("alt")
        try:
            seen = viewing.see(book, self.record)
        except NoSuchFile:
            seen = None
        title = record_name(book, self.record, self.tr.language)
        meta = "" if seen is None else size_in_words(seen.size, self.tr)
        if seen is not None and seen.name != title:
            meta = f"{seen.name} · {meta}"
        return Shown(title, found.code, alt if isinstance(alt, str) else "", meta, seen)

    def picture(self, ask: Ask) -> Work[Drawn]:
        """A part of the image, or of a page."""
        look = viewing.page if self.kind is ContentKind.PDF else viewing.image

        def work(book: Casebook, progress: Progress) -> Drawn:
            return Drawn(ask, look(book, self.record, ask, progress))

        return work

    def sound(self) -> Work[Sound]:
        """What the recording is."""

        def work(book: Casebook, progress: Progress) -> Sound:
            return viewing.sound(book, self.record, progress)

        return work

    def window(self, number: int) -> Work[tuple[int, Window]]:
        """The half minute of that number, counted from 0."""

        def work(book: Casebook, progress: Progress) -> tuple[int, Window]:
            return number, viewing.window(book, self.record, float(number * WINDOW_S), progress)

        return work

    def frame(self, second: float) -> Work[Picture]:
        """The frame of a film."""

        def work(book: Casebook, progress: Progress) -> Picture:
            return viewing.frame(book, self.record, At(second, FRAME, FRAME), progress)

        return work

    def text(self, start: From) -> Work[Piece]:
        """A piece of the text."""

        def work(book: Casebook, progress: Progress) -> Piece:
            return viewing.text(book, self.record, start, progress)

        return work

    def sheets(self) -> Work[list[Sheet]]:
        """The sheets of the workbook."""

        def work(book: Casebook, progress: Progress) -> list[Sheet]:
            return viewing.sheets(book, self.record, progress)

        return work

    def extract(self, to: Path) -> Work[Touched]:
        """Write the original out; the chain of custody says so."""

        def work(book: Casebook, progress: Progress) -> Touched:
            return evidence.extract(book, self.record, to, progress)

        return work

    @property
    def kind(self) -> ContentKind:
        """What the file seems to be."""
        seen = self.shown.seen if self.shown is not None else None
        return ContentKind.OTHER if seen is None else seen.kind

    def problem(self, to: Path | None, folder: Path | None) -> str:
        """Why the original cannot be written there, marked for translation; *folder* is the casebook's own."""
        if to is None or not to.name or str(to).endswith("/"):
            return N_("Say where to, and under which name.")
        if not to.parent.is_dir():
            return N_("There is no such folder.")
        if to.exists() or to.is_symlink():
            return N_("Something stands there already. Choose another name.")
        if folder is not None and to.resolve().is_relative_to(folder.resolve()):
            return N_("Not into the casebook itself: it would lie there in clear.")
        return ""

    def proposed(self) -> str:
        """A name for the original: its own, without what no name should hold."""
        seen = self.shown.seen if self.shown is not None else None
        name = "" if seen is None else seen.name
        plain = "".join(sign if sign.isprintable() and sign not in "/\\" else "_" for sign in name).strip(
            ". "
        )
        return plain[:120] or "original"
