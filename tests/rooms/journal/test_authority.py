"""Who may write, held against an oracle that guesses: all sets of acts that could count, and the one that fits."""

from __future__ import annotations

import hashlib
import itertools
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.journal import authority, in_circles
from casebook.journal.acts import (
    Act,
    Admit,
    Cut,
    Enrol,
    Founding,
    Heads,
    History,
    Naming,
    Paper,
    Role,
    SetRole,
    TakeIn,
    Word,
    value_of,
    word_of,
)
from casebook.journal.authority import ACTING, Line, Root, Why, evaluate
from casebook.journal.chains import Headers, Place
from casebook.journal.circle_line import circle_id
from casebook.journal.entry import Change, Op, decode_change, encode_change
from casebook.model.fields import Value

PAPER, FOUNDER, ANA, LUIS, VERA = (name * 32 for name in (b"P", b"F", b"A", b"L", b"V"))
NONCE = b"n" * 16
TEAM, CIRCLE = b"t" * 16, circle_id(LUIS, NONCE)
NEW = RecordId(bytes(16))


def named(*pieces: object) -> bytes:
    return hashlib.sha256(repr(pieces).encode()).digest()


@dataclass
class World:
    """Entries somebody wrote, without their bytes."""

    places: dict[EntryId, Place] = field(default_factory=dict)
    words: dict[EntryId, Word] = field(default_factory=dict)
    last: dict[FeedId, EntryId] = field(default_factory=dict)

    @staticmethod
    def feed(author: bytes, compartment: bytes = TEAM) -> FeedId:
        return FeedId(named(author, compartment))

    def say(
        self, author: bytes, word: Word | None = None, compartment: bytes = TEAM, back: int = 0
    ) -> EntryId:
        """One entry more; *back*: how many entries before the last it follows, which makes a fork."""
        feed = self.feed(author, compartment)
        prev = self.last.get(feed, EntryId(feed))
        for _ in range(back if feed in self.last else 0):
            prev = self.places[prev].prev if prev in self.places else prev
        seq = self.places[prev].seq + 1 if prev in self.places else 1
        entry = EntryId(named(feed, seq, prev, word, len(self.places)))
        self.places[entry] = Place(feed, seq, prev, author, compartment)
        self.last[feed] = entry
        if word is not None:
            self.words[entry] = word
        return entry

    def heads(self, author: bytes, back: int = 0, compartment: bytes = TEAM) -> Heads:
        """The last entry of a feed, or one so many before it."""
        feed = self.feed(author, compartment)
        head = self.last.get(feed)
        for _ in range(back):
            head = self.places[head].prev if head in self.places else None
        return ((feed, head),) if head in self.places else ()

    def acts(self) -> list[Act]:
        return [
            Act(entry, place.feed, place.seq, place.public, place.compartment, RecordId(entry[:16]), word)
            for entry, word in self.words.items()
            for place in [self.places[entry]]
        ]

    def root(self) -> Root:
        feed = self.feed(FOUNDER)
        first = next(e for e, place in self.places.items() if place.feed == feed and place.seq == 1)
        return Root(first, FOUNDER, TEAM, feed)

    def line(self, own: bytes = FOUNDER, acts: Iterable[Act] | None = None) -> Line:
        headers = Headers()
        for entry, place in self.places.items():
            headers.add(entry, place)
        known = self.acts() if acts is None else acts
        return in_circles.evaluate(self.root(), known, headers, own, [CIRCLE], lambda *_: False)

    def accepted(self, line: Line) -> set[EntryId]:
        return {entry for entry in self.places if line.is_accepted(entry)}

    def up_to(self, heads: Iterable[EntryId]) -> set[EntryId]:
        found: set[EntryId] = set()
        for one in heads:
            head = one
            while head in self.places:
                found.add(head)
                head = self.places[head].prev
        return found


def begun(*others: bytes, role: Role = Role.ADMIN, paper: bool = True) -> World:
    """A team: its founder, the paper admin, and *others* enrolled by the founder."""
    world = World()
    world.say(FOUNDER)
    if paper:
        world.say(FOUNDER, Paper(PAPER))
    for other in others:
        world.say(FOUNDER, Enrol(other, NEW, role, True, ()))
        world.say(other)
    return world


# ------------------------------------------------------------------------------------------ the oracle


