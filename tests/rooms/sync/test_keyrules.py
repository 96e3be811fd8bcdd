"""Which epoch may be written under, and when a key may go: the laws, over random teams and meetings."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from casebook.sync.keyrules import Made, newer, replaced, settled, usable

NAMES = [bytes([n]) for n in range(5)]
devices = st.frozensets(st.sampled_from(NAMES), min_size=1)
hashes = st.sampled_from([bytes([n]) * 32 for n in range(6)])


@st.composite
def epochs(draw: st.DrawFn) -> list[Made]:
    """Epochs as honest devices make them: each may only name those before it."""
    found: list[Made] = []
    for number in range(draw(st.integers(0, 6))):
        before = [one.hash for one in found]
        after = draw(st.frozensets(st.sampled_from(before))) if before else frozenset()
        found.append(Made(bytes([number]) * 32, draw(devices), after))
    return found


@given(made=epochs(), live=devices, held=st.frozensets(hashes))
def test_only_an_epoch_of_exactly_the_live_devices_is_written_under(
    made: list[Made], live: frozenset[bytes], held: frozenset[bytes]
) -> None:
    chosen = usable(made, live, held)
    fit = [
        o for o in made if o.devices == live and o.hash in held and not any(o.hash in n.after for n in made)
    ]
    assert (chosen is None) == (not fit)
    assert chosen is None or chosen in fit


@given(made=epochs(), live=devices, held=st.frozensets(hashes), seed=st.randoms())
def test_the_order_of_arrival_chooses_nothing(
    made: list[Made], live: frozenset[bytes], held: frozenset[bytes], seed: random.Random
) -> None:
    shuffled = list(made) * 2
    seed.shuffle(shuffled)
    assert usable(shuffled, live, held) == usable(made, live, held)
    assert replaced(shuffled) == replaced(made)
    assert all(newer(shuffled, one.hash) == newer(made, one.hash) for one in made)


@given(made=epochs(), live=devices, removed=st.sampled_from(NAMES))
def test_who_sees_a_removal_or_somebody_left_out_rotates_first(
    made: list[Made], live: frozenset[bytes], removed: bytes
) -> None:
    held = {one.hash for one in made}
    if live - {removed}:
        chosen = usable(made, live - {removed}, held)
        assert chosen is None or removed not in chosen.devices
    chosen = usable(made, live | {removed}, held)
    assert chosen is None or removed in chosen.devices


@given(made=epochs(), live=devices)
def test_two_rotations_apart_are_both_valid_and_the_next_replaces_both(
    made: list[Made], live: frozenset[bytes]
) -> None:
    seen = frozenset(one.hash for one in made) - replaced(made)
    ana, luis = Made(b"\x10" * 32, live, seen), Made(b"\x20" * 32, live, seen)
    both = [*made, ana, luis]
    assert usable(both, live, {ana.hash}) == ana
    assert usable(both, live, {luis.hash}) == luis
    assert usable(both, live, {ana.hash, luis.hash}) == ana
    third = Made(b"\x30" * 32, live, frozenset(o.hash for o in both) - replaced(both))
    assert usable([*both, third], live, {ana.hash, luis.hash}) is None
    assert usable([*both, third], live, {third.hash}) == third
    assert all(third.hash in newer([*both, third], one.hash) for one in both)


@given(made=epochs())
def test_newer_is_a_strict_order(made: list[Made]) -> None:
    after = {one.hash: newer(made, one.hash) for one in made}
    for one, above in after.items():
        assert one not in above
        for other in above:
            assert after[other] < above


# ------------------------------------------------------------------------------------ when a key may go


@dataclass
class Writer:
    """A device of a team on paper: what it holds (device → how many entries), and what it said of it."""

    holds: dict[bytes, int] = field(default_factory=lambda: dict.fromkeys(NAMES, 0))
    said: dict[bytes, int] = field(default_factory=lambda: dict.fromkeys(NAMES, 0))
    before: int | None = None
    """How many entries it had written when it heard of the newer key."""


@dataclass(frozen=True)
class Under:
    """What a device wrote under the older key: a pack with all it held."""

    holds: Mapping[bytes, int]


steps = st.lists(
    st.tuples(
        st.sampled_from(["write", "pack", "meet", "receipt", "rotate"]),
        st.sampled_from(NAMES[:3]),
        st.sampled_from(NAMES[:3]),
    ),
    max_size=60,
)


@given(steps=steps, live=st.frozensets(st.sampled_from(NAMES[:3]), min_size=1))
def test_a_key_that_may_go_opens_nothing_that_somebody_lacks(
    steps: list[tuple[str, bytes, bytes]], live: frozenset[bytes]
) -> None:
    """What a live device ever packed of the live ones' words under the older key, every live device holds.

    What was written by somebody who had heard of the newer key comes under that one.
    """
    team = {name: Writer() for name in NAMES[:3]}
    packed: list[Under] = []
    for what, one, other in steps:
        writer = team[one]
        if what == "write":
            writer.holds[one] += 1
        elif what == "pack" and writer.before is None and one in live:
            packed.append(Under(dict(writer.holds)))
        elif what == "meet":
            heard = team[other]
            for name in NAMES:
                writer.holds[name] = max(writer.holds[name], heard.holds[name])
            if heard.before is not None and writer.before is None:
                writer.before = writer.holds[one]
        elif what == "receipt":
            writer.said = dict(writer.holds)
        elif (
            what == "rotate"
            and writer.before is None
            and not any(w.before is not None for w in team.values())
        ):
            writer.before = writer.holds[one]
    last = {
        name: (name, writer.before) if writer.before else None
        for name, writer in team.items()
        if writer.before is not None
    }

    def covers(device: bytes, place: tuple[bytes, int]) -> bool:
        return device == place[0] or team[device].said[place[0]] >= place[1]

    if settled(live, last, covers):
        for pack in packed:
            for name in live:
                wanted = min(pack.holds[name], team[name].before or 0)
                assert all(team[reader].holds[name] >= wanted for reader in live)


@given(
    live=devices,
    heard=st.dictionaries(st.sampled_from(NAMES), st.none() | st.integers(0, 9)),
    covered=st.frozensets(st.tuples(st.sampled_from(NAMES), st.integers(0, 9))),
    more=st.frozensets(st.tuples(st.sampled_from(NAMES), st.integers(0, 9))),
)
def test_more_receipts_never_hold_a_key_back(
    live: frozenset[bytes],
    heard: dict[bytes, int | None],
    covered: frozenset[tuple[bytes, int]],
    more: frozenset[tuple[bytes, int]],
) -> None:
    def judge(
        live: frozenset[bytes], heard: dict[bytes, int | None], known: frozenset[tuple[bytes, int]]
    ) -> bool:
        return settled(live, heard, lambda device, place: (device, place) in known)

    if judge(live, heard, covered):
        assert judge(live, heard, covered | more)
        # A device that is removed holds nothing back; one that has not heard does.
        assert all(judge(live - {name}, heard, covered) for name in live)
        assert not any(judge(live | {name}, heard, covered) for name in NAMES if name not in heard)
    every = frozenset((name, place) for name in NAMES for place in range(10))
    assert judge(live, heard, every) == (live <= heard.keys())


def test_a_silent_device_holds_a_key_back_and_a_removed_one_does_not() -> None:
    ana, luis, vera = NAMES[:3]
    last = {ana: ("a", 4), luis: None}

    def covers(_device: bytes, _place: tuple[str, int]) -> bool:
        return True

    assert not settled({ana, luis, vera}, last, covers)
    assert settled({ana, luis}, last, covers)
    assert settled({ana}, last, covers)
    assert not settled({ana, luis}, last, lambda device, _place: device != luis)
