"""One entry: a signed save. Its bytes, its ids, its commitments, its signature (docs/formats/journal.md).

The header is what stays for ever: feed, place in the feed, the previous entry, and one commitment for each
part. The parts (first the stamp, then one for each record and unit touched) can be destroyed later without
the header losing a bit, which is what makes erasure possible in a journal that still verifies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import msgspec

from casebook.base.encode import label_hash, pack
from casebook.base.errors import Damaged, Refused
from casebook.base.ids import ActId, EntryId, FeedId, RandomBytes, RecordId
from casebook.base.moment import COUNTER_BITS, Moment
from casebook.model.fields import MAX_TEXT, Value

VERSION: Final = 1
MAX_COMMITMENTS: Final = 1024
MAX_ENTRY: Final = 1 << 20
MOST_HYBRID: Final = 1 << 63
"""Hybrid times end here, in the year 6429: the database counts no further, and calendars not much."""
ENTRY_LABEL: Final = b"casebook/entry/1\0"
HEADER_LABEL: Final = b"casebook/header/1\0"
PART_LABEL: Final = b"casebook/part/1\0"
FEED_LABEL: Final = b"casebook/feed/1\0"

Signer = Callable[[bytes], bytes]


class Op(IntEnum):
    """What a part does to its unit."""

    SET = 0
    ADD = 1
    REMOVE = 2
    DELETE = 3
    RESTORE = 4


@dataclass(eq=False)
class BadEntry(Damaged):
    """Bytes are not an entry of version 1. *why* is a code; *feed* and *seq* say where, as far as known."""

    why: str
    feed: str = ""
    seq: int = 0


@dataclass(eq=False)
class EntryTooLarge(Refused):
    """One save would not fit into an entry: *size* bytes of at most *limit*."""

    size: int
    limit: int


@dataclass(frozen=True, slots=True)
class Change:
    """One statement: this unit of this record now has this value.

    *op* is an `Op`, or a number a newer version wrote. *replaces* names the entries whose values of this
    same unit the author had on screen, and the orders to erase they knew of.
    """

    record: RecordId
    kind: str
    unit: str
    op: int
    value: Value = None
    replaces: tuple[EntryId, ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """When and as what an entry was made: shown to people, decides nothing."""

    moment: Moment
    verb: str
    act: ActId | None


@dataclass(frozen=True, slots=True)
class Origin:
    """What a feed begins with; its hash is the feed's id."""

    public: bytes
    compartment: bytes
    random: bytes

    def encode(self) -> bytes:
        """Canonical bytes."""
        return pack([self.public, self.compartment, self.random])

    @property
    def feed(self) -> FeedId:
        """The id of the feed that begins here."""
        return FeedId(label_hash(FEED_LABEL, self.encode()))


