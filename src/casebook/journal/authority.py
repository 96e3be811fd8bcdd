"""Who may write in a team: one line of authority, evaluated from the top down. Pure.

Whose entries count, and how far, is a function of the *set* of entries that are here and of nothing else: not of the
order in which they came, not of any clock, not of what a device claims to have seen. docs/formats/journal.md §7 has the
rules; docs/decisions/028 says why a cut reads in circles as it does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.journal.acts import (
    Act,
    Admit,
    Cut,
    Enrol,
    Heads,
    History,
    Naming,
    Paper,
    Role,
    SetRole,
)
from casebook.journal.chains import Chains, leads_to
from casebook.journal.circle_line import CircleLine

ACTING: Final = frozenset((Role.PUBLISHER, Role.ADMIN))
"""The roles whose acts count."""


class Why(StrEnum):
    """Why an entry stands aside."""

    BEYOND = "beyond-cut"
    STRANGER = "stranger"
    SET_ASIDE = "set-aside"


@dataclass(frozen=True, slots=True)
class Root:
    """What a team begins with: its first entry, the key that signed it, its compartment, and the feed.

    *paper*: the entry that named the paper admin, as this casebook first learned it. A founder's stolen key could
    fork the founder's feed and name another; what a device was told when it joined stands.
    """

    entry: EntryId
    public: bytes
    compartment: bytes
    feed: FeedId
    paper: EntryId | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """One place in the line. *by*: who put it there, and the entry that did; missing for the founder.

    *cut*: the act that removed it, if one counts. *before*: for a device that was to get no history, the heads at its
    enrolment: what stands before them may lack its parts. *is_paper*: no device at all, but shares on paper.
    """

    public: bytes
    record: RecordId | None
    role: Role
    rank: int
    by: bytes | None = None
    enrolled: EntryId | None = None
    cut: Act | None = None
    before: Heads | None = None
    is_paper: bool = False

    @property
    def heads(self) -> Heads | None:
        """The last headers accepted, if it was removed."""
        return self.cut.word.heads if self.cut is not None and isinstance(self.cut.word, Cut) else None


@dataclass(frozen=True, slots=True)
class Bound:
    """Of a feed, only what leads to one of *heads* counts; *why* the rest does not."""

    heads: tuple[EntryId, ...]
    why: Why


@dataclass(frozen=True)
class Line:
    """The line of authority, the highest first, and whose entries count how far.

    *own* is the device of the casebook that asks: its entries count here until it is cut; so do those of devices it was
    before (*former*) that are not in the line. *circles*: the line of each circle anything is known of here.
    *circle_cuts*: what was said in circles of devices that were cut in Team, by those of *speakers*.
    """

    root: Root | None
    own: bytes
    devices: tuple[Device, ...]
    past: Mapping[bytes, Heads]
    cuts: Mapping[bytes, Act]
    circle_cuts: Mapping[tuple[bytes, bytes], Act]
    admitted: Mapping[FeedId, tuple[EntryId, ...]]
    chains: Chains = field(repr=False, compare=False)
    circles: Mapping[bytes, CircleLine] = field(default_factory=dict)
    speakers: Mapping[bytes, CircleLine] = field(default_factory=dict)
    former: frozenset[bytes] = frozenset()

    def get(self, public: bytes) -> Device | None:
        """The place of a device in the line."""
        return next((device for device in self.devices if device.public == public), None)

    @property
    def paper(self) -> Device | None:
        """The paper admin, if one was named."""
        return next((device for device in self.devices if device.is_paper), None)

    @property
    def is_own_cut(self) -> bool:
        """Whether the casebook's own device was removed: then it writes nothing more."""
        return self.own in self.cuts

    @property
    def members(self) -> Mapping[bytes, frozenset[bytes]]:
        """The devices in each circle, whether they are of the team still or not."""
        return {circle: line.members for circle, line in self.circles.items()}

    def live(self, compartment: bytes) -> tuple[Device, ...]:
        """The devices that read and write there now: not removed, not paper, and of a circle its members.

        Of one it has left, the own device still is, here alone: else nobody would get the word by which it left.
        """
        is_team = self.root is None or compartment == self.root.compartment
        circle = self.circles.get(compartment, CircleLine())
        there = circle.members | ({self.own} if circle.has_left(self.own) else set())
        return tuple(
            device
            for device in self.devices
            if device.cut is None and not device.is_paper and (is_team or device.public in there)
        )

    def is_above(self, author: bytes, target: bytes) -> bool:
        """Whether *author* stands higher than *target*, which need not stand in the line at all."""
        one, other = self.get(author), self.get(target)
        return one is not None and (other is None or one.rank < other.rank)

    def may_speak(self, circle: bytes, public: bytes) -> bool:
        """Whether a device says in a circle how far one that was removed counts there."""
        device = self.get(public)
        among = self.speakers.get(circle, CircleLine()).members
        return device is not None and device.cut is None and public in among

    def bounds(self, feed: FeedId, public: bytes, compartment: bytes) -> tuple[Bound, ...]:
        """How far a feed counts: an entry does that leads to a head of each. None: all of it."""
        found = (self._in_team(feed, public, compartment), self._in_circle(feed, public, compartment))
        return tuple(bound for bound in found if bound is not None)

    def _in_team(self, feed: FeedId, public: bytes, compartment: bytes) -> Bound | None:
        admitted = self.admitted.get(feed, ())
        device, cut = self.get(public), self.cuts.get(public)
        is_own = self._is_own(public)
        if cut is not None and (device is not None or is_own):
            return Bound((*self._cut_heads(cut, feed, public, compartment), *admitted), Why.BEYOND)
        if device is not None or is_own:
            return None
        past = tuple(head for each, head in self.past.get(public, ()) if each == feed)
        return Bound((*past, *admitted), Why.BEYOND if public in self.past else Why.STRANGER)

    def _in_circle(self, feed: FeedId, public: bytes, compartment: bytes) -> Bound | None:
        """In a circle nothing counts of whoever never was in it, and of others only what they wrote until they went."""
        circle = self.circles.get(compartment)
        if circle is None:
            return None
        if circle.get(public) is not None:
            return Bound(circle.ends(public, feed), Why.BEYOND) if public in circle.outs else None
        return None if self._is_own(public) else Bound(circle.admitted.get(feed, ()), Why.STRANGER)

    def _is_own(self, public: bytes) -> bool:
        return public == self.own or public in self.former

    def _cut_heads(self, cut: Act, feed: FeedId, public: bytes, compartment: bytes) -> tuple[EntryId, ...]:
        """The heads named for a feed: by the cut in Team, else, of a circle's feed, by a cut in the circle."""
        heads = _heads_for(cut, feed)
        if heads or self.root is None or compartment == self.root.compartment:
            return heads
        return _heads_for(self.circle_cuts.get((compartment, public)), feed)

    def why_not(self, entry: EntryId) -> Why | None:
        """Why an entry that is here does not count; `None` if it does."""
        place = self.chains.place(entry)
        if place is None:
            return Why.STRANGER
        for bound in self.bounds(place.feed, place.public, place.compartment):
            if not any(leads_to(self.chains, entry, head) for head in bound.heads):
                return bound.why
        return None

    def is_accepted(self, entry: EntryId) -> bool:
        """Whether an entry that is here counts."""
        return self.why_not(entry) is None


