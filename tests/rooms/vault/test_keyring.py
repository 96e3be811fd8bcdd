"""Private keys live in the encrypted database and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from casebook.vault import keyring, keys
from casebook.vault.database import Database
from casebook.vault.faults import NoSuchKey
from casebook.vault.keyring import Keyring


@pytest.fixture
def ring(database: Database) -> Keyring:
    database.script(keyring.SCHEMA)
    return Keyring(database)


def test_signing(ring: Keyring) -> None:
    public = ring.make_signing("device")
    assert ring.public("device") == public
    keys.verify(public, ring.sign("device", b"m"), b"m")


def test_exchange(ring: Keyring) -> None:
    public = ring.make_exchange("device")
    assert ring.exchange_public("device") == public
    assert ring.unseal("device", keys.seal(public, b"m", b"i"), b"i") == b"m"


def test_a_name_stands_for_one_key_of_each_sort(ring: Keyring) -> None:
    signing = ring.make_signing("device")
    ring.make_exchange("device")
    ring.make_signing("organisation")
    assert ring.names() == ("device", "organisation")
    with pytest.raises(ValueError, match="already"):
        ring.make_signing("device")
    assert ring.public("device") == signing


def test_a_destroyed_key_is_gone(ring: Keyring, database: Database, tmp_path: Path) -> None:
    ring.make_signing("device")
    private = bytes(database.execute("SELECT private FROM private_key")[0][0])
    ring.destroy("device")
    for ask in (ring.public, ring.exchange_public, lambda name: ring.sign(name, b"m")):
        with pytest.raises(NoSuchKey) as caught:
            ask("device")
        assert caught.value.name == "device"
        assert str(caught.value) == repr(caught.value) == "NoSuchKey"
    with database.attaching():
        database.execute("ATTACH ? AS plain KEY ''", (str(tmp_path / "plain"),))
        database.execute("SELECT sqlcipher_export('plain')")
        database.execute("DETACH plain")
    assert private not in (tmp_path / "plain").read_bytes()
    assert ring.make_signing("device")


def test_a_key_is_not_on_disk_in_clear(ring: Keyring, database: Database) -> None:
    ring.make_signing("device")
    private, public = database.execute("SELECT private, public FROM private_key")[0]
    on_disk = database.path.read_bytes()
    assert bytes(private) not in on_disk
    assert bytes(public) not in on_disk
