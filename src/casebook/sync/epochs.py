"""Epoch keys: what the packs of a compartment are written under, one key until somebody comes or goes.

An epoch is announced by an entry in the compartment's own feed; its key travels in letters and never in an entry.
Whoever writes asks `ensure`: an epoch is written under only if its devices are exactly the live ones, so a removal is
one entry, the cut, and each compartment gets a new key at its next write, by whoever writes first.
docs/formats/pack.md.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from casebook.base.encode import label_hash
from casebook.base.errors import Refused
from casebook.base.ids import EntryId
from casebook.casework.book import Casebook
from casebook.casework.touched import Verb
from casebook.journal import compartments as places
from casebook.journal import epochs as announcing
from casebook.journal.entry import Change, Op
from casebook.journal.epochs import Announced
from casebook.sync import keyrules, onetime
from casebook.sync.keyrules import Made
from casebook.sync.live import live

EPOCH_LABEL: Final = b"casebook/epoch/1\0"
_NAMES: Final = "epoch/"


@dataclass(eq=False)
class NotAmongThem(Refused):
    """This device does not belong to that circle, or was removed: nothing is written for those who do."""


@dataclass(eq=False)
class NoSuchEpoch(Refused):
    """The key is not here: it was destroyed, or never came."""


@dataclass(frozen=True, slots=True, repr=False)
class Epoch:
    """A key that is here. *devices*, *entry* and *author* are missing until the entry that announces it has come."""

    compartment: bytes
    hash: bytes
    key: bytes = field(repr=False)
    devices: frozenset[bytes]
    entry: EntryId | None
    author: bytes = b""


def hash_of(key: bytes) -> bytes:
    """What an entry says of an epoch key, and what names it."""
    return label_hash(EPOCH_LABEL, key)


# ------------------------------------------------------------------------------------------ which there are


def known(book: Casebook) -> tuple[Epoch, ...]:
    """Every epoch whose key is here, of every compartment: what a pack can be recognised by."""
    return tuple(epoch for compartment in compartments(book) for epoch in held(book, compartment))


def held(book: Casebook, compartment: bytes) -> tuple[Epoch, ...]:
    """The epochs of *compartment* whose keys are here, in the order of their hashes."""
    said = {each.hash: each for each in announcing.announced(book.db, compartment)}
    keyring, prefix = book.safe.keyring, _prefix(compartment)
    found = []
    for name in keyring.secrets(prefix):
        digest = bytes.fromhex(name.removeprefix(prefix))
        one, key = said.get(digest), keyring.secret(name)
        if one is None:
            found.append(Epoch(compartment, digest, key, frozenset(), None))
        else:
            found.append(Epoch(compartment, digest, key, one.devices, one.where.entry, one.where.public))
    return tuple(found)


def in_force(book: Casebook, compartment: bytes) -> tuple[bytes, ...]:
    """The hashes of the epochs held here that no newer one replaced: what a receipt tells (unit ``keys``)."""
    return tuple(epoch.hash for epoch in _in_force(book, compartment))


def has_untold(book: Casebook, compartment: bytes, told: object) -> bool:
    """Whether a key of somebody else's came that the last receipt, which told *told*, did not confirm."""
    confirmed = told if isinstance(told, tuple) else ()
    return any(
        epoch.hash not in confirmed and epoch.author != book.own.public
        for epoch in _in_force(book, compartment)
    )


def _in_force(book: Casebook, compartment: bytes) -> list[Epoch]:
    gone = keyrules.replaced(_made(announcing.announced(book.db, compartment)))
    return [epoch for epoch in held(book, compartment) if epoch.entry and epoch.hash not in gone]


def written_under(book: Casebook, compartment: bytes) -> tuple[Epoch, ...]:
    """The epochs that may be written under now: none, one, or several where some rotated apart."""
    here = {epoch.hash: epoch for epoch in held(book, compartment)}
    made = _made(announcing.announced(book.db, compartment))
    return tuple(here[one.hash] for one in keyrules.fit(made, live(book, compartment), here))


def current(book: Casebook, compartment: bytes) -> Epoch | None:
    """The epoch to write under; `None` if there is none for exactly the live devices, whose key is here."""
    here = {epoch.hash: epoch for epoch in held(book, compartment)}
    made = _made(announcing.announced(book.db, compartment))
    chosen = keyrules.usable(made, live(book, compartment), here)
    return None if chosen is None else here[chosen.hash]


def _made(said: Iterable[Announced]) -> list[Made]:
    return [Made(each.hash, each.devices, each.after) for each in said]


