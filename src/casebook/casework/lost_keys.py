"""Which keys were on a lost device, and must not be trusted any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from casebook.base.ids import RecordId
from casebook.casework import backups, receiving_key, recipients
from casebook.casework.book import ORGANISATION_KEY, Casebook
from casebook.casework.device import DEVICE_KEY
from casebook.casework.snapshot import Snapshot
from casebook.formats import sshsig
from casebook.formats.age import PRIVATE_KEY
from casebook.journal import log
from casebook.model.fields import Value


class LostKind(StrEnum):
    """What a key is for."""

    DEVICE = "device"
    PUBLISHER = "publisher"
    RECEIVING = "receiving"
    PASSPHRASE = "passphrase"  # noqa: S105 - a code
    RECOVERY = "recovery"
    CARD = "card"
    WRITTEN = "written"
    RECIPIENT = "recipient"


@dataclass(frozen=True, slots=True, repr=False)
class LostKey:
    """One key.

    *held*: its private half is in the casebook this was asked of (never so in a restored backup). *name* is a
    device's name, the label of a passphrase, where a card lies, a recipient. *public* is a fingerprint, or empty.
    *count*: bundles that a recipient got; of all others 1. *record* is the device, or where a key is written.
    """

    kind: LostKind
    name: str
    public: str
    held: bool
    count: int = 1
    record: RecordId | None = None


def lost(book: Casebook, snapshot: Snapshot) -> tuple[LostKey, ...]:
    """Every key that whoever has the device may have, the most urgent first. Writes nothing."""
    return (
        *_devices(book, snapshot),
        *_publishers(book, snapshot),
        *_receiving(book),
        *_ways_in(book),
        *_cards(book),
        *_written(snapshot),
        *_recipients(snapshot),
    )


def _devices(book: Casebook, snapshot: Snapshot) -> Iterator[LostKey]:
    names = book.safe.keyring.names()
    own = book.safe.keyring.public(DEVICE_KEY) if DEVICE_KEY in names else b""
    writers = {public for _, public in log.feeds(book.db)}
    devices = sorted(snapshot.every("device"), key=lambda device: own not in device.values("signing"))
    for device in devices:
        for public in device.values("signing"):
            if isinstance(public, bytes) and public in writers:
                name = device.text("name")
                fingerprint = sshsig.fingerprint(public)
                yield LostKey(LostKind.DEVICE, name, fingerprint, public == own, record=device.id)


def _publishers(book: Casebook, snapshot: Snapshot) -> Iterator[LostKey]:
    """The key that signs bundles here, and those that signed what left before."""
    held = ""
    if ORGANISATION_KEY in book.safe.keyring.names():
        held = sshsig.fingerprint(book.safe.keyring.public(ORGANISATION_KEY))
        yield LostKey(LostKind.PUBLISHER, "", held, held=True)
    signed = {str(value) for left in snapshot.every("disclosure") for value in left.values("signer")}
    for fingerprint in sorted(signed - {held}):
        yield LostKey(LostKind.PUBLISHER, "", fingerprint, held=False)


def _receiving(book: Casebook) -> Iterator[LostKey]:
    """What partners encrypt to when they send us something."""
    if receiving_key.has_recipient(book):
        yield LostKey(LostKind.RECEIVING, "", receiving_key.our_recipient(book), held=True)


def _ways_in(book: Casebook) -> Iterator[LostKey]:
    for label in book.safe.slot_labels():
        yield LostKey(LostKind.PASSPHRASE, label, "", held=True)
    if book.safe.recovery_public() is not None:
        yield LostKey(LostKind.RECOVERY, "", "", held=True)


def _cards(book: Casebook) -> Iterator[LostKey]:
    """Backups it knows: their cards open with the passphrases above."""
    for one in backups.backups(book):
        yield LostKey(LostKind.CARD, str(one.generation.card), "", held=False)


def _written(snapshot: Snapshot) -> Iterator[LostKey]:
    """Private keys that somebody wrote into a record."""
    for record in sorted(snapshot.records.values(), key=lambda record: record.id):
        held = (value.value for values in record.state.units.values() for value in values)
        for _ in {found.lower() for value in held for found in private_age(value)}:
            yield LostKey(LostKind.WRITTEN, record.code, "", held=True, record=record.id)


def private_age(value: Value) -> Iterator[bytes]:
    """Private age keys in any text of *value*."""
    if isinstance(value, str):
        yield from PRIVATE_KEY.findall(value.encode())
    elif isinstance(value, tuple):
        for part in value:
            yield from private_age(part)


def _recipients(snapshot: Snapshot) -> Iterator[LostKey]:
    """Whom bundles were encrypted to: they have to hear which signatures not to trust from now on."""
    got: Counter[str] = Counter()
    owners = {held.key: one.called for one in recipients.recipients(snapshot) for held in one.keys}
    for left in snapshot.every("disclosure"):
        for key in left.elements("recipients"):
            path = f"recipients/{key}"
            address = left.text(f"{path}/key")
            got[owners.get(address) or left.text(f"{path}/name") or address] += 1
    for name, count in sorted(got.items()):
        yield LostKey(LostKind.RECIPIENT, name, "", held=False, count=count)
