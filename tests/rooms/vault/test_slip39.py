"""SLIP-39 as its official vectors have it, every problem by its name, and the law of split and combine."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
import shamir_mnemonic
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.base.errors import CasebookError
from casebook.vault import shares, slip39
from casebook.vault.slip39 import combine, look, split

FILE = Path(__file__).parents[2] / "vectors" / "slip39" / "vectors.json"
VECTORS: list[list[Any]] = json.loads(FILE.read_text())
SEED = bytes(range(16))

REFUSED: dict[int, type[CasebookError]] = {
    2: shares.ShareMisspelt,  # checksum
    3: shares.ShareMisspelt,  # padding
    5: shares.TooFewShares,
    6: shares.ForeignShares,  # identifiers
    7: shares.ForeignShares,  # exponents
    8: shares.ShareOfAnotherKind,  # groups
    9: shares.ShareOfAnotherKind,
    10: shares.ShareMisspelt,  # more groups needed than there are
    11: shares.ContradictingShares,
    12: shares.ForeignShares,  # thresholds
    13: shares.SharesDisagree,
    **dict.fromkeys(range(14, 20), shares.ShareOfAnotherKind),
    39: shares.ShareLength,
    40: shares.ShareLength,
}
"""What we say of each vector of 128 bits that is refused, or is of a form we do not make (14 to 19)."""


def test_there_are_as_many_vectors_as_were_published() -> None:
    assert [vector[0].split(".")[0] for vector in VECTORS] == [str(number) for number in range(1, 46)]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector[0])
def test_an_official_vector(vector: list[Any]) -> None:
    """Valid ones of one group give their secret; every other is refused; several groups are never ours."""
    about, words, secret, _ = vector
    length = 33 if "256" in about or len(words[0].split()) == 33 else 20
    several_groups = any(_groups(text) > 1 for text in words)

    if secret and not several_groups:
        assert combine(words, passphrase=b"TREZOR", length=length).seed.hex() == secret
        return
    with pytest.raises(CasebookError) as refused:
        combine(words, passphrase=b"TREZOR", length=length)

    number = int(about.split(".")[0])
    assert type(refused.value) is REFUSED.get(number, type(refused.value))
    if secret:
        assert shamir_mnemonic.combine_mnemonics(words, b"TREZOR").hex() == secret  # the library can


def _groups(text: str) -> int:
    try:
        return shamir_mnemonic.Share.from_mnemonic(text).group_count
    except shamir_mnemonic.MnemonicError:
        return 1


@pytest.mark.parametrize(("threshold", "count"), [(1, 1), (2, 2), (2, 3), (3, 5), (4, 4), (2, 16), (5, 7)])
def test_every_subset_that_is_large_enough_opens_and_no_smaller_one(threshold: int, count: int) -> None:
    made = split(SEED, threshold, count)
    for size in (threshold, min(threshold + 1, count)):
        for chosen in itertools.combinations(made, size):
            assert combine(chosen).seed == SEED
    for chosen in itertools.combinations(made, threshold - 1):
        with pytest.raises(shares.TooFewShares) as few:
            combine(chosen)
        assert (few.value.have, few.value.need) == (threshold - 1, threshold if chosen else 1)


@settings(max_examples=25)
@given(st.binary(min_size=16, max_size=16), st.data())
def test_what_was_split_is_combined_again_in_any_order(seed: bytes, data: st.DataObject) -> None:
    count = data.draw(st.integers(2, 16))
    threshold = data.draw(st.integers(2, count))
    made = split(seed, threshold, count)
    chosen = data.draw(st.permutations(made))[: data.draw(st.integers(threshold, count))]

    found = combine(chosen)

    assert found.seed == seed
    assert [made[number - 1] for number in found.numbers] == chosen
    assert {" ".join(words.split()[:2]) for words in made} == {found.set_name}
    assert {len(words.split()) for words in made} == {20}


@settings(max_examples=25)
@given(st.data())
def test_no_changed_word_is_ever_taken_for_the_right_one(data: st.DataObject) -> None:
    """The checksum finds any three wrong words for certain."""
    made = split(SEED, 2, 3)
    words = made[0].split()
    for place in data.draw(st.sets(st.integers(0, 19), min_size=1, max_size=3)):
        others = [word for word in shamir_mnemonic.wordlist.WORDLIST if word != words[place]]
        words[place] = data.draw(st.sampled_from(others))

    with pytest.raises(shares.ShareMisspelt) as refused:
        combine([made[1], " ".join(words)])

    assert refused.value.share == 2


def test_new_shares_of_one_seed_are_never_the_same() -> None:
    assert not {*split(SEED, 2, 3)} & {*split(SEED, 2, 3)}


def test_shares_are_made_as_the_standard_has_it_today() -> None:
    share = shamir_mnemonic.Share.from_mnemonic(split(SEED, 2, 3)[0])

    assert (share.extendable, share.group_count, share.iteration_exponent) == (True, 1, 1)
    # Another implementation without a passphrase gives the same seed.
    assert shamir_mnemonic.combine_mnemonics(split(SEED, 2, 3)[:2]) == SEED


# ---------------------------------------------------------------------------------- problems by their names


def test_four_letters_of_a_word_are_enough_and_a_wrong_ending_is_not_passed_over() -> None:
    made = split(SEED, 2, 3)
    short = [" ".join(word[:4] for word in text.split()) for text in made]
    assert combine(short[:2]).seed == SEED

    words = made[0].split()
    words[6], words[11] = words[6] + "x", words[11][:3]
    with pytest.raises(shares.UnknownShareWords) as unknown:
        combine([made[1], " ".join(words)])
    assert (unknown.value.share, unknown.value.words) == (2, (7, 12))


def test_a_share_of_another_set_is_named() -> None:
    ours, theirs = split(SEED, 2, 4), split(bytes(16), 2, 4)
    assert ours[0].split()[0] != theirs[0].split()[0] or ours[0].split()[1] != theirs[0].split()[1]

    with pytest.raises(shares.ForeignShares) as foreign:
        combine([ours[0], theirs[0], ours[1], theirs[1], ours[2]])

    assert foreign.value.shares == (2, 4)


def test_a_share_that_stands_twice_is_named() -> None:
    made = split(SEED, 2, 4)

    with pytest.raises(shares.DuplicateShare) as twice:
        combine([made[3], made[1], made[3].upper()])

    assert (twice.value.share, twice.value.first) == (3, 1)


def test_a_missing_word_is_counted() -> None:
    made = split(SEED, 2, 4)

    with pytest.raises(shares.ShareLength) as length:
        combine([made[0], made[1].rsplit(" ", 1)[0]])

    assert (length.value.share, length.value.have, length.value.need) == (2, 19, 20)


def test_no_share_is_too_few() -> None:
    with pytest.raises(shares.TooFewShares):
        combine([])


def forged(text: str, *, number: int | None = None) -> str:
    """A share with a good checksum that says something else, as only somebody who means to can make it."""
    share = shamir_mnemonic.Share.from_mnemonic(text)
    vars(share)["value"] = bytes(15) + b"\x01"
    if number is not None:
        vars(share)["index"] = number - 1
    return share.mnemonic()


def test_a_forged_share_is_named_where_enough_others_are_given() -> None:
    made = split(SEED, 3, 6)

    with pytest.raises(shares.WrongShares) as wrong:
        combine([made[5], forged(made[1]), made[0], made[2]])
    assert wrong.value.shares == (2,)

    with pytest.raises(shares.WrongShares) as wrong:
        combine([forged(made[4]), made[5], forged(made[1]), made[0], made[2]])
    assert wrong.value.shares == (1, 3)


def test_a_forged_share_among_just_enough_cannot_be_told_from_the_others() -> None:
    made = split(SEED, 3, 6)

    with pytest.raises(shares.SharesDisagree) as disagree:
        combine([made[5], forged(made[1]), made[0]])

    assert disagree.value.given == 3


def test_a_forged_share_under_the_number_of_another_is_named_with_it() -> None:
    made = split(SEED, 2, 3)

    with pytest.raises(shares.ContradictingShares) as contradicting:
        combine([made[0], made[1], forged(made[2], number=1)])

    assert (contradicting.value.share, contradicting.value.first) == (3, 1)


def test_two_different_shares_that_each_say_they_are_all_disagree() -> None:
    [alone] = split(SEED, 1, 1)

    with pytest.raises(shares.SharesDisagree):
        combine([alone, forged(alone, number=2)])


def test_a_share_that_asks_for_minutes_of_work_is_not_of_ours() -> None:
    share = shamir_mnemonic.Share.from_mnemonic(split(SEED, 1, 1)[0])
    vars(share)["iteration_exponent"] = 15

    with pytest.raises(shares.ShareOfAnotherKind):
        combine([share.mnemonic()])


def test_one_share_says_its_number_and_how_many_are_needed() -> None:
    made = split(SEED, 3, 5)

    [fourth] = look(made[3:4])

    assert (fourth.number, fourth.threshold, fourth.set_name) == (4, 3, " ".join(made[0].split()[:2]))
    with pytest.raises(shares.ShareMisspelt):
        look([" ".join(sorted(made[0].split()))])


def test_the_module_says_nothing_of_its_words_in_an_error() -> None:
    made = split(SEED, 2, 3)
    words = made[0].split()
    spoiled = (
        [" ".join(reversed(words)), made[1]],
        [" ".join([*words[:-1], "unknownword"]), made[1]],
        [made[0], made[0]],
        [made[0], forged(made[1])],
    )
    for texts in spoiled:
        with pytest.raises(CasebookError) as refused:
            slip39.combine(texts)
        told = repr(vars(refused.value)) + str(refused.value) + repr(refused.value)
        assert not [word for word in {*words, *made[1].split(), "unknownword"} if word in told]
        assert refused.value.__suppress_context__ or refused.value.__context__ is None