class Oracle:
    """Tries every set of acts as the one that counts, and keeps the one that says of itself that it counts."""

    def __init__(self, world: World, start: Sequence[bytes] = (PAPER, FOUNDER)) -> None:
        self.world, self.start = world, start
        self.order = {e: (world.places[e].seq, e) for e in world.words}
        self.made: dict[tuple[bytes, type], list[EntryId]] = {}
        for each in sorted(world.words, key=self.order.__getitem__):
            self.made.setdefault((world.places[each].public, type(world.words[each])), []).append(each)
        fixed = {e for e, w in world.words.items() if isinstance(w, Paper)}
        open_ = sorted(set(world.words) - fixed)
        tried = (
            fixed.union(some) for n in range(len(open_) + 1) for some in itertools.combinations(open_, n)
        )
        fitting = [counting for counting in tried if self.counted(counting) == counting]
        assert len(fitting) == 1, "the rules have one answer"
        self.counting = fitting[0]
        self.line = self.line_of(self.counting)

    def said(self, counting: set[EntryId], author: bytes, kind: type) -> list[EntryId]:
        return [e for e in self.made.get((author, kind), ()) if e in counting]

    def line_of(self, counting: set[EntryId]) -> list[bytes]:
        line = list(self.start)
        for who in line:
            for entry in self.said(counting, who, Enrol):
                public = self.world.words[entry].public
                line += [] if public in line else [public]
        return line

    def above(self, line: list[bytes], author: bytes, target: bytes) -> bool:
        return target not in line or line.index(author) < line.index(target)

    def good(self, counting: set[EntryId], line: list[bytes], public: bytes) -> set[EntryId]:
        """What of a device's entries counts."""
        words, places = self.world.words, self.world.places
        mine = {e for e in places if places[e].public == public}
        for who in line:
            cuts = [e for e in self.said(counting, who, Cut) if words[e].public == public]
            if cuts:
                heads = [head for _, head in words[cuts[-1]].heads]
                admitted = [words[e].entry for w in line for e in self.said(counting, w, Admit)]
                return mine & self.world.up_to([*heads, *(e for e in admitted if e in mine)])
        return mine

    def role(self, counting: set[EntryId], line: list[bytes], public: bytes, entry: EntryId) -> Role:
        words = self.world.words
        enrolled = [
            words[e] for w in line for e in self.said(counting, w, Enrol) if words[e].public == public
        ]
        role = Role.PUBLISHER if public in self.start else enrolled[0].role
        changes = (
            [words[e] for e in self.said(counting, w, SetRole) if words[e].public == public] for w in line
        )
        for change in next((some for some in changes if some), []):
            role = role if entry in self.world.up_to(head for _, head in change.heads) else change.role
        return role

    def counted(self, counting: set[EntryId]) -> set[EntryId]:
        """The acts that count if *counting* do."""
        line, found = self.line_of(counting), set()
        for entry, word in self.world.words.items():
            author = self.world.places[entry].public
            target = self.world.places[word.entry].public if isinstance(word, Admit) else word.public
            if isinstance(word, Paper) or (
                author in line
                and entry in self.good(counting, line, author)
                and self.role(counting, line, author, entry) in ACTING
                and (isinstance(word, Enrol) or self.above(line, author, target))
            ):
                found.add(entry)
        return found

    def accepted(self) -> set[EntryId]:
        admitted = [self.world.words[e].entry for w in self.line for e in self.said(self.counting, w, Admit)]
        strange = {e for e in self.world.up_to(admitted) if self.world.places[e].public not in self.line}
        return strange.union(*(self.good(self.counting, self.line, who) for who in self.line))


def agrees(world: World, start: Sequence[bytes] = (PAPER, FOUNDER)) -> None:
    oracle, line = Oracle(world, start), world.line()
    assert [device.public for device in line.devices] == oracle.line
    assert world.accepted(line) == oracle.accepted()


# ------------------------------------------------------------------------------------------ all of them


def _deeds(world: World, others: Sequence[bytes], author: bytes) -> list[Word]:
    targets = [other for other in others if other != author]
    cuts: list[Word] = [Cut(other, world.heads(other), "lost") for other in targets]
    return [*cuts, *(Admit(world.last[world.feed(other)]) for other in targets)]


