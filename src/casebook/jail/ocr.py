"""Runs in the jail: the words in the pixels of a picture or of a PDF's pages, read by Tesseract's library.

Tesseract is not shipped; where the system has its library and its Russian, Kazakh and English letters, it is used.
It is called in the confined child itself: no program is started, nothing stands in an argument list, nothing
touches a disk, and a fault in it reaches nothing.
"""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image, ImageOps

from casebook.base.errors import Damaged
from casebook.jail.task import Task

LANGUAGES: Final = ("rus", "kaz", "eng")
FOLDERS: Final = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
)
"""Where Debian and others keep what Tesseract was trained with: public files, the same on every computer."""
LIBRARIES: Final = ("libtesseract.so.5", "libtesseract.so.4")
_KINDS: Final = ("JPEG", "PNG")
SHORT_SIDE: Final = 1000
"""Pixels; smaller pictures are enlarged, because small letters are not read."""
LONG_SIDE: Final = 3200
"""Pixels; larger ones are made smaller, because memory and time end."""
MARGIN: Final = 40
"""White pixels around what is read: without them, single words near a solid box are not found."""
MOST_PAGES: Final = 200
_PAGE_SCALE: Final = 150 / 72
"""Dots of the picture that is made of a page, to a point."""
_AS_A_PAGE, _SPARSE_TEXT = 3, 11
_PATH, _IMAGE, _SHADING = 2, 3, 4
"""PDFium's numbers of what stands on a page (fpdf_edit.h)."""


@dataclass(eq=False)
class NotDrawn(Damaged):
    """The pixels cannot be had: the file is broken, or of too many pages to be read."""


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in the pixels: the text of each picture, read as whole pages and as scattered words."""

    texts: tuple[str, ...]


def folder() -> Path | None:
    """Where all the languages are; nothing where one is missing."""
    for name in FOLDERS:
        if all(Path(name, f"{language}.traineddata").is_file() for language in LANGUAGES):
            return Path(name)
    return None


@cache
def is_there() -> bool:
    """Whether this computer can read pixels. Asked outside the jail; nothing is loaded."""
    places = ("/usr/lib", "/lib", "/usr/lib64", "/lib64", "/usr/local/lib")
    return folder() is not None and any(
        found for place in places for name in LIBRARIES for found in Path(place).glob(f"**/{name}")
    )


def read_picture(task: Task) -> Words:
    """The words in the picture given as the first file. Raises `NotDrawn`."""
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(task.files[0], formats=_KINDS) as image:
            image.draft("RGB", (LONG_SIDE, LONG_SIDE))
            pixels = _fit(image.convert("RGB"))
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError, AttributeError):
        raise NotDrawn from None
    return Words(tuple(_Reader().read(pixels)))


def read_pages(task: Task) -> Words:
    """The words in the pages of a PDF that show pictures or have no text of their own. Raises `NotDrawn`."""
    reader: _Reader | None = None
    found: list[str] = []
    try:
        document = pypdfium2.PdfDocument(task.files[0].read())
        if len(document) > MOST_PAGES:
            raise NotDrawn
        for number, page in enumerate(document):
            task.progress.step("reading-pixels", number, len(document))
            if _is_drawn(page):
                reader = reader or _Reader()
                found += reader.read(_fit(page.render(scale=_PAGE_SCALE).to_pil().convert("RGB")))
        document.close()
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        raise NotDrawn from None
    return Words(tuple(found))


def _is_drawn(page: pypdfium2.PdfPage) -> bool:
    """Whether a reader may see letters there that are no text."""
    kinds = {thing.type for thing in page.get_objects(max_depth=4)}
    if kinds & {_IMAGE, _SHADING}:
        return True
    return _PATH in kinds and page.get_textpage().count_chars() == 0


def _fit(image: Image.Image) -> Image.Image:
    scale = 1.0
    if min(image.size) < SHORT_SIDE:
        scale = min(3.0, SHORT_SIDE / max(1, min(image.size)))
    scale = min(scale, LONG_SIDE / max(image.size))
    if scale != 1.0:
        image = image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    return ImageOps.expand(image, MARGIN, "white")


class _Reader:
    """Tesseract's own interface for C (capi.h), no more of it than is needed."""

    def __init__(self) -> None:
        os.environ["OMP_THREAD_LIMIT"] = "1"
        where = folder()
        self._library = _loaded()
        if where is None or self._library is None:
            raise NotDrawn
        library = self._library
        library.TessBaseAPICreate.restype = ctypes.c_void_p
        library.TessBaseAPIGetUTF8Text.restype = ctypes.c_void_p
        self._api = ctypes.c_void_p(library.TessBaseAPICreate())
        if library.TessBaseAPIInit3(self._api, os.fsencode(where), "+".join(LANGUAGES).encode()):
            raise NotDrawn

    def read(self, image: Image.Image) -> list[str]:
        """The words of *image*, in RGB, as a page and as words strewn over it."""
        return [text for mode in (_AS_A_PAGE, _SPARSE_TEXT) if (text := self._once(image, mode)).strip()]

    def _once(self, image: Image.Image, mode: int) -> str:
        library = self._library
        assert library is not None
        data = image.tobytes()
        library.TessBaseAPISetPageSegMode(self._api, mode)
        library.TessBaseAPISetImage(self._api, data, image.width, image.height, 3, 3 * image.width)
        library.TessBaseAPISetSourceResolution(self._api, 150)
        pointer = library.TessBaseAPIGetUTF8Text(self._api)
        if not pointer:
            return ""
        try:
            return (ctypes.string_at(pointer)).decode("utf-8", "replace")
        finally:
            library.TessDeleteText(ctypes.c_void_p(pointer))


def _loaded() -> ctypes.CDLL | None:
    for name in LIBRARIES:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    return None
