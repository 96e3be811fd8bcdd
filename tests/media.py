"""Files as people have them, made here: images, documents, sound, moving pictures, spreadsheets. And bombs."""

from __future__ import annotations

import io
import struct
import wave
import zipfile
import zlib
from fractions import Fraction
from typing import Any
from xml.sax.saxutils import escape

import av
from PIL import Image

from casebook.reports.document import Document, Paragraph, Text
from casebook.reports.to_pdf import to_pdf

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 160, 60), (40, 60, 200), (250, 250, 250)


def quarters(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Red and green above, blue and white below: whatever is turned or cut shows."""
    image = Image.new("RGB", (width, height))
    for place, colour in enumerate((RED, GREEN, BLUE, WHITE)):
        left, top = place % 2 * (width // 2), place // 2 * (height // 2)
        image.paste(colour, (left, top, left + (width + 1) // 2, top + (height + 1) // 2))
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **more: Any) -> bytes:
    """The bytes of an image file."""
    to = io.BytesIO()
    image.save(to, kind, **more)
    return to.getvalue()


def lying(width: int, height: int, way: int) -> bytes:
    """A JPEG of `quarters` that is upright only after it is turned as its Exif says."""
    undo = {
        2: 0,
        3: 3,
        4: 1,
        5: 5,
        6: 2,
        7: 6,
        8: 4,
    }  # the transposition that is undone by the one of the way
    image = quarters(width, height)
    if way in undo:
        image = image.transpose(Image.Transpose(undo[way]))
    exif = Image.Exif()
    exif[0x0112] = way
    return saved(image, "JPEG", exif=exif.tobytes(), quality=95)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(side: int = 60_000) -> bytes:
    """A PNG of a few kilobytes that says it is *side* pixels wide and high, all of them the same."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def png_that_fits(side: int = 10_900) -> bytes:
    """A PNG just below the limit of pixels, with sixteen bits of four channels each: a gigabyte unfolded."""
    header = struct.pack(">IIBBBBB", side, side, 16, 6, 0, 0, 0)
    packer = zlib.compressobj(1)
    row = bytes(1 + side * 8)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def document(pages: int = 3) -> bytes:
    """A PDF whose pages say which they are."""
    text = " ".join(["The harbour gate was closed at four."] * 60)
    return to_pdf(Document("en", "Statement", tuple(Paragraph((Text(text),)) for _ in range(pages * 2))))


def tone(seconds: float, rate: int = 44_100, channels: int = 1, hertz: float = 440.0) -> bytes:
    """Samples of 16 bits: a tone that grows louder from nothing to half, so that places differ."""
    count = int(seconds * rate)
    # A triangle: no table of sines is needed, and integers are fast.
    period = rate / hertz
    found = bytearray()
    for n in range(count):
        height = abs((n % period) / period * 4 - 2) - 1
        found += struct.pack("<h", int(height * 16_000 * n / count)) * channels
    return bytes(found)


def wav(seconds: float, rate: int = 44_100, channels: int = 1) -> bytes:
    """A WAV file."""
    to = io.BytesIO()
    with wave.open(to, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(tone(seconds, rate, channels))
    return to.getvalue()


def encoded(seconds: float, codec: str, form: str, rate: int = 48_000) -> bytes:
    """The same tone in another codec and container."""
    to = io.BytesIO()
    with av.open(to, "w", format=form) as out:
        stream: Any = out.add_stream(codec, rate=rate)
        stream.layout = "mono"
        samples = tone(seconds, rate)
        step = 1024
        resampler = av.AudioResampler(format=stream.codec_context.format, layout="mono", rate=rate)
        for place in range(0, len(samples) // 2, step):
            piece = samples[place * 2 : (place + step) * 2]
            frame = av.AudioFrame(format="s16", layout="mono", samples=len(piece) // 2)
            frame.planes[0].update(piece + bytes(frame.planes[0].buffer_size - len(piece)))
            frame.sample_rate, frame.pts, frame.time_base = rate, place, Fraction(1, rate)
            for ready in resampler.resample(frame):
                out.mux(stream.encode(ready))
        out.mux(stream.encode(None))
    return to.getvalue()


def silence(seconds: int, rate: int = 8_000) -> bytes:
    """Nothing to be heard, for long, in a few bytes."""
    to = io.BytesIO()
    with av.open(to, "w", format="flac") as out:
        stream: Any = out.add_stream("flac", rate=rate)
        stream.layout = "mono"
        for place in range(0, seconds * rate, 4096):
            frame = av.AudioFrame(format="s16", layout="mono", samples=min(4096, seconds * rate - place))
            frame.planes[0].update(bytes(frame.planes[0].buffer_size))
            frame.sample_rate, frame.pts, frame.time_base = rate, place, Fraction(1, rate)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return to.getvalue()


def film(seconds: int = 4, width: int = 320, height: int = 240, *, sound: bool = True) -> bytes:
    """Moving pictures, red in the first half and blue in the second, with a tone."""
    to = io.BytesIO()
    with av.open(to, "w", format="mp4") as out:
        picture: Any = out.add_stream("mpeg4", rate=10)
        picture.width, picture.height, picture.pix_fmt = width, height, "yuv420p"
        track: Any = None
        if sound:
            track = out.add_stream("aac", rate=48_000)
            track.layout = "mono"
        for number in range(seconds * 10):
            colour = RED if number < seconds * 5 else BLUE
            shown: Any = av.VideoFrame(width, height, "rgb24")
            shown.planes[0].update(bytes(colour) * (width * height))
            out.mux(picture.encode(shown))
        out.mux(picture.encode(None))
        if track is not None:
            samples = tone(seconds, 48_000)
            resampler = av.AudioResampler(format="fltp", layout="mono", rate=48_000, frame_size=1024)
            frame = av.AudioFrame(format="s16", layout="mono", samples=len(samples) // 2)
            frame.planes[0].update(samples + bytes(frame.planes[0].buffer_size - len(samples)))
            frame.sample_rate, frame.pts, frame.time_base = 48_000, 0, Fraction(1, 48_000)
            for ready in (*resampler.resample(frame), *resampler.resample(None)):
                out.mux(track.encode(ready))
            out.mux(track.encode(None))
    return to.getvalue()


# ------------------------------------------------------------------------------------------- spreadsheets


def xlsx(rows: list[list[Any]], *, more: dict[str, bytes] | None = None, name: str = "List") -> bytes:
    """A workbook of one sheet, as the office programs write them in essence. Text that begins with = is a formula."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = []
        for place, value in enumerate(row):
            at = f"{_letters(place)}{number}"
            if isinstance(value, tuple):  # a formula and what it gave
                cells.append(f'<c r="{at}" t="str"><f>{escape(value[0])}</f><v>{escape(value[1])}</v></c>')
            elif isinstance(value, int | float):
                cells.append(f'<c r="{at}"><v>{value}</v></c>')
            elif value:
                cells.append(f'<c r="{at}" t="inlineStr"><is><t>{escape(value)}</t></is></c>')
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        f'<sheet name="{name}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
    }
    return _zipped({**{key: value.encode() for key, value in parts.items()}, **(more or {})})


def _letters(place: int) -> str:
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)


def ods(rows: list[list[str]]) -> bytes:
    """The same in the other office format."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            if cell
            else "<table:table-cell/>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<office:document-content {names} office:version="1.3"><office:body><office:spreadsheet>'
        f'<table:table table:name="List">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return _zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": b"<manifest:manifest xmlns:manifest="
            b'"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        }
    )


def _zipped(parts: dict[str, bytes]) -> bytes:
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return to.getvalue()


def quoted_overlap(entries: int = 400, kernel: int = 4 << 20) -> bytes:
    """A workbook whose parts share their bytes (Fifield, A better zip bomb, 2019): each quotes the headers that
    follow as stored blocks of its own deflate stream, and all end in one kernel of zeros.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(bytes(kernel)) + packer.flush()
    local: list[bytes] = []
    central: list[bytes] = []
    size, crc, packed = kernel, zlib.crc32(bytes(kernel)), len(body)
    plain = bytes(kernel)
    heads: list[tuple[bytes, int, int, int]] = []
    following = b""
    for number in reversed(range(entries)):
        name = f"xl/worksheets/sheet{number}.xml".encode()
        if following:
            packed += 5 + len(following)
            size += len(following)
            plain = following + plain if number >= entries - 2 else plain
            crc = zlib.crc32(plain) if number >= entries - 2 else 0
        header = (
            struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 0x21, crc, packed, size, len(name), 0) + name
        )
        heads.append((name, crc, packed, size))
        local.append(header)
        following = header
    data = bytearray()
    offsets = []
    for place, header in enumerate(reversed(local)):
        if place:
            data += struct.pack("<BHH", 0, len(header), len(header) ^ 0xFFFF)
        offsets.append(len(data))
        data += header
    data += body
    start = len(data)
    for (name, crc, packed, size), offset in zip(reversed(heads), offsets, strict=True):
        central.append(
            struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 8, 0, 0x21, crc, packed, size, len(name),
                        0, 0, 0, 0, 0, offset) + name
        )  # fmt: skip
    directory = b"".join(central)
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, entries, entries, len(directory), start, 0)
    return bytes(data) + directory + end


def zeros_in_a_sheet(size: int) -> bytes:
    """A workbook of a few megabytes with a part that unfolds to so many zeros (a whole number of MiB)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    once = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    body = once * (size >> 20) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w") as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/sharedStrings.xml", body)
    data = bytearray(to.getvalue())
    said = min(size, 0xFFFFFFF0)
    for mark, method, sizes in ((b"PK\3\4", 8, 18), (b"PK\1\2", 10, 20)):
        place = data.rindex(mark)  # the part is the last one
        data[place + method : place + method + 2] = (8).to_bytes(2, "little")
        data[place + sizes : place + sizes + 8] = struct.pack("<II", len(body), said)
    return bytes(data)
