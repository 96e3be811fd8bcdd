"""Casebooks for commands, made at the cheapest real cost."""

from __future__ import annotations

from pathlib import Path

import pytest

import books
from casebook.base.secret import Secret
from casebook.casework.opening import create_book
from casebook.vault.keys import CHEAPEST
from commands import PASSPHRASE, Desk, Published, environment, fill


@pytest.fixture(scope="session")
def empty_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A casebook nobody has written in, closed."""
    folder = tmp_path_factory.mktemp("template") / "book"
    create_book(folder, Secret(PASSPHRASE), name="Harbour Group", author="A7", kdf=CHEAPEST).close()
    return folder


@pytest.fixture
def desk(empty_book: Path, tmp_path: Path) -> Desk:
    """A fresh casebook of the test's own."""
    folder = tmp_path / "book"
    books.moved(empty_book, folder)
    return Desk(folder, tmp_path, environment(tmp_path))


@pytest.fixture(scope="session")
def published(empty_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Made once; tests that change it take a copy."""
    home = tmp_path_factory.mktemp("published")
    folder = home / "book"
    books.moved(empty_book, folder)
    desk = Desk(folder, home, environment(home))
    ids = fill(desk)
    desk.ok("export", "--audience", "public", "--to", str(home / "out.zip"), "--purpose", "Published list")
    desk.ok("signer", "--to", str(home / "signers"))
    return Published(folder, home / "out.zip", home / "signers", ids)


@pytest.fixture
def public_desk(published: Published, tmp_path: Path) -> Desk:
    """A copy of the casebook that has exported."""
    folder = tmp_path / "book"
    books.moved(published.folder, folder)
    return Desk(folder, tmp_path, environment(tmp_path))
