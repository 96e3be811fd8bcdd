"""Bytes: canonical MessagePack, base 64 and base 32 without padding, and labelled hashes."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import msgspec

_encoder = msgspec.msgpack.Encoder()


def pack(value: Any) -> bytes:  # noqa: ANN401 - whatever MessagePack can say
    """*value* as MessagePack. `msgspec` writes the shortest form, which is the canonical one here."""
    return _encoder.encode(value)


def label_hash(label: bytes, *parts: bytes) -> bytes:
    """SHA-256 over *label* (which ends in NUL; see docs/formats/labels.md) and *parts*, joined."""
    digest = hashlib.sha256(label)
    for part in parts:
        digest.update(part)
    return digest.digest()


def b64url(data: bytes) -> str:
    """Base 64 with the URL alphabet and no padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def b32(data: bytes) -> str:
    """Base 32 in lower case without padding."""
    return base64.b32encode(data).rstrip(b"=").decode("ascii").lower()
