"""What may be said of a key: five states, and nothing that makes a stranger's key a known one."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.bundle.lists import SignedList
from casebook.bundle.trust import KnownKey, State, judge, speaks_for
from casebook.formats.wordlist import Comparison

OLD, NEW, OTHER = (f"SHA256:{letter * 42}A" for letter in "abc")
MANIFEST, ANOTHER = "1" * 64, "2" * 64


@dataclass(frozen=True)
class Bundle:
    signer: str = OLD
    manifest: str = MANIFEST


def known(fingerprint: str, compared: Comparison = Comparison.IN_PERSON, owner: str = "") -> KnownKey:
    return KnownKey(fingerprint, compared, "2025-06", owner)


LIST = SignedList(OLD, frozenset({MANIFEST}), NEW)


def test_a_key_compared_in_person_is_verified() -> None:
    found = judge(Bundle(), [known(OLD)])
    assert (found.state, found.signer, found.reliable) == (State.VERIFIED, OLD, True)


def test_a_key_that_was_only_seen_says_when_and_is_not_relied_on() -> None:
    found = judge(Bundle(), [known(OLD, Comparison.NOT)])
    assert (found.state, found.first_seen, found.reliable) == (State.FIRST_SEEN, "2025-06", False)


def test_a_key_compared_by_phone_is_not_called_verified_in_person() -> None:
    found = judge(Bundle(), [known(OLD, Comparison.BY_PHONE)])
    assert (found.state, found.by_phone, found.reliable) == (State.FIRST_SEEN, True, True)


def test_a_key_nobody_knows_is_unknown() -> None:
    assert judge(Bundle(), [known(OTHER)]).state is State.UNKNOWN
    assert not judge(Bundle()).reliable


def test_a_lost_key_is_dead_however_well_it_was_compared() -> None:
    found = judge(Bundle(), [known(OLD)], {OLD})
    assert (found.state, found.by, found.reliable) == (State.REVOKED, "", False)


def test_a_compared_successor_confirms_what_is_in_its_list() -> None:
    found = judge(Bundle(), [known(NEW)], {OLD}, [LIST])
    assert (found.state, found.by, found.reliable) == (State.CONFIRMED, NEW, True)


def test_a_list_does_not_confirm_another_bundle() -> None:
    assert judge(Bundle(manifest=ANOTHER), [known(NEW)], {OLD}, [LIST]).state is State.REVOKED


@pytest.mark.parametrize("successor", [(), (known(NEW, Comparison.NOT),), (known(OTHER),)])
def test_a_successor_that_nobody_compared_confirms_nothing(successor: tuple[KnownKey, ...]) -> None:
    assert judge(Bundle(), [known(OLD), *successor], {OLD}, [LIST]).state is State.REVOKED


def test_a_successor_that_is_lost_too_confirms_nothing() -> None:
    assert judge(Bundle(), [known(NEW)], {OLD, NEW}, [LIST]).state is State.REVOKED


def test_another_organisation_cannot_confirm_what_a_lost_key_signed() -> None:
    keys = [known(OLD, owner="a"), known(NEW, owner="b")]
    assert judge(Bundle(), keys, {OLD}, [LIST]).state is State.REVOKED
    assert judge(Bundle(), [known(OLD, owner="a"), known(NEW, owner="a")], {OLD}, [LIST]).by == NEW


def test_a_list_alone_revokes_nothing() -> None:
    assert judge(Bundle(), [known(OLD), known(NEW)], (), [LIST]).state is State.VERIFIED


def test_of_two_opinions_about_a_key_the_stricter_counts() -> None:
    both = [known(OLD), known(OLD, Comparison.NOT)]
    assert judge(Bundle(), both).state is State.FIRST_SEEN
    assert judge(Bundle(), both[::-1]).state is State.FIRST_SEEN


def test_who_may_say_that_a_bundle_is_replaced() -> None:
    keys = [known(OLD, owner="a"), known(NEW, owner="a"), known(OTHER, owner="b")]
    assert speaks_for(OLD, Bundle(), keys)
    assert not speaks_for(NEW, Bundle(), keys)
    assert speaks_for(NEW, Bundle(), keys, {OLD})
    assert not speaks_for(OLD, Bundle(), keys, {OLD})
    assert not speaks_for(OTHER, Bundle(), keys, {OLD})
    assert not speaks_for(NEW, Bundle(), keys, {OLD, NEW})
    assert speaks_for(NEW, Bundle(), [known(NEW)], {OLD}, [LIST])
    assert not speaks_for(NEW, Bundle(), [known(NEW)], {OLD})
    assert not speaks_for(NEW, Bundle(), [known(NEW, Comparison.NOT)], {OLD}, [LIST])


KEYS = st.sampled_from([OLD, NEW, OTHER])
KNOWN = st.lists(
    st.builds(KnownKey, KEYS, st.sampled_from(Comparison), st.just(""), st.sampled_from(["", "a", "b"]))
)
LISTS = st.lists(st.builds(SignedList, KEYS, st.frozensets(st.sampled_from([MANIFEST, ANOTHER])), KEYS))


@given(KNOWN, st.frozensets(KEYS), LISTS)
def test_nothing_is_relied_on_without_a_compared_key_that_is_not_lost(
    keys: list[KnownKey], revoked: frozenset[str], lists: list[SignedList]
) -> None:
    found = judge(Bundle(), keys, revoked, lists)
    if found.reliable:
        relied = found.by or found.signer
        opinions = [key.compared for key in keys if key.fingerprint == relied]
        assert opinions
        assert Comparison.NOT not in opinions
        assert relied not in revoked
    assert (found.signer in revoked) == (found.state in (State.REVOKED, State.CONFIRMED))
