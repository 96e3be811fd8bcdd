"""Who is in a circle, held against an oracle that guesses which words count until its guess holds."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

import circle_oracle
from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.journal import circle_line
from casebook.journal.acts import (
    Act,
    Admit,
    Founding,
    Heads,
    ShowOut,
    Succeed,
    TakeIn,
    Word,
    value_of,
    word_of,
)
from casebook.journal.chains import Headers, Place
from casebook.journal.circle_line import CircleLine, circle_id, evaluate, succession, successions
from casebook.journal.entry import Change, Op, encode_change
from casebook.vault.keys import holds

SEEDS = {name: hashlib.sha256(name.encode()).digest() for name in ("alma", "luis", "vera", "omar", "dora")}
KEYS = {name: Ed25519PrivateKey.from_private_bytes(seed) for name, seed in SEEDS.items()}
ALMA, LUIS, VERA, OMAR, DORA = PUBLIC = tuple(key.public_key().public_bytes_raw() for key in KEYS.values())
NAME = dict(zip(PUBLIC, KEYS, strict=True))
NONCE = bytes(range(16))
TEAM, CIRCLE = b"t" * 16, circle_id(ALMA, NONCE)


@dataclass
class World:
    """Words somebody wrote in a circle (that a device goes on as another: in the team), without their bytes."""

    places: dict[EntryId, Place] = field(default_factory=dict)
    words: dict[EntryId, list[Word]] = field(default_factory=dict)
    last: dict[bytes, EntryId] = field(default_factory=dict)

    def say(self, author: bytes, word: Word | None = None, back: int = 0) -> EntryId:
        """One entry more; *back*: how many entries before the last it follows, which makes a fork."""
        feed = FeedId(hashlib.sha256(author).digest())
        prev = self.last.get(author, EntryId(feed))
        for _ in range(back):
            prev = self.places[prev].prev if prev in self.places else prev
        seq = self.places[prev].seq + 1 if prev in self.places else 1
        entry = EntryId(hashlib.sha256(repr((feed, seq, prev, word, len(self.places))).encode()).digest())
        self.places[entry] = Place(feed, seq, prev, author, CIRCLE)
        self.last[author] = entry
        self.words[entry] = [] if word is None else [word]
        return entry

    def heads(self, author: bytes, back: int = 0) -> Heads:
        """The last entry of somebody, or one so many before it."""
        head = self.last.get(author)
        for _ in range(back):
            head = self.places[head].prev if head in self.places else None
        return ((self.places[head].feed, head),) if head in self.places else ()

    def up_to(self, heads: Iterable[EntryId]) -> set[EntryId]:
        found: set[EntryId] = set()
        for one in heads:
            head = one
            while head in self.places:
                found.add(head)
                head = self.places[head].prev
        return found

    def acts(self) -> list[Act]:
        return [
            Act(entry, place.feed, place.seq, place.public, CIRCLE, RecordId(entry[:16]), word)
            for entry, words in self.words.items()
            for place in [self.places[entry]]
            for word in words
        ]

    def line(self, acts: Iterable[Act] | None = None) -> CircleLine:
        headers = Headers()
        for entry, place in self.places.items():
            headers.add(entry, place)
        acts = self.acts() if acts is None else list(acts)
        heirs = successions(TEAM, (replace(act, compartment=TEAM) for act in acts), holds)
        return evaluate(CIRCLE, acts, headers, lambda _: True, heirs=heirs)

    def oracle(self, *, none: bool = False) -> circle_oracle.Circle:
        return circle_oracle.line(
            CIRCLE,
            self.words,
            self.places,
            self.up_to,
            lambda *_: True,
            circle_oracle.heirs_in(TEAM, itertools.chain.from_iterable(self.words.values())),
            lambda _: not none,
        )


def begun(*others: bytes) -> World:
    """Alma's circle, and those she took in."""
    world = World()
    world.say(ALMA, Founding(ALMA, NONCE))
    for other in others:
        world.say(ALMA, TakeIn(other))
    return world


def check(world: World) -> None:
    line, expected = world.line(), world.oracle()
    assert [NAME[member.public] for member in line.order] == [NAME[public] for public in expected.order]
    assert line.members == expected.members
    assert {p: act.entry for p, act in line.outs.items()} == {p: out[0] for p, out in expected.outs.items()}
    assert {(act.entry, act.word) for act in line.heard} == set(expected.counting)
    assert world.oracle(none=True) == expected, "the oracle found what it guessed"
    assert world.line(reversed(world.acts())) == line


