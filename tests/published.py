"""Kinds of leak in pictures, sound and documents, many of them as they happened in public, each with its source.

What happened is rebuilt in small with an invented name; the sources are reports of the failures.
"""

from __future__ import annotations

import base64
import io
import random
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pypdf
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

import leaks
from casebook.base import resources
from leaks import CYRILLIC, LATIN, Files, Plant

PHOTO = "bundle/data/files/0001.jpg"
DRAWING = "bundle/data/files/0002.png"
SOUND = "bundle/data/files/0003.flac"


@dataclass(frozen=True)
class Kind:
    """*finds*: the name itself is found; else the file is refused, whatever it says. *source*: who told of it."""

    plant: Plant
    finds: bool = True
    source: str = ""
    pixels: bool = False
    """It can only be read where Tesseract is installed."""


KINDS: dict[str, Kind] = {}


# ------------------------------------------------------------------------------------------ clean media


def picture(text: str = "", size: tuple[int, int] = (640, 400)) -> Image.Image:
    """A picture of nothing much; with *text* drawn on it."""
    image = Image.new("RGB", size, "white")
    drawing = ImageDraw.Draw(image)
    drawing.ellipse((20, 250, 200, 380), fill=(120, 160, 200))
    if text:
        font = ImageFont.truetype(str(next(resources.folder().rglob("*.ttf"))), 32)
        drawing.text((40, 60), text, fill="black", font=font)
    return image


def jpeg(image: Image.Image | None = None, **more: object) -> bytes:
    target = io.BytesIO()
    (image or picture()).save(target, "JPEG", **more)
    return target.getvalue()


def png(image: Image.Image | None = None, **more: object) -> bytes:
    target = io.BytesIO()
    (image or picture()).save(target, "PNG", **more)
    return target.getvalue()


def flac(*blocks: tuple[int, bytes], behind: bytes = b"", seed: int = 1) -> bytes:
    """The head of a FLAC file (RFC 9639, 8), and frames that are noise."""
    every = [(0, bytes(34)), *blocks]
    head = b"".join(
        bytes(((0x80 if i == len(every) - 1 else 0) | kind,)) + len(body).to_bytes(3, "big") + body
        for i, (kind, body) in enumerate(every)
    )
    return b"fLaC" + head + random.Random(seed).randbytes(5000) + behind


def comments(*texts: str) -> bytes:
    """A block of tags (RFC 9639, 8.6)."""
    parts = [b"reference libFLAC 1.4.2 20221022", *(text.encode() for text in texts)]
    spelt = [struct.pack("<I", len(part)) + part for part in parts]
    return spelt[0] + struct.pack("<I", len(texts)) + b"".join(spelt[1:])


def clean(files: Files) -> bytes:
    """A bundle with a picture of either kind and a sound, none of which says anything."""
    return leaks.zipped(
        {**files, PHOTO: jpeg(), DRAWING: png(), SOUND: flac((4, comments()), (1, bytes(200)))}
    )


def segment(marker: int, body: bytes) -> bytes:
    """A picture with one more segment behind its first bytes."""
    data = jpeg()
    return data[:2] + struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body + data[2:]


def chunk(name: bytes, body: bytes) -> bytes:
    """A drawing with one more chunk before its pixels."""
    data = png()
    made = struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    return data[:33] + made + data[33:]


def exif(change: Callable[[Image.Exif], None]) -> bytes:
    tags = Image.Exif()
    change(tags)
    return jpeg(exif=tags)


def _at(name: str, content: bytes) -> Plant:
    return lambda files: leaks.with_file(files, name, content)


def _gps(tags: Image.Exif) -> None:
    place = tags.get_ifd(0x8825)
    place.update({1: "N", 2: (43.0, 14.0, 20.4), 3: "E", 4: (76.0, 56.0, 44.4)})
    tags[0x010F] = "Phone"


def _set(tag: int, value: object) -> Callable[[Image.Exif], None]:
    def change(tags: Image.Exif) -> None:
        tags[tag] = value

    return change


