"""What leaves: choosing what and for whom, the plan question by question, the preview, and the signed bundle.

Every method that needs the book returns work. What was answered is kept here; the plan itself is made anew from
it, so that nothing on the screen can be looser than consent and protection.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import snapshot as snapshots
from casebook.casework.book import Casebook
from casebook.casework.snapshot import Snapshot
from casebook.casework.touched import Touched
from casebook.gui.parts.names import KIND_ICONS, record_name
from casebook.gui.screens.export.answers import Answers, Said
from casebook.gui.screens.export.leaving import (
    Done,
    LeakShown,
    Pages,
    Ready,
    Wanted,
    leaks_in_words,
    pages_of,
    prepare,
    release,
)
from casebook.gui.screens.export.people import People, people_of
from casebook.gui.screens.export.summary import Summary, summary_of
from casebook.gui.screens.export.texts import About, Stop, Texts, texts_of
from casebook.gui.screens.export.why import Reason, reasons_at
from casebook.journal import current
from casebook.redaction import leakcheck, planning, selection
from casebook.redaction.again import again
from casebook.redaction.plan import RedactionPlan
from casebook.redaction.profile import profile

NAMED_AT_MOST: Final = 12
UNDONE_AT_MOST: Final = 200
AUDIENCES: Final = (
    (
        "public",
        N_("The public"),
        N_("Reports and lists anybody may read. Only what is public by consent or decision."),
    ),
    (
        "partner",
        N_("Partner organisations"),
        N_("What consents allow partners to see, and what is internal. Encrypt it to their keys."),
    ),
)
"""Name of the profile, and what it is in words. The team itself meets by stick, not by bundle."""


@dataclass(frozen=True, slots=True)
class Item:
    """A record one can choose or has chosen."""

    record: RecordId
    name: str
    icon: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Choosing:
    """What can be chosen: everything (so many records), editions of lists; and what is chosen now.

    *more*: chosen records that are not named here.
    """

    everything: int
    editions: tuple[Item, ...]
    chosen: tuple[Item, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and what the screen says of it. *answers* are those it was made with."""

    snapshot: Snapshot
    plan: RedactionPlan
    answers: Answers
    people: People
    texts: Texts
    summary: Summary


