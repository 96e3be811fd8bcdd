"""Recovery shares: how they stand, which are made, what is asked back of them before they count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from secrets import SystemRandom
from typing import Final, TypeAlias

from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import keys, recovery
from casebook.casework.book import Casebook
from casebook.casework.keys import Way
from casebook.casework.recovery import Shares, Status
from casebook.gui.parts import waywords
from casebook.gui.parts.moments import day_text
from casebook.gui.parts.typed import Typed
from casebook.vault.keys import Kdf
from casebook.vault.recovery import check_counts
from casebook.vault.shares import WORDS, BadShareCounts, words_in

OFFERS: Final = ((2, 3), (3, 5))
ASKED: Final = 2
"""Words asked back of each share."""
_FIRST_OWN: Final = 5
"""The first word that nobody knows without the paper: those before say the set, the share's number, and how many
are needed (SLIP-39)."""
_ENOUGH_LETTERS: Final = 4


class Step(IntEnum):
    """Where one is while shares are made."""

    COUNTS = 0
    PAPERS = 1
    ASKED = 2
    ACT = 3


STEPS: Final = (N_("How many"), N_("Write them down"), N_("Say some back"), N_("Put in force"))

WHAT_IT_IS: Final = (
    N_("Twenty words on each of several papers, held by people you trust: so many of them together open it."),
    N_("Whoever holds a paper can be visited or pressed. Choose people who are not found together."),
    N_("A lost paper is never replaced alone: all are made anew, and the old ones open nothing new."),
)


@dataclass(frozen=True, slots=True)
class Words:
    """An act in words: heading, what it does, and the verb on its button."""

    heading: str
    told: str
    verb: str


ENACT: Final = Words(
    N_("Put the shares in force"),
    N_(
        "The whole casebook is written anew under new keys. From then on these shares open it, and earlier ones "
        "open nothing new."
    ),
    N_("Put them in force"),
)
WITHDRAW: Final = Words(
    N_("Withdraw recovery"),
    N_(
        "The whole casebook is written anew under new keys, and no shares open it. If every passphrase is forgotten "
        "then, it is lost. Copies and backups made until now still open with the shares."
    ),
    N_("Withdraw recovery"),
)

Enacting: TypeAlias = Callable[[Casebook, Progress], tuple[str, ...]]
"""A change of keys; gives whose passphrases open nothing any more."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How recovery stands, and who opens the casebook now."""

    status: Status
    ways: tuple[Way, ...]

    @property
    def others(self) -> tuple[Way, ...]:
        """Everybody but whoever opened it."""
        return tuple(way for way in self.ways if not way.mine)


@dataclass(frozen=True, slots=True)
class Question:
    """A word that is asked back: which share, which word. Both from 1."""

    share: int
    word: int


def questions(count: int, sample: Callable[[range, int], list[int]] | None = None) -> tuple[Question, ...]:
    """Which words of *count* shares are asked back, by chance."""
    choose = sample or SystemRandom().sample
    return tuple(
        Question(share, word)
        for share in range(1, count + 1)
        for word in sorted(choose(range(_FIRST_OWN, WORDS + 1), ASKED))
    )


def wrong(
    words: Sequence[str], asked: Sequence[Question], answers: Sequence[str]
) -> tuple[tuple[Question, ...], tuple[Question, ...]]:
    """The questions that are not answered yet, and those whose answer is another word."""
    missing, others = [], []
    for question, answer in zip(asked, answers, strict=True):
        typed = "".join(words_in(answer)[:1])
        word = words[question.share - 1].split()[question.word - 1]
        if not typed:
            missing.append(question)
        elif typed != word and not (len(typed) >= _ENOUGH_LETTERS and word.startswith(typed)):
            others.append(question)
    return tuple(missing), tuple(others)


class RecoveryState:
    """Reads how recovery stands, words it, and turns what was typed into work."""

    def __init__(self, tr: Translator, kdf: Kdf | None = None) -> None:
        self.tr = tr
        self._kdf = kdf

    def load(self, book: Casebook) -> Shown:
        """How it stands now."""
        return Shown(recovery.status(book), keys.ways(book))

    # ---------------------------------------------------------------------------------------- wording

    def counts_problem(self, threshold: str, count: str) -> str:
        """What is wrong with numbers somebody typed, marked for translation; empty if nothing is."""
        try:
            check_counts(int(threshold), int(count))
        except (ValueError, BadShareCounts):
            return N_("At most 16 papers are made, of which at least 2 are needed; or a single one.")
        return ""

    def offer(self, threshold: int, count: int) -> str:
        """“2 of 3”."""
        told = self.tr(N_("{threshold} of {count}"))
        return told.replace("{threshold}", str(threshold)).replace("{count}", str(count))

    def stands(self, status: Status) -> tuple[str, str]:
        """How it stands, in a heading and a line of facts."""
        if not status.fingerprint_words:
            return self.tr(N_("Recovery is set up")), self.tr(
                N_("It was not set up here, so which shares open it is not known.")
            )
        heading = self.tr(N_("Any {threshold} of {count} shares open this casebook"))
        line = self.tr(N_("Made on {day}. All of them begin with the words “{name}”."))
        heading = heading.replace("{threshold}", str(status.threshold)).replace("{count}", str(status.count))
        return heading, line.replace("{day}", day_text(status.made_ms)).replace("{name}", status.set_name)

    def amiss(self, others: Sequence[Question]) -> str:
        """Which answers are other words than those on the screen before."""
        places = self.tr(N_("share {share}, word {word}"))
        named = "; ".join(
            places.replace("{share}", str(one.share)).replace("{word}", str(one.word)) for one in others
        )
        told = self.tr(N_("Not the word that was shown: {value}. Compare the paper with the screen."))
        return told.replace("{value}", named)

    def enacted(self, emptied: Sequence[str]) -> str:
        """What came of putting shares in force."""
        told = self.tr(N_("The shares are in force. Earlier ones open nothing that is written from now on."))
        return " ".join(part for part in (told, waywords.emptied(emptied, self.tr)) if part)

    def withdrawn(self, emptied: Sequence[str]) -> str:
        """What came of taking recovery away."""
        told = self.tr(N_("No shares open it any more. Copies and backups made before still open with them."))
        return " ".join(part for part in (told, waywords.emptied(emptied, self.tr)) if part)

    # ------------------------------------------------------------------------------------------- work

    def prepare(self, threshold: int, count: int) -> Callable[[Casebook, Progress], Shares]:
        """New shares, not in force yet."""

        def work(book: Casebook, progress: Progress) -> Shares:
            return recovery.prepare(threshold, count, random=book.random, progress=progress)

        return work

    def enact(self, shares: Shares, current: Typed, others: Sequence[Typed]) -> Enacting:
        """Put them in force."""

        def work(book: Casebook, progress: Progress) -> tuple[str, ...]:
            found = [one.opening(progress) for one in (current, *others)]
            done = recovery.enact(book, found[0], shares, others=found[1:], kdf=self._kdf, progress=progress)
            return done.emptied

        return work

    def withdraw(self, current: Typed, others: Sequence[Typed]) -> Enacting:
        """No shares open it any more."""

        def work(book: Casebook, progress: Progress) -> tuple[str, ...]:
            found = [one.opening(progress) for one in (current, *others)]
            return recovery.withdraw(
                book, found[0], others=found[1:], kdf=self._kdf, progress=progress
            ).emptied

        return work
