"""Handing a file over in one room: written to a stick like a pack, and found there again by its number."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from casebook.base.errors import CasebookError, Damaged, Refused
from casebook.base.ids import RandomBytes
from casebook.base.progress import Progress
from casebook.sync import room, stick


@dataclass(eq=False)
class NothingForNumber(Refused):
    """No file there opens with this number."""


@dataclass(eq=False)
class SeveralHandedOver(Refused):
    """So many different files there open with this number: somebody put one of their own beside the right one."""

    count: int


@dataclass(eq=False)
class NotSafe(Refused):
    """What was written could not be read back from the stick."""


def put(
    place: Path, data: bytes, *, random: RandomBytes = os.urandom, progress: Progress | None = None
) -> stick.Safe:
    """Add the file to a stick, read it back, and let the stick go. Raises as `stick.Session` does, and `NotSafe`."""
    frames = (data[at : at + room.FRAME] for at in range(0, len(data), room.FRAME))
    with stick.Session.begin(place, random, need=len(data)) as session:
        session.write(frames, progress, total=len(data))
        session.check(progress)
        done = session.end()
    if not done.whole:
        raise NotSafe
    return done


def find(
    place: Path, number: str, progress: Progress | None = None, *, most: int = room.MOST
) -> Iterator[bytes]:
    """Every file there that opens with *number*, as it lies there: more than one if somebody handed over twice.

    One at a time, and none of more than *most* bytes. Every file costs a guess at its number, some tenths of a
    second. Raises `NotANumber`, `NothingForNumber`, refusals of the stick, `Cancelled`.
    """
    room.check_number(number)
    progress = progress or Progress()
    found = False
    files = stick.look(place).files
    for done, each in enumerate(files):
        progress.step("looking-for-file", done, len(files))
        if each.size % room.FRAME or not 0 < each.size <= most:
            continue
        if not room.recognises(stick.head(place, each), number):
            continue
        found = True
        with stick.stage(place, each, progress) as staged:
            data = staged.file.read()
        yield data
    if not found:
        raise NothingForNumber


class Unfit:
    """Why none of the files that a number opened was taken: what is damaged says more than what is not meant for us."""

    def __init__(self) -> None:
        self._why: CasebookError | None = None

    def note(self, error: CasebookError) -> None:
        """One more that was passed over."""
        if self._why is None or isinstance(error, Damaged):
            self._why = error

    @property
    def error(self) -> CasebookError:
        """What to raise."""
        return self._why or NothingForNumber()
