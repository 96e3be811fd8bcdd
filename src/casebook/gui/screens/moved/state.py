"""“Moved or copied?”: the two answers, what each of them means, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casebook.base.progress import Progress
from casebook.base.words import N_
from casebook.casework import identity, roster
from casebook.casework.book import COPIED, Casebook
from casebook.journal import log


class Answer(StrEnum):
    """How the casebook came to lie where it lies."""

    MOVED = "moved"
    COPIED = "copied"


@dataclass(frozen=True, slots=True)
class Words:
    """An answer in words: its button, what it means, and what is said once it is given."""

    verb: str
    told: str
    done: str


WORDS: Final[Mapping[Answer, Words]] = {
    Answer.MOVED: Words(
        N_("It was moved"),
        N_(
            "The old place holds nothing any more, or nobody will ever write in what lies there. The casebook goes "
            "on as before, under the same name."
        ),
        N_("The casebook goes on here as before."),
    ),
    Answer.COPIED: Words(
        N_("It was copied"),
        N_(
            "It lies elsewhere too, and somebody may write there. This copy gets keys of its own and goes on as a "
            "new device; nothing is lost. Teammates take in what is written here once one of their casebooks has "
            "named the new device."
        ),
        N_("This copy goes on as a new device."),
    ),
}


def load(book: Casebook) -> tuple[Answer, ...]:
    """The answers that can be true; none where nothing is asked.

    A casebook of which another copy is known to write was copied, whatever anybody says.
    """
    if book.writable:
        return ()
    return (Answer.MOVED, Answer.COPIED) if not log.noted(book.db, COPIED) else (Answer.COPIED,)


def answering(answer: Answer) -> Callable[[Casebook, Progress], tuple[Answer, bool]]:
    """The work that follows from *answer*; it answers with it, and with whether a team has to take it in now."""

    def work(book: Casebook, _progress: Progress) -> tuple[Answer, bool]:
        match answer:
            case Answer.MOVED:
                identity.stay(book)
            case Answer.COPIED:
                identity.renew(book)
        line = roster.line(book)
        return answer, line.paper is not None and line.get(book.own.public) is None

    return work
