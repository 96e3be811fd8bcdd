from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from casebook.base.errors import Cancelled, Refused
from casebook.base.progress import Progress, Step
from casebook.gui.tasks import Tasks


class Hearer(QObject):
    """Notes what it hears, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []
        self.threads: list[int] = []

    def hear(self, what: object) -> None:
        self.heard.append(what)
        self.threads.append(threading.get_ident())


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.cancel_all()
    made.finish()


def done(qtbot: QtBot, tasks: Tasks) -> None:
    qtbot.waitUntil(lambda: not tasks.waiting, timeout=5000)


def test_work_is_done_elsewhere_and_told_here(qtbot: QtBot, tasks: Tasks) -> None:
    hearer = Hearer()
    tasks.run(lambda _progress: threading.get_ident(), then=hearer.hear)
    done(qtbot, tasks)

    assert hearer.heard != [threading.get_ident()]
    assert hearer.threads == [threading.get_ident()]


def test_work_is_done_in_the_order_it_was_asked_for_on_one_thread(qtbot: QtBot, tasks: Tasks) -> None:
    hearer = Hearer()
    order: list[int] = []
    for number in range(20):
        tasks.run(lambda _progress, n=number: (order.append(n), threading.get_ident())[1], then=hearer.hear)
    done(qtbot, tasks)

    assert order == list(range(20))
    assert len(set(hearer.heard)) == 1


def test_a_listener_that_is_gone_is_skipped_in_silence(qtbot: QtBot, tasks: Tasks) -> None:
    gate, hearer = threading.Event(), Hearer()
    tasks.run(lambda _progress: gate.wait(5), then=hearer.hear)
    shiboken6.delete(hearer)
    gate.set()
    done(qtbot, tasks)

    assert hearer.heard == []


def test_a_refusal_goes_to_whoever_asked(qtbot: QtBot, tasks: Tasks) -> None:
    hearer, crashes = Hearer(), Hearer()
    tasks.crashed.connect(crashes.hear)

    def refuse(_progress: Progress) -> None:
        raise Refused

    tasks.run(refuse, failed=hearer.hear)
    done(qtbot, tasks)

    assert [type(one) for one in hearer.heard] == [Refused]
    assert crashes.heard == []


def test_a_fault_nobody_waits_for_is_told_as_a_crash(qtbot: QtBot, tasks: Tasks) -> None:
    crashes = Hearer()
    tasks.crashed.connect(crashes.hear)

    def fail(_progress: Progress) -> None:
        raise ZeroDivisionError

    tasks.run(fail)
    done(qtbot, tasks)

    assert [type(one) for one in crashes.heard] == [ZeroDivisionError]


def test_stop_ends_work_at_its_next_step(qtbot: QtBot, tasks: Tasks) -> None:
    hearer, failed = Hearer(), Hearer()
    begun = threading.Event()

    def work(progress: Progress) -> None:
        begun.set()
        for i in range(10**9):
            progress.step("counting", i, 10**9)

    task = tasks.run(work, then=hearer.hear, failed=failed.hear)
    assert begun.wait(5)
    task.cancel()
    done(qtbot, tasks)

    assert hearer.heard == []
    assert [type(one) for one in failed.heard] == [Cancelled]


def test_steps_are_told_here_and_not_too_often(qtbot: QtBot, tasks: Tasks) -> None:
    steps = Hearer()

    def work(progress: Progress) -> None:
        progress.step("first", 0, 2)
        for i in range(50_000):
            progress.step("second", i, 50_000)

    tasks.run(work, stepped=steps.hear)
    done(qtbot, tasks)

    told = [step for step in steps.heard if isinstance(step, Step)]
    assert [step.stage for step in told][:2] == ["first", "second"]
    assert len(told) < 1000
    assert set(steps.threads) == {threading.get_ident()}


def test_what_was_waiting_is_given_up_with_the_rest(qtbot: QtBot, tasks: Tasks) -> None:
    gate, failed = threading.Event(), Hearer()
    tasks.run(lambda _progress: gate.wait(5), failed=failed.hear)
    for _ in range(5):
        tasks.run(lambda _progress: None, failed=failed.hear)
    tasks.cancel_all()
    gate.set()
    done(qtbot, tasks)

    assert [type(one) for one in failed.heard] == [Cancelled] * 5


class Circle(QObject):
    """Dies only by the collector, and notes on which thread."""

    def __init__(self, died: list[int]) -> None:
        super().__init__()
        self.itself = self
        weakref.finalize(self, lambda: died.append(threading.get_ident()))


def test_garbage_is_collected_on_this_thread_alone(qtbot: QtBot, tasks: Tasks) -> None:
    """A widget that dies on the book thread takes the program with it."""
    died: list[int] = []
    for _ in range(50):
        Circle(died)

    def allocate(_progress: Progress) -> int:
        return len([[str(number)] for number in range(200_000)])

    hearer = Hearer()
    tasks.run(allocate, then=hearer.hear)
    done(qtbot, tasks)
    tasks._sweeper.sweep()
    gc.collect()

    assert len(died) == 50
    assert set(died) == {threading.get_ident()}


def test_nothing_of_a_task_is_kept_after_it_was_told(qtbot: QtBot, tasks: Tasks) -> None:
    hearer = Hearer()
    task = tasks.run(lambda _progress: 1, then=hearer.hear)
    task.listener = hearer
    done(qtbot, tasks)

    assert task.listener is None


def test_after_the_end_nothing_is_begun(tasks: Tasks) -> None:
    """A page's timer may fire while the window goes."""
    hearer = Hearer()
    begun: list[Progress] = []
    tasks.finish()
    task = tasks.run(begun.append, then=hearer.hear, failed=hearer.hear)

    assert task.done
    assert (begun, hearer.heard, tasks.waiting) == ([], [], ())
