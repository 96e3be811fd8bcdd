"""A text as words to be looked at, with web addresses, e-mail addresses and slugs opened up; pure.

Names sit inside addresses: `…/zhurnalista-…`, `%D0%90…`, `xn--…`, `given.family@…`. Their words are read
decoded, and every word keeps the place it has in the text as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from casebook.search.folding import words

_CHUNK: Final = re.compile(r"\S+")
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]{1,15}://|www\.", re.IGNORECASE)
_HOST_AND_PATH: Final = re.compile(r"[^\W_]\.[a-zа-я]{2,}(?:/|$)")
_SLUG: Final = re.compile(r"(?<![^\W_])[^\W_]+-[^\W_]+-[^\W_]")
_UNDERSCORE: Final = re.compile(r"[^\W_]_[^\W_]")
_PERCENT: Final = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_PUNYCODE: Final = re.compile(r"xn--[a-z0-9-]+", re.IGNORECASE)
_BEFORE_SENTENCE: Final = ".!?…:;"
_SKIPPED: Final = " \t\r\n\u00a0\"'“”„«»‘’(["
_BULLETS: Final = "-–—*•·"


class Piece(NamedTuple):
    """One word of a text and what stands around it."""

    start: int
    end: int
    text: str
    folded: str
    address: int
    """0 in prose; else the place, counted from 1, where its address or slug begins."""
    begins: bool
    """A sentence, a line item or a quotation begins here, so a capital says nothing."""

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def is_number(self) -> bool:
        """Whether it is a run of digits."""
        return self.folded[0].isdigit()


def _address_in(chunk: str) -> int | None:
    """Where in *chunk* (no spaces) an address, e-mail address, account name, #tag or slug begins."""
    scheme = _SCHEME.search(chunk)
    if scheme is not None:
        return scheme.start()
    if "@" in chunk or chunk[0] == "#" or _UNDERSCORE.search(chunk) or _HOST_AND_PATH.search(chunk):
        return 0
    slug = _SLUG.search(chunk)
    return slug.start() if slug is not None else None


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of every address, e-mail address, handle, path and slug in *text*."""
    for chunk in _CHUNK.finditer(text):
        if len(chunk[0]) > 2:
            begin = _address_in(chunk[0])
            if begin is not None:
                yield chunk.start() + begin, chunk.end()


def _decoded(address: str) -> tuple[str, list[int]]:
    """*address* with percent escapes and punycode opened, and for each of its characters the place it had.

    Bytes that are no UTF-8 are read as Windows Cyrillic: old sites escaped that.
    """
    shown: list[str] = []
    place: list[int] = []
    at = 0
    for found in re.finditer(f"{_PERCENT.pattern}|{_PUNYCODE.pattern}", address, re.IGNORECASE):
        shown += address[at : found.start()]
        place += range(at, found.start())
        opened = _open_percent(found[0]) if found[0][0] == "%" else _open_punycode(found[0])
        for character, offset in opened:
            shown.append(character)
            place.append(found.start() + offset)
        at = found.end()
    shown += address[at:]
    place += range(at, len(address) + 1)
    return "".join(shown), place


def _open_percent(escapes: str) -> list[tuple[str, int]]:
    raw = bytes.fromhex(escapes.replace("%", ""))
    try:
        text, width = raw.decode("utf-8"), None
    except UnicodeDecodeError:
        text, width = raw.decode("cp1251", errors="replace"), 1
    opened, at = [], 0
    for character in text:
        opened.append((character, at * 3))
        at += width or len(character.encode("utf-8"))
    return opened


def _open_punycode(label: str) -> list[tuple[str, int]]:
    try:
        text = label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, OverflowError):
        text = label
    # The label as a whole stands for the name: its first letter has the first place, its last the last.
    last = max(1, len(text) - 1)
    return [(character, round(index * (len(label) - 1) / last)) for index, character in enumerate(text)]


def _begins(text: str, start: int) -> bool:
    at = start - 1
    lines = 0
    while at >= 0 and (text[at] in _SKIPPED or text[at] in _BULLETS):
        lines += text[at] == "\n"
        if text[at] in _BULLETS and (at == 0 or text[at - 1] == "\n"):
            return True
        at -= 1
    return at < 0 or lines > 1 or text[at] in _BEFORE_SENTENCE


def pieces(text: str) -> list[Piece]:
    """Every word of *text* in order, those of addresses decoded."""
    found: list[Piece] = []
    at = 0
    for start, end in (*addresses(text), (len(text), len(text))):
        for word in words(text[at:start]):
            place = at + word.start
            found.append(
                Piece(place, at + word.end, word.text, word.folded, 0, _begins(text, place)),
            )
        found += _of_address(text, start, end)
        at = end
    return found


def _of_address(text: str, start: int, end: int) -> Iterator[Piece]:
    address = text[start:end]
    if "%" not in address and "xn--" not in address.lower():
        for word in words(address):
            yield Piece(start + word.start, start + word.end, word.text, word.folded, start + 1, begins=False)
        return
    shown, place = _decoded(address)
    for word in words(shown):
        ends = place[word.end - 1]
        follows = place[word.end] if word.end < len(place) else len(address)
        # The last letter's escape belongs to the word: it ends where the next character begins.
        yield Piece(
            start + place[word.start],
            start + max(ends + 1, follows),
            word.text,
            word.folded,
            start + 1,
            begins=False,
        )
