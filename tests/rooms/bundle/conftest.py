from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import books
from casebook.casework.book import Casebook
from exporting import NARRATIVE, Export

__all__ = ["NARRATIVE", "Export"]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    yield made
    made.close()


@pytest.fixture
def export(book: Casebook) -> Export:
    return Export(book)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Export]:
    """The same, once for the tests of a file that only read."""
    with books.derived_once():
        made = books.make(tmp_path_factory.mktemp("exported") / "book", "Heron")
    yield Export(made)
    made.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kilobytes. Only root may mount one: elsewhere the test is skipped aloud."""
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a small file system")
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
