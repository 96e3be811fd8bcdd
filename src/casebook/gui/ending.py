"""Work after which no casebook is open any more: a wipe, a journey. While it is under way nothing else is done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Signal

from casebook.base.progress import Progress, Step
from casebook.casework.book import Casebook
from casebook.gui.lock import Lock, on
from casebook.gui.tasks import Task

LAST_STEP: Final = "wiping-keys"
"""From this stage on nothing can be stopped, and nothing needs to be: the keys are the first to go."""


class Ending(Lock):
    """Lets go of a casebook that is wiped.

    `going` carries the task, when it begins: the desk has to be out of reach until its end, for whatever else
    would be asked of the book is asked of one that may be closed. `passed` = it cannot be stopped any more. In the
    end there is either `gone`, with what came of it or with the error that a closed book left, or `stays`: it
    failed or was stopped, and the book is open as before.

    Until it is passed, the casebook locks as always when nobody is there. After that it is not locked for idling:
    nothing of it opens any more, and the work should come to its end. Whoever is called away or presses the panic
    key has the process replaced; the door then offers to end the wipe.
    """

    going = Signal(object)
    passed = Signal()
    gone = Signal(object)
    stays = Signal()
    _over = False

    def end_by(
        self,
        work: Callable[[Casebook, Progress], object],
        failed: Callable[[BaseException], object],
        *,
        then_at: Callable[[object], Path | None] = lambda _result: None,
    ) -> Task[object]:
        """Do *work*, which closes the book and lets nothing of it remain; *failed* hears why it stays.

        *then_at*: which casebook the door offers after it.
        """
        last = _Last(self, self._live, failed, then_at)
        task = self.tasks.run(
            on(self._live, work), then=last.done, failed=last.fail, stepped=last.step, sure=False
        )
        task.listener = last
        self.going.emit(task)
        return task

    def pass_by(self) -> None:
        """It cannot be stopped from here on."""
        self._idle.stop()
        self.passed.emit()

    def let_go(self, result: object, folder: Path | None) -> None:
        """There is no book any more. What was on the screen is still in memory, so idling counts again."""
        self._book = None
        self._over = True
        self.folder = folder
        if not self._ending:
            self._idle.start()
            self.gone.emit(result)

    def keep(self, error: BaseException, failed: Callable[[BaseException], object]) -> None:
        """The book is open as before."""
        if not self._ending:
            self._idle.start()
            self.stays.emit()
            failed(error)

    def _lock_when_open(self) -> None:
        """Nobody is there. The last page shows little, but this memory held everything."""
        if self._over:
            self.lock(now=True)
        else:
            super()._lock_when_open()


class _Last:
    """Hears how the last work goes."""

    def __init__(
        self,
        workspace: Ending,
        book: Casebook | None,
        failed: Callable[[BaseException], object],
        then_at: Callable[[object], Path | None],
    ) -> None:
        self._workspace = workspace
        self._book = book
        self._failed = failed
        self._then_at = then_at
        self._passed = False

    def step(self, step: Step) -> None:
        """Another stage."""
        if step.stage == LAST_STEP and not self._passed:
            self._passed = True
            self._workspace.pass_by()
        self._workspace.stepped.emit(step)

    def done(self, result: Any) -> None:  # noqa: ANN401 - whatever the work gave back
        """It is wiped."""
        self._workspace.let_go(result, self._then_at(result))

    def fail(self, error: BaseException) -> None:
        """It was stopped, or failed: before the book was closed, or after."""
        if self._book is not None and self._book.db.closed:
            self._workspace.let_go(error, self._workspace.folder)
        else:
            self._workspace.keep(error, self._failed)
