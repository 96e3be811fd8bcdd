"""Time, passed in. Time orders what is shown and decides nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

WallClock = Callable[[], int]
"""Milliseconds since 1970-01-01 UTC."""

DAY_MS = 86_400_000
COUNTER_BITS = 16


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A hybrid time (milliseconds shifted left by 16, plus a counter) and the raw wall clock beside it."""

    hybrid: int
    wall_ms: int

    @property
    def shown_ms(self) -> int:
        """The milliseconds to show to people."""
        return self.hybrid >> COUNTER_BITS


def system_clock() -> int:
    """The computer's clock in milliseconds."""
    return time.time_ns() // 1_000_000


class HybridClock:
    """Hands out hybrid times that never run backwards on one device (Kulkarni et al. 2014, simplified)."""

    def __init__(self, wall: WallClock, last: int = 0) -> None:
        self._wall = wall
        self._last = last

    def now(self) -> Moment:
        """The next moment: later than every one handed out or heard of before."""
        wall = self._wall()
        self._last = max(self._last + 1, wall << COUNTER_BITS)
        return Moment(self._last, wall)

    def heard(self, hybrid: int) -> bool:
        """Take a teammate's time into account. False if it lies over 24 h ahead: kept, but not followed."""
        if (hybrid >> COUNTER_BITS) > self._wall() + DAY_MS:
            return False
        self._last = max(self._last, hybrid)
        return True
