"""The power goes while a process saves, imports, erases, attaches, exports, changes its passphrase and locks.

A kill does not test syncing: what a killed process wrote, the system still writes. Here everything that was not
synced is lost, wholly or in part, at moments spread over a session; after each the casebook opens, no acknowledged
act is missing, and the full check is clean.
"""

from __future__ import annotations

import copy
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import books
import leaving_list
import writer
from casebook.base.errors import CasebookError
from torture import power, preload
from torture.table import Tally
from torture.test_kills import NOTHING, Known, look


@dataclass(frozen=True)
class Session:
    """A disk as it was before, and everything that was changed on it since."""

    disk: power.Disk
    changes: tuple[power.Change, ...]


def session(tmp_path: Path, acts: int, seed: int) -> Session:
    """Let the writer work until it has acknowledged so many acts, and write down what it does to the disk."""
    root = tmp_path / "disk"
    root.mkdir()
    (root / "outside").mkdir()
    leaving_list.closed(root / "book")
    disk = power.Disk(root)
    listed = tmp_path / "list"
    with subprocess.Popen(
        [sys.executable, writer.__file__, str(root / "book"), "0", str(seed), str(root / "outside")],
        stdout=subprocess.PIPE,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "LD_PRELOAD": str(preload.layer("powerloss", tmp_path)),
            "POWERLOSS_ROOT": str(root),
            "POWERLOSS_LIST": str(listed),
        },
    ) as process:
        assert process.stdout is not None
        done = 0
        while done < acts:
            done += "done" in json.loads(process.stdout.readline())
        process.kill()
        process.stdout.read()
    found = Session(disk, tuple(power.changes(listed)))
    after = copy.deepcopy(disk)
    for change in found.changes:
        after.do(change)
    after.write_out(tmp_path / "replayed", None)
    assert _bytes(tmp_path / "replayed") == _bytes(root), "the layer has not seen everything"
    return found


def _bytes(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def moments(found: Session, times: int, chance: random.Random) -> set[int]:
    """After which changes the power goes: half of them just after something was acknowledged."""
    ready = next(i for i, change in enumerate(found.changes) if change.kind == "A")
    told = [i for i, change in enumerate(found.changes) if change.kind == "A" and b'"done"' in change.first]
    anywhere = range(ready, len(found.changes))
    return {
        *chance.sample(told, min(len(told), times // 2)),
        *chance.sample(anywhere, min(len(anywhere), times - times // 2)),
    }


def losses(
    found: Session, tmp_path: Path, times: int, chance: random.Random, *, deaf: bool = False
) -> Iterator[str]:
    """Take the power away so often; yields what was wrong each time, or nothing ("")."""
    disk = copy.deepcopy(found.disk)
    disk.deaf = deaf
    known, under_way, rest = Known(), NOTHING, b""
    when = moments(found, times, chance)
    for i, change in enumerate(found.changes):
        disk.do(change)
        if change.kind == "A":
            told, rest = power.lines(change, rest)
            for line in told:
                under_way = line if "begin" in line else NOTHING
                if "done" in line:
                    known.note(line)
        if i in when:
            to = tmp_path / "after"
            disk.write_out(to, chance, chance.choice((0.0, 0.0, 0.3, 0.7)))
            try:
                look(to / "book", to / "outside", copy.deepcopy(known), under_way)
                yield ""
            except (AssertionError, CasebookError) as error:
                yield f"at change {i}, in {under_way['begin'] or 'nothing'}: {error!r}"
            shutil.rmtree(to)


@pytest.mark.torture("T3", "whatever was not synced is lost, wholly or in part, at moments of a session")
def test_what_was_acknowledged_survives_the_loss_of_power(
    tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    found = session(tmp_path, rounds(25, 150), seed=20250610)
    chance = random.Random(20250611)
    times = rounds(12, 300)
    with books.derived_once():
        told = list(losses(found, tmp_path, times, chance))
    assert not [wrong for wrong in told if wrong]
    tally.tried(len(told))
    syncs = sum(change.kind == "S" for change in found.changes)
    tally.found(
        f"{len(found.changes):,} changes of the disk listed, {syncs:,} syncs among them; nothing lost"
    )
    tally.could_not(
        "a disk that says it has synced and has not; what another file system does with its own tree"
    )


@pytest.mark.torture("T3", "a disk that ignores every sync: the loss is noticed")
def test_a_disk_that_does_not_sync_is_noticed(
    tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    """The trial itself on trial: without the syncs, acknowledged acts do get lost."""
    found = session(tmp_path, rounds(10, 40), seed=20250612)
    with books.derived_once():
        told = list(losses(found, tmp_path, rounds(6, 40), random.Random(20250613), deaf=True))
    lost = sum(bool(wrong) for wrong in told)
    assert lost > 0
    tally.tried(len(told))
    tally.found(f"found out {lost} times")
