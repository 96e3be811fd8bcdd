"""Backups under torture: every flipped bit is named, and the drill brings everything back on another machine."""

from __future__ import annotations

import hashlib
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import books
from casebook.base.errors import Damaged, Refused
from casebook.base.ids import RecordId
from casebook.base.secret import Secret
from casebook.casework import backing_up, backups, check, evidence, records, snapshot
from casebook.casework.book import Casebook
from casebook.casework.touched import Verb
from casebook.vault.keys import CHEAPEST
from casebook.vault.ledger import Generation
from casebook.vault.slots import Opening
from torture.table import Tally
from torture.test_flips import fill, flipped, tell

OPENING = Opening(Secret(books.PASSPHRASE))
GENERATIONS = 3
QUIET = "without effect"


@pytest.fixture(autouse=True)
def cheap_opening() -> Iterator[None]:
    with books.derived_once():
        yield


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    made = books.make(tmp_path / "book", "Heron")
    fill(made, tmp_path)
    yield made
    made.close()


def backed_up(book: Casebook, tmp_path: Path) -> Generation:
    (tmp_path / "stick").mkdir(exist_ok=True)
    return backing_up.make(book, OPENING, tmp_path / "stick", kdf=CHEAPEST).generation


def contents(book: Casebook) -> dict[RecordId, tuple[str, str]]:
    """The hash of all visible values of every record that speaks of the case, not of devices."""
    found = snapshot.take(book).records
    return {
        record: (held.kind, hashlib.sha256(repr(sorted(held.state.units.items())).encode()).hexdigest())
        for record, held in found.items()
        if held.kind not in ("device", "team", "roster")
    }


def attached(book: Casebook) -> dict[str, bytes]:
    """The SHA-256 of every file in the casebook, read from the files themselves."""
    digests = {}
    for record in books.the(book, "evidence"):
        kept = evidence.kept(book, record)
        with book.safe.files.open(kept.file, kept.key) as reader:
            digests[record.hex()] = hashlib.sha256(reader.read()).digest()
    return digests


def judged(one: Generation) -> str:
    """What reading the backup to its end says of it."""
    try:
        found = backups.verify_copy(one.folder, OPENING)
    except (Damaged, Refused) as error:
        return type(error).__name__
    return "damaged file named" if found.damaged else QUIET


@pytest.mark.torture("T6", "one bit of a backup: of its card, its database, its files")
def test_bits_of_a_backup(
    book: Casebook, tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    one = backed_up(book, tmp_path)
    assert judged(one) == QUIET
    chance = random.Random(20250730)
    outcomes: dict[str, Counter[str]] = {}
    for path in sorted(path for path in one.folder.rglob("*") if path.is_file()):
        kind = "card" if path.name == "card" else "file" if path.parent.name == "files" else "database"
        data = path.read_bytes()
        found = outcomes.setdefault(f"{kind} of a backup", Counter())
        for _ in range(rounds(8, 1000)):
            path.write_bytes(flipped(data, chance.randrange(8 * len(data))))
            outcome = judged(one)
            found["opened by its second copy" if (kind, outcome) == ("card", QUIET) else outcome] += 1
        path.write_bytes(data)
    assert len(outcomes) == 3
    assert not any(found[QUIET] for found in outcomes.values()), "a bit that nothing checks"
    tell(tally, outcomes)


@pytest.mark.torture(
    "T17", "the casebook is gone: the newest generation, restored elsewhere, holds every value and file"
)
def test_the_drill(book: Casebook, tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally) -> None:
    made = []
    people = books.the(book, "person")
    for number in range(rounds(GENERATIONS, 10)):
        records.write(book, Verb.EDIT, [records.Set(people[number], "remarks", f"generation {number}")])
        made.append(backed_up(book, tmp_path))
    held, files, before = contents(book), attached(book), {one.name for one in made}
    book.close()
    shutil.rmtree(tmp_path / "book")
    shutil.move(tmp_path / "stick", tmp_path / "another machine")
    newest = backups.found_in(tmp_path / "another machine")[0]
    assert newest.name == made[-1].name
    assert newest.name in before
    restored = backups.restore(newest, tmp_path / "restored", OPENING, kdf=CHEAPEST)
    try:
        assert contents(restored) == held
        assert attached(restored) == files
        assert check.check(restored).files == len(files)
        records.write(restored, Verb.EDIT, [records.Set(people[0], "remarks", "it goes on")])
    finally:
        restored.close()
    again = books.reopen(tmp_path / "restored")
    assert again.need(people[0]).text("remarks") == "it goes on"
    again.close()
    tally.tried(len(made))
    tally.found(
        f"{len(made)} generations made, the newest restored: {len(held)} records, {len(files)} files equal"
    )
