"""A casebook on a stick as other systems format it: no owners, no modes, names in any case, files of limited size."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import books
import leaving_list
from casebook.base.secret import Secret
from casebook.casework import check, erasing, evidence, identity, keys, records
from casebook.casework.opening import open_book
from casebook.casework.touched import Verb
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
from torture import disks
from torture.table import Tally
from torture.test_kills import Known, kill_once, look

KINDS = {"FAT32": "vfat", "exFAT": "exfat", "NTFS": "ntfs"}
SIZE = 64 << 20
NEW = "orchard lantern ferry"


@pytest.mark.torture(
    "T15", "made, written, attached to, given new keys, erased from; unmounted, mounted, checked"
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_life_on_a_stick(kind: str, tmp_path: Path, tally: Tally) -> None:
    image, place = tmp_path / "image", tmp_path / "mnt"
    with disks.formatted(KINDS[kind], image, place, SIZE):
        book = books.make(place / "Book", "Heron")
        person = book.new_id()
        records.write(
            book, Verb.EDIT, [records.New(person, "person"), records.Set(person, "remarks", "lantern")]
        )
        paper = tmp_path / "paper"
        paper.write_bytes(os.urandom(700_000))
        kept, _ = evidence.attach(book, person, paper)
        gone, _ = evidence.attach(book, person, paper)
        keys.change(book, Opening(Secret(books.PASSPHRASE)), Opening(Secret(NEW)), kdf=CHEAPEST)
        erasing.erase(book, gone, reason="consent-withdrawn")
        book.close()
        names = sorted(path.name for path in (place / "Book").iterdir())
        assert "keys.old" not in names
        assert not [name for name in names if name.endswith((".part", "-journal"))]
        open_to_all = (place / "Book" / "keys").stat().st_mode & 0o077
    with disks.formatted(KINDS[kind], image, place, SIZE):
        book = open_book(place / "book" if (place / "book").exists() else place / "Book", Secret(NEW))
        identity.stay(
            book
        )  # by its path, where the disk has no number of its own: spelled otherwise, it is asked
        try:
            assert check.check(book).files == 1
            evidence.extract(book, kept, tmp_path / "again")
            assert book.need(person).text("remarks") == "lantern"
        finally:
            book.close()
    assert (tmp_path / "again").read_bytes() == paper.read_bytes()
    if open_to_all:
        tally.could_not(
            f"{kind}: modes for the owner alone; the disk has none, whoever holds it reads the ciphertext"
        )


@pytest.mark.torture("T15", "the writer killed on a stick: no acknowledged act is lost")
@pytest.mark.parametrize("kind", KINDS)
def test_kills_on_a_stick(kind: str, tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally) -> None:
    image, place = tmp_path / "image", tmp_path / "mnt"
    known, chance = Known(), random.Random(f"20250720 {kind}")
    with disks.formatted(KINDS[kind], image, place, SIZE):
        leaving_list.closed(place / "book")
        (place / "outside").mkdir()
    for _ in range(rounds(2, 25)):
        with disks.formatted(KINDS[kind], image, place, SIZE):
            under_way = kill_once(place / "book", place / "outside", known, chance)
        with disks.formatted(KINDS[kind], image, place, SIZE), books.derived_once():
            look(place / "book", place / "outside", known, under_way)
        tally.tried()
    done = known.done.total()
    tally.found(f"{kind}: {done} acts acknowledged, {known.cut.total() - known.cut['(between two)']} cut off")


_LIMITED = """
import sys
from pathlib import Path
import books
from casebook.base.errors import CasebookError
from casebook.base.words import translator
from casebook.casework import check, evidence
from casebook.wording import errors

book = books.reopen(Path(sys.argv[1]))
person = books.the(book, "person")[0]
try:
    evidence.attach(book, person, Path(sys.argv[2]))
except CasebookError as error:
    print(type(error).__name__, errors.sentence(error, translator("en")), sep="|")
evidence.attach(book, person, Path(sys.argv[3]))
print(check.check(book).files)
book.close()
"""


@pytest.mark.torture(
    "T15", "a file larger than the disk allows (4 GiB on FAT32; here a smaller limit of the process)"
)
def test_a_file_that_is_too_large_for_the_disk(tmp_path: Path, tally: Tally) -> None:
    book = books.make(tmp_path / "book", "Heron")
    person = book.new_id()
    records.write(book, Verb.EDIT, [records.New(person, "person"), records.Set(person, "remarks", "lantern")])
    book.close()
    large, small = tmp_path / "large", tmp_path / "small"
    large.write_bytes(bytes(5_000_000))
    small.write_bytes(bytes(500_000))

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4 << 20, 4 << 20))

    ended = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(tmp_path / "book"), str(large), str(small)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )
    said, files = ended.stdout.splitlines()
    assert said.startswith("FileTooLarge|"), said
    assert "4 GB" in said
    assert files == "1"
    assert len(list((tmp_path / "book" / "files").iterdir())) == 1
    tally.could_not(
        "4 GiB on a FAT32 disk itself: the limit is set for the process, the error is the same (EFBIG)"
    )
