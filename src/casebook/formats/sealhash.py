"""The hash by which slips, openings and journals name one sealed token."""

from __future__ import annotations

from typing import Final

from casebook.base.encode import label_hash

SEAL_LABEL: Final = b"casebook/seal/1\0"


def seal_hash(jwt: str) -> bytes:
    """32 bytes that name the signed part of a token: what stands before its first ``~``, whatever is disclosed."""
    return label_hash(SEAL_LABEL, jwt.encode("ascii"))
