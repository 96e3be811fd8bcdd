"""Every way somebody could read a finished file: its texts, and what is folded up inside them. Pure.

A view is a text and where it stands. Readable text is looked through for every spelling; strings found in
binary content only for exact names, because random bytes spell anything sooner or later.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Final

from casebook.redaction.escapes import GAP, unescaped

DEEPEST: Final = 6
MOST_INSIDE: Final = 256 * 1024 * 1024
"""Bytes one file may unfold to: more is refused as a bomb, not passed over."""

_RUN: Final = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
LONGEST_NUMBER: Final = 32
_ALIKE: Final = re.compile(r"[a-z]+|[A-Z]+|[0-9]+|[+/_=-]+")
_KINDS: Final = tuple(map(re.compile, ("[0-9]", "[A-Z]", "[a-z]")))
_HEX: Final = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_LETTERS: Final = re.compile(r"[^\W\d_]+|\s+")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_DRAWING: Final = re.compile(rb"\sTf\s[\s\S]*?(?:Tj|TJ)\s")
_SAID: Final = re.compile(rb"\((?:\\[\s\S]|[^\\()])*+\)|%[^\r\n]*|/[A-Za-z0-9_.+-]{8,}")
"""What a drawing says rather than draws: texts in brackets, remarks, long names."""
_CYRILLIC_WORD: Final = re.compile(r"[а-яёА-ЯЁ]{2,}")
_NATURAL: Final = re.compile(r"[А-ЯЁ]?[а-яё]+|[А-ЯЁ]{2,4}")
_B64_RUN: Final = re.compile(rb"[A-Za-z0-9+/_-]{12,}(?:\r?\n[A-Za-z0-9+/]{4,76})*={0,2}")
_B32_RUN: Final = re.compile(rb"[A-Z2-7]{16,}={0,6}")
_HEX_RUN: Final = re.compile(rb"(?:[0-9A-Fa-f]{2}[ :-]?){6,}")
_SPACED: Final = re.compile(
    r"(?<!\w)\w(?P<gap>[\s.\-_·*|\u00ad\u200b-\u200f\u2060\ufeff]{1,3})(?:\w(?P=gap)){3,60}\w(?!\w)"
)
_UTF16_LE: Final = re.compile(rb"(?:[\x20-\x7e]\x00|[\x00-\xff]\x04|\xa0\x00){6,}")
_UTF16_BE: Final = re.compile(rb"(?:\x00[\x20-\x7e]|\x04[\x00-\xff]|\x00\xa0){6,}")
_UTF32_LE: Final = re.compile(rb"(?:[\x20-\x7e]\x00\x00\x00|[\x00-\xff]\x04\x00\x00){6,}")
_UTF32_BE: Final = re.compile(rb"(?:\x00\x00\x00[\x20-\x7e]|\x00\x00\x04[\x00-\xff]){6,}")
_HIGH_RUN: Final = re.compile(rb"[\xa3\xa8\xb3\xb8\xc0-\xff](?:[\xa3\xa8\xb3\xb8\xc0-\xff \-.]){5,}")
_ASCII_RUN: Final = re.compile(rb"[\x20-\x7e]{6,}")
_UTF8_RUN: Final = re.compile(rb"(?:[\x20-\x7e]|[\xd0-\xd3][\x80-\xbf]){12,}")


@dataclass(frozen=True, slots=True)
class View:
    """A text found in a file. *how* is a code; *exact*: only whole exact names count in it."""

    where: str
    how: str
    text: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A part no view can be taken of: of an unknown kind, broken, or unfolding to too much."""

    where: str
    why: str


Seen = View | Unreadable


def views(data: bytes, where: str = "", depth: int = 0) -> Iterator[Seen]:
    """Every view of *data*. PDF and image content is left to their readers (`leakcheck`)."""
    if depth > DEEPEST:
        yield Unreadable(where, "too-deep")
        return
    if zipfile.is_zipfile(io.BytesIO(data)):
        data = yield from _zip(data, where, depth)
    if _is_gzip(data):
        inside = _gunzipped(data)
        if inside is None:
            yield Unreadable(where, "broken-gzip")
        else:
            yield from _blob(data[10:512].split(b"\0")[0] if data[3] & 8 else b"", where, "gzip-name")
            yield from views(inside, where, depth + 1)
    text = readable(data)
    if text is not None:
        yield from _text(text, where, depth, "text")
    else:
        yield from _strings(data, where)
    yield from _encoded(data, where, depth)


