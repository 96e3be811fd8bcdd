"""Runs in the jail: an image in, and out of it a picture with solid boxes that holds pixels and nothing else.

Boxes are painted on the pixels as they were decoded, before anything is turned, scaled or looked at as a
whole: whatever is computed afterwards is computed from a picture in which what is hidden is not there. Since
a codec spreads each place over its block, boxes first grow to whole blocks of the file they are painted on.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec
from PIL import ExifTags, Image, ImageDraw

from casebook.jail import images
from casebook.jail.derived import MOST_LEAVING, Area, Paint, Painted
from casebook.jail.shapes import BadImage
from casebook.jail.task import Task

MARGIN: Final = 8
"""Pixels around every box: a picture without blocks of its own may have been a JPEG before."""
_SPREAD: Final = 2
"""Pixels over which chroma of the neighbouring block is drawn out when a JPEG is decoded (libjpeg, jdsample.c)."""
_BLACK: Final = (0, 0, 0)
_FRAME: Final = (128, 128, 128)
"""A line inside each box, so that a black box is seen on black ground."""
_FRAME_WIDTH: Final = 2
_FEW_COLOURS: Final = 64
_QUALITY: Final = 82

Edges = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels; the last two exclusive."""


def paint(task: Task) -> Painted:
    """The picture that the argument (a `Paint`) asks for. Raises `BadImage`, `ImageTooLarge`."""
    ask = msgspec.msgpack.decode(task.argument, type=Paint)
    Image.MAX_IMAGE_PIXELS = None  # the check below knows what memory there is
    try:
        with Image.open(task.files[0], formats=images.KINDS) as image:
            task.progress.step("decoding")
            return _painted(image, ask.areas, task)
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError, AttributeError):
        # Pillow says "cannot read this" in all of these; what it says would be about the file's content.
        raise BadImage from None


def _painted(image: Image.Image, areas: Sequence[Area], task: Task) -> Painted:
    images.check_size(image)  # first of all: to ask a PNG for its Exif unfolds the whole of it
    way = image.getexif().get(ExifTags.Base.Orientation, 1)
    width, height = image.size
    whole = (height, width) if way in images.LYING else (width, height)
    image.load()
    boxes = [_in_file(area, whole, way, _block(image)) for area in areas]
    task.progress.step("painting")
    plain = _covered(image, boxes)
    scaled = _scaled(plain, MOST_LEAVING)
    rims = [_fitted(box, plain.size, scaled.size) for box in boxes]
    _frame(scaled, rims)
    if way in images.TURNED:
        scaled = scaled.transpose(images.TURNED[way])
    data, png = encoded(scaled)
    return Painted(data, png, *scaled.size, *whole)


# ------------------------------------------------------------------------------------------------- boxes


def _block(image: Image.Image) -> tuple[int, int, int]:
    """Width and height of what the codec codes together, and over how many pixels more a block is spread."""
    kind = image.format or ""
    if kind in images.JPEGS:
        # Not in Pillow's documentation: (id, horizontal, vertical, table) of each component, as read (T.81, B.2.2).
        layers: Any = getattr(image, "layer", None) or [(0, 4, 4, 0)]
        wide, high = 8 * max(layer[1] for layer in layers), 8 * max(layer[2] for layer in layers)
        # A progressive file that lacks its later scans is smoothed over two blocks around (libjpeg, jdcoefct.c).
        return wide, high, _SPREAD + (2 * max(wide, high) if image.info.get("progressive") else 0)
    if kind == "TIFF" and "jpeg" in str(image.info.get("compression", "")):
        return 32, 32, _SPREAD
    return {"WEBP": (16, 16, 8), "AVIF": (64, 64, 8)}.get(kind, (1, 1, 0))


