"""Who is in a circle, found by guessing: which words count, from that the line, from the line which words count.

Until nothing changes any more. Each round settles one place more, from the founder down, whatever was guessed at first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from casebook.base.ids import EntryId, FeedId
from casebook.journal.acts import Admit, Founding, ShowOut, Succeed, TakeIn, Word
from casebook.vault.keys import holds


class Header(Protocol):
    """Where an entry stands."""

    feed: FeedId
    seq: int
    public: bytes
    compartment: bytes


Said = tuple[EntryId, Word]
Hears = Callable[[EntryId, Word], bool]


@dataclass
class Circle:
    """Who was ever in it, the highest first; what shows somebody out; the words that count."""

    order: list[bytes] = field(default_factory=list)
    outs: dict[bytes, Said] = field(default_factory=dict)
    counting: list[Said] = field(default_factory=list)

    @property
    def members(self) -> set[bytes]:
        """The devices that are in it."""
        return set(self.order) - self.outs.keys()

    def rank(self, public: bytes) -> int:
        """The place of a device; behind all where it has none."""
        return self.order.index(public) if public in self.order else len(self.order)


def line(
    circle: bytes,
    words: Mapping[EntryId, Iterable[Word]],
    places: Mapping[EntryId, Header],
    up_to: Callable[[Iterable[EntryId]], Collection[EntryId]],
    hears: Hears,
    heirs: Mapping[bytes, set[bytes]],
    start: Callable[[Said], bool] = lambda _: True,
) -> Circle:
    """The line that *words* make, those of an entry in the order of their records. *start*: which are guessed first."""
    every = sorted(words, key=lambda each: (places[each].seq, each))
    said: list[Said] = [(entry, word) for entry in every for word in words[entry]]
    founders = {w.public for _, w in said if isinstance(w, Founding) and _id(w) == circle}
    if not founders:
        return Circle()
    said = [one for one in said if places[one[0]].compartment == circle]
    now = Circle(counting=[one for one in said if start(one)])
    for _ in range(len(said) + 3):
        now, before = _round(circle, now, said, next(iter(founders)), places, up_to, hears, heirs), now
        if now == before:
            return now
    raise AssertionError("who is in the circle depends on itself")


def _id(word: Founding) -> bytes:
    return hashlib.sha256(b"casebook/circle/1\0" + word.public + word.nonce).digest()[:16]


def _round(
    circle: bytes,
    guess: Circle,
    said: list[Said],
    founder: bytes,
    places: Mapping[EntryId, Header],
    up_to: Callable[[Iterable[EntryId]], Collection[EntryId]],
    hears: Hears,
    heirs: Mapping[bytes, set[bytes]],
) -> Circle:
    found = Circle([founder])
    for who in found.order:  # grows while it is read
        for entry, word in guess.counting:
            if places[entry].public == who and isinstance(word, TakeIn) and word.public not in found.order:
                found.order.append(word.public)
        if who not in guess.outs:
            proved = heirs.get(who, set()) - set(found.order)
            at = found.order.index(who) + 1
            found.order[at:at] = sorted(proved)
    for target in {w.public for _, w in said if isinstance(w, ShowOut)}:
        out = _out(found, guess, places, target)
        if out is not None:
            found.outs[target] = out
    admitted = {
        word.entry
        for entry, word in guess.counting
        if isinstance(word, Admit)
        and word.entry in places
        and places[word.entry].compartment == circle
        and found.rank(places[entry].public) < found.rank(places[word.entry].public)
    }
    for one in said:
        who = places[one[0]].public
        if who in found.order and hears(*one):
            out = found.outs.get(who)
            if out is None or one[0] in up_to({*ends(out, who), *admitted}):
                found.counting.append(one)
    return found


def ends(out: Said, who: bytes) -> set[EntryId]:
    """Up to where the words of *who* count; who leaves says so with the last one."""
    entry, word = out
    assert isinstance(word, ShowOut)
    return {head for _, head in word.heads} | {entry}


def _out(line: Circle, guess: Circle, places: Mapping[EntryId, Header], target: bytes) -> Said | None:
    found: list[tuple[int, int, Said]] = []
    for at, (entry, word) in enumerate(guess.counting):
        who = places[entry].public
        if not isinstance(word, ShowOut) or word.public != target or line.rank(who) > line.rank(target):
            continue
        is_lifted = any(
            isinstance(lift, TakeIn)
            and lift.public == target
            and entry in lift.over
            and line.rank(places[other].public) <= line.rank(who) - (who == target)
            for other, lift in guess.counting
        )
        if not is_lifted:
            found.append((line.rank(who), at if who == target else -at, (entry, word)))
    return min(found)[2] if found else None


def heirs_in(team: bytes, words: Iterable[Word]) -> dict[bytes, set[bytes]]:
    """Who goes on as whom, by the former key; what a paper admin signs is not among what this oracle is asked."""
    found: dict[bytes, set[bytes]] = {}
    for word in words:
        if isinstance(word, Succeed):
            message = b"casebook/succeed/1\0" + team + word.public
            if holds(word.former, word.signature, message):
                found.setdefault(word.former, set()).add(word.public)
    return found
