"""The program with a window: theme, fonts, the shell around door and desk, the crash window; where it ends."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import replace as exchange
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QEvent, QMessageLogContext, QObject, QSize, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from casebook.base.log import note
from casebook.base.words import N_, translator
from casebook.gui import settings as device
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.frame import Frame
from casebook.gui.parts.text import label
from casebook.gui.screens.firstrun.view import FirstRunView
from casebook.gui.screens.last.state import is_begun
from casebook.gui.screens.last.view import LastView
from casebook.gui.screens.traces.view import TracesView
from casebook.gui.screens.unlock.joining import JoinPage
from casebook.gui.screens.unlock.keysdue import KeysDueView
from casebook.gui.screens.unlock.page import DoorPage
from casebook.gui.screens.unlock.state import Shown, is_casebook
from casebook.gui.screens.unlock.view import UnlockView
from casebook.gui.settings import DeviceSettings
from casebook.gui.tasks import Task, Tasks
from casebook.gui.theme import Look, Theme, load_fonts, theme_name
from casebook.gui.window import TITLE, Window
from casebook.gui.workspace import Opened, Place, Spot, Workspace
from casebook.vault.keys import Kdf

SIZE: Final = QSize(1366, 768)


@dataclass(frozen=True)
class Start:
    """How the program starts. *resumed*: it was locked; *kdf*: another cost for new casebooks than this machine's."""

    folder: Path | None = None
    resumed: bool = False
    settings_file: Path | None = None
    kdf: Kdf | None = None


