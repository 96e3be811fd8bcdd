"""What a stick brought: looked at, changing nothing; taken wholly or in part; set aside again. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from casebook.base.ids import ActId, RecordId
from casebook.base.progress import Progress
from casebook.base.words import Translator
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched, Verb
from casebook.gui.parts import wantedfiles
from casebook.gui.parts.wantedfiles import Missing
from casebook.journal import log
from casebook.journal.history import records_of_entry
from casebook.model.all_kinds import KINDS
from casebook.sync import preview, reading, taking
from casebook.sync.brought import EVERYTHING, Brought, Chosen
from casebook.sync.came import Arrived, Came, Changed
from casebook.wording import of_sticks, of_teammates
from casebook.wording.of_sticks import Line

MOST_LINKS: Final = 12


@dataclass(frozen=True, slots=True, repr=False)
class Link:
    """A record a sentence is about."""

    record: RecordId
    kind: str
    words: str


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """A sentence; *links* open the records it is about, *more* of them are not named here."""

    text: str
    grave: bool
    links: tuple[Link, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class Who:
    """A device whose changes can be taken or left."""

    public: bytes
    words: str


@dataclass(frozen=True, slots=True, repr=False)
class Looked:
    """The dry run."""

    brought: Brought = field(repr=False)
    sentences: tuple[Told, ...]
    people: tuple[Who, ...]
    nothing: bool


@dataclass(frozen=True, slots=True, repr=False)
class Done:
    """What was taken. *act*: what sets it aside again; nothing where nothing was new. *touched*: what others show.

    *missing*: large files that did not come along, and have not been asked for.
    """

    act: ActId | None
    sentences: tuple[Told, ...]
    touched: Touched
    missing: tuple[Missing, ...] = ()


@dataclass(slots=True)
class ReadState:
    """*left*: devices whose changes somebody does not take this time."""

    tr: Translator
    looked: Looked | None = None
    left: set[bytes] = field(default_factory=set)

    def looking(self, place: Path) -> Callable[[Casebook, Progress], Looked]:
        """Read the stick, and try what taking it would do."""

        def work(book: Casebook, progress: Progress) -> Looked:
            brought = reading.read(book, place, progress)
            found = preview.look(book, brought, progress=progress, language=self.tr.language)
            people = tuple(
                Who(each.author.public, of_teammates.called(each.author, self.tr)) for each in found.devices
            )
            sentences = tuple(self._told(line, found) for line in of_sticks.before(found, self.tr))
            return Looked(brought, sentences, people, found.is_nothing)

        return work

    @property
    def chosen(self) -> Chosen:
        """What is taken: everything, or only what some devices wrote."""
        assert self.looked is not None
        if not self.left:
            return EVERYTHING
        return Chosen(without=frozenset(self.left))

    def taking(self) -> Callable[[Casebook, Progress], Done]:
        """Take what was chosen of what was looked at."""
        assert self.looked is not None
        brought, chosen = self.looked.brought, self.chosen

        def work(book: Casebook, progress: Progress) -> Done:
            done = taking.take(book, brought, chosen, progress=progress, language=self.tr.language)
            sentences = tuple(self._told(line, done.came) for line in of_sticks.after(done.came, self.tr))
            lacking = [
                each
                for one in done.came.attachments
                if one.arrived is Arrived.NOT
                for each in wantedfiles.missing(one.target.record, book)
            ]
            return Done(done.act, sentences, _touched(book, _every(done.came)), tuple(lacking))

        return work

    @staticmethod
    def turning(act: ActId, *, undone: bool) -> Callable[[Casebook, Progress], Touched]:
        """Set an import aside, or take it again."""

        def work(book: Casebook, _progress: Progress) -> Touched:
            moved = (taking.undo if undone else taking.again)(book, act)
            entries = (*moved.out, *moved.back)
            records = {record for entry in entries for record in records_of_entry(book.db, entry)}
            return Touched(Verb.RECEIPT, frozenset(records), frozenset(KINDS), next(iter(entries), None))

        return work

    def _told(self, line: Line, found: Came) -> Told:
        known = {each.record: each for each in _every(found)}
        links = [
            Link(record, known[record].kind, of_sticks.changed(known[record], self.tr))
            for record in line.records
            if record in known and known[record].kind
        ]
        return Told(line.text, line.grave, tuple(links[:MOST_LINKS]), max(0, len(links) - MOST_LINKS))


def _touched(book: Casebook, changed: Iterable[Changed]) -> Touched:
    """What other screens have to look at again."""
    end = log.feed_end(book.db, book.own.feed)
    records = frozenset(each.record for each in changed)
    return Touched(Verb.RECEIPT, records, frozenset(KINDS), None if end is None else end.prev)


def _every(found: Came) -> Iterable[Changed]:
    for device in found.devices:
        yield from device.records
    yield from found.deciding
    yield from found.deleted
    yield from (each.target for each in found.attachments)
