"""One at a time: a second process is refused, also through another mount; what a killed one held is free at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import books
import commands
from casebook.casework import check
from torture import disks, patient
from torture.table import Tally

SOON_S = 2.0


@contextmanager
def held(folder: Path, outside: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process has the casebook open; a line to it, and it saves and closes."""
    outside.mkdir(exist_ok=True)
    with subprocess.Popen(
        [
            sys.executable,
            patient.__file__,
            str(folder),
            "0",
            "20250701",
            str(outside),
            "save",
            "wait",
            "save",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        assert process.stdout is not None
        while json.loads(process.stdout.readline()) != {"waiting": True}:
            pass
        yield process
        process.kill()


def desk_of(folder: Path, tmp_path: Path) -> commands.Desk:
    return commands.Desk(folder, tmp_path, commands.environment(tmp_path))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    books.make(tmp_path / "book", "Heron").close()
    return tmp_path / "book"


def refused(desk: commands.Desk) -> float:
    """A second process is told so, in one message; how long that took."""
    began = time.monotonic()
    ran = desk("add", "person", "names=Aru Serikova", "--json")
    assert (ran.code, ran.error["kind"], ran.out) == (1, "AlreadyOpen", "")
    assert len([line for line in ran.err.splitlines() if line.startswith("{")]) == 1
    return time.monotonic() - began


@pytest.mark.torture("T11", "a second process is refused with one message, and the first goes on")
def test_a_second_process_is_refused(folder: Path, tmp_path: Path, tally: Tally) -> None:
    with held(folder, tmp_path / "outside") as first:
        took = [refused(desk_of(folder, tmp_path)) for _ in range(3)]
        lines = [json.loads(line) for line in first.communicate(b"\n")[0].splitlines()]
    assert lines[-1] == {"closed": True}
    assert not [line for line in lines if "failed" in line]
    assert max(took) < SOON_S
    tally.tried(len(took))
    tally.found(f"refused in {max(took):.2f} s at most, the start of the interpreter included")


@pytest.mark.torture("T11", "the first one is killed: what it held is free at once")
def test_a_lock_does_not_outlive_its_holder(
    folder: Path, tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    for _ in range(rounds(2, 30)):
        with held(folder, tmp_path / "outside") as first:
            first.send_signal(signal.SIGKILL)
            first.wait()
            assert (folder / "lock").exists()
            with books.derived_once():
                book = books.reopen(folder)
            check.check(book)
            book.close()
        tally.tried()


@pytest.mark.torture("T11", "a second process that comes by another mount of the same disk is refused")
def test_the_same_folder_by_another_mount(folder: Path, tmp_path: Path, tally: Tally) -> None:
    disks.need("mount")
    with (
        disks.mounted(tmp_path / "mounted", "--bind", str(folder)) as other,
        held(folder, tmp_path / "outside"),
    ):
        refused(desk_of(other, tmp_path))
    tally.could_not(
        "two computers: both holders are of one kernel, as with a share whose server keeps the locks. Where nobody "
        "keeps them (sshfs, a folder copied to and fro by a service), both open it, and their saves damage each other"
    )