class Shell(Frame):
    """The one top-level window. Shows the door while nothing is open, the desk while something is, else nothing."""

    def __init__(self, workspace: Workspace, start: Start, settings: DeviceSettings) -> None:
        super().__init__()
        self.workspace = workspace
        self._start = start
        self.settings = settings
        self.desk: Window | None = None
        self._elsewhere = False
        self.setWindowTitle(TITLE)
        self.resize(SIZE)
        self.look = self._make_look()
        workspace.set_idle_minutes(settings.lock_minutes)
        workspace.opened.connect(self._show_desk)
        workspace.locking.connect(self.go_blank)
        workspace.asking.connect(self.cover)
        workspace.keys_due.connect(self._ask_for_keys)
        workspace.left.connect(self._quit)
        workspace.going.connect(self._show_last)
        workspace.stays.connect(self._back_to_desk)
        workspace.gone.connect(self._end_desk)
        self.show_door(new=start.folder is None)

    def _make_look(self) -> Look:
        """The look for the present settings, put on the whole application."""
        theme = Theme(theme_name(self.settings.theme), self.settings.text_scale)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.setFont(theme.font())
        app.setPalette(theme.palette())
        app.setStyleSheet(theme.stylesheet())
        return Look(translator(self.settings.language), theme, self.settings.compact)

    # ------------------------------------------------------------------------------------ door and desk

    def show_door(self, *, new: bool) -> None:
        """Ask for a passphrase, or make a casebook."""
        if new:
            first = FirstRunView(self.workspace, self.look)
            first.language_wanted.connect(self._speak)
            first.opening.connect(self._open_existing)
            first.joining.connect(self.join_team)
            self.put_door(first)
        elif self._start.folder is not None and is_begun(self._start.folder) and not self._elsewhere:
            self._end_wipe(self._start.folder)
        else:
            shown = Shown(self._start.folder, again=self._start.resumed)
            unlock = UnlockView(self.workspace, self.look, shown)
            unlock.making.connect(self._make_new)
            unlock.traces.connect(self.show_traces)
            unlock.leads.connect(self._show_page)
            unlock.wipe_begun.connect(self._end_wipe)
            self.put_door(unlock)

    def _end_wipe(self, folder: Path) -> None:
        """Offer to end a wipe that was cut off."""
        last = LastView(self.workspace, self.look)
        last.elsewhere.connect(self._open_elsewhere)
        self.put_door(last)
        last.offer(folder)

    def _make_new(self) -> None:
        self.show_door(new=True)

    def _open_existing(self) -> None:
        self.show_door(new=False)

    def join_team(self) -> None:
        """Make a new casebook that joins a team."""
        self._show_page(JoinPage(self.workspace, self.look), back=self._make_new)

    def _open_elsewhere(self) -> None:
        self._elsewhere = True
        self.show_door(new=False)

    def show_traces(self) -> None:
        """What a searcher would find, looked at before anything is unlocked; from there back to the passphrase."""
        if self.workspace.folder is None:
            self.workspace.folder = self._start.folder
        view = TracesView(self.workspace, self.look, at_the_door=True)
        view.closed.connect(self._open_existing)
        self.put_door(view)
        view.reload()

    def _show_page(self, page: DoorPage, *, back: Callable[[], None] | None = None) -> None:
        page.closed.connect(back or self._open_existing)
        self.put_door(page)

    def _ask_for_keys(self, leaving: bool) -> None:  # noqa: FBT001 - Qt's signal
        """New keys are due and somebody locks: asked over the blank desk."""
        view = KeysDueView(self.workspace, self.look, leaving=leaving)
        view.finished.connect(partial(self.workspace.leave if leaving else self.workspace.lock, now=True))
        view.wanted.connect(self._go_to_ways)
        self.put_door(view)
        self.veil.hide()

    def _go_to_ways(self) -> None:
        """Back into the open casebook, by somebody whose passphrase opens it."""
        self.workspace.set_idle_minutes(self.settings.lock_minutes)
        self._back_to_desk()
        self.workspace.go(Spot(Place.WAYS))

    def _show_desk(self, opened: Opened) -> None:
        self._make_desk()
        self.drop_door()
        assert self.desk is not None
        self.workspace.go(Spot(Place.BROWSE, kind="person"))
        # After going there: a screen that is shown clears what stood above the last one.
        self.desk.greet(opened)

    def _make_desk(self) -> None:
        before = self.desk
        self.desk = Window(self.workspace, self.look, self.settings)
        self.desk.settings_changed.connect(self.change_settings)
        self.show_inside(self.desk)
        if before is not None:
            self.let_go(before)

    # ------------------------------------------------------------------------------------ the last page

    def _show_last(self, task: Task[object]) -> None:
        """While a casebook is wiped, nothing of it can be reached."""
        last = LastView(self.workspace, self.look)
        self.put_door(last)
        last.remember(self.workspace.folder)
        last.begin(task)

    def _back_to_desk(self) -> None:
        self.drop_door()
        if self.desk is not None:
            self.show_inside(self.desk)

    def _end_desk(self, result: object) -> None:
        """The casebook is no more: the desk goes, and what came of it is said."""
        if self.desk is not None:
            self.let_go(self.desk)
            self.desk = None
        if isinstance(self.door, LastView):
            self.door.tell(result)

    # ------------------------------------------------------------------------------------ the veil

    def show_veil(self, state: Qt.ApplicationState) -> None:
        """Cover everything while another program has the keyboard, if that is wished. Nothing is locked by it."""
        if self.settings.veil and state != Qt.ApplicationState.ApplicationActive:
            self.cover()
        else:
            self.veil.hide()

    # ------------------------------------------------------------------------------------ settings

    def change_settings(self, settings: DeviceSettings) -> None:
        """Keep the settings and show everything anew with them."""
        self.settings = settings
        device.save(self._start.settings_file or device.settings_file(), settings)
        self.workspace.set_idle_minutes(settings.lock_minutes)
        self.look = self._make_look()
        if self.desk is not None:
            here = self.workspace.here
            self._make_desk()
            if here is not None and self.desk is not None:
                self.desk.show_spot(here)
        else:
            self.show_door(new=isinstance(self.door, FirstRunView))

    def _speak(self, language: object) -> None:
        self.change_settings(exchange(self.settings, language=str(language)))

    # ------------------------------------------------------------------------------------ the end

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """F12 anywhere: panic. Installed on the application, so that nothing stands before it."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_F12
        ):
            self.workspace.panic()
            return True
        return False

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing ends the program as locking does: the drafts are written first."""
        if self.workspace.is_open:
            event.ignore()
            self.workspace.leave()
        else:
            super().closeEvent(event)

    def _quit(self) -> None:
        QApplication.quit()


