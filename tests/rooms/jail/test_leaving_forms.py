"""Pages, stills, sound and office texts that leave: nothing of what was taken out, and nothing beside them."""

from __future__ import annotations

import io
import struct
import wave
import zipfile
from fractions import Fraction
from typing import Any, TypeVar

import av
import msgspec
import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader

import media
from casebook.formats import bare, imagepdf
from casebook.jail import launch
from casebook.jail.derived import (
    MOST_LEAVING,
    MOST_SOUND_MS,
    SOUND_RATE,
    Area,
    Mute,
    Muted,
    Paint,
    Painted,
    PaintedPages,
    PaintPages,
    Span,
    Told,
    Words,
)
from casebook.jail.errors import AnswerUnreadable
from casebook.jail.limits import MIB, Limits
from casebook.jail.pdf import BadPdf
from casebook.jail.shapes import (
    BadOffice,
    BadSound,
    NoFrame,
    NoSuchPage,
    PagesTooMany,
    SoundTooLong,
    TextTooLong,
)
from casebook.jail.tables import UnreadableTable

T = TypeVar("T")
LIMITS = Limits(memory=1536 * MIB, answer=256 * MIB, cpu_s=60)


def ask(reader: str, question: Any, answer: type[T], data: bytes) -> T:
    packed = b"" if question is None else msgspec.msgpack.encode(question)
    return launch.run(
        f"casebook.jail.{reader}", packed, answer=answer, sources=[io.BytesIO(data)], limits=LIMITS
    )


# ---------------------------------------------------------------------------------------------------- pages


def pages(data: bytes, *areas: Area, only: tuple[int, ...] = ()) -> PaintedPages:
    question = PaintPages(list(only), list(areas))
    found = ask("rasters:paint", question, PaintedPages, data)
    found.check(question)
    return found


def paper(secret: str) -> bytes:
    """A page whose only difference lies in one place."""
    image = Image.new("RGB", (794, 1123), (255, 255, 255))
    drawing = ImageDraw.Draw(image)
    drawing.text((100, 100), "In the name of the State", fill=(0, 0, 0))
    drawing.text((300, 500), secret, fill=(0, 0, 0))
    return media.saved(image, "PDF", resolution=96)


def test_pages_become_pictures_and_what_is_covered_is_gone() -> None:
    box = Area(290, 490, 520, 520)
    first, second = (pages(paper(secret), box) for secret in ("Aina Orin", "Marat Oskenov"))
    seen = pages(paper("Aina Orin"), Area(290, 490, 300, 500))

    assert first.pages[0].data == second.pages[0].data != seen.pages[0].data
    assert (first.total, max(first.pages[0].width, first.pages[0].height)) == (1, MOST_LEAVING)
    assert (first.pages[0].whole_width, first.pages[0].whole_height) == (794, 1123)


def test_the_paper_made_of_pages_holds_pictures_alone() -> None:
    found = pages(media.document(6), only=(0, 2))
    data = imagepdf.write([found.pages[0].data, None, found.pages[1].data])

    reader = PdfReader(io.BytesIO(data), strict=True)
    assert len(reader.pages) == 3
    assert reader.metadata is None
    assert reader.xmp_metadata is None
    assert "".join(page.extract_text() for page in reader.pages) == ""
    assert b"ID" not in data.rpartition(b"trailer")[2]
    assert data == imagepdf.write([found.pages[0].data, None, found.pages[1].data])
    again = pages(data)
    assert again.total == 3
    middle = Image.open(io.BytesIO(again.pages[1].data)).convert("RGB")
    assert middle.getextrema() == ((0, 0), (0, 0), (0, 0))


def test_pages_that_are_not_there_and_too_many_are_refused() -> None:
    with pytest.raises(NoSuchPage):
        pages(media.document(2), only=(50,))
    with pytest.raises(BadPdf):
        pages(b"%PDF-1.4 nothing")
    with pytest.raises(PagesTooMany):
        pages(imagepdf.write([None] * 201))
    with pytest.raises(bare.NotBare):
        imagepdf.write([media.saved(media.quarters(64, 64), "JPEG", comment=b"more")])


# --------------------------------------------------------------------------------------------------- stills


def test_a_still_is_found_again_by_its_moment() -> None:
    film = media.film(4)
    for ms in (0, 1, 999, 1730, 3990):
        first = ask("stills:paint", Paint([Area(10, 10, 60, 60)], ms), Painted, film)
        first.check()
        again = ask("stills:paint", Paint([Area(10, 10, 60, 60)], first.ms), Painted, film)
        assert first.ms <= ms
        assert again == first
    assert (first.png, first.whole_width, first.whole_height) == (False, 320, 240)
    image = Image.open(io.BytesIO(first.data)).convert("RGB")
    assert image.getpixel((30, 30)) == (0, 0, 0)