def grown(box: Edges, size: tuple[int, int], block: tuple[int, int, int] = (1, 1, 0)) -> Edges:
    """*box* with its margin, outwards to whole blocks and what they are spread over, within the picture."""
    wide, high, spread = block
    left = (box[0] - MARGIN) // wide * wide - spread
    top = (box[1] - MARGIN) // high * high - spread
    right = -(-(box[2] + MARGIN) // wide) * wide + spread
    bottom = -(-(box[3] + MARGIN) // high) * high + spread
    return max(0, left), max(0, top), min(size[0], right), min(size[1], bottom)


def _in_file(area: Area, whole: tuple[int, int], way: int, block: tuple[int, int, int]) -> Edges:
    """Where a box of the upright picture is painted in the picture as it lies in the file."""
    edges = images.before_turning((area.left, area.top, area.right, area.bottom), whole, way)
    return grown(edges, (whole[1], whole[0]) if way in images.LYING else whole, block)


def cover(image: Image.Image, boxes: Iterable[Edges], colour: Any = _BLACK) -> None:  # noqa: ANN401 - by its mode
    """Paint boxes on a picture; those of no pixels are none."""
    for box in boxes:
        if box[0] < box[2] and box[1] < box[3]:
            image.paste(colour, box)


def _covered(image: Image.Image, boxes: Sequence[Edges]) -> Image.Image:
    """Three bytes a pixel or one, covered; what is transparent stands on white."""
    if image.mode.startswith(("I", "F")):
        # Its darkest and lightest places decide how it is shown: they are looked for when it is covered.
        cover(image, boxes, 0)
        plain = images.eight_bits(image)
    elif image.has_transparency_data:
        seen = image if image.mode == "RGBA" else image.convert("RGBA")
        plain = Image.new("RGB", image.size, (255, 255, 255))
        plain.paste(seen, mask=seen.getchannel("A"))
    else:
        plain = image.convert("L" if image.mode in ("1", "L") else "RGB")
    cover(plain, boxes, 0 if plain.mode == "L" else _BLACK)
    return plain


# ---------------------------------------------------------------------------------------- scale and save


def _scaled(image: Image.Image, most: int) -> Image.Image:
    scale = min(1.0, most / max(image.size))
    if scale == 1.0:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _fitted(box: Edges, size: tuple[int, int], scaled: tuple[int, int]) -> Edges:
    """The box in the scaled picture, inwards to whole pixels."""
    across, down = scaled[0] / size[0], scaled[1] / size[1]
    return -int(-box[0] * across // 1), -int(-box[1] * down // 1), int(box[2] * across), int(box[3] * down)


def _frame(image: Image.Image, boxes: Sequence[Edges]) -> None:
    colour: Any = _FRAME[0] if image.mode == "L" else _FRAME
    drawing = ImageDraw.Draw(image)
    for left, top, right, bottom in boxes:
        if right - left > 4 * _FRAME_WIDTH and bottom - top > 4 * _FRAME_WIDTH:
            drawing.rectangle((left, top, right - 1, bottom - 1), outline=colour, width=_FRAME_WIDTH)


def encoded(image: Image.Image, *, always_jpeg: bool = False) -> tuple[bytes, bool]:
    """The pixels as a file, and whether it is PNG: drawings and scans of few colours; else it is JPEG.

    From pixels alone: an image that was read remembers its profile, comment and resolution, and would save
    them again.
    """
    if image.mode == "RGB" and _is_grey(image):
        image = image.convert("L")
    pixels = Image.frombytes(image.mode, image.size, image.tobytes())
    to = io.BytesIO()
    if not always_jpeg and pixels.getcolors(_FEW_COLOURS) is not None:
        pixels.save(to, "PNG", optimize=False, compress_level=9)
        return to.getvalue(), True
    # Chroma of each pixel by itself, one scan, the tables of the standard: nothing depends on what was there.
    pixels.save(to, "JPEG", quality=_QUALITY, subsampling=0, progressive=False, optimize=False)
    return to.getvalue(), False


def _is_grey(image: Image.Image) -> bool:
    red, green, blue = image.split()
    return red.tobytes() == green.tobytes() == blue.tobytes()


def from_pixels(
    size: tuple[int, int], pixels: bytes, boxes: Sequence[Edges], most: int
) -> tuple[bytes, tuple[int, int]]:
    """Pixels of three bytes, covered, scaled to *most* on their longer side: a JPEG, and its size."""
    image = Image.frombytes("RGB", size, pixels)
    cover(image, boxes)
    scaled = _scaled(image, most)
    _frame(scaled, [_fitted(box, image.size, scaled.size) for box in boxes])
    return encoded(scaled, always_jpeg=True)[0], scaled.size


def three_bytes(data: bytes, step: int, channels: int, size: tuple[int, int]) -> bytes:
    """Rows of *step* bytes with one, three or four bytes a pixel (red, green, blue, whatever) as three a pixel."""
    mode = {1: "L", 3: "RGB", 4: "RGBX"}[channels]
    return Image.frombuffer(mode, size, data, "raw", mode, step, 1).convert("RGB").tobytes()


def scaled_boxes(areas: Iterable[Area], whole: tuple[int, int], size: tuple[int, int]) -> Iterator[Edges]:
    """Boxes of the original, with their margin, on a raster of another size, outwards to whole pixels."""
    across, down = size[0] / whole[0], size[1] / whole[1]
    for area in areas:
        left, top, right, bottom = grown((area.left, area.top, area.right, area.bottom), whole)
        yield (
            int(left * across),
            int(top * down),
            min(size[0], -int(-right * across // 1)),
            min(size[1], -int(-bottom * down // 1)),
        )
