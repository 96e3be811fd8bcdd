"""What is said about who belongs: the acts of the roster as they stand in entries (docs/formats/journal.md §7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.journal.entry import Change, Op
from casebook.model.fields import Value

ROSTER_KIND: Final = "roster"
ACT_UNIT: Final = "act"
CIRCLE_KIND: Final = "circle"
FOUNDING_UNIT: Final = "founding"


class Role(StrEnum):
    """What a device may do for the team: a publisher is an admin that may sign for the organisation."""

    PUBLISHER = "publisher"
    ADMIN = "admin"
    MEMBER = "member"


class Reason(StrEnum):
    """Why a device was removed."""

    LEFT = "left"
    LOST = "lost"
    STOLEN = "stolen"
    COPIED = "copied"
    REPLACED = "replaced"


KEY_SIZE: Final = 32
NONCE_SIZE: Final = 16
SIGNATURE_SIZE: Final = 64

Heads = tuple[tuple[FeedId, EntryId], ...]
"""Of feeds, a last entry each. A feed may stand there several times, with the branches of a fork."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Names the paper admin's key."""

    public: bytes


@dataclass(frozen=True, slots=True)
class Enrol:
    """Takes a device in. *heads*: where the feeds stood; without *history* its parts begin after them."""

    public: bytes
    record: RecordId
    role: Role
    history: bool
    heads: Heads


@dataclass(frozen=True, slots=True)
class Cut:
    """Removes a device: of what it signed, only what leads to *heads* counts."""

    public: bytes
    heads: Heads
    reason: str


@dataclass(frozen=True, slots=True)
class Admit:
    """Accepts an entry beyond a cut, and all before it."""

    entry: EntryId


@dataclass(frozen=True, slots=True)
class SetRole:
    """Gives a device another role; what it did up to *heads* it did in the old one."""

    public: bytes
    role: Role
    heads: Heads


@dataclass(frozen=True, slots=True)
class History:
    """Accepts what a device that is none any more had written, up to *heads*."""

    public: bytes
    heads: Heads


@dataclass(frozen=True, slots=True)
class Naming:
    """A key in a device's record: an enrolment as long as no paper admin was named."""

    public: bytes


@dataclass(frozen=True, slots=True)
class Founding:
    """Says who founded the circle in whose record it stands: the key, and 16 random bytes. Its id is their hash."""

    public: bytes
    nonce: bytes


@dataclass(frozen=True, slots=True)
class TakeIn:
    """Takes a device into a circle. *over*: the entries that showed it out, which count no more."""

    public: bytes
    over: tuple[EntryId, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowOut:
    """Shows a device out of a circle: of what it wrote there, only what leads to *heads* counts."""

    public: bytes
    heads: Heads


@dataclass(frozen=True, slots=True)
class Succeed:
    """The device *former* goes on in a circle as *public*, and signed that itself."""

    former: bytes
    public: bytes
    signature: bytes


Word = Paper | Enrol | Cut | Admit | SetRole | History | Naming | Founding | TakeIn | ShowOut | Succeed


@dataclass(frozen=True, slots=True)
class Act:
    """One word, and who said it where."""

    entry: EntryId
    feed: FeedId
    seq: int
    author: bytes
    compartment: bytes
    record: RecordId
    word: Word


def word_of(change: Change) -> Word | None:
    """What *change* says about who belongs; `None` if nothing, or something a newer version means by it."""
    if change.op != Op.SET:
        return None
    if (change.kind, change.unit) == ("device", "signing"):
        return Naming(change.value) if isinstance(change.value, bytes) and _is_key(change.value) else None
    if (change.kind, change.unit) == (CIRCLE_KIND, FOUNDING_UNIT):
        return _founding(change.value)
    if (change.kind, change.unit) != (ROSTER_KIND, ACT_UNIT):
        return None
    return _read(change.value) or _read_in_circle(change.value)


def _founding(value: Value) -> Founding | None:
    if not isinstance(value, bytes) or len(value) != KEY_SIZE + NONCE_SIZE:
        return None
    return Founding(value[:KEY_SIZE], value[KEY_SIZE:])


def _is_key(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == KEY_SIZE


def _read(value: Value) -> Word | None:
    match value:
        case ("paper", bytes() as public) if _is_key(public):
            return Paper(public)
        case ("enrol", bytes() as public, bytes() as record, str() as role, 0 | 1 as history, heads):
            known, told = _role(role), _heads(heads)
            if known is not None and told is not None and _is_key(public) and len(record) == 16:
                return Enrol(public, RecordId(record), known, bool(history), told)
        case ("cut", bytes() as public, heads, str() as reason):
            told = _heads(heads)
            return Cut(public, told, reason) if told is not None and _is_key(public) else None
        case ("admit", bytes() as entry) if _is_key(entry):
            return Admit(EntryId(entry))
        case ("role", bytes() as public, str() as role, heads):
            known, told = _role(role), _heads(heads)
            if known is not None and told is not None and _is_key(public):
                return SetRole(public, known, told)
        case ("history", bytes() as public, heads):
            told = _heads(heads)
            return History(public, told) if told is not None and _is_key(public) else None
    return None


def _read_in_circle(value: Value) -> Word | None:
    match value:
        case ("in", bytes() as public, tuple() as over) if _is_key(public):
            known = tuple(EntryId(each) for each in over if isinstance(each, bytes) and _is_key(each))
            return TakeIn(public, known) if len(known) == len(over) else None
        case ("out", bytes() as public, heads) if _is_key(public):
            told = _heads(heads)
            return ShowOut(public, told) if told is not None else None
        case ("succeed", bytes() as former, bytes() as public, bytes() as signature):
            if _is_key(former) and _is_key(public) and len(signature) == SIGNATURE_SIZE:
                return Succeed(former, public, signature)
    return None


def _role(text: str) -> Role | None:
    return next((role for role in Role if role.value == text), None)


def _heads(value: object) -> Heads | None:
    if not isinstance(value, tuple):
        return None
    found = []
    for each in value:
        match each:
            case (bytes() as feed, bytes() as head) if len(feed) == len(head) == 32:
                found.append((FeedId(feed), EntryId(head)))
            case _:
                return None
    return tuple(found)


def value_of(word: Word) -> Value:
    """The value that says *word* in a part of kind `roster`; a naming or founding in its own unit."""
    match word:
        case Paper(public):
            return ("paper", public)
        case Enrol(public, record, role, history, heads):
            return ("enrol", public, record, role.value, int(history), _sorted(heads))
        case Cut(public, heads, reason):
            return ("cut", public, _sorted(heads), reason)
        case Admit(entry):
            return ("admit", entry)
        case SetRole(public, role, heads):
            return ("role", public, role.value, _sorted(heads))
        case History(public, heads):
            return ("history", public, _sorted(heads))
        case Naming(public):
            return public
        case Founding(public, nonce):
            return public + nonce
        case TakeIn(public, over):
            return ("in", public, tuple(sorted(over)))
        case ShowOut(public, heads):
            return ("out", public, _sorted(heads))
        case Succeed(former, public, signature):
            return ("succeed", former, public, signature)


def _sorted(heads: Sequence[tuple[FeedId, EntryId]]) -> tuple[tuple[bytes, bytes], ...]:
    return tuple(sorted(heads))
