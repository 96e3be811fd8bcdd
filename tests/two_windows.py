"""Asking the casebooks of two people who sit before a window each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from casebook.base.progress import Progress
from casebook.casework.book import Casebook
from casebook.gui.pictures.person import Person

T = TypeVar("T")
WAIT_MS = 60_000


class Closing:
    """Closes a casebook on the thread it belongs to."""

    def __init__(self, book: Casebook | None) -> None:
        self._book = book

    def __call__(self, _progress: Progress) -> None:
        if self._book is not None:
            self._book.close()


def asked(one: Person, question: Callable[[Casebook], T]) -> T:
    """Ask somebody's casebook, on the thread it belongs to."""
    book = one.shell.workspace._book
    assert book is not None
    answers: list[T] = []
    one.shell.workspace.tasks.run_now(
        lambda _progress: answers.append(question(book)), seconds=WAIT_MS / 1000
    )
    return answers[0]
