"""The suite fails where a rule is broken: each seeded bug is planted, and the tests named for it have to notice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from seeded_bugs import BUGS

FAILED = 1
"""How pytest ends when tests failed, and not for want of tests or by an error of its own."""


@pytest.mark.torture(
    "more", "bugs of other tools and of earlier designs, planted one by one: the suite fails"
)
def test_every_seeded_bug_is_noticed(root: Path, rounds: Callable[[int, int], int]) -> None:
    for plant, tests in list(BUGS.items())[: rounds(3, len(BUGS))]:
        ended = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"),
                *("-p", "seeded_bugs", "-n", "0", *(f"tests/{each}" for each in tests.split())),
            ],
            cwd=root,
            env={
                **os.environ,
                "SEEDED_BUG": plant.__name__,
                "PYTHONPATH": os.pathsep.join([str(root / "tests"), *sys.path]),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == FAILED, f"{plant.__name__} was not noticed: {ended.stdout[-2000:]}"
