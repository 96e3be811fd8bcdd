"""Hits of the leak check that a person let pass, after looking at the page: each one by itself, with a reason. Pure.

A release names a place in the finished bytes and nobody in it. It lets pass what stands there and in those words
only: other words beside it, another file, another kind of hit are another place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casebook.base.errors import Refused
from casebook.redaction.leakcheck import Leak

SHORTEST_REASON = 8
"""Letters that say something."""


@dataclass(eq=False)
class NoReasonGiven(Refused):
    """A release without a reason that somebody could weigh later: *shortest* letters at least."""

    shortest: int


@dataclass(eq=False)
class NotReleasable(Refused):
    """What cannot be looked into cannot be let pass: *count* of them."""

    count: int


@dataclass(frozen=True, slots=True)
class ReleasedHit:
    """One place that may stand: the fingerprint of a `Leak`, and why, in the person's words."""

    fingerprint: str
    reason: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What is left of the hits, and which releases were used (those for no place of this file were not)."""

    leaks: tuple[Leak, ...]
    used: tuple[ReleasedHit, ...]


def release(leak: Leak, reason: str) -> ReleasedHit:
    """Let *leak* pass. Raises `NotReleasable`, `NoReasonGiven`."""
    if leak.person is None:
        raise NotReleasable(1)
    _check(reason)
    return ReleasedHit(leak.fingerprint, reason.strip())


def judge(leaks: Iterable[Leak], released: Iterable[ReleasedHit]) -> Judged:
    """*leaks* without those that were let pass. Raises `NotReleasable` for a release of what cannot be looked
    into, `NoReasonGiven`: a release may come from a file.
    """
    by_place = {each.fingerprint: each for each in released}
    for each in by_place.values():
        _check(each.reason)
    every = tuple(leaks)
    unreadable = [leak for leak in every if leak.person is None and leak.fingerprint in by_place]
    if unreadable:
        raise NotReleasable(len(unreadable))
    used = {leak.fingerprint: by_place[leak.fingerprint] for leak in every if leak.fingerprint in by_place}
    return Judged(tuple(leak for leak in every if leak.fingerprint not in used), tuple(used.values()))


def _check(reason: str) -> None:
    if sum(map(str.isalpha, reason)) < SHORTEST_REASON:
        raise NoReasonGiven(SHORTEST_REASON)