@dataclass(frozen=True, slots=True)
class Header:
    """The part of an entry that stays."""

    feed: FeedId
    seq: int
    prev: EntryId
    commitments: tuple[bytes, ...]
    origin: Origin | None

    def encode(self) -> bytes:
        """Canonical bytes."""
        origin = (
            None if self.origin is None else [self.origin.public, self.origin.compartment, self.origin.random]
        )
        return pack([VERSION, self.feed, self.seq, self.prev, list(self.commitments), origin])


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is kept: header bytes, signature, and part bytes, `None` where a part is not here."""

    id: EntryId
    header: Header
    header_bytes: bytes
    signature: bytes
    parts: tuple[bytes | None, ...]

    def stamp(self) -> Stamp | None:
        """The stamp, if its part is here. Raises `BadEntry`."""
        return None if self.parts[0] is None else decode_stamp(self.parts[0])

    def changes(self) -> Iterator[tuple[int, Change]]:
        """The changes that are here, with their place among the parts. Raises `BadEntry`."""
        for place, part in enumerate(self.parts[1:], 1):
            if part is not None:
                yield place, decode_change(part)

    def checked(self) -> list[tuple[int, Change]]:
        """The changes that are here, after the rules that hold between them. Raises `BadEntry`.

        No two parts name one record and unit (else their order would decide), and the first part is a stamp.
        """
        self.stamp()
        changes = list(self.changes())
        if len({(change.record, change.unit) for _, change in changes}) != len(changes):
            raise BadEntry("unit-named-twice", self.header.feed.hex(), self.header.seq)
        return changes


# ---------------------------------------------------------------------------------------------- making


def make_entry(
    *,
    header: tuple[FeedId, int, EntryId, Origin | None],
    changes: Sequence[Change],
    stamp: Stamp,
    random: RandomBytes,
    sign: Signer,
) -> Entry:
    """A new signed entry after (*feed*, *seq*, *prev*, *origin* with seq 1).

    Raises `EntryTooLarge`; `ValueError` where two changes name one record and unit, or where a change is
    something no reader would take: both are bugs.
    """
    if len({(change.record, change.unit) for change in changes}) != len(changes):
        raise ValueError("two parts of an entry name one record and unit")
    for change in changes:
        _refuse_long_text(change.value)
    parts = [
        pack([random(32), 0, stamp.moment.hybrid, stamp.moment.wall_ms, stamp.verb, stamp.act]),
        *(encode_change(change, random(32)) for change in changes),
    ]
    feed, seq, prev, origin = header
    head = Header(feed, seq, prev, tuple(map(commitment, parts)), origin)
    data = head.encode()
    size = len(data) + sum(map(len, parts))
    if len(parts) > MAX_COMMITMENTS or size > MAX_ENTRY:
        raise EntryTooLarge(size=size, limit=MAX_ENTRY)
    try:
        # What is signed here stays for ever: nothing leaves this function that would not be read back.
        decode_header(data)
        decode_stamp(parts[0])
        for part in parts[1:]:
            decode_change(part)
    except BadEntry as bad:
        raise ValueError(bad.why) from None
    return Entry(entry_id(data), head, data, sign(ENTRY_LABEL + data), tuple(parts))


def _refuse_long_text(value: Value) -> None:
    if isinstance(value, tuple):
        for part in value:
            _refuse_long_text(part)
    elif isinstance(value, str) and _is_too_long(value):
        raise EntryTooLarge(size=len(value.encode()), limit=MAX_TEXT)


def _is_too_long(text: str) -> bool:
    return len(text) * 4 > MAX_TEXT and len(text.encode()) > MAX_TEXT


def encode_change(change: Change, salt: bytes) -> bytes:
    """The bytes of a part."""
    return pack(
        [
            salt,
            1,
            change.record,
            change.kind,
            change.unit,
            int(change.op),
            change.value,
            sorted(set(change.replaces)),
        ]
    )


def commitment(part: bytes) -> bytes:
    """What the header holds for a part: binding, and hiding once the part with its salt is gone."""
    return hashlib.sha256(PART_LABEL + part[_SALT_AT] + part).digest()


# A part is an array of 6 or 8 (one byte), then the salt: bin 8 (0xc4), its length 32, and 32 bytes.
_SALT_AT: Final = slice(3, 35)


def entry_id(header: bytes) -> EntryId:
    """The id of the entry with that header."""
    return EntryId(label_hash(HEADER_LABEL, header))


# --------------------------------------------------------------------------------------------- reading


def decode_header(data: bytes) -> Header:
    """The header in *data*. Raises `BadEntry` unless it is canonical and within the limits."""
    match _decode(data):
        case [1, bytes() as feed, int() as seq, bytes() as prev, list() as commitments, origin]:
            pass
        case _:
            raise BadEntry("not-a-header")
    if len(feed) != 32 or len(prev) != 32 or isinstance(seq, bool) or not 1 <= seq < 1 << 53:
        raise BadEntry("not-a-header")
    if not 1 <= len(commitments) <= MAX_COMMITMENTS or not all(_is_bytes(c, 32) for c in commitments):
        raise BadEntry("not-a-header")
    header = Header(FeedId(feed), seq, EntryId(prev), tuple(commitments), _decode_origin(origin))
    if (seq == 1) != (header.origin is not None):
        raise BadEntry("origin-misplaced", feed.hex(), seq)
    if header.origin is not None and (header.origin.feed != feed or prev != feed):
        raise BadEntry("origin-not-of-feed", feed.hex(), seq)
    if header.encode() != data:
        raise BadEntry("not-canonical", feed.hex(), seq)
    return header


def _decode_origin(origin: object) -> Origin | None:
    match origin:
        case None:
            return None
        case [bytes() as public, bytes() as compartment, bytes() as random]:
            if (len(public), len(compartment), len(random)) == (32, 16, 32):
                return Origin(public, compartment, random)
    raise BadEntry("not-an-origin")


def decode_stamp(part: bytes) -> Stamp:
    """The stamp in *part*. Raises `BadEntry`."""
    match _decode(part):
        case [bytes() as salt, 0, int() as hybrid, int() as wall, str() as verb, act] if len(salt) == 32:
            if act is not None and not _is_bytes(act, 16):
                raise BadEntry("not-a-stamp")
            if isinstance(hybrid, bool) or isinstance(wall, bool):
                raise BadEntry("not-a-stamp")
            if not (0 <= hybrid < MOST_HYBRID and 0 <= wall < MOST_HYBRID >> COUNTER_BITS):
                raise BadEntry("not-a-stamp")
            if pack([salt, 0, hybrid, wall, verb, act]) != part:
                raise BadEntry("not-canonical")
            return Stamp(Moment(hybrid, wall), verb, act)
    raise BadEntry("not-a-stamp")


def decode_change(part: bytes) -> Change:
    """The change in *part*. Raises `BadEntry`. Kinds, units and ops a newer version wrote are kept."""
    match _decode(part):
        case [
            bytes() as salt,
            1,
            bytes() as record,
            str() as kind,
            str() as unit,
            int() as op,
            value,
            list() as replaces,
        ]:
            pass
        case _:
            raise BadEntry("not-a-part")
    if len(salt) != 32 or len(record) != 16 or not all(_is_bytes(entry, 32) for entry in replaces):
        raise BadEntry("not-a-part")
    change = Change(RecordId(record), kind, unit, op, _frozen(value), tuple(replaces))
    if encode_change(change, salt) != part:
        raise BadEntry("not-canonical")
    return change


def check_entry(header_bytes: bytes, parts: Sequence[bytes | None]) -> Header:
    """The header, after every part that is here was held against its commitment. Raises `BadEntry`.

    The signature is checked apart, because the key stands in the first entry of the feed.
    """
    if len(header_bytes) + sum(len(part) for part in parts if part is not None) > MAX_ENTRY:
        raise BadEntry("too-large")
    header = decode_header(header_bytes)
    if len(parts) != len(header.commitments):
        raise BadEntry("parts-missing", header.feed.hex(), header.seq)
    for part, promised in zip(parts, header.commitments, strict=True):
        if part is not None and commitment(part) != promised:
            raise BadEntry("part-altered", header.feed.hex(), header.seq)
    return header


def value_bytes(value: Value) -> bytes:
    """The canonical bytes of a value: equal values, equal bytes."""
    return pack(value)


def decode_value(data: bytes) -> Value:
    """The value in *data*. Raises `BadEntry`."""
    return _frozen(_decode(data))


def _decode(data: bytes) -> Any:  # noqa: ANN401 - the callers match it
    try:
        return msgspec.msgpack.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise BadEntry("not-messagepack") from None


def _is_bytes(value: object, size: int) -> bool:
    return isinstance(value, bytes) and len(value) == size


def _frozen(value: object, depth: int = 0) -> Value:
    """The grammar of values: text, integers, bytes, nil and arrays; no floats, maps or extensions."""
    if isinstance(value, bool | float | dict) or depth > 8:
        raise BadEntry("value-outside-grammar")
    if isinstance(value, str) and _is_too_long(value):
        raise BadEntry("text-too-long")
    if value is None or isinstance(value, str | int | bytes):
        return value
    if isinstance(value, list):
        return tuple(_frozen(part, depth + 1) for part in value)
    raise BadEntry("value-outside-grammar")
