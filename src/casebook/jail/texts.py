"""Runs in the jail: a piece of a plain text, in whichever of four encodings it is written."""

from __future__ import annotations

import codecs
import re
from typing import Final

import msgspec

from casebook.jail.shapes import MOST_TEXT, From, NotText, Piece
from casebook.jail.task import Task

ENCODINGS: Final = frozenset(("utf-8", "utf-16-le", "utf-16-be", "windows-1251", "koi8-r"))
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOKED_AT: Final = 1 << 16
CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")
"""Characters that no text has."""
_SOME_CONTROLS: Final = 0.02
"""Of its bytes; terminals and printers left some in old texts, but a text is not made of them."""


def read(task: Task) -> Piece:
    """The piece that the argument (a `From`) asks for. Raises `NotText`."""
    ask = msgspec.msgpack.decode(task.argument, type=From)
    file = task.files[0]
    size = file.seek(0, 2)
    file.seek(0)
    encoding = ask.encoding if ask.encoding in ENCODINGS else encoding_of(file.read(_LOOKED_AT))
    file.seek(ask.byte)
    data = file.read(MOST_TEXT)
    text, used = _decoded(data, encoding, final=ask.byte + len(data) >= size)
    if ask.byte == 0:
        text = text.removeprefix("\ufeff")
    text = CONTROLS.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return Piece(text, encoding, ask.byte, ask.byte + used, size)


def encoding_of(data: bytes) -> str:
    """What the beginning of a text is written in. Raises `NotText` if it is none."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    if b"\0" in data:
        return _two_bytes(data)
    if len(CONTROLS.findall(data.decode("latin-1").translate(_UPPER_CONTROLS))) > len(data) * _SOME_CONTROLS:
        raise NotText
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return _cyrillic(data)
    return "utf-8"


_UPPER_CONTROLS: Final = dict.fromkeys(range(0x80, 0xA0), " ")
"""Letters and signs in the Cyrillic encodings."""


def _two_bytes(data: bytes) -> str:
    """UTF-16 without a mark: the upper byte of nearly every sign is 0 (Latin) or 4 (Cyrillic)."""
    even, odd = (sum(part.count(upper) for upper in (0, 4)) for part in (data[::2], data[1::2]))
    for name, upper, other in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if upper > len(data) * 2 // 5 and other < upper // 8 + 1:
            return name
    raise NotText


def _cyrillic(data: bytes) -> str:
    """Most letters of a text are small: they stand from E0 in windows-1251 and from C0 to DF in KOI8-R."""
    small_1251 = sum(byte >= 0xE0 for byte in data)
    small_koi8 = sum(0xC0 <= byte < 0xE0 for byte in data)
    return "koi8-r" if small_koi8 > small_1251 else "windows-1251"


def _decoded(data: bytes, encoding: str, *, final: bool) -> tuple[str, int]:
    """The text, and how many bytes of *data* it took: a letter at the edge is left for the next piece."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    text = decoder.decode(data, final=final)
    left = 0 if final else len(decoder.getstate()[0])
    return text, len(data) - left
