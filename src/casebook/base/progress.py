"""How far long work has come, and the one way to stop it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from casebook.base.errors import Cancelled


@dataclass(frozen=True, slots=True)
class Step:
    """Where the work stands: *done* of *total* (0 = unknown) in the named *stage*.

    The stage is a message id such as ``deriving-key``; shells word it.
    """

    stage: str
    done: int
    total: int


class Progress:
    """Handed to every piece of long work. The work calls `step`; anyone may call `cancel`, from any thread."""

    def __init__(self, watch: Callable[[Step], None] | None = None) -> None:
        self._watch = watch
        self._stop = threading.Event()
        self._stage = ""

    def step(self, stage: str, done: int = 0, total: int = 0) -> None:
        """Report where the work stands. Raises `Cancelled` if somebody asked to stop."""
        if self._stop.is_set():
            raise Cancelled
        self._stage = stage
        if self._watch is not None:
            self._watch(Step(stage, done, total))

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stop.is_set()
