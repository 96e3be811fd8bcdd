"""How far a signature is to be trusted: what is known of its key, whether the key was lost, and who confirms it.

Pure, and needs no casebook. A signature says that a key signed; only a comparison from person to person says whose
key it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from casebook.bundle.lists import SignedList
from casebook.formats.wordlist import Comparison


class State(StrEnum):
    """What may be said of the key that signed something."""

    VERIFIED = "verified"
    FIRST_SEEN = "first-seen"
    UNKNOWN = "unknown"
    REVOKED = "revoked"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key somebody knows by its *fingerprint*.

    *first_seen* is EDTF, empty where nobody noted it. *owner* is the same for all keys of one organisation
    (whatever it is), and empty where that is not known.
    """

    fingerprint: str
    compared: Comparison = Comparison.NOT
    first_seen: str = ""
    owner: str = ""


class Signed(Protocol):
    """What was signed: a bundle's `Verdict`, or a notice. *manifest* is the hash that names the bundle."""

    @property
    def signer(self) -> str:
        """The fingerprint of the key that signed."""

    @property
    def manifest(self) -> str:
        """64 hex."""


@dataclass(frozen=True, slots=True)
class Trust:
    """One of the five states. *signer* is the key that signed.

    *first_seen*: of a key that was seen and not compared in person (empty: nobody noted when). *by_phone*: its
    words were compared by phone. *by*: of a revoked key, the key that confirms this very bundle.
    """

    state: State
    signer: str
    first_seen: str = ""
    by_phone: bool = False
    by: str = ""

    @property
    def reliable(self) -> bool:
        """Whether the signature may be relied on: the key was compared, or a compared successor confirms it."""
        return self.state in (State.VERIFIED, State.CONFIRMED) or self.by_phone


def judge(
    signed: Signed,
    known: Iterable[KnownKey] = (),
    revoked: Collection[str] = (),
    lists: Iterable[SignedList] = (),
) -> Trust:
    """How far the signature on *signed* may be trusted.

    A key in *revoked* (fingerprints) is dead for every date, however it was compared: there is no telling when a
    thief signed. Then only a list counts, and only one that is about this key, holds this bundle, and is signed by a
    key that was compared, is not revoked itself, and belongs to the same owner as far as both owners are known. A
    list alone revokes nothing.
    """
    keys = _strictest(known)
    ours = keys.get(signed.signer)
    if signed.signer in revoked:
        by = next(iter(sorted(_confirming(signed, keys, revoked, lists))), "")
        return Trust(State.CONFIRMED if by else State.REVOKED, signed.signer, by=by)
    if ours is None:
        return Trust(State.UNKNOWN, signed.signer)
    if ours.compared is Comparison.IN_PERSON:
        return Trust(State.VERIFIED, signed.signer)
    by_phone = ours.compared is Comparison.BY_PHONE
    return Trust(State.FIRST_SEEN, signed.signer, ours.first_seen, by_phone)


def speaks_for(
    by: str,
    signed: Signed,
    known: Iterable[KnownKey] = (),
    revoked: Collection[str] = (),
    lists: Iterable[SignedList] = (),
) -> bool:
    """Whether the key *by* (a fingerprint) may say that *signed* is replaced: the key that signed it, while it is
    not lost; after that its confirmed successor, which is a compared key that a list or the common owner makes one.
    """
    if by in revoked:
        return False
    if signed.signer not in revoked:
        return by == signed.signer
    keys = _strictest(known)
    return by in {*_confirming(signed, keys, revoked, lists), *_of_same_owner(signed.signer, keys)}


def _of_same_owner(old: str, keys: dict[str, KnownKey]) -> Iterator[str]:
    owner = keys[old].owner if old in keys else ""
    for key in keys.values():
        if owner and key.owner == owner and key.compared is not Comparison.NOT:
            yield key.fingerprint


def _confirming(
    signed: Signed, keys: dict[str, KnownKey], revoked: Collection[str], lists: Iterable[SignedList]
) -> Iterator[str]:
    """The fingerprints of all keys that confirm it."""
    old = keys.get(signed.signer)
    for each in lists:
        new = keys.get(each.signer)
        if each.key != signed.signer or signed.manifest not in each.bundles:
            continue
        if new is None or new.compared is Comparison.NOT or each.signer in revoked:
            continue
        if old is not None and old.owner and new.owner and old.owner != new.owner:
            continue
        yield each.signer


_ORDER = (Comparison.NOT, Comparison.BY_PHONE, Comparison.IN_PERSON)


def _strictest(known: Iterable[KnownKey]) -> dict[str, KnownKey]:
    """One entry a key: of two that differ, the one that was compared less well counts."""
    found: dict[str, KnownKey] = {}
    for key in known:
        other = found.get(key.fingerprint)
        if other is None or _ORDER.index(key.compared) < _ORDER.index(other.compared):
            found[key.fingerprint] = key
    return found
