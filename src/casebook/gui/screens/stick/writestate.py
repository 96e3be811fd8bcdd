"""What a stick will carry: for whom, which large files too; and what of it was safe in the end. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from casebook.base.ids import FileId
from casebook.base.progress import Progress
from casebook.base.words import Translator
from casebook.casework.authors import Author
from casebook.casework.book import Casebook
from casebook.gui.parts.names import record_name
from casebook.sync import ejecting, outgoing
from casebook.sync.ejecting import Ejected
from casebook.sync.outgoing import NobodyToWriteFor, Offer, Outcome
from casebook.sync.selecting import Attachment, Wish
from casebook.wording import of_outgoing


@dataclass(frozen=True, slots=True)
class Large:
    """A large file that is left out unless somebody ticks it."""

    file: FileId
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What would go. *everybody*: for whom one may write at all. No *offer*: there is nobody to write for."""

    offer: Offer | None = None
    everybody: tuple[Author, ...] = ()
    sentences: tuple[str, ...] = ()
    large: tuple[Large, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What came of it: the sentences, whether all is safe, and what the system did with the stick."""

    outcome: Outcome
    sentences: tuple[str, ...]
    ejected: Ejected


@dataclass(slots=True)
class WriteState:
    """*left*: people somebody does not write for this time; *taken*: large files that go along."""

    tr: Translator
    left: set[bytes] = field(default_factory=set)
    taken: set[FileId] = field(default_factory=set)
    shown: Shown = field(default_factory=Shown)

    def load(self, book: Casebook) -> Shown:
        """Ask what would go, for everybody and for those who are chosen."""
        try:
            everybody = outgoing.offer(book)
        except NobodyToWriteFor:
            return Shown()
        people = everybody.people
        chosen = frozenset(each.public for each in people) - self.left
        offer = everybody
        if self.left or self.taken:
            wish = Wish(chosen if self.left else None, frozenset(self.taken))
            try:
                offer = outgoing.offer(book, wish=wish)
            except NobodyToWriteFor:
                offer = replace(everybody, people=(), changes=0, files=(), left_out=(), news=False)
        large = tuple(Large(each.file.file, self._large(book, each)) for each in everybody.large)
        return Shown(offer, people, tuple(of_outgoing.offer(offer, self.tr)), large)

    def _large(self, book: Casebook, each: Attachment) -> str:
        name = record_name(book, each.file.record, self.tr.language)
        return f"{name} · {of_outgoing.size(each.file.size, self.tr)}"

    def writing(self, place: Path) -> Callable[[Casebook, Progress], Written]:
        """Write what is shown, read it back, and let the stick go."""
        offer = self.shown.offer
        assert offer is not None

        def work(book: Casebook, progress: Progress) -> Written:
            outcome = outgoing.write(book, place, offer, progress)
            ejected = ejecting.eject(place) if outcome.whole else Ejected.BUSY
            return Written(outcome, tuple(of_outgoing.outcome(outcome, self.tr)), ejected)

        return work
