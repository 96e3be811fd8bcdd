"""Long work over many things in one transaction: shown as it goes on, and stopped between two of them.

What raises `Cancelled` in the middle of a transaction rolls it back: nobody is left with half of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

from casebook.base.progress import Progress

T = TypeVar("T")

EVERY: Final = 128
"""Things after which it is asked whether to stop: some tens of milliseconds."""


class Batches:
    """Counts what was done against a *total* that is told beforehand; a part of it never takes the room of the next."""

    def __init__(self, progress: Progress | None = None, stage: str = "", total: int = 0) -> None:
        self._progress = progress or Progress()
        self._stage, self._total = stage, total
        self._done = self._end = 0

    def begin(self, size: int) -> None:
        """The next part of the work begins, which takes *size* of the total. Raises `Cancelled`."""
        self._done = self._end
        self._end = min(self._end + size, self._total)
        self._step()

    def each(self, many: Iterable[T], *, counted: bool = True) -> Iterator[T]:
        """*many*, one by one. Raises `Cancelled` between two."""
        for number, one in enumerate(many):
            if number % EVERY == 0:
                self._step()
            yield one
            self._done = min(self._done + counted, self._end)

    def lots(self, many: Collection[T]) -> Iterator[tuple[T, ...]]:
        """*many* in lots that are dealt with at once. Raises `Cancelled` between two."""
        left = iter(many)
        while lot := tuple(islice(left, EVERY)):
            self._step()
            yield lot
            self._done = min(self._done + len(lot), self._end)

    def _step(self) -> None:
        self._progress.step(self._stage, self._done, self._total)
