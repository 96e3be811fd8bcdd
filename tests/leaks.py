"""Kinds of leak planted in a finished bundle, and bundles to plant them in.

Each kind takes the files of a clean bundle apart, puts a protected name into it as somebody might, and gives
the bytes of the file that would have left. The people are invented.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import quopri
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote

import pypdf
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
    create_string_object,
)

Files = Mapping[str, bytes]
Plant = Callable[[Files], bytes]

LATIN = "Saule Dzhandosova"
CYRILLIC = "Сауле Джандосова"
KAZAKH = "Әйгерім Қожахметқызы"
PHONE = "+7 701 555 01 02"
EMAIL = "lantern.house@mail.example"
IIN = "810203400512"
HANDLE = "@redkite_aksu"
TEXT = "bundle/data/report.html"
JSON = "bundle/data/records.json"
PDF = "bundle/data/report.pdf"
SEAL = "bundle/data/records/0001.sdjwt"

KINDS: dict[str, Plant] = {}


def kind(name: str) -> Callable[[Plant], Plant]:
    """Enter a kind of leak under its name."""

    def enter(plant: Plant) -> Plant:
        KINDS[name] = plant
        return plant

    return enter


def zipped(files: Files, *, method: int = zipfile.ZIP_STORED, comment: bytes = b"") -> bytes:
    """An ordinary archive of *files*: whoever plants something does not ask our writer."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as out:
        for name, content in files.items():
            out.writestr(zipfile.ZipInfo(name), content, compress_type=method)
        out.comment = comment
    return target.getvalue()


def with_file(files: Files, name: str, content: bytes) -> bytes:
    return zipped({**files, name: content})


def in_text(files: Files, text: str) -> bytes:
    """In a paragraph of the report."""
    return in_bytes(files, text.encode("utf-8", "surrogatepass"))


def in_bytes(files: Files, content: bytes) -> bytes:
    page = files[TEXT].replace(b"</body>", b"<p>" + content + b"</p></body>")
    assert page != files[TEXT]
    return zipped({**files, TEXT: page})


def in_words(words: str) -> Plant:
    return lambda files: in_text(files, words)


# ------------------------------------------------------------------------------------------ spelling

_SPELT = {
    "the name as it stands": f"They took {LATIN} away.",
    "the name in capitals": f"They took {LATIN.upper()} away.",
    "family name first, with a comma": "DZHANDOSOVA, Saule",
    "Russian case ending": "Они увезли Сауле Джандосову.",
    "another Russian case ending": "разговор с Джандосовой",
    "Kazakh case ending": "Олар Джандосованың үйіне кірді.",
    "Kazakh letters": f"Олар {KAZAKH} алып кетті.",
    "Kazakh case ending of a Kazakh name": "Олар Қожахметқызына жазды.",
    "Kazakh Latin": "Olar Äigerım Qojahmetqyzymen söilesti.",
    "another transliteration": "They took Jandosova away.",
    "one letter changed": "They took Dzhandosava away.",
    "initials": "a letter of S. Dzhandosova",
    "initials behind": "письмо Джандосовой С.",
    "given and family name in one word": "see saule-dzhandosova or sauledzhandosova.example/page",
    "an alias": "whom all call Samruk Apa",
    "a code name": "as Kestrel told us",
    "phone, other separators": "call 8(701)555-01.02 now",
    "phone, no separators": "call 77015550102 now",
    "phone, spelt with no-break spaces": "call +7\u00a0701\u00a0555\u00a001\u00a002 now",
    "e-mail address": f"write to {EMAIL.upper()}",
    "identification number": f"holder of {IIN}",
    "identification number, parted": "holder of 810203 400512",
    "account name": f"on Telegram {HANDLE}",
    "account address": "https://t.me/redkite_aksu",
    "address slug": "https://news.example/2024/05/saule-dzhandosovu-zaderzhali-v-aksu",
    "address slug, joined": "https://news.example/sauledzhandosova",
}
WORDS: dict[str, str] = dict(_SPELT)
"""Of the kinds that are words in a text: the words."""

# ------------------------------------------------------------------------------------------ hidden letters

