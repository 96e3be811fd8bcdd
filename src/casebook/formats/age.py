"""Encryption to people (age-encryption.org/v1), by X25519 recipients alone.

Refused are SSH recipients, because the file then names the key it is for, and recipients of plugins, which
are programs we do not have. An X25519 recipient leaves no trace in the file but their number. What is
encrypted should be padded before (`stream.padme`): age hides nothing of its size. Opening is left to the
recipient's own `age`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, Final

import pyrage
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from casebook.base.encode import label_hash
from casebook.base.errors import Refused
from casebook.formats import wordlist

RECIPIENT_LABEL: Final = b"casebook/recipient/1\0"
_LETTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_ANY_KEY: Final = X25519PrivateKey.from_private_bytes(bytes(32))


class RecipientProblem(StrEnum):
    """Why a text is not a recipient we encrypt to."""

    NONE = "none"
    MALFORMED = "malformed"
    SSH = "ssh"
    PLUGIN = "plugin"
    PRIVATE_KEY = "private-key"
    WEAK = "weak"


@dataclass(eq=False)
class BadRecipient(Refused):
    """The text is not an age recipient of the one kind we use. It may be somebody's private key."""

    problem: RecipientProblem


def parse_recipient(text: str) -> str:
    """The recipient in *text* (blanks around it do not count) in its one spelling. Raises `BadRecipient`."""
    recipient = text.strip()
    lower = recipient.lower()
    if lower.startswith("age-secret-key-"):
        raise BadRecipient(RecipientProblem.PRIVATE_KEY)
    if lower.startswith(("ssh-", "ecdsa-", "sk-")):
        raise BadRecipient(RecipientProblem.SSH)
    if re.fullmatch(r"age1[^\s1]+1\S+", lower):
        # The alphabet of the data holds no 1: this one closes a longer name, `age1yubikey1…`.
        raise BadRecipient(RecipientProblem.PLUGIN)
    try:
        canonical = str(pyrage.x25519.Recipient.from_str(recipient))
    except pyrage.RecipientError:
        raise BadRecipient(RecipientProblem.MALFORMED) from None
    if canonical != lower or recipient not in {lower, recipient.upper()}:
        raise BadRecipient(RecipientProblem.MALFORMED)
    _refuse_small_order(canonical)
    return canonical


def _refuse_small_order(recipient: str) -> None:
    """With a point of small order everybody could open the file; the library would stop the program instead."""
    number = 0
    for letter in recipient[len("age1") : -6]:
        number = number << 5 | _LETTERS.index(letter)
    point = (number >> 4).to_bytes(32, "big")
    try:
        _ANY_KEY.exchange(X25519PublicKey.from_public_bytes(point))
    except ValueError:
        raise BadRecipient(RecipientProblem.WEAK) from None


def recipient_words(recipient: str, language: wordlist.Language = "en") -> tuple[str, ...]:
    """The recipient as 12 words, to be compared by voice before anything is encrypted to it."""
    return wordlist.words_of(
        label_hash(RECIPIENT_LABEL, parse_recipient(recipient).encode("ascii")), language
    )


def _keys(recipients: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    # Sorted: the order of the stanzas in the file says nothing about the order of the people.
    distinct = sorted({parse_recipient(text) for text in recipients})
    if not distinct:
        raise BadRecipient(RecipientProblem.NONE)
    return [pyrage.x25519.Recipient.from_str(text) for text in distinct]


def encrypt(plaintext: bytes, recipients: Sequence[str]) -> bytes:
    """*plaintext* for *recipients*, each of whom can open it alone. Raises `BadRecipient`."""
    return pyrage.encrypt(plaintext, _keys(recipients))


def encrypt_stream(source: BinaryIO, sink: BinaryIO, recipients: Sequence[str]) -> None:
    """As `encrypt`, from one open file into another, in flat memory. Raises `BadRecipient`."""
    pyrage.encrypt_io(source, sink, _keys(recipients))