class CrashWindow(QWidget):
    """Says that the program has a fault, without a word of what was being worked on."""

    def __init__(self, look: Look, kind: type[BaseException], trace: TracebackType | None) -> None:
        super().__init__()
        tr = look.tr
        self.setWindowTitle(TITLE)
        self.setProperty("role", "window")
        box = QVBoxLayout(self)
        pad = look.theme.space(24)
        box.setContentsMargins(pad, pad, pad, pad)
        box.setSpacing(look.theme.space(12))
        box.addWidget(label(tr(N_("Something went wrong inside the program")), "title"))
        told = N_(
            "What was saved is safe. The casebook will be locked; what you were typing is offered again."
        )
        box.addWidget(label(tr(told), wrap=True))
        where = [f"{Path(f.filename).name}:{f.lineno}" for f in traceback.extract_tb(trace)][-8:]
        box.addWidget(label(tr(N_("For the developers, and without any content:")), "label"))
        box.addWidget(label(f"{kind.__name__}\n" + "\n".join(where), "meta", wrap=True))
        self._close = Button(look, tr(N_("Lock the casebook")), role="primary")
        self._close.clicked.connect(self.close)
        box.addWidget(self._close, 0, Qt.AlignmentFlag.AlignLeft)


class CrashGuard(QObject):
    """Shows the crash window once, then locks."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self.window: CrashWindow | None = None

    def hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Instead of a traceback on standard error, which might hold values."""
        note("crash", error=error)
        if self.window is None:
            self.window = CrashWindow(self._shell.look, kind, trace)
            self.window.destroyed.connect(self._lock)
            self.window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._shell.go_blank()
            self.window.show()

    def _lock(self) -> None:
        self._shell.workspace.lock(now=True)

    def hear(self, error: BaseException) -> None:
        """A fault on the book thread."""
        self.hook(type(error), error, error.__traceback__)

    def keep_quiet(self) -> None:
        """From now on nothing is written to standard error, which a desktop keeps in a file.

        What Python and Qt would say there may hold values; the log keeps that it happened, and the class.
        """
        sys.excepthook = self.hook
        threading.excepthook = _note_in_thread
        sys.unraisablehook = _note_unraisable
        qInstallMessageHandler(_note_of_qt)


def _note_in_thread(told: threading.ExceptHookArgs) -> None:
    note("crash-in-thread", error=told.exc_value)


def _note_unraisable(told: sys.UnraisableHookArgs) -> None:
    note("unraisable", error=told.exc_value)


def _note_of_qt(_kind: QtMsgType, _where: QMessageLogContext, _message: str) -> None:
    note("qt-message")


def make_application(arguments: Sequence[str]) -> QApplication:
    """The application, with our fonts and one style on every desktop."""
    app = QApplication([arguments[0]] if arguments else ["casebook"])
    app.setApplicationName(TITLE)
    app.setApplicationDisplayName("")
    app.setStyle("Fusion")
    load_fonts()
    return app


def make_shell(app: QApplication, start: Start, replace: Callable[[Path | None], None]) -> Shell:
    """The shell with its thread and its workspace, listening to the application."""
    tasks = Tasks()
    workspace = Workspace(tasks, replace=replace, kdf=start.kdf)
    tasks.setParent(workspace)
    shell = Shell(workspace, start, device.load(start.settings_file or device.settings_file()))
    workspace.setParent(shell)
    app.installEventFilter(workspace)
    app.installEventFilter(shell)
    app.applicationStateChanged.connect(shell.show_veil)
    return shell


def run(
    arguments: Sequence[str], folder: Path | None, replace: Callable[[Path | None], None], *, resumed: bool
) -> int:
    """Show the window until it is closed. Returns the exit code."""
    app = make_application(arguments)
    known = folder if folder is not None and is_casebook(folder) else None
    shell = make_shell(app, Start(known, resumed=resumed), replace)
    guard = CrashGuard(shell)
    guard.keep_quiet()
    shell.workspace.tasks.crashed.connect(guard.hear)
    shell.workspace.away.listen()
    shell.show()
    code = app.exec()
    shell.workspace.tasks.finish(wait=False)
    return code
