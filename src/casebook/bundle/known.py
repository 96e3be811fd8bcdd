"""What this casebook knows of keys, for `trust.judge`: its own, those of its address book, and lists they sent."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Damaged
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.bundle import lists
from casebook.bundle.lists import SignedList
from casebook.bundle.trust import KnownKey, Signed, Trust, judge, speaks_for
from casebook.casework import address_book, organisation, recipients
from casebook.casework.address_book import KeyNotTheirs
from casebook.casework.book import Casebook
from casebook.casework.recipients import Recipient
from casebook.casework.touched import Touched
from casebook.formats.wordlist import Comparison
from casebook.jail import launch
from casebook.jail.limits import MIB, Limits

OWN = "own"
LIMITS: Final = Limits(memory=512 * MIB, cpu_s=60, wall_s=120.0)
TASK: Final = "casebook.bundle.lists:read_task"


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of keys at one time."""

    keys: tuple[KnownKey, ...]
    revoked: frozenset[str]
    lists: tuple[SignedList, ...]

    def judge(self, signed: Signed) -> Trust:
        """How far the signature on *signed* may be trusted."""
        return judge(signed, self.keys, self.revoked, self.lists)

    def speaks_for(self, by: str, signed: Signed) -> bool:
        """Whether the key *by* may say that *signed* is replaced."""
        return speaks_for(by, signed, self.keys, self.revoked, self.lists)


def known(book: Casebook) -> Known:
    """What is known now. The owner of a key is a recipient's id in hex, or `OWN`."""
    everybody = recipients.recipients(book)
    own = organisation.publishers(book)
    keys = [KnownKey(one.fingerprint, Comparison.IN_PERSON, one.since, OWN) for one in own]
    keys += [
        KnownKey(key.fingerprint, key.compared, key.first_seen, one.id.hex())
        for one in everybody
        for key in one.signing
    ]
    revoked = {one.fingerprint for one in own if one.lost}
    revoked |= {key.fingerprint for one in everybody for key in one.signing if key.revoked}
    return Known(tuple(keys), frozenset(revoked), tuple(found for one in everybody for found in _lists(one)))


def _lists(one: Recipient) -> Iterator[SignedList]:
    """The lists kept with a recipient. One that does not hold counts for nothing: teammates may have written it."""
    for data, signature in one.lists:
        found = _kept(data, signature)
        if found is not None:
            yield found


def read_list(data: bytes, signature: bytes, progress: Progress | None = None) -> SignedList:
    """Read a list somebody sent, in the jail. Raises `BadList`, `BadSignature`, what the jail raises."""
    return launch.run(
        TASK,
        answer=SignedList,
        sources=(io.BytesIO(data[: lists.MOST + 1]), io.BytesIO(signature[: lists.MOST + 1])),
        limits=LIMITS,
        progress=progress,
    )


@functools.lru_cache(maxsize=32)
def _kept(data: bytes, signature: bytes) -> SignedList | None:
    """`read_list` of one that stands in the casebook, read once as long as the program runs; nothing if it is none.

    Only in memory: what was read is not in the journal, so an order to erase would not reach it elsewhere.
    """
    try:
        return read_list(data, signature)
    except Damaged:
        return None


def signer_of(book: Casebook, fingerprint: str) -> Recipient | None:
    """Whose signing key it is, as far as the address book knows."""
    everybody = recipients.recipients(book)
    return next(
        (one for one in everybody if any(key.fingerprint == fingerprint for key in one.signing)), None
    )


def see(book: Casebook, record: RecordId, fingerprint: str) -> Touched:
    """Note that a bundle of this recipient was signed with a key never seen before: first seen today.

    Raises `NotARecipient`, `BadKeyLine`, `KeyAlreadyTheirs`.
    """
    return address_book.add_key(book, record, fingerprint)


def take_list(
    book: Casebook, record: RecordId, data: bytes, signature: bytes, found: SignedList | None = None
) -> SignedList:
    """Keep a list a recipient sent after a loss. *found* is what `read_list` made of it, if it was read before.

    It revokes nothing (`address_book.revoke` does), and counts only once the key that signed it is compared.
    Raises `BadList`, `BadSignature`, `NotARecipient`; `KeyNotTheirs` where it is about a key that is not known to be
    this recipient's.
    """
    found = found or read_list(data, signature)
    one = recipients.need(book, record)
    if all(key.fingerprint != found.key for key in one.signing):
        raise KeyNotTheirs
    if (data, signature) not in one.lists:
        address_book.keep_list(book, record, data, signature)
    return found
