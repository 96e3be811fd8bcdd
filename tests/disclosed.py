"""Rows of the ledger for tests that need no bundle: what left is said, not made."""

from __future__ import annotations

import hashlib

from casebook.base.ids import RecordId
from casebook.casework import address_book, disclosures, records
from casebook.casework.book import Casebook
from casebook.casework.disclosures import FileLeft, Left, ShownSeal
from casebook.casework.touched import Verb
from casebook.formats import sshsig
from casebook.formats.age import Identity
from casebook.vault import keys

HERON, EGRET = Identity.made().recipient, Identity.made().recipient
"""Two recipients. Nobody knows the private halves."""


def known(book: Casebook, key: str, name: str) -> str:
    """Put a recipient into the address book; returns the fingerprint of the key they sign with."""
    signing = sshsig.fingerprint(keys.make_signing()[1])
    address_book.add(book, name=name, keys=[key], signing=[signing])
    return signing


def receive_receipt(book: Casebook, disclosure: RecordId, signer: str, number: int = 0) -> None:
    """A receipt for a bundle, signed by a key of that fingerprint."""
    inside = (("signer", signer), ("date", "2025-09"), ("sha256", manifest(200 + number)))
    records.write(book, Verb.DISCLOSE, [records.Add(disclosure, "receipts", inside)])


def manifest(number: int) -> bytes:
    """A manifest hash like no other."""
    return hashlib.sha256(bytes([number])).digest()


def leave(
    book: Casebook,
    number: int,
    *,
    audience: str = "partner",
    recipients: tuple[str, ...] = (HERON,),
    names: tuple[str, ...] = (),
    purpose: str = "Review",
    signer: str = "SHA256:ours",
    shown: tuple[RecordId, ...] = (),
    named: tuple[RecordId, ...] = (),
    mentioned: tuple[RecordId, ...] = (),
    pseudonyms: tuple[tuple[RecordId, str], ...] = (),
    files: tuple[FileLeft, ...] = (),
    allowed_by: tuple[RecordId, ...] = (),
    expires: str = "",
    replaces: RecordId | None = None,
) -> RecordId:
    """A disclosure of the bundle *number*."""
    left = Left(
        audience=audience,
        date="2025-06",
        purpose=purpose,
        recipients=recipients,
        bundle=f"bundle{number}",
        manifest=manifest(number),
        outer=manifest(100 + number),
        signer=signer,
        ids=bytes(32),
        shown=tuple(ShownSeal(each, i, bytes(32), written=False) for i, each in enumerate(shown, 1)),
        named=named,
        allowed_by=allowed_by,
        removed=0,
        names=names,
        expires=expires,
        replaces=replaces,
        mentioned=mentioned,
        pseudonyms=pseudonyms,
        files=files,
    )
    return disclosures.note(book, left)[0]
