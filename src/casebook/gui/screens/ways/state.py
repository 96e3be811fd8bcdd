"""Whose passphrases open the casebook, and what changing that means for everybody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import keys
from casebook.casework.book import Casebook
from casebook.casework.keys import Rekeyed, Way
from casebook.casework.touched import Touched
from casebook.gui.parts import waywords
from casebook.gui.parts.typed import Typed
from casebook.vault.keys import Kdf

Work = Callable[[Casebook, Progress], Rekeyed]


class Act(StrEnum):
    """What can be done here."""

    CHANGE = "change"
    ADD = "add"
    REMOVE = "remove"
    REKEY = "rekey"


@dataclass(frozen=True, slots=True)
class Shown:
    """The ways in, and whether erased text still waits for new keys."""

    ways: tuple[Way, ...]
    due: bool


@dataclass(frozen=True, slots=True)
class Words:
    """An act in words: heading, what it does, and the verb on its button."""

    heading: str
    told: str
    verb: str


WORDS = {
    Act.CHANGE: Words(
        N_("Change your passphrase"),
        N_(
            "The whole casebook is written anew under new keys. The old passphrase opens nothing that comes after."
        ),
        N_("Change the passphrase"),
    ),
    Act.ADD: Words(
        N_("Let somebody in"),
        N_(
            "They choose a passphrase of their own and type it here. They can then open everything in this casebook."
        ),
        N_("Let them in"),
    ),
    Act.REMOVE: Words(
        N_("Shut a passphrase out"),
        N_(
            "It opens nothing that comes after. What its owner read or copied before, and backups made until now, "
            "stay open to it."
        ),
        N_("Shut it out"),
    ),
    Act.REKEY: Words(
        N_("Make new keys"),
        N_(
            "The whole casebook is written anew under the same passphrases. What was erased and still lies in old "
            "blocks of the disk can then be opened by nobody, unless they kept an old copy of the file “keys”."
        ),
        N_("Make new keys"),
    ),
}


class WaysState:
    """Reads the ways in, and turns what was typed into work. *kdf* as of `keys.change`."""

    def __init__(self, tr: Translator, kdf: Kdf | None = None) -> None:
        self.tr = tr
        self._kdf = kdf

    def concerns(self, touched: Touched) -> bool:
        """An erasure makes new keys due."""
        return bool(touched)

    def load(self, book: Casebook) -> Shown:
        """Who opens it now."""
        return Shown(keys.ways(book), book.rekey_due)

    def name(self, way: Way) -> str:
        """Whose way in it is."""
        return waywords.name(way, self.tr)

    def told(self, done: Rekeyed) -> str:
        """What came of it."""
        if not done.emptied:
            return self.tr(N_("Done. Copies and backups made before still open as they did."))
        return f"{self.tr(N_('Done.'))} {waywords.emptied(done.emptied, self.tr)}"

    # ------------------------------------------------------------------------------------ acts

    def change(self, current: Typed, new: Typed, others: Sequence[Typed]) -> Work:
        """Another passphrase, and another key file or none, for whoever types *current*."""

        def work(book: Casebook, progress: Progress) -> Rekeyed:
            found = [one.opening(progress) for one in (current, *others)]
            fresh = new.opening(progress, apart_from=book.safe.folder)
            return keys.change(book, found[0], fresh, others=found[1:], kdf=self._kdf, progress=progress)

        return work

    def add(self, current: Typed, new: Typed, others: Sequence[Typed]) -> Work:
        """One way in more."""

        def work(book: Casebook, progress: Progress) -> Rekeyed:
            found = [one.opening(progress) for one in (current, *others)]
            fresh = new.opening(progress, apart_from=book.safe.folder)
            return keys.add(book, found[0], fresh, others=found[1:], kdf=self._kdf, progress=progress)

        return work

    def remove(self, current: Typed, label: str, others: Sequence[Typed]) -> Work:
        """One way in less."""

        def work(book: Casebook, progress: Progress) -> Rekeyed:
            found = [one.opening(progress) for one in (current, *others)]
            return keys.remove(book, found[0], label, others=found[1:], kdf=self._kdf, progress=progress)

        return work

    def rekey(self, current: Typed, others: Sequence[Typed]) -> Work:
        """New keys under the same passphrases."""

        def work(book: Casebook, progress: Progress) -> Rekeyed:
            found = [one.opening(progress) for one in (current, *others)]
            return keys.rekey(book, found[0], others=found[1:], kdf=self._kdf, progress=progress)

        return work
