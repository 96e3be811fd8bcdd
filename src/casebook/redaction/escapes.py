"""The other ways to read a text: its escapes opened, its tags taken away, its letters in order. Pure.

Each is given with a code of how it was read; a text that has nothing to open has no other ways.
"""

from __future__ import annotations

import binascii
import html
import re
from collections.abc import Callable, Collection, Iterator
from typing import Final
from urllib.parse import unquote_to_bytes

DEEPEST: Final = 3
"""How often an escape may be escaped again."""
GAP: Final = "\n.\n"
"""Between texts that only stand together in a view: no name reaches over it."""

_CODE_PAGES: Final = ("utf-8", "cp1251", "koi8-r")
_CODE_POINT: Final = re.compile(
    r"\\u\{([0-9a-fA-F]{1,6})\}|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\x\{([0-9a-fA-F]{1,6})\}"
)
_STYLE: Final = re.compile(r"\\([0-9a-fA-F]{2,6})[ \n]?")
_BYTES: Final = re.compile(r"(?:\\x[0-9a-fA-F]{2}|\\[0-3][0-7]{2})+")
_BYTE: Final = re.compile(r"\\x([0-9a-fA-F]{2})|\\([0-3][0-7]{2})")
_COMMENT: Final = re.compile(r"<!--.{0,20000}?-->", re.DOTALL)
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_QUOTED: Final = re.compile(r"=[0-9A-F]{2}|=\r?\n")
_PUNYCODE: Final = re.compile(r"\bxn--[a-z0-9-]{2,60}", re.IGNORECASE)
_OF_PUNYCODE: Final = re.compile(r"--(?<=[xX][nN]--)")
"""Begins with two signs that are rare: looking for it costs next to nothing."""
_SOFT_END: Final = re.compile(r"\u00ad[ \t]*\r?\n[ \t]*")
_MISREAD_IN: Final = ("cp1251", "cp1252", "latin-1")


def _looks(part: range) -> str:
    """How bytes look in the code pages in which UTF-8 is misread."""
    shown = {byte.to_bytes().decode(encoding, "ignore") for byte in part for encoding in _MISREAD_IN}
    return "".join(map(re.escape, sorted(shown)))


_MISREAD: Final = re.compile(
    rf"[{_looks(range(0xC2, 0xF5))}][{_looks(range(0x80, 0xC0))}]"
    r"[^\x00-\x7f]{2,}(?:[ \-][^\x00-\x7f]{4,})*"
)
"""Begun as UTF-8 begins a letter: a first byte, and one that follows it."""
_DIRECTIONS: Final = "\u202e\u202d\u2066\u2067\u2068\u202b"


def unescaped(text: str) -> Iterator[tuple[str, str]]:
    """(code, text) for every other way to read *text* that differs from it."""
    lines = text.split("\n")
    seen = {text}
    for code, part, other in _ways(text, lines):
        if other != part and other not in seen:
            seen.add(other)
            yield code, other


def _around(lines: list[str], marks: Collection[str]) -> str:
    """The lines with one of *marks* in them and those beside: all else has no other way to be read."""
    near = {j for i, line in enumerate(lines) if any(m in line for m in marks) for j in (i - 1, i, i + 1)}
    groups: list[list[str]] = []
    for i, line in enumerate(lines):
        if i in near:
            if i == 0 or i - 1 not in near:
                groups.append([])
            groups[-1].append(line)
    return GAP.join("\n".join(group) for group in groups)


def _ways(whole: str, lines: list[str]) -> Iterator[tuple[str, str, str]]:
    """(code, what of the text, how else it reads)."""
    for marks, ways in _WAYS:
        if any(mark in whole for mark in marks):
            text = _around(lines, marks)
            for code, other in ways(text):
                yield code, text, other
    names = [_unpuny(found) for found in punycode(whole)]
    misread = (
        [] if whole.isascii() else [right for found in _MISREAD.findall(whole) for right in _reread(found)]
    )
    yield "punycode", "", "\n".join(names)
    yield "misread", "", GAP.join(misread)


def _escapes(text: str) -> Iterator[tuple[str, str]]:
    yield "escapes", _joined_surrogates(_CODE_POINT.sub(_letter, text))
    yield "escapes", _STYLE.sub(_letter, text)
    if _BYTES.search(text):
        for encoding in _CODE_PAGES:
            yield "escapes", _BYTES.sub(lambda found, e=encoding: _raw(found[0]).decode(e, "replace"), text)  # type: ignore[misc]  # a default binds it


def _entities(text: str) -> Iterator[tuple[str, str]]:
    yield "entities", _again(html.unescape, text)


def _tags(text: str) -> Iterator[tuple[str, str]]:
    yield "tags", _TAG.sub("", _again(html.unescape, _COMMENT.sub("", text)))


def _quoted(text: str) -> Iterator[tuple[str, str]]:
    if _QUOTED.search(text):
        raw = binascii.a2b_qp(text.encode("utf-8", "replace"))
        for encoding in _CODE_PAGES:
            yield f"quoted-{encoding}", raw.decode(encoding, "replace")


def _hyphens(text: str) -> Iterator[tuple[str, str]]:
    yield "hyphens", _SOFT_END.sub("", text)


def _reversed(text: str) -> Iterator[tuple[str, str]]:
    yield "reversed", text[::-1]


def _again(change: Callable[[str], str], text: str) -> str:
    """*text* opened until nothing changes."""
    for _ in range(DEEPEST):
        opened = change(text)
        if opened == text:
            break
        text = opened
    return text


def _percent(text: str) -> Iterator[tuple[str, str]]:
    """Percent escapes are of bytes, and may be escaped again; which code page the bytes are, nobody says."""
    raw = text.encode("utf-8", "replace")
    for _ in range(DEEPEST):
        opened = unquote_to_bytes(raw)
        if opened == raw:
            return
        raw = opened
        for encoding in _CODE_PAGES:
            yield f"percent-{encoding}", raw.decode(encoding, "replace")


def _letter(found: re.Match[str]) -> str:
    code = int(next(filter(None, found.groups())), 16)
    return chr(code) if code < 0x110000 else found[0]


def _raw(escapes: str) -> bytes:
    return bytes(int(found[1], 16) if found[1] else int(found[2], 8) for found in _BYTE.finditer(escapes))


def _joined_surrogates(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def punycode(text: str) -> Iterator[str]:
    """Every name of a site in *text* that is written in punycode."""
    done = 0
    for near in _OF_PUNYCODE.finditer(text):
        start = near.start() - 2
        if start >= done and (found := _PUNYCODE.match(text, start)) is not None:
            yield found[0]
            done = found.end()


def _unpuny(name: str) -> str:
    try:
        return name[4:].encode("ascii").decode("punycode")
    except (UnicodeError, OverflowError):
        return name


def _reread(text: str) -> Iterator[str]:
    """UTF-8 that somebody read in an old code page, and wrote down so: ``РЎР°СѓР»Рµ``."""
    for encoding in _MISREAD_IN:
        try:
            yield text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue


_WAYS: Final[tuple[tuple[str, Callable[[str], Iterator[tuple[str, str]]]], ...]] = (
    ("\\", _escapes),
    ("&", _entities),
    ("<", _tags),
    ("%", _percent),
    ("=", _quoted),
    ("\u00ad", _hyphens),
    (_DIRECTIONS, _reversed),
)
"""The signs of which one must stand in a text, and how it is read then."""
