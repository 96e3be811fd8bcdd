"""A file that is handed over within one room: it looks like a pack, and opens with a number said aloud there.

JOIN and WELCOME are found on a stick by people who have no common key yet. A number of ten digits is all they share;
it keeps what a person who joins is called, and that somebody joins at all, from whoever finds the stick. It protects
nothing else: what is trusted rests on the comparisons, what is secret on the newcomer's key. docs/formats/team.md.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import RandomBytes
from casebook.base.secret import Secret
from casebook.formats.stream import TAG, BadStream, Frames, padme
from casebook.vault.keys import Kdf, derive, expand

LABEL: Final = b"casebook/room/1\0"
MARK_LABEL: Final = b"casebook/room-mark/1\0"
FRAME: Final = 64 * 1024
"""Bytes on the stick that a file is a multiple of, as every pack is."""
MOST: Final = 64 * 1024 * 1024
COST: Final = Kdf(64 * 1024, 3, 2)
"""What one guess at a number costs: part of the format."""
HEAD: Final = 64
"""What has to be read of a file to know whether a number opens it: salt and tag."""
_SALT: Final = 32
_MARK: Final = 16
_DIGITS: Final = 10
_LENGTH: Final = 8


@dataclass(eq=False)
class RoomFileTooLarge(Refused):
    """What has to be handed over does not fit into one file: *size* bytes of at most *limit*."""

    size: int
    limit: int


@dataclass(eq=False)
class NotANumber(Refused):
    """What was typed is not a number of ten digits."""


@dataclass(eq=False)
class OpensNot(Refused):
    """The number does not open this file: another number, another file, or a damaged one."""


def new_number(random: RandomBytes) -> str:
    """Ten digits in two groups, for one enrolment."""
    digits = str(int.from_bytes(random(16), "big") % 10**_DIGITS).zfill(_DIGITS)
    return f"{digits[:5]} {digits[5:]}"


def seal(content: bytes, number: str, random: RandomBytes, *, mark: bytes = b"") -> bytes:
    """The file that holds *content*: random-looking, a multiple of 64 KiB, Padmé-rounded.

    *mark*: a secret of 32 bytes by which those who have it know the file again when it is of no use any more.
    Raises `RoomFileTooLarge`, `NotANumber`, `NotEnoughMemory`.
    """
    count = padme(-(-(HEAD + _LENGTH + len(content)) // (FRAME - TAG)))
    if count * FRAME > MOST:
        raise RoomFileTooLarge(len(content), MOST)
    salt = random(_SALT)
    if mark:
        salt = salt[:_MARK] + _mark(mark, salt)
    tag, key = _keys(number, salt)
    frames = Frames(key, LABEL)
    plain = (len(content).to_bytes(_LENGTH, "big") + content).ljust(count * (FRAME - TAG) - HEAD, b"\0")
    made = [salt, tag]
    for index, start, room in _places(count):
        made.append(frames.seal(index, plain[start : start + room], last=index == count - 1))
    return b"".join(made)


def recognises(head: bytes, number: str) -> bool:
    """Whether *number* opens the file that begins with *head* (64 bytes). Costs one guess; raises `NotANumber`."""
    if len(head) < HEAD:
        return False
    return hmac.compare_digest(_keys(number, head[:_SALT])[0], head[_SALT:HEAD])


def bears(head: bytes, mark: bytes) -> bool:
    """Whether the file that begins with *head* (64 bytes) was sealed with that *mark*. Costs nothing."""
    return len(head) >= HEAD and hmac.compare_digest(_mark(mark, head), head[_MARK:_SALT])


def _mark(mark: bytes, salt: bytes) -> bytes:
    return expand(mark, MARK_LABEL, salt[:_MARK], length=_SALT - _MARK)


def unseal(data: bytes, number: str) -> bytes:
    """What `seal` put in. Raises `OpensNot`, `NotANumber`, `NotEnoughMemory`."""
    count, rest = divmod(len(data), FRAME)
    if rest or not 1 <= count <= MOST // FRAME:
        raise OpensNot
    tag, key = _keys(number, data[:_SALT])
    if not hmac.compare_digest(tag, data[_SALT:HEAD]):
        raise OpensNot
    frames = Frames(key, LABEL)
    plain = bytearray()
    try:
        for index, start, room in _places(count):
            place = HEAD + start + index * TAG
            plain += frames.open(index, data[place : place + room + TAG], last=index == count - 1)
    except BadStream:
        raise OpensNot from None
    size = int.from_bytes(plain[:_LENGTH], "big")
    if size > len(plain) - _LENGTH or any(plain[_LENGTH + size :]):
        raise OpensNot
    return bytes(plain[_LENGTH : _LENGTH + size])


def _places(count: int) -> list[tuple[int, int, int]]:
    """Of each frame: its number, where its plaintext begins, and how much of it there is. The first is shorter."""
    found, start = [], 0
    for index in range(count):
        room = FRAME - TAG - (HEAD if index == 0 else 0)
        found.append((index, start, room))
        start += room
    return found


def check_number(typed: str) -> str:
    """The ten digits in what was typed. Raises `NotANumber`."""
    digits = re.sub(r"[\s\-·]", "", typed)
    if re.fullmatch(rf"[0-9]{{{_DIGITS}}}", digits) is None:
        raise NotANumber
    return digits


def _keys(number: str, salt: bytes) -> tuple[bytes, bytes]:
    """Tag and key of the file with that salt."""
    typed = Secret(check_number(number).encode())
    try:
        both = expand(derive(typed, salt, COST), LABEL, length=64)
    finally:
        typed.wipe()
    return both[:32], both[32:]
