"""Which circle a record stands in, and what moving it into another one would do. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import circles, narrowing, snapshot
from casebook.casework.book import Casebook
from casebook.casework.narrowing import NARROWED, PROTECTING
from casebook.casework.records import is_deleted
from casebook.casework.touched import Touched
from casebook.wording import of_circles

_CASE = "dossier"
"""Only of a whole case somebody knows what belongs to it."""


@dataclass(frozen=True, slots=True, repr=False)
class Stands:
    """The circle it stands in (empty: none), circles it could move into, and whether it could with a whole case."""

    sentence: str
    ways: tuple[tuple[bytes, str], ...]
    case: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A record, or the whole case of it, into a circle."""

    record: RecordId
    circle: bytes
    whole: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """The new id of the record, its kind, and what others have to look at again."""

    record: RecordId
    kind: str
    touched: Touched


class CircleState:
    """Asked of the open casebook about one record."""

    def __init__(self, record: RecordId, tr: Translator) -> None:
        self.record = record
        self.tr = tr

    def load(self, book: Casebook) -> Stands | None:
        """Where the record stands; nothing where it is not here or there is nothing to say of circles."""
        found = book.get(self.record)
        if found is None:
            return None
        here = circles.of_record(book, self.record)
        sentence = ""
        if here is not None:
            name = here.name or self.tr(N_("one whose name is not here yet"))
            told = self.tr(N_("In the circle “{name}”")).replace("{name}", name)
            who = self.tr.plural(
                "{count} device gets it, and nobody else of the team.",
                "{count} devices get it, and nobody else of the team.",
                len(here.members),
            )
            sentence = f"{told}: {who}"
        may = found.kind in NARROWED and found.kind not in PROTECTING and not is_deleted(found)
        ways = tuple(
            (each.compartment, each.name)
            for each in circles.circles(book)
            if may and each.own and (here is None or each.compartment != here.compartment)
        )
        return Stands(sentence, ways, found.kind == _CASE)

    def counting(self, wanted: Wanted) -> Callable[[Casebook, Progress], tuple[str, ...]]:
        """How much would move, in sentences. Changes nothing."""
        return partial(_count, self.tr, wanted)


def _count(tr: Translator, wanted: Wanted, book: Casebook, progress: Progress) -> tuple[str, ...]:
    now = snapshot.take(book, progress)
    if wanted.whole:
        found = narrowing.look(book, now, [wanted.record], wanted.circle)
    else:
        found = narrowing.one(book, now, wanted.record, wanted.circle)
    return tuple(of_circles.moving(len(found.moves), len(found.stays), len(found.cut), tr))


def moving(wanted: Wanted) -> Callable[[Casebook, Progress], Moved]:
    """Move it."""
    return partial(_move, wanted)


def _move(wanted: Wanted, book: Casebook, progress: Progress) -> Moved:
    kind = book.need(wanted.record).kind
    work = narrowing.hand_over if wanted.whole else narrowing.narrow
    done = work(book, wanted.record, wanted.circle, progress)
    return Moved(done.ids[wanted.record], kind, done.touched)