_HIDDEN = {
    "digits for letters": "they met Dzhand0s0va there",
    "digits for letters behind a number": "seen as x9Dzhand0sova",
    "letters spaced": " ".join("Dzhandosova"),
    "letters spaced, Cyrillic": " ".join("Джандосова"),
    "letters with dots": ".".join("Dzhandosova"),
    "letters with no-break spaces": "\u00a0".join("Джандосова"),
    "letters spaced by two": "  ".join("Dzhandosova"),
    "soft hyphens": "Dzhan\u00addo\u00adsova",
    "zero-width spaces": "\u200b".join("Dzhandosova"),
    "zero-width joiners": "Джан\u200dдосова",
    "word joiner": "Dzhan\u2060dosova",
    "byte-order mark inside": "Dzhan\ufeffdosova",
    "combining marks": "D\u0301zha\u0308ndo\u0301sova",
    "full-width letters": "Ｄｚｈａｎｄｏｓｏｖａ",
    "mathematical letters": "𝐃𝐳𝐡𝐚𝐧𝐝𝐨𝐬𝐨𝐯𝐚",
    "homoglyphs, Cyrillic in Latin": "Dzhаndоsоvа",
    "homoglyphs, Latin in Cyrillic": "Джaндocoвa",
    "hyphenated at a line end": "they took Dzhando-\nsova away",
    "broken at a line end with a soft hyphen": "they took Джандо\u00ad\nсову away",
    "right-to-left override": "\u202e" + "avosodnahzD" + "\u202c",
    "right-to-left override around a word": f"seen \u202e{'Джандосова'[::-1]}\u202c there",
    "written backwards behind an isolate": "\u2067" + "avosodnahzD" + "\u2069",
}
WORDS |= _HIDDEN


# ------------------------------------------------------------------------------------------ escapes

_ENTITIES = "".join(f"&#{ord(c)};" for c in CYRILLIC)
_ESCAPED = {
    "HTML entities, decimal": _ENTITIES,
    "HTML entities, hexadecimal": "".join(f"&#x{ord(c):X};" for c in CYRILLIC),
    "HTML entities, decimal without semicolons": "".join(f"&#{ord(c)}" for c in CYRILLIC),
    "HTML entities, named": "&Scy;&acy;&ucy;&lcy;&iecy; &Dcy;&zhcy;&acy;&ncy;&dcy;&ocy;&scy;&ocy;&vcy;&acy;",
    "HTML entities, twice": _ENTITIES.replace("&", "&amp;"),
    "tags inside a name": "Dzhan<b>dos</b>ova",
    "tags around every letter": "".join(f"<i>{c}</i>" for c in "Джандосова"),
    "comment inside a name": "Dzhan<!-- x -->dosova",
    "a comment": f"<!-- {LATIN} -->",
    "an attribute": f'<a href="#n" title="{CYRILLIC}">1</a>',
    "a data attribute in entities": f'<i data-n="{_ENTITIES}"></i>',
    "soft hyphen entities": "Dzhan&shy;do&shy;sova",
    "CSS content": "<style>p::after{content:'\\0414\\0436\\0430\\043d\\0434\\043e\\0441\\043e\\0432\\0430'}</style>",
    "percent, UTF-8": f"https://news.example/{quote('Джандосова')}",
    "percent, windows-1251": f"https://news.example/{quote('Джандосова'.encode('cp1251'))}",
    "percent, koi8-r": f"https://news.example/{quote('Джандосова'.encode('koi8-r'))}",
    "percent, twice": f"https://news.example/{quote(quote('Джандосова'))}",
    "percent of plain letters": "https://news.example/%44%7A%68%61%6E%64%6F%73%6F%76%61",
    "punycode": f"https://{'джандосова'.encode('idna').decode()}.example/",
    "quoted-printable, UTF-8": quopri.encodestring("Джандосова".encode()).decode(),
    "quoted-printable, windows-1251": quopri.encodestring("Джандосова".encode("cp1251")).decode(),
    "quoted-printable, soft line ends": "They took Dzhan=\ndosova away=2E =D0=94=D0=B6",
    "mail header word": f"=?utf-8?B?{base64.b64encode(CYRILLIC.encode()).decode()}?=",
    "JavaScript-style code points": "".join(f"\\u{{{ord(c):x}}}" for c in "Джандосова"),
    "octal escapes of UTF-8": "".join(f"\\{byte:03o}" for byte in "Джандосова".encode()),
    "hexadecimal escapes of UTF-8": "".join(f"\\x{byte:02x}" for byte in "Джандосова".encode()),
    "hexadecimal": "Джандосова".encode().hex(),
    "hexadecimal of plain letters": b"Dzhandosova".hex(),
    "hexadecimal, spaced": "Джандосова".encode().hex(" "),
    "base 64": base64.b64encode(f"as told by {CYRILLIC}".encode()).decode(),
    "base 64 of a short name": base64.b64encode(b"Dzhandosova").decode(),
    "base 64, for addresses": base64.urlsafe_b64encode(f"???>>> {CYRILLIC} ???>>>".encode()).decode(),
    "base 64, without its end": base64.b64encode(CYRILLIC.encode()).decode().rstrip("="),
    "base 64, in lines": base64.encodebytes(("x " * 40 + CYRILLIC + " y" * 40).encode()).decode(),
    "base 64, twice": base64.b64encode(base64.b64encode(f"as told by {CYRILLIC}".encode())).decode(),
    "base 64 of windows-1251": base64.b64encode("со слов Сауле Джандосовой".encode("cp1251")).decode(),
    "base 64 of UTF-16": base64.b64encode(f"as told by {CYRILLIC}".encode("utf-16-le")).decode(),
    "base 64 of base 16": base64.b64encode(CYRILLIC.encode().hex().encode()).decode(),
    "a data address": f"data:text/plain;base64,{base64.b64encode(LATIN.encode()).decode()}",
    "base 32": base64.b32encode(CYRILLIC.encode()).decode(),
}
WORDS |= _ESCAPED
for _name, _words in WORDS.items():
    KINDS[_name] = in_words(_words)


