"""Single bits flipped in every file of a casebook, closed or left by a kill; files cut short, older, exchanged.

Each is named (a `Damaged` leaf) or proved without effect: opened, fully checked, and in the same canonical state
with the same files. Nothing else may happen: no wrong data, no error of ours.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import books
import dying
from casebook.base.errors import Damaged
from casebook.casework import check, erasing, evidence, keys, records
from casebook.casework.book import Casebook
from casebook.casework.opening import open_book
from casebook.casework.touched import Verb
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
from torture.table import Tally
from writer import passphrase

NO_EFFECT = "without effect"
MENDED = "mended from its twin, and told"


@dataclass(frozen=True)
class Shelved:
    """A closed casebook, every byte of it, and what its full check says."""

    folder: Path
    files: dict[Path, bytes]
    state: bytes
    kept: int

    @classmethod
    def of(cls, folder: Path) -> Shelved:
        book = books.reopen(folder)
        found = check.check(book)
        book.close()
        return cls(folder, _bytes(folder), found.state, found.files)

    def put_back(self) -> None:
        """Everything as it was."""
        for path in [path for path in self.folder.rglob("*") if path.is_file()]:
            if path not in self.files:
                path.unlink()
        for path, data in self.files.items():
            path.write_bytes(data)

    def judge(self) -> str:
        """The name of the damage, or that there was none."""
        try:
            book = books.reopen(self.folder)
            mended = book.safe.mended is not None
            try:
                found = check.check(book)
            finally:
                book.close()
        except Damaged as damage:
            return type(damage).__name__
        assert (found.state, found.files) == (self.state, self.kept), "other data, and nobody noticed"
        return MENDED if mended else NO_EFFECT


def _bytes(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.fixture(autouse=True)
def cheap_opening() -> Iterator[None]:
    with books.derived_once():
        yield


def fill(book: Casebook, tmp_path: Path, people: int = 60) -> None:
    """People, versions, an attached file, an erasure: something of everything a journal holds."""
    edits: list[records.Edit] = []
    made = [book.new_id() for _ in range(people)]
    for i, person in enumerate(made):
        edits += [
            records.New(person, "person"),
            records.Add(person, "aliases", (("alias", f"Heron {i}"),)),
            records.Set(person, "remarks", f"seen near the harbour on day {i} " * 20),
        ]
    records.write(book, Verb.IMPORT, edits, act=book.new_act())
    for person in made[:10]:
        records.write(book, Verb.EDIT, [records.Set(person, "remarks", "seen again")])
    paper = tmp_path / "paper.txt"
    paper.write_bytes(bytes(300_000))
    evidence.attach(book, made[0], paper)
    erasing.erase(book, made[1], reason="consent-withdrawn")


@pytest.fixture
def shelved(tmp_path: Path) -> Shelved:
    book = books.make(tmp_path / "book", "Heron")
    fill(book, tmp_path)
    book.close()
    return Shelved.of(tmp_path / "book")


def _kind(path: Path, folder: Path) -> str:
    if path.name in ("keys", "head", "lock"):
        return path.name
    return "file" if path.parent != folder else "journal" if path.name.endswith("-journal") else "database"


def tell(tally: Tally, outcomes: dict[str, Counter[str]]) -> None:
    """What each damage to each kind of file was called."""
    for kind, found in outcomes.items():
        tally.tried(found.total())
        tally.found(f"{kind}: " + ", ".join(f"{name} {count:,}" for name, count in found.most_common()))


@pytest.mark.torture("T6", "one bit of a closed casebook: its name, or no effect proved by the full check")
def test_bits_of_a_closed_casebook(shelved: Shelved, rounds: Callable[[int, int], int], tally: Tally) -> None:
    chance = random.Random(20250603)
    outcomes: dict[str, Counter[str]] = {}
    for path, data in shelved.files.items():
        if not data:
            continue
        found = outcomes.setdefault(_kind(path, shelved.folder), Counter())
        for _ in range(rounds(15, 1000)):
            shelved.put_back()
            path.write_bytes(flipped(data, chance.randrange(8 * len(data))))
            found[shelved.judge()] += 1
    assert set(outcomes) == {"keys", "head", "database", "file"}
    assert not any(found[NO_EFFECT] for found in outcomes.values()), "a bit that nothing checks"
    tell(tally, outcomes)


@pytest.fixture
def killed(shelved: Shelved) -> Shelved:
    """The same casebook after a kill in the middle of a transaction: half of it is in the database's pages."""
    child = subprocess.run(
        [sys.executable, dying.__file__, str(shelved.folder)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert child.returncode == -signal.SIGKILL
    files = _bytes(shelved.folder)
    database = next(path for path in files if _kind(path, shelved.folder) == "database")
    journal = next(path for path in files if _kind(path, shelved.folder) == "journal")
    assert len(files[journal]) > 20 * books.PAGE
    assert files[database] != shelved.files[database], "the kill came before any page was written"
    return Shelved(shelved.folder, files, shelved.state, shelved.kept)


@pytest.mark.torture("T7", "half a transaction left by a kill is taken back")
def test_what_a_kill_leaves_is_rolled_back(killed: Shelved) -> None:
    assert killed.judge() == NO_EFFECT


@pytest.mark.torture("T7", "half a transaction without the file that takes it back")
def test_a_kill_without_the_journal_file_is_noticed(killed: Shelved) -> None:
    """The half transaction stands in the database, and what would take it back is gone."""
    next(path for path in killed.files if path.name.endswith("-journal")).unlink()
    assert killed.judge() != NO_EFFECT


@pytest.mark.torture("T7", "the number of pages in it, bit by bit")
def test_a_journal_file_that_tells_of_a_giant_database_is_not_believed(killed: Shelved, tally: Tally) -> None:
    """One flipped bit of the number of pages, and the engine would make the file a terabyte long."""
    journal = next(path for path in killed.files if path.name.endswith("-journal"))
    database = next(path for path in killed.files if _kind(path, killed.folder) == "database")
    tally.tried(32)
    for bit in range(8 * 16, 8 * 20):
        killed.put_back()
        journal.write_bytes(flipped(killed.files[journal], bit))
        assert killed.judge() != NO_EFFECT
        assert database.stat().st_size <= 2 * len(killed.files[database])


@pytest.mark.torture("T7", "one bit of the file a kill left: named, or no effect")
def test_bits_of_the_journal_file_a_kill_left(
    killed: Shelved, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    chance = random.Random(20250604)
    journal = next(path for path in killed.files if path.name.endswith("-journal"))
    database = next(path for path in killed.files if _kind(path, killed.folder) == "database")
    data = killed.files[journal]
    found: Counter[str] = Counter()
    # The header and the page numbers are few bytes and decide most: half of the flips fall there.
    heads = [0, *range(512, len(data) - 4, books.PAGE + 8)]
    for i in range(rounds(20, 200)):
        killed.put_back()
        at = 8 * chance.choice(heads) + chance.randrange(8 * 28) if i % 2 else chance.randrange(8 * len(data))
        journal.write_bytes(flipped(data, at))
        found[killed.judge()] += 1
        assert database.stat().st_size <= 2 * len(killed.files[database])
    tell(tally, {"journal": found})


# ------------------------------------------------------------------ cut short, older, exchanged


@pytest.mark.torture(
    "T8", "every file cut at 0, 1, 16, 4095, 4096, half, -4096, -1; 1, 16, 4096 bytes of noise appended"
)
def test_files_cut_short_or_made_longer(shelved: Shelved, tally: Tally) -> None:
    outcomes: dict[str, Counter[str]] = {}
    for path, data in shelved.files.items():
        if not data:
            continue
        kind = _kind(path, shelved.folder)
        sizes = sorted({0, 1, 16, 4095, 4096, len(data) // 2, len(data) - 4096, len(data) - 1})
        for size in (size for size in sizes if 0 <= size < len(data)):
            shelved.put_back()
            path.write_bytes(data[:size])
            outcome = shelved.judge()
            outcomes.setdefault(f"{kind} cut", Counter())[outcome] += 1
            # `keys` is the same block twice: cut in the second copy it is mended from the first.
            assert outcome != NO_EFFECT
            assert outcome != MENDED or (kind == "keys" and size >= len(data) // 2)
        for more in (1, 16, 4096):
            shelved.put_back()
            path.write_bytes(data + random.Random(more).randbytes(more))
            outcomes.setdefault(f"{kind} longer", Counter())[shelved.judge()] += 1
    tell(tally, outcomes)


@pytest.mark.torture("T8", "database, head or a file missing")
def test_missing_files(shelved: Shelved) -> None:
    for path in shelved.files:
        kind = _kind(path, shelved.folder)
        if kind in ("database", "head", "file"):
            shelved.put_back()
            path.unlink()
            assert shelved.judge() != NO_EFFECT, kind


@pytest.mark.torture("T9", "the database of an earlier day beside a later head")
def test_an_older_database_is_named(shelved: Shelved) -> None:
    """Put back alone, with the head of later: the most likely of all mishaps, and of all tricks."""
    book = books.reopen(shelved.folder)
    records.write(book, Verb.EDIT, [records.Set(books.the(book, "person")[0], "remarks", "later")])
    book.close()
    database = next(path for path in shelved.files if _kind(path, shelved.folder) == "database")
    database.write_bytes(shelved.files[database])
    assert shelved.judge() == "HeadBehind"


@pytest.mark.torture("T9", "the head of an earlier day beside a later database")
def test_an_older_head_is_without_effect(shelved: Shelved) -> None:
    book = books.reopen(shelved.folder)
    records.write(book, Verb.EDIT, [records.Set(books.the(book, "person")[0], "remarks", "later")])
    book.close()
    later = Shelved.of(shelved.folder)
    (shelved.folder / "head").write_bytes(shelved.files[shelved.folder / "head"])
    assert later.judge() == NO_EFFECT


@pytest.mark.torture("T10", "keys of before a change of passphrase")
def test_older_keys_beside_a_newer_database_are_named(shelved: Shelved) -> None:
    book = books.reopen(shelved.folder)
    keys.change(book, Opening(passphrase(0)), Opening(passphrase(1)), kdf=CHEAPEST)
    book.close()
    (shelved.folder / "keys").write_bytes(shelved.files[shelved.folder / "keys"])
    assert shelved.judge() == "DatabaseMissing"


@pytest.mark.torture("T10", "each file of another casebook")
def test_files_of_another_casebook_are_named(shelved: Shelved, tmp_path: Path) -> None:
    book = books.make(tmp_path / "other", "Tern")
    fill(book, tmp_path, people=3)
    book.close()
    other = {_kind(p, tmp_path / "other"): d for p, d in _bytes(tmp_path / "other").items()}
    for path in shelved.files:
        kind = _kind(path, shelved.folder)
        if kind != "lock":
            shelved.put_back()
            path.write_bytes(other[kind])
            assert shelved.judge() != NO_EFFECT, kind


@pytest.mark.torture("T10", "two attached files exchanged")
def test_two_files_exchanged_are_named(shelved: Shelved, tmp_path: Path) -> None:
    book = books.reopen(shelved.folder)
    paper = tmp_path / "other.txt"
    paper.write_bytes(bytes(300_000))
    evidence.attach(book, books.the(book, "person")[0], paper)
    book.close()
    both = Shelved.of(shelved.folder)
    one, two = (path for path in both.files if _kind(path, both.folder) == "file")
    one.write_bytes(both.files[two])
    two.write_bytes(both.files[one])
    assert both.judge() == "BadStream"


@pytest.mark.torture("T10", "single pages of an older database")
def test_pages_put_back_one_by_one_are_noticed(shelved: Shelved, tally: Tally) -> None:
    """The engine has no freshness: an older page opens well. The signed journal and the tables tell."""
    book = books.reopen(shelved.folder)
    person = books.the(book, "person")[0]
    records.write(book, Verb.EDIT, [records.Set(person, "remarks", "later " * 30)])
    book.close()
    later = Shelved.of(shelved.folder)
    database = next(path for path in later.files if _kind(path, later.folder) == "database")
    old, new = shelved.files[database], later.files[database]
    changed = [
        at
        for at in range(0, min(len(old), len(new)), books.PAGE)
        if old[at : at + 4096] != new[at : at + 4096]
    ]
    assert len(changed) > 5
    unnoticed = 0
    for at in changed:
        later.put_back()
        database.write_bytes(new[:at] + old[at : at + books.PAGE] + new[at + books.PAGE :])
        unnoticed += later.judge() == NO_EFFECT
    assert unnoticed <= len(changed) // 2
    tally.tried(len(changed))
    tally.found(f"named {len(changed) - unnoticed}, without effect {unnoticed}")
    shutil.rmtree(later.folder)


def test_the_casebook_opens_again_when_everything_is_put_back(shelved: Shelved) -> None:
    shelved.put_back()
    book = open_book(shelved.folder, passphrase(0))
    assert check.check(book).state == shelved.state
    book.close()
