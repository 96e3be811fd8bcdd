"""Runs in the jail: a seed into shares, and shares into a seed, by SLIP-39 (the library `shamir-mnemonic`).

The library tells only that something is wrong, and quotes words while it does; here every problem is found
first and named by its place. Its authors warn of side channels, which is why it runs in a child that does
this one thing and is gone, on a computer nobody measures from outside.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shamir_mnemonic import (
    EncryptedMasterSecret,
    MnemonicError,
    Share,
    generate_mnemonics,
    recover_ems,
    wordlist,
)
from shamir_mnemonic.shamir import ShareGroup

from casebook.vault.shares import (
    WORDS,
    ContradictingShares,
    DuplicateShare,
    ForeignShares,
    Seen,
    ShareLength,
    ShareMisspelt,
    ShareOfAnotherKind,
    SharesDisagree,
    TooFewShares,
    UnknownShareWords,
    WrongShares,
    words_in,
)

_ABBREVIATION: Final = 4
"""No two words of the list share their first four letters."""
_BY_BEGINNING: Final = {word[:_ABBREVIATION]: word for word in wordlist.WORDLIST}
_MOST_WORK: Final = 5
"""Of the exponents of 2 that a share may ask of whoever opens it: ours ask for 1, more takes minutes."""


@dataclass(frozen=True, slots=True)
class Combined:
    """What shares make together. *numbers* are the shares' own numbers, in the order they were given in."""

    seed: bytes
    threshold: int
    set_name: str
    numbers: tuple[int, ...]


def split(seed: bytes, threshold: int, count: int) -> tuple[str, ...]:
    """*count* shares, any *threshold* of which make *seed*. Random: never the same ones again.

    One group; extendable, as is SLIP-39's default since 2024. No passphrase: a wrong one would go unnoticed,
    and whoever forgot it would hold worthless shares; a second secret is a second thing to lose.
    """
    [words] = generate_mnemonics(1, [(threshold, count)], seed, extendable=True)
    return tuple(words)


def look(texts: Sequence[str]) -> tuple[Seen, ...]:
    """What each share says of itself. Raises what is wrong with the first that has something wrong."""
    shares = [_read(number, text, WORDS) for number, text in enumerate(texts, 1)]
    return tuple(Seen(one.index + 1, one.member_threshold, _set_name(one)) for one in shares)


def combine(texts: Sequence[str], *, passphrase: bytes = b"", length: int = WORDS) -> Combined:
    """The seed. *length* is the number of words of every share: 20 for 128 bits, 33 for 256.

    All shares are used: where there are more than are needed, each has to agree with the others. Raises the
    errors of `casebook.vault.shares`.
    """
    shares = [_read(number, text, length) for number, text in enumerate(texts, 1)]
    if not shares:
        raise TooFewShares(0, 1, 0)
    _check_one_set(shares)
    _check_distinct(shares)
    one = shares[0]
    if len(shares) < one.member_threshold:
        raise TooFewShares(len(shares), one.member_threshold, one.identifier)
    seed = _agreed(shares).decrypt(passphrase)
    return Combined(seed, one.member_threshold, _set_name(one), tuple(share.index + 1 for share in shares))


def _set_name(share: Share) -> str:
    return " ".join(share.words()[:2])


def _read(number: int, text: str, length: int) -> Share:
    """The share that stands in *text*, the one of that *number* among those typed."""
    typed = words_in(text)
    words = [_whole(word) for word in typed]
    unknown = tuple(place for place, word in enumerate(words, 1) if not word)
    if unknown and len(typed) <= 2 * length:
        raise UnknownShareWords(number, unknown)
    if len(words) != length:
        raise ShareLength(number, len(words), length)
    try:
        share = Share.from_mnemonic(" ".join(words))
    except MnemonicError:
        raise ShareMisspelt(number) from None
    if share.group_count != 1 or share.iteration_exponent > _MOST_WORK:
        raise ShareOfAnotherKind(number)
    return share


def _whole(typed: str) -> str:
    """The word of the list that begins so, with four letters or more; empty if there is none."""
    word = _BY_BEGINNING.get(typed[:_ABBREVIATION], "")
    return word if word.startswith(typed) else ""


def _check_one_set(shares: Sequence[Share]) -> None:
    """Foreign are those unlike most; where no set has most, those unlike the first."""
    sets = [share.group_parameters() for share in shares]
    [(usual, _)] = Counter(sets).most_common(1)
    foreign = tuple(number for number, each in enumerate(sets, 1) if each != usual)
    if foreign:
        raise ForeignShares(foreign, shares[sets.index(usual)].identifier)


def _check_distinct(shares: Sequence[Share]) -> None:
    first: dict[int, int] = {}
    for number, share in enumerate(shares, 1):
        before = first.setdefault(share.index, number)
        if before == number:
            continue
        if shares[before - 1].value == share.value:
            raise DuplicateShare(number, before)
        raise ContradictingShares(number, before)


def _agreed(shares: Sequence[Share]) -> EncryptedMasterSecret:
    """The secret all shares agree on. Raises `WrongShares`, or `SharesDisagree` where nobody can tell which.

    Shares that fit are points of one polynomial, and a digest is shared with the secret; so any few that give
    a right digest are genuine, and each other one is tried in the place of one of them.
    """
    need = shares[0].member_threshold
    for chosen in itertools.combinations(shares, need):
        found = _recover(chosen)
        if found is None:
            continue
        wrong = tuple(
            number
            for number, share in enumerate(shares, 1)
            if share not in chosen and not _fits(share, chosen, found)
        )
        if not wrong:
            return found
        if need == 1:
            break  # nothing is shared, so there is no digest to say who is right
        raise WrongShares(wrong, shares[0].identifier)
    raise SharesDisagree(len(shares), shares[0].identifier)


def _fits(share: Share, genuine: Sequence[Share], secret: EncryptedMasterSecret) -> bool:
    found = _recover((*genuine[1:], share))
    return found is not None and found.ciphertext == secret.ciphertext


def _recover(chosen: Sequence[Share]) -> EncryptedMasterSecret | None:
    group = ShareGroup()
    for share in chosen:
        group.add(share)
    try:
        return recover_ems({chosen[0].group_index: group})
    except MnemonicError:
        return None