def _records(files: Files, text: str, *, ascii_only: bool = False) -> bytes:
    facts = json.loads(files[JSON])
    facts.append({"id": text})
    return zipped(
        {**files, JSON: json.dumps(facts, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")}
    )


KINDS["records.json, plain"] = lambda files: _records(files, CYRILLIC)
KINDS["records.json, escaped"] = lambda files: _records(files, CYRILLIC, ascii_only=True)
KINDS["records.json, surrogate escapes"] = lambda files: _records(files, "𝐃𝐳𝐡𝐚𝐧𝐝𝐨𝐬𝐨𝐯𝐚", ascii_only=True)
KINDS["records.json, a name as a key"] = lambda files: zipped(
    {**files, JSON: json.dumps([{LATIN: 1}]).encode()}
)
KINDS["records.json, parted over two texts"] = lambda files: zipped(
    {**files, JSON: json.dumps([["They took Saule", "Dzhandosova"]]).encode()}
)


@kind("a disclosure of a seal")
def _disclosure(files: Files) -> bytes:
    one = base64.urlsafe_b64encode(json.dumps(["c2FsdHNhbHRzYWx0c2FsdA", "t", LATIN]).encode())
    return zipped({**files, SEAL: files[SEAL] + one.rstrip(b"=") + b"~"})


@kind("the payload of a seal")
def _payload(files: Files) -> bytes:
    head, _, rest = files[SEAL].partition(b".")
    body, _, rest = rest.partition(b".")
    raw = json.loads(base64.urlsafe_b64decode(body + b"=" * (-len(body) % 4)))
    raw["kind"] = CYRILLIC
    body = base64.urlsafe_b64encode(json.dumps(raw, ensure_ascii=False).encode()).rstrip(b"=")
    return zipped({**files, SEAL: b".".join((head, body, rest))})


# ------------------------------------------------------------------------------------------ encodings

_ENCODINGS = {
    "UTF-16 little-endian": ("utf-16-le", b""),
    "UTF-16 big-endian": ("utf-16-be", b""),
    "UTF-16 with a mark": ("utf-16", b""),
    "UTF-32 little-endian": ("utf-32-le", b""),
    "UTF-32 big-endian": ("utf-32-be", b""),
    "windows-1251": ("cp1251", b""),
    "koi8-r": ("koi8-r", b""),
    "cp866": ("cp866", b""),
    "iso-8859-5": ("iso-8859-5", b""),
    "mac-cyrillic": ("mac-cyrillic", b""),
}
_SENTENCE = "Они увезли человека, которого звали Сауле Джандосова, и не сказали куда."
for _name, (_encoding, _mark) in _ENCODINGS.items():
    KINDS[f"a file in {_name}"] = lambda files, e=_encoding: with_file(  # type: ignore[misc]  # a default binds it
        files, "bundle/data/note.txt", _SENTENCE.encode(e)
    )
for _name, _encoding in (("UTF-16 big-endian", "utf-16-be"), ("UTF-16 little-endian", "utf-16-le")):
    KINDS[f"{_name} of Latin letters"] = lambda files, e=_encoding: with_file(  # type: ignore[misc]  # a default binds it
        files, "bundle/data/note.txt", f"They took {LATIN} away.".encode(e)
    )
    KINDS[f"{_name}, off by one byte"] = lambda files, e=_encoding: with_file(  # type: ignore[misc]  # a default binds it
        files, "bundle/data/padding.bin", b"\xff\xff\xff" + f"They took {LATIN} away.".encode(e)
    )


@kind("windows-1251 inside UTF-8")
def _mixed(files: Files) -> bytes:
    return in_bytes(files, "Джандосова".encode("cp1251"))


@kind("read in the wrong code page, and written as UTF-8")
def _mojibake(files: Files) -> bytes:
    return in_text(files, "Сауле Джандосова".encode().decode("cp1251"))


@kind("UTF-8 read as Latin-1, and written as UTF-8")
def _mojibake_latin(files: Files) -> bytes:
    return in_text(files, "Сауле Джандосова".encode().decode("latin-1"))


# ------------------------------------------------------------------------------------------ the archive


@kind("a zip comment")
def _comment(files: Files) -> bytes:
    return zipped(files, comment=CYRILLIC.encode())


@kind("a zip comment in cp866")
def _comment_866(files: Files) -> bytes:
    return zipped(files, comment="Сауле Джандосова".encode("cp866"))


@kind("a file name")
def _file_name(files: Files) -> bytes:
    return with_file(files, "bundle/data/dzhandosova.txt", b"nothing\n")


@kind("a folder's name")
def _folder_name(files: Files) -> bytes:
    return with_file(files, f"bundle/{CYRILLIC}/", b"")


@kind("the comment of an entry")
def _entry_comment(files: Files) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        for i, (name, content) in enumerate(files.items()):
            info = zipfile.ZipInfo(name)
            info.comment = LATIN.encode() if i == 1 else b""
            out.writestr(info, content)
    return target.getvalue()


@kind("an extra field of an entry")
def _extra(files: Files) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        for i, (name, content) in enumerate(files.items()):
            info = zipfile.ZipInfo(name)
            info.extra = struct.pack("<HH", 0x7075, 17) + LATIN.encode() if i == 1 else b""
            out.writestr(info, content)
    return target.getvalue()


@kind("an extra field in the local header alone")
def _local_extra(files: Files) -> bytes:
    data = zipped({"bundle/data/a.txt": b"nothing\n"})
    extra = struct.pack("<HH", 0x7075, 17) + LATIN.encode()
    (at,) = struct.unpack_from("<H", data, 26)
    changed = data[:28] + struct.pack("<H", len(extra)) + data[30 : 30 + at] + extra + data[30 + at :]
    return _moved_directory(changed, data, len(extra)) if files else b""


def _moved_directory(changed: bytes, data: bytes, by: int) -> bytes:
    end = changed.rindex(b"PK\5\6")
    (start,) = struct.unpack_from("<I", data, data.rindex(b"PK\5\6") + 16)
    return changed[: end + 16] + struct.pack("<I", start + by) + changed[end + 20 :]


@kind("bytes before the archive")
def _before(files: Files) -> bytes:
    return f"kept for {LATIN}\n".encode() + zipped(files)


@kind("bytes behind the archive")
def _behind(files: Files) -> bytes:
    return zipped(files) + f"\nkept for {LATIN}\n".encode()


@kind("bytes between two members")
def _between(files: Files) -> bytes:
    whole, inside = zipped(files), f"\nkept for {LATIN}\n".encode()
    (start,) = struct.unpack_from("<I", whole, whole.rindex(b"PK\5\6") + 16)
    changed = whole[:start] + inside + whole[start:]
    return _moved_directory(changed, whole, len(inside))


@kind("a deleted member that is no longer in the directory")
def _unlisted_member(files: Files) -> bytes:
    small = zipped({"a.txt": f"{LATIN}\n".encode()}, method=zipfile.ZIP_DEFLATED)
    (start,) = struct.unpack_from("<I", small, small.rindex(b"PK\5\6") + 16)
    whole = zipped(files)
    (directory,) = struct.unpack_from("<I", whole, whole.rindex(b"PK\5\6") + 16)
    changed = whole[:directory] + small[:start] + whole[directory:]
    return _moved_directory(changed, whole, start)


@kind("a deflated member")
def _deflated(files: Files) -> bytes:
    return zipped({**files, "bundle/data/note.txt": f"{LATIN}\n".encode()}, method=zipfile.ZIP_DEFLATED)


@kind("an archive in an archive")
def _nested(files: Files) -> bytes:
    inner = zipped({"a/b.txt": f"{CYRILLIC}\n".encode()}, method=zipfile.ZIP_DEFLATED)
    return with_file(files, "bundle/data/more.zip", zipped({"inner.zip": inner}))


@kind("a file name in an archive in an archive")
def _nested_name(files: Files) -> bytes:
    return with_file(files, "bundle/data/more.zip", zipped({"dzhandosova/a.txt": b"x"}))


@kind("gzip")
def _gzip(files: Files) -> bytes:
    return with_file(files, "bundle/data/note.txt", gzip.compress(f"{CYRILLIC}\n".encode()))


@kind("the file name in gzip")
def _gzip_name(files: Files) -> bytes:
    target = io.BytesIO()
    with gzip.GzipFile("dzhandosova.txt", "wb", fileobj=target) as out:
        out.write(b"nothing to see here\n")
    return with_file(files, "bundle/data/note.txt", target.getvalue())


@kind("gzip in base 64")
def _gzip_base64(files: Files) -> bytes:
    return in_text(files, base64.b64encode(gzip.compress(f"{CYRILLIC}\n".encode())).decode())


@kind("zlib in base 64")
def _zlib_base64(files: Files) -> bytes:
    return in_text(files, base64.b64encode(zlib.compress(f"as told by {CYRILLIC}\n".encode())).decode())


@kind("padding that is not all zeros")
def _padding(files: Files) -> bytes:
    return with_file(files, "bundle/data/padding.bin", bytes(500) + LATIN.encode() + bytes(500))


# ------------------------------------------------------------------------------------------ PDF


def _pdf(files: Files, change: Callable[[pypdf.PdfWriter], None]) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(files[PDF]))
    change(writer)
    target = io.BytesIO()
    writer.write(target)
    return zipped({**files, PDF: target.getvalue()})


def _drawn(text: bytes) -> Callable[[pypdf.PdfWriter], None]:
    """Draw *text* on a page of its own, in a font every reader has."""

    def change(writer: pypdf.PdfWriter) -> None:
        page = writer.add_blank_page(400, 400)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        content = DecodedStreamObject()
        content.set_data(text)
        page[NameObject("/Contents")] = writer._add_object(content.flate_encode())

    return change


_PDF: dict[str, Callable[[pypdf.PdfWriter], None]] = {
    "PDF, page text": _drawn(b"BT /F1 12 Tf 50 50 Td (They took Saule Dzhandosova away) Tj ET"),
    "PDF, page text placed letter by letter": _drawn(
        b"BT /F1 12 Tf 50 50 Td [(Dz) -20 (han) 10 (do) -15 (so) 5 (va)] TJ ET"
    ),
    "PDF, invisible text": _drawn(b"BT /F1 12 Tf 3 Tr 50 50 Td (Saule Dzhandosova) Tj ET"),
    "PDF, text outside the page": _drawn(b"BT /F1 12 Tf -900 -900 Td (Saule Dzhandosova) Tj ET"),
    "PDF, white text under a box": _drawn(
        b"BT /F1 12 Tf 50 50 Td (Saule Dzhandosova) Tj ET 0 0 0 rg 40 40 300 30 re f"
    ),
    "PDF, ActualText": _drawn(
        b"/Span <</ActualText <FEFF0414043604300"
        b"43D0434043E0441043E04320430>>> BDC BT /F1 12 Tf 50 50 Td (x) Tj ET EMC"
    ),
    "PDF, a comment in a page": _drawn(b"% Saule Dzhandosova\nBT /F1 12 Tf 50 50 Td (x) Tj ET"),
    "PDF, the author": lambda writer: writer.add_metadata({"/Author": LATIN}),
    "PDF, a key of its own in the information": lambda writer: writer.add_metadata({"/Checked": CYRILLIC}),
    "PDF, an attachment": lambda writer: _attach(writer, "a.txt", f"as told by {CYRILLIC}\n".encode()),
    "PDF, a packed attachment": lambda writer: _packed(writer, f"as told by {CYRILLIC}\n".encode()),
    "PDF, a packed attachment in UTF-16": lambda writer: _packed(writer, CYRILLIC.encode("utf-16")),
    "PDF, an attachment's name": lambda writer: _attach(writer, "dzhandosova.txt", b"nothing"),
    "PDF, an outline": lambda writer: _ignore(writer.add_outline_item(title=CYRILLIC, page_number=0)),
    "PDF, an annotation": lambda writer: _annotate(writer, {"/Contents": CYRILLIC}),
    "PDF, the author of an annotation": lambda writer: _annotate(writer, {"/T": LATIN}),
    "PDF, the address of a link": lambda writer: _link(writer, "https://news.example/saule-dzhandosova"),
    "PDF, XMP": lambda writer: _xmp(writer, f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{CYRILLIC}</x:xmpmeta>"),
    "PDF, a page's label": lambda writer: _root(
        writer,
        "/PageLabels",
        DictionaryObject(
            {
                NameObject("/Nums"): ArrayObject(
                    [NumberObject(0), DictionaryObject({NameObject("/P"): _text("Dzhandosova ")})]
                )
            }
        ),
    ),
    "PDF, alternative text of a picture": lambda writer: _root(
        writer, "/StructTreeRoot2", DictionaryObject({NameObject("/Alt"): _text(f"portrait of {CYRILLIC}")})
    ),
}


def _text(text: str) -> TextStringObject:
    made = create_string_object(text)
    assert isinstance(made, TextStringObject)
    return made


def _ignore(_result: object) -> None:
    return None


def _attach(writer: pypdf.PdfWriter, name: str, content: bytes) -> None:
    writer.add_attachment(name, content)


def _packed(writer: pypdf.PdfWriter, content: bytes) -> None:
    stream = DecodedStreamObject()
    stream.set_data(content)
    _root(writer, "/Extra", writer._add_object(stream.flate_encode()))


def _annotate(writer: pypdf.PdfWriter, texts: Mapping[str, str]) -> None:
    note = DictionaryObject(
        {NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Text")}
    )
    note[NameObject("/Rect")] = ArrayObject([])
    for name, text in texts.items():
        note[NameObject(name)] = _text(text)
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])


def _link(writer: pypdf.PdfWriter, address: str) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/URI"), NameObject("/URI"): _text(address)})
    link = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): action})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(link)])


