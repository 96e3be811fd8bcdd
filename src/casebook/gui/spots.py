"""The places of the program by name, and what is looked at there. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casebook.base.ids import RecordId


class Place(StrEnum):
    """Where a person can be."""

    BROWSE = "browse"
    RECORD = "record"
    INTERVIEW = "interview"
    IMPORT = "import"
    EXPORT = "export"
    DECIDE = "decide"
    ALIKE = "alike"
    MERGE = "merge"
    CONFLICTS = "conflicts"
    SETTINGS = "settings"
    KEYS = "keys"
    SAFETY = "safety"
    WAYS = "ways"
    RECOVERY = "recovery"
    DRILL = "drill"
    BACKUPS = "backups"
    HEALTH = "health"
    TRAVEL = "travel"
    WIPE = "wipe"
    EXPOSURE = "exposure"
    TRACES = "traces"
    VIEWER = "viewer"
    MOVED = "moved"
    EXCHANGE = "exchange"
    LEFT = "left"
    COURT = "court"
    SEALS = "seals"
    ROUNDS = "rounds"
    WITHDRAW = "withdraw"
    RECEIVED = "received"
    SIGNER = "signer"
    RECIPIENTS = "recipients"
    REDACT = "redact"
    MEET = "meet"
    STICK = "stick"
    TEAM = "team"
    INVITE = "invite"
    CIRCLES = "circles"
    ORDERS = "orders"
    LOST = "lost"
    REJOIN = "rejoin"


SAFEKEEPING: Final = frozenset(
    {
        *(Place.SAFETY, Place.WAYS, Place.RECOVERY, Place.DRILL, Place.BACKUPS, Place.HEALTH),
        *(Place.TRAVEL, Place.WIPE, Place.EXPOSURE, Place.TRACES, Place.MOVED),
    }
)
"""The places behind “Safety”: the casebook itself, not what stands in it."""

EXCHANGING: Final = frozenset(
    {
        *(Place.EXCHANGE, Place.EXPORT, Place.IMPORT, Place.LEFT, Place.RECEIVED, Place.RECIPIENTS),
        *(Place.SIGNER, Place.ROUNDS, Place.SEALS),
    }
)
"""The places behind “Exchange”: what leaves, and what comes."""


MEETING: Final = frozenset(
    {
        *(Place.MEET, Place.STICK, Place.TEAM, Place.INVITE, Place.CIRCLES, Place.ORDERS, Place.LOST),
        Place.REJOIN,
    }
)
"""The places behind “Team”: teammates, their devices, and what they hand each other."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place and what is looked at there: a kind, a record, a selection."""

    place: Place
    kind: str = ""
    record: RecordId | None = None
    records: tuple[RecordId, ...] = ()
    new: bool = False
