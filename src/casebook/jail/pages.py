"""Runs in the jail: a page of a PDF in, its pixels out. Nothing in the file is carried out or followed."""

from __future__ import annotations

from typing import Final

import msgspec
import pypdfium2

from casebook.jail.pdf import BadPdf
from casebook.jail.shapes import Ask, NoSuchPage, PdfLocked, Picture
from casebook.jail.task import Task

NATURAL: Final = 96 / 72
"""Pixels for a point where a page is shown at its natural size."""
_ERR_PASSWORD: Final = 4  # fpdfview.h: FPDF_ERR_PASSWORD
MOST_POINTS: Final = 100_000
"""Width or height of a page: a poster of thirty metres."""


def draw(task: Task) -> Picture:
    """The picture of a page that the argument (an `Ask`) asks for. Raises `BadPdf`, `PdfLocked`, `NoSuchPage`."""
    ask = msgspec.msgpack.decode(task.argument, type=Ask)
    document = opened(task)
    pages = len(document)
    if not 0 <= ask.page < pages:
        raise NoSuchPage(pages)
    task.progress.step("decoding")
    try:
        return _picture(document[ask.page], ask, pages)
    except (pypdfium2.PdfiumError, ValueError, OverflowError):
        raise BadPdf from None


def opened(task: Task) -> pypdfium2.PdfDocument:
    """The first file. Raises `BadPdf`, `PdfLocked`."""
    try:
        return pypdfium2.PdfDocument(task.files[0])
    except pypdfium2.PdfiumError as error:
        if error.err_code == _ERR_PASSWORD:
            raise PdfLocked from None
        raise BadPdf from None


def _picture(page: pypdfium2.PdfPage, ask: Ask, pages: int) -> Picture:
    """The part of the page in the box, drawn at the scale that fits."""
    width, height = page.get_size()
    if not (0 < width <= MOST_POINTS and 0 < height <= MOST_POINTS):
        raise BadPdf
    whole = (max(1, round(width * NATURAL)), max(1, round(height * NATURAL)))
    box = ask.box.pixels(*whole)
    size = ask.fit(box[2] - box[0], box[3] - box[1])
    scale = min(size[0] / (box[2] - box[0]), size[1] / (box[3] - box[1])) * NATURAL
    left, top, right, bottom = (edge / NATURAL for edge in box)
    crop = (
        left,
        0.0 if box[3] == whole[1] else max(0.0, height - bottom),
        0.0 if box[2] == whole[0] else max(0.0, width - right),
        top,
    )
    bitmap = page.render(scale=scale, crop=crop, rev_byteorder=True, prefer_bgrx=False)
    return Picture(*_trimmed(bitmap, size), *whole, pages)


def _trimmed(bitmap: pypdfium2.PdfBitmap, size: tuple[int, int]) -> tuple[int, int, bool, bytes]:
    """Width, height, opaque, and the pixels without the gaps between rows and without a pixel too many."""
    width, height = min(bitmap.width, size[0]), min(bitmap.height, size[1])
    rows = memoryview(bytes(bitmap.buffer))
    step, line = bitmap.stride, width * bitmap.n_channels
    if bitmap.n_channels not in (3, 4):
        raise BadPdf
    pixels = b"".join(rows[row * step : row * step + line] for row in range(height))
    return width, height, bitmap.n_channels == 3, pixels