def _scripted(writer: pypdf.PdfWriter) -> None:
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): _text("app.beep()")}
    )
    _root(writer, "/OpenAction", writer._add_object(action))


def _launching(writer: pypdf.PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): _text("a.exe")})
    _root(writer, "/OpenAction", writer._add_object(action))


def _xmp(writer: pypdf.PdfWriter, text: str) -> None:
    stream = DecodedStreamObject()
    stream.set_data(text.encode())
    stream[NameObject("/Type")] = NameObject("/Metadata")
    stream[NameObject("/Subtype")] = NameObject("/XML")
    _root(writer, "/Metadata", writer._add_object(stream))


def _root(writer: pypdf.PdfWriter, name: str, value: object) -> None:
    writer.root_object[NameObject(name)] = value  # type: ignore[assignment]  # any object of pypdf's


for _name, _change in _PDF.items():
    KINDS[_name] = lambda files, c=_change: _pdf(files, c)  # type: ignore[misc]  # a default binds it


@kind("PDF, an object of an earlier version")
def _superseded(files: Files) -> bytes:
    """A later update replaces an object; the earlier one still lies in the file, compressed."""
    packed = zlib.compress(f"<x>{CYRILLIC}</x>".encode())
    old = (
        b"\n9901 0 obj\n<</Length %d/Filter/FlateDecode>>\nstream\n" % len(packed)
        + packed
        + b"\nendstream\nendobj\n"
    )
    at = files[PDF].rindex(b"startxref")
    return zipped({**files, PDF: files[PDF][:at] + old + files[PDF][at:]})


