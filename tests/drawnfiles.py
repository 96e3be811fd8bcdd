"""Attachments of casebooks of chance: files full of words that may not leave, and what somebody decided of them."""

from __future__ import annotations

import io
import struct
import wave
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pikepdf
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

import media
from casebook.base import resources
from casebook.base.ids import RecordId
from casebook.casework import deriving, evidence, records
from casebook.casework.derivatives import Box, Decision, Form, Redaction, Span
from casebook.casework.touched import Verb
from casebook.redaction.profile import Media, profile
from drawn import Drawn

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ABOVE, _BELOW = 30, 190
"""Where words stand in a picture: above they may be read, below stands a box."""
_WIDTH, _HEIGHT = 640, 320


@dataclass(frozen=True)
class Drawing:
    """A file with what somebody decided about it."""

    ending: str
    data: bytes
    redaction: Redaction
    face_voice: bool = False


def attach(drawn: Drawn, folder: Path, about: RecordId, kinds: int) -> list[RecordId]:
    """Give somebody who is named *kinds* files, and somebody who is hidden one. Returns what may be attached."""
    loud = profile(drawn.audience).media is Media.ALL
    makers = [_photo, _scan, _paper, _office, _note, *([_tape] if loud else [])]
    chosen = []
    for make in drawn.chance.sample(makers, kinds):
        file = make(drawn)
        record = _kept(drawn, folder, about, file)
        caption = f"{drawn.word(may_leave=True)} near {drawn.names[drawn.chance.choice(drawn.hidden)]}"
        decision = Decision(file.face_voice, False, caption, drawn.word(may_leave=False))
        deriving.save(drawn.book, record, file.redaction, decision)
        chosen.append(record)
    hidden = drawn.chance.choice((_photo, _paper, _office))(drawn)
    _kept(drawn, folder, drawn.chance.choice(drawn.hidden), hidden)
    return chosen


def _kept(drawn: Drawn, folder: Path, about: RecordId, file: Drawing) -> RecordId:
    """The file in the safe: its name and everything its record says stay here."""
    who = drawn.names[drawn.chance.choice(drawn.hidden)].replace(" ", "_")
    path = folder / f"{drawn.word(may_leave=False)}_{who}.{file.ending}"
    path.write_bytes(file.data)
    record, _ = evidence.attach(drawn.book, about, path)
    path.unlink()
    texts = ("title", "description", "obtained", "alt", "text", "rights")
    edits: list[records.Edit] = [
        records.Set(record, unit, f"it says {drawn.word(may_leave=False)} there.")
        for unit in drawn.chance.sample(texts, 3)
    ]
    author = drawn.name()
    drawn.withheld.update(author.split())
    edits.append(records.Set(record, "author", author))
    records.write(drawn.book, Verb.EDIT, edits)
    return record


# ------------------------------------------------------------------------------------------------- pictures


def _picture(drawn: Drawn) -> Image.Image:
    """A word that may be read, and below it one that may not, and a name."""
    image = Image.new("RGB", (_WIDTH, _HEIGHT), "white")
    pen, font = (
        ImageDraw.Draw(image),
        ImageFont.truetype(str(resources.path("fonts") / "NotoSans-Regular.ttf"), 48),
    )
    pen.text((30, _ABOVE), drawn.word_in_pixels(may_leave=True), "black", font)
    pen.text((30, _BELOW), drawn.word_in_pixels(may_leave=False), "black", font)
    pen.text((30, _BELOW + 60), drawn.names[drawn.chance.choice(drawn.hidden)], "black", font)
    return image


_BOX = Box(0, _HEIGHT // 2, _WIDTH, _HEIGHT)


def _photo(drawn: Drawn) -> Drawing:
    """A JPEG with words in Exif, GPS, XMP, a comment, and behind its end."""

    def word() -> str:
        return drawn.word(may_leave=False)

    exif = Image.Exif()
    exif[0x010E], exif[0x013B], exif[0x8298] = word(), word(), word()
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + word().encode()
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (43.0, 15.0, 22.5), 28: b"ASCII\0\0\0" + word().encode(), 29: word()}
    )
    data = media.saved(
        _picture(drawn),
        "JPEG",
        exif=exif.tobytes(),
        xmp=_xmp(word()),
        comment=word().encode(),
        quality=95,
    )
    return Drawing("jpg", data + word().encode("utf-16-le"), Redaction(Form.IMAGE, (_BOX,)), face_voice=True)


def _scan(drawn: Drawn) -> Drawing:
    """A PNG with words in its three kinds of text, one of them packed."""
    told = PngInfo()
    told.add_text("Author", drawn.word(may_leave=False))
    told.add_text("Comment", drawn.word(may_leave=False), zip=True)
    told.add_itxt("Title", drawn.word(may_leave=False), zip=True)
    return Drawing("png", media.saved(_picture(drawn), "PNG", pnginfo=told), Redaction(Form.IMAGE, (_BOX,)))


