"""A stick pulled out: its file system is unmounted, or the program that serves it is gone, in the middle of work.

What was only read from it or written to it leaves the casebook as it was; a casebook that stood on it opens again
when it is back, with everything that was acknowledged.
"""

from __future__ import annotations

import functools
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import books
import leaving_list
from casebook.base.errors import Damaged
from casebook.bundle import verify
from casebook.bundle.verify import NotABundle
from torture import disks, patient
from torture.table import Tally
from torture.test_kills import NOTHING, Known, look

SOON_S = 2.0
RECORDING = 3_000_000
WAYS: dict[str, Callable[[subprocess.Popen[bytes], Path], None]] = {
    "unmounted": lambda _program, place: disks.pull(place),
    "vanished": lambda program, _place: program.kill(),
}


@dataclass
class Told:
    """What the process said: what it acknowledged, and how its refusals were called."""

    known: Known = field(default_factory=Known)
    begun: dict[str, Any] = field(default_factory=lambda: NOTHING)
    under_way: dict[str, Any] = field(default_factory=lambda: NOTHING)
    refused: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def hear(self, line: dict[str, Any]) -> None:
        if "begin" in line:
            if (
                not self.refused
            ):  # the act that was under way when it was pulled: no later one reaches the disk
                self.under_way = line
            self.begun = line
        elif "done" in line:
            self.known.note(line)
        elif "failed" in line:
            assert line["sentence"]
            self.refused[line["error"]] += 1
            self.slowest = max(self.slowest, line["took"])
            if line["error"] == "SavedUnanchored":
                self.known.note({**self.begun, "done": self.begun["begin"]})


def work(
    folder: Path, outside: Path, acts: list[str], pull: Callable[[], None], chance: random.Random
) -> Told:
    """Let it work, pull the stick some time after some act began, and hear it to its end."""
    told = Told()
    with subprocess.Popen(
        [
            sys.executable,
            patient.__file__,
            str(folder),
            "0",
            str(chance.randrange(1 << 30)),
            str(outside),
            *acts,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        left, after = chance.randrange(1, len(acts) - 2), chance.random() * chance.choice((0.002, 0.02, 0.1))
        for text in process.stdout:
            told.hear(line := json.loads(text))
            left -= "begin" in line
            if left == 0 and "begin" in line:
                time.sleep(after)
                pull()
        assert process.stderr.read().decode() == ""
    assert told.slowest < SOON_S, "the message came late"
    return told


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A casebook on a sound disk, with somebody in it the writer knows."""
    leaving_list.closed(tmp_path / "sound")
    return tmp_path / "sound"


def tell(tally: Tally, way: str, refused: Counter[str], slowest: float) -> None:
    names = ", ".join(f"{name} {count}" for name, count in refused.most_common())
    tally.found(f"{way}: {names or 'nothing'} was said, {slowest:.2f} s after the act began at most")


@pytest.mark.torture(
    "T14", "files attached from a stick, bundles and backups written to it: the casebook stays as it was"
)
@pytest.mark.parametrize("way", WAYS)
def test_what_is_copied_from_it_and_to_it(
    way: str, sound: Path, tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    disks.need_fuse("bindfs")
    chance, refused, slowest = random.Random(f"20250710 {way}"), Counter[str](), 0.0
    for number in range(rounds(1, 40)):
        folder, stick = tmp_path / f"book{number}", tmp_path / f"stick{number}"
        books.copy(sound, folder)
        (stick / "given").mkdir(parents=True)
        recording = random.Random(number).randbytes(RECORDING)
        (stick / "given" / "recording.bin").write_bytes(recording)
        acts = ["save", *["bring", "export", "backup", "save"] * 3]
        with disks.served(tmp_path / "mnt", ["bindfs", "-f", str(stick), str(tmp_path / "mnt")]) as program:
            pull = functools.partial(WAYS[way], program, tmp_path / "mnt")
            told = work(folder, tmp_path / "mnt" / "given", acts, pull, chance)
        with books.derived_once():
            look(folder, stick / "given", told.known, NOTHING)
        assert (stick / "given" / "recording.bin").read_bytes() == recording
        assert told.known.done["save"] == acts.count("save"), "the casebook itself was never away"
        tally.tried()
        refused += told.refused
        slowest = max(slowest, told.slowest)
    assert refused, "it was always pulled too late"
    tell(tally, way, refused, slowest)


@pytest.mark.torture(
    "T14", "a casebook that stands on a stick: back again, it opens with all that was acknowledged"
)
@pytest.mark.parametrize("way", WAYS)
def test_a_casebook_on_it(
    way: str, sound: Path, tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    disks.need_fuse("bindfs")
    chance, refused, slowest = random.Random(f"20250711 {way}"), Counter[str](), 0.0
    (tmp_path / "outside").mkdir()
    for number in range(rounds(1, 40)):
        stick = tmp_path / f"stick{number}"
        stick.mkdir()
        books.copy(sound, stick / "book")
        place = tmp_path / "mnt"
        acts = ["save", "save", "attach", "erase", "save", "passphrase", "save", "save", "save"]
        with disks.served(place, ["bindfs", "-f", str(stick), str(place)]) as program:
            pull = functools.partial(WAYS[way], program, place)
            told = work(place / "book", tmp_path / "outside", acts, pull, chance)
        with books.derived_once():
            look(stick / "book", tmp_path / "outside", told.known, told.under_way)
        tally.tried()
        refused += told.refused
        slowest = max(slowest, told.slowest)
    tell(tally, way, refused, slowest)


@pytest.mark.torture("T14", "a bundle of which only a part arrived is rejected")
def test_a_part_of_a_bundle(
    sound: Path, tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    (tmp_path / "outside").mkdir()
    chance = random.Random(20250712)
    told = work(sound, tmp_path / "outside", ["save", "export", "save", "save"], lambda: None, chance)
    data = (tmp_path / "outside" / told.known.bundles[0]).read_bytes()
    verify.verify(data)
    for _ in range(rounds(30, 1000)):
        with pytest.raises((Damaged, NotABundle)):
            verify.verify(data[: chance.randrange(len(data))])
        tally.tried()
