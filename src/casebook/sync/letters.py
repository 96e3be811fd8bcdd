"""Letters: how an epoch key comes to the devices it is for, on every stick until they have said that they have it.

A letter is sealed to the newest one-time key its device told in a receipt. Letters lie in frames under the team's
carrier key and not under an epoch key: whoever has to learn a key cannot recognise anything under it
(docs/decisions/030). They are opened before the packs of a stick and learnt after the entries of them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import CasebookError
from casebook.casework.book import Casebook
from casebook.journal import log
from casebook.journal import receipts as said
from casebook.sync import carrier, epochs, letterframes
from casebook.sync.epochs import Epoch
from casebook.sync.letterframes import FRAME_SIZE, Addressed, LettersDamaged
from casebook.sync.receipts import receipt_id
from casebook.vault import keys

_JOIN_KEY: Final = "join-key/"


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """The key of *epoch*, which *device* has not said it has. *one_time* is missing where no key of it is known.

    Then it learns the epoch from somebody who knows one, or once its first receipt has come.
    """

    epoch: Epoch
    device: bytes
    one_time: bytes | None


# ------------------------------------------------------------------------------------------ writing


def pending(book: Casebook) -> tuple[Letter, ...]:
    """What every stick carries: the keys written under now, for each live device that has not confirmed them.

    Whoever announced a key has it.
    """
    return tuple(
        Letter(epoch, device, one_time_of(book, device, compartment))
        for compartment in epochs.compartments(book)
        for epoch in epochs.written_under(book, compartment)
        for device in sorted(epoch.devices - {book.own.public, epoch.author})
        if epoch.hash not in confirmed(book, device, compartment)
    )


def frames(book: Casebook) -> list[bytes]:
    """Frames of 64 KiB with the letters that are pending: files of their own on a stick. Raises `NoCarrier`."""
    letters = [
        Addressed(letter.device, letter.one_time, letter.epoch.key)
        for letter in pending(book)
        if letter.one_time is not None
    ]
    return letterframes.frames(carrier.carrier(book), letters, book.random) if letters else []


def confirmed(book: Casebook, device: bytes, compartment: bytes) -> frozenset[bytes]:
    """The hashes of the epochs in force whose keys the device said it holds."""
    value = said.last_said(book.db, device, compartment, receipt_id(device, compartment), said.KEYS)
    hashes = value if isinstance(value, tuple) else ()
    return frozenset(each for each in hashes if isinstance(each, bytes))


def one_time_of(book: Casebook, device: bytes, compartment: bytes) -> bytes | None:
    """The newest one-time key known of *device*: told in that compartment, else in the team's, else in its JOIN."""
    for where in dict.fromkeys((compartment, book.own.compartment)):
        value = said.last_said(book.db, device, where, receipt_id(device, where), said.ONE_TIME)
        if isinstance(value, bytes) and _is_key(value):
            return value
    return log.noted(book.db, _JOIN_KEY + device.hex()) or None


def note_join_key(book: Casebook, device: bytes, public: bytes) -> None:
    """Keep the key of a JOIN, until the newcomer's first receipt tells another. Belongs inside a transaction."""
    log.note(book.db, _JOIN_KEY + device.hex(), keys.check_exchange_public(public))


def _is_key(public: bytes) -> bool:
    try:
        keys.check_exchange_public(public)
    except CasebookError:
        return False
    return True


# ------------------------------------------------------------------------------------------ reading


def recognises(book: Casebook, head: bytes) -> bool:
    """Whether a file that begins with *head* (64 bytes are enough) holds letters of this team."""
    return _has_carrier(book) and letterframes.is_letters(carrier.carrier(book), head)


def _has_carrier(book: Casebook) -> bool:
    return carrier.CARRIER in book.safe.keyring.secrets(carrier.CARRIER)


class Opening:
    """The letters of one stick, opened with this device's one-time keys: each letter once, in how many frames it lies.

    What others handed on lies there again and again, and to find out that a letter is for somebody else takes as long
    as to open it. Nothing is kept. To be dropped once the stick is read: it holds private keys.
    """

    def __init__(self, book: Casebook) -> None:
        self._device = book.own.public
        self._secret = carrier.carrier(book) if _has_carrier(book) else b""
        self._openers = [book.safe.keyring.opener(name) for name in book.safe.keyring.one_times()]
        self._known: dict[bytes, bytes | None] = {}

    def open(self, data: bytes) -> tuple[bytes, ...]:
        """The epoch keys that letters for this device hold in *data*, one frame or several.

        Packs can be recognised by them; `epochs.learn` keeps them after the entries of the same stick were taken.
        Raises `LettersDamaged` where any part of it is no whole frame of this team: then nothing of it counts.
        """
        if not data or len(data) % FRAME_SIZE or not self._secret:
            raise LettersDamaged
        slots = [
            slot for frame in letterframes.split(data) for slot in letterframes.slots_of(self._secret, frame)
        ]
        found = dict.fromkeys(map(self._opened, slots))
        return tuple(key for key in found if key is not None)

    def _opened(self, letter: bytes) -> bytes | None:
        digest = hashlib.sha256(letter).digest()
        if digest not in self._known:
            self._known[digest] = letterframes.unseal(letter, self._device, self._openers)
        return self._known[digest]


def open_frames(book: Casebook, data: bytes) -> tuple[bytes, ...]:
    """The same of *data* alone."""
    return Opening(book).open(data)
