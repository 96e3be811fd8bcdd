"""The organisation's key: signs bundles. Made when first needed; lives only in this casebook, in no backup."""

from __future__ import annotations

from casebook.casework.book import ORGANISATION_KEY, Casebook


def public_key(book: Casebook) -> bytes:
    """The 32-byte Ed25519 key that signs this casebook's bundles, made now if there is none yet."""
    if ORGANISATION_KEY not in book.safe.keyring.names():
        with book.db.transaction():
            return book.safe.keyring.make_signing(ORGANISATION_KEY)
    return book.safe.keyring.public(ORGANISATION_KEY)


def sign(book: Casebook, message: bytes) -> bytes:
    """A 64-byte signature by the organisation. Raises `NoSuchKey`."""
    return book.safe.keyring.sign(ORGANISATION_KEY, message)
