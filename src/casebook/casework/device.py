"""The device that writes in a casebook: its keys, and the feed that begins by naming them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from casebook.base.ids import FeedId, RandomBytes, RecordId
from casebook.base.moment import Moment
from casebook.casework.touched import Verb
from casebook.journal import log, projection
from casebook.journal.entry import Change, Op, Origin, Stamp
from casebook.search import index
from casebook.vault.safe import Safe

DEVICE_KEY: Final = "device"


@dataclass(frozen=True, slots=True)
class Own:
    """Who this casebook is: its device's record, its feed, and the compartment it writes in."""

    device: RecordId
    feed: FeedId
    compartment: bytes


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

    Belongs inside a transaction.
    """
    public = vault.keyring.make_signing(DEVICE_KEY)
    exchange = vault.keyring.make_exchange(DEVICE_KEY)
    origin = Origin(public, compartment, random(32))
    changes = [
        Change(device, "device", "signing", Op.SET, public),
        Change(device, "device", "exchange", Op.SET, exchange),
        *changes,
    ]
    log.start_feed(vault.db, origin)
    writer = log.Writer(origin.feed, lambda data: vault.keyring.sign(DEVICE_KEY, data), random)
    log.append(vault.db, writer, changes, Stamp(now, Verb.FOUND.value, None), origin)
    for key, value in (("device", device), ("feed", origin.feed), ("compartment", compartment)):
        log.note(vault.db, key, value)
    index.apply(vault.db, projection.apply(vault.db, sorted({change.record for change in changes})))
    return Own(device, origin.feed, compartment)
