"""The window: from start to the first paint, and from the passphrase to a list of 100,000 people."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from figure import Figure
from largebook import PASSPHRASE, large_book

DRIVER = Path(__file__).with_name("windowdriver.py")
SOURCE = Path(__file__).resolve().parents[2] / "src"


def figures(folder: Path) -> Iterator[Figure]:
    """Beside an empty window of the same toolkit; the unlocking without and with its derivation."""
    empty = statistics.median(run(folder, "bare")[0] for _ in range(5))
    yield Figure("an empty window, start to first paint", empty)
    first = statistics.median(run(folder, "start")[0] for _ in range(5))
    yield Figure("Casebook, start to first paint", first, base=empty, against="an empty window")
    for count in (1_000, 100_000):
        took, derived = run(folder, "unlock", str(large_book(count)), typed=PASSPHRASE)
        yield Figure(
            f"passphrase to a list of {count:,} people", took, remark=f"of it {derived:.0f} ms one derivation"
        )
        yield Figure("  after the key is derived", took - derived)
    relocked = statistics.median(
        run(folder, "lock", str(large_book(1_000)), typed=PASSPHRASE)[0] for _ in range(5)
    )
    yield Figure("lock: close, replace the process, paint", relocked, base=first, against="a first start")


def run(folder: Path, *words: str, typed: str = "") -> list[float]:
    """The milliseconds the driver prints."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(SOURCE), "HOME": str(folder)}
    command = [sys.executable, str(DRIVER), words[0], str(folder), *words[1:]]
    done = subprocess.run(command, env=env, input=typed + "\n", capture_output=True, text=True, check=True)
    return [float(line) for line in done.stdout.split()]