class ExportState:
    """One export. *records*: what was selected elsewhere; everything, if nothing was."""

    def __init__(self, records: tuple[RecordId, ...], tr: Translator, today: date) -> None:
        self.tr = tr
        self.today = today
        self.chosen = records
        self.everything = not records
        self.audience = "public"
        self.answers = Answers()
        self._before: list[tuple[Answers, Stop | None]] = []
        """Answers as they were before each of the last changes, and the place it was made at."""
        self.wanted = Wanted(language=tr.language)

    def concerns(self, touched: Touched) -> bool:
        """Whether a write makes the plan stale: any write but the note of what left."""
        return bool(touched.kinds - {"disclosure"})

    # ------------------------------------------------------------------------------------ choosing

    def load(self, book: Casebook) -> Choosing:
        """What can be chosen."""
        counts = current.counts(book.db)
        everything = sum(counts.get(kind, 0) for kind in selection.EXPORTED)
        editions = tuple(self._edition(book, record.id) for record in current.every(book.db, "list-edition"))
        chosen = tuple(self._item(book, record) for record in self.chosen[:NAMED_AT_MOST])
        return Choosing(everything, editions, chosen, max(0, len(self.chosen) - NAMED_AT_MOST))

    def _item(self, book: Casebook, record: RecordId, count: int = 0) -> Item:
        found = book.get(record)
        icon = KIND_ICONS.get(found.kind, "file") if found is not None else "file"
        return Item(record, record_name(book, record, self.tr.language), icon, count)

    def _edition(self, book: Casebook, record: RecordId) -> Item:
        entries = {at for at, kind, path in current.pointing_at(book.db, record) if (kind, path) == ENTRY}
        return self._item(book, record, len(entries))

    def choose_everything(self, *, wanted: bool) -> None:
        """The whole casebook, or only what is chosen."""
        self.everything = wanted

    def choose(self, record: RecordId) -> None:
        """One more record; with it goes what belongs to it."""
        self.everything = False
        self.chosen = (*(one for one in self.chosen if one != record), record)

    def choose_only(self, record: RecordId) -> None:
        """One record and what belongs to it."""
        self.everything = False
        self.chosen = (record,)

    def leave_out(self, record: RecordId) -> None:
        """One record fewer."""
        self.chosen = tuple(one for one in self.chosen if one != record)

    def missing(self) -> str:
        """What must be said before a plan can be made; empty if nothing."""
        if not self.everything and not self.chosen:
            return N_("Choose what shall leave: a list edition, a dossier, a person; or everything.")
        return ""

    # ------------------------------------------------------------------------------------ planning

    def plan(self) -> Callable[[Casebook, Progress], Planned]:
        """Work that walks the whole signed journal and decides about every unit. Nothing is written."""
        audience, answers, tr = profile(self.audience), self.answers, self.tr
        chosen = None if self.everything else self.chosen

        def work(book: Casebook, progress: Progress) -> Planned:
            taken = snapshots.take(book, progress)
            wanted = selection.everything(taken) if chosen is None else selection.closure(taken, chosen)
            made = planning.make(taken, wanted, audience, answers.choices(()), progress)
            return _told(taken, made, answers, None, tr, progress)

        return work

    def answered(self, planned: Planned) -> Callable[[Casebook, Progress], Planned]:
        """Work that makes the plan again with what was answered since."""
        answers, tr = self.answers, self.tr

        def work(_book: Casebook, progress: Progress) -> Planned:
            return _told(planned.snapshot, planned.plan, answers, planned, tr, progress)

        return work

    def why(self, planned: Planned, stop: Stop) -> Callable[[Casebook, Progress], tuple[Reason, ...]]:
        """Work that says whom a place may name, and why they are or are not named."""
        tr = self.tr

        def work(_book: Casebook, progress: Progress) -> tuple[Reason, ...]:
            progress.step("planning")
            return reasons_at(planned.plan, planned.snapshot, stop, tr)

        return work

    # ------------------------------------------------------------------------------------ answering

    def _answer(self, answers: Answers, stop: Stop | None) -> None:
        if answers != self.answers:
            self._before = [*self._before[1 - UNDONE_AT_MOST :], (self.answers, stop)]
            self.answers = answers

    @property
    def can_undo(self) -> bool:
        """Whether there is an answer to take back."""
        return bool(self._before)

    def undo(self) -> Stop | None:
        """Take the last answer back, whatever it was. Gives the place it was made at."""
        if not self._before:
            return None
        self.answers, stop = self._before.pop()
        return stop

    def hide(self, stop: Stop) -> None:
        """The word stays hidden; beside a negation or a number, the whole sentence goes."""
        if stop.question is not None:
            self._answer(self.answers.answer(stop.question, Said.HIDDEN), stop)
        elif stop.about is About.TOUCH:
            self._answer(self.answers.cutting((*stop.place[:3], *stop.sentence)), stop)

    def show(self, stop: Stop) -> bool:
        """The word names nobody here and stays. False where no answer can show it: consent and protection stand."""
        if stop.question is not None:
            self._answer(self.answers.answer(stop.question, Said.SHOWN), stop)
            return True
        if stop.about is About.TOUCH:
            self._answer(self.answers.leaving(stop.place), stop)
            return True
        by_hand = [place for place in self.answers.cut if _overlap(place, stop.place)]
        answers = self.answers
        for place in by_hand:
            answers = answers.cutting(place)
        self._answer(answers, stop)
        return bool(by_hand)

    def same(self, stop: Stop, planned: Planned) -> bool:
        """The answer given here, for every place of this word. False while there is none."""
        if stop.question is None or self.answers.of(stop.question) is Said.OPEN:
            return False
        self._answer(self.answers.same(stop.question, planned.plan.questions), stop)
        return True

    def cut(self, stop: Stop, start: int, end: int) -> None:
        """Hide more of the text in which *stop* stands."""
        place = (*stop.place[:3], start, end)
        if place not in self.answers.cut:
            self._answer(self.answers.cutting(place), stop)

    def withhold(self, person: RecordId) -> None:
        """Do not name somebody who might be named; or name them again."""
        self._answer(self.answers.withholding(person), None)

    def forget(self, touched: Touched) -> None:
        """Records changed: what was answered for places in them may now mean other words."""
        self.answers = self.answers.without(touched.records)
        self._before.clear()

    # ------------------------------------------------------------------------------------ leaving

    def pages(self, planned: Planned) -> Callable[[Casebook, Progress], Pages]:
        """Work that makes the report, for looking at while the bundle is made and searched."""
        wanted = self.wanted

        def work(_book: Casebook, progress: Progress) -> Pages:
            progress.step("typesetting")
            return pages_of(planned.plan, planned.snapshot, wanted)

        return work

    def ready(self, planned: Planned) -> Callable[[Casebook, Progress], Ready]:
        """Work that makes the bundle, judges and searches it, and keeps it in memory. Raises `LeakFound`."""
        wanted = self.wanted

        def work(book: Casebook, progress: Progress) -> Ready:
            return prepare(book, planned.snapshot, planned.plan, wanted, progress)

        return work

    def leaks(self, planned: Planned, found: tuple[leakcheck.Leak, ...]) -> tuple[LeakShown, ...]:
        """Where the check found somebody, and whom."""
        return leaks_in_words(found, planned.snapshot, self.tr)

    def want(self, **changed: object) -> bool:
        """Other wishes for the bundle. True if one made before is not what is wanted now."""
        before, self.wanted = self.wanted, replace(self.wanted, **changed)  # type: ignore[arg-type]  # names of its own fields
        return before.made_as != self.wanted.made_as

    def release(self, planned: Planned, made: Ready, to: Path) -> Callable[[Casebook, Progress], Done]:
        """Work that lets the bundle out, and records that it left."""
        wanted, month = self.wanted, f"{self.today:%Y-%m}"

        def work(book: Casebook, progress: Progress) -> Done:
            return release(book, planned.plan, made, to, wanted, month, progress)

        return work


def _told(
    taken: Snapshot,
    plan: RedactionPlan,
    answers: Answers,
    before: Planned | None,
    tr: Translator,
    progress: Progress,
) -> Planned:
    """*plan* made again with *answers*, and told; what an answer does not concern is taken from *before*."""
    made = again(taken, plan, answers.choices(plan.questions), progress)
    same_people = before is not None and (before.plan.people, before.answers.withheld) == (
        made.people,
        answers.withheld,
    )
    return Planned(
        taken,
        made,
        answers,
        before.people if before is not None and same_people else people_of(made, taken, answers, tr),
        texts_of(made, taken, answers, tr, before.texts if before is not None else None),
        summary_of(made, tr, before.summary if before is not None else None),
    )


ENTRY: Final = ("list-entry", "edition")


def _overlap(one: tuple[RecordId, str, str, int, int], other: tuple[RecordId, str, str, int, int]) -> bool:
    return one[:3] == other[:3] and one[3] < other[4] and other[3] < one[4]