def _with_thumbnail(image: Image.Image) -> bytes:
    """Exif whose second directory holds a small picture (Exif 2.32, 4.6.2)."""
    small = jpeg(image)
    head = b"II*\0\x08\0\0\0" + struct.pack("<HI", 0, 14) + struct.pack("<H", 3)
    entries = struct.pack("<HHII", 0x0103, 3, 1, 6) + struct.pack("<HHII", 0x0201, 4, 1, 56)
    entries += struct.pack("<HHII", 0x0202, 4, 1, len(small)) + struct.pack("<I", 0)
    return segment(0xE1, b"Exif\0\0" + head + entries + small)


_TEXT = PngImagePlugin.PngInfo()
_TEXT.add_text("Author", LATIN)
_PACKED = PngImagePlugin.PngInfo()
_PACKED.add_itxt("Comment", f"as told by {CYRILLIC}", "ru", "Comment", zip=True)
_ZIPPED = PngImagePlugin.PngInfo()
_ZIPPED.add_text("Comment", f"as told by {LATIN}", zip=True)
_XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>{CYRILLIC}</dc:creator></x:xmpmeta>".encode()
_IPTC = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x20\x1c\x02\x50\0\x18" + CYRILLIC.encode("cp1251")

for _name, _content, _path in (
    ("JPEG, the artist in Exif", exif(_set(0x013B, LATIN)), PHOTO),
    ("JPEG, the author as Windows keeps it", exif(_set(0x9C9D, CYRILLIC.encode("utf-16-le"))), PHOTO),
    ("JPEG, XMP", segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + _XMP), PHOTO),
    ("JPEG, IPTC", segment(0xED, _IPTC), PHOTO),
    ("JPEG, a comment", jpeg(comment=f"portrait of {LATIN}".encode()), PHOTO),
    ("JPEG, text among its pixels", jpeg()[:-400] + b" dzhandosova " + jpeg()[-400:], PHOTO),
    ("JPEG, UTF-16 among its pixels", jpeg()[:-400] + "Джандосова".encode("utf-16-be") + jpeg()[-400:], PHOTO),
    ("JPEG, text behind its end", jpeg() + f"from {LATIN}".encode(), PHOTO),
    ("PNG, a text", png(pnginfo=_TEXT), DRAWING),
    ("PNG, a packed text", png(pnginfo=_ZIPPED), DRAWING),
    ("PNG, a packed text in Unicode", png(pnginfo=_PACKED), DRAWING),
    ("PNG, a chunk nobody knows", chunk(b"prVt", CYRILLIC.encode()), DRAWING),
    ("PNG, a profile's name and packed content", chunk(b"iCCP", b"x\0\0" + zlib.compress(LATIN.encode())), DRAWING),
    ("PNG, text behind its end", png() + CYRILLIC.encode(), DRAWING),
    ("FLAC, a tag", flac((4, comments(f"ARTIST={CYRILLIC}"))), SOUND),
    ("FLAC, a block of a program's own", flac((2, b"abcd" + LATIN.encode())), SOUND),
    ("FLAC, the description of a picture", flac((6, struct.pack(">II", 3, 0) + CYRILLIC.encode())), SOUND),
    ("FLAC, padding that is not all zeros", flac((1, bytes(40) + LATIN.encode() + bytes(9))), SOUND),
    ("FLAC, a tag of another format at its end", flac(behind=b"TAG" + LATIN.encode().ljust(125, b"\0")), SOUND),
    ("FLAC, text among its samples", flac(behind=b"\xff" + "Джандосова".encode("koi8-r") + bytes(200_000)), SOUND),
    ("a recording as text in an unknown kind", random.Random(3).randbytes(900) + b" Dzhandosova ", "bundle/data/a.ogg"),
):  # fmt: skip
    KINDS[_name] = Kind(_at(_path, _content))

KINDS["a picture with a text, written out in the report"] = Kind(
    lambda files: leaks.in_text(
        files, f"<img src='data:image/png;base64,{base64.b64encode(png(pnginfo=_TEXT)).decode()}'>"
    )
)
for _name, _content, _path in (
    (
        "JPEG, another small picture in an old way",
        segment(0xE0, b"JFXX\0\x10" + jpeg(picture("", (80, 60)))),
        PHOTO,
    ),
    ("PNG, the time it was made", chunk(b"tIME", b"\x07\xe9\1\2\3\4\5"), DRAWING),
    ("PNG, Exif", chunk(b"eXIf", b"II*\0\x08\0\0\0\0\0\0\0\0\0"), DRAWING),
    ("JPEG, cut off", jpeg()[:-300], PHOTO),
    ("PNG, cut off", png()[:-30], DRAWING),
    ("FLAC, cut off in its head", flac((4, comments("A=b")))[:60], SOUND),
    ("FLAC, a date", flac((4, comments("DATE=2025-03-02"))), SOUND),
):
    KINDS[_name] = Kind(_at(_path, _content), finds=False)


