"""Encryption to people (age-encryption.org/v1), by X25519 recipients alone.

Refused are SSH recipients, because the file then names the key it is for, and recipients of plugins, which
are programs we do not have. An X25519 recipient leaves no trace in the file but their number. What is
encrypted should be padded before (`stream.padme`): age hides nothing of its size. Opening is left to the
recipient's own `age`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol, cast

import pyrage
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from casebook.base.encode import label_hash
from casebook.base.errors import Damaged, Refused
from casebook.formats import wordlist

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer  # a name of the type checker's, not there when the program runs

RECIPIENT_LABEL: Final = b"casebook/recipient/1\0"
_LETTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_ANY_KEY: Final = X25519PrivateKey.from_private_bytes(bytes(32))


class RecipientProblem(StrEnum):
    """Why a text is not a recipient we encrypt to."""

    NONE = "none"
    MALFORMED = "malformed"
    SSH = "ssh"
    PLUGIN = "plugin"
    PRIVATE_KEY = "private-key"
    WEAK = "weak"


@dataclass(eq=False)
class BadRecipient(Refused):
    """The text is not an age recipient of the one kind we use. It may be somebody's private key."""

    problem: RecipientProblem


def parse_recipient(text: str) -> str:
    """The recipient in *text* (blanks around it do not count) in its one spelling. Raises `BadRecipient`."""
    recipient = text.strip()
    lower = recipient.lower()
    if lower.startswith("age-secret-key-"):
        raise BadRecipient(RecipientProblem.PRIVATE_KEY)
    if lower.startswith(("ssh-", "ecdsa-", "sk-")):
        raise BadRecipient(RecipientProblem.SSH)
    if re.fullmatch(r"age1[^\s1]+1\S+", lower):
        # The alphabet of the data holds no 1: this one closes a longer name, `age1yubikey1…`.
        raise BadRecipient(RecipientProblem.PLUGIN)
    try:
        canonical = str(pyrage.x25519.Recipient.from_str(recipient))
    except pyrage.RecipientError:
        raise BadRecipient(RecipientProblem.MALFORMED) from None
    if canonical != lower or recipient not in {lower, recipient.upper()}:
        raise BadRecipient(RecipientProblem.MALFORMED)
    _refuse_small_order(canonical)
    return canonical


def _refuse_small_order(recipient: str) -> None:
    """With a point of small order everybody could open the file; the library would stop the program instead."""
    try:
        _ANY_KEY.exchange(X25519PublicKey.from_public_bytes(_point(recipient)))
    except ValueError:
        raise BadRecipient(RecipientProblem.WEAK) from None


def point_of(recipient: str) -> bytes:
    """The X25519 public key (32 bytes) a recipient is. Raises `BadRecipient`."""
    return _point(parse_recipient(recipient))


def _point(canonical: str) -> bytes:
    number = 0
    for letter in canonical[len("age1") : -6]:
        number = number << 5 | _LETTERS.index(letter)
    return (number >> 4).to_bytes(32, "big")


def recipient_words(recipient: str, language: wordlist.Language = "en") -> tuple[str, ...]:
    """The recipient as 12 words, to be compared by voice before anything is encrypted to it."""
    return wordlist.words_of(
        label_hash(RECIPIENT_LABEL, parse_recipient(recipient).encode("ascii")), language
    )


