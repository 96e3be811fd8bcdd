"""The bytes of an enrolment: JOIN, TEAM and WELCOME. Pure: nothing here knows a casebook.

Two comparisons, one in each direction, never one over both: over both, somebody who may choose last could search for
two sets of bytes with equal words. Twelve words are 132 bits, because nothing is exchanged before they are said and a
searcher has all the time between two meetings. docs/formats/team.md.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from casebook.base.encode import label_hash, pack
from casebook.base.errors import CasebookError, Damaged, Refused
from casebook.base.ids import EntryId, RandomBytes
from casebook.sync import comparing
from casebook.sync.comparing import Question, Said
from casebook.vault import keys

JOIN_LABEL: Final = b"casebook/join/1\0"
TEAM_LABEL: Final = b"casebook/team/1\0"
WELCOME_LABEL: Final = b"casebook/welcome/1\0"
VERSION: Final = 1
LONGEST_NAME: Final = 80
MOST: Final = 4096
"""Bytes of a JOIN or a TEAM: more are not looked at."""
MOST_ENTRIES: Final = 1 << 20
MOST_EPOCHS: Final = 1024
MOST_PARTS: Final = 1024
MOST_HEADER: Final = 64 * 1024
_SIGNATURE: Final = 64
_COMMITMENT: Final = 32
_RANDOM: Final = 32
_KEY: Final = 32
_COMPARTMENT: Final = 16
_RECORD: Final = 16


@dataclass(eq=False)
class BadJoin(Damaged):
    """Bytes are no JOIN of version 1: altered, of another form, or with a key that is none."""


@dataclass(eq=False)
class BadTeam(Damaged):
    """Bytes are no TEAM of version 1: altered, of another form, or with a key that is none."""


@dataclass(eq=False)
class BadWelcome(Damaged):
    """What was opened is no WELCOME of version 1. *why* is a code."""

    why: str


@dataclass(eq=False)
class NewerJoining(Refused):
    """The other casebook is of a newer version and speaks of joining in a form this one does not know."""


@dataclass(eq=False)
class NotCompared(Refused):
    """The words of these very bytes were not compared. Nothing was trusted or written."""


@dataclass(eq=False)
class NameUnfit(Refused):
    """A name that is shown to a teammate has 1 to *limit* characters, and none that cannot be seen."""

    limit: int


# ------------------------------------------------------------------------------------------ JOIN


@dataclass(frozen=True, slots=True, repr=False)
class Join:
    """What a newcomer hands over. *signing* is their device's key, *one_time* what WELCOME is sealed to (1216)."""

    name: str
    signing: bytes
    one_time: bytes
    random: bytes

    def encode(self) -> bytes:
        """The exact bytes that the words are of."""
        return pack([VERSION, self.name, self.signing, self.one_time, self.random])

    @property
    def digest(self) -> bytes:
        """The hash that is said aloud."""
        return label_hash(JOIN_LABEL, self.encode())


def make_join(name: str, signing: bytes, one_time: bytes, random: RandomBytes) -> Join:
    """A JOIN that was never made before. Raises `NameUnfit`."""
    return Join(check_name(name), signing, one_time, random(_RANDOM))


def check_name(name: str) -> str:
    """*name* in the form it is shown in. Raises `NameUnfit`."""
    plain = unicodedata.normalize("NFC", name).strip()
    if not 1 <= len(plain) <= LONGEST_NAME or any(unicodedata.category(c)[0] == "C" for c in plain):
        raise NameUnfit(LONGEST_NAME)
    return plain


def decode_join(data: bytes) -> Join:
    """The JOIN in *data*. Raises `BadJoin`, `NewerJoining`."""
    _check_version(data, BadJoin(), most=MOST)
    try:
        _, name, signing, one_time, random = msgspec.msgpack.decode(
            data, type=tuple[int, str, bytes, bytes, bytes]
        )
    except (msgspec.MsgspecError, ValueError):
        raise BadJoin from None
    join = Join(name, signing, one_time, random)
    try:
        keys.check_public(signing)
        keys.check_exchange_public(one_time)
        fit = check_name(name) == name and len(random) == _RANDOM
    except CasebookError:
        raise BadJoin from None
    if not fit or join.encode() != data:
        raise BadJoin
    return join


# ------------------------------------------------------------------------------------------ TEAM


@dataclass(frozen=True, slots=True, repr=False)
class Team:
    """What a newcomer comes to trust. *root* is the team's founding entry, *admin* the key of whoever welcomes."""

    root: EntryId
    admin: bytes
    random: bytes

    def encode(self) -> bytes:
        """The exact bytes that the words are of."""
        return pack([VERSION, self.root, self.admin, self.random])

    @property
    def digest(self) -> bytes:
        """The hash that is said aloud."""
        return label_hash(TEAM_LABEL, self.encode())


def make_team(root: EntryId, admin: bytes, random: RandomBytes) -> Team:
    """A TEAM that was never made before."""
    return Team(root, admin, random(_RANDOM))


