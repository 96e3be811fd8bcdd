"""Shares of a real casebook: every k of them open it, no fewer, none of another set, and none that was renewed."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import books
from casebook.base.errors import Cancelled
from casebook.base.ids import RecordId
from casebook.base.progress import Progress, Step
from casebook.base.secret import Secret
from casebook.casework import erasing, keys, records, recovery
from casebook.casework.book import Casebook
from casebook.casework.opening import open_book
from casebook.casework.touched import Verb
from casebook.journal import log
from casebook.vault import safe as safes
from casebook.vault.faults import (
    AlreadyOpen,
    DatabaseMissing,
    EmptyPassphrase,
    HeadBehind,
    NotACasebook,
    WrongPassphrase,
)
from casebook.vault.keys import CHEAPEST
from casebook.vault.recovery import AnotherSheet, PublicHalves
from casebook.vault.shares import BadShareCounts, ForeignShares, TooFewShares
from casebook.vault.slots import Opening

MINE = Opening(Secret(books.PASSPHRASE))
LUIS = Opening(Secret("walnut harbour thimble"), label="Luis")
NEW = Opening(Secret("kestrel over the mill"), label="Aida")


@pytest.fixture(autouse=True)
def cheaply() -> Iterator[None]:
    with books.derived_once():
        yield


def add(book: Casebook, remarks: str) -> RecordId:
    person = book.new_id()
    records.write(book, Verb.ADD, [records.New(person, "person"), records.Set(person, "remarks", remarks)])
    return person


def make(book: Casebook, threshold: int, count: int, current: Opening = MINE) -> recovery.Shares:
    return recovery.make(book, current, threshold, count, kdf=CHEAPEST)


def open_with(folder: Path, texts: object, new: Opening = NEW) -> Casebook:
    return recovery.open_with_shares(folder, texts, new, kdf=CHEAPEST, wall=books.Wall())  # type: ignore[arg-type]  # a list of texts


def test_a_new_casebook_has_no_recovery_and_says_so(book: Casebook) -> None:
    assert recovery.status(book) == recovery.Status(set_up=False)
    with pytest.raises(recovery.NoRecovery):
        recovery.drill_here(book, [])
    with pytest.raises(recovery.NoRecovery):
        recovery.withdraw(book, MINE, kdf=CHEAPEST)


def test_what_was_made_is_known_afterwards_and_the_words_are_not_kept(book: Casebook) -> None:
    made = make(book, 2, 3)
    status = recovery.status(book)

    assert (status.set_up, status.threshold, status.count) == (True, 2, 3)
    assert status.fingerprint_words == made.fingerprint_words
    assert status.set_name == made.set_name
    assert status.admin == made.public.admin
    assert status.made_ms >= books.START_MS
    assert made.words[0] not in repr(made)
    decrypted = books.raw(book)
    for text in made.words:
        for start in range(2, 20 - 3):
            piece = " ".join(text.split()[start : start + 3]).encode()
            assert piece not in decrypted


@pytest.mark.parametrize(("threshold", "count"), [(2, 3), (3, 4), (1, 1)])
def test_every_subset_that_is_large_enough_opens_a_real_casebook(
    tmp_path: Path, threshold: int, count: int
) -> None:
    made_book = books.make(tmp_path / "book", "Heron")
    person = add(made_book, "kestrel")
    shares = make(made_book, threshold, count)
    made_book.close()

    for number, few in enumerate(itertools.combinations(shares.words, threshold)):
        folder = books.copy(tmp_path / "book", tmp_path / f"copy-{number}")
        opened = open_with(folder, few)
        assert opened.need(person).value("remarks") == "kestrel"
        opened.close()
    for few in itertools.combinations(shares.words, threshold - 1):
        before = (tmp_path / "book" / "keys").read_bytes()
        with pytest.raises(TooFewShares):
            open_with(tmp_path / "book", few)
        assert (tmp_path / "book" / "keys").read_bytes() == before


def test_after_the_shares_only_the_new_passphrase_opens_and_the_shares_still_do(book: Casebook) -> None:
    keys.add(book, MINE, LUIS, kdf=CHEAPEST)
    shares = make(book, 2, 3)  # Luis did not type his
    assert shares.emptied == ("Luis",)
    folder = book.safe.folder
    book.close()

    opened = open_with(folder, shares.words[:2])
    assert opened.safe.emptied == ("",)
    assert [(way.label, way.mine) for way in keys.ways(opened)] == [("Aida", True)]
    assert recovery.status(opened).fingerprint_words == shares.fingerprint_words
    add(opened, "written after")
    opened.close()

    for old in (MINE, LUIS):
        with pytest.raises(WrongPassphrase):
            open_book(folder, old.passphrase)
    again = open_book(folder, NEW.passphrase, wall=books.Wall())
    assert again.saved.entries == 2
    again.close()
    open_with(folder, shares.words[1:], MINE).close()
    open_book(folder, MINE.passphrase, wall=books.Wall()).close()


def test_renewed_shares_leave_the_old_ones_worthless(book: Casebook, tmp_path: Path) -> None:
    old = make(book, 2, 3)
    folder = book.safe.folder
    image = books.copy(folder, tmp_path / "january")
    new = make(book, 2, 2)
    add(book, "written after")
    book.close()

    assert {*old.words}.isdisjoint(new.words)
    with pytest.raises(recovery.SharesOfAnother):
        open_with(folder, old.words)
    with pytest.raises(ForeignShares):
        open_with(folder, [old.words[0], new.words[0]])
    # What was current in January does not open what came after, with January's file of keys beside it either.
    shutil.copy(image / "keys", folder / "keys")
    with pytest.raises(DatabaseMissing):
        open_with(folder, old.words)


def test_a_change_of_passphrase_keeps_the_shares(book: Casebook) -> None:
    shares = make(book, 2, 3)
    keys.change(book, MINE, NEW, kdf=CHEAPEST)
    folder = book.safe.folder

    assert recovery.status(book).fingerprint_words == shares.fingerprint_words
    book.close()
    open_with(folder, shares.words[::2], LUIS).close()


def test_shares_can_be_withdrawn(book: Casebook) -> None:
    shares = make(book, 2, 3)
    folder = book.safe.folder

    recovery.withdraw(book, MINE, kdf=CHEAPEST)

    assert recovery.status(book) == recovery.Status(set_up=False)
    book.close()
    with pytest.raises(recovery.SharesOfAnother):
        open_with(folder, shares.words)


def test_shares_of_another_casebook_open_nothing(book: Casebook, tmp_path: Path) -> None:
    other = books.make(tmp_path / "other", "Linden")
    theirs = make(other, 2, 3)
    other.close()
    make(book, 2, 3)

    with pytest.raises(recovery.SharesOfAnother):
        recovery.drill_here(book, theirs.words)
    folder = book.safe.folder
    book.close()
    with pytest.raises(recovery.SharesOfAnother):
        open_with(folder, theirs.words)
    books.reopen(folder).close()


def test_the_drill_leads_to_the_sheet(book: Casebook) -> None:
    shares = make(book, 2, 3)

    proof = recovery.drill(shares.words[1:], sheet=recovery.status(book).fingerprint_words)
    assert (proof.given, proof.threshold, proof.numbers) == (2, 2, (2, 3))
    assert recovery.drill_here(book, shares.words) == recovery.drill(shares.words)
    with pytest.raises(AnotherSheet):
        recovery.drill(shares.words, sheet=PublicHalves(bytes(32), bytes(32)).words())


def test_a_wrong_passphrase_makes_no_shares_and_changes_nothing(book: Casebook) -> None:
    first = make(book, 2, 3)
    before = (book.safe.folder / "keys").read_bytes()

    with pytest.raises(WrongPassphrase):
        recovery.make(book, NEW, 2, 3, kdf=CHEAPEST)
    with pytest.raises(BadShareCounts):
        recovery.make(book, MINE, 1, 3, kdf=CHEAPEST)

    assert (book.safe.folder / "keys").read_bytes() == before
    assert recovery.status(book).set_name == first.set_name
    sheets = book.db.execute("SELECT name FROM meta WHERE name LIKE 'recovery-sheet/%'")
    assert len(sheets) == 1


def test_a_sheet_noted_by_an_act_that_was_cut_off_is_not_taken_for_the_one_in_force(book: Casebook) -> None:
    first = make(book, 2, 3)
    folder = book.safe.folder
    other = recovery.prepare(2, 3)
    with book.db.transaction():
        log.note(
            book.db,
            recovery._name(other.public.recovery),
            log.noted(book.db, recovery._name(first.public.recovery)),
        )
    book.close()

    again = books.reopen(folder)
    assert recovery.status(again).fingerprint_words == first.fingerprint_words
    recovery.enact(again, MINE, other, kdf=CHEAPEST)
    assert recovery.status(again).fingerprint_words == other.fingerprint_words
    again.close()


def test_a_recovery_key_set_by_other_means_has_no_sheet(book: Casebook) -> None:
    keys.set_recovery(book, MINE, recovery.prepare(1, 1).public.recovery, kdf=CHEAPEST)

    assert recovery.status(book) == recovery.Status(set_up=True)


def test_opening_clears_what_an_erasure_left_due(book: Casebook) -> None:
    shares = make(book, 1, 1)
    person = add(book, "to be destroyed")
    erasing.erase(book, person, reason="consent-withdrawn", unit="remarks")
    assert book.rekey_due
    folder = book.safe.folder
    book.close()

    opened = open_with(folder, shares.words)

    assert not opened.rekey_due
    opened.close()


def test_what_cannot_be_a_passphrase_is_told_first_and_an_open_casebook_is_left_alone(book: Casebook) -> None:
    shares = make(book, 1, 1)
    folder = book.safe.folder

    with pytest.raises(EmptyPassphrase):
        open_with(folder, [], Opening(Secret("")))
    with pytest.raises(AlreadyOpen):
        open_with(folder, shares.words)
    with pytest.raises(NotACasebook):
        open_with(folder.parent, shares.words)


def test_a_casebook_that_went_back_is_refused_with_shares_too(book: Casebook) -> None:
    shares = make(book, 1, 1)
    folder = book.safe.folder
    book.close()
    database = next(path for path in folder.iterdir() if len(path.name) == 26)
    earlier = database.read_bytes()
    book = books.reopen(folder)
    add(book, "kestrel")
    book.close()
    database.write_bytes(earlier)

    with pytest.raises(HeadBehind):
        open_with(folder, shares.words)
    with pytest.raises(HeadBehind):  # and nobody holds the folder
        books.reopen(folder)


@pytest.mark.parametrize("stage", ["deriving-key", "copying-database", "noting-change"])
def test_stopped_before_the_change_the_old_passphrase_opens(book: Casebook, stage: str) -> None:
    shares = make(book, 2, 3)
    folder = book.safe.folder
    book.close()
    seen: list[str] = []

    def watch(step: Step) -> None:
        seen.append(step.stage)
        # "deriving-key" comes twice: once to open (cheap here), once for the new keys.
        if step.stage == stage and seen.count(stage) == (2 if stage == "deriving-key" else 1):
            progress.cancel()

    progress = Progress(watch)
    with pytest.raises(Cancelled):
        recovery.open_with_shares(
            folder, shares.words, NEW, kdf=CHEAPEST, progress=progress, wall=books.Wall()
        )

    books.reopen(folder).close()
    open_with(folder, shares.words[:2]).close()
    open_book(folder, NEW.passphrase, wall=books.Wall()).close()


def test_a_copy_under_another_key_can_be_opened_by_the_same_shares(book: Casebook) -> None:
    """The recovery box is renewed from the public half at every change of keys, without anybody's share."""
    shares = make(book, 2, 3)
    for _ in range(2):
        keys.rekey(book, MINE, kdf=CHEAPEST)
    folder = book.safe.folder
    book.close()

    vault = safes.unlock_by_recovery(folder, _private(shares), progress=Progress())
    assert vault.slot == -1
    vault.close()


def _private(shares: recovery.Shares) -> bytes:
    from casebook.vault import recovery as vault_recovery

    found = vault_recovery.combine(shares.words)
    return vault_recovery.from_seed(found.seed).recovery_private.reveal()


def test_modes_stay_private(book: Casebook) -> None:
    shares = make(book, 1, 1)
    folder = book.safe.folder
    book.close()
    open_with(folder, shares.words).close()

    assert {oct(path.stat().st_mode & 0o777) for path in folder.iterdir() if path.is_file()} == {"0o600"}