def _keys(recipients: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    # Sorted: the order of the stanzas in the file says nothing about the order of the people.
    distinct = sorted({parse_recipient(text) for text in recipients})
    if not distinct:
        raise BadRecipient(RecipientProblem.NONE)
    return [pyrage.x25519.Recipient.from_str(text) for text in distinct]


def encrypt(plaintext: bytes, recipients: Sequence[str]) -> bytes:
    """*plaintext* for *recipients*, each of whom can open it alone. Raises `BadRecipient`."""
    return pyrage.encrypt(plaintext, _keys(recipients))


def encrypt_stream(source: BinaryIO | Chunks, sink: Writes, recipients: Sequence[str]) -> None:
    """As `encrypt`, from one open file into another, in flat memory.

    Raises `BadRecipient`, and whatever *source* or *sink* raised.
    """
    keys = _keys(recipients)
    reading, writing = _Watched(source), _WatchedSink(sink)
    try:
        pyrage.encrypt_io(cast("BinaryIO", reading), cast("BinaryIO", writing), keys)
    except (pyrage.EncryptError, OSError):
        _raise_first(reading, writing)
        raise


# ------------------------------------------------------------------ identities: who opens


@dataclass(eq=False)
class BadIdentity(Refused):
    """The text holds no private age key of the one kind we use, or something else beside one."""


@dataclass(eq=False)
class NotForThisIdentity(Refused):
    """The file was encrypted to other recipients."""


@dataclass(eq=False)
class AgeDamaged(Damaged):
    """It is no age file, or it was cut or changed."""


class Identity:
    """A private key in memory, never shown. One that is `made` here stands in no file and dies with the object."""

    def __init__(self, key: pyrage.x25519.Identity) -> None:
        self._key = key

    @classmethod
    def made(cls) -> Identity:
        """A new one."""
        return cls(pyrage.x25519.Identity.generate())

    @classmethod
    def of(cls, private: bytes) -> Identity:
        """The one of an X25519 private key, 32 bytes."""
        return cls(pyrage.x25519.Identity.from_str(_bech32("age-secret-key-", private).upper()))

    @property
    def recipient(self) -> str:
        """Its public half."""
        return str(self._key.to_public())

    def decrypt_stream(self, source: BinaryIO, sink: Writes) -> None:
        """Decrypt one stream into another in flat memory; what was written counts only once this returned.

        Raises `NotForThisIdentity`, `AgeDamaged`, and whatever *source* or *sink* raised.
        """
        reading, writing = _Watched(source), _WatchedSink(sink)
        try:
            pyrage.decrypt_io(cast("BinaryIO", reading), cast("BinaryIO", writing), [self._key])
        except (pyrage.DecryptError, OSError) as error:
            _raise_first(reading, writing)
            if "No matching keys" in str(error):
                raise NotForThisIdentity from None
            raise AgeDamaged from None


def parse_identities(text: str) -> tuple[Identity, ...]:
    """The private keys in an identity file as `age-keygen` writes it (comments and empty lines aside).

    Raises `BadIdentity`.
    """
    lines = [line.strip() for line in text.splitlines()]
    wanted = [line for line in lines if line and not line.startswith("#")]
    try:
        found = tuple(Identity(pyrage.x25519.Identity.from_str(line)) for line in wanted)
    except pyrage.IdentityError:
        raise BadIdentity from None
    if not found:
        raise BadIdentity
    return found


_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _bech32(name: str, data: bytes) -> str:
    """Bech32 (BIP-173), lower case: the one form in which the library takes a key."""
    count = -(-len(data) * 8 // 5)
    number = int.from_bytes(data, "big") << (count * 5 - len(data) * 8)
    values = [number >> 5 * place & 31 for place in reversed(range(count))]
    check = 1
    head = [*(ord(letter) >> 5 for letter in name), 0, *(ord(letter) & 31 for letter in name)]
    for value in (*head, *values, *(0,) * 6):
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate(_GENERATORS):
            check ^= generator if top >> i & 1 else 0
    check ^= 1
    ends = [check >> 5 * place & 31 for place in reversed(range(6))]
    return f"{name}1{''.join(_LETTERS[value] for value in (*values, *ends))}"


PRIVATE_KEY: Final = re.compile(rb"age-secret-key-1[0-9a-z]{58}", re.IGNORECASE)


def private_keys_in(data: bytes) -> Iterator[Identity]:
    """Private keys that stand anywhere in *data*."""
    for match in PRIVATE_KEY.findall(data):
        try:
            yield Identity(pyrage.x25519.Identity.from_str(match.decode("ascii").upper()))
        except pyrage.IdentityError:
            continue  # looks like one, and its checksum says that it is none


# ------------------------------------------------------------------ streams the library reads and writes


class Writes(Protocol):
    """All that is asked of a sink."""

    def write(self, data: bytes, /) -> int:
        """Take *data* whole."""


class Chunks(io.RawIOBase):
    """What an iterator yields, as an open file for reading."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """The next bytes; 0 at the end."""
        target = memoryview(buffer).cast("B")
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        count = min(len(target), len(self._rest))
        target[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


class _Watched:
    """A source whose own error is kept: the library would turn it into a text."""

    def __init__(self, source: BinaryIO | io.RawIOBase) -> None:
        self._source = source
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._source.read(size) or b""
        except BaseException as error:
            self.error = error
            raise


class _WatchedSink:
    """The same of a sink."""

    def __init__(self, sink: Writes) -> None:
        self._sink = sink
        self.error: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            self._sink.write(data)
        except BaseException as error:
            self.error = error
            raise
        return len(data)

    def flush(self) -> None:
        """Whoever opened the sink flushes it."""


def _raise_first(*watched: _Watched | _WatchedSink) -> None:
    for each in watched:
        if each.error is not None:
            raise each.error from None
