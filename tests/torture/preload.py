"""Layers that a process loads before the C library: compiled when a test needs one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def layer(name: str, folder: Path) -> Path:
    """The layer *name* (a file in C beside this one), compiled into *folder*. Skips where there is no compiler."""
    if shutil.which("gcc") is None:
        pytest.skip("gcc is not here: what stands between the program and the system cannot be made")
    made, source = folder / f"{name}.so", Path(__file__).with_name(f"{name}.c")
    options = ["-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror"]
    subprocess.run(["gcc", *options, "-o", str(made), str(source), "-ldl"], check=True)
    return made