def _heads_for(act: Act | None, feed: FeedId) -> tuple[EntryId, ...]:
    if act is None or not isinstance(act.word, Cut):
        return ()
    return tuple(head for each, head in act.word.heads if each == feed)


def evaluate(
    root: Root | None, acts: Iterable[Act], chains: Chains, own: bytes, former: frozenset[bytes] = frozenset()
) -> Line:
    """The line that *acts* make. All of them are given, whoever wrote them: what does not count is found here.

    Of circles it says nothing yet: `journal.in_circles` does.
    """
    return _Evaluation(root, acts, chains, own).run(former)


class _Evaluation:
    """One walk down the line."""

    def __init__(self, root: Root | None, acts: Iterable[Act], chains: Chains, own: bytes) -> None:
        self._root, self._chains, self._own = root, chains, own
        self._by_author: dict[bytes, list[Act]] = defaultdict(list)
        self._records: dict[bytes, RecordId] = {}
        for act in sorted(set(acts), key=lambda act: (act.seq, act.entry, act.record)):
            self._by_author[act.author].append(act)
            if isinstance(act.word, Naming) and act.word.public == act.author:
                self._records.setdefault(act.author, act.record)
        self._line: list[Device] = []
        self._rank: dict[bytes, int] = {}
        self._cuts: dict[bytes, Act] = {}
        self._roles: dict[bytes, list[Act]] = {}
        self._past: dict[bytes, Act] = {}
        self._admitted: dict[FeedId, list[EntryId]] = defaultdict(list)
        self._is_legacy = True

    def run(self, former: frozenset[bytes]) -> Line:
        root = self._root
        if root is not None:
            self._enter_papers(root)
            self._enter(root.public, Role.PUBLISHER)
            if self._is_legacy:
                self._enter(self._own, Role.ADMIN)
            at = 0
            while at < len(self._line):  # what it says may lengthen the line behind it
                self._hear(self._line[at])
                at += 1
        devices = tuple(self._finished(device) for device in self._line)
        past = {public: act.word.heads for public, act in self._past.items() if isinstance(act.word, History)}
        return Line(
            root,
            self._own,
            devices,
            {public: heads for public, heads in past.items() if public not in self._rank},
            self._cuts,
            {},
            {feed: tuple(heads) for feed, heads in self._admitted.items()},
            self._chains,
            former=former,
        )

    def _enter(self, public: bytes, role: Role, act: Act | None = None, *, is_paper: bool = False) -> None:
        if public in self._rank:
            return
        self._rank[public] = len(self._line)
        word = None if act is None else act.word
        enrol = word if isinstance(word, Enrol) else None
        record = enrol.record if enrol else act.record if isinstance(word, Naming) and act else None
        self._line.append(
            Device(
                public,
                record or self._records.get(public),
                role,
                len(self._line),
                None if act is None else act.author,
                None if act is None else act.entry,
                before=enrol.heads if enrol is not None and not enrol.history else None,
                is_paper=is_paper,
            )
        )

    def _enter_papers(self, root: Root) -> None:
        """The paper admin the founder named first, or the one this casebook was told; then whom that one names."""
        named = [
            act
            for act in self._by_author[root.public]
            if isinstance(act.word, Paper) and act.feed == root.feed and act.word.public != root.public
        ]
        waiting = [act for act in named if act.entry == root.paper][:1] or named[:1]
        self._is_legacy = not waiting
        while waiting:
            act = waiting.pop(0)
            if isinstance(act.word, Paper) and act.word.public not in self._rank:
                self._enter(act.word.public, Role.PUBLISHER, act, is_paper=True)
                waiting += [
                    other
                    for other in self._by_author[act.word.public]
                    if isinstance(other.word, Paper)
                    and other.compartment == root.compartment
                    and other.word.public != root.public
                ]

    # ------------------------------------------------------------------------------------ one after another

    def _hear(self, device: Device) -> None:
        for act in self._by_author[device.public]:
            if not self._stands(act):
                continue
            if isinstance(act.word, Naming):
                if self._is_legacy:
                    self._enter(act.word.public, Role.ADMIN, act)
            elif self._is_in_team(act) and self._role(device, act.entry) in ACTING:
                self._obey(device, act)

    def _obey(self, device: Device, act: Act) -> None:
        match act.word:
            case Enrol(public, _, role):
                self._enter(public, role, act)
            case Cut(public):
                if self._is_below(public, device) and self._is_first_or_same(self._cuts.get(public), act):
                    self._cuts[public] = act
            case SetRole(public):
                said = self._roles.get(public, [])
                if self._is_below(public, device) and (not said or said[0].author == act.author):
                    self._roles[public] = [*said, act]
            case History(public):
                if self._is_below(public, device) and self._is_first_or_same(self._past.get(public), act):
                    self._past[public] = act
            case Admit(entry):
                self._admit(entry, device)

    def _admit(self, entry: EntryId, device: Device) -> None:
        place = self._chains.place(entry)
        if place is not None and self._is_below(place.public, device):
            self._admitted[place.feed].append(entry)

    def _is_in_team(self, act: Act) -> bool:
        return self._root is not None and act.compartment == self._root.compartment

    def _is_below(self, public: bytes, device: Device) -> bool:
        """Whether *public* stands lower than *device*, or nowhere so far: then, if at all, it will stand lower."""
        return self._rank.get(public, len(self._line)) > device.rank

    @staticmethod
    def _is_first_or_same(earlier: Act | None, act: Act) -> bool:
        """Nobody higher has said it; who has said it themselves may say it anew."""
        return earlier is None or earlier.author == act.author

    def _stands(self, act: Act) -> bool:
        """Whether nobody above has cut its author before it, or somebody above has admitted it."""
        cut = self._cuts.get(act.author)
        if cut is None:
            return True
        heads = (*_heads_for(cut, act.feed), *self._admitted.get(act.feed, ()))
        return any(leads_to(self._chains, act.entry, head) for head in heads)

    def _role(self, device: Device, entry: EntryId) -> Role:
        """The role in which a device wrote an entry."""
        role = device.role
        for act in self._roles.get(device.public, ()):
            if isinstance(act.word, SetRole) and not any(
                leads_to(self._chains, entry, head) for _, head in act.word.heads
            ):
                role = act.word.role
        return role

    def _finished(self, device: Device) -> Device:
        """With the role it has now, and its cut."""
        said = self._roles.get(device.public)
        role = said[-1].word.role if said and isinstance(said[-1].word, SetRole) else device.role
        return Device(
            device.public,
            device.record,
            role,
            device.rank,
            device.by,
            device.enrolled,
            self._cuts.get(device.public),
            device.before,
            device.is_paper,
        )
