"""Who is in a circle: one line from its founder down, evaluated like the team's. Pure.

A circle's id is made of its founder's key, so nobody else can be put at its head. Whoever is in it takes in others, who
then stand below; a word counts against those below its author. So whom it holds is a function of the *set* of words
that are here: docs/formats/journal.md §7, docs/decisions/036.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from casebook.base.encode import label_hash
from casebook.base.ids import EntryId, FeedId
from casebook.journal.acts import Act, Admit, Founding, Heads, ShowOut, Succeed, TakeIn
from casebook.journal.chains import Chains, leads_to

CIRCLE_LABEL: Final = b"casebook/circle/1\0"
SUCCEED_LABEL: Final = b"casebook/succeed/1\0"
_ID: Final = 16


def circle_id(founder: bytes, nonce: bytes) -> bytes:
    """The id of the circle that the device of that key founds."""
    return label_hash(CIRCLE_LABEL, founder + nonce)[:_ID]


def succession(team: bytes, public: bytes, former: bytes = b"") -> bytes:
    """What a device of the team of that compartment signs, with its former key, to go on as *public*.

    With *former*, what the paper admin signs where that key is gone: it has to say whose place it gives.
    """
    return SUCCEED_LABEL + team + former + public


@dataclass(frozen=True, slots=True)
class Member:
    """One place in the line. *by*: whose word put it there; nobody's for the founder.

    *is_heir*: it goes on as the device *by*, and is in the circle as long as that one was not shown out.
    """

    public: bytes
    rank: int
    by: bytes | None = None
    is_heir: bool = False


@dataclass(frozen=True)
class CircleLine:
    """Who was ever in a circle, the highest first, and how far the words and entries of those shown out count.

    *founder* is missing where nobody here can prove who it is: then nobody is in it. *outs*: of each device that was
    shown out, in the line or not, the word that counts. *heard*: the words that count, in the order of the line.
    """

    founder: bytes | None = None
    order: tuple[Member, ...] = ()
    outs: Mapping[bytes, Act] = field(default_factory=dict)
    admitted: Mapping[FeedId, tuple[EntryId, ...]] = field(default_factory=dict)
    heard: tuple[Act, ...] = ()

    def get(self, public: bytes) -> Member | None:
        """The place of a device, whether it was shown out or not."""
        return self._places.get(public)

    @cached_property
    def _places(self) -> Mapping[bytes, Member]:
        return {member.public: member for member in self.order}

    @cached_property
    def members(self) -> frozenset[bytes]:
        """The devices that are in it; whether they are of the team still is for the roster."""
        return frozenset(each.public for each in self.order if each.public not in self.outs)

    def is_above(self, author: bytes, target: bytes) -> bool:
        """Whether *author* stands higher than *target*, which need not stand in the line at all."""
        one, other = self.get(author), self.get(target)
        return one is not None and (other is None or one.rank < other.rank)

    def has_left(self, public: bytes) -> bool:
        """Whether a device showed itself out."""
        return public in self.outs and self.outs[public].author == public

    def ends(self, public: bytes, feed: FeedId) -> tuple[EntryId, ...]:
        """The entries up to which a feed of a device that was shown out counts."""
        return (*_ends(self.outs[public], public, feed), *self.admitted.get(feed, ()))


def _ends(out: Act, public: bytes, feed: FeedId) -> tuple[EntryId, ...]:
    """Of whoever leaves, the word itself counts, which no head can name."""
    heads: Heads = out.word.heads if isinstance(out.word, ShowOut) else ()
    named = tuple(head for each, head in heads if each == feed)
    return (*named, out.entry) if out.author == public and out.feed == feed else named


Hears = Callable[[Act], bool]
"""Whether the team lets a word count: whoever is cut there says nothing beyond the cut."""


def evaluate(
    circle: bytes,
    acts: Iterable[Act],
    chains: Chains,
    hears: Hears,
    *,
    heirs: Mapping[bytes, Iterable[bytes]] | None = None,
) -> CircleLine:
    """The line that *acts* make of *circle*. Those of other compartments say nothing but who founded it.

    *heirs*: by device those that it goes on as, which stand right behind it.
    """
    acts = sorted(set(acts), key=lambda act: (act.seq, act.entry, act.record))
    founder = next((key for act in acts if (key := _founder(act, circle)) is not None), None)
    if founder is None:
        return CircleLine()
    return _Walk(circle, acts, chains, hears, heirs or {}).run(founder)


def _founder(act: Act, circle: bytes) -> bytes | None:
    """Who founded the circle, if that is said and the id proves it. Whoever says it: it cannot be said of another."""
    word = act.word
    if isinstance(word, Founding) and circle_id(word.public, word.nonce) == circle:
        return word.public
    return None


class _Walk:
    """One walk down the line."""

    def __init__(
        self,
        circle: bytes,
        acts: Iterable[Act],
        chains: Chains,
        hears: Hears,
        heirs: Mapping[bytes, Iterable[bytes]],
    ) -> None:
        self._circle, self._chains, self._hears, self._heirs = circle, chains, hears, heirs
        self._by_author: dict[bytes, list[Act]] = defaultdict(list)
        for act in acts:
            if act.compartment == circle:
                self._by_author[act.author].append(act)
        self._line: list[bytes] = []
        self._by: dict[bytes, bytes | None] = {}
        self._taken_over: set[bytes] = set()
        self._above: set[bytes] = set()
        self._outs: dict[bytes, Act] = {}
        self._lifted: set[tuple[bytes, EntryId]] = set()
        self._admitted: dict[FeedId, list[EntryId]] = defaultdict(list)
        self._heard: list[Act] = []

    def run(self, founder: bytes) -> CircleLine:
        self._enter(founder, None)
        at = 0
        while at < len(self._line):  # what it says may lengthen the line behind it
            self._hear(self._line[at], at)
            at += 1
        return CircleLine(
            founder,
            tuple(
                Member(public, rank, self._by[public], public in self._taken_over)
                for rank, public in enumerate(self._line)
            ),
            self._outs,
            {feed: tuple(entries) for feed, entries in self._admitted.items()},
            tuple(self._heard),
        )

    def _enter(self, public: bytes, by: bytes | None) -> None:
        if public not in self._by:
            self._by[public] = by
            self._line.append(public)

    def _enter_heirs(self, public: bytes, at: int) -> None:
        """Those that a device goes on as stand right after it; nobody was heard yet who stands lower."""
        for heir in sorted(self._heirs.get(public, ()), reverse=True):
            if heir not in self._by:
                self._by[heir] = public
                self._taken_over.add(heir)
                self._line.insert(at + 1, heir)

    def _hear(self, public: bytes, at: int) -> None:
        self._above.add(public)
        said = [act for act in self._by_author[public] if self._hears(act)]
        out = self._outs.get(public) or self._leaving(public, said)
        if out is not None:
            self._outs[public] = out
            said = [act for act in said if self._counts(act, out)]
        self._heard += said
        for act in said:
            if isinstance(act.word, TakeIn):
                self._lifted.update((act.word.public, entry) for entry in act.word.over)
        for act in said:
            self._obey(act)
        if out is None:
            self._enter_heirs(public, at)

    def _leaving(self, public: bytes, said: Iterable[Act]) -> Act | None:
        """The word by which a device left, if nobody above has taken it in again."""
        return next(
            (
                act
                for act in said
                if isinstance(act.word, ShowOut)
                and act.word.public == public
                and (public, act.entry) not in self._lifted
            ),
            None,
        )

    def _counts(self, act: Act, out: Act) -> bool:
        ends = (*_ends(out, act.author, act.feed), *self._admitted.get(act.feed, ()))
        return any(leads_to(self._chains, act.entry, end) for end in ends)

    def _obey(self, act: Act) -> None:
        match act.word:
            case TakeIn(public):
                self._enter(public, act.author)
            case ShowOut(public) if public not in self._above and (public, act.entry) not in self._lifted:
                # Nobody higher has said it; who has said it themselves may say it anew.
                if public not in self._outs or self._outs[public].author == act.author:
                    self._outs[public] = act
            case Admit(entry):
                place = self._chains.place(entry)
                if (
                    place is not None
                    and place.compartment == self._circle
                    and place.public not in self._above
                ):
                    self._admitted[place.feed].append(entry)


def successions(
    team: bytes,
    acts: Iterable[Act],
    holds: Callable[[bytes, bytes, bytes], bool],
    papers: Collection[bytes] = (),
) -> dict[bytes, set[bytes]]:
    """By device those that it goes on as; *holds*: whether a key signed a message so.

    Whoever hands the word on: the former key proves it, or one of *papers*, where that one went with a disk. It stands
    in the team's compartment: two copies of one casebook, who know of no other member, have to hear of each other.
    """
    found: dict[bytes, set[bytes]] = defaultdict(set)
    for act in acts:
        word = act.word
        if not isinstance(word, Succeed) or act.compartment != team:
            continue
        by_paper = succession(team, word.public, word.former)
        if holds(word.former, word.signature, succession(team, word.public)) or any(
            holds(paper, word.signature, by_paper) for paper in papers
        ):
            found[word.former].add(word.public)
    return found
