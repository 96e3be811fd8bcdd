"""What the unlock screen knows: which folder, and whether a casebook is in it. Never the passphrase."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from casebook.base.words import N_

KEYS_FILE = "keys"


def is_casebook(folder: Path) -> bool:
    """Whether *folder* looks like a casebook. Says nothing about whether it opens."""
    try:
        return (folder / KEYS_FILE).is_file()
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on the screen. *folder* is missing on the first day; *again*: it was open and is locked now."""

    folder: Path | None = None
    again: bool = False

    @property
    def heading(self) -> str:
        """The message at the top, marked for translation."""
        if self.again:
            return N_("Locked")
        return N_("Open the casebook")

    @property
    def where(self) -> str:
        """The folder's own name; the way to it stays unsaid."""
        return self.folder.name if self.folder else ""


def problem_with(folder: Path | None) -> str:
    """Why that folder cannot be opened, marked for translation; empty if it may be tried."""
    if folder is None:
        return N_("Write which folder the casebook is in.")
    if not folder.is_dir():
        return N_("There is no such folder.")
    if not is_casebook(folder):
        return N_("There is no casebook in this folder.")
    return ""
