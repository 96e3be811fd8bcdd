"""What partners encrypt to us with stock `age` opens here and nowhere else."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest

import books
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import backups, receiving_key, sealing
from casebook.casework.book import Casebook, CasebookCopied
from casebook.casework.receiving_key import has_recipient, open_sealed, our_recipient, renew_recipient
from casebook.casework.restoring import restore
from casebook.casework.sealing import RecipientOpensHere
from casebook.formats import age
from casebook.journal import log
from casebook.vault import copying
from casebook.vault.faults import NoSuchKey
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening

PLAIN = b"PK\3\4 what a partner sends" * 5_000


def sent(recipient: str) -> bytes:
    """Encrypted with the stock tool."""
    return subprocess.run(["age", "-r", recipient], input=PLAIN, capture_output=True, check=True).stdout


def test_what_stock_age_encrypts_to_us_opens(book: Casebook) -> None:
    assert not has_recipient(book)
    recipient = our_recipient(book)
    assert (our_recipient(book), has_recipient(book)) == (recipient, True)
    assert age.parse_recipient(recipient) == recipient
    found = io.BytesIO()
    open_sealed(book, io.BytesIO(sent(recipient)), found)
    assert found.getvalue() == PLAIN


def test_what_is_for_others_or_damaged_does_not(book: Casebook) -> None:
    with pytest.raises(NoSuchKey):
        open_sealed(book, io.BytesIO(b""), io.BytesIO())
    mine = sent(our_recipient(book))
    with pytest.raises(age.NotForThisIdentity):
        open_sealed(book, io.BytesIO(sent(age.Identity.made().recipient)), io.BytesIO())
    for damaged in (mine[:-1], mine[:-40] + bytes(40), b"PK\3\4", b""):
        with pytest.raises(age.AgeDamaged):
            open_sealed(book, io.BytesIO(damaged), io.BytesIO())


def test_it_is_there_after_closing_and_in_no_copy(book: Casebook, tmp_path: Path) -> None:
    recipient = our_recipient(book)
    key = Secret(bytes(range(32)))
    copying.export_copy(book.safe, tmp_path / "copy", key, progress=Progress())
    book.close()
    again = books.reopen(tmp_path / "book")
    assert our_recipient(again) == recipient
    again.close()
    opening = Opening(Secret("granite heron ladder"))
    with books.derived_once():
        other = restore(tmp_path / "copy", key, tmp_path / "other", opening, kdf=CHEAPEST)
    assert not has_recipient(other)
    assert our_recipient(other) != recipient
    other.close()


def test_a_renewed_one_opens_only_what_comes_after(book: Casebook) -> None:
    before = our_recipient(book)
    after = renew_recipient(book)
    assert our_recipient(book) == after != before
    with pytest.raises(age.NotForThisIdentity):
        open_sealed(book, io.BytesIO(sent(before)), io.BytesIO())


def test_a_casebook_cannot_be_sealed_to_its_own_key(book: Casebook) -> None:
    with pytest.raises(RecipientOpensHere) as refused:
        sealing.check_recipients(book, [our_recipient(book)], Progress())
    assert (refused.value.number, refused.value.where) == (1, "device")


def test_a_copy_makes_no_key(book: Casebook) -> None:
    with book.db.transaction():
        log.note(book.db, "copied", b"1")
    with pytest.raises(CasebookCopied):
        our_recipient(book)
    assert not has_recipient(book)


def test_the_private_key_is_nowhere_but_in_the_keyring(book: Casebook) -> None:
    our_recipient(book)
    rows = book.db.execute("SELECT private FROM private_key WHERE name = ?", (receiving_key.RECEIVING_KEY,))
    private = bytes(rows[0][0])
    assert len(private) == 32
    assert all(private not in part for entry in log.entries(book.db) for part in entry.parts if part)
    assert backups.backups(book) == ()
