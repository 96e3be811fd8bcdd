"""Read-only media, folders and files without rights: it opens, to be read; nothing is written, here or elsewhere."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import books
import commands
import program
from casebook.casework import evidence, records
from casebook.casework.touched import Verb
from torture import disks
from torture.table import Tally

NO_PRIVILEGES = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all")
"""Without them, modes hold for the owner called root as for anybody."""
SOON_S = 2.0
WRITES = re.compile(r'openat\([^"]*"(?P<path>[^"]*)", [^)]*O_(WRONLY|RDWR|CREAT)[^)]*\) = [0-9]')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    book = books.make(tmp_path / "book", "Heron")
    person = book.new_id()
    records.write(book, Verb.EDIT, [records.New(person, "person"), records.Set(person, "remarks", "lantern")])
    paper = tmp_path / "paper.txt"
    paper.write_bytes(b"a paper from the harbour")
    evidence.attach(book, person, paper)
    book.close()
    return tmp_path / "book"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("home", "home/tmp"):
        (tmp_path / name).mkdir()
    return tmp_path / "home"


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Modes and content of all there is."""
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_mode,
            hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"",
        )
        for path in (folder, *folder.rglob("*"))
    }


def run(folder: Path, home: Path, *words: str, under: tuple[str, ...] = ()) -> commands.Ran:
    """A verb over the casebook, without privileges perhaps, in a home of its own."""
    reading, writing = os.pipe()
    os.write(writing, commands.PASSPHRASE.encode() + b"\n")
    os.close(writing)
    verb, *rest = words
    try:
        ended = subprocess.run(
            [
                *(*under, sys.executable, "-m", "casebook", verb, str(folder), *rest),
                *("--json", "--passphrase-fd", str(reading)),
            ],
            pass_fds=(reading,),
            cwd=home,
            env={**commands.environment(home), "TMPDIR": str(home / "tmp")},
            capture_output=True,
            check=False,
            timeout=60,
        )
    finally:
        os.close(reading)
    return commands.Ran(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


def reads_and_refuses(folder: Path, home: Path, under: tuple[str, ...] = ()) -> float:
    """Reading works, writing is refused as what it is, nothing changes; how long the refusal took."""
    before = state(folder)
    listed = run(folder, home, "list", "person", under=under)
    assert listed.json["count"] == 1, listed.err
    assert run(folder, home, "find", "lantern", under=under).json["hits"]
    began = time.monotonic()
    ran = run(folder, home, "add", "person", "names=Timur Zhaksybek", under=under)
    took = time.monotonic() - began
    assert (ran.code, ran.error["kind"]) == (1, "ReadOnlyPlace"), ran.err
    assert run(folder, home, "list", "person", under=under).json["count"] == 1
    assert state(folder) == before
    assert took < SOON_S
    return took


@pytest.mark.torture(
    "T12", "a medium that cannot be written to: read, searched, fully checked; saving is refused"
)
def test_a_read_only_medium(folder: Path, home: Path, tmp_path: Path, tally: Tally) -> None:
    with disks.read_only(folder, tmp_path / "medium") as medium:
        log = tmp_path / "strace"
        watched = ("strace", "-f", "-qq", "-e", "trace=openat", "-e", "signal=none", "-o", str(log))
        if shutil.which("strace") is None:
            watched = ()
            tally.could_not("watch every file that is opened for writing: strace is not here")
        took = reads_and_refuses(medium, home)
        assert run(medium, home, "check").code == 0
        assert run(medium, home, "list", "person", under=watched).code == 0
        if watched:
            opened = {match["path"] for match in map(WRITES.search, log.read_text().splitlines()) if match}
            assert opened <= {"/dev/null", "/dev/tty"}, "something is written elsewhere"
    assert [path.name for path in home.rglob("*")] == ["tmp"]
    tally.tried(6)
    tally.found(f"refused in {took:.2f} s, the start of the interpreter included")


@pytest.mark.torture("T12", "a folder without the right to write, and each file of it")
@pytest.mark.parametrize("what", ["folder", "keys", "head", "lock", "database", "files"])
def test_without_the_right_to_write(
    what: str, folder: Path, home: Path, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    under = NO_PRIVILEGES if os.geteuid() == 0 else ()
    database = max(
        (path for path in folder.iterdir() if path.is_file()), key=lambda path: path.stat().st_size
    )
    path = {"folder": folder, "database": database}.get(what, folder / what)
    path.chmod(0o500 if path.is_dir() else 0o400)
    before = state(folder)
    assert run(folder, home, "list", "person", under=under).json["count"] == 1
    assert state(folder) == before
    ran = run(folder, home, "add", "person", "names=Timur Zhaksybek", under=under)
    if ran.code == 0:  # what cannot be written did not have to be
        tally.found(f"{what}: read, and saved")
        assert what in ("keys", "head", "lock", "files"), what
    else:
        assert ran.error["kind"] in ("ReadOnlyPlace", "SavedUnanchored"), ran.err
        tally.found(f"{what}: read; saving: {ran.error['kind']}")
    path.chmod(0o700 if path.is_dir() else 0o600)
    assert run(folder, home, "check").code == 0


@pytest.mark.torture(
    "T12", "the window on such a medium: opened, read, a save refused in words, locked, opened again"
)
def test_the_window_on_a_read_only_medium(folder: Path, tmp_path: Path, tally: Tally) -> None:
    before = state(folder)
    desktop = program.make_home(tmp_path / "desktop")
    with disks.read_only(folder, tmp_path / "medium") as medium, program.started(medium, desktop) as run:
        for _ in range(2):
            run.unlock(books.PASSPHRASE)
            run.do("press", "Ctrl+N")
            run.do("until_here", "Name")
            run.do("type", "Timur")
            run.do("press", "Return")
            run.do("until_sees", "cannot be written to")
            run.lock()
        assert run.stderr() == ""
    assert state(folder) == before
    tally.tried(2)
