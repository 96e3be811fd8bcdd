"""Runs in the jail: pages of a PDF in, pictures of them with solid boxes out. Nothing else of the file goes along.

A page becomes what is seen of it: text under a picture, layers that are switched off, earlier versions kept
in the file, links and forms end here.
"""

from __future__ import annotations

import msgspec
import pypdfium2

from casebook.jail import pages, painting
from casebook.jail.derived import MOST_LEAVING, MOST_LEAVING_PAGES, Area, Painted, PaintedPages, PaintPages
from casebook.jail.pdf import BadPdf
from casebook.jail.shapes import NoSuchPage, PagesTooMany
from casebook.jail.task import Task


def paint(task: Task) -> PaintedPages:
    """The pages that the argument (a `PaintPages`) asks for.

    Raises `BadPdf`, `PdfLocked`, `NoSuchPage`, `PagesTooMany`.
    """
    ask = msgspec.msgpack.decode(task.argument, type=PaintPages)
    document = pages.opened(task)
    total = len(document)
    wanted = ask.pages or list(range(total))
    if len(wanted) > MOST_LEAVING_PAGES:
        raise PagesTooMany(len(wanted), MOST_LEAVING_PAGES)
    if not wanted or not all(0 <= number < total for number in wanted):
        raise NoSuchPage(total)
    found = []
    for done, number in enumerate(wanted):
        task.progress.step("painting", done, len(wanted))
        areas = [area for area in ask.areas if area.page == number]
        try:
            found.append(_painted(document[number], areas))
        except (pypdfium2.PdfiumError, ValueError, OverflowError):
            raise BadPdf from None
    return PaintedPages(found, total)


def _painted(page: pypdfium2.PdfPage, areas: list[Area]) -> Painted:
    """A page, its longer side as long as may leave, whatever size it says it has."""
    width, height = page.get_size()
    if not (0 < width <= pages.MOST_POINTS and 0 < height <= pages.MOST_POINTS):
        raise BadPdf
    whole = (max(1, round(width * pages.NATURAL)), max(1, round(height * pages.NATURAL)))
    bitmap = page.render(
        scale=MOST_LEAVING / max(width, height), crop=(0, 0, 0, 0), rev_byteorder=True, prefer_bgrx=False
    )
    size = (min(bitmap.width, MOST_LEAVING), min(bitmap.height, MOST_LEAVING))
    pixels = painting.three_bytes(bytes(bitmap.buffer), bitmap.stride, bitmap.n_channels, size)
    boxes = list(painting.scaled_boxes(areas, whole, size))
    data, size = painting.from_pixels(size, pixels, boxes, MOST_LEAVING)
    return Painted(data, False, *size, *whole)
