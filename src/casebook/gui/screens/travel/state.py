"""Before a journey: what was asked for, what it would do, and the work that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import keys, sealing, titles, travel
from casebook.casework.book import Casebook
from casebook.casework.keys import Way
from casebook.casework.travel import Look, Road, Travelled
from casebook.gui.parts.typed import Typed
from casebook.journal import current
from casebook.redaction.named import people_named
from casebook.vault.keys import Kdf
from casebook.wording import of_travel, of_wiping


@dataclass(frozen=True, slots=True, repr=False)
class Dossier:
    """One that can be taken along."""

    record: RecordId
    name: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What can be taken along; *key_file*: this session was opened with one."""

    dossiers: tuple[Dossier, ...]
    key_file: bool


@dataclass(frozen=True, slots=True, repr=False)
class Plan:
    """What was asked for. *small*: a small casebook is wanted, in *folder*, made of *chosen*."""

    to: Path | None
    recipients: tuple[str, ...]
    small: bool = False
    chosen: tuple[RecordId, ...] = ()
    folder: Path | None = None

    @property
    def problem(self) -> str:
        """What is missing, marked for translation."""
        if not self.recipients:
            return N_("Write who can open the sealed copy: a key that begins with age1.")
        if self.to is None or self.to.is_dir():
            return N_("Write where the sealed copy goes, with the name of the file.")
        if self.small and not self.chosen:
            return N_("Choose what the small casebook takes along.")
        if self.small and self.folder is None:
            return N_("Write in which folder the small casebook shall be made.")
        return ""


@dataclass(frozen=True, slots=True, repr=False)
class Section:
    """Sentences under a heading."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Ahead:
    """What would happen. *recipients* with their words; *drafts* would be lost."""

    recipients: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    drafts: int


class TravelState:
    """Looks ahead and travels. *kdf*: the cost of opening the small casebook."""

    def __init__(self, tr: Translator, kdf: Kdf | None = None) -> None:
        self.tr = tr
        self._kdf = kdf

    def load(self, book: Casebook) -> Shown:
        """The dossiers, by name."""
        found = [
            Dossier(record.id, _name(record.code, titles.title(book, record.id, self.tr.language)))
            for record in current.every(book.db, "dossier")
        ]
        mine = next((way for way in keys.ways(book) if way.mine), None)
        found.sort(key=lambda dossier: dossier.name.casefold())
        return Shown(tuple(found), key_file=bool(mine and mine.key_file))

    def look(self, plan: Plan) -> Callable[[Casebook, Progress], Look]:
        """Work that says what *plan* would do, and refuses what cannot be done. Writes nothing."""

        def work(book: Casebook, progress: Progress) -> Look:
            assert plan.to is not None
            sealing.check_place(book, plan.to)
            if plan.small and plan.folder is not None:
                travel.check_road(book, plan.to, plan.folder)
            keep = plan.chosen if plan.small else ()
            return travel.look(book, plan.recipients, keep, people_named, progress)

        return work

    def ahead(self, look: Look) -> Ahead:
        """The same in words."""
        tr = self.tr
        sections = [Section(tr(N_("What goes")), tuple(of_wiping.goes(look.before, tr)))]
        if look.taken is not None:
            taken = tuple(of_travel.taken(look.taken, tr))
            sections.append(Section(tr(N_("What the small casebook takes along")), taken))
        remains = tuple(of_wiping.remains(look.before, tr))
        sections.append(Section(tr(N_("What this does not reach")), remains))
        recipients = tuple((key, " ".join(words)) for key, words in look.recipients)
        return Ahead(recipients, tuple(sections), look.before.drafts)

    @property
    def ask(self) -> str:
        """What is asked for above the field for the word."""
        word = self.tr(of_wiping.WORD)
        return self.tr(of_wiping.ASK).replace("{word}", word).strip().rstrip(":")

    def problem(self, word: str, *, typed: bool) -> str:
        """What is missing at the very end, in words."""
        if not typed:
            return self.tr(N_("Type your passphrase."))
        wanted = self.tr(of_wiping.WORD)
        if word.strip().casefold() != wanted.casefold():
            return self.tr(N_("Type the word “{word}” to go on.")).replace("{word}", wanted)
        return ""

    def check(self, current_way: Typed) -> Callable[[Casebook, Progress], Way]:
        """Work that proves whose casebook it is."""

        def work(book: Casebook, progress: Progress) -> Way:
            progress.step("checking-passphrases")
            return keys.check(book, current_way.opening(progress))

        return work

    def travel(
        self, plan: Plan, new: Typed, *, drop_drafts: bool
    ) -> Callable[[Casebook, Progress], Travelled]:
        """Work that does it all. *new* opens the small casebook, if one is wanted; it is wiped whatever comes."""

        def work(book: Casebook, progress: Progress) -> Travelled:
            assert plan.to is not None
            road = None
            try:
                if plan.small and plan.folder is not None:
                    opening = new.opening(progress, apart_from=book.safe.folder)
                    road = Road(plan.chosen, plan.folder, opening, self._kdf, people_named)
                return travel.travel(
                    book, plan.to, plan.recipients, road=road, drop_drafts=drop_drafts, progress=progress
                )
            finally:
                new.wipe()

        return work


def after(result: object) -> Path | None:
    """Which casebook is at the door after a journey: the small one, if there is one."""
    return result.small.folder if isinstance(result, Travelled) and result.small is not None else None


def _name(code: str, title: str) -> str:
    return "  ".join(part for part in (code, title) if part)
