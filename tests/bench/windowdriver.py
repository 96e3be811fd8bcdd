"""Run by `bench_window.py` in a process of its own: shows the window, waits for a paint, prints milliseconds."""

from __future__ import annotations

import sys
import time
from pathlib import Path

BEGAN = time.perf_counter()

from PySide6.QtCore import QEvent, QObject, Qt, QTimer  # noqa: E402 - the clock starts first
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QWidget  # noqa: E402


class FirstPaint(QObject):
    """Prints how long it took until the window was painted, and ends the program."""

    def __init__(self, since: float = BEGAN) -> None:
        super().__init__()
        self._since = since

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            _say(self._since)
            QTimer.singleShot(0, QApplication.quit)
        return super().eventFilter(watched, event)


def _say(since: float) -> None:
    print(f"{(time.perf_counter() - since) * 1000:.1f}", flush=True)


def bare() -> None:
    """An empty window."""
    app = QApplication(["bare"])
    window = QWidget()
    watch = FirstPaint()
    window.installEventFilter(watch)
    window.show()
    app.exec()


def start() -> None:
    """The program's first window."""
    app, shell = _shell(None)
    watch = FirstPaint()
    shell.installEventFilter(watch)
    shell.show()
    app.exec()


def unlock(folder: str, passphrase: str) -> None:
    """Type the passphrase, press Enter, wait until the list of people stands; print that, and the derivation."""
    from casebook.base.secret import Secret
    from casebook.gui.screens.unlock.view import UnlockView
    from casebook.vault import keys, slots

    app, shell = _shell(Path(folder))
    shell.show()
    door = shell.door
    assert isinstance(door, UnlockView)
    field = door.passphrase.findChild(QLineEdit) or door.passphrase
    QTest.keyClicks(field, passphrase)
    began = time.perf_counter()
    QTest.keyClick(field, Qt.Key.Key_Return)
    while not any(t.model() is not None and t.model().rowCount() for t in shell.findChildren(QTableView)):
        app.processEvents()
    app.processEvents()
    _say(began)
    block = slots.read(Path(folder) / "keys").block
    began = time.perf_counter()
    keys.derive(Secret(passphrase), block.salt, block.kdf)
    _say(began)
    shell.workspace.tasks.finish(wait=False)


def lock(folder: str, passphrase: str) -> None:
    """Open the casebook, close it, replace the process; the new one prints when its window is painted."""
    from casebook.base import process
    from casebook.base.secret import Secret
    from casebook.casework.opening import open_book

    book = open_book(Path(folder), Secret(passphrase))
    began = time.perf_counter()
    book.close()
    again = (sys.executable, __file__, "painted", sys.argv[2], str(began), folder)
    process.replace(Path(folder), end_children=lambda: 0, command=again)


def painted(began: str, folder: str) -> None:
    """The locked window of the process that took the other's place. The clock runs through an exec."""
    app, shell = _shell(Path(folder))
    watch = FirstPaint(float(began))
    shell.installEventFilter(watch)
    shell.show()
    app.exec()


def _shell(folder: Path | None):  # noqa: ANN202 - the types are the program's
    from casebook.gui.main import Start, make_application, make_shell
    from casebook.vault.keys import CHEAPEST

    app = make_application(["casebook"])
    settings = Path(sys.argv[2]) / "settings"
    return app, make_shell(app, Start(folder, settings_file=settings, kdf=CHEAPEST), lambda _folder: None)


def main() -> None:
    """Do what the first argument says; a passphrase comes through standard input."""
    what, words = sys.argv[1], sys.argv[3:]
    if what == "painted":
        painted(words[0], words[1])
    elif what in ("unlock", "lock"):
        {"unlock": unlock, "lock": lock}[what](words[0], sys.stdin.readline().strip())
    else:
        {"bare": bare, "start": start}[what]()


if __name__ == "__main__":
    main()
