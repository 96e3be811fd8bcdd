"""The open casebook as the window sees it: one way to read, one way to write, and where the person is.

Nothing here touches the book on the GUI thread: everything goes through `Tasks`. The signals are facts in the
past: `opened`, `locked`, `touched` (the only reason for a screen to read again), `went`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol, TypeVar

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from casebook.base.errors import Cancelled
from casebook.base.ids import RecordId
from casebook.base.log import note
from casebook.base.progress import Progress, Step
from casebook.base.secret import Secret
from casebook.casework import undo
from casebook.casework.book import Casebook, create_book, open_book
from casebook.casework.touched import Touched
from casebook.gui.tasks import Task, Tasks
from casebook.journal import drafts
from casebook.journal.drafts import Draft
from casebook.vault.keys import Kdf

T = TypeVar("T")
Reading = Callable[[Casebook], T]
Writing = Callable[[Casebook, Progress], Touched]

CLIPBOARD_MS: Final = 30_000
"""How long copied text stays on the clipboard."""


class Place(StrEnum):
    """Where a person can be."""

    BROWSE = "browse"
    RECORD = "record"
    INTERVIEW = "interview"
    IMPORT = "import"
    EXPORT = "export"
    DECIDE = "decide"
    CONFLICTS = "conflicts"
    SETTINGS = "settings"
    KEYS = "keys"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place and what is looked at there: a kind, a record, a selection."""

    place: Place
    kind: str = ""
    record: RecordId | None = None
    records: tuple[RecordId, ...] = ()
    new: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """What the window is told of a casebook. *saved_ms*: its last save; *checked*: after an accident."""

    entries: int
    saved_ms: int
    checked: bool
    fresh: bool
    drafts: tuple[Draft, ...] = ()


class Writer(Protocol):
    """A place where something may be half typed."""

    def unsaved(self) -> Sequence[Draft]:
        """What is typed and not saved, for the drafts: asked before the casebook locks."""

    def settle(self) -> bool:
        """Save what is typed; false if something cannot be saved as it stands."""


@dataclass
class _Trail:
    """Where the person was before."""

    spots: list[Spot] = field(default_factory=list)