def compartments(book: Casebook) -> tuple[bytes, ...]:
    """The compartments of which any key is here, sorted."""
    named = {bytes.fromhex(name.split("/")[1]) for name in book.safe.keyring.secrets(_NAMES)}
    return tuple(sorted(named))


def _prefix(compartment: bytes) -> str:
    return f"{_NAMES}{compartment.hex()}/"


# ------------------------------------------------------------------------------------------ rotating


def ensure(book: Casebook, compartment: bytes) -> Epoch:
    """The epoch to write under, made if need be. Raises `NotAmongThem` and as `Casebook.record`.

    Inside a transaction it belongs to that; outside it makes its own.
    """
    if book.own.public not in live(book, compartment):
        raise NotAmongThem
    return current(book, compartment) or rotate(book, compartment)


def rotate(book: Casebook, compartment: bytes) -> Epoch:
    """A new epoch for the live devices, announced in one entry of that compartment's own feed. Raises as `ensure`.

    Those in force until now are replaced; their keys stay until nothing under them is on its way any more.
    """
    devices = live(book, compartment)
    if book.own.public not in devices:
        raise NotAmongThem
    key = book.random(32)
    digest = hash_of(key)
    made = _made(announcing.announced(book.db, compartment))
    after = tuple(sorted({one.hash for one in made} - keyrules.replaced(made)))
    record = announcing.epoch_id(digest)
    changes = [
        Change(record, announcing.EPOCH_KIND, announcing.KEY, Op.SET, (digest, tuple(sorted(devices))))
    ]
    if after:
        changes.append(Change(record, announcing.EPOCH_KIND, announcing.AFTER, Op.SET, after))

    with transaction(book):
        # The key first: an entry without its key would be an epoch nobody can write under.
        keep(book, compartment, key)
        made_here = book.append(Verb.EPOCH, changes, None, homes={record: compartment})
    return Epoch(compartment, digest, key, devices, made_here[-1].id, book.own.public)


@contextlib.contextmanager
def transaction(book: Casebook) -> Iterator[None]:
    """The transaction that is open; or one of its own, after which the head moves on."""
    if book.db.in_transaction:
        yield
        return
    with book.db.transaction():
        yield
    book.anchor()


# ------------------------------------------------------------------------------------------ keys that came


@dataclass(frozen=True, slots=True)
class Learnt:
    """Of keys that came: the hashes of those an entry here announces, which are kept, and of those that none does.

    The latter are refused: written again by whoever meant them, or written by somebody who lied.
    """

    kept: tuple[bytes, ...]
    refused: tuple[bytes, ...]


def keep(book: Casebook, compartment: bytes, key: bytes) -> bytes:
    """Keep a key of *compartment* that came from somebody whose words were compared (WELCOME); its hash.

    The entry that announces it may come later: until then nothing is written under it. Belongs inside a transaction.
    """
    digest = hash_of(key)
    book.safe.keyring.keep_secret(_prefix(compartment) + digest.hex(), key)
    return digest


def forget(book: Casebook, digest: bytes) -> bool:
    """Destroy the key with that hash, wherever it is kept. Belongs inside a transaction: see `sync.keeping`."""
    names = [name for name in book.safe.keyring.secrets(_NAMES) if name.endswith("/" + digest.hex())]
    for name in names:
        book.safe.keyring.destroy(name)
    return bool(names)


def learn(book: Casebook, keys: Iterable[bytes]) -> Learnt:
    """Keep those of *keys* that an entry here announces, after the entries that came with them were taken.

    The one-time key they came under is used up with the first that is new here. Belongs inside a transaction.
    """
    kept: list[bytes] = []
    refused: list[bytes] = []
    before = book.safe.keyring.secrets(_NAMES)
    for key in keys:
        digest = hash_of(key)
        said = announcing.announced_as(book.db, digest)
        for each in said:
            keep(book, each.where.compartment, key)
        (kept if said else refused).append(digest)
    if book.safe.keyring.secrets(_NAMES) != before:
        onetime.note_used(book)
    return Learnt(tuple(kept), tuple(refused))


def lacking(book: Casebook) -> tuple[Announced, ...]:
    """Epochs in force that are meant for this device, and whose key has not come: a teammate's letter is under way."""
    found = []
    for compartment in (places.team(book.db), *places.others(book.db)):
        said = announcing.announced(book.db, compartment)
        here = {epoch.hash for epoch in held(book, compartment)}
        gone = keyrules.replaced(_made(said)) | here
        found += [each for each in said if book.own.public in each.devices and each.hash not in gone]
    return tuple(found)