@pytest.mark.parametrize(("length", "every"), [(1, 1), (2, 1), (3, 1), (4, 5)])
def test_every_way_three_devices_can_cut_and_admit_each_other(length: int, every: int) -> None:
    """Each in turn removes one of the others as far as it has come, or admits all it has written so far.

    Of the longest histories the oracle is asked about every fifth; all of them are evaluated.
    """
    devices = (FOUNDER, ANA, LUIS)
    for number, authors in enumerate(itertools.product(devices, repeat=length)):
        for other, choices in enumerate(itertools.product(range(4), repeat=length)):
            world = begun(ANA, LUIS)
            for author, choice in zip(authors, choices, strict=True):
                world.say(author, _deeds(world, devices, author)[choice])
            if (number + other) % every == 0:
                agrees(world)
            else:
                assert world.accepted(world.line()) >= world.up_to(head for _, head in world.heads(FOUNDER))


ALL = (PAPER, FOUNDER, ANA, LUIS, VERA)
Deed = tuple[bytes, str, bytes, int, int]
authors = st.sampled_from(ALL)
deeds = st.tuples(
    authors,
    st.sampled_from(["work", "cut", "cut", "admit", "enrol", "role", "past"]),
    authors,
    st.integers(0, 3),
    st.integers(0, 2),
)


def _do(world: World, author: bytes, what: str, target: bytes, back: int, fork: int) -> None:
    mine = [entry for entry, place in world.places.items() if place.public == target]
    words: dict[str, Word | None] = {
        "work": None,
        "cut": Cut(target, world.heads(target, back), "stolen"),
        "admit": Admit(mine[-1 - back % len(mine)]) if mine else None,
        "enrol": Enrol(target, NEW, (Role.ADMIN, Role.MEMBER)[back % 2], True, ()),
        "role": SetRole(target, (Role.MEMBER, Role.ADMIN)[back % 2], world.heads(target, back)),
        "past": History(target, world.heads(target, back)),
    }
    # Forks only where nothing stands on the order of two branches: the founder names the paper admin once.
    world.say(author, words[what], back=fork if author not in (FOUNDER, PAPER) else 0)


@given(st.lists(deeds, max_size=8), st.randoms())
@settings(max_examples=300, deadline=None)
def test_any_history_has_the_line_the_oracle_finds(made: list[Deed], chance: random.Random) -> None:
    """Of five keys, forks among them; and the line is the same in whatever order the acts are given."""
    world = begun(ANA, LUIS)
    for deed in made:
        _do(world, *deed)
    line = world.line()
    acts = world.acts()
    chance.shuffle(acts)
    assert world.line(acts=acts) == line
    assert world.line(acts=[*acts, *acts]) == line
    if sum(not isinstance(word, History) for word in world.words.values()) <= 8:
        agrees(without_past(world))


def without_past(world: World) -> World:
    """The oracle knows nothing of devices that are none any more: no line depends on them."""
    world.words = {entry: word for entry, word in world.words.items() if not isinstance(word, History)}
    return world


# ------------------------------------------------------------------------------------------ one by one


def standing(line: Line) -> list[bytes]:
    return [device.public for device in line.devices if device.cut is None]


def test_the_line_is_ordered_by_depth_then_by_who_enrolled() -> None:
    world = begun()
    ana = world.say(FOUNDER, Enrol(ANA, NEW, Role.ADMIN, True, ()))
    world.say(ANA, Enrol(VERA, NEW, Role.ADMIN, True, ()))
    world.say(FOUNDER, Enrol(LUIS, NEW, Role.MEMBER, False, ((FeedId(ana), ana),)))
    line = world.line()
    assert [device.public for device in line.devices] == [PAPER, FOUNDER, ANA, LUIS, VERA]
    assert [device.rank for device in line.devices] == [0, 1, 2, 3, 4]
    assert (line.paper and line.paper.public) == PAPER
    vera, luis = line.get(VERA), line.get(LUIS)
    assert vera is not None
    assert luis is not None
    assert (vera.by, vera.role, vera.before) == (ANA, Role.ADMIN, None)
    assert (luis.role, luis.before) == (Role.MEMBER, ((FeedId(ana), ana),))
    assert [device.public for device in line.live(TEAM)] == [FOUNDER, ANA, LUIS, VERA]
    assert line.live(CIRCLE) == ()


