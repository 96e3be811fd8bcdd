"""Measurements, printed. `make bench` runs every `bench_*.py` in this folder; names after it run only those.

A measurement compares two things in one run on one machine, because seconds alone tell about the machine.
Each file has a function `figures(folder)` that yields `Figure`s; *folder* is empty and removed afterwards.
"""

from __future__ import annotations

import importlib
import platform
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Run them, and say how long it took."""
    sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1] / "src")]
    wanted = sys.argv[1:]
    names = sorted(path.stem for path in HERE.glob("bench_*.py"))
    chosen = [name for name in names if not wanted or name.removeprefix("bench_") in wanted]
    if not chosen:
        sys.exit(
            f"no such measurement; there are: {', '.join(name.removeprefix('bench_') for name in names)}"
        )
    print(f"Python {platform.python_version()}, {platform.machine()}\n")
    for name in chosen:
        module = importlib.import_module(name)
        print((module.__doc__ or name).splitlines()[0])
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            for figure in module.figures(Path(folder)):
                print(f"  {figure}", flush=True)
        print(f"  ({time.monotonic() - start:.0f} s)\n", flush=True)


if __name__ == "__main__":
    main()
