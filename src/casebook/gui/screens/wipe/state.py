"""Wiping this copy: what goes, what stays elsewhere, and the proof that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import keys, wiping
from casebook.casework.book import Casebook
from casebook.casework.keys import Way
from casebook.gui.parts.typed import Typed
from casebook.vault.wiping import Wiped
from casebook.wording import of_wiping


@dataclass(frozen=True, slots=True)
class Shown:
    """What goes and what remains, in sentences; *key_file*: this session was opened with one."""

    goes: tuple[str, ...]
    remains: tuple[str, ...]
    key_file: bool


class WipeState:
    """Says what a wipe means for this casebook, and does it."""

    def __init__(self, tr: Translator) -> None:
        self.tr = tr

    def load(self, book: Casebook) -> Shown:
        """Facts of this casebook. Writes nothing."""
        before = wiping.before(book)
        mine = next((way for way in keys.ways(book) if way.mine), None)
        return Shown(
            tuple(of_wiping.goes(before, self.tr)),
            tuple(of_wiping.remains(before, self.tr)),
            key_file=bool(mine and mine.key_file),
        )

    @property
    def ask(self) -> str:
        """What is asked for above the field for the word."""
        word = self.tr(of_wiping.WORD)
        return self.tr(of_wiping.ASK).replace("{word}", word).strip().rstrip(":")

    def problem(self, word: str, *, typed: bool) -> str:
        """What is missing, in words; empty if it can be done."""
        if not typed:
            return self.tr(N_("Type your passphrase."))
        wanted = self.tr(of_wiping.WORD)
        if word.strip().casefold() != wanted.casefold():
            return self.tr(N_("Type the word “{word}” to go on.")).replace("{word}", wanted)
        return ""

    def check(self, current: Typed) -> Callable[[Casebook, Progress], Way]:
        """Work that proves whose casebook it is."""

        def work(book: Casebook, progress: Progress) -> Way:
            progress.step("checking-passphrases")
            return keys.check(book, current.opening(progress))

        return work

    def wipe(self, book: Casebook, progress: Progress) -> Wiped:
        """Work that wipes it."""
        return wiping.wipe(book, progress)