def test_two_who_remove_each_other_the_higher_one_stays() -> None:
    world = begun(ANA, LUIS)
    world.say(LUIS, Cut(ANA, (), "stolen"))
    world.say(ANA, Cut(LUIS, (), "stolen"))
    assert standing(world.line()) == [PAPER, FOUNDER, ANA]


def test_a_back_dated_removal_counts_for_nothing() -> None:
    """A stolen laptop removes everybody in a branch that begins before its own removal."""
    world = begun(ANA, LUIS)
    head = world.heads(ANA)
    world.say(FOUNDER, Cut(ANA, head, "stolen"))
    claim = world.say(ANA, Cut(LUIS, (), "stolen"), back=1)
    line = world.line()
    assert standing(line) == [PAPER, FOUNDER, LUIS]
    assert line.why_not(claim) is Why.BEYOND
    assert line.is_accepted(head[0][1])


def test_what_a_stolen_admin_did_falls_with_its_cut_and_everyone_is_back() -> None:
    world = begun(ANA, LUIS)
    thief, until = b"X" * 32, world.heads(ANA)
    world.say(ANA, Cut(LUIS, (), "lost"))
    world.say(ANA, Enrol(thief, NEW, Role.ADMIN, True, ()))
    loot = world.say(thief, Cut(LUIS, (), "lost"))
    mine = world.say(LUIS)
    before = world.line()
    assert (before.is_accepted(loot), before.is_accepted(mine)) == (True, False)
    world.say(FOUNDER, Cut(ANA, until, "stolen"))
    after = world.line()
    assert (after.is_accepted(loot), after.is_accepted(mine)) == (False, True)
    assert after.why_not(loot) is Why.STRANGER
    assert standing(after) == [PAPER, FOUNDER, LUIS]


def test_the_founders_laptop_is_removed_by_the_paper_admin_alone() -> None:
    world = begun(ANA)
    until = world.heads(FOUNDER)
    world.say(FOUNDER, Cut(ANA, (), "left"))
    world.say(ANA, Cut(FOUNDER, until, "stolen"))
    assert standing(world.line()) == [PAPER, FOUNDER]
    world.say(PAPER, Cut(FOUNDER, until, "stolen"))
    assert standing(world.line()) == [PAPER, ANA]


def test_of_several_cuts_the_seniors_counts_and_of_ones_own_the_last() -> None:
    world = begun(ANA, LUIS)
    first = world.heads(LUIS)
    second = ((World.feed(LUIS), world.say(LUIS)),)
    world.say(ANA, Cut(LUIS, (), "lost"))
    assert world.accepted(world.line()) & world.up_to(head for _, head in second) == set()
    world.say(FOUNDER, Cut(LUIS, first, "lost"))
    assert world.line().get(LUIS).heads == first  # type: ignore[union-attr]  # it is in the line
    world.say(ANA, Cut(LUIS, second, "lost"))
    assert world.line().get(LUIS).heads == first  # type: ignore[union-attr]  # it is in the line
    world.say(FOUNDER, Cut(LUIS, second, "lost"))
    assert world.line().get(LUIS).heads == second  # type: ignore[union-attr]  # it is in the line


def test_an_admission_counts_from_above_and_brings_what_leads_to_it() -> None:
    world = begun(ANA, LUIS)
    world.say(FOUNDER, Cut(LUIS, world.heads(LUIS), "lost"))
    one, two, three = (world.say(LUIS) for _ in range(3))
    world.say(LUIS, Admit(three))
    assert not world.line().is_accepted(one)
    world.say(ANA, Admit(two))
    line = world.line()
    assert [line.is_accepted(entry) for entry in (one, two, three)] == [True, True, False]


def test_a_cut_names_branches() -> None:
    world = begun(ANA)
    honest = world.say(ANA)
    other = world.say(ANA, back=1)
    line = world.line()
    assert line.is_accepted(honest)
    assert line.is_accepted(other)
    world.say(FOUNDER, Cut(ANA, ((World.feed(ANA), honest),), "copied"))
    assert (world.line().is_accepted(honest), world.line().is_accepted(other)) == (True, False)
    world.say(FOUNDER, Cut(ANA, ((World.feed(ANA), honest), (World.feed(ANA), other)), "copied"))
    assert (world.line().is_accepted(honest), world.line().is_accepted(other)) == (True, True)


