"""What was handed over beside a bundle, judged with it: openings, author slips, notices, and what is known of its key.

Needs no casebook. Runs in the jail: a stranger wrote all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

import msgspec

from casebook.base.errors import Refused
from casebook.bundle import contents, lists, notices, openings, slips, trust
from casebook.bundle.lists import SignedList
from casebook.bundle.notices import Notice
from casebook.bundle.openings import Opened
from casebook.bundle.slips import AuthorSaid
from casebook.bundle.trust import KnownKey, State, Trust
from casebook.bundle.verify import OtherSigner, Verdict, examine, mapped
from casebook.formats.wordlist import Comparison
from casebook.jail.task import Task

TASK: Final = "casebook.bundle.beside:judge_task"
_MOST_SLIP: Final = 1024 * 1024


@dataclass(eq=False)
class RevokedSigner(Refused):
    """The bundle is whole, but the key that signed it was lost, and nothing that counts confirms it."""

    found: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is handed to the jail with the bundle: how many files of each sort follow it, in this order (lists and
    notices with their signatures behind them), and the fingerprints the caller expects.
    """

    openings: int = 0
    slips: int = 0
    lists: int = 0
    revoked: int = 0
    notices: int = 0
    expected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Author:
    """Of the record of that number an author slip proves *said*."""

    number: int
    said: AuthorSaid


@dataclass(frozen=True, slots=True)
class Noticed:
    """A notice that holds. *meant*: it names this bundle; *counts*: its signer may speak for it."""

    meant: bool
    counts: bool
    signer: str
    by: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A bundle that holds, and all that lay beside it. *trust* is of its key."""

    verdict: Verdict
    trust: Trust
    opened: tuple[Opened, ...] = ()
    authors: tuple[Author, ...] = ()
    notices: tuple[Noticed, ...] = ()


def judge_task(task: Task) -> Judged:
    """Judge the first file, and the others as the argument (`Asked`) says.

    Raises what `verify.verify` raises, `OtherSigner`, `RevokedSigner`, `BadOpening`, `BadSlip`, `BadList`,
    `BadRevocation`, `BadNotice`, `BadSignature`.
    """
    asked = msgspec.msgpack.decode(task.argument, type=Asked)
    found = examine(mapped(task.files[0]), progress=task.progress)
    rest = iter(task.files[1:])
    opened, tokens = [], dict(found.tokens)
    for _ in range(asked.openings):
        each, path, token = openings.apply(_read(next(rest), openings.MOST), tokens)
        tokens[path] = token
        opened.append(each)
    authors = [_author(_read(next(rest), _MOST_SLIP), tokens) for _ in range(asked.slips)]
    signed = [
        lists.read(_read(next(rest), lists.MOST), _read(next(rest), _MOST_SLIP)) for _ in range(asked.lists)
    ]
    revoked = [lists.read_revoked(_read(next(rest), lists.MOST)) for _ in range(asked.revoked)]
    sent = [
        notices.read(_read(next(rest), notices.MOST), _read(next(rest), _MOST_SLIP))
        for _ in range(asked.notices)
    ]
    known = [KnownKey(each, Comparison.IN_PERSON) for each in asked.expected]
    dead = frozenset().union(*revoked)
    trusted = trust.judge(found.verdict, known, dead, signed)
    _refuse(trusted, asked.expected)
    return Judged(
        found.verdict,
        trusted,
        tuple(opened),
        tuple(authors),
        tuple(_noticed(each, found.verdict, known, dead, signed) for each in sent),
    )


def _read(file: BinaryIO, most: int) -> bytes:
    """At most one byte more than is allowed, which whoever reads the format then refuses."""
    return file.read(most + 1)


def _refuse(trusted: Trust, expected: Sequence[str]) -> None:
    if trusted.state is State.REVOKED:
        raise RevokedSigner(trusted.signer)
    if expected and trusted.state is State.UNKNOWN:
        raise OtherSigner(trusted.signer, expected[0])


def _author(data: bytes, tokens: dict[str, bytes]) -> Author:
    seal = slips.seal_of(data)
    path = openings.by_name(tokens).get(seal)
    if path is None:
        raise slips.BadSlip(slips.SlipProblem.OTHER_SEAL)
    return Author(contents.number_of(path), slips.judge(data, seal))


def _noticed(
    notice: Notice,
    verdict: Verdict,
    known: Sequence[KnownKey],
    revoked: frozenset[str],
    signed: Sequence[SignedList],
) -> Noticed:
    meant = verdict.manifest in notice.replaces
    counts = meant and trust.speaks_for(notice.signer, verdict, known, revoked, signed)
    return Noticed(meant, counts, notice.signer, notice.by)
