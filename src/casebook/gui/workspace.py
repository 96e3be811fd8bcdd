"""The open casebook as the window sees it: one way to read, one way to write, and where the person is.

Nothing here touches the book on the GUI thread: everything goes through `Tasks`. The signals are facts in the
past: `opened`, `locked`, `touched` (the only reason for a screen to read again), `went`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Signal

from casebook.base.errors import Cancelled
from casebook.base.progress import Progress
from casebook.casework import undo
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched
from casebook.casework.whereabouts import MovedOrCopied
from casebook.gui.ending import Ending
from casebook.gui.lock import Opened as Opened
from casebook.gui.lock import on, without_steps
from casebook.gui.spots import Place as Place
from casebook.gui.spots import Spot as Spot
from casebook.gui.tasks import Task
from casebook.journal import drafts
from casebook.journal.drafts import Draft

T = TypeVar("T")
Reading = Callable[[Casebook], T]
Writing = Callable[[Casebook, Progress], Touched]


class Workspace(Ending):
    """The casebook while it is open: read it, write it, hear that it changed."""

    touched = Signal(object, object)
    refused = Signal(object)
    circle_chosen = Signal()
    """New records go elsewhere from now on."""
    where_asked = Signal()
    """Nothing is saved until somebody says whether the casebook was moved or copied."""

    def read(
        self,
        work: Reading[T],
        then: Callable[[T], object],
        failed: Callable[[BaseException], object] | None = None,
    ) -> Task[T]:
        """Ask the book something; *then* hears the answer on the GUI thread."""
        return self.tasks.run(on(self._live, without_steps(work)), then=then, failed=failed or self._refuse)

    def work(
        self,
        work: Callable[[Casebook, Progress], T],
        then: Callable[[T], object],
        failed: Callable[[BaseException], object] | None = None,
    ) -> Task[T]:
        """Long work that changes nothing: a dry run, a plan. Its steps are shown, and it can be stopped."""
        return self.tasks.run(
            on(self._live, work), then=then, failed=failed or self._refuse, stepped=self.stepped.emit
        )

    def write(
        self,
        work: Writing,
        *,
        by: object,
        then: Callable[[Touched], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
    ) -> Task[Touched]:
        """Change the book. Everybody hears of it through `touched`, *by* included."""
        waiting = _Written(self, by, then)
        task = self.tasks.run(
            on(self._live, self._asking(work)),
            then=waiting.done,
            failed=failed or self._refuse,
            stepped=self.stepped.emit,
            sure=True,
        )
        waiting.keep(task)
        return task

    def _asking(self, work: Writing) -> Writing:
        """*work*; if it may not write here yet, the window hears of it too, whoever hears of the refusal."""

        def write(book: Casebook, progress: Progress) -> Touched:
            try:
                return work(book, progress)
            except MovedOrCopied:
                self.where_asked.emit()
                raise

        return write

    def undo(self) -> None:
        """Take back the latest act of this casebook's device."""
        self.write(_undo_last, by=self)

    def keep_draft(self, draft: Draft) -> None:
        """Keep what is being typed; an empty text forgets it."""
        self.tasks.run(on(self._live, without_steps(_keeping(draft))), failed=self._refuse, sure=True)

    def _refuse(self, error: BaseException) -> None:
        if not isinstance(error, Cancelled):
            self.refused.emit(error)

    def tell(self, touched: Touched, by: object) -> None:
        """Say that the book changed."""
        self.touched.emit(touched, by)


class _Written:
    """Waits for a write, then tells everybody, then whoever asked."""

    def __init__(self, workspace: Workspace, by: object, then: Callable[[Touched], object] | None) -> None:
        self._workspace = workspace
        self._by = by
        self._then = then
        self._task: Task[Touched] | None = None

    def keep(self, task: Task[Touched]) -> None:
        """Live as long as the task does: `Tasks` holds its listeners weakly."""
        self._task = task
        task.listener = self

    def done(self, touched: Touched) -> None:
        """The write stands."""
        self._workspace.tell(touched, self._by)
        if self._then is not None:
            self._then(touched)


def _undo_last(book: Casebook, _progress: Progress) -> Touched:
    return undo.undo_last(book)


def _keeping(draft: Draft) -> Callable[[Casebook], None]:
    def keep(book: Casebook) -> None:
        if draft.text:
            drafts.keep(book.db, draft)
            return
        with book.db.transaction():
            drafts.drop(book.db, draft.record, [draft.unit])

    return keep