def _xmp(word: str) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="{word}"/>'
        "</rdf:RDF></x:xmpmeta>"
    ).encode()


# ------------------------------------------------------------------------------------------------ documents


def _paper(drawn: Drawn) -> Drawing:
    """A PDF: words under a box, words nobody sees, a page left out, notes, properties, a file inside."""

    def word() -> str:
        return drawn.word(may_leave=False)

    pdf = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    above, below = drawn.word_in_pixels(may_leave=True), drawn.word_in_pixels(may_leave=False)
    covered = f"BT /F 30 Tf 30 40 Td ({below}) Tj ET BT 3 Tr /F 12 Tf 30 120 Td ({word()}) Tj ET"
    pages = (
        f"BT /F 30 Tf 30 150 Td ({above}) Tj ET {covered}",
        f"BT /F 30 Tf 30 100 Td ({drawn.word_in_pixels(may_leave=False)}) Tj ET",
    )
    for drawing in pages:
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=[0, 0, 400, 200],
            Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font)),
            Contents=pdf.make_stream(drawing.encode()),
            Annots=[
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 5, 5], Contents=word()
                )
            ],
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    pdf.docinfo["/Author"], pdf.docinfo["/Keywords"] = word(), word()
    pdf.Root.Metadata = pdf.make_stream(_xmp(word()), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    pdf.attachments[f"{word()}.txt"] = pikepdf.AttachedFileSpec(
        pdf, word().encode(), filename=f"{word()}.txt"
    )
    to = io.BytesIO()
    pdf.save(to)
    natural = 96 / 72
    box = Box(0, round(100 * natural), round(400 * natural), round(200 * natural), 1)
    return Drawing("pdf", to.getvalue(), Redaction(Form.PAGES, (box,), pages=(1,)))


def _office(drawn: Drawn) -> Drawing:
    """A .docx: a comment, a deletion, hidden text, names of authors, properties; its body names people."""

    def word() -> str:
        return drawn.word(may_leave=False)

    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    body = (
        "<w:p>" + run.format(f"there was {drawn.word(may_leave=True)} at the gate. ")
        + f"<w:ins w:author='{word()}'>" + run.format("it is certain. ") + "</w:ins>"
        + f"<w:del w:author='x'><w:r><w:delText>{word()} </w:delText></w:r></w:del>"
        + f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{word()} </w:t></w:r>"
        + run.format(f"They met {drawn.names[drawn.chance.choice(drawn.hidden)]} there.") + "</w:p>"
    )  # fmt: skip
    note = f"<w:comment w:author='{word()}'><w:p>{run.format(word())}</w:p></w:comment>"
    core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    parts = {
        "word/document.xml": f"<w:document xmlns:w='{_W}'><w:body>{body}</w:body></w:document>",
        "word/comments.xml": f"<w:comments xmlns:w='{_W}'>{note}</w:comments>",
        "docProps/core.xml": f"<c:coreProperties xmlns:c='{core}'><c:lastModifiedBy>{word()}</c:lastModifiedBy>"
        "</c:coreProperties>",
        f"word/media/{word()}.txt": word(),
    }
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        archive.comment = word().encode()
    return Drawing("docx", to.getvalue(), Redaction(Form.TEXT))


def _note(drawn: Drawn) -> Drawing:
    """A plain text: a word somebody hid by hand, and a name that is hidden by itself."""
    begin = f"there was {drawn.word(may_leave=True)} at the gate. it was "
    hidden = drawn.word(may_leave=False)
    text = f"{begin}{hidden} who came. They met {drawn.names[drawn.chance.choice(drawn.hidden)]} there.\n"
    span = Span(len(begin), len(begin) + len(hidden))
    return Drawing("txt", text.encode(), Redaction(Form.TEXT, hidden=(span,)))


def _tape(drawn: Drawn) -> Drawing:
    """A WAV with a list of what it is."""
    to = io.BytesIO()
    with wave.open(to, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(media.tone(1, 8000))
    said = b"".join(_told(name, drawn.word(may_leave=False)) for name in (b"INAM", b"IART", b"ICMT"))
    data = to.getvalue() + b"LIST" + struct.pack("<I", len(said) + 4) + b"INFO" + said
    data = data[:4] + struct.pack("<I", len(data) - 8) + data[8:]
    behind = drawn.word(may_leave=False).encode()
    return Drawing("wav", data + behind, Redaction(Form.SOUND, muted=(Span(100, 300),)), face_voice=True)


def _told(name: bytes, text: str) -> bytes:
    body = text.encode() + b"\0"
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
