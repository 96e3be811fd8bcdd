"""A screen nobody sits at: the picture on it is a file that can be read at any moment without asking anybody.

Xvfb keeps its picture in a file it maps (``-fbdir``), as a dump of `xwd`: what stands there is what a person sees,
with no client, no question to the server and no program of ours in between. Keys come from outside, as from a keyboard.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

import program

WIDTH, HEIGHT = 1400, 900


@dataclass(frozen=True)
class Screen:
    """A display, and its picture."""

    display: str
    picture: mmap.mmap
    start: int

    def under(self) -> Sequence[str]:
        """What a program is started with to be shown here."""
        return ("env", "QT_QPA_PLATFORM=xcb", f"DISPLAY={self.display}")

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        """Another program of this display: one that presses keys, or looks into the clipboard."""
        here = {"DISPLAY": self.display, "PATH": os.environ["PATH"]}
        return subprocess.run(words, env=here, capture_output=True, check=check, timeout=30)

    def focus(self) -> None:
        """Give the keyboard to the program's window; there is no window manager to do it."""
        program.until(self._focused, "a window that can be given the keyboard")

    def _focused(self) -> bool:
        found = self.run(
            "xdotool", "search", "--onlyvisible", "--name", "Casebook", "windowfocus", check=False
        )
        return found.returncode == 0

    def frame(self) -> bytes:
        """The pixels as they are now, four bytes each, row by row."""
        return self.picture[self.start :]


def needed(*programs: str) -> None:
    """Skip, aloud, where one of *programs* is not installed."""
    for name in programs:
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed")


@contextlib.contextmanager
def shown(folder: Path) -> Iterator[Screen]:
    """An Xvfb of its own, its picture in *folder*."""
    needed("Xvfb", "xdotool")
    reading, writing = os.pipe()
    words = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24"]
    words += ["-fbdir", str(folder), "-nolisten", "tcp"]
    with subprocess.Popen(
        words, pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as told:
                display = f":{told.readline().strip()}"
            with (folder / "Xvfb_screen0").open("rb") as stream:
                picture = mmap.mmap(stream.fileno(), 0, prot=mmap.PROT_READ)
            with picture:
                head = struct.unpack_from(
                    ">20I", picture
                )  # XWDFile.h: size of the head, …, colours in the map
                assert (head[4], head[5], head[11]) == (WIDTH, HEIGHT, 32)
                yield Screen(display, picture, head[0] + 12 * head[19])
        finally:
            server.terminate()