class Workspace(QObject):
    """Holds the casebook between opening and locking. *replace* ends this process and starts a locked one."""

    opened = Signal(object)
    locking = Signal()
    locked = Signal()
    left = Signal()
    touched = Signal(object, object)
    went = Signal(object)
    looked_at = Signal(object, str)
    stepped = Signal(object)
    busy = Signal(bool)
    refused = Signal(object)

    def __init__(
        self, tasks: Tasks, *, replace: Callable[[Path | None], None], idle_minutes: int = 3
    ) -> None:
        super().__init__()
        self.tasks = tasks
        self._replace = replace
        self._book: Casebook | None = None
        self.folder: Path | None = None
        self._writers: list[Writer] = []
        self._trail = _Trail()
        self.here: Spot | None = None
        self._ending = False
        self._leaving = False
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self.lock)
        self.set_idle_minutes(idle_minutes)
        self._wipe = QTimer(self, interval=CLIPBOARD_MS, singleShot=True)
        self._wipe.timeout.connect(self.clear_clipboard)
        self._copied = ""
        tasks.started.connect(self._now_busy)
        tasks.ended.connect(self._now_busy)

    def _now_busy(self, _task: object) -> None:
        self.busy.emit(bool(self.tasks.waiting))

    # --------------------------------------------------------------------------- opening and locking

    @property
    def is_open(self) -> bool:
        """Whether a casebook is open."""
        return self._book is not None

    def create(
        self,
        folder: Path,
        passphrase: Secret,
        *,
        name: str,
        author: str,
        failed: Callable[[BaseException], object],
        kdf: Kdf | None = None,
    ) -> Task[Casebook]:
        """Make a new casebook and open it. *failed* hears of a refusal."""

        def work(progress: Progress) -> Casebook:
            try:
                return create_book(folder, passphrase, name=name, author=author, kdf=kdf, progress=progress)
            finally:
                passphrase.wipe()

        self.folder = folder
        return self.tasks.run(work, then=self._take_new, failed=failed, stepped=self._step)

    def open(
        self, folder: Path, passphrase: Secret, *, failed: Callable[[BaseException], object]
    ) -> Task[Casebook]:
        """Open the casebook in *folder*."""

        def work(progress: Progress) -> Casebook:
            try:
                return open_book(folder, passphrase, progress=progress)
            finally:
                passphrase.wipe()

        self.folder = folder
        return self.tasks.run(work, then=self._take, failed=failed, stepped=self._step)

    def _take_new(self, book: Casebook) -> None:
        self._take(book, fresh=True)

    def _take(self, book: Casebook, *, fresh: bool = False) -> None:
        self._book = book
        self._fresh = fresh
        self.read(_drafts, self._say_opened)

    def _say_opened(self, kept: tuple[Draft, ...]) -> None:
        assert self._book is not None
        saved = self._book.saved
        self._idle.start()
        note("opened", entries=saved.entries)
        self.opened.emit(Opened(saved.entries, saved.wall_ms, saved.checked, self._fresh, kept))

    def lock(self) -> None:
        """Stop running work at its next safe point, write the drafts, close, and replace the process."""
        self._end()

    def leave(self) -> None:
        """The same, and then the program ends."""
        self._end(leave=True)

    def _end(self, *, leave: bool = False) -> None:
        if self._ending:
            return
        self._leaving = leave
        self._ending = True
        self._idle.stop()
        kept = self._unsaved()
        self.locking.emit()
        self.clear_clipboard()
        self.tasks.cancel_all()
        if self._book is None:
            self._go_dark()
        else:
            self.tasks.run(_closing(self._book, kept), then=self._go_dark, failed=self._go_dark)

    def panic(self) -> None:
        """Blank first; no question, no waiting. What runs is cut off, and nothing is half-written by design."""
        kept = self._unsaved()
        self.locking.emit()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.processEvents()
        self.clear_clipboard()
        if self._book is not None and not self.tasks.waiting:
            self.tasks.run_now(_closing(self._book, kept), seconds=0.7)
        self._go_dark()

    def _go_dark(self, _result: object = None) -> None:
        self._book = None
        self.locked.emit()
        if self._leaving:
            self.left.emit()
        else:
            self._replace(self.folder)

    def _unsaved(self) -> tuple[Draft, ...]:
        return tuple(draft for writer in self._writers for draft in writer.unsaved())

    # --------------------------------------------------------------------------- idle time, clipboard

    def set_idle_minutes(self, minutes: int) -> None:
        """Lock after so many minutes without a key or a movement of the mouse."""
        self._idle.setInterval(minutes * 60_000)
        if self._idle.isActive():
            self._idle.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Any key, click or movement starts the idle time again. Installed on the application."""
        if self._idle.isActive() and event.type() in (
            QEvent.Type.KeyPress,
            QEvent.Type.MouseButtonPress,
            QEvent.Type.MouseMove,
            QEvent.Type.Wheel,
        ):
            self._idle.start()
        return super().eventFilter(watched, event)

    def copy(self, text: str) -> None:
        """Put *text* on the clipboard for half a minute."""
        QGuiApplication.clipboard().setText(text)
        self._copied = text
        self._wipe.start()

    def clear_clipboard(self) -> None:
        """Empty the clipboard, if what stands there is still ours."""
        clipboard = QGuiApplication.clipboard()
        if clipboard.ownsClipboard() or (self._copied and clipboard.text() == self._copied):
            clipboard.clear()
        self._copied = ""

    # --------------------------------------------------------------------------- reading and writing

    def read(
        self,
        work: Reading[T],
        then: Callable[[T], object],
        failed: Callable[[BaseException], object] | None = None,
    ) -> Task[T]:
        """Ask the book something; *then* hears the answer on the GUI thread."""
        return self.tasks.run(self._with_book(work), then=then, failed=failed or self._refuse)

    def work(
        self,
        work: Callable[[Casebook, Progress], T],
        then: Callable[[T], object],
        failed: Callable[[BaseException], object] | None = None,
    ) -> Task[T]:
        """Long work that changes nothing: a dry run, a plan. Its steps are shown, and it can be stopped."""
        return self.tasks.run(
            self._with_progress(work), then=then, failed=failed or self._refuse, stepped=self._step
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
            self._with_progress(work), then=waiting.done, failed=failed or self._refuse, stepped=self._step
        )
        waiting.keep(task)
        return task

    def undo(self) -> None:
        """Take back the latest act of this casebook's device."""
        self.write(_undo_last, by=self)

    def keep_draft(self, draft: Draft) -> None:
        """Keep what is being typed; an empty text forgets it."""
        self.tasks.run(self._with_book(_keeping(draft)), failed=self._refuse)

    def _with_book(self, work: Reading[T]) -> Callable[[Progress], T]:
        book = self._book

        def run(_progress: Progress) -> T:
            if book is None:
                raise Cancelled
            return work(book)

        return run

    def _with_progress(self, work: Callable[[Casebook, Progress], T]) -> Callable[[Progress], T]:
        book = self._book

        def run(progress: Progress) -> T:
            if book is None:
                raise Cancelled
            return work(book, progress)

        return run

    def _step(self, step: Step) -> None:
        self.stepped.emit(step)

    def _refuse(self, error: BaseException) -> None:
        if not isinstance(error, Cancelled):
            self.refused.emit(error)

    def tell(self, touched: Touched, by: object) -> None:
        """Say that the book changed."""
        self.touched.emit(touched, by)

    # --------------------------------------------------------------------------- where the person is

    def add_writer(self, writer: Writer) -> None:
        """Ask *writer* for what is half typed before leaving or locking."""
        self._writers.append(writer)

    def remove_writer(self, writer: Writer) -> None:
        """Ask it no more."""
        if writer in self._writers:
            self._writers.remove(writer)

    def settle(self) -> bool:
        """Save what is typed anywhere. False if something cannot be saved as it stands."""
        settled = [writer.settle() for writer in self._writers]
        return all(settled)

    def go(self, spot: Spot) -> bool:
        """Go somewhere. Stays where something typed cannot be saved as it stands, and returns false."""
        if not self.settle():
            return False
        if self.here is not None and self.here != spot:
            self._trail.spots.append(self.here)
        self.here = spot
        self.went.emit(spot)
        return True

    def back(self) -> None:
        """To where one was before."""
        if self._trail.spots and self.settle():
            self.here = self._trail.spots.pop()
            self.went.emit(self.here)

    def look_at(self, record: RecordId | None, unit: str = "") -> None:
        """The record, and perhaps the unit of it, that the person has before them."""
        self.looked_at.emit(record, unit)


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


def _drafts(book: Casebook) -> tuple[Draft, ...]:
    return tuple(drafts.drafts(book.db))


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


def _closing(book: Casebook, kept: Sequence[Draft]) -> Callable[[Progress], None]:
    def close(_progress: Progress) -> None:
        for draft in kept:
            drafts.keep(book.db, draft)
        book.close()

    return close
