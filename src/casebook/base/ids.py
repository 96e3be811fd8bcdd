"""Ids: opaque bytes with a type each, the UUIDv7 of a record, and the short code people say aloud."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import NewType

RecordId = NewType("RecordId", bytes)
"""16 bytes, UUIDv7 (RFC 9562 §5.7). Never exported."""
EntryId = NewType("EntryId", bytes)
"""32 bytes, the hash of an entry's header."""
FeedId = NewType("FeedId", bytes)
"""32 bytes, the hash of a feed's origin."""
ElementId = NewType("ElementId", bytes)
"""8 random bytes: one element of a list in a record."""
ActId = NewType("ActId", bytes)
"""16 random bytes shared by the entries of one larger act."""
FileId = NewType("FileId", str)
"""26 characters of base 32: the name of an encrypted file."""

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHORTEST_CODE = 4

RandomBytes = Callable[[int], bytes]
"""A source of randomness, passed in so that tests are exact: `os.urandom` outside of them."""


def new_record_id(wall_ms: int, random: RandomBytes) -> RecordId:
    """A UUIDv7 for *wall_ms* (milliseconds since 1970, UTC) with 74 bits from *random*."""
    noise = random(10)
    head = (wall_ms & ((1 << 48) - 1)).to_bytes(6, "big")
    rand_a = int.from_bytes(noise[:2], "big") & 0x0FFF | 0x7000
    rand_b = int.from_bytes(noise[2:], "big") & ((1 << 62) - 1) | (0b10 << 62)
    return RecordId(head + rand_a.to_bytes(2, "big") + rand_b.to_bytes(8, "big"))


def code_letters(record: RecordId, length: int = SHORTEST_CODE) -> str:
    """The first *length* letters of a record's short code: 5 bits each, from the id's random bits.

    The first four are the first 20 random bits (`rand_a`, then the top of `rand_b`), so two devices that
    never met seldom give one code to two records. A collision is resolved by asking for more letters.
    """
    rand_a = int.from_bytes(record[6:8], "big") & 0x0FFF
    rand_b = int.from_bytes(record[8:16], "big") & ((1 << 62) - 1)
    bits, size = (rand_a << 62) | rand_b, 74
    return "".join(CROCKFORD[(bits >> (size - 5 * (i + 1))) & 31] for i in range(length))


def id_text(record: RecordId) -> str:
    """The id as other programs write a UUID."""
    return str(uuid.UUID(bytes=record))


def parse_id(text: str) -> RecordId | None:
    """The id written as a UUID, with or without hyphens; `None` if *text* is not one."""
    if re.fullmatch(r"[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}", text) is None:
        return None
    return RecordId(uuid.UUID(text).bytes)
