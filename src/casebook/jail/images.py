"""Runs in the jail: an image of one of seven kinds in, upright pixels of a part of it out.

Only what is asked for is made: the image is decoded, cut and scaled here, so that looking closer means asking
again. What the file says beside its pixels (places, cameras, comments) is not looked at, but for the way up.
"""

from __future__ import annotations

from typing import Final

import msgspec
from PIL import ExifTags, Image

from casebook.jail.shapes import MOST_PIXELS, Ask, BadImage, Box, ImageTooLarge, Picture
from casebook.jail.task import Task

KINDS: Final = ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF")
JPEGS: Final = ("JPEG", "MPO")
"""What Pillow calls a JPEG; MPO one that is followed by more, as telephones write them. The first is looked at."""
TURNED: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""Exif 2.32, 4.6.4 A, Orientation: what makes the picture upright."""
LYING: Final = (5, 6, 7, 8)
"""Those of them that change width for height."""


def draw(task: Task) -> Picture:
    """The picture that the argument (an `Ask`) asks for. Raises `BadImage`, `ImageTooLarge`."""
    ask = msgspec.msgpack.decode(task.argument, type=Ask)
    Image.MAX_IMAGE_PIXELS = None  # the check below knows what memory there is
    try:
        with Image.open(task.files[0], formats=KINDS) as image:
            task.progress.step("decoding")
            return _picture(image, ask)
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError, AttributeError):
        # Pillow says "cannot read this" in all of these; what it says would be about the file's content.
        raise BadImage from None


def _picture(image: Image.Image, ask: Ask) -> Picture:
    if image.format not in JPEGS:
        check_size(image)  # first of all: to ask a PNG for its Exif unfolds the whole of it
    way = image.getexif().get(ExifTags.Base.Orientation, 1)
    way = way if way in TURNED else 1
    width, height = image.size
    whole = (height, width) if way in LYING else (width, height)
    box = ask.box.pixels(*whole)
    size = ask.fit(box[2] - box[0], box[3] - box[1])
    box, size = before_turning(box, whole, way), (size[1], size[0]) if way in LYING else size
    if image.format in JPEGS:
        _decode_smaller(image, box, size)
        check_size(image)
    image.load()
    scale = (image.width / width, image.height / height)
    part = _plain(image, tuple(edge * scale[i % 2] for i, edge in enumerate(box)), size)
    if way in TURNED:
        part = part.transpose(TURNED[way])
    return Picture(part.width, part.height, part.mode == "RGB", part.tobytes(), *whole)


def check_size(image: Image.Image) -> None:
    """Raises `ImageTooLarge`."""
    if image.width * image.height > MOST_PIXELS:
        raise ImageTooLarge(image.width, image.height, MOST_PIXELS)


def before_turning(
    box: tuple[int, int, int, int], whole: tuple[int, int], way: int
) -> tuple[int, int, int, int]:
    """*box* of the upright picture of size *whole* as it lies in the file."""
    width, height = whole

    def back(x: int, y: int) -> tuple[int, int]:
        return {
            1: (x, y),
            2: (width - x, y),
            3: (width - x, height - y),
            4: (x, height - y),
            5: (y, x),
            6: (y, width - x),
            7: (height - y, width - x),
            8: (height - y, x),
        }[way]

    (x1, y1), (x2, y2) = back(box[0], box[1]), back(box[2], box[3])
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _decode_smaller(image: Image.Image, box: tuple[int, int, int, int], size: tuple[int, int]) -> None:
    """Let a JPEG be decoded at a half, quarter or eighth where that is still enough for *size*."""
    scale = max(size[0] / (box[2] - box[0]), size[1] / (box[3] - box[1]))
    image.draft(None, (max(1, int(image.width * scale)), max(1, int(image.height * scale))))


def _plain(image: Image.Image, box: tuple[float, ...], size: tuple[int, int]) -> Image.Image:
    """The part in *box*, scaled, in three or four bytes a pixel."""
    if image.mode.startswith(("I", "F")):
        image = eight_bits(image)
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode != mode:
        # Cut before the colours are made anew: what is not shown need not be converted.
        left, top, right, bottom = Box().pixels(*image.size)
        edges = (
            max(left, int(box[0])),
            max(top, int(box[1])),
            min(right, int(-(-box[2] // 1))),
            min(bottom, int(-(-box[3] // 1))),
        )
        image = image.crop(edges)
        box = (box[0] - edges[0], box[1] - edges[1], box[2] - edges[0], box[3] - edges[1])
        image = image.convert(mode)
    box = (max(0.0, box[0]), max(0.0, box[1]), min(image.width, box[2]), min(image.height, box[3]))
    return image.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=2.0)


def eight_bits(image: Image.Image) -> Image.Image:
    """Scans of 16 bits a pixel and pictures of numbers, from their darkest to their lightest."""
    low, high = image.getextrema()
    assert isinstance(low, int | float)
    assert isinstance(high, int | float)
    span = float(high) - float(low) or 1.0
    if image.mode.startswith("I;16"):
        image = image.convert("I")
    return image.point(lambda value: value * (255 / span) - low * 255 / span).convert("L")