def decode_team(data: bytes) -> Team:
    """The TEAM in *data*. Raises `BadTeam`, `NewerJoining`."""
    _check_version(data, BadTeam(), most=MOST)
    try:
        _, root, admin, random = msgspec.msgpack.decode(data, type=tuple[int, bytes, bytes, bytes])
    except msgspec.MsgspecError:
        raise BadTeam from None
    team = Team(EntryId(root), admin, random)
    try:
        keys.check_public(admin)
    except CasebookError:
        raise BadTeam from None
    if len(root) != 32 or len(random) != _RANDOM or team.encode() != data:
        raise BadTeam
    return team


# --------------------------------------------------------------------------------- the comparison


@dataclass(frozen=True, slots=True, repr=False)
class Compared:
    """A JOIN or TEAM whose words somebody picked rightly. Only `compared` makes one; what follows asks for it."""

    digest: bytes


def question(of: Join | Team, way: Said, random: RandomBytes) -> Question:
    """What the screen of whoever compares shows."""
    return comparing.ask(of.digest, way, random)


def words(of: Join | Team, way: Said) -> tuple[str, ...]:
    """What the screen of whoever made it shows: all of them."""
    return comparing.said(of.digest, way)


def compared(of: Join | Team, way: Said, picked: str) -> Compared:
    """That the right word was picked. Raises `WrongWord`."""
    comparing.check_picked(of.digest, way, picked)
    return Compared(of.digest)


# --------------------------------------------------------------------------------------- WELCOME


class Carried(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """An entry of the roster as it is handed over: exact header bytes, signature, parts or nil."""

    header: Annotated[bytes, Meta(max_length=MOST_HEADER)]
    signature: Annotated[bytes, Meta(min_length=_SIGNATURE, max_length=_SIGNATURE)]
    parts: Annotated[tuple[bytes | None, ...], Meta(max_length=MOST_PARTS)]


class Epoch(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """An epoch key of a compartment (16 bytes)."""

    compartment: bytes
    key: bytes


class Welcome(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """What a newcomer gets. Nothing of it is trusted before the words of *team* were picked.

    *team*: exact bytes of a TEAM. *device*: the id of the record of the newcomer's device, as the team enrolled it.
    *carrier*: the secret that masks letters. *epochs*: keys of the team's compartment. *entries*: headers
    of the team's feeds as far as the roster needs them, with the parts that are the roster.
    """

    version: int
    team: bytes
    device: bytes
    carrier: bytes
    epochs: Annotated[tuple[Epoch, ...], Meta(max_length=MOST_EPOCHS)]
    entries: Annotated[tuple[Carried, ...], Meta(max_length=MOST_ENTRIES)]


def seal_welcome(welcome: Welcome, join: Join) -> bytes:
    """*welcome* for the holder of the JOIN's key, and bound to this very JOIN."""
    return keys.seal(join.one_time, pack(welcome), WELCOME_LABEL + join.digest)


def parse_welcome(plain: bytes) -> Welcome:
    """The WELCOME in *plain*. Raises `BadWelcome`, `BadTeam`, `NewerJoining`."""
    _check_version(plain, BadWelcome("not-messagepack"))
    try:
        welcome = msgspec.msgpack.decode(plain, type=Welcome)
    except msgspec.MsgspecError:
        raise BadWelcome("form") from None
    if pack(welcome) != plain:
        raise BadWelcome("not-canonical")
    check_welcome(welcome)
    return welcome


def check_welcome(welcome: Welcome) -> None:
    """Its lengths and numbers, and its TEAM. Raises `BadWelcome`, `BadTeam`, `NewerJoining`."""
    decode_team(welcome.team)
    if len(welcome.device) != _RECORD or len(welcome.carrier) != _KEY:
        raise BadWelcome("keys")
    if not 1 <= len(welcome.epochs) <= MOST_EPOCHS or any(
        len(each.compartment) != _COMPARTMENT or len(each.key) != _KEY for each in welcome.epochs
    ):
        raise BadWelcome("keys")
    # A header commits to each of its parts: a byte that says "not here" is never all there is of one.
    if not 1 <= len(welcome.entries) <= MOST_ENTRIES or any(
        len(each.parts) * _COMMITMENT > len(each.header) for each in welcome.entries
    ):
        raise BadWelcome("entries")


_Fields = Annotated[list[msgspec.Raw], Meta(min_length=1, max_length=64)]


def _check_version(data: bytes, bad: Damaged, *, most: int = 0) -> None:
    """Raise *bad* unless *data* is a row of fields of version 1; nothing else of it is looked at yet."""
    if most and len(data) > most:
        raise bad
    try:
        version = msgspec.msgpack.decode(msgspec.msgpack.decode(data, type=_Fields)[0], type=int)
    except (msgspec.MsgspecError, RecursionError):
        raise bad from None
    if version > VERSION:
        raise NewerJoining
    if version != VERSION:
        raise bad