def signed(former: bytes, public: bytes) -> Succeed:
    return Succeed(former, public, KEYS[NAME[former]].sign(succession(TEAM, public)))


# ------------------------------------------------------------------------------------------ the law

steps = st.lists(
    st.tuples(
        st.sampled_from(PUBLIC),
        st.sampled_from(["in", "in", "out", "out", "lift", "admit", "succeed", "say"]),
        st.sampled_from(PUBLIC),
        st.integers(0, 3),
        st.sampled_from([0, 0, 0, 0, 1, 2]),
    ),
    max_size=14,
)


def step(world: World, author: bytes, what: str, target: bytes, back: int, fork: int) -> None:
    outs = [
        e for e, words in world.words.items() for w in words if isinstance(w, ShowOut) and w.public == target
    ]
    word: Word | None = None
    match what:
        case "in":
            word = TakeIn(target)
        case "out":
            word = ShowOut(target, world.heads(target, back))
        case "lift":
            word = TakeIn(target, tuple(sorted(outs[back:])))
        case "admit":
            heads = world.heads(target)
            word = Admit(heads[0][1]) if heads else None
        case "succeed":
            word = signed(author, target) if back else Succeed(author, target, bytes(64))
    world.say(author, word, fork)


@settings(max_examples=400, deadline=None)
@given(steps)
def test_whatever_is_said_the_line_is_the_one_that_holds(
    drawn: list[tuple[bytes, str, bytes, int, int]],
) -> None:
    world = begun(LUIS)
    for each in drawn:
        step(world, *each)
    check(world)


def _small() -> Iterator[World]:
    deeds = ("in", "out", "lift")
    people = (ALMA, LUIS, VERA)
    for authors in itertools.product(people, repeat=3):
        for chosen in itertools.product(itertools.product(deeds, people), repeat=3):
            world = begun(LUIS, VERA)
            for author, (what, target) in zip(authors, chosen, strict=True):
                step(world, author, what, target, 0, 0)
            yield world


def test_every_small_history() -> None:
    for number, world in enumerate(_small()):
        if number % 7 == 0:
            check(world)


def _of_all(self: Any, act: Act, out: Act) -> bool:
    return True


BROKEN = {
    "words beyond being shown out": (circle_line._Walk, "_counts", _of_all),
    "who leaves stays": (circle_line._Walk, "_leaving", lambda *_: None),
    "cut by number": (
        circle_line,
        "leads_to",
        lambda chains, one, last: chains.place(one).seq <= chains.place(last).seq,
    ),
    "heads of nobody": (circle_line, "_ends", lambda *_: ()),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_rule_broken_on_purpose_is_noticed(name: str) -> None:
    target, attribute, broken = BROKEN[name]

    def differs(world: World) -> bool:
        expected = world.oracle()
        with mock.patch.object(target, attribute, broken):
            found = world.line()
        return {act.entry for act in found.heard} != {entry for entry, _ in expected.counting}

    forked = begun(LUIS)
    forked.say(LUIS)
    kept = forked.heads(LUIS)
    forked.say(LUIS, TakeIn(VERA), 1)
    forked.say(ALMA, ShowOut(LUIS, kept))
    assert any(differs(world) for world in itertools.chain([forked], itertools.islice(_small(), 0, None, 11)))


# ------------------------------------------------------------------------------------------ single rules


def test_whom_the_founder_takes_in_stands_before_whom_they_take_in() -> None:
    world = begun(LUIS)
    world.say(LUIS, TakeIn(VERA))
    world.say(ALMA, TakeIn(OMAR))
    assert [member.public for member in world.line().order] == [ALMA, LUIS, OMAR, VERA]
    assert world.line().is_above(OMAR, VERA)


def test_a_successor_stands_right_after_its_former_device_and_falls_with_it() -> None:
    world = begun(LUIS, VERA)
    world.say(DORA, signed(LUIS, DORA))
    assert [member.public for member in world.line().order] == [ALMA, LUIS, DORA, VERA]
    assert world.line().get(DORA).is_heir  # type: ignore[union-attr]  # it is in the line
    world.say(DORA, ShowOut(VERA, ()))
    assert world.line().members == {ALMA, LUIS, DORA}
    world.say(ALMA, ShowOut(LUIS, world.heads(LUIS)))
    assert world.line().members == {ALMA, VERA}


def test_a_head_that_is_not_here_lets_nothing_count() -> None:
    world = begun(LUIS)
    world.say(LUIS, TakeIn(VERA))
    feed = world.places[world.last[LUIS]].feed
    world.say(ALMA, ShowOut(LUIS, ((feed, EntryId(bytes(32))),)))
    assert world.line().members == {ALMA}


def test_without_a_founding_that_proves_itself_nobody_is_in_it() -> None:
    world = World()
    for forged in (Founding(LUIS, NONCE), Founding(ALMA, bytes(16))):
        world.say(LUIS, forged)
    world.say(ALMA, TakeIn(LUIS))
    assert world.line() == CircleLine()
    world.say(VERA, Founding(ALMA, NONCE))  # whoever says it
    assert world.line().members == {ALMA, LUIS}


# ------------------------------------------------------------------------------------------ the bytes

keys = st.binary(min_size=32, max_size=32)
ends = st.lists(st.tuples(keys, keys), max_size=3).map(lambda found: tuple(sorted(found)))


@given(
    st.one_of(
        st.builds(
            TakeIn, keys, st.lists(keys, max_size=3).map(lambda found: tuple(sorted(map(EntryId, found))))
        ),
        st.builds(ShowOut, keys, ends),
        st.builds(Succeed, keys, keys, st.binary(min_size=64, max_size=64)),
    )
)
def test_a_word_is_read_as_it_was_written(word: Word) -> None:
    assert word_of(Change(RecordId(bytes(16)), "roster", "act", Op.SET, value_of(word))) == word


@pytest.mark.parametrize(
    "value",
    [
        ("in", bytes(32)),
        ("in", bytes(32), (bytes(31),)),
        ("in", bytes(31), ()),
        ("out", bytes(32), (bytes(32),)),
        ("out", bytes(32)),
        ("succeed", bytes(32), bytes(32), bytes(63)),
    ],
)
def test_what_is_no_word_says_nothing(value: Any) -> None:
    assert word_of(Change(RecordId(bytes(16)), "roster", "act", Op.SET, value)) is None


VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "journal" / "circles.json").read_text())