def of_stream(data: bytes, where: str) -> Iterator[Seen]:
    """Every view of an open stream of a PDF. What only draws (its texts are read from the page) has no tags and
    no escapes but its own.
    """
    if not _DRAWING.search(data):
        yield from views(data, where)
        return
    said = [found[0].decode("latin-1") for found in _SAID.finditer(data)]
    yield from _words(GAP.join(said), where, "text")
    yield from _encoded(data, where, 0)


def readable(data: bytes) -> str | None:
    """*data* as text in UTF-8, in UTF-16 with a mark, or in an old Cyrillic code page; else nothing.

    Text has hardly a control character. Which code page it is shows in the words: in the wrong one small
    letters come out large.
    """
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return _legacy(data)
    return text if len(_CONTROL.findall(text)) * 50 <= len(text) else None


def _legacy(data: bytes) -> str | None:
    if len(re.findall(rb"[\x00-\x08\x0e-\x1f\x7f]", data)) * 50 > len(data):
        return None
    for encoding in ("cp1251", "koi8-r", "cp866", "iso-8859-5"):
        text = data.decode(encoding, "replace")
        words = _CYRILLIC_WORD.findall(text)
        natural = sum(len(word) for word in words if _NATURAL.fullmatch(word))
        high = sum(byte >= 0x80 for byte in data)
        if natural >= 0.8 * high and natural >= 4:
            return text
    return None


def _text(text: str, where: str, depth: int, how: str) -> Iterator[Seen]:
    yield from _words(text, where, how)
    for name, other in unescaped(text):
        yield from _words(other, where, name)
        if depth < DEEPEST and name != "tags":
            yield from _encoded(other.encode("utf-8", "replace"), where, depth + 1)
    spaced = [re.sub(r"\W", "", found[0]) for found in _SPACED.finditer(text)]
    if spaced:
        yield View(where, "spaced", GAP.join(spaced), exact=False)


def _words(text: str, where: str, how: str) -> Iterator[View]:
    """The text without runs of digests and salts, which spell anything sooner or later; those apart."""
    noise: list[str] = []

    def without(found: re.Match[str]) -> str:
        if not _is_noise(found[0]):
            return found[0]
        noise.append(found[0])
        return GAP

    text = _RUN.sub(without, text)
    if noise:
        yield View(where, how, GAP.join(noise), exact=True)
    yield View(where, how, text, exact=False)


def _is_noise(run: str) -> bool:
    """Whether letters large and small and digits follow each other as no word or address has them, or it is a
    long number to the base 16. (Short enough ones are opened as such: `_encoded`.)
    """
    if len(run) >= LONGEST_NUMBER and _HEX.fullmatch(run):
        return True
    if not all(kind.search(run) for kind in _KINDS):
        return False
    return (len(_ALIKE.findall(run)) - 1) * 3 >= len(run)


def _strings(data: bytes, where: str) -> Iterator[Seen]:
    """What looks like text inside binary content, in the encodings people meet.

    Long runs in UTF-16 and UTF-32 do not come about by chance; bytes that may be letters of a code page do.
    """
    for how, pattern, encoding, exact in (
        ("utf-16-le", _UTF16_LE, "utf-16-le", False),
        ("utf-16-be", _UTF16_BE, "utf-16-be", False),
        ("utf-32", _UTF32_LE, "utf-32-le", False),
        ("utf-32", _UTF32_BE, "utf-32-be", False),
        ("cp1251", _HIGH_RUN, "cp1251", True),
        ("koi8-r", _HIGH_RUN, "koi8-r", True),
        ("ascii", _ASCII_RUN, "ascii", True),
        ("utf-8", _UTF8_RUN, "utf-8", False),
    ):
        found = [run[0].decode(encoding, "replace") for run in pattern.finditer(data)]
        if found:
            yield View(where, how, GAP.join(found), exact=exact)


def _encoded(data: bytes, where: str, depth: int) -> Iterator[Seen]:
    """Runs of base 64, 32 and 16 that decode to text or to a file we know; all of one file together."""
    for how, pattern, decode in (
        ("base64", _B64_RUN, _from_base64),
        ("base32", _B32_RUN, _from_base32),
        ("hex", _HEX_RUN, _from_hex),
    ):
        texts: list[str] = []
        guesses: list[str] = []
        for run in pattern.finditer(data):
            inner = decode(run[0])
            text = readable(inner)
            if text is not None and len(text.strip()) >= 4 and (text.isprintable() or "\n" in text):
                texts.append(text)
            else:
                guesses += _guesses(inner)
            if inner[:4] == b"PK\3\4" or (_is_gzip(inner) and _gunzipped(inner) is not None):
                yield from views(inner, where, depth + 1)
            packed = _inflated(inner)
            if packed:
                yield from views(packed, where, depth + 1)
        if guesses:
            yield View(where, how, GAP.join(guesses), exact=True)
        if texts:
            together = GAP.join(texts)
            yield from (
                _text(together, where, depth + 2, how) if depth < DEEPEST else _words(together, where, how)
            )
            if depth + 2 <= DEEPEST:
                yield from _encoded(together.encode("utf-8", "replace"), where, depth + 2)


