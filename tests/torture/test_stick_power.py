"""A stick of which nothing is left but what was synced: whatever was called safe is whole, and nothing is raised.

What the writer of packs does to the disk is listed call by call; after each of many of them the disk is made again,
without what was not synced, or with parts of it.
"""

from __future__ import annotations

import contextlib
import copy
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import packs
import sticking
from casebook.base.errors import CasebookError
from casebook.sync import pack, stick
from casebook.sync.pack import BadPack
from torture import disks, power, preload
from torture.table import Tally
from torture.test_real_sticks import Told, look, plugged, summed


def listed(tmp_path: Path, sessions: int) -> tuple[power.Disk, tuple[power.Change, ...]]:
    """An empty stick, and everything a writer did to it."""
    root, found = tmp_path / "stick", tmp_path / "list"
    root.mkdir()
    disk = power.Disk(root)
    subprocess.run(
        [sys.executable, sticking.__file__, str(root), "power", str(sessions)],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "LD_PRELOAD": str(preload.layer("powerloss", tmp_path)),
            "POWERLOSS_ROOT": str(root),
            "POWERLOSS_LIST": str(found),
        },
        stdout=subprocess.DEVNULL,
        check=True,
    )
    changes = tuple(power.changes(found))
    after = copy.deepcopy(disk)
    for change in changes:
        after.do(change)
    after.write_out(tmp_path / "replayed", None)
    seen, real = (
        {p.name: p.read_bytes() for p in top.rglob("*.DAT")} for top in (tmp_path / "replayed", root)
    )
    assert seen == real, "the layer has not seen everything"
    assert len(real) == 2 * sessions
    return disk, changes


def pulls(
    disk: power.Disk, changes: tuple[power.Change, ...], tmp_path: Path, times: int, chance: random.Random
) -> Iterator[Counter[str]]:
    """Pull the stick so often, half of the times just after something was said to be safe; yields what was there."""
    told, rest, disk = Told(), b"", copy.deepcopy(disk)
    said = [at for at, change in enumerate(changes) if b'"safe"' in change.first]
    anywhere = range(len(changes))
    when = {*said[: times // 2], *chance.sample(anywhere, min(len(anywhere), times))}
    for at, change in enumerate(changes):
        disk.do(change)
        if change.kind == "A":
            lines, rest = power.lines(change, rest)
            for line in lines:
                told.take(line)
        if at in when:
            to = tmp_path / "after"
            disk.write_out(to, chance, chance.choice((0.0, 0.0, 0.3, 0.7)))
            try:
                yield look(to, told)
            finally:
                shutil.rmtree(to)


@pytest.mark.torture(
    "T14", "of a stick only what was synced is left, or parts of the rest: what was safe is whole"
)
def test_what_was_called_safe_was_synced(
    tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    disk, changes = listed(tmp_path, rounds(3, 12))
    found = Counter[str]()
    for each in pulls(disk, changes, tmp_path, rounds(15, 300), random.Random(20260104)):
        found += each
        tally.tried()
    assert found["safe"] > 10
    assert found["torn"] + found["empty"] > 0
    tally.found(f"{summed(found)}; {len(changes):,} changes of the disk listed")


@pytest.mark.torture("T14", "a stick that ignores every sync: the loss is noticed")
def test_a_stick_that_does_not_sync_is_noticed(
    tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    disk, changes = listed(tmp_path, 3)
    disk.deaf = True
    found = pulls(disk, changes, tmp_path, rounds(10, 60), random.Random(20260105))
    with pytest.raises((AssertionError, CasebookError)):
        tally.tried(sum(1 for _ in found))


@pytest.mark.torture(
    "T15", "FAT32 as it is after each write to the medium: never an exception, and never less than before"
)
def test_a_stick_after_each_write_to_it(
    tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program that serves the file system is listened to, and its image made again up to each write."""
    disks.need_fuse("fusefat", "mkfs.vfat")
    (tmp_path / "disk").mkdir()
    image, place, written = tmp_path / "disk" / "image", tmp_path / "mnt", tmp_path / "list"
    with plugged("vfat", image, place):
        pass
    before, now = image.read_bytes(), bytearray(image.read_bytes())
    with monkeypatch.context() as patch:
        patch.setenv("LD_PRELOAD", str(preload.layer("powerloss", tmp_path)))
        patch.setenv("POWERLOSS_ROOT", str(tmp_path / "disk"))
        patch.setenv("POWERLOSS_LIST", str(written))
        with plugged("vfat", image, place):
            patch.undo()
            subprocess.run(
                [sys.executable, sticking.__file__, str(place), "blocks", "2"],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                stdout=subprocess.DEVNULL,
                check=True,
            )
    changes = [change for change in power.changes(written) if change.kind == "W"]
    for change in changes:
        now[change.number : change.number + len(change.first)] = change.first
    assert now == image.read_bytes() != before, "the layer has not seen everything"
    good, step, now = Counter[str](), max(1, len(changes) // rounds(12, 200)), bytearray(before)
    for number, change in enumerate(changes):
        now[change.number : change.number + len(change.first)] = change.first
        if number % step == 0 or number == len(changes) - 1:
            image.write_bytes(now)
            with plugged("vfat", image, place):
                found = frames_of(place)
            assert good <= found, "something that could be read before cannot be read any more"
            good = found
            tally.tried()
    assert len(good) == 4
    tally.found(f"{len(changes):,} writes to the medium, {good.total()} frames at the end")


def frames_of(place: Path) -> Counter[str]:
    """How many frames of each file on the stick open; whatever is no pack counts as none."""
    found = Counter[str]()
    for each in stick.look(place, recovered=True).files:
        with stick.stage(place, each) as staged, contextlib.suppress(BadPack):
            found[each.name] = pack.Reader(staged.file, packs.TEAM).good_frames()
    return found
