"""Salts from one secret: enough is stored to open any single claim later, in 32 bytes.

Whoever sees one salt learns nothing of another, nor of the secret (HMAC as a pseudorandom function).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from casebook.base.encode import pack

SALT_LABEL: Final = b"casebook/salt/1\0"
DECOY_LABEL: Final = b"casebook/decoy/1\0"
SALT: Final = 16

Path: TypeAlias = tuple[str | int, ...]
"""Where a claim stands: names of objects and places in arrays, from the top."""
Salt: TypeAlias = Callable[[Path], bytes]
"""Gives the 16 secret bytes for a path; never the same for two paths, nor in two seals."""
Filler: TypeAlias = Callable[[Path, int], bytes]
"""Gives 32 secret bytes for the decoy of that number in the object at a path."""


def derived_salt(secret: bytes) -> Salt:
    """Salts from *secret* (32 random bytes of one seal alone): HMAC-SHA-256 of the path, cut to 128 bits."""
    return lambda path: _derived(secret, SALT_LABEL, [*path])[:SALT]


def derived_filler(secret: bytes) -> Filler:
    """Fillers from the same secret, under a label of their own."""
    return lambda path, number: _derived(secret, DECOY_LABEL, [[*path], number])


def _derived(secret: bytes, label: bytes, place: list[Any]) -> bytes:
    # MessagePack keeps the name "1" and the place 1 apart, and a dot in a name from a step into it.
    return hmac.digest(secret, label + pack(place), "sha256")
