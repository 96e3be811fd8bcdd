"""Ed25519 signatures (RFC 8032), checked strictly.

OpenSSL's check alone is not enough: under a public key of small order one signature fits every message (a
public key of the single byte 1 and zeros accepts the signature of the same bytes for any text). Such keys
are refused before anything is verified; so are coordinates not written in their one shortest form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from casebook.base.errors import Damaged

PUBLIC: Final = 32
SIGNATURE: Final = 64

_P: Final = 2**255 - 19
_ORDER_EIGHT: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER: Final = frozenset({0, 1, _P - 1, _ORDER_EIGHT, _P - _ORDER_EIGHT})
"""The y coordinates of the eight points whose order divides 8, each shared by a point and its negative."""


@dataclass(eq=False)
class WeakKey(Damaged):
    """A public key that is no key: of another length, of small order, or not written canonically."""


@dataclass(eq=False)
class WrongSignature(Damaged):
    """The signature is not this key's signature of these bytes."""


def check_public(public: bytes) -> None:
    """Raise `WeakKey` unless *public* is a 32-byte public key that binds a signature to its message."""
    if len(public) != PUBLIC:
        raise WeakKey
    y = int.from_bytes(public, "little") & ((1 << 255) - 1)
    if y >= _P or y in _SMALL_ORDER:
        raise WeakKey


def weak_keys() -> Iterator[bytes]:
    """Every 32-byte spelling of a point of small order, those that are not in shortest form included."""
    for y in _SMALL_ORDER:
        for spelt in (y, y + _P):
            for sign in (0, 1 << 255):
                if spelt < 1 << 255:
                    yield (spelt | sign).to_bytes(PUBLIC, "little")


def verify(public: bytes, signature: bytes, message: bytes) -> None:
    """Raise `WeakKey` or `WrongSignature` unless *signature* is *public*'s signature of *message*."""
    check_public(public)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise WrongSignature from None
