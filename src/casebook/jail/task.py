"""What a function that runs in the jail is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from casebook.base.progress import Progress


@dataclass(frozen=True, slots=True)
class Task:
    """One job. The function named to `launch.run` takes this and returns plain, typed data.

    `progress.step` reports to the caller's own `Progress`; a caller who cancels kills the child, so it never
    raises here.
    """

    argument: bytes
    """Whatever the caller passed."""
    files: tuple[BinaryIO, ...]
    """The caller's open files, for reading only, at their beginning; then its sources, read piece by piece."""
    progress: Progress