def test_what_has_no_pictures_gives_no_still() -> None:
    with pytest.raises(NoFrame):
        ask("stills:paint", Paint([]), Painted, media.wav(1))


# ---------------------------------------------------------------------------------------------------- sound


def muted(data: bytes, *spans: Span, start: int = 0, end: int = 0) -> Muted:
    found = ask("muting:mute", Mute(start, end, list(spans)), Muted, data)
    found.check()
    return found


def samples(found: Muted) -> list[int]:
    with av.open(io.BytesIO(found.data), "r") as container:
        data = b"".join(bytes(frame.planes[0])[: frame.samples * 2] for frame in container.decode(audio=0))
    return list(struct.unpack(f"<{len(data) // 2}h", data))


def wav(values: bytes, rate: int = 44_100, channels: int = 1) -> bytes:
    to = io.BytesIO()
    with wave.open(to, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(values)
    return to.getvalue()


@pytest.mark.parametrize(("rate", "channels"), [(44_100, 1), (48_000, 2), (8_000, 1)])
def test_what_is_silenced_influences_no_byte(rate: int, channels: int) -> None:
    plain = bytearray(media.tone(6, rate, channels))
    other = bytearray(plain)
    start, end = 2 * rate * 2 * channels, 3 * rate * 2 * channels
    other[start:end] = bytes(reversed(other[start:end]))

    first, second = (muted(wav(bytes(each), rate, channels), Span(2000, 3000)) for each in (plain, other))
    heard = muted(wav(bytes(other), rate, channels), Span(2900, 3000))

    assert first.data == second.data != heard.data
    silent = samples(first)[2 * SOUND_RATE : 3 * SOUND_RATE]
    assert not any(silent)
    assert any(samples(first)[:SOUND_RATE])


@pytest.mark.parametrize(
    ("codec", "form"), [("aac", "adts"), ("libopus", "ogg"), ("flac", "flac"), ("libmp3lame", "mp3")]
)
def test_every_kind_of_sound_is_cut_and_silenced(codec: str, form: str) -> None:
    found = muted(media.encoded(6, codec, form), Span(2000, 3000), start=1000, end=5000)

    assert 3950 <= found.ms <= 4000  # some begin a little before nought by the times they bear
    heard = samples(found)
    assert not any(heard[SOUND_RATE : 2 * SOUND_RATE])
    assert any(heard[3 * SOUND_RATE :])


def late(seconds: float, start: float) -> bytes:
    """Sound whose first sample bears a later time than nought, as broadcasts and cut recordings do."""
    rate, to = 48_000, io.BytesIO()
    values = media.tone(seconds, rate)
    with av.open(to, "w", format="matroska") as out:
        stream: Any = out.add_stream("pcm_s16le", rate=rate)
        stream.layout = "mono"
        for place in range(0, len(values) // 2, 4800):
            piece = values[place * 2 : (place + 4800) * 2]
            frame = av.AudioFrame(format="s16", layout="mono", samples=len(piece) // 2)
            frame.planes[0].update(piece.ljust(frame.planes[0].buffer_size, b"\0"))
            frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
            frame.pts = place + round(start * rate)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return to.getvalue()


def test_a_silence_is_where_either_clock_has_it() -> None:
    heard = samples(muted(late(8, 1.5), Span(4000, 5000)))

    # By number from 4 to 5 seconds; by the times its frames bear, which begin at 1.5, from 2.5 to 3.5.
    assert not any(heard[round(2.5 * SOUND_RATE) : round(3.5 * SOUND_RATE)])
    assert not any(heard[4 * SOUND_RATE : 5 * SOUND_RATE])
    assert any(heard[: 2 * SOUND_RATE])
    assert any(heard[6 * SOUND_RATE :])


def test_a_part_is_what_both_clocks_keep() -> None:
    assert abs(muted(late(8, 1.5), start=3000, end=6000).ms - 1500) <= 1


def test_sound_leaves_without_anything_beside_it() -> None:
    to = io.BytesIO()
    with av.open(to, "w", format="flac") as out:
        out.metadata["title"] = "Canary"
        stream: Any = out.add_stream("flac", rate=48_000)
        stream.layout = "mono"
        frame = av.AudioFrame(format="s16", layout="mono", samples=4096)
        frame.planes[0].update(
            media.tone(1, 48_000)[: frame.planes[0].buffer_size].ljust(frame.planes[0].buffer_size, b"\0")
        )
        frame.sample_rate = 48_000
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    data = to.getvalue()
    assert b"Canary" in data

    found = muted(data)

    assert b"Canary" not in found.data
    assert b"Lavf" not in found.data
    assert bare.shape_of_flac(found.data).samples == len(samples(found))
    for more in (data, found.data[:4] + b"\0" + found.data[5:], b"ID3" + found.data, b""):
        with pytest.raises(AnswerUnreadable):
            Muted(more, found.ms).check()


def test_sound_without_end_is_refused() -> None:
    with pytest.raises(SoundTooLong):
        muted(media.silence(MOST_SOUND_MS // 1000 + 2))


def test_no_sound_is_refused() -> None:
    for data in (b"", bytes(4096), media.film(1, sound=False)):
        with pytest.raises(BadSound):
            muted(data)
    with pytest.raises(BadSound):
        muted(media.wav(2), start=5000)


# --------------------------------------------------------------------------------------------------- office

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODT = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
    for short in ("office", "text", "style")
)


def zipped(**parts: str) -> bytes:
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return to.getvalue()


def docx(body: str, **more: str) -> bytes:
    parts = {"word__document": f"<w:document {W}><w:body>{body}</w:body></w:document>"}
    return zipped(**parts, **{f"word__{name}": f"<w:x {W}>{text}</w:x>" for name, text in more.items()})


def words(data: bytes) -> list[Words]:
    found = ask("office:words", None, Told, data)
    found.check()
    return found.pieces


def test_tracked_changes_comments_and_hidden_text_are_told_apart() -> None:
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    data = docx(
        "<w:p>" + run.format("She was ")
        + "<w:ins w:author='Canary'>" + run.format("certainly ") + "</w:ins>"
        + "<w:del w:author='Canary'><w:r><w:delText>not </w:delText></w:r></w:del>"
        + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden </w:t></w:r>"
        + "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>there.</w:t></w:r></w:p>"
        + "<w:p><w:r><w:instrText>HYPERLINK Canary</w:instrText></w:r></w:p>",
        comments="<w:comment><w:p>" + run.format("ask her") + "</w:p></w:comment>",
        footnotes="<w:footnote><w:p>" + run.format("page 3") + "</w:p></w:footnote>",
        header1="<w:p>" + run.format("Draft") + "</w:p>",
    )  # fmt: skip

    assert words(data) == [
        Words("body", "She was "),
        Words("inserted", "certainly "),
        Words("deleted", "not "),
        Words("hidden", "hidden "),
        Words("body", "there.\n"),
        Words("body", "\n"),
        Words("note", "page 3\n"),
        Words("comment", "ask her\n"),
        Words("margin", "Draft\n"),
    ]


def test_the_same_in_the_other_format() -> None:
    content = (
        f"<office:document-content {ODT}><office:body><office:text><text:tracked-changes>"
        "<text:changed-region text:id='a'><text:insertion/></text:changed-region>"
        "<text:changed-region text:id='b'><text:deletion><text:p>not </text:p></text:deletion></text:changed-region>"
        "</text:tracked-changes><text:p>She was <text:change-start text:change-id='a'/>certainly "
        "<text:change-end text:change-id='a'/><text:change text:change-id='b'/>"
        "<text:hidden-text>hidden </text:hidden-text>there."
        "<office:annotation><text:p>ask her</text:p></office:annotation>"
        "<text:note><text:note-body><text:p>page 3</text:p></text:note-body></text:note></text:p>"
        "</office:text></office:body></office:document-content>"
    )
    found: dict[str, str] = {}
    for piece in words(zipped(content=content)):
        found[piece.part] = found.get(piece.part, "") + piece.text

    assert {part: " ".join(text.split()) for part, text in found.items()} == {
        "body": "She was there.",
        "inserted": "certainly",
        "deleted": "not",
        "hidden": "hidden",
        "comment": "ask her",
        "note": "page 3",
    }


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\3\4" + bytes(100),
        zipped(other="<x/>"),
        zipped(word__document="<w:document"),
        zipped(word__document=f"<w:document {W}>" + "<w:p>" * 400 + "</w:p>" * 400 + "</w:document>"),
        zipped(word__document="<!DOCTYPE x [<!ENTITY a 'aaaa'>]><x>&a;</x>"),
        zipped(content=f"<office:document-content {ODT}/>"),
        media.quoted_overlap(),
    ],
)
def test_what_is_no_office_text_is_refused(data: bytes) -> None:
    with pytest.raises(BadOffice):
        words(data)


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(TextTooLong):
        words(docx("<w:p><w:r><w:t>" + "a" * (5 << 20) + "</w:t></w:r></w:p>"))
    with pytest.raises(TextTooLong):
        ask("office:plain", None, Told, b"a" * (5 << 20))


def test_cells_in_opposite_corners_are_too_large() -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c s="1" r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    data = media.xlsx([["a"]], more={"xl/worksheets/sheet2.xml": sheet.encode()})

    with pytest.raises(UnreadableTable) as caught:
        ask("office:table", None, Told, data)
    assert caught.value.why == "too-large"
