"""Digests, salts and keys told from words: runs of letters that mean nothing, and spell anything sooner or later. Pure.

Four fifths of a bundle are digests. What is asked of each is asked of all at once: their letters are written as
signs of their kinds (small, large, digit, other), and the questions are put to the signs.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Sequence
from itertools import compress
from typing import Final

from casebook.redaction.escapes import GAP

LONGEST_NUMBER: Final = 32
HEAD: Final = 96
"""Letters of a long run by which it is judged, if no nine of it are like a word."""
_RUN: Final = re.compile(r"([A-Za-z0-9+/_-][A-Za-z0-9+/_-]{15,}={0,2})")
_QUOTED: Final = re.compile(r'"([A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{22})(?=")')
"""32 or 16 bytes in base 64, as a seal lists digests and salts."""
_QUOTED_BYTES: Final = re.compile(_QUOTED.pattern.encode())
_HEX: Final = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_FILLED: Final = ((43, b"A", 32), (22, b"AA", 16))
"""Letters of base 64, what makes whole groups of four of them, and the bytes they stand for."""
_BETWEEN: Final = '"'
"""Stands in no run."""
_URL_SIGNS: Final = bytes.maketrans(b"-_", b"+/")


def _kind(byte: int) -> bytes:
    letter = bytes((byte,))
    if letter.isdigit():
        return b"0"
    if letter.isalpha():
        return b"a" if letter.islower() else b"A"
    return letter if letter == _BETWEEN.encode() else b"-"


_KINDS: Final = b"".join(map(_kind, range(256)))


def parted(text: str) -> tuple[str, list[str]]:
    """*text* with a gap in the place of every digest, salt and run that is like no word or address; and those.

    A quoted digest or salt is noise if no six letters of it are like a word; what else runs on for sixteen letters,
    if letters large and small and digits follow each other as in no word, or if it is a long number to the base 16.
    """
    noise: list[str] = []
    if _BETWEEN in text:
        text = _cut(_QUOTED, text, _are_digests, _BETWEEN, noise)
    return _cut(_RUN, text, _are_noise, "", noise), noise


def _cut(
    pattern: re.Pattern[str],
    text: str,
    judge: Callable[[Sequence[str]], Sequence[bool]],
    sign: str,
    noise: list[str],
) -> str:
    """*text* without what *pattern* finds and *judge* says is noise; *sign* is what the find begins with."""
    parts = pattern.split(text)
    found = parts[1::2]
    if not found:
        return text
    judged = judge(found)
    noise += compress(found, judged)
    parts[1::2] = [sign + (GAP if is_noise else run) for run, is_noise in zip(found, judged, strict=True)]
    return "".join(parts)


def _kinds(found: Sequence[str]) -> list[bytes]:
    """Each of *found* with every letter written as a sign of its kind."""
    return _BETWEEN.join(found).encode("ascii").translate(_KINDS).split(_BETWEEN.encode())


def _are_digests(found: Sequence[str]) -> list[bool]:
    return [b"0" in kinds and b"aaaaaa" not in kinds and b"AAAAAA" not in kinds for kinds in _kinds(found)]


def _are_noise(found: Sequence[str]) -> list[bool]:
    return [_is_noise(run, kinds) for run, kinds in zip(found, _kinds(found), strict=True)]


def _is_noise(run: str, kinds: bytes) -> bool:
    if len(run) >= LONGEST_NUMBER and _HEX.fullmatch(run):
        return True
    if b"0" not in kinds or (b"a" in kinds) != (b"A" in kinds):
        return False
    if len(kinds) > HEAD and b"a" * 9 not in kinds and b"A" * 9 not in kinds:
        kinds = kinds[:HEAD]
    return (_changes(kinds) - 1) * 3 >= len(kinds)


def _changes(kinds: bytes) -> int:
    """How many runs of one sign *kinds* is made of: each sign is laid over the one before it, equal ones are 0."""
    number = int.from_bytes(kinds)
    return len(kinds) - (number ^ (number >> 8)).to_bytes(len(kinds)).count(0)


def quoted(data: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """*data* without quoted digests and salts; and each of them with the bytes it stands for, opened all at once."""
    parts = _QUOTED_BYTES.split(data)
    runs = parts[1::2]
    if not runs:
        return data, []
    opened: list[tuple[bytes, bytes]] = []
    for letters, filling, size in _FILLED:
        of_size = [run for run in runs if len(run) == letters]
        whole = binascii.a2b_base64(b"".join(run + filling for run in of_size).translate(_URL_SIGNS))
        step = size + len(filling)
        opened += zip(
            of_size, (whole[at : at + size] for at in range(0, len(of_size) * step, step)), strict=True
        )
    return _BETWEEN.encode().join(parts[::2]), opened
