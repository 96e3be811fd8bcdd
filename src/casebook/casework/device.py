"""The device that writes in a casebook: its keys, and its feeds, which begin by naming them.

It has one feed in the team's compartment, and one in each circle from its first word there on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from casebook.base.ids import FeedId, RandomBytes, RecordId
from casebook.base.moment import Moment
from casebook.casework.touched import Verb
from casebook.journal import compartments, log, projection, quarantine
from casebook.journal.entry import Change, Op, Origin, Stamp
from casebook.search import index
from casebook.vault.database import Database
from casebook.vault.safe import Safe

DEVICE_KEY: Final = "device"
_FEED_IN: Final = "feed/"


@dataclass(frozen=True, slots=True)
class Own:
    """Who this casebook is: its device's record, its feed in the team's compartment, and that compartment.

    *public* is the device's signing key, *feeds* its feed in every compartment it has written in, the team's included.
    """

    device: RecordId
    feed: FeedId
    compartment: bytes
    public: bytes
    feeds: Mapping[bytes, FeedId]


def own_in(db: Database) -> Own:
    """Who this casebook is, as far as it was committed."""
    return db.remembered("own", lambda: _own_in(db))


def _own_in(db: Database) -> Own:
    feed, compartment = FeedId(log.noted(db, "feed")), log.noted(db, "compartment")
    circles = {bytes.fromhex(name): FeedId(value) for name, value in log.noted_under(db, _FEED_IN).items()}
    return Own(
        RecordId(log.noted(db, "device")),
        feed,
        compartment,
        log.public_of_feed(db, feed) or b"",
        MappingProxyType({compartment: feed, **circles}),
    )


def former_keys(db: Database) -> frozenset[bytes]:
    """The keys of the devices this casebook was before it became the one it is."""
    return quarantine.former_keys(db)


def note_former(db: Database, publics: Sequence[bytes]) -> None:
    """Keep that this casebook was the devices of these keys. Belongs inside a transaction."""
    log.note(db, quarantine.FORMER, b"".join(sorted({*former_keys(db), *publics})))


def begin_feed(
    vault: Safe,
    device: RecordId,
    compartment: bytes,
    changes: Sequence[Change],
    *,
    now: Moment,
    random: RandomBytes,
) -> Own:
    """Make this casebook's keys and its feed, whose first entry names them and holds *changes* besides.

    A signing key that is there already is used: a newcomer's, which the team enrolled before there was a feed.
    *compartment* is the team's. Feeds of a device it was before are no longer written. Belongs inside a transaction.
    """
    has_key = DEVICE_KEY in vault.keyring.names()
    public = vault.keyring.public(DEVICE_KEY) if has_key else vault.keyring.make_signing(DEVICE_KEY)
    exchange = vault.keyring.make_exchange(DEVICE_KEY)
    origin = Origin(public, compartment, random(32))
    changes = [
        Change(device, "device", "signing", Op.SET, public),
        Change(device, "device", "exchange", Op.SET, exchange),
        *changes,
    ]
    for name in log.noted_under(vault.db, _FEED_IN):
        log.forget(vault.db, _FEED_IN + name)
    for key, value in (("device", device), ("feed", origin.feed), ("compartment", compartment)):
        log.note(vault.db, key, value)
    _begin(vault, origin, changes, now, random)
    return own_in(vault.db)


def begin_feed_in(vault: Safe, compartment: bytes, *, now: Moment, random: RandomBytes) -> None:
    """Begin the own feed in a circle. Belongs inside a transaction.

    It begins with an entry that holds the device's key and nothing else, so that whoever is shown an entry of it can
    be led to the device.
    """
    own = own_in(vault.db)
    origin = Origin(own.public, compartment, random(32))
    log.note(vault.db, _FEED_IN + compartment.hex(), origin.feed)
    named = Change(own.device, "device", "signing", Op.SET, own.public)
    _begin(vault, origin, [named], now, random)


def _begin(vault: Safe, origin: Origin, changes: Sequence[Change], now: Moment, random: RandomBytes) -> None:
    changes = compartments.apart(vault.db, changes)
    log.start_feed(vault.db, origin)
    writer = log.Writer(origin.feed, lambda data: vault.keyring.sign(DEVICE_KEY, data), random)
    made = log.append(vault.db, writer, changes, Stamp(now, Verb.FOUND.value, None), origin)
    projection.note_orders(vault.db, made)
    index.apply(vault.db, projection.apply(vault.db, sorted({change.record for change in changes})))
