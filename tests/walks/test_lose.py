"""The walk *lose* of docs/walks.md: kept on paper and on another disk, erased, taken, and gone on with elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import books
import lists
from casebook.base.ids import RecordId
from casebook.base.secret import Secret
from casebook.casework import backing_up, backups, erasing, health, keys, records, recovery
from casebook.casework.book import Casebook
from casebook.casework.exposure import Danger, exposure
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.vault import recovery as papers
from casebook.vault.backups import CardMissing
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening

NEW = "reed willow harbour crane ferry lantern"
ERASED = "Her cousin drives the grey van to the quarry."


@dataclass
class Life:
    """Where everything of one casebook lies."""

    book: Casebook
    person: RecordId
    note: RecordId
    stick: Path
    drawer: Path
    mine: Opening


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    stick, drawer = tmp_path / "stick", tmp_path / "drawer"
    for folder in (stick, drawer):
        folder.mkdir()
    with books.derived_once():
        book = books.make(tmp_path / "Notes", "Heron")
        person = lists.person(book, "Marat Oskenov", protection="always")
        note = lists.record(book, "note", title="Van", remarks=ERASED)
        yield Life(book, person, note, stick, drawer, Opening(Secret(books.PASSPHRASE)))
        book.close()


def test_lose(life: Life, tmp_path: Path) -> None:
    """Two of three papers and the stick: the work goes on elsewhere, and what was erased stays gone."""
    book, mine = life.book, life.mine
    shares = recovery.make(book, mine, 2, 3, kdf=CHEAPEST)
    backing_up.make(book, mine, life.stick, life.drawer, kdf=CHEAPEST)
    erasing.erase(book, life.note, reason="consent-withdrawn")
    done = backing_up.after_erasure(book, mine, life.stick, life.drawer, kdf=CHEAPEST)
    keys.rekey(book, mine, kdf=CHEAPEST)
    assert (len(done.destroyed), done.left, book.rekey_due) == (1, (), False)

    folder = book.safe.folder
    book.close()
    shutil.rmtree(folder)

    newest = done.made.generation
    private = papers.from_seed(papers.combine(shares.words[1:]).seed).recovery_private.reveal()
    new = Opening(Secret(NEW))
    with pytest.raises(CardMissing):
        backups.restore_by_recovery(newest.folder, private, tmp_path / "no", new, kdf=CHEAPEST)
    elsewhere = backups.restore_by_recovery(
        newest.folder, private, tmp_path / "elsewhere", new, card=life.drawer, kdf=CHEAPEST
    )

    (worst, *_) = exposure(elsewhere).people
    assert (worst.record, worst.danger) == (life.person, Danger.PROTECTED)
    assert elsewhere.own.device != book.own.device
    assert not health.examine(elsewhere).damage
    assert ERASED.encode() not in books.raw(elsewhere)
    records.write(elsewhere, Verb.EDIT, [Set(life.person, "risk", "Warned on Sunday.")])
    assert elsewhere.need(life.person).value("risk") == "Warned on Sunday."
    elsewhere.close()
