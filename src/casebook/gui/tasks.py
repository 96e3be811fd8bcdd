"""One worker thread for the book: work goes in, results come back on the GUI thread.

The thread owns the connection to the database. Work is a plain function of a `Progress`; it is stopped by
`Task.cancel`, which makes the next `progress.step()` raise. Results are handed to *bound methods*, and only
while the object they belong to is alive: a widget that is gone is skipped in silence.
"""

from __future__ import annotations

import contextlib
import gc
import sys
import time
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import MethodType
from typing import Any, Final, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from casebook.base.errors import Cancelled
from casebook.base.progress import Progress, Step

T = TypeVar("T")
Work = Callable[[Progress], T]
SWEEP_MS: Final = 500
STEP_PAUSE: Final = 0.05
"""Seconds between two steps that are shown: more would only keep the screen busy."""


def _weakly(method: Callable[..., object]) -> Callable[[], Callable[..., object] | None]:
    if isinstance(method, MethodType):
        return weakref.WeakMethod(method)
    return lambda: method


def _alive(method: Callable[..., object]) -> bool:
    owner = getattr(method, "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)


@dataclass(eq=False)
class Task(Generic[T]):
    """Work under way. *progress* is the worker's; the rest belongs to the GUI thread.

    *sure*: begun even if everything was asked to stop while it waited, as a save of what was typed must be.
    """

    work: Work[T]
    then: Callable[[], Callable[[T], object] | None]
    failed: Callable[[], Callable[[BaseException], object] | None]
    stepped: Callable[[], Callable[[Step], object] | None]
    progress: Progress = field(default_factory=Progress)
    sure: bool = False
    done: bool = False
    listener: object = None
    """Kept alive as long as the task: `then` and `failed` are held weakly."""

    def cancel(self) -> None:
        """Ask the work to stop at its next step; nobody hears of its result then, `failed` of `Cancelled`."""
        self.progress.cancel()


def _nothing(_: object) -> None:
    """Where a caller does not want to hear."""


class Sweeper(QObject):
    """Collects circles of garbage on the GUI thread alone.

    Python's collector runs in whatever thread happens to allocate. On the book thread it would destroy widgets
    that lie in a circle, and Qt does not survive that: the program crashed now and then.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._most = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self, interval=SWEEP_MS)
        self._timer.timeout.connect(self.sweep)
        self._timer.start()

    def sweep(self) -> None:
        """Collect as much as the collector itself would by now."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._most[generation]:
                gc.collect(generation)
                return


class Tasks(QObject):
    """The worker thread. *crashed* carries what was neither refused, damaged nor cancelled: our own bugs."""

    started = Signal(object)
    ended = Signal(object)
    crashed = Signal(object)
    _arrived = Signal(object, object, object)
    _moved = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sweeper = Sweeper(self)
        # A busy second thread starves the one that fetches rows (GIL hand-over per row); shorter turns help.
        sys.setswitchinterval(0.0005)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="book")
        self._waiting: list[Task[Any]] = []
        self._finished = False
        self._arrived.connect(self._deliver)
        self._moved.connect(self._show_step)

    @property
    def waiting(self) -> tuple[Task[Any], ...]:
        """Tasks not yet delivered, oldest first."""
        return tuple(self._waiting)

    def run(
        self,
        work: Work[T],
        *,
        then: Callable[[T], object] = _nothing,
        failed: Callable[[BaseException], object] | None = None,
        stepped: Callable[[Step], object] = _nothing,
        sure: bool = False,
    ) -> Task[T]:
        """Do *work* on the book thread; *then*, *failed* and *stepped* are called on the GUI thread.

        Without *failed*, an error is reported through `crashed`, whatever its family. After `finish` nothing is done
        and nobody hears of it: a timer of a page may still fire while the window goes.
        """
        task: Task[T] = Task(work, _weakly(then), _weakly(failed or self._crash), _weakly(stepped), sure=sure)
        if self._finished:
            task.done = True
            return task
        task.progress = Progress(self._watch(task))
        self._waiting.append(task)
        self.started.emit(task)
        self._pool.submit(self._do, task)
        return task

    def run_now(self, work: Work[object], *, seconds: float) -> None:
        """Do *work* on the book thread and wait for it, but not longer than *seconds*. Nobody hears of it."""
        future = self._pool.submit(work, Progress())
        with contextlib.suppress(Exception):
            future.result(timeout=seconds)

    def _watch(self, task: Task[Any]) -> Callable[[Step], None]:
        last: tuple[float, str] = (0.0, "")

        def watch(step: Step) -> None:
            nonlocal last
            now = time.monotonic()
            if step.stage != last[1] or now - last[0] >= STEP_PAUSE:
                last = (now, step.stage)
                self._moved.emit(task, step)

        return watch

    def _do(self, task: Task[Any]) -> None:
        result: Any = None
        error: BaseException | None = None
        try:
            if task.progress.cancelled and not task.sure:
                raise Cancelled  # noqa: TRY301 - the same way out as for work that notices later
            result = task.work(task.progress)
        except BaseException as caught:  # noqa: BLE001 - every failure is carried to the GUI thread
            error = caught
        self._arrived.emit(task, result, error)
        # Nothing of it may die on this thread: a widget's last reference may hang on it, and this frame, kept
        # alive by the error's traceback, would hold the error in a circle.
        del task, result, error

    def _deliver(self, task: Task[Any], result: object, error: BaseException | None) -> None:
        task.done = True
        self._waiting.remove(task)
        self.ended.emit(task)
        method: Callable[..., object] | None = task.then() if error is None else task.failed()
        if method is not None and _alive(method):
            method(result if error is None else error)
        task.work, task.listener = _nothing, None

    def _show_step(self, task: Task[Any], step: Step) -> None:
        method = task.stepped()
        if not task.done and method is not None and _alive(method):
            method(step)

    def _crash(self, error: BaseException) -> None:
        if not isinstance(error, Cancelled):
            self.crashed.emit(error)

    def cancel_all(self) -> None:
        """Ask everything under way to stop."""
        for task in self._waiting:
            task.cancel()

    def finish(self, *, wait: bool = True) -> None:
        """Take no more work; with *wait*, return when the thread has ended."""
        self._finished = True
        self._pool.shutdown(wait=wait, cancel_futures=True)
        gc.enable()
