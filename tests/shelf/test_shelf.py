"""Every casebook that was ever frozen opens, verifies, and says what it said then."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import books
from casebook.base.secret import Secret
from casebook.casework import check, evidence
from casebook.casework.conflicts import conflicts
from casebook.casework.opening import open_book
from drawing import drawing, edit

SHELF = sorted(Path(__file__).parent.glob("[0-9]*"))


def test_there_is_one_at_least() -> None:
    assert SHELF, "`make shelf` freezes one"


@pytest.mark.torture("T16", "every frozen casebook opens, verifies, says what it said, is written on")
@pytest.mark.parametrize("place", SHELF, ids=lambda place: place.name)
def test_it_says_what_it_said(place: Path, tmp_path: Path) -> None:
    expected = json.loads((place / "expected.json").read_text(encoding="utf-8"))
    folder = taken_down(place, tmp_path)

    book = open_book(folder, Secret(expected["passphrase"]))
    try:
        found = check.check(book)
        assert found.state.hex() == expected["state"]
        assert (found.records, found.files) == (expected["records"], expected["files"])
        assert drawing(book).splitlines() == expected["drawing"]
        assert len(conflicts(book)) == 1
        evidence.extract(book, books.the(book, "evidence")[0], tmp_path / "picture.png")
        assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG not really")
        edit(book, books.the(book, "person")[0], code_name="Egret")  # and it goes on being written
        check.check(book)
    finally:
        book.close()


def taken_down(place: Path, tmp_path: Path) -> Path:
    """A copy with the modes a casebook has; git keeps only one of them."""
    folder = shutil.copytree(place / "casebook", tmp_path / "casebook")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return folder
