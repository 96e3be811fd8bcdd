"""All that chance decides in one bundle, drawn at once: with the same again, the same input gives the same bytes."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Final

from casebook.base.encode import b32
from casebook.base.ids import RandomBytes, RecordId

KEY_LABEL: Final = b"casebook/seal-key/1\0"
ORDER_LABEL: Final = b"casebook/withheld-order/1\0"


@dataclass(frozen=True, slots=True)
class Numbering:
    """*identifier* is the bundle's number (16 letters); *secret* gives ids and seals where none were made at writing,
    and the order of those who are withheld; *keys* gives the keys of such seals and is kept by nobody (32 bytes each).

    No two bundles that leave may share one.
    """

    identifier: str
    secret: bytes = field(repr=False)
    keys: bytes = field(repr=False)

    @classmethod
    def drawn(cls, random: RandomBytes) -> Numbering:
        """A new one."""
        return cls(b32(random(10)), random(32), random(32))

    def key_seed(self, record: RecordId) -> bytes:
        """The seed of the one-time key that seals *record*."""
        return hmac.digest(self.keys, KEY_LABEL + record, "sha256")

    def place(self, record: RecordId) -> bytes:
        """What orders those whom nothing that is shown may order."""
        return hmac.digest(self.secret, ORDER_LABEL + record, "sha256")
