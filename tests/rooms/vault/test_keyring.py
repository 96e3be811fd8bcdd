"""Private keys live in the encrypted database and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import books
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


def test_secrets(ring: Keyring) -> None:
    one, two = bytes(32), bytes(range(32))
    ring.keep_secret("epoch/00/ff", one)
    ring.keep_secret("epoch/00/ff", one)
    ring.keep_secret("epoch/01/ff", two)
    ring.keep_secret("carrier", two)
    assert (ring.secret("epoch/00/ff"), ring.secret("carrier")) == (one, two)
    assert ring.secrets("epoch/") == ("epoch/00/ff", "epoch/01/ff")
    assert ring.secrets("epoch_") == ()
    assert ring.names() == ()
    with pytest.raises(ValueError, match="another"):
        ring.keep_secret("carrier", one)
    with pytest.raises(ValueError, match="32"):
        ring.keep_secret("short", b"1")
    ring.destroy("carrier")
    with pytest.raises(NoSuchKey):
        ring.secret("carrier")
    assert ring.secrets("") == ("epoch/00/ff", "epoch/01/ff")


def test_one_time_keys_are_named_by_what_others_know_of_them(ring: Keyring) -> None:
    first, second = ring.make_one_time(), ring.make_one_time()
    assert ring.one_times() == {keyring.one_time_name(key): key for key in (first, second)}
    name = keyring.one_time_name(first)
    assert ring.unseal(name, keys.seal(first, b"m", b"i"), b"i") == b"m"
    assert {key[-32:] for key in (first, second)} == set(ring.curve_publics())
    ring.destroy(name)
    assert list(ring.one_times().values()) == [second]
    with pytest.raises(NoSuchKey):
        ring.unseal(name, keys.seal(first, b"m", b"i"), b"i")


def test_a_destroyed_secret_is_nowhere_in_the_database(ring: Keyring, database: Database) -> None:
    secrets = [os.urandom(32) for _ in range(40)]
    for number, secret in enumerate(secrets):
        ring.keep_secret(f"epoch/{number:02}", secret)
    raw = b"".join(books.pages(database.path, bytes(range(32))))
    assert all(secret in raw for secret in secrets)
    for number in range(0, 40, 2):
        ring.destroy(f"epoch/{number:02}")
    raw = b"".join(books.pages(database.path, bytes(range(32))))
    assert [secret in raw for secret in secrets] == [False, True] * 20
