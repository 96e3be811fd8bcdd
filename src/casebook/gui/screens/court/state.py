"""One bundle that left, the records in it, and what of each can be opened for one reader: work for the book thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.bundle import unhiding
from casebook.bundle.author_slips import author_slip
from casebook.bundle.unhiding import Openable, Words
from casebook.casework import disclosures
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched
from casebook.gui.parts.names import KIND_ICONS, record_name
from casebook.model.all_kinds import KINDS

Work = Callable[[Casebook, Progress], Touched]


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A record in the bundle. *written*: its seal was made at writing, so an author slip can be given."""

    record: RecordId
    number: int
    name: str
    icon: str
    written: bool


@dataclass(frozen=True, slots=True, repr=False)
class Bundle:
    """The bundle: its code in the casebook, its own number, and the records in it."""

    code: str
    bundle: str
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Field:
    """Something that can be opened, and what it is called."""

    label: str
    found: Openable


class CourtState:
    """One disclosure."""

    def __init__(self, disclosure: RecordId, tr: Translator) -> None:
        self.disclosure = disclosure
        self.tr = tr

    def load(self, book: Casebook) -> Bundle:
        """The records in it. Raises `NotADisclosure`."""
        left = disclosures.need(book, self.disclosure)
        found = []
        for element, record in left.each("shown", "record"):
            if not isinstance(record, bytes):
                continue
            target = RecordId(record)
            number = left.value(f"shown/{element}/number")
            there = book.get(target)
            found.append(
                Shown(
                    target,
                    number if isinstance(number, int) else 0,
                    record_name(book, target, self.tr.language),
                    KIND_ICONS.get(there.kind, "file") if there is not None else "file",
                    left.value(f"shown/{element}/written") == "yes",
                )
            )
        return Bundle(left.code, left.text("bundle"), tuple(sorted(found, key=lambda one: one.number)))

    def fields(self, record: RecordId) -> Callable[[Casebook, Progress], tuple[Field, ...]]:
        """What can be opened of a record. Raises as `unhiding.openable`."""
        disclosure = self.disclosure

        def work(book: Casebook, _progress: Progress) -> tuple[Field, ...]:
            kind = book.need(record).kind
            found = unhiding.openable(book, disclosure, record)
            return tuple(Field(self._label(kind, one), one) for one in found)

        return work

    def _label(self, kind: str, one: Openable) -> str:
        unit = KINDS[kind].find(one.path)
        head = KINDS[kind].by_name.get(one.path.split("/")[0])
        words = [self.tr(each.label) for each in (head, unit) if each is not None]
        return " · ".join(dict.fromkeys(words))

    def open_words(self, record: RecordId, wanted: Sequence[Words], to: Path, who: str, why: str) -> Work:
        """Write an opening, and record to whom it goes. Raises as `unhiding.open_words`."""
        disclosure = self.disclosure

        def work(book: Casebook, _progress: Progress) -> Touched:
            opening = unhiding.open_words(book, disclosure, record, wanted)
            return unhiding.hand_over(book, opening, to, who=who, why=why)

        return work

    def slip(self, record: RecordId, to: Path, who: str, why: str) -> Work:
        """Write an author slip, and record to whom it goes. Raises as `author_slip`."""
        disclosure = self.disclosure

        def work(book: Casebook, _progress: Progress) -> Touched:
            return unhiding.hand_over(book, author_slip(book, disclosure, record), to, who=who, why=why)

        return work

    @staticmethod
    def problem(who: str, why: str, to: Path | None) -> str:
        """What is missing, marked for translation."""
        if not who:
            return N_("Say who gets it.")
        if not why:
            return N_("Say why: whoever reads the casebook later has to know.")
        if to is None or not to.name:
            return N_("Say where to.")
        if not to.parent.is_dir():
            return N_("There is no such folder.")
        if to.exists() or to.is_symlink():
            return N_("Something stands there already. Choose another name.")
        return ""
