"""Choosing a folder or a file by typing: suggestions from the disk, and no list of recent files kept anywhere.

The desktop's own file dialogs write down where one has been; this field does not.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from casebook.gui.parts.popup import Popup, Suggestion
from casebook.gui.theme import Look

MOST = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the disk."""

    path: Path
    is_folder: bool


def _home_out(text: str) -> str:
    return os.path.expanduser(text) if text.startswith("~") else text  # noqa: PTH111 - ends in a slash sometimes


def entries(typed: str, suffixes: tuple[str, ...]) -> tuple[Entry, ...]:
    """What begins as *typed* does: folders, and files that end in one of *suffixes*. Hidden ones only if asked for."""
    folder, _, begun = _home_out(typed).rpartition("/")
    found: list[Entry] = []
    try:
        with os.scandir(folder or "/") as listing:
            for one in listing:
                name = one.name
                hidden = name.startswith(".") and not begun.startswith(".")
                if hidden or not name.casefold().startswith(begun.casefold()):
                    continue
                is_folder = one.is_dir()
                if is_folder or name.casefold().endswith(suffixes):
                    found.append(Entry(Path(one.path), is_folder))
                if len(found) >= MOST:
                    break
    except OSError:
        return ()
    return tuple(sorted(found, key=lambda e: (not e.is_folder, e.path.name.casefold())))


class PathField(QWidget):
    """A path. *remark* says something beside a suggestion (“casebook”); `chosen` = a whole path was picked."""

    chosen = Signal()
    submitted = Signal()
    changed = Signal()

    def __init__(
        self,
        look: Look,
        name: str,
        *,
        suffixes: tuple[str, ...] = (),
        remark: Callable[[Path], str] | None = None,
    ) -> None:
        super().__init__()
        self._suffixes = suffixes
        self._remark = remark
        self.line = QLineEdit()
        self.line.setAccessibleName(name)
        self.line.textEdited.connect(self._typed)
        self.line.returnPressed.connect(self.submitted)
        self._popup = Popup(look, self.line, name)
        self._popup.picked.connect(self._pick)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.line)
        self.setFocusProxy(self.line)

    def path(self) -> Path | None:
        """What is typed, as a path; nothing if it is empty."""
        text = self.line.text().strip()
        return Path(_home_out(text)) if text else None

    def set_path(self, path: Path) -> None:
        """Show *path*."""
        self.line.setText(str(path))

    def _typed(self, text: str) -> None:
        self.changed.emit()
        self._offer(text)

    def _offer(self, text: str) -> None:
        if not text:
            self._popup.offer(())
            return
        rows = []
        for entry in entries(text, self._suffixes or ("\0",)):
            told = self._remark(entry.path) if self._remark else ""
            icon = "folder" if entry.is_folder else "file"
            rows.append(Suggestion(entry.path.name, entry, told, "casebook" if told else icon))
        self._popup.offer(tuple(rows), select_first=False)

    def _pick(self, suggestion: Suggestion) -> None:
        entry = suggestion.thing
        assert isinstance(entry, Entry)
        self.line.setText(f"{entry.path}/" if entry.is_folder and not suggestion.meta else str(entry.path))
        self.changed.emit()
        if entry.is_folder and not suggestion.meta:
            self._offer(self.line.text())
        else:
            self.chosen.emit()

    def open_list(self) -> None:
        """Show what is there already."""
        self._offer(self.line.text())