@kind("PDF, bytes behind its end")
def _pdf_behind(files: Files) -> bytes:
    return zipped({**files, PDF: files[PDF] + f"\n% {LATIN}\n".encode()})


# ------------------------------------------------------------------------------------------ refused kinds

REFUSED: dict[str, Plant] = {
    "a script in the report": lambda files: in_text(files, "<script>fetch('x')</script>"),
    "a script in an address": lambda files: in_text(files, "<a href='javascript:alert(1)'>x</a>"),
    "a script in an attribute": lambda files: in_text(files, "<img src=x onerror='alert(1)'>"),
    "a script in entities": lambda files: in_text(files, "<a href='java&#115;cript:alert(1)'>x</a>"),
    "a kind of file nobody can look into": lambda files: with_file(
        files, "bundle/data/voice.opus", bytes(range(256)) * 9
    ),
    "a picture": lambda files: with_file(
        files, "bundle/data/a.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
    ),
    "an encrypted archive": lambda files: with_file(files, "bundle/data/a.zip", _encrypted()),
    "a text that age encrypted": lambda files: with_file(
        files, "bundle/data/a.txt", b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdlLWVuY3J5cHRpb24ub3Jn\n"
    ),
    "a message that PGP encrypted": lambda files: with_file(
        files, "bundle/data/a.txt", b"Hello\n\n-----BEGIN PGP MESSAGE-----\n\nhQIMA0t0\n"
    ),
    "the head of a file that age encrypted": lambda files: with_file(
        files, "bundle/data/a.txt", b"age-encryption.org/v1\n-> X25519 abc\n"
    ),
    "a script in a PDF": lambda files: _pdf(files, _scripted),
    "a program a PDF starts": lambda files: _pdf(files, _launching),
    "a broken PDF": lambda files: zipped({**files, PDF: files[PDF][:3000]}),
    "JSON that is none": lambda files: zipped({**files, JSON: b'[{"a": }]'}),
    "archives packed too deeply": lambda files: with_file(files, "bundle/data/a.zip", _deep()),
    "a bomb": lambda files: with_file(files, "bundle/data/a.zip", _bomb()),
    "a broken gzip": lambda files: with_file(
        files, "bundle/data/a.gz", gzip.compress(bytes(range(200)) * 50)[:-200]
    ),
}


def _encrypted() -> bytes:
    data = bytearray(zipped({"a.txt": b"x" * 40}))
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    return bytes(data)


def _deep() -> bytes:
    data = b"nothing"
    for _ in range(9):
        data = zipped({"a.zip": data})
    return data


def _bomb() -> bytes:
    return zipped({"a.bin": bytes(300 << 20)}, method=zipfile.ZIP_DEFLATED)


def every() -> Iterator[tuple[str, Plant]]:
    """Every kind of leak by its name."""
    yield from KINDS.items()