def test_a_member_says_nothing_about_others_until_it_is_an_admin() -> None:
    world = begun(ANA, LUIS, role=Role.MEMBER)
    world.say(ANA, Cut(LUIS, (), "lost"))
    assert standing(world.line()) == [PAPER, FOUNDER, ANA, LUIS]
    world.say(FOUNDER, SetRole(ANA, Role.ADMIN, world.heads(ANA)))
    assert standing(world.line()) == [PAPER, FOUNDER, ANA, LUIS]
    world.say(ANA, Cut(LUIS, (), "lost"))
    assert standing(world.line()) == [PAPER, FOUNDER, ANA]
    world.say(FOUNDER, SetRole(ANA, Role.MEMBER, ()))
    line = world.line()
    assert standing(line) == [PAPER, FOUNDER, ANA, LUIS]
    assert line.get(ANA).role is Role.MEMBER  # type: ignore[union-attr]  # it is in the line


def test_a_second_paper_admin_is_named_by_the_first_alone() -> None:
    world = begun(ANA)
    world.say(FOUNDER, Paper(VERA))
    world.say(ANA, Paper(LUIS))
    assert [device.public for device in world.line().devices] == [PAPER, FOUNDER, ANA]
    world.say(PAPER, Paper(VERA))
    assert [device.public for device in world.line().devices] == [PAPER, VERA, FOUNDER, ANA]


def test_a_paper_admin_once_learned_stands_against_a_fork_of_the_founders_feed() -> None:
    world = begun()
    naming = world.last[world.feed(FOUNDER)]
    forged = max(
        (world.say(FOUNDER, Paper(bytes([i]) * 32), back=1) for i in range(8)), key=lambda e: e < naming
    )
    assert forged < naming
    headers, root = Headers(), world.root()
    for entry, place in world.places.items():
        headers.add(entry, place)
    known = Root(root.entry, root.public, root.compartment, root.feed, naming)
    assert evaluate(known, world.acts(), headers, FOUNDER).devices[0].public == PAPER
    assert evaluate(root, world.acts(), headers, FOUNDER).devices[0].public != PAPER


def test_without_a_paper_admin_a_key_in_a_devices_record_is_an_enrolment() -> None:
    world = World()
    world.say(FOUNDER)
    world.say(FOUNDER, Naming(ANA))
    world.say(ANA, Naming(ANA))
    world.say(ANA, Naming(LUIS))
    world.say(VERA, Naming(VERA))
    assert [device.public for device in world.line().devices] == [FOUNDER, ANA, LUIS]
    world.say(FOUNDER, Paper(PAPER))
    assert [device.public for device in world.line().devices] == [PAPER, FOUNDER]


def test_what_a_device_wrote_that_is_none_any_more() -> None:
    world = begun(ANA)
    old = world.say(VERA)
    world.say(ANA, History(VERA, world.heads(VERA)))
    later = world.say(VERA, Enrol(LUIS, NEW, Role.ADMIN, True, ()))
    line = world.line()
    assert (line.why_not(old), line.why_not(later)) == (None, Why.BEYOND)
    assert line.get(LUIS) is None


def test_the_own_device_counts_here_until_it_is_cut() -> None:
    world = begun(ANA)
    mine = world.say(VERA)
    assert world.line(VERA).is_accepted(mine)
    assert not world.line(ANA).is_accepted(mine)
    assert not world.line(VERA).is_own_cut
    world.say(ANA, Cut(VERA, (), "replaced"))
    assert world.line(VERA).is_own_cut
    assert not world.line(VERA).is_accepted(mine)


# ------------------------------------------------------------------------------------------ circles


def in_circle(world: World, *others: bytes) -> None:
    """Luis founds the circle and takes others in."""
    world.say(LUIS, Founding(LUIS, NONCE), CIRCLE)
    for other in others:
        world.say(LUIS, TakeIn(other), CIRCLE)


