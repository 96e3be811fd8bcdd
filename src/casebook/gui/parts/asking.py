"""Questions of a screen of which only the newest of each name matters: an older one is given up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from casebook.base.progress import Progress
from casebook.casework.book import Casebook
from casebook.gui.tasks import Task
from casebook.gui.workspace import Workspace

T = TypeVar("T")


class Asking:
    """What was asked last, by name."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._asked: dict[str, Task[Any]] = {}

    def ask(
        self,
        what: str,
        work: Callable[[Casebook, Progress], T],
        then: Callable[[T], object],
        failed: Callable[[BaseException], object],
    ) -> None:
        """Have *work* done on the book thread; *then* or *failed* hears of it unless *what* is asked anew before."""
        before = self._asked.get(what)
        if before is not None and not before.done:
            before.cancel()
        self._asked[what] = self._workspace.work(work, then, failed)

    def cancel(self) -> None:
        """Give up everything that is asked."""
        for task in self._asked.values():
            task.cancel()