# ------------------------------------------------------------------------------------------ as it happened


def _boxed(name: str) -> Plant:
    text = f"BT /F1 12 Tf 50 50 Td ({name}) Tj ET 0 0 0 rg 40 40 300 30 re f".encode()
    return lambda files: leaks._pdf(files, leaks._drawn(text))


def _highlighted(files: Files) -> bytes:
    """Black letters on a black ground: the ground first, then the text."""
    text = b"0 0 0 rg 40 40 300 30 re f BT /F1 12 Tf 50 50 Td (Saule Dzhandosova) Tj ET"
    return leaks._pdf(files, leaks._drawn(text))


def _squared(files: Files) -> bytes:
    """A box that is an annotation: it can be dragged away."""

    def change(writer: pypdf.PdfWriter) -> None:
        leaks._drawn(b"BT /F1 12 Tf 50 50 Td (as Saule Dzhandosova said) Tj ET")(writer)
        box = DictionaryObject(
            {NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Square")}
        )
        writer.pages[-1][NameObject("/Annots")] = ArrayObject([writer._add_object(box)])

    return leaks._pdf(files, change)


def _office(inside: str, name: str = "word/document.xml") -> bytes:
    return leaks.zipped({"[Content_Types].xml": b"<Types/>", name: inside.encode()})


def _deleted(*texts: str) -> str:
    """A paragraph of which *texts* were deleted, with the changes tracked (ECMA-376, 17.13.5)."""
    runs = "".join(f"<w:r><w:delText>{text}</w:delText></w:r>" for text in texts)
    return f"<w:p><w:r><w:t>Nobody came.</w:t></w:r><w:del w:author='a'>{runs}</w:del></w:p>"


_OLE = b"".join(
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        bytes(500),
        f"{LATIN}\0C:\\TEMP\\a.asd".encode("utf-16-le"),
        bytes(500),
    )
)


def _cropped() -> bytes:
    """A small picture written over a larger one, whose end stays behind the new end."""
    whole, part = png(picture("", (900, 700))), png(picture("", (100, 60)))
    return part + whole[len(part) :]


def _cropped_jpeg() -> bytes:
    whole, part = jpeg(picture("", (900, 700))), jpeg(picture("", (100, 60)))
    return part + whole[len(part) :]