def _from_base64(run: bytes) -> bytes:
    raw = re.sub(rb"[\r\n=]", b"", run).translate(bytes.maketrans(b"-_", b"+/"))
    raw = raw[: len(raw) - (len(raw) % 4 == 1)]
    return base64.b64decode(raw + b"=" * (-len(raw) % 4))


def _from_base32(run: bytes) -> bytes:
    raw = run.rstrip(b"=")
    raw = raw[: len(raw) - {1: 1, 3: 1, 6: 1}.get(len(raw) % 8, 0)]
    return base64.b32decode(raw + b"=" * (-len(raw) % 8))


def _from_hex(run: bytes) -> bytes:
    return bytes.fromhex(re.sub(rb"[ :-]", b"", run).decode("ascii"))


def _inflated(data: bytes, window: int = zlib.MAX_WBITS) -> bytes:
    """What a zlib stream (raw deflate with a negative *window*) unfolds to, nothing if it is none."""
    if window > 0 and (data[:1] != b"\x78" or len(data) < 8):
        return b""
    try:
        return zlib.decompressobj(window).decompress(data, MOST_INSIDE)
    except zlib.error:
        return b""


def _guesses(data: bytes) -> Iterator[str]:
    for encoding in ("utf-16-le", "cp1251", "koi8-r"):
        guess = data.decode(encoding, "replace") if len(data) >= 6 else ""
        if guess and len(_LETTERS.sub("", guess)) <= 0.1 * len(guess):
            yield guess


# --------------------------------------------------------------------------------------------- containers


def _zip(data: bytes, where: str, depth: int) -> Generator[Seen, None, bytes]:
    """Names, comments, extra fields and contents of an archive, whatever a stricter reader thinks of it.

    Returns the bytes that are no member's content: what stands before, between and after.
    """
    rest = bytearray(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as found:
            yield from _blob(found.comment, where, "zip-comment")
            for info in found.infolist():
                inside = f"{where}/{info.filename}".lstrip("/")
                yield View(where, "zip-name", info.filename, exact=False)
                yield from _blob(info.comment, inside, "zip-comment")
                yield from _blob(info.extra, inside, "zip-extra")
                name, extra = struct.unpack_from("<HH", data, info.header_offset + 26)
                start = info.header_offset + 30 + name + extra
                rest[start : start + info.compress_size] = b"\n" * info.compress_size
                if info.file_size > MOST_INSIDE:
                    yield Unreadable(inside, "too-large")
                elif not info.is_dir():
                    yield from views(found.read(info), inside, depth + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
    ):
        yield Unreadable(where, "broken-zip")
        return data
    yield from _unlisted(bytes(rest), where, depth)
    return re.sub(rb"\n{64,}", b"\n", bytes(rest))


def _unlisted(rest: bytes, where: str, depth: int) -> Iterator[Seen]:
    """Members that stand in an archive but not in its directory."""
    for found in re.finditer(rb"PK\x03\x04", rest):
        header = rest[found.start() : found.start() + 30]
        if len(header) == 30 and header[8:10] == b"\x08\x00":
            name, extra = struct.unpack_from("<HH", header, 26)
            content = _inflated(rest[found.start() + 30 + name + extra :], -zlib.MAX_WBITS)
            if content and depth < DEEPEST:
                yield from views(content, where, depth + 1)


def _blob(data: bytes, where: str, how: str) -> Iterator[Seen]:
    for encoding in ("utf-8", "cp866", "cp1251"):
        text = data.decode(encoding, "replace")
        if text:
            yield View(where, how, text, exact=encoding != "utf-8")


def _is_gzip(data: bytes) -> bool:
    return data[:3] == b"\x1f\x8b\x08" and len(data) > 18 and data[3] < 32


def _gunzipped(data: bytes) -> bytes | None:
    """The content, or nothing if it does not unfold or unfolds to too much."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            inside = stream.read(MOST_INSIDE + 1)
    except (OSError, zlib.error, EOFError):
        return None
    return inside if len(inside) <= MOST_INSIDE else None


def is_json(data: bytes) -> bool:
    """Whether *data* is one JSON document."""
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True
