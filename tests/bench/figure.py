"""One measured thing, and what it is compared with."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """*value* of *what*; as a multiple of *base*, which is called *against*, where there is one."""

    what: str
    value: float
    unit: str = "ms"
    base: float | None = None
    against: str = ""
    remark: str = ""

    def __str__(self) -> str:
        line = f"{self.what:<52} {self.value:>12,.3g} {self.unit}"
        if self.base:
            line += f"  = {self.value / self.base:.2f} x {self.against}"
        return f"{line}  {self.remark}".rstrip()


def median_ms(work: Callable[[], object], *, times: int) -> float:
    """The median of *times* runs, in milliseconds; one run before that is not counted."""
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)
