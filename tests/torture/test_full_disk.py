"""A full disk: every act ends in a message within two seconds, nothing is lost, and once there is room it goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import books
import commands
import leaving_list
from torture import disks, patient
from torture.table import Tally
from torture.test_kills import NOTHING, Known, look

SOON_S = 2.0
LEFT = 300_000
LONG = ("attach", "import", "passphrase", "export", "erase", "backup")


def fill_up(disk: Path, left: int) -> Path:
    """A file that leaves so many bytes of a file system free."""
    free = os.statvfs(disk)
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(free.f_bavail * free.f_frsize - left))
    return ballast


def judge(lines: list[dict[str, Any]], known: Known) -> tuple[int, float]:
    """What was promised: how many acts were refused, and how long the slowest refusal took."""
    begun, refused, slowest = NOTHING, 0, 0.0
    for line in lines:
        if "begin" in line:
            begun = line
        elif "done" in line:
            known.note(line)
        elif "failed" in line:
            assert line["error"] in ("DiskFull", "SavedUnanchored"), line
            assert "disk" in line["sentence"].lower()
            if line["error"] == "SavedUnanchored":  # it says that it is saved, and it has to be
                known.note({**begun, "done": begun["begin"]})
            refused += 1
            slowest = max(slowest, line["took"])
    assert slowest < SOON_S, "the message came late"
    return refused, slowest


@pytest.mark.torture(
    "T4", "saving, attaching, importing, exporting, erasing, new keys, a backup on 4 MB; then with room"
)
def test_a_full_disk_loses_nothing(tmp_path: Path, tally: Tally) -> None:
    with disks.small(tmp_path / "disk") as disk:
        (disk / "outside").mkdir()
        leaving_list.closed(disk / "book")
        ballast = fill_up(disk, LEFT)
        acts = ["fill", *LONG, "wait", "save", *LONG, "save"]
        arguments = [str(disk / "book"), "0", "20250630", str(disk / "outside"), *acts]
        with subprocess.Popen(
            [sys.executable, patient.__file__, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            known = Known()
            before = []
            while not before or before[-1] != {"waiting": True}:
                before.append(json.loads(process.stdout.readline()))
            refused, slowest = judge(before, known)
            saved = known.done["save"]
            ballast.unlink()
            after = [json.loads(line) for line in process.communicate(b"\n")[0].splitlines()]
        assert process.returncode == 0
        assert saved > 0
        assert refused > 3, "the disk was not full"
        assert judge(after, known) == (0, 0.0), "it does not go on though there is room"
        with books.derived_once():
            look(disk / "book", disk / "outside", known, NOTHING)
    tally.tried(saved + refused + len(LONG) + 2)
    tally.found(f"{saved} saves found room, {refused} acts were refused, the slowest after {slowest:.2f} s")


@pytest.mark.torture("T4", "the command line on a full disk")
@pytest.mark.parametrize("verb", ["add", "attach", "export", "erase", "keys"])
def test_the_command_line_says_that_the_disk_is_full(verb: str, tmp_path: Path, tally: Tally) -> None:
    with disks.small(tmp_path / "disk") as disk:
        books.make(disk / "book", "Heron").close()
        desk = commands.Desk(disk / "book", tmp_path, commands.environment(tmp_path))
        person = desk.add("person", "names=Aru Serikova")
        paper = tmp_path / "paper"
        paper.write_bytes(os.urandom(300_000))
        words = {
            "add": ("person", "names=Timur Zhaksybek", "remarks=@-"),
            "attach": (person, str(paper)),
            "export": ("--audience", "team", "--to", str(disk / "bundle.zip")),
            "erase": (person, "--reason", "consent-withdrawn"),
            "keys": ("rekey",),
        }[verb]
        ballast = fill_up(disk, 0)
        began = time.monotonic()
        ran = desk(verb, *words, "--json", stdin=b"a long remark " * 4000)
        took = time.monotonic() - began
        assert (ran.code, ran.error["kind"]) == (1, "DiskFull"), ran.err
        assert not list(disk.glob("bundle*"))
        ballast.unlink()
        began = time.monotonic()
        assert desk(verb, *words, stdin=b"a remark").code == 0
        later = took - (time.monotonic() - began)
        assert later < SOON_S
        with books.derived_once():
            book = books.reopen(disk / "book")
            book.close()
    tally.found(
        f"{verb}: refused {max(later, 0):.2f} s later than it ends where there is room; done once there was room"
    )
