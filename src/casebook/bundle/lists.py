"""Lists for the day a key is lost: which bundles a recipient really received, signed with the new key; and the
lost keys themselves, in the file that `ssh-keygen -Y verify -r` takes.

Specified in docs/formats/lists.md. Pure, and needs no casebook.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casebook.base.errors import Damaged, Refused
from casebook.bundle.contents import write_json
from casebook.formats import sshsig
from casebook.jail.task import Task

LAYOUT: Final = "casebook-list/1"
NAMESPACE: Final = "list@casebook"
LIST: Final = "list.json"
SIGNATURE: Final = "list.json.sig"
REVOKED: Final = "revoked_keys"
MOST: Final = 8 * 1024 * 1024
"""Bytes of a list or of a revocation file: a hundred thousand bundles."""
_HASH: Final = re.compile(r"[0-9a-f]{64}")


class ListProblem(StrEnum):
    """What is wrong with a list."""

    TOO_LARGE = "too-large"
    FORM = "form"
    LAYOUT = "layout"
    KEY = "key"
    BUNDLES = "bundles"
    OWN_KEY = "own-key"


@dataclass(eq=False)
class BadList(Damaged):
    """It is not a list in its one spelling, or the lost key signed it itself."""

    problem: ListProblem


@dataclass(eq=False)
class BadRevocation(Refused):
    """The file of revoked keys has a line that is no key, the one of this number (from 1; 0: it is too large)."""

    line: int


@dataclass(frozen=True, slots=True)
class SignedList:
    """A list whose signature holds: *signer* says that these *bundles* (tag-manifest hashes, 64 hex) were signed
    by *key* before it was lost. Both keys are fingerprints. Whether *signer* may say so, `trust.judge` decides.
    """

    key: str
    bundles: frozenset[str]
    signer: str


def write(key: str, bundles: Iterable[str]) -> bytes:
    """The bytes of a list: *key* is the lost key's fingerprint, *bundles* are tag-manifest hashes."""
    return write_json({"layout": LAYOUT, "key": key, "bundles": sorted(set(bundles))})


def sign(data: bytes, public: bytes, signer: Callable[[bytes], bytes]) -> bytes:
    """The signature that belongs beside a list (`list.json.sig`), by the new key."""
    return sshsig.sign(data, namespace=NAMESPACE, public=public, signer=signer)


def read(data: bytes, signature: bytes) -> SignedList:
    """Read a list strictly: one spelling, sorted, nothing twice, signed by another key than the one it is about.

    Raises `BadList`, `BadSignature`.
    """
    if len(data) > MOST:
        raise BadList(ListProblem.TOO_LARGE)
    public = sshsig.verify(signature, data, namespace=NAMESPACE)
    key, bundles = _contents(data)
    signer = sshsig.fingerprint(public)
    if signer == key:
        raise BadList(ListProblem.OWN_KEY)
    return SignedList(key, frozenset(bundles), signer)


def read_task(task: Task) -> SignedList:
    """`read` for the jail: the list is the first file, its signature the second."""
    data, signature = (file.read(MOST + 1) for file in task.files)
    return read(data, signature)


def _contents(data: bytes) -> tuple[str, list[str]]:
    try:
        found = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise BadList(ListProblem.FORM) from None
    if not isinstance(found, dict) or found.keys() != {"layout", "key", "bundles"}:
        raise BadList(ListProblem.FORM)
    key, bundles = found["key"], found["bundles"]
    if found["layout"] != LAYOUT:
        raise BadList(ListProblem.LAYOUT)
    if not isinstance(key, str) or not sshsig.is_fingerprint(key):
        raise BadList(ListProblem.KEY)
    if not isinstance(bundles, list) or not all(
        isinstance(each, str) and _HASH.fullmatch(each) for each in bundles
    ):
        raise BadList(ListProblem.BUNDLES)
    # The one spelling: sorted, nothing twice, no name twice, no other blanks.
    if write(key, bundles) != data:
        raise BadList(ListProblem.FORM)
    return key, bundles


def write_revoked(publics: Iterable[bytes]) -> bytes:
    """The file of lost keys: one public-key line each, sorted, without comments."""
    return "".join(sorted({sshsig.public_line(public) for public in publics})).encode()


def read_revoked(data: bytes) -> frozenset[str]:
    """The fingerprints of the keys in such a file; empty lines and those beginning with ``#`` are passed over.

    Raises `BadRevocation`: a line that is silently passed over would leave a lost key trusted.
    """
    if len(data) > MOST:
        raise BadRevocation(0)
    found = set()
    for number, line in enumerate(data.split(b"\n"), 1):
        text = line.strip()
        if not text or text.startswith(b"#"):
            continue
        try:
            found.add(sshsig.fingerprint(sshsig.read_public_line(text.decode())))
        except (sshsig.BadKeyLine, UnicodeDecodeError):
            raise BadRevocation(number) from None
    return frozenset(found)
