"""Joining a team: the casebook that waits for its welcome, and the work of each step. No Qt here.

A waiting casebook has keys and no entry: it is no open casebook for anything else, and belongs to the book thread.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from casebook.base.progress import Progress
from casebook.casework.entering import Entered, How
from casebook.gui.parts.typed import Typed
from casebook.sync import handing, newcomer
from casebook.sync.joining import Compared
from casebook.sync.newcomer import Asked, Opened, Waiting
from casebook.vault.keys import Kdf


class JoinState:
    """Holds the waiting casebook between the steps; everything is done with it on the book thread."""

    def __init__(self, kdf: Kdf | None) -> None:
        self._kdf = kdf
        self._waiting: Waiting | None = None

    def asking(self, folder: Path, name: str, typed: Typed) -> Callable[[Progress], Asked]:
        """Make a new casebook that asks to join."""

        def work(progress: Progress) -> Asked:
            opening = typed.opening(progress, apart_from=folder)
            self._waiting = newcomer.ask(
                folder,
                opening.passphrase,
                name,
                key_file=opening.key_file,
                kdf=self._kdf,
                progress=progress,
            )
            return self._need().asked

        return work

    def resuming(self, folder: Path, typed: Typed) -> Callable[[Progress], Asked]:
        """Go on with one that asked before."""

        def work(progress: Progress) -> Asked:
            opening = typed.opening(progress)
            self._waiting = newcomer.resume(
                folder, opening.passphrase, key_file=opening.key_file, progress=progress
            )
            return self._need().asked

        return work

    def again(self, _progress: Progress) -> Asked:
        """Ask anew, under another number: when words differed, nothing of the former file is used."""
        newcomer.ask_again(self._need())
        return self._need().asked

    def putting(self, place: Path) -> Callable[[Progress], object]:
        """Write the file for the admin on a stick."""

        def work(progress: Progress) -> object:
            return handing.put(place, self._need().asked.file(), progress=progress)

        return work

    def finding(self, place: Path) -> Callable[[Progress], Opened]:
        """Find the welcome on a stick and open it; nothing in it is trusted yet."""

        def work(progress: Progress) -> Opened:
            return newcomer.find_welcome(self._need().safe, place, progress)

        return work

    def entering(self, opened: Opened, proof: Compared) -> Callable[[Progress], Entered]:
        """Become one of the team."""

        def work(_progress: Progress) -> Entered:
            book = newcomer.enter(self._need(), opened, proof)
            self._waiting = None
            return Entered(book, How.JOINED)

        return work

    def close(self, _progress: Progress) -> None:
        """Let the waiting casebook go; it can be gone on with later."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.close()

    def _need(self) -> Waiting:
        assert self._waiting is not None
        return self._waiting
