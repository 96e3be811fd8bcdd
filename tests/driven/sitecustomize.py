"""Puts hands and eyes into the real program: loaded by the interpreter because this folder is on PYTHONPATH.

The program itself knows nothing of it. PYTHONPATH is one of the few things that survive locking, so the process
that locking starts has hands too, which know nothing of what the process before was told. Orders come as lines of
JSON on standard input, answers go to standard output; `tests/program.py` is the other end.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import traceback
from typing import Any


def _is_the_program() -> bool:
    words = sys.orig_argv
    return "-m" in words[:-1] and words[words.index("-m") + 1] == "casebook"


def _answer(told: dict[str, Any]) -> None:
    os.write(1, json.dumps(told).encode() + b"\n")


def _serve() -> None:
    """Wait for the window, then carry out orders on the GUI thread until the pipe is closed."""
    while (widgets := sys.modules.get("PySide6.QtWidgets")) is None or not hasattr(widgets, "QApplication"):
        time.sleep(0.002)
    while (app := widgets.QApplication.instance()) is None or not any(
        one.isVisible() and one.windowTitle() for one in widgets.QApplication.topLevelWidgets()
    ):
        time.sleep(0.002)
    from PySide6.QtCore import QObject, Qt, Signal, Slot

    from driver import Driver

    driver = Driver()

    class Ear(QObject):
        heard = Signal(str)

        @Slot(str)
        def obey(self, line: str) -> None:
            order = json.loads(line)
            try:
                done = getattr(driver, order["do"])(*order.get("with", ()))
                if isinstance(done, bytes | set | list | tuple):
                    done = done.hex() if isinstance(done, bytes) else sorted(done)
                _answer({"done": done if isinstance(done, str | bool | list | None) else str(done)})
            except Exception as error:  # noqa: BLE001 - the other end is told, whatever it was
                _answer({"failed": "".join(traceback.format_exception(error))})

    ear = Ear()
    ear.moveToThread(app.thread())
    ear.heard.connect(ear.obey, Qt.ConnectionType.QueuedConnection)
    _answer({"ready": os.getpid()})
    held = b""
    while data := os.read(0, 1 << 16):
        *lines, held = (held + data).split(b"\n")
        for line in lines:
            ear.heard.emit(line.decode())


if _is_the_program():
    threading.Thread(target=_serve, name="driver", daemon=True).start()
