"""Safes in a temporary folder: real SQLCipher, the cheapest derivation a reader accepts."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.vault import safe
from casebook.vault.database import Database
from casebook.vault.keys import CHEAPEST

PASSPHRASE = "ferry lantern orchard"


@pytest.fixture
def progress() -> Progress:
    return Progress()


@pytest.fixture
def key() -> Secret:
    return Secret(bytes(range(32)))


@pytest.fixture
def database(tmp_path: Path, key: Secret) -> Iterator[Database]:
    opened = Database.create(tmp_path / "database", key)
    yield opened
    opened.close()


@pytest.fixture
def make_safe(tmp_path: Path) -> Iterator[Callable[..., safe.Safe]]:
    """``make_safe("name")`` creates one with the passphrase of these tests; all are closed afterwards."""
    made: list[safe.Safe] = []

    def make(name: str = "casebook", passphrase: str = PASSPHRASE, **more: object) -> safe.Safe:
        created = safe.create(tmp_path / name, Secret(passphrase), kdf=CHEAPEST, progress=Progress(), **more)
        made.append(created)
        return created

    yield make
    for one in made:
        one.close()


@pytest.fixture
def unlock() -> Iterator[Callable[..., safe.Safe]]:
    """``unlock(folder)`` opens one; all are closed afterwards."""
    opened: list[safe.Safe] = []

    def open_it(folder: Path, passphrase: str = PASSPHRASE, **more: object) -> safe.Safe:
        one = safe.unlock(folder, Secret(passphrase), progress=Progress(), **more)
        opened.append(one)
        return one

    yield open_it
    for one in opened:
        one.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of four megabytes. Only root may mount one: elsewhere the test is skipped aloud."""
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a small file system")
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
