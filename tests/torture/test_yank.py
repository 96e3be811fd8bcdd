"""A real stick pulled out of a real kernel while packs are written: what was called safe opens wholly.

Minutes long, and skipped aloud where QEMU or a kernel with FAT and exFAT is missing (Debian: qemu-system-x86,
linux-image-amd64, busybox-static). `make torture` pulls six times from each file system.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import sticking
from torture import disks, guest
from torture.table import Tally
from torture.test_real_sticks import SERVERS, Told, look, plugged, summed

HOW = {"vfat": "flush,uid=0,shortname=mixed", "exfat": "uid=0"}
"""As desktops mount a stick."""


@pytest.mark.torture("T14", "a stick pulled out of a running kernel: what was called safe is whole")
@pytest.mark.parametrize("kind", SERVERS)
def test_yanked(
    kind: str, tmp_path: Path, rounds: Callable[[int, int], int], request: pytest.FixtureRequest, tally: Tally
) -> None:
    if request.config.getoption("--rounds") != "full":
        pytest.skip("minutes long: in `make torture` only")
    guest.need()
    disks.need_fuse(SERVERS[kind])
    chance, found, faults = random.Random(f"20260103 {kind}"), Counter[str](), Counter[str]()
    for number in range(rounds(1, 6)):
        image, place, told = tmp_path / f"image{number}", tmp_path / "mnt", Told()
        with plugged(kind, image, place):
            (place / "photo.jpg").write_bytes(b"somebody's" * 1000)
        command = [sys.executable, sticking.__file__, "/mnt/stick", f"yank {number}", "40"]
        with guest.running(image, kind, HOW[kind], command, tmp_path) as computer:
            for _ in range(chance.randrange(1, 20)):
                told.take(next(computer.lines))
            time.sleep(chance.random() * 0.3)
            computer.pull()
            for line in computer.lines:
                told.take(line)
        faults.update(told.faults)
        with plugged(kind, image, place):
            found += look(place, told)  # as it is: nothing was repaired
            assert (place / "photo.jpg").read_bytes() == b"somebody's" * 1000
        tally.tried()
    assert faults, "it was always pulled too late"
    tally.found(f"{kind}: {summed(found)}; the writer was told {summed(faults)}")
