"""One at a time: a second process is refused, also through another mount; what a killed one held is free at once.

Where nobody keeps locks a second one comes in, and the first one stops.
"""

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
from torture import disks, patient, preload
from torture.table import Tally

SOON_S = 2.0


@contextmanager
def held(folder: Path, outside: Path, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """Another process has the casebook open; a line to it, and it saves and closes. *more*: its environment."""
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
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **more},
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


@pytest.mark.torture(
    "T11", "two computers and a share that keeps no locks: the first one stops, nothing is damaged"
)
def test_where_nobody_keeps_locks(folder: Path, tmp_path: Path, tally: Tally) -> None:
    """Both have it open, then both save; in either order only the one who opened it last does."""
    layer = str(preload.layer("nolocks", tmp_path))
    before = _entries(folder)
    for last_saves_first in (True, False):
        with (
            held(folder, tmp_path / "outside", LD_PRELOAD=layer) as first,
            held(folder, tmp_path / "outside", LD_PRELOAD=layer) as second,
        ):
            order = (second, first) if last_saves_first else (first, second)
            told = {each.pid: _told(each) for each in order}
        assert [line["error"] for line in told[first.pid] if "failed" in line] == ["ChangedBeneath"]
        assert [line for line in told[second.pid] if "failed" in line] == []
        entries = _entries(folder)
        assert entries > before
        before = entries
        tally.tried()
    tally.could_not(
        "two computers: both holders are of one kernel and see each other's bytes at once. Over a share that is slow "
        "to tell, two that open or save in the same moment can still damage the casebook"
    )


def _told(process: subprocess.Popen[bytes]) -> list[dict[str, object]]:
    """Let it save and close; what it said."""
    lines = [json.loads(line) for line in process.communicate(b"\n")[0].splitlines()]
    assert lines[-1] == {"closed": True}
    return lines


def _entries(folder: Path) -> int:
    """How many there are; everything is checked."""
    with books.derived_once():
        book = books.reopen(folder)
    entries = check.check(book).journal.entries
    book.close()
    return entries