KINDS |= {
    "PDF, letters under black bars": Kind(
        _boxed("Saule Dzhandosova"),
        source="Filing for P. Manafort, US District Court DC, 8 January 2019: text under the bars could be copied. "
        "https://www.vox.com/policy-and-politics/2019/1/8/18174094/manafort-filing-mueller",
    ),
    "PDF, a black box laid over a text": Kind(
        _squared,
        source="TSA screening manual, December 2009: boxes drawn on top, the text still in the file. "
        "https://gothamist.com/news/oh-doh-they-didnt-tsa-posts-airport-screening-manual-on-web",
    ),
    "PDF, black letters on black": Kind(
        _highlighted,
        source="UK Ministry of Defence on submarine reactors, April 2011: the ground made black. "
        "https://www.theguardian.com/uk/2011/apr/18/trident-nuclear-submarine-secrets-leak",
    ),
    "PDF, names of soldiers in capitals under bars": Kind(
        _boxed("SPC DZHANDOSOVA, SAULE"),
        source="Multi-National Force report on the death of N. Calipari, May 2005: names copied from under the bars. "
        "https://edition.cnn.com/2005/WORLD/meast/05/02/italy.report/index.html",
    ),
    "PDF, a bookmark that says what the page hides": Kind(
        leaks.KINDS["PDF, an outline"],
        source="European Commission, contract with AstraZeneca, 29 January 2021: bookmarks held the hidden text. "
        "https://www.theregister.com/2021/01/29/eu_commission_vaccine_contract_redaction_fail/",
    ),
    "PDF, an agent's name under a bar on a slide": Kind(
        _boxed("contact: s.dzhandosova"),
        source="Slides on the NSA in newspapers, among them The New York Times, 2014: six names by mistake (AP). "
        "https://newsinfo.inquirer.net/575714/media-sometimes-try-fail-to-keep-nsas-secrets",
    ),
    "an office file with who saved it": Kind(
        _at("bundle/data/dossier.doc", _OLE),
        source="UK dossier on Iraq, February 2003: the revision log of the Word file named its authors (R. M. Smith). "
        "https://frontpage.fok.nl/nieuws/163640/1/1/50/blair-valt-door-de-mand-door-word.html",
    ),
    "an office file with another party deleted": Kind(
        _at("bundle/data/complaint.docx", _office(_deleted("Dzhan", "dosova"))),
        source="SCO v. DaimlerChrysler, March 2004: the earlier defendant stood in tracked changes. "
        "https://www.cnet.com/tech/tech-industry/hidden-text-shows-sco-prepped-lawsuit-against-bofa/",
    ),
    "an office file with a deleted sentence": Kind(
        _at("bundle/data/paper.docx", _office(_deleted(f"{LATIN} came."))),
        source="Merck's manuscript on Vioxx: deleted data found by Track Changes, December 2005. "
        "https://www.meetingsnet.com/blog/watch-those-document-changes",
    ),
    "JPEG, where it was taken": Kind(
        _at(PHOTO, exif(_gps)),
        finds=False,
        source="Vice's photograph of J. McAfee, 3 December 2012: Exif gave the place he hid in. "
        "https://www.fastcompany.com/3003657/john-mcafees-metadata-whoopsie",
    ),
    "PNG, the rest of the picture before it was cut": Kind(
        _at(DRAWING, _cropped()),
        finds=False,
        source="aCropalypse, CVE-2023-21036: what was cropped away stood behind the end of the new picture. "
        "https://blog.cloudflare.com/how-cloudflare-images-addressed-the-acropalypse-vulnerability",
    ),
    "JPEG, the rest of the picture before it was cut": Kind(
        _at(PHOTO, _cropped_jpeg()),
        finds=False,
        source="aCropalypse in the Windows Snipping Tool, with PNG and JPEG, 2023. "
        "https://blog.cloudflare.com/how-cloudflare-images-addressed-the-acropalypse-vulnerability",
    ),
    "JPEG, the small picture of the whole": Kind(
        _at(PHOTO, _with_thumbnail(picture("", (160, 120)))),
        finds=False,
        source="Photographs of C. Schwartz, 2003: the thumbnail in Exif showed what was cropped away. "
        "https://exifviewer.com/blog/thumbnail-inside-photo-the-leak-everyone-forgets",
    ),
}


# ------------------------------------------------------------------------------------------ pixels


def _scanned(text: str) -> Plant:
    """A page that is a picture."""

    def plant(files: Files) -> bytes:
        target = io.BytesIO()
        picture(text, (1240, 900)).save(target, "PDF", resolution=150)
        return leaks.zipped({**files, "bundle/data/scan.pdf": target.getvalue()})

    return plant


KINDS |= {
    "pixels of a photograph": Kind(_at(PHOTO, jpeg(picture(f"They took {LATIN}"))), pixels=True),
    "pixels of a drawing, in Russian": Kind(
        _at(DRAWING, png(picture("увезли Сауле Джандосову"))), pixels=True
    ),
    "pixels of a drawing, in Kazakh": Kind(_at(DRAWING, png(picture(f"Олар {leaks.KAZAKH}"))), pixels=True),
    "pixels of the small picture in a photograph": Kind(
        _at(PHOTO, _with_thumbnail(picture(LATIN, (600, 300)))), pixels=True
    ),
    "pixels of a scanned page": Kind(_scanned(f"Statement of {LATIN}"), pixels=True),
    "pixels written out in the report": Kind(
        lambda files: leaks.in_text(
            files, f"<img src='data:image/png;base64,{base64.b64encode(png(picture(LATIN))).decode()}'>"
        ),
        pixels=True,
    ),
}
