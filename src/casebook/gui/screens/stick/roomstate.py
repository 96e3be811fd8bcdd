"""Making room on a stick, and imports of before: what can go, and what can be set aside or taken again. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from casebook.base.ids import ActId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework.book import Casebook
from casebook.gui.parts.moments import moment_text
from casebook.journal.arrivals import Import
from casebook.sync import freeing, taking
from casebook.wording import of_outgoing


@dataclass(frozen=True, slots=True)
class Room:
    """What can go: a sentence, and how many files; none = nothing can."""

    words: str
    files: int


@dataclass(frozen=True, slots=True, repr=False)
class Past:
    """One import, and whether it is set aside."""

    act: ActId
    words: str
    undone: bool


class RoomState:
    """The words of both."""

    def __init__(self, tr: Translator) -> None:
        self.tr = tr

    def looking(self, place: Path) -> Callable[[Casebook, Progress], Room]:
        """What on the stick everybody has. Changes nothing."""
        return partial(self._look, place)

    def _look(self, place: Path, book: Casebook, progress: Progress) -> Room:
        found = freeing.look(book, place, progress)
        if not found.packs:
            return Room(
                self.tr(N_("There is nothing on the stick that everybody has. Nothing is taken off it.")), 0
            )
        size = of_outgoing.size(found.bytes, self.tr)
        told = self.tr.plural(
            "{count} file on it is with everybody by now.",
            "{count} files on it are with everybody by now.",
            len(found.packs),
        )
        gain = self.tr(N_("Taking them off makes room: {size}. Everything else on the stick stays.")).format(
            size=size
        )
        return Room(f"{told} {gain}", len(found.packs))

    def freeing(self, place: Path) -> Callable[[Casebook, Progress], str]:
        """Take it off; how much that was, in a sentence."""
        return partial(self._free, place)

    def _free(self, place: Path, book: Casebook, progress: Progress) -> str:
        gone = freeing.free(book, place, progress)
        return self.tr.plural(
            "{count} file that everybody has was taken off the stick.",
            "{count} files that everybody has were taken off the stick.",
            len(gone.packs),
        )

    def verb(self, files: int) -> str:
        """What the button says."""
        return self.tr.plural("Take {count} file off the stick", "Take {count} files off the stick", files)

    def imports(self, book: Casebook) -> tuple[Past, ...]:
        """Every import, the latest first."""
        return tuple(self._past(each) for each in taking.imports(book))

    def _past(self, one: Import) -> Past:
        what = self.tr.plural("{count} change", "{count} changes", one.entries)
        words = f"{moment_text(one.taken_ms)} · {what}"
        if one.undone:
            words = f"{words} · {self.tr(N_('set aside: kept, and out of sight'))}"
        return Past(one.act, words, one.undone)
