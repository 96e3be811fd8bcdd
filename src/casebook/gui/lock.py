"""Opening and locking: what holds the casebook in between, and all the ways in which it is taken from a window.

By hand, in panic, because nobody is there. In each of them what is typed is written as a draft, the window goes
blank, and this process is replaced (`base/process.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QEvent, QMetaMethod, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from casebook.base.errors import Cancelled
from casebook.base.log import note
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import entering
from casebook.casework.book import Casebook
from casebook.casework.entering import NOTHING_DONE, Done, Entered, How
from casebook.casework.incoming import pending_orders
from casebook.casework.rescuing import Rescued
from casebook.gui.idle import Away, Clipboard, Idle
from casebook.gui.places import Ways
from casebook.gui.tasks import Task, Tasks
from casebook.journal import drafts
from casebook.journal.drafts import Draft
from casebook.vault.keys import Kdf
from casebook.vault.trace import Roots

T = TypeVar("T")

PANIC_S: Final = 0.7
"""How long panic waits for the drafts to be written and the database to be closed."""
AWAY_MS: Final = 3000
"""How long running work may take to its next safe point when nobody is there; then it is cut off. A computer that
goes to sleep waits five seconds for us (logind.conf: `InhibitDelayMaxSec`)."""
ASKED_MINUTES: Final = 1
"""How long new keys are offered before locking, without a key pressed."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the window is told of a casebook. *saved_ms*: its last save; *checked*: after an accident.

    *orders*: so many of teammates' orders to erase wait for a yes. *moved*: nobody has said yet whether it was moved
    or copied; *emptied*: whose passphrases open nothing since.
    """

    entries: int
    saved_ms: int
    checked: bool
    how: How = How.OPENED
    drafts: tuple[Draft, ...] = ()
    orders: int = 0
    moved: bool = False
    emptied: tuple[str, ...] = ()
    done: Done = NOTHING_DONE
    rescued: Rescued | None = None

    @property
    def fresh(self) -> bool:
        """Whether it was made just now."""
        return self.how is How.MADE


class Entrance(Ways):
    """Opens a casebook, by any of the ways in, and says so."""

    opened = Signal(object)
    stepped = Signal(object)

    def __init__(self, tasks: Tasks, kdf: Kdf | None) -> None:
        super().__init__()
        self.tasks = tasks
        self.kdf = kdf
        self._book: Casebook | None = None
        self._entered: Entered | None = None
        self.folder: Path | None = None

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
        key_file: Path | None = None,
        makes_key_file: bool = False,
    ) -> Task[Entered]:
        """Make a new casebook and open it. *failed* hears of a refusal."""
        work = partial(
            entering.make_new,
            folder,
            passphrase,
            name=name,
            author=author,
            key_file=key_file,
            makes_key_file=makes_key_file,
            kdf=self.kdf,
        )
        return self.enter(lambda progress: work(progress=progress), failed=failed)

    def open(
        self,
        folder: Path,
        passphrase: Secret,
        *,
        key_file: Path | None = None,
        failed: Callable[[BaseException], object],
    ) -> Task[Entered]:
        """Open the casebook in *folder*, and do what is due while its passphrase is at hand."""
        self.folder = folder
        work = partial(entering.open_typed, folder, passphrase, key_file=key_file, kdf=self.kdf)
        return self.enter(lambda progress: work(progress=progress), failed=failed)

    def enter(
        self, work: Callable[[Progress], Entered], *, failed: Callable[[BaseException], object]
    ) -> Task[Entered]:
        """Open a casebook by any other way: shares, a backup, what was rescued."""
        return self.tasks.run(work, then=self._take, failed=failed, stepped=self.stepped.emit)

    def _take(self, entered: Entered) -> None:
        self._book, self._entered = entered.book, entered
        self.folder = entered.book.safe.folder
        self.tasks.run(on(entered.book, without_steps(_waiting)), then=self._say_opened)

    def _say_opened(self, waiting: tuple[tuple[Draft, ...], int]) -> None:
        assert self._book is not None
        assert self._entered is not None
        entered, self._entered = self._entered, None
        saved = self._book.saved
        kept, orders = waiting
        note("opened", entries=saved.entries)
        self.opened.emit(
            Opened(
                saved.entries,
                saved.wall_ms,
                saved.checked,
                entered.how,
                kept,
                orders,
                moved=saved.moved,
                emptied=self._book.safe.emptied if entered.how is How.SHARES else (),
                done=entered.done,
                rescued=entered.rescued,
            )
        )


class Lock(Entrance):
    """Holds the casebook between opening and locking. *replace* ends this process and starts a locked one.

    `keys_due` = somebody locks by hand (or, true, closes the program), and the keys should be changed first, because
    something was erased. Whoever hears it offers that, and goes on with `lock(now=True)` or `leave(now=True)`. It is
    said once; `asking` comes before it is known whether they are due, when nothing may be seen any more. Nobody who
    locks because nobody is there, or in panic, is asked.
    """

    locking = Signal()
    locked = Signal()
    left = Signal()
    busy = Signal(bool)
    asking = Signal()
    keys_due = Signal(bool)

    def __init__(
        self,
        tasks: Tasks,
        *,
        replace: Callable[[Path | None], None],
        idle_minutes: int = 3,
        kdf: Kdf | None = None,
    ) -> None:
        super().__init__(tasks, kdf)
        self._replace = replace
        self.roots: Roots | None = None
        self._ending = False
        self._leaving = False
        self._asked = False
        self._idle = Idle(self, idle_minutes)
        self._idle.elapsed.connect(self._lock_when_open)
        self.away = Away(self)
        self.away.gone.connect(self._lock_when_open)
        self.clipboard = Clipboard(self)
        tasks.started.connect(self._now_busy)
        tasks.ended.connect(self._now_busy)

    def _now_busy(self, _task: object) -> None:
        self.busy.emit(bool(self.tasks.waiting))

    def _say_opened(self, waiting: tuple[tuple[Draft, ...], int]) -> None:
        self._idle.start()
        self.away.hold()
        super()._say_opened(waiting)

    def lock(self, *, now: bool = False) -> None:
        """Stop running work at its next safe point, write the drafts, close, and replace the process."""
        if now or not self._asks(leave=False):
            self._end()

    def _lock_when_open(self) -> None:
        """Nobody is there: nobody is asked, and nothing is waited for longer than need be."""
        if self._book is not None:
            self.lock(now=True)
            QTimer.singleShot(AWAY_MS, self._cut_off)

    def _cut_off(self) -> None:
        if self._book is not None:
            self.panic()

    def leave(self, *, now: bool = False) -> None:
        """The same, and then the program ends."""
        if now or not self._asks(leave=True):
            self._end(leave=True)

    def _asks(self, *, leave: bool) -> bool:
        """Whether it is found out first if the keys should be changed. Not while anything else is under way."""
        heard = self.isSignalConnected(QMetaMethod.fromSignal(self.keys_due))
        if self._asked or self._ending or self._book is None or self.tasks.waiting or not heard:
            return False
        self._asked, self._leaving = True, leave
        self.asking.emit()
        self.tasks.run(
            on(self._book, without_steps(_keys_due)), then=self._offer_keys, failed=self._end_as_asked
        )
        return True

    def _offer_keys(self, due: bool) -> None:  # noqa: FBT001 - it hears an answer
        if due and not self._ending:
            self._idle.set_minutes(ASKED_MINUTES)
            self.keys_due.emit(self._leaving)
        else:
            self._end_as_asked()

    def _end_as_asked(self, _error: object = None) -> None:
        self._end(leave=self._leaving)

    def _end(self, *, leave: bool = False) -> None:
        if self._ending:
            return
        self._leaving = leave
        self._ending = True
        self._idle.stop()
        kept = self.unsaved()
        self.locking.emit()
        self.clipboard.clear()
        self.tasks.cancel_all()
        if self._book is None:
            self._go_dark()
        else:
            self.tasks.run(_closing(self._book, kept), then=self._go_dark, failed=self._go_dark)

    def panic(self) -> None:
        """Blank first; no question. What does not stop at once is cut off: nothing is half-written by design."""
        self._ending, self._leaving = True, False
        kept = self.unsaved()
        self.locking.emit()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.processEvents()
        self.clipboard.clear(ask=False)
        self.tasks.cancel_all()
        if self._book is not None:
            self.tasks.run_now(_closing(self._book, kept), seconds=PANIC_S)
        self._go_dark()

    def _go_dark(self, _result: object = None) -> None:
        self._book = None
        self.locked.emit()
        if self._leaving:
            self.left.emit()
        else:
            self._replace(self.folder)

    def set_idle_minutes(self, minutes: int) -> None:
        """Lock after so many minutes without a key or a movement of the mouse."""
        self._idle.set_minutes(minutes)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Any key, click or movement starts the idle time again. Installed on the application."""
        self._idle.notice(event)
        return False

    @property
    def _live(self) -> Casebook | None:
        """The book for new work; none while it is being closed: a field that loses the keyboard because
        the window goes blank would save then, and what is typed in it is a draft already.
        """
        return None if self._ending else self._book


def on(book: Casebook | None, work: Callable[[Casebook, Progress], T]) -> Callable[[Progress], T]:
    """*work* on the book that is open now; it is cancelled if none is."""

    def run(progress: Progress) -> T:
        if book is None:
            raise Cancelled
        return work(book, progress)

    return run


def without_steps(work: Callable[[Casebook], T]) -> Callable[[Casebook, Progress], T]:
    """*work* that shows no steps."""

    def run(book: Casebook, _progress: Progress) -> T:
        return work(book)

    return run


def _keys_due(book: Casebook) -> bool:
    return book.rekey_due


def _waiting(book: Casebook) -> tuple[tuple[Draft, ...], int]:
    """What was half typed, and how many orders to erase wait for a yes."""
    book.safe.head.claim()
    return tuple(drafts.drafts(book.db)), len(pending_orders(book))


def _closing(book: Casebook, kept: Sequence[Draft]) -> Callable[[Progress], None]:
    def close(_progress: Progress) -> None:
        for draft in kept:
            drafts.keep(book.db, draft)
        book.close()

    return close
