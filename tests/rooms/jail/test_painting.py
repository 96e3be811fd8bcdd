"""Pictures that leave: pixels with boxes, and nothing of what was under a box or beside the pixels."""

from __future__ import annotations

import io
import random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

import media
from casebook.formats import bare
from casebook.jail import launch
from casebook.jail.derived import MOST_LEAVING, Area, Paint, Painted
from casebook.jail.errors import AnswerUnreadable
from casebook.jail.limits import MIB, Limits
from casebook.jail.shapes import BadImage, ImageTooLarge

LIMITS = Limits(memory=1024 * MIB, answer=24 * MIB)
CANARY = b"Zhanar-Canary-51.16N"


def paint(data: bytes, *areas: Area, limits: Limits = LIMITS) -> Painted:
    found = launch.run(
        "casebook.jail.painting:paint",
        msgspec.msgpack.encode(Paint(list(areas))),
        answer=Painted,
        sources=[io.BytesIO(data)],
        limits=limits,
    )
    found.check()
    return found


def pixels(found: Painted) -> Image.Image:
    return Image.open(io.BytesIO(found.data)).convert("RGB")


def rough(width: int, height: int, seed: int = 1) -> Image.Image:
    """A picture in which each place differs from the next."""
    small = random.Random(seed).randbytes(width // 8 * (height // 8) * 3)
    return Image.frombytes("RGB", (width // 8, height // 8), small).resize((width, height))


def with_secret(image: Image.Image, box: tuple[int, int, int, int]) -> Image.Image:
    other = image.copy()
    other.paste((255, 0, 0), box)
    other.paste((0, 255, 255), (box[0], box[1], (box[0] + box[2]) // 2, box[3]))
    return other


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("JPEG", {"quality": 60}),
        ("JPEG", {"quality": 25, "subsampling": 0}),
        ("JPEG", {"quality": 60, "subsampling": 1}),
        ("JPEG", {"quality": 60, "progressive": True}),
        ("MPO", {"quality": 60, "save_all": True, "append_images": [Image.new("RGB", (64, 64))]}),
        ("PNG", {}),
        ("BMP", {}),
        ("TIFF", {"compression": "jpeg"}),
        ("WEBP", {"lossless": True}),
    ],
)
def test_what_is_under_a_box_influences_no_byte(kind: str, how: dict[str, Any]) -> None:
    box = (501, 303, 742, 397)
    plain = rough(1200, 800)
    other = with_secret(plain, box)

    first = paint(media.saved(plain, kind, **how), Area(*box))
    second = paint(media.saved(other, kind, **how), Area(*box))
    smaller = paint(media.saved(other, kind, **how), Area(501, 303, 602, 397))

    assert first.data == second.data
    assert smaller.data != second.data  # what would be seen if the box were too small is seen


@settings(max_examples=15, deadline=None)
@given(
    left=st.integers(0, 380),
    top=st.integers(0, 280),
    width=st.integers(1, 200),
    height=st.integers(1, 200),
    way=st.integers(1, 8),
    sampling=st.sampled_from([0, 1, 2]),
)
def test_wherever_the_box_lies(left: int, top: int, width: int, height: int, way: int, sampling: int) -> None:
    """Of pictures lying in any way, in JPEGs of every sampling: what is under the box is nowhere."""
    exif = Image.Exif()
    exif[0x0112] = way
    box = (left, top, min(400, left + width), min(300, top + height))
    area = Area(*_upright(box, way))
    plain = rough(400, 300)

    first, second = (
        paint(media.saved(each, "JPEG", quality=50, subsampling=sampling, exif=exif.tobytes()), area)
        for each in (plain, with_secret(plain, box))
    )

    assert first.data == second.data


def _upright(box: tuple[int, int, int, int], way: int) -> tuple[int, int, int, int]:
    """Where a box of a file of 400 by 300 pixels lies when it is shown upright."""
    left, top, right, bottom = box
    image = Image.new("L", (400, 300))
    image.paste(255, (left, top, right, bottom))
    turned = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    found = (image.transpose(turned[way]) if way in turned else image).getbbox()
    assert found is not None
    return found


@pytest.mark.parametrize("way", range(1, 9))
def test_boxes_lie_where_somebody_saw_them(way: int) -> None:
    found = paint(media.lying(800, 600, way), Area(600, 20, 780, 120))

    image = pixels(found)
    assert (found.width, found.height, found.whole_width, found.whole_height) == (800, 600, 800, 600)
    assert image.getpixel((700, 70)) == (0, 0, 0)
    assert all(
        abs(a - b) < 24
        for place, colour in (((100, 100), media.RED), ((500, 250), media.GREEN), ((100, 500), media.BLUE))
        for a, b in zip(image.getpixel(place), colour, strict=True)  # type: ignore[arg-type]  # three bands
    )


def test_a_scan_of_sixteen_bits_is_lit_by_what_is_shown() -> None:
    plain = Image.new("I;16", (400, 300), 20_000)
    plain.paste(30_000, (0, 0, 100, 100))
    other = plain.copy()
    other.paste(65_535, (200, 100, 300, 200))  # would make everything else darker

    first, second = (paint(media.saved(each, "TIFF"), Area(200, 100, 300, 200)) for each in (plain, other))

    assert first.data == second.data


def test_what_is_transparent_hides_no_colour() -> None:
    plain = Image.new("RGBA", (200, 200), (255, 255, 255, 0))
    other = plain.copy()
    other.paste((200, 0, 0, 0), (50, 50, 150, 150))

    assert paint(media.saved(plain, "PNG")).data == paint(media.saved(other, "PNG")).data


def loaded_jpeg() -> bytes:
    """A photograph with everything that cameras and people leave in one."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0132] = CANARY.decode(), CANARY.decode(), "2024:01:02 03:04:05"
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[29] = "N", CANARY.decode()
    image = rough(800, 600)
    data = media.saved(
        image,
        "JPEG",
        exif=exif.tobytes(),
        icc_profile=b"ICC " + CANARY * 20,
        comment=CANARY,
        dpi=(301, 301),
        xmp=b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>",
    )
    thumbnail = b"\xff\xed" + (2 + len(CANARY)).to_bytes(2, "big") + CANARY  # Photoshop's segment
    return data[:2] + thumbnail + data[2:] + CANARY + media.saved(image, "JPEG")


def loaded_png() -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", CANARY.decode())
    texts.add_itxt("XML:com.adobe.xmp", CANARY.decode())
    data = media.saved(rough(800, 600), "PNG", pnginfo=texts, icc_profile=CANARY * 20, dpi=(301, 301))
    return data + CANARY


@pytest.mark.parametrize("data", [loaded_jpeg(), loaded_png()], ids=["jpeg", "png"])
def test_nothing_but_pixels_leaves(data: bytes) -> None:
    assert CANARY in data

    found = paint(data)

    assert CANARY not in found.data
    assert found.data == paint(media.saved(pixels_of(data), "PNG")).data
    image = Image.open(io.BytesIO(found.data))
    assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not image.getexif()


def pixels_of(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data)).convert("RGB")
    return Image.frombytes("RGB", image.size, image.tobytes())


def test_large_pictures_become_small_and_drawings_stay_sharp() -> None:
    photo = paint(media.saved(rough(4000, 2000), "JPEG"))
    drawing = paint(media.saved(media.quarters(900, 600), "PNG"))

    assert (photo.width, photo.height, photo.png) == (MOST_LEAVING, 800, False)
    assert (photo.whole_width, photo.whole_height) == (4000, 2000)
    assert (drawing.width, drawing.height, drawing.png) == (900, 600, True)


def test_boxes_reach_beyond_edges_and_are_seen_on_black() -> None:
    black = paint(
        media.saved(Image.new("RGB", (300, 200)), "PNG"), Area(100, 50, 200, 150), Area(290, 190, 999, 999)
    )

    image = pixels(black)
    assert black.whole_width == 300
    assert image.getpixel((92, 100)) == (128, 128, 128)  # the line inside the box, with its margin
    assert image.getpixel((150, 100)) == (0, 0, 0)


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8\xff\xe0" + bytes(100), media.saved(media.quarters(64, 64), "PPM")]
)
def test_what_is_no_image_is_refused(data: bytes) -> None:
    with pytest.raises(BadImage):
        paint(data)


def test_a_bomb_stays_folded() -> None:
    with pytest.raises(ImageTooLarge):
        paint(media.png_bomb(), limits=Limits(memory=256 * MIB, cpu_s=2))


@pytest.mark.parametrize(
    "data",
    [
        media.saved(rough(64, 64), "JPEG", comment=b"more"),
        media.saved(rough(64, 64), "JPEG", subsampling=0) + b"behind",
        media.saved(rough(64, 64), "JPEG", subsampling=0)[:-1],
        media.saved(rough(64, 64), "JPEG", subsampling=2),
        media.saved(rough(64, 64), "JPEG", subsampling=0, progressive=True),
        media.saved(rough(64, 64), "JPEG", subsampling=0, exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"),
        media.saved(rough(64, 56), "JPEG", subsampling=0),
        b"",
    ],
)
def test_an_answer_that_holds_more_is_not_taken(data: bytes) -> None:
    with pytest.raises(AnswerUnreadable):
        Painted(data, False, 64, 64, 64, 64).check()


@pytest.mark.parametrize("kind", [b"\xff\xdb", b"\xff\xc4"])
def test_tables_carry_nothing_along(kind: bytes) -> None:
    data = media.saved(rough(64, 64), "JPEG", subsampling=0)
    at = data.index(kind)
    length = int.from_bytes(data[at + 2 : at + 4], "big")
    grown = (length + len(CANARY)).to_bytes(2, "big")
    more = data[: at + 2] + grown + data[at + 4 : at + 2 + length] + CANARY + data[at + 2 + length :]

    assert bare.size_of_jpeg(data) == (64, 64)
    with pytest.raises(bare.NotBare):
        bare.size_of_jpeg(more)


def test_bare_pictures_are_what_they_say() -> None:
    Painted(media.saved(rough(64, 64), "JPEG", subsampling=0), False, 64, 64, 64, 64).check()
    Painted(media.saved(rough(64, 64), "PNG"), True, 64, 64, 64, 64).check()
    for broken in (
        media.saved(rough(64, 64), "PNG") + b"behind",
        loaded_png(),
        media.saved(Image.new("RGBA", (64, 64)), "PNG"),
        media.saved(rough(64, 64), "PNG").replace(b"IDAT", b"IDAU"),
    ):
        with pytest.raises(bare.NotBare):
            bare.size_of_png(broken)
