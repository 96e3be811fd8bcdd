"""What is copied: marked as not to be kept, gone after ten seconds and at locking, as another program sees it."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import program
from canary import Canaries
from casebook.base.secret import Secret
from casebook.casework.opening import create_book
from casebook.vault.keys import CHEAPEST
from program import Program
from torture.table import Tally


@dataclass
class Screen:
    """An X server of the test's own, and another program that asks for what is copied there."""

    display: str

    def copied(self, selection: str, kind: str = "UTF8_STRING") -> str:
        """What a program that pastes gets; nothing if there is nothing."""
        told = subprocess.run(
            ["xclip", "-o", "-selection", selection, "-t", kind],
            env={"DISPLAY": self.display, "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
        return told.stdout if told.returncode == 0 else ""

    def copy(self, text: str) -> None:
        """Another program copies something."""
        subprocess.run(
            ["xclip", "-i", "-selection", "clipboard"],
            env={"DISPLAY": self.display, "PATH": os.environ["PATH"]},
            input=text,
            text=True,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=20,
        )


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    if shutil.which("Xvfb") is None or shutil.which("xclip") is None:
        pytest.skip("Xvfb or xclip is not here")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        number = told.readline().decode().strip()
    yield Screen(f":{number}")
    server.kill()
    server.wait()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return program.make_home(tmp_path / "home")


@contextlib.contextmanager
def working(home: Path, screen: Screen, canaries: Canaries) -> Iterator[Program]:
    """The program on that screen, unlocked."""
    create_book(home / "Notes", Secret(canaries.passphrase), name="", author="Aigul", kdf=CHEAPEST).close()
    more = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": screen.display}
    with program.started(home / "Notes", home, more=more) as run:
        run.do("take_the_keyboard")
        run.unlock(canaries.passphrase)
        yield run


@pytest.mark.torture("T30", "marked, gone after ten seconds, as xclip sees it")
def test_what_is_copied_is_marked_and_goes_away(
    home: Path, screen: Screen, canaries: Canaries, tally: Tally
) -> None:
    """Copied by a screen, and copied out of a field by hand: both are ours for ten seconds."""
    with working(home, screen, canaries) as run:
        for number, copy in enumerate(("by a screen", "out of a field")):
            if copy == "by a screen":
                run.do("copy", canaries.name)
            else:
                run.do("press", "Ctrl+N")
                run.do("until_here", "Name")
                run.do("type", canaries.name)
                run.do("press", "Ctrl+A")
                run.do("press", "Ctrl+C")
            began = time.monotonic()
            program.until(lambda: screen.copied("clipboard") == canaries.name, "the text to be copied")
            assert screen.copied("clipboard", "x-kde-passwordManagerHint") == "secret"
            program.until(lambda: not screen.copied("clipboard"), "the text to go")
            tally.tried()
            tally.found(f"{copy}: gone after {time.monotonic() - began:.1f} s")
            assert number < 2


@pytest.mark.torture("T30", "clipboard and selection empty after a lock; another program's text left alone")
@pytest.mark.parametrize("keys", ["Ctrl+Shift+L", "F12"])
def test_it_is_gone_at_locking(
    keys: str, home: Path, screen: Screen, canaries: Canaries, tally: Tally
) -> None:
    with working(home, screen, canaries) as run:
        run.do("copy", canaries.name)
        run.do("select", canaries.sentence)
        program.until(lambda: screen.copied("clipboard") == canaries.name, "the text to be copied")
        program.until(lambda: screen.copied("primary") == canaries.sentence, "the text to be selected")
        run.lock(keys)
        assert screen.copied("clipboard") == ""
        assert screen.copied("primary") == ""
        run.do("take_the_keyboard")
        run.unlock(canaries.passphrase)
        screen.copy("of another program")
        run.lock(keys)
        assert screen.copied("clipboard") == "of another program"
        tally.tried(2)
    tally.could_not("a clipboard manager that keeps what it is asked not to keep has it")
