"""What the first day asks: where, for whom, and a passphrase that holds. Sentences are marked, not spoken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from casebook.base.words import N_

HOLDS: Final = (
    N_(
        "A thief, or an officer with the switched-off computer, reads nothing: no names, no texts, no counts."
    ),
    N_("After locking, nothing of it is left in the program's memory."),
    N_("Nobody at a distance: the program opens no network connection."),
    N_("Every change is signed and kept, so that a page can be defended in court."),
)
DOES_NOT: Final = (
    N_("It does not hold while it is open before somebody’s eyes, or if a camera watches your hands."),
    N_("It does not hold on a computer that somebody else controls."),
    N_("It does not hide that you use it."),
    N_(
        "Without the passphrase, or shares you made for that day, nobody can open it: "
        "there is no way round, for us neither."
    ),
)


@dataclass(frozen=True, slots=True)
class Answers:
    """What is filled in. Of the passphrase only what was judged of it."""

    folder: Path | None
    same: bool
    empty: bool
    too_weak: bool
    strong: bool
    key_missing: bool = False


def default_folder(home: Path) -> Path:
    """Where a casebook would stand: a plain name that is not taken."""
    for number in range(1, 100):
        folder = home / ("Notes" if number == 1 else f"Notes {number}")
        if not folder.exists():
            return folder
    return home / "Notes"


def problems(answers: Answers) -> dict[str, str]:
    """What keeps the casebook from being made: field → sentence."""
    found: dict[str, str] = {}
    if answers.folder is None or not answers.folder.is_absolute():
        found["folder"] = N_("Write a folder, beginning with /.")
    elif not answers.folder.parent.is_dir():
        found["folder"] = N_("The folder above it does not exist.")
    elif answers.folder.exists() and (not answers.folder.is_dir() or any(answers.folder.iterdir())):
        found["folder"] = N_("Something stands there already. Choose another name.")
    if answers.empty:
        found["passphrase"] = N_("Write a passphrase, or take the one suggested.")
    elif answers.too_weak:
        found["passphrase"] = N_("This is guessed in days. Add words, or take the one suggested.")
    elif not answers.same:
        found["again"] = N_("The two do not match.")
    if answers.key_missing:
        found["key"] = N_("Write where the key file is.")
    return found
