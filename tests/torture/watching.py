"""A command that runs while the memory of it and of its children is watched from outside."""

from __future__ import annotations

import contextlib
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import program

MIB = 1 << 20


@dataclass(frozen=True)
class Ended:
    """How a command ended, how long it took, and the most bytes of memory it and one of its children had."""

    code: int
    out: bytes
    err: bytes
    seconds: float
    main: int
    child: int


def to_its_end(running: subprocess.Popen[bytes], *, seconds: float = 120) -> Ended:
    """Watch a command that says little until it ends. It is killed when it takes longer than *seconds*.

    What the kernel tells at the end (`ru_maxrss`) would count the test that started it, too.
    """
    start = time.monotonic()
    main = child = 0
    while running.poll() is None:
        with contextlib.suppress(OSError):
            for pid in program.descendants(running.pid):
                if pid == running.pid:
                    main = max(main, peak(pid))
                else:
                    child = max(child, peak(pid))
        if time.monotonic() - start > seconds:
            running.kill()
        time.sleep(0.001)
    out, err = running.communicate()
    assert running.returncode is not None
    return Ended(running.returncode, out, err, time.monotonic() - start, main, child)


def peak(pid: int) -> int:
    """The most bytes of memory a process had since it became this program."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) * 1024 if found else 0


def life(pid: int) -> bytes:
    """What is different in every program a process becomes: where the kernel put random bytes on its stack."""
    return Path(f"/proc/{pid}/auxv").read_bytes()
