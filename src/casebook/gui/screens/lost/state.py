"""What was on a laptop that is gone, whom that endangers, and what is done first. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import roster
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched
from casebook.gui.parts.paperkey import OWN, Texts, acting_as
from casebook.journal.acts import Reason
from casebook.sync import lostlaptop, team
from casebook.wording import of_exposure, of_teammates


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """The page. *by_shares*: the paper admin may remove it where this
    device may not. *steps* are what to do, in this order; *people* whom to warn, from the top down.
    """

    public: bytes
    name: str
    removed: bool
    may_remove: bool
    by_shares: bool
    steps: tuple[str, ...]
    held: tuple[str, ...]
    people: tuple[str, ...]


class LostState:
    """One device, known by its record."""

    def __init__(self, record: RecordId, tr: Translator) -> None:
        self.record = record
        self.tr = tr

    def load(self, book: Casebook, progress: Progress) -> Shown:
        """Compute it from the whole casebook: that takes a while."""
        tr = self.tr
        line = roster.line(book)
        device = next((each for each in line.devices if each.record == self.record), None)
        if device is None:
            raise roster.NotInLine
        found = lostlaptop.lost(book, device.public, progress)
        held = tr(N_("Records it said it holds: {count}. Others that may have reached it: {perhaps}."))
        return Shown(
            device.public,
            of_teammates.called(found.author, tr),
            found.removed,
            line.is_above(book.own.public, device.public),
            line.paper is not None and device.public != book.own.public,
            # What is done with a command has a button here.
            tuple(step for step in of_teammates.steps(found, tr) if "`" not in step),
            (
                held.format(count=len(found.confirmed), perhaps=len(found.perhaps)),
                "; ".join(of_exposure.held(each, tr) for each in found.harm.counts),
            ),
            tuple(of_exposure.people_and_sources(found.harm, tr)),
        )

    @staticmethod
    def removing(
        public: bytes, reason: Reason, texts: Texts = OWN
    ) -> Callable[[Casebook, Progress], Touched]:
        """Remove it."""
        return partial(_remove, public, reason, texts)


def _remove(public: bytes, reason: Reason, texts: Texts, book: Casebook, progress: Progress) -> Touched:
    with acting_as(book, texts, progress) as key:
        return team.remove(book, public, reason, paper=key)