def test_a_circle_the_cut_does_not_name_waits_for_a_member_of_it() -> None:
    world = begun(ANA, LUIS, VERA)
    in_circle(world, VERA, ANA)
    world.say(LUIS, None, CIRCLE)
    last = world.say(LUIS, None, CIRCLE)
    world.say(VERA, None, CIRCLE)
    world.say(FOUNDER, Cut(LUIS, world.heads(LUIS), "stolen"))
    assert not world.line().is_accepted(last)
    world.say(FOUNDER, Cut(LUIS, world.heads(LUIS, 0, CIRCLE), "stolen"), CIRCLE)
    assert not world.line().is_accepted(last), "who is not in the circle says nothing there"
    early = world.heads(LUIS, 1, CIRCLE)
    world.say(VERA, Cut(LUIS, early, "stolen"), CIRCLE)
    assert (world.line().is_accepted(early[0][1]), world.line().is_accepted(last)) == (True, False)
    world.say(ANA, Cut(LUIS, world.heads(LUIS, 0, CIRCLE), "stolen"), CIRCLE)
    assert world.line().is_accepted(last), "the senior-most of the circle's members"


def test_in_a_circle_nobody_is_removed_who_was_not_removed_from_the_team() -> None:
    world = begun(ANA, LUIS)
    in_circle(world, ANA)
    kept = world.say(LUIS, None, CIRCLE)
    world.say(ANA, Cut(LUIS, (), "left"), CIRCLE)
    world.say(ANA, Enrol(VERA, NEW, Role.ADMIN, True, ()), CIRCLE)
    line = world.line()
    assert line.is_accepted(kept)
    assert line.get(LUIS).cut is None  # type: ignore[union-attr]  # it is in the line
    assert line.get(VERA) is None


def test_what_the_team_cut_names_of_a_circle_stands_whatever_is_said_there() -> None:
    world = begun(ANA, LUIS)
    in_circle(world, ANA)
    kept = world.say(LUIS, None, CIRCLE)
    heads = (*world.heads(LUIS), *world.heads(LUIS, 0, CIRCLE))
    world.say(FOUNDER, Cut(LUIS, heads, "lost"))
    world.say(ANA, Cut(LUIS, (), "lost"), CIRCLE)
    late = world.say(LUIS, None, CIRCLE)
    assert (world.line().is_accepted(kept), world.line().is_accepted(late)) == (True, False)
    world.say(ANA, Admit(late), CIRCLE)
    assert world.line().is_accepted(late)


def test_who_was_cut_says_nothing_in_a_circle() -> None:
    world = begun(ANA, LUIS)
    in_circle(world, ANA)
    late = world.say(LUIS, None, CIRCLE)
    world.say(FOUNDER, Cut(LUIS, (), "lost"))
    world.say(FOUNDER, Cut(ANA, (), "lost"))
    world.say(ANA, Admit(late), CIRCLE)
    world.say(ANA, Cut(LUIS, world.heads(LUIS, 0, CIRCLE), "lost"), CIRCLE)
    world.say(LUIS, Admit(late), CIRCLE)
    assert not world.line().is_accepted(late)


# ------------------------------------------------------------------------------------------ the bytes

heads = st.lists(
    st.tuples(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32)), max_size=3
).map(lambda found: tuple((FeedId(feed), EntryId(head)) for feed, head in sorted(found)))
keys = st.binary(min_size=32, max_size=32)
said = st.one_of(
    st.builds(Paper, keys),
    st.builds(
        Enrol,
        keys,
        st.binary(min_size=16, max_size=16).map(RecordId),
        st.sampled_from(Role),
        st.booleans(),
        heads,
    ),
    st.builds(Cut, keys, heads, st.sampled_from(["left", "lost"])),
    st.builds(Admit, keys.map(EntryId)),
    st.builds(SetRole, keys, st.sampled_from(Role), heads),
    st.builds(History, keys, heads),
)


@given(said)
def test_an_act_is_read_as_it_was_written(word: Word) -> None:
    change = Change(NEW, "roster", "act", Op.SET, value_of(word))
    assert decode_change(encode_change(change, bytes(32))) == change
    assert word_of(change) == word


@pytest.mark.parametrize(
    "value",
    [
        None,
        ("paper", bytes(31)),
        ("enrol", bytes(32), bytes(16), "chief", 1, ()),
        ("enrol", bytes(32), bytes(16), "admin", 2, ()),
        ("enrol", bytes(32), bytes(16), "admin", 1, ((bytes(32),),)),
        ("cut", bytes(32), ((bytes(32), bytes(31)),), "lost"),
        ("admit", bytes(31)),
        ("role", bytes(32), "admin"),
        ("dissolve", bytes(32)),
    ],
)
def test_what_is_no_act_of_this_version_says_nothing(value: Value) -> None:
    assert word_of(Change(NEW, "roster", "act", Op.SET, value)) is None


