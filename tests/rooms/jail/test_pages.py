"""Pages of a PDF as pixels."""

from __future__ import annotations

import io

import msgspec
import pypdf
import pytest

import media
from casebook.jail import launch
from casebook.jail.limits import MIB, Limits
from casebook.jail.pdf import BadPdf
from casebook.jail.shapes import Ask, Box, NoSuchPage, PdfLocked, Picture

LIMITS = Limits(memory=1024 * MIB, answer=65 * MIB)


def draw(data: bytes, ask: Ask) -> Picture:
    found = launch.run(
        "casebook.jail.pages:draw",
        msgspec.msgpack.encode(ask),
        answer=Picture,
        sources=[io.BytesIO(data)],
        limits=LIMITS,
    )
    found.check(ask)
    return found


def ink(picture: Picture) -> int:
    """How many bytes are dark."""
    return sum(1 for byte in picture.pixels if byte < 100)


def hand_made(*pages: tuple[int, int]) -> bytes:
    """Pages of these sizes in points, each with a black square of 20 points in its lower left corner."""
    writer = pypdf.PdfWriter()
    for width, height in pages:
        page = writer.add_blank_page(width, height)
        content = pypdf.generic.DecodedStreamObject()
        content.set_data(b"0 0 20 20 re f")
        page[pypdf.generic.NameObject("/Contents")] = writer._add_object(content)
    to = io.BytesIO()
    writer.write(to)
    return to.getvalue()


def test_a_page_is_drawn_at_the_size_asked_for() -> None:
    data = media.document(4)

    small, large = draw(data, Ask(300, 300)), draw(data, Ask(1500, 1500, enlarged=True))

    assert small.pages >= 2
    assert (small.whole_width, small.whole_height) == (794, 1123)  # A4 at 96 dots an inch
    assert small.height == 300
    assert large.height == 1500
    assert ink(large) > 10 * ink(small) > 0


def test_pages_of_different_sizes_and_parts_of_them() -> None:
    data = hand_made((200, 100), (100, 400))

    first, second = draw(data, Ask(200, 200)), draw(data, Ask(200, 200, page=1))
    corner = draw(data, Ask(100, 100, Box(0.0, 0.5, 0.5, 1.0), enlarged=True))
    opposite = draw(data, Ask(100, 100, Box(0.5, 0.0, 1.0, 0.5), enlarged=True))

    assert (first.width, first.height) == (200, 100)
    assert (second.width, second.height) == (50, 200)
    assert ink(first) > 0
    assert ink(corner) > ink(first) / 2
    assert ink(opposite) == 0


def test_a_page_that_is_not_there() -> None:
    data = hand_made((100, 100))

    for page in (1, 7, -1):
        with pytest.raises(NoSuchPage) as caught:
            draw(data, Ask(100, 100, page=page))
        assert caught.value.pages == 1


def test_a_pdf_with_a_passphrase_of_its_own() -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("harbour", algorithm="AES-256")
    to = io.BytesIO()
    writer.write(to)

    with pytest.raises(PdfLocked):
        draw(to.getvalue(), Ask(100, 100))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", bytes(1000)])
def test_what_is_no_pdf(data: bytes) -> None:
    with pytest.raises(BadPdf):
        draw(data, Ask(100, 100))


def test_a_page_larger_than_any_paper() -> None:
    # PDFium itself takes back what is beyond its own bounds; either way there is a picture or a refusal.
    try:
        picture = draw(hand_made((200_000, 90_000)), Ask(400, 400))
    except BadPdf:
        return
    assert picture.width <= 400
