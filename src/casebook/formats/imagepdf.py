"""A PDF that is nothing but pictures, one a page: the same bytes for the same pictures.

Written by hand and not by a library: there is no date, no maker, no identifier, no text, no link, and no
object that a reader could not see (ISO 32000-1, 7.5 and 8.9.5; the JPEG data go in as they are, 7.4.8).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from casebook.formats import bare

LONG_SIDE: Final = 842
"""Points of the longer side of a page: A4, whatever the size of its picture."""
SHORT_SIDE: Final = 595


def write(pages: Sequence[bytes | None]) -> bytes:
    """The file. *pages* are bare JPEGs (`bare.size_of_jpeg`), one at least; `None` is a black sheet, which stands
    for what was left out. Raises `bare.NotBare`.
    """
    if not pages:
        raise ValueError("a document has a page")
    count = len(pages)
    kids = " ".join(f"{3 + 3 * number} 0 R" for number in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
    ]
    for number, jpeg in enumerate(pages):
        objects += _page(3 + 3 * number, jpeg)
    return _file(objects)


def _page(first: int, jpeg: bytes | None) -> tuple[bytes, bytes, bytes]:
    """Three objects: the page, what it draws, and the picture (of a black sheet: nothing)."""
    if jpeg is None:
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {SHORT_SIDE} {LONG_SIDE}] /Contents {first + 1} 0 R"
            " /Resources << >> >>"
        )
        return page.encode(), _stream("<<", f"0 g 0 0 {SHORT_SIDE} {LONG_SIDE} re f".encode()), b"null"
    width, height = bare.size_of_jpeg(jpeg)
    scale = LONG_SIDE / max(width, height)
    wide, high = f"{width * scale:.2f}", f"{height * scale:.2f}"
    grey = jpeg[jpeg.index(b"\xff\xc0") + 9] == 1
    page = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide} {high}] /Contents {first + 1} 0 R"
        f" /Resources << /XObject << /P {first + 2} 0 R >> >> >>"
    )
    drawn = f"q {wide} 0 0 {high} 0 0 cm /P Do Q"
    picture = (
        f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8"
        f" /ColorSpace /{'DeviceGray' if grey else 'DeviceRGB'} /Filter /DCTDecode"
    )
    return page.encode(), _stream("<<", drawn.encode()), _stream(picture, jpeg)


def _stream(dictionary: str, data: bytes) -> bytes:
    return f"{dictionary} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    found = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(found))
        found += f"{number} 0 obj\n".encode() + each + b"\nendobj\n"
    table = len(found)
    found += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    found += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    found += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(found)
