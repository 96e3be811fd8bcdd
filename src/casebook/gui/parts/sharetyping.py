"""Shares as somebody types them, one after another: what is wrong with each is told at once. No Qt here.

Each is looked at in the jail by itself; whether it fits to those before it is said here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from casebook.base.errors import Refused
from casebook.base.progress import Progress
from casebook.vault import recovery
from casebook.vault.shares import (
    WORDS,
    ContradictingShares,
    DuplicateShare,
    ForeignShares,
    Seen,
    ShareLength,
    UnknownShareWords,
    words_in,
)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in *words*: what the share says of itself, or what is wrong.

    *wanted*: somebody said that the share is typed to its end.
    """

    words: tuple[str, ...] = field(repr=False)
    wanted: bool
    seen: Seen | None = None
    error: Refused | None = None

    @property
    def unknown(self) -> frozenset[int]:
        """Places of words that are in no list, from 1, counted in *words*."""
        return frozenset(self.error.words) if isinstance(self.error, UnknownShareWords) else frozenset()

    @property
    def unfinished(self) -> bool:
        """Nothing is wrong so far; there are only too few words yet."""
        return isinstance(self.error, ShareLength) and len(self.words) < WORDS


class SharesTyped:
    """The shares that are whole, in the order in which they were typed."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._seen: list[Seen] = []

    @property
    def seen(self) -> tuple[Seen, ...]:
        """What each says of itself."""
        return tuple(self._seen)

    @property
    def needed(self) -> int:
        """How many are needed; 0 before one is whole."""
        return self._seen[0].threshold if self._seen else 0

    @property
    def enough(self) -> bool:
        """Whether as many are whole as are needed."""
        return bool(self._seen) and len(self._seen) >= self.needed

    def texts(self) -> tuple[str, ...]:
        """The shares as `casework.recovery` takes them."""
        return tuple(self._texts)

    def look(self, words: tuple[str, ...], *, wanted: bool) -> Callable[[Progress], Looked]:
        """Work for the book thread: look at the share that is being typed."""
        before, text = tuple(self._texts), " ".join(words)

        def work(progress: Progress) -> Looked:
            try:
                seen = recovery.look((*before, text), progress=progress)[-1]
            except Refused as error:
                return Looked(words, wanted, error=error)
            return Looked(words, wanted, seen)

        return work

    def misfit(self, looked: Looked) -> Refused | None:
        """Why a whole share does not belong to those before it."""
        seen, number = looked.seen, len(self._seen) + 1
        if seen is None:
            return looked.error
        if self._seen and (seen.set_name, seen.threshold) != (self._seen[0].set_name, self.needed):
            return ForeignShares((number,), 0)
        for first, (one, text) in enumerate(zip(self._seen, self._texts, strict=True), 1):
            if one.number == seen.number:
                same = _beginnings(words_in(text)) == _beginnings(looked.words)
                return DuplicateShare(number, first) if same else ContradictingShares(number, first)
        return None

    def take_in(self, looked: Looked) -> None:
        """Keep a whole share."""
        assert looked.seen is not None
        self._texts.append(" ".join(looked.words))
        self._seen.append(looked.seen)

    def leave_out(self, place: int) -> None:
        """Forget the share at *place*, from 0."""
        del self._texts[place], self._seen[place]

    def wipe(self) -> None:
        """Forget them all."""
        self._texts.clear()
        self._seen.clear()


def _beginnings(words: tuple[str, ...]) -> tuple[str, ...]:
    """Four letters of each: all that a word of the list is known by."""
    return tuple(word[:4] for word in words)
