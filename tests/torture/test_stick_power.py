"""A stick of which nothing is left but what was synced: whatever was called safe is whole, and nothing is raised.

What the writer of packs does to the disk is listed call by call; after each of many of them the disk is made again,
without what was not synced, or with parts of it.
"""

from __future__ import annotations

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

import sticking
from casebook.base.errors import CasebookError
from torture import power, preload
from torture.table import Tally
from torture.test_real_sticks import Told, look, summed


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
