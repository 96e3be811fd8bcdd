"""Recovery shares, made and put together by the confined child: every subset that should open, and none other."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from pathlib import Path

import pytest

import books
from casebook.base.errors import CasebookError
from casebook.base.secret import Secret
from casebook.casework import recovery
from casebook.casework.opening import open_book
from casebook.vault import shares
from casebook.vault.faults import WrongPassphrase
from casebook.vault.keys import CHEAPEST
from casebook.vault.recovery import combine, new_seed, split
from casebook.vault.slots import Opening
from torture.table import Tally


@pytest.mark.torture(
    "T35", "shares, made and put together in the confined child: every subset of k, every one of k - 1"
)
def test_any_k_shares_open_and_fewer_do_not(rounds: Callable[[int, int], int], tally: Tally) -> None:
    for threshold, count in [(2, 3), (1, 1)][: rounds(1, 2)] + [(3, 5), (4, 6), (2, 16), (16, 16)][
        : rounds(0, 4)
    ]:
        seed = new_seed()
        made = split(seed, threshold, count)
        for some in itertools.combinations(made, threshold):
            assert combine(some).seed.reveal() == seed.reveal()
            tally.tried()
        for few in itertools.combinations(made, threshold - 1) if threshold > 1 else ():
            with pytest.raises(shares.TooFewShares) as refused:
                combine(few)
            assert (refused.value.have, refused.value.need) == (threshold - 1, threshold)
            tally.tried()


@pytest.mark.torture("T35", "a wrong share among true ones is named")
def test_the_wrong_one_is_named(tally: Tally) -> None:
    """Of another set, twice, misspelt, short, with a word no list has: each by its place."""
    made, other = split(new_seed(), 2, 3), split(new_seed(), 2, 3)
    words = made[1].split()
    swapped = " ".join([*words[:7], words[8], words[7], *words[9:]])
    for given, error, place in (
        ((made[0], other[1]), shares.ForeignShares, None),
        ((made[0], made[0]), shares.DuplicateShare, 2),
        ((made[0], swapped), shares.ShareMisspelt, 2),
        ((made[0], " ".join(words[:19])), shares.ShareLength, 2),
        ((made[0], " ".join([*words[:4], "harbour", *words[5:]])), shares.UnknownShareWords, 2),
    ):
        with pytest.raises(error) as refused:
            combine(given)
        assert place is None or refused.value.share == place
        tally.tried()


@pytest.mark.torture(
    "T35", "a casebook opened with shares: new passphrase, old one worthless, shares still good"
)
def test_shares_open_a_casebook_whose_passphrase_is_lost(tmp_path: Path, tally: Tally) -> None:
    book = books.make(tmp_path / "casebook", "ana")
    made = recovery.make(book, Opening(Secret(books.PASSPHRASE)), 2, 3, kdf=CHEAPEST)
    book.close()
    for some in itertools.combinations(made.words, 2):
        new = Opening(Secret(f"passphrase after {len(some[0])} {os.urandom(4).hex()}"))
        recovery.open_with_shares(tmp_path / "casebook", some, new, kdf=CHEAPEST).close()
        open_book(tmp_path / "casebook", new.passphrase).close()
        with pytest.raises(WrongPassphrase):
            open_book(tmp_path / "casebook", Secret(books.PASSPHRASE))
        tally.tried()
    with pytest.raises(CasebookError):
        recovery.open_with_shares(tmp_path / "casebook", made.words[:1], new, kdf=CHEAPEST)
    with pytest.raises(recovery.SharesOfAnother):
        recovery.open_with_shares(tmp_path / "casebook", split(new_seed(), 2, 3)[:2], new, kdf=CHEAPEST)
