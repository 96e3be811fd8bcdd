"""An author slip is judged: which device signed a seal, as which entry of its journal. Needs no casebook.

Specified in docs/formats/slip.md. The bytes are read by writing what they must be and comparing: a slip holds
three shapes and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import msgspec

from casebook.base.encode import b64url, label_hash, pack
from casebook.base.errors import Damaged
from casebook.formats import ed25519, jose, sshsig

TITLE: Final = "casebook-author-slip/1"
_LINES: Final = range(7, 10)
_LONGEST_LINE: Final = 90_000
_MOST_COMMITMENTS: Final = 1024
_ENTRY: Final = b"casebook/entry/1\0"
_FEED: Final = b"casebook/feed/1\0"
_PART: Final = b"casebook/part/1\0"


class SlipProblem(StrEnum):
    """Why a slip proves nothing."""

    FORM = "form"
    OTHER_SEAL = "other-seal"
    COMMITMENT = "commitment"
    FEED = "feed"
    WEAK_KEY = "weak-key"
    ENROLMENT = "enrolment"
    SIGNATURE = "signature"


@dataclass(eq=False)
class BadSlip(Damaged):
    """The author slip does not hold, or not for this seal."""

    problem: SlipProblem


@dataclass(frozen=True, slots=True)
class AuthorSaid:
    """What an author slip proves: the device of this key signed exactly this sealed text, as entry *number*.

    *words* say the fingerprint; *name* and *person* are what the device was enrolled as (empty where the slip
    leaves it out), by its own word until somebody compared the words.
    """

    fingerprint: str
    words: tuple[str, ...]
    name: str
    person: str
    number: int
    public: bytes
    seal: bytes
    text_version: bytes


def seal_of(slip: str | bytes) -> bytes:
    """The name (32 bytes) of the seal a slip is for, so that it can be found in a bundle. Raises `BadSlip`."""
    _, _, part, *_ = _lines(slip)
    return _statement(part)[0]


def judge(slip: str | bytes, seal: bytes) -> AuthorSaid:
    """Judge *slip* for the seal of that name (`sealhash.seal_hash`). Raises `BadSlip`."""
    header, signature, part, first, first_signature, *device = _lines(slip)
    named, version = _statement(part)
    entry, origin = _header(header), _header(first)
    if len(signature) != ed25519.SIGNATURE or len(first_signature) != ed25519.SIGNATURE or entry.seq == 1:
        raise BadSlip(SlipProblem.FORM)
    values = _device_values(device)
    if named != seal:
        raise BadSlip(SlipProblem.OTHER_SEAL)
    if _commitment(part) not in entry.commitments[1:]:
        raise BadSlip(SlipProblem.COMMITMENT)
    public = _key_of(entry, origin)
    committed = [_commitment(each) for each in device]
    if values["signing"] != public or not set(committed) <= set(origin.commitments[1:]):
        raise BadSlip(SlipProblem.ENROLMENT)
    for signed, data in ((signature, header), (first_signature, first)):
        try:
            ed25519.verify(public, signed, _ENTRY + data)
        except ed25519.WrongSignature:
            raise BadSlip(SlipProblem.SIGNATURE) from None
    return AuthorSaid(
        fingerprint=sshsig.fingerprint(public),
        words=sshsig.fingerprint_words(public),
        name=str(values.get("name", "")),
        person=str(values.get("person", "")),
        number=entry.seq,
        public=public,
        seal=named,
        text_version=version,
    )


def write(lines: Sequence[bytes]) -> str:
    """The text of a slip that holds *lines*, in the order of the format."""
    return "\n".join((TITLE, *(b64url(line) for line in lines), ""))


# ------------------------------------------------------------------------------------------- the bytes


@dataclass(frozen=True, slots=True)
class _Header:
    feed: bytes
    seq: int
    prev: bytes
    commitments: tuple[bytes, ...]
    origin: tuple[bytes, bytes, bytes] | None


def _lines(slip: str | bytes) -> list[bytes]:
    try:
        text = slip.decode("ascii") if isinstance(slip, bytes) else slip
        title, *lines, end = text.split("\n")
        if title != TITLE or end or len(lines) + 1 not in _LINES:
            raise BadSlip(SlipProblem.FORM)
        if max(map(len, lines)) > _LONGEST_LINE:
            raise BadSlip(SlipProblem.FORM)
        return [jose.decode64(line) for line in lines]
    except (UnicodeError, ValueError, jose.BadBase64):
        raise BadSlip(SlipProblem.FORM) from None


def _read(data: bytes) -> Any:  # noqa: ANN401 - the callers match it
    """What *data* says, if it is written in the one way. Raises `BadSlip`."""
    try:
        found = msgspec.msgpack.decode(data)
        if pack(found) == data:
            return found
    except (msgspec.DecodeError, msgspec.ValidationError, ValueError, TypeError, RecursionError):
        pass
    raise BadSlip(SlipProblem.FORM)


def _header(data: bytes) -> _Header:
    match _read(data):
        case [
            int() as version,
            bytes() as feed,
            int() as seq,
            bytes() as prev,
            list() as commitments,
            origin,
        ]:
            pass
        case _:
            raise BadSlip(SlipProblem.FORM)
    sound = (
        not isinstance(seq, bool)
        and data[1] == version == 1
        and 1 <= seq < 1 << 53
        and 1 <= len(commitments) <= _MOST_COMMITMENTS
        and all(_is_bytes(each, 32) for each in (feed, prev, *commitments))
        and (seq == 1) == (origin is not None)
    )
    if not sound:
        raise BadSlip(SlipProblem.FORM)
    return _Header(feed, seq, prev, tuple(commitments), _origin(origin))


def _origin(origin: object) -> tuple[bytes, bytes, bytes] | None:
    match origin:
        case None:
            return None
        case [bytes() as public, bytes() as compartment, bytes() as random]:
            if (len(public), len(compartment), len(random)) == (32, 16, 32):
                return public, compartment, random
    raise BadSlip(SlipProblem.FORM)


def _part(data: bytes) -> tuple[bytes, str, str, object]:
    """Record, kind, unit and value of a part that sets a unit and replaces nothing."""
    match _read(data):
        case [
            bytes() as salt,
            int() as what,
            bytes() as record,
            str() as kind,
            str() as unit,
            int() as op,
            value,
            [],
        ]:
            # True is 1 to Python, False 0, and both are other bytes: canonical, and still no part.
            numbers = (type(what), what, type(op), op) == (int, 1, int, 0)
            if len(salt) == 32 and len(record) == 16 and numbers:
                return record, kind, unit, value
    raise BadSlip(SlipProblem.FORM)


def _statement(part: bytes) -> tuple[bytes, bytes]:
    match _part(part):
        case (_, "seal", "statement", [bytes() as named, bytes() as version]):
            if len(named) == 32 and len(version) == 32:
                return named, version
    raise BadSlip(SlipProblem.FORM)


def _device_values(parts: Sequence[bytes]) -> dict[str, object]:
    found = [_part(part) for part in parts]
    units = [unit for _, _, unit, _ in found]
    wanted = [unit for unit in ("signing", "name", "person") if unit in units]
    same = len({record for record, _, _, _ in found}) == 1 and {kind for _, kind, _, _ in found} == {"device"}
    if units != wanted or units[0] != "signing" or not same:
        raise BadSlip(SlipProblem.FORM)
    values = {unit: value for _, _, unit, value in found}
    if not _is_bytes(values["signing"], 32) or not all(isinstance(values[u], str) for u in units[1:]):
        raise BadSlip(SlipProblem.FORM)
    return values


def _key_of(entry: _Header, first: _Header) -> bytes:
    """The key that signs the journal both entries stand in."""
    if first.origin is None:
        raise BadSlip(SlipProblem.FEED)
    feed = label_hash(_FEED, pack(list(first.origin)))
    if not feed == first.feed == first.prev == entry.feed:
        raise BadSlip(SlipProblem.FEED)
    public = first.origin[0]
    try:
        ed25519.check_public(public)
    except ed25519.WeakKey:
        raise BadSlip(SlipProblem.WEAK_KEY) from None
    return public


def _commitment(part: bytes) -> bytes:
    return hashlib.sha256(_PART + part[3:35] + part).digest()


def _is_bytes(value: object, size: int) -> bool:
    return isinstance(value, bytes) and len(value) == size
