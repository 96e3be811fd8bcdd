"""A log in memory: ids, counts, durations and class names; never a value, name, path or passphrase.

It is a ring of the last lines, shown or saved only when the user asks. A line is a fixed phrase plus
numbers, so that nothing private can slip in through a formatted string.
"""

from __future__ import annotations

import time
from collections import deque
from typing import Final

RING: Final[deque[str]] = deque(maxlen=500)
_start = time.monotonic()


def note(event: str, *, error: BaseException | None = None, **counts: int | float) -> None:  # noqa: PYI041 - both are meant
    """Add a line: the fixed phrase *event*, numbers, and of *error* only the name of its class."""
    parts = [f"{time.monotonic() - _start:9.3f}", event]
    parts += [f"{key}={value:g}" for key, value in counts.items()]
    if error is not None:
        parts.append(type(error).__name__)
    RING.append(" ".join(parts))


def lines() -> tuple[str, ...]:
    """The lines so far, oldest first."""
    return tuple(RING)