def _value(drawn: Any) -> Any:
    if isinstance(drawn, list):
        return tuple(map(_value, drawn))
    return bytes.fromhex(drawn["hex"]) if isinstance(drawn, dict) else drawn


@pytest.mark.parametrize("vector", VECTORS["ids"], ids=lambda vector: vector["name"])
def test_the_id_of_a_circle(vector: dict[str, Any]) -> None:
    founder, nonce = bytes.fromhex(vector["founder"]), bytes.fromhex(vector["nonce"])
    assert circle_id(founder, nonce).hex() == vector["id"]
    change = Change(RecordId(bytes.fromhex(vector["id"])), "circle", "founding", Op.SET, founder + nonce)
    assert encode_change(change, bytes(32)).hex() == vector["part"]
    assert word_of(change) == Founding(founder, nonce)


@pytest.mark.parametrize("vector", VECTORS["words"], ids=lambda vector: vector["name"])
def test_the_bytes_of_a_word(vector: dict[str, Any]) -> None:
    record = RecordId(bytes.fromhex(vector["record"]))
    change = Change(record, "roster", "act", Op.SET, _value(vector["value"]))
    assert encode_change(change, bytes.fromhex(vector["salt"])).hex() == vector["part"]
    word = word_of(change)
    assert word is not None
    assert value_of(word) == change.value
    if isinstance(word, Succeed):
        message = succession(bytes.fromhex(vector["team"]), word.public)
        assert message.hex() == vector["signed"]
        assert holds(word.former, word.signature, message)


@pytest.mark.parametrize("vector", VECTORS["lines"], ids=lambda vector: vector["name"])
def test_the_line_of_a_circle(vector: dict[str, Any]) -> None:
    world = World()
    for each in vector["entries"]:
        entry, feed, prev, key = (bytes.fromhex(each[name]) for name in ("id", "feed", "prev", "key"))
        world.places[EntryId(entry)] = Place(FeedId(feed), each["seq"], EntryId(prev), key, CIRCLE)
        change = Change(RecordId(bytes(16)), each["kind"], each["unit"], Op.SET, _value(each["value"]))
        word = word_of(change) if each["value"] is not None else None
        world.words[EntryId(entry)] = [] if word is None else [word]
    assert vector["circle"] == CIRCLE.hex()
    line = world.line()
    assert [member.public.hex() for member in line.order] == vector["line"]
    assert sorted(public.hex() for public in line.members) == vector["members"]
    assert sorted(act.entry.hex() for act in line.heard) == vector["heard"]
