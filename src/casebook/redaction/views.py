"""Every way somebody could read a finished file: its texts, and what is folded up inside them. Pure.

A view is a text and where it stands. Readable text is looked through for every spelling; strings found in
binary content only for exact names, because random bytes spell anything sooner or later.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from casebook.redaction import archives
from casebook.redaction.archives import MOST_INSIDE, Unreadable, View
from casebook.redaction.escapes import GAP, unescaped
from casebook.redaction.noise import parted, quoted
from casebook.redaction.spaced import spaced

DEEPEST: Final = 6
_LETTERS: Final = re.compile(r"[^\W\d_]+|\s+")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_CONTROL_BYTES: Final = bytes((*range(9), *range(14, 32), 127))
_HIGH_BYTES: Final = bytes(range(128, 256))
_DRAWING: Final = re.compile(rb"\sTf\s[\s\S]*?(?:Tj|TJ)\s")
_SAID: Final = re.compile(rb"\((?:\\[\s\S]|[^\\()])*+\)|%[^\r\n]*|/[A-Za-z0-9_.+-]{8,}")
"""What a drawing says rather than draws: texts in brackets, remarks, long names."""
_CYRILLIC_WORD: Final = re.compile(r"[а-яёА-ЯЁ]{2,}")
_NATURAL: Final = re.compile(r"[А-ЯЁ]?[а-яё]+|[А-ЯЁ]{2,4}")
_URL_SIGNS: Final = bytes.maketrans(b"-_", b"+/")
_OF_A_KIND: Final = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"fLaC")
_FOLDED: Final = (*_OF_A_KIND, b"PK\3\4", b"\x1f\x8b", b"\x78")
_BEGUN: Final = (b"\xff\xfe", b"\xfe\xff", *_FOLDED)
_B64_RUN: Final = re.compile(rb"[A-Za-z0-9+/_-]{12,}(?:\r?\n[A-Za-z0-9+/]{4,76})*={0,2}")
_B32_RUN: Final = re.compile(rb"[A-Z2-7]{16,}={0,6}")
_HEX_RUN: Final = re.compile(rb"[0-9A-Fa-f][0-9A-Fa-f][ :-]?(?:[0-9A-Fa-f]{2}[ :-]?){5,}")
_UTF16_LE: Final = re.compile(rb"(?:[\x20-\x7e]\x00|[\x00-\xff]\x04|\xa0\x00){6,}")
_UTF16_BE: Final = re.compile(rb"(?:\x00[\x20-\x7e]|\x04[\x00-\xff]|\x00\xa0){6,}")
_UTF32_LE: Final = re.compile(rb"(?:[\x20-\x7e]\x00\x00\x00|[\x00-\xff]\x04\x00\x00){6,}")
_UTF32_BE: Final = re.compile(rb"(?:\x00\x00\x00[\x20-\x7e]|\x00\x00\x04[\x00-\xff]){6,}")
_HIGH_RUN: Final = re.compile(rb"[\xa3\xa8\xb3\xb8\xc0-\xff](?:[\xa3\xa8\xb3\xb8\xc0-\xff \-.]){5,}")
_ASCII_RUN: Final = re.compile(rb"[\x20-\x7e]{6,}")
_UTF8_RUN: Final = re.compile(rb"(?:[\x20-\x7e]|[\xd0-\xd3][\x80-\xbf]){12,}")


@dataclass(frozen=True, slots=True)
class Folded:
    """A picture, a sound or a PDF that stands written out in a text."""

    where: str
    content: bytes


Seen = View | Unreadable | Folded


def views(data: bytes, where: str = "", depth: int = 0) -> Iterator[Seen]:
    """Every view of *data*, of what is folded up in it, and of archives in it. Kinds of file with a reader of
    their own (`apart`) are looked at as bytes.
    """
    if depth > DEEPEST:
        yield Unreadable(where, "too-deep")
        return
    if zipfile.is_zipfile(io.BytesIO(data)):
        for found in archives.opened(io.BytesIO(data), where):
            if isinstance(found, archives.Member):
                inside = found.read()
                if inside is None:
                    yield Unreadable(found.where, "broken-zip")
                else:
                    yield from views(inside, found.where, depth + 1)
            elif isinstance(found, archives.Lost):
                yield from views(found.content, found.where, depth + 1)
            elif isinstance(found, archives.Rest):
                data = found.content
            else:
                yield found
    if is_gzip(data):
        yield from _of_gzip(data, where, depth)
    text = readable(data)
    if text is not None:
        yield from of_text(text, where, depth)
    else:
        yield from strings(data, where)
    yield from encoded(data, where, depth)


def _of_gzip(data: bytes, where: str, depth: int) -> Iterator[Seen]:
    inside = gunzipped(data)
    if inside is None:
        yield Unreadable(where, "broken-gzip")
    else:
        yield from gzip_name(data, where)
        yield from views(inside, where, depth + 1)


def gzip_name(data: bytes, where: str) -> Iterator[Seen]:
    """The name a compressed file had."""
    if data[3] & 8:
        yield from archives.blob(data[10:512].split(b"\0")[0], where, "gzip-name")


def unfolds(data: bytes) -> bool:
    """Whether views look inside *data* for another file."""
    return is_gzip(data) or zipfile.is_zipfile(io.BytesIO(data))


def of_stream(data: bytes, where: str) -> Iterator[Seen]:
    """Every view of an open stream of a PDF. What only draws (its texts are read from the page) has no tags and
    no escapes but its own.
    """
    if not _DRAWING.search(data):
        yield from views(data, where)
        return
    said = [found[0].decode("latin-1") for found in _SAID.finditer(data)]
    yield from _words(GAP.join(said), where, "text")
    yield from encoded(data, where, 0)


def readable(data: bytes) -> str | None:
    """*data* as text in UTF-8, in UTF-16 with a mark, or in an old Cyrillic code page; else nothing.

    Text has hardly a control character. Which code page it is shows in the words: in the wrong one small
    letters come out large.
    """
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        return _legacy(data)
    if encoding == "utf-8":
        control = len(data) - len(data.translate(None, _CONTROL_BYTES))
    else:
        control = len(_CONTROL.findall(text))
    return text if control * 50 <= len(text) else None


def _legacy(data: bytes) -> str | None:
    if (len(data) - len(data.translate(None, _CONTROL_BYTES))) * 50 > len(data):
        return None
    high = len(data) - len(data.translate(None, _HIGH_BYTES))
    for encoding in ("cp1251", "koi8-r", "cp866", "iso-8859-5"):
        text = data.decode(encoding, "replace")
        words = _CYRILLIC_WORD.findall(text)
        natural = sum(len(word) for word in words if _NATURAL.fullmatch(word))
        if natural >= 0.8 * high and natural >= 4:
            return text
    return None


def of_text(text: str, where: str, depth: int = 0, how: str = "text") -> Iterator[Seen]:
    """Every way to read a text."""
    yield from _words(text, where, how)
    for name, other in unescaped(text):
        yield from _words(other, where, name)
        if depth < DEEPEST and name != "tags":
            yield from encoded(other.encode("utf-8", "replace"), where, depth + 1)
    letters = [re.sub(r"\W", "", found[0]) for found in spaced(text)]
    if letters:
        yield View(where, "spaced", GAP.join(letters), exact=False)


def _words(text: str, where: str, how: str) -> Iterator[View]:
    """The text without runs of digests and salts, which spell anything sooner or later; those apart. (Short enough
    ones are opened besides: `encoded`.)
    """
    text, noise = parted(text)
    if noise:
        yield View(where, how, GAP.join(noise), exact=True)
    yield View(where, how, text, exact=False)


def strings(data: bytes, where: str) -> Iterator[View]:
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


def encoded(data: bytes, where: str, depth: int = 0) -> Iterator[Seen]:
    """Runs of base 64, 32 and 16 that decode to text or to a file we know; all of one file together."""
    without, digests = quoted(data)
    telling = [run for run, inner in digests if _may_tell(inner)]
    for how, pattern, decode in (
        ("base64", _B64_RUN, _from_base64),
        ("base32", _B32_RUN, _from_base32),
        ("hex", _HEX_RUN, _from_hex),
    ):
        texts: list[str] = []
        guesses: list[str] = []
        of_digests = telling if how == "base64" else []
        for run in (*_runs(how, pattern, without if how == "base64" else data), *of_digests):
            inner = decode(run)
            text = readable(inner)
            if text is None:
                guesses += _guesses(inner)
                if inner.startswith(_FOLDED):
                    yield from _unfolded(inner, where, depth)
            elif len(text.strip()) >= 4 and (text.isprintable() or "\n" in text):
                texts.append(text)
            else:
                guesses += _guesses(inner)
        if guesses:
            yield View(where, how, GAP.join(guesses), exact=True)
        if texts:
            together = GAP.join(texts)
            yield from (
                of_text(together, where, depth + 2, how) if depth < DEEPEST else _words(together, where, how)
            )
            if depth + 2 <= DEEPEST:
                yield from encoded(together.encode("utf-8", "replace"), where, depth + 2)


def _runs(how: str, pattern: re.Pattern[bytes], data: bytes) -> Iterator[bytes]:
    """What `pattern.findall(data)` finds, looked for only where enough signs of it stand together."""
    marks = data.translate(_SIGNS[how])
    enough = b"A" * _FEWEST_SIGNS[how]
    at = 0
    while (at := marks.find(enough, at)) >= 0:
        found = pattern.search(data, at)
        if found is None:
            return
        yield found[0]
        at = found.end()


def _signs(letters: bytes) -> bytes:
    return bytes(ord("A") if byte in letters else ord(".") for byte in range(256))


_LETTERS_64: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-"
_SIGNS: Final = {
    "base64": _signs(_LETTERS_64),
    "base32": _signs(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
    "hex": _signs(b"0123456789ABCDEFabcdef :-"),
}
_FEWEST_SIGNS: Final = {"base64": 12, "base32": 16, "hex": 12}


def _may_tell(inner: bytes) -> bool:
    """Whether the few bytes of a digest or salt may be a text, or begin a file: random ones are not, nearly ever."""
    return (
        len(inner.translate(None, _CONTROL_BYTES)) == len(inner)
        or len(inner.translate(None, _ANY_LETTER)) * 10 <= len(inner)
        or len(inner.translate(None, b"\0\4")) * 5 <= 3 * len(inner)
        or inner.startswith(_BEGUN)
    )


def _unfolded(inner: bytes, where: str, depth: int) -> Iterator[Seen]:
    """A file of a kind we know, or one that is packed."""
    if inner.startswith(_OF_A_KIND):
        yield Folded(where, inner)
    elif inner[:4] == b"PK\3\4" or (is_gzip(inner) and gunzipped(inner) is not None):
        yield from views(inner, where, depth + 1)
    else:
        packed = archives.inflated(inner)
        if packed:
            yield from views(packed, where, depth + 1)


def _from_base64(run: bytes) -> bytes:
    run = run.translate(_URL_SIGNS, b"\r\n=")
    return binascii.a2b_base64(run[: len(run) - (len(run) % 4 == 1)] + b"==")


def _from_base32(run: bytes) -> bytes:
    raw = run.rstrip(b"=")
    raw = raw[: len(raw) - {1: 1, 3: 1, 6: 1}.get(len(raw) % 8, 0)]
    return base64.b32decode(raw + b"=" * (-len(raw) % 8))


def _from_hex(run: bytes) -> bytes:
    return bytes.fromhex(run.translate(None, b" :-").decode("ascii"))


def _guesses(data: bytes) -> Iterator[str]:
    """What bytes say if they are letters of one of three alphabets, nine in ten."""
    if len(data) < SHORTEST_GUESS:
        return
    if (data.count(0) + data.count(4)) * 5 >= 2 * len(data):
        for start, encoding in ((0, "utf-16-le"), (1, "utf-16-be")):
            if len(data[1 - start :: 2].translate(None, b"\0\4")) * 20 <= len(data):
                yield data.decode(encoding, "replace")
    if len(data.translate(None, _ANY_LETTER)) * 10 <= len(data):
        for encoding, letters in _LETTER_BYTES:
            if len(data.translate(None, letters)) * 10 <= len(data):
                yield data.decode(encoding, "replace")


def _letters_of(encoding: str) -> bytes:
    return bytes(b for b in range(256) if _LETTERS.fullmatch(bytes((b,)).decode(encoding, "replace")))


_LETTER_BYTES: Final = tuple((encoding, _letters_of(encoding)) for encoding in ("cp1251", "koi8-r"))
_ANY_LETTER: Final = bytes(sorted({byte for _, letters in _LETTER_BYTES for byte in letters}))
SHORTEST_GUESS: Final = 6


# --------------------------------------------------------------------------------------------- containers


def is_gzip(data: bytes) -> bool:
    """Whether *data* begins as a compressed file does."""
    return data[:3] == b"\x1f\x8b\x08" and len(data) > 18 and data[3] < 32


def gunzipped(data: bytes) -> bytes | None:
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
        msgspec.json.decode(data, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
