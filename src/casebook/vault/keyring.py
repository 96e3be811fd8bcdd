"""The device's private keys: made here, used here, never handed out, never in a backup.

They stand in the tables `private_key` and `kept_secret` of the encrypted database. A casebook restored from a
backup has none and becomes a new device.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import BinaryIO, Final

from casebook.formats import age
from casebook.vault import keys
from casebook.vault.database import Database
from casebook.vault.faults import NoSuchKey

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS private_key (
  name    TEXT NOT NULL,
  kind    TEXT NOT NULL CHECK (kind IN ('signing', 'exchange')),
  private BLOB NOT NULL,
  public  BLOB NOT NULL,
  PRIMARY KEY (name, kind)
) STRICT;
CREATE TABLE IF NOT EXISTS kept_secret (
  name    TEXT NOT NULL PRIMARY KEY,
  secret  BLOB NOT NULL
) STRICT;
"""
ONE_TIME: Final = "one-time/"
SECRET_SIZE: Final = 32


def one_time_name(public: bytes) -> str:
    """The name a one-time key has in the keyring of the device that made it."""
    return ONE_TIME + hashlib.sha256(public).hexdigest()


class Keyring:
    """The private keys of one open casebook. A name may stand for one signing and one exchange key.

    An exchange key is hybrid (for boxes between devices) or an age identity (X25519 alone): a name is for one of them.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def make_signing(self, name: str) -> bytes:
        """A new Ed25519 key under *name*; its public half, 32 bytes. The name must be free (`ValueError`)."""
        return self._keep(name, "signing", *keys.make_signing())

    def public(self, name: str) -> bytes:
        """The public half of a signing key, 32 bytes. Raises `NoSuchKey`."""
        return self._half(name, "signing", "public")

    def sign(self, name: str, message: bytes) -> bytes:
        """A 64-byte signature. *message* begins with the label of what is signed. Raises `NoSuchKey`."""
        return keys.sign(self._half(name, "signing", "private"), message)

    def make_exchange(self, name: str) -> bytes:
        """A new hybrid key under *name*; its public half, 1216 bytes. The name must be free."""
        return self._keep(name, "exchange", *keys.make_exchange())

    def exchange_public(self, name: str) -> bytes:
        """The public half of an exchange key, 1184 ‖ 32 bytes. Raises `NoSuchKey`."""
        return self._half(name, "exchange", "public")

    def unseal(self, name: str, box: bytes, info: bytes) -> bytes:
        """What `keys.seal` sealed to *name*. Raises `NoSuchKey`, `BoxDamaged`."""
        return self.opener(name)(box, info)

    def opener(self, name: str) -> Callable[[bytes, bytes], bytes]:
        """`unseal` of one name for many boxes. To be dropped soon: it holds the private key. Raises `NoSuchKey`."""
        return keys.opener(self._half(name, "exchange", "private"))

    def make_recipient(self, name: str) -> str:
        """A new age identity under *name*, which must be free of an exchange key; its recipient (``age1…``)."""
        private, public = keys.make_curve()
        self._keep(name, "exchange", private, public)
        return age.Identity.of(private).recipient

    def recipient(self, name: str) -> str:
        """The recipient (``age1…``) of an age identity. Raises `NoSuchKey`."""
        return self._identity(name).recipient

    def open_sealed(self, name: str, source: BinaryIO, sink: age.Writes) -> None:
        """Decrypt an age file in flat memory; what was written counts only once this returned.

        Raises `NoSuchKey`, `NotForThisIdentity`, `AgeDamaged`, and whatever *source* or *sink* raised.
        """
        self._identity(name).decrypt_stream(source, sink)

    def curve_publics(self) -> tuple[bytes, ...]:
        """The X25519 public keys (32 bytes) of every key that opens something, whatever it is for."""
        rows = self._database.execute("SELECT public FROM private_key WHERE kind = 'exchange' ORDER BY name")
        return tuple(bytes(row[0])[-32:] for row in rows)

    def make_one_time(self) -> bytes:
        """A new hybrid key that others are told of once; its public half, which names it (`one_time_name`)."""
        private, public = keys.make_exchange()
        return self._keep(one_time_name(public), "exchange", private, public)

    def one_times(self) -> dict[str, bytes]:
        """The one-time keys whose private halves are here: public halves by name, sorted by name."""
        rows = self._database.execute(
            "SELECT name, public FROM private_key WHERE kind = 'exchange' AND name LIKE ? ORDER BY name",
            (ONE_TIME + "%",),
        )
        return {row[0]: bytes(row[1]) for row in rows}

    def keep_secret(self, name: str, secret: bytes) -> None:
        """Keep 32 bytes under *name*; again the same is allowed, others under the same name are not (`ValueError`)."""
        if len(secret) != SECRET_SIZE:
            raise ValueError("a secret has 32 bytes")
        there = self._database.one("SELECT secret FROM kept_secret WHERE name = ?", (name,))
        if there is None:
            self._database.execute("INSERT INTO kept_secret VALUES (?, ?)", (name, secret))
        elif bytes(there[0]) != secret:
            raise ValueError("the name stands for another secret")

    def secret(self, name: str) -> bytes:
        """What `keep_secret` kept, 32 bytes. Raises `NoSuchKey`."""
        row = self._database.one("SELECT secret FROM kept_secret WHERE name = ?", (name,))
        if row is None:
            raise NoSuchKey(name)
        return bytes(row[0])

    def secrets(self, prefix: str) -> tuple[str, ...]:
        """The names of kept secrets that begin with *prefix*, sorted."""
        rows = self._database.execute("SELECT name FROM kept_secret ORDER BY name")
        return tuple(row[0] for row in rows if row[0].startswith(prefix))

    def names(self) -> tuple[str, ...]:
        """The names that stand for a key pair, sorted."""
        rows = self._database.execute("SELECT DISTINCT name FROM private_key ORDER BY name")
        return tuple(row[0] for row in rows)

    def rename(self, name: str, new: str) -> None:
        """From now on the keys of *name* stand under *new*, which must be free. Nothing happens if there is none."""
        self._database.execute("UPDATE private_key SET name = ? WHERE name = ?", (new, name))

    def destroy(self, name: str) -> None:
        """Delete every key and secret of *name*. The engine overwrites the rows; old disk blocks need a rekey."""
        self._database.execute("DELETE FROM private_key WHERE name = ?", (name,))
        self._database.execute("DELETE FROM kept_secret WHERE name = ?", (name,))

    def _keep(self, name: str, kind: str, private: bytes, public: bytes) -> bytes:
        taken = self._database.one("SELECT 1 FROM private_key WHERE name = ? AND kind = ?", (name, kind))
        if taken is not None:
            raise ValueError("the name stands for a key already")
        self._database.execute("INSERT INTO private_key VALUES (?, ?, ?, ?)", (name, kind, private, public))
        return public

    def _identity(self, name: str) -> age.Identity:
        return age.Identity.of(self._half(name, "exchange", "private"))

    def _half(self, name: str, kind: str, half: str) -> bytes:
        row = self._database.one(
            "SELECT private, public FROM private_key WHERE name = ? AND kind = ?", (name, kind)
        )
        if row is None:
            raise NoSuchKey(name)
        return bytes(row[0 if half == "private" else 1])