# ------------------------------------------------------------------------------------------ the vectors

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "journal" / "roster.json").read_text())


def _value(drawn: Any) -> Value:
    if isinstance(drawn, list):
        return tuple(map(_value, drawn))
    return bytes.fromhex(drawn["hex"]) if isinstance(drawn, dict) else drawn


@pytest.mark.parametrize("vector", VECTORS["acts"], ids=lambda vector: vector["name"])
def test_the_bytes_of_an_act(vector: dict[str, Any]) -> None:
    record = RecordId(bytes.fromhex(vector["record"]))
    change = Change(record, "roster", "act", Op.SET, _value(vector["value"]))
    assert encode_change(change, bytes.fromhex(vector["salt"])).hex() == vector["part"]
    word = word_of(change)
    assert word is not None
    assert value_of(word) == change.value


@pytest.mark.parametrize("vector", VECTORS["lines"], ids=lambda vector: vector["name"])
def test_the_line_and_what_counts(vector: dict[str, Any]) -> None:
    world = World()
    for each in vector["entries"]:
        entry, feed, prev, key, where = (
            bytes.fromhex(each[name]) for name in ("id", "feed", "prev", "key", "compartment")
        )
        world.places[EntryId(entry)] = Place(FeedId(feed), each["seq"], EntryId(prev), key, where)
        if "value" in each:
            word = word_of(Change(NEW, each["kind"], each["unit"], Op.SET, _value(each["value"])))
            assert word is not None
            world.words[EntryId(entry)] = word
    line = world.line(bytes.fromhex(vector["own"]))
    assert world.root().entry.hex() == vector["root"]
    found = [{"key": d.public.hex(), "role": d.role.value, "cut": d.cut is not None} for d in line.devices]
    assert found == vector["line"]
    assert sorted(entry.hex() for entry in world.accepted(line)) == vector["counts"]


# ------------------------------------------------------------------------------------------ rules broken on purpose


def _both_apply(self: Any, public: bytes, device: Any) -> bool:
    return True


def _the_latest_counts(earlier: Act | None, act: Act) -> bool:
    return True


def _the_first_counts(earlier: Act | None, act: Act) -> bool:
    return earlier is None


def _acts_outlive_a_cut(self: Any, act: Act) -> bool:
    return True


def _cut_by_number(chains: Any, entry: EntryId, head: EntryId) -> bool:
    one, last = chains.place(entry), chains.place(head)
    return one is not None and last is not None and one.feed == last.feed and one.seq <= last.seq


BROKEN = {
    "mutual removal": (authority._Evaluation, "_is_below", _both_apply),
    "whoever cut last": (authority._Evaluation, "_is_first_or_same", staticmethod(_the_latest_counts)),
    "a cut once made": (authority._Evaluation, "_is_first_or_same", staticmethod(_the_first_counts)),
    "acts beyond the cut": (authority._Evaluation, "_stands", _acts_outlive_a_cut),
    "cut by number": (authority, "leads_to", _cut_by_number),
}


def _worlds() -> Iterator[World]:
    """Small histories: what three devices do to each other, a fork after a cut, and a cut made anew."""
    devices = (FOUNDER, ANA, LUIS)
    for authors in itertools.product(devices, repeat=3):
        for choices in itertools.product(range(4), repeat=3):
            world = begun(ANA, LUIS)
            for author, choice in zip(authors, choices, strict=True):
                world.say(author, _deeds(world, devices, author)[choice])
            yield world
    world = begun(ANA)
    world.say(ANA)
    kept = world.heads(ANA)
    world.say(ANA, back=1)
    world.say(FOUNDER, Cut(ANA, kept, "copied"))
    yield world


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_noticed(name: str) -> None:
    with mock.patch.object(*BROKEN[name]):
        assert any(_disagrees(world) for world in _worlds())


def _disagrees(world: World) -> bool:
    try:
        agrees(world)
    except AssertionError:
        return True
    return False
