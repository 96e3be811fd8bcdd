"""``casebook team BOOK keys``: what still opens old sticks, and closing it by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import books
import enrolling
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.sync import epochs
from casebook.vault import safe
from commands import PASSPHRASE, Desk, environment


@pytest.fixture
def alma(tmp_path: Path) -> tuple[Desk, epochs.Epoch]:
    """A casebook of a team of two, with one key in force and one that was replaced."""
    with books.derived_once():
        book = enrolling.found(tmp_path / "alma").book
        enrolling.take_in(book, tmp_path / "luis", "Luis").close()
    old = epochs.ensure(book, book.own.compartment)
    epochs.rotate(book, book.own.compartment)
    book.close()
    return Desk(tmp_path / "alma", tmp_path, environment(tmp_path)), old


def test_a_replaced_key_is_shown_with_whom_it_waits_for_and_closed_by_hand(
    alma: tuple[Desk, epochs.Epoch], tmp_path: Path
) -> None:
    desk, old = alma
    said = desk("team", "keys")
    assert said.code == 0, said.err
    assert old.hash.hex()[:12] in said.out
    assert "Luis" in said.out
    told = {each["key"]: each for each in desk.ok("team", "keys")["keys"]}
    assert (told[old.hash.hex()]["offered"], told[old.hash.hex()]["settled"]) == (True, False), "made in 2025"
    for wrong in (("close",), ("close", "00000000"), ("close", old.hash.hex()[:7]), ("open", old.hash.hex())):
        assert desk("team", "keys", *wrong).code != 0
    assert desk.ok("team", "keys", "close", old.hash.hex()[:12]) == {"closed": old.hash.hex()}
    assert old.hash.hex() not in desk("team", "keys").out
    vault = safe.unlock(tmp_path / "alma", Secret(PASSPHRASE), progress=Progress())
    assert not any(name.endswith(old.hash.hex()) for name in vault.keyring.secrets("epoch/"))
    vault.close()
