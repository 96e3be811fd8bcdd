"""Images: upright, cut and scaled as asked; what is none, or too much, is refused by name."""

from __future__ import annotations

import io
from typing import Any

import msgspec
import pytest
from PIL import Image

import media
from casebook.jail import launch
from casebook.jail.errors import AnswerUnreadable, NeededTooMuchMemory, ReaderCrashed, TookTooLong
from casebook.jail.images import KINDS
from casebook.jail.limits import MIB, Limits
from casebook.jail.shapes import MOST_SIDE, Ask, BadImage, Box, ImageTooLarge, Picture

LIMITS = Limits(memory=1024 * MIB, answer=65 * MIB)


def draw(data: bytes, ask: Ask = Ask(400, 400), **more: Any) -> Picture:  # noqa: B008 - frozen
    more.setdefault("limits", LIMITS)
    found = launch.run(
        "casebook.jail.images:draw",
        msgspec.msgpack.encode(ask),
        answer=Picture,
        sources=[io.BytesIO(data)],
        **more,
    )
    found.check(ask)
    return found


def at(picture: Picture, x: float, y: float) -> tuple[int, ...]:
    """The colour at a place given in fractions."""
    step = 3 if picture.opaque else 4
    start = (int(y * picture.height) * picture.width + int(x * picture.width)) * step
    return tuple(picture.pixels[start : start + step])


def near(colour: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(colour, wanted, strict=False))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_shown(kind: str) -> None:
    picture = draw(media.saved(media.quarters(1000, 600), kind))

    assert (picture.width, picture.height) == (400, 240)
    assert (picture.whole_width, picture.whole_height, picture.pages) == (1000, 600, 1)
    assert near(at(picture, 0.2, 0.2), media.RED)
    assert near(at(picture, 0.8, 0.2), media.GREEN)
    assert near(at(picture, 0.2, 0.8), media.BLUE)


@pytest.mark.parametrize("way", range(1, 9))
def test_a_picture_stands_upright(way: int) -> None:
    data = media.lying(800, 600, way)

    picture = draw(data, Ask(100, 100))
    corner = draw(data, Ask(64, 64, Box(0.5, 0.0, 1.0, 0.5)))

    assert (picture.width, picture.height) == (100, 75)
    assert (picture.whole_width, picture.whole_height) == (800, 600)
    assert near(at(picture, 0.1, 0.1), media.RED)
    assert near(at(picture, 0.9, 0.1), media.GREEN)
    assert near(at(picture, 0.1, 0.9), media.BLUE)
    assert (corner.width, corner.height) == (64, 48)
    assert all(near(at(corner, x, y), media.GREEN) for x in (0.1, 0.9) for y in (0.1, 0.9))


def test_a_part_is_as_sharp_as_the_file() -> None:
    image = Image.new("L", (3000, 2000), 0)
    image.putpixel((1500, 1000), 255)
    box = Box(1490 / 3000, 990 / 2000, 1510 / 3000, 1010 / 2000)

    picture = draw(media.saved(image, "PNG"), Ask(500, 500, box))

    assert (picture.width, picture.height) == (20, 20)  # never larger than it is
    assert at(picture, 0.5, 0.5) == (255, 255, 255)
    assert sum(picture.pixels) == 3 * 255


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "YCbCr"])
def test_every_mode_becomes_plain_colours(mode: str) -> None:
    kind = {"CMYK": "JPEG", "YCbCr": "JPEG", "I;16": "TIFF"}.get(mode, "PNG")
    image = media.quarters(64, 64).convert("L" if mode == "I;16" else mode)
    if mode == "I;16":
        image = image.convert("I").point(lambda value: value * 256.0 + 0.0).convert("I;16")

    picture = draw(media.saved(image, kind))

    assert picture.opaque is (mode not in ("LA", "RGBA"))
    light, dark = at(picture, 0.8, 0.8)[:3], at(picture, 0.2, 0.8)[:3]
    assert sum(light) > sum(dark)
    assert sum(light) > 600


def test_the_first_frame_of_many() -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in (media.RED, media.BLUE)]
    data = media.saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)

    assert near(at(draw(data), 0.5, 0.5), media.RED)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"\xff\xd8\xff\xe0" + bytes(100),
        media.saved(media.quarters(64, 64), "PNG")[:120],
        media.saved(media.quarters(600, 600), "JPEG")[:3000],
        media.saved(media.quarters(64, 64), "PPM"),
        media.saved(media.quarters(64, 64), "ICO"),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        bytes(1 << 20),
    ],
)
def test_what_is_no_image_of_the_list_is_refused(data: bytes) -> None:
    with pytest.raises(BadImage):
        draw(data)


def test_a_pixel_bomb_is_not_unfolded() -> None:
    with pytest.raises(ImageTooLarge) as caught:
        draw(media.png_bomb(), limits=Limits(memory=256 * MIB, cpu_s=2))
    assert (caught.value.width, caught.value.height) == (60_000, 60_000)


def test_what_needs_more_memory_than_it_may_have_is_stopped() -> None:
    with pytest.raises(NeededTooMuchMemory):
        draw(media.png_that_fits(6_000), limits=Limits(memory=192 * MIB))


def test_what_takes_too_long_is_stopped() -> None:
    with pytest.raises(TookTooLong):
        draw(media.png_that_fits(10_000), Ask(4096, 4096), limits=Limits(memory=2048 * MIB, wall_s=0.2))


@pytest.mark.parametrize(
    "lie",
    [
        Picture(400, 240, True, b"", 1000, 600),
        Picture(400, 240, False, bytes(400 * 240 * 3), 1000, 600),
        Picture(401, 1, True, bytes(401 * 3), 1000, 600),
        Picture(0, 0, True, b"", 1000, 600),
        Picture(-1, -1, True, bytes(3), 1000, 600),
        Picture(1, 1, True, bytes(3), 1 << 21, 600),
        Picture(1, 1, True, bytes(3), 10, 10, pages=0),
        Picture(1, 1, True, bytes(3), 10, 10, pages=1 << 30),
    ],
)
def test_an_answer_that_cannot_be_is_thrown_away(lie: Picture) -> None:
    with pytest.raises(AnswerUnreadable):
        lie.check(Ask(400, 400))


def test_no_picture_is_larger_than_the_largest() -> None:
    picture = draw(media.saved(Image.new("L", (9000, 10)), "PNG"), Ask(1 << 30, 1 << 30))

    assert picture.width == MOST_SIDE


def test_a_crash_is_told() -> None:
    with pytest.raises(ReaderCrashed):
        launch.run("casebook.jail.images:draw", b"\xc1", answer=Picture, sources=[io.BytesIO(b"x")])
