"""Notices and receipts: “edition X replaces edition Y; destroy Y”, and “we destroyed Y”. Never why, and never what.

Specified in docs/formats/notices.md. Pure, and needs no casebook. What somebody hands in is read in the jail.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import msgspec

from casebook.base.errors import Damaged
from casebook.bundle.contents import write_json
from casebook.formats import sshsig
from casebook.jail.errors import AnswerUnreadable
from casebook.jail.limits import MIB, Limits
from casebook.jail.task import Task

LAYOUT: Final = "casebook-notice/1"
NAMESPACE: Final = "withdrawal@casebook"
NOTICE: Final = "notice.json"
RECEIPT_LAYOUT: Final = "casebook-receipt/1"
RECEIPT_NAMESPACE: Final = "receipt@casebook"
RECEIPT: Final = "receipt.json"
SIGNATURE: Final = ".sig"
"""What the name of a signature ends with: it lies beside what it signs."""
MOST: Final = 1024 * 1024
"""Bytes of a notice or receipt: fifteen thousand bundles."""
TASK: Final = "casebook.bundle.notices:read_task"
RECEIPT_TASK: Final = "casebook.bundle.notices:read_receipt_task"
LIMITS: Final = Limits(memory=256 * MIB, cpu_s=20, wall_s=40.0, answer=4 * MIB)
"""A megabyte of JSON unfolds to forty; the rest is the libraries that check a signature."""
_HASH: Final = re.compile(r"[0-9a-f]{64}")


class NoticeProblem(StrEnum):
    """What is wrong with a notice or a receipt."""

    TOO_LARGE = "too-large"
    FORM = "form"
    LAYOUT = "layout"
    BUNDLES = "bundles"
    ITSELF = "itself"


@dataclass(eq=False)
class BadNotice(Damaged):
    """It is no notice, or no receipt, in its one spelling."""

    problem: NoticeProblem


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice whose signature holds: *signer* says that the bundles *replaces* are replaced by the bundle *by*
    (empty: by none), and are to be destroyed. Bundles are tag-manifest hashes (64 hex), *signer* is a fingerprint.
    Whether *signer* may say so of each of them, `trust.speaks_for` decides.
    """

    replaces: frozenset[str]
    by: str
    signer: str

    def check(self) -> None:
        """Refuse what no honest reader would answer. Raises `AnswerUnreadable`."""
        fine = self.replaces and _are_hashes(self.replaces) and (not self.by or _are_hashes((self.by,)))
        if not fine or self.by in self.replaces or not sshsig.is_fingerprint(self.signer):
            raise AnswerUnreadable


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt whose signature holds: *signer* says that it destroyed these bundles (tag-manifest hashes)."""

    destroyed: frozenset[str]
    signer: str

    def check(self) -> None:
        """Refuse what no honest reader would answer. Raises `AnswerUnreadable`."""
        if not self.destroyed or not _are_hashes(self.destroyed) or not sshsig.is_fingerprint(self.signer):
            raise AnswerUnreadable


@dataclass(frozen=True, slots=True)
class Signed:
    """What is handed over: a file and the signature that lies beside it."""

    data: bytes
    signature: bytes


def write(replaces: Iterable[str], by: str, public: bytes, signer: Callable[[bytes], bytes]) -> Signed:
    """A notice, signed by the key that signed what it replaces."""
    data = write_json({"layout": LAYOUT, "replaces": sorted(set(replaces)), "by": by})
    return Signed(data, sshsig.sign(data, namespace=NAMESPACE, public=public, signer=signer))


def write_receipt(destroyed: Iterable[str], public: bytes, signer: Callable[[bytes], bytes]) -> Signed:
    """A receipt, signed by whoever destroyed the bundles."""
    data = write_json({"layout": RECEIPT_LAYOUT, "destroyed": sorted(set(destroyed))})
    return Signed(data, sshsig.sign(data, namespace=RECEIPT_NAMESPACE, public=public, signer=signer))


def read(data: bytes, signature: bytes) -> Notice:
    """Read a notice strictly: one spelling, sorted, nothing twice, not by one of the bundles it replaces.

    Raises `BadNotice`, `BadSignature`.
    """
    found = _object(data, {"layout", "replaces", "by"}, LAYOUT)
    replaces, by = _bundles(found["replaces"]), found["by"]
    if not isinstance(by, str) or (by and not _HASH.fullmatch(by)):
        raise BadNotice(NoticeProblem.BUNDLES)
    if by in replaces:
        raise BadNotice(NoticeProblem.ITSELF)
    if write_json({"layout": LAYOUT, "replaces": sorted(set(replaces)), "by": by}) != data:
        raise BadNotice(NoticeProblem.FORM)
    public = sshsig.verify(signature, data, namespace=NAMESPACE)
    return Notice(frozenset(replaces), by, sshsig.fingerprint(public))


def read_receipt(data: bytes, signature: bytes) -> Receipt:
    """Read a receipt as strictly. Raises `BadNotice`, `BadSignature`."""
    found = _object(data, {"layout", "destroyed"}, RECEIPT_LAYOUT)
    destroyed = _bundles(found["destroyed"])
    if write_json({"layout": RECEIPT_LAYOUT, "destroyed": sorted(set(destroyed))}) != data:
        raise BadNotice(NoticeProblem.FORM)
    public = sshsig.verify(signature, data, namespace=RECEIPT_NAMESPACE)
    return Receipt(frozenset(destroyed), sshsig.fingerprint(public))


def read_task(task: Task) -> Notice:
    """`read` for the jail; the argument is a `Signed`."""
    handed = msgspec.msgpack.decode(task.argument, type=Signed)
    return read(handed.data, handed.signature)


def read_receipt_task(task: Task) -> Receipt:
    """`read_receipt` for the jail; the argument is a `Signed`."""
    handed = msgspec.msgpack.decode(task.argument, type=Signed)
    return read_receipt(handed.data, handed.signature)


def digest(data: bytes, signature: bytes) -> bytes:
    """SHA-256 (32 bytes) of a file and its signature: by it the very same one is known again."""
    return hashlib.sha256(data + signature).digest()


def _object(data: bytes, names: Collection[str], layout: str) -> dict[str, object]:
    if len(data) > MOST:
        raise BadNotice(NoticeProblem.TOO_LARGE)
    try:
        found = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise BadNotice(NoticeProblem.FORM) from None
    if not isinstance(found, dict) or found.keys() != set(names):
        raise BadNotice(NoticeProblem.FORM)
    if found["layout"] != layout:
        raise BadNotice(NoticeProblem.LAYOUT)
    return found


def _bundles(found: object) -> list[str]:
    if not isinstance(found, list) or not found:
        raise BadNotice(NoticeProblem.BUNDLES)
    if not all(isinstance(each, str) and _HASH.fullmatch(each) for each in found):
        raise BadNotice(NoticeProblem.BUNDLES)
    return [str(each) for each in found]


def _are_hashes(found: Iterable[str]) -> bool:
    return all(_HASH.fullmatch(each) for each in found)
