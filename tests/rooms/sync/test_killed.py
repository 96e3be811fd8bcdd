"""I9: whoever is killed while a stick is taken holds each pack wholly or not at all, and takes the rest later."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import books
import enrolling
import taking_dying
from casebook.casework import check, evidence
from casebook.casework.book import Casebook
from casebook.sync import items, outgoing, pieces, reading, taking
from spoken import person


def remarks(book: Casebook) -> frozenset[str]:
    return frozenset(book.need(each).text("remarks") for each in books.the(book, "person"))


GROUPS = [frozenset(f"group {group}, person {n} " + "long" * 400 for n in range(8)) for group in range(3)]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A casebook, closed, and a stick with three packs for it: each says what the one before says, and more."""
    home = tmp_path_factory.mktemp("killed")
    stick = home / "stick"
    stick.mkdir()
    with books.derived_once():
        alma = enrolling.found(home / "alma").book
        luis = enrolling.take_in(alma, home / "luis", "Luis")
    for group in GROUPS:
        for text in sorted(group):
            about = person(alma, text)
        outgoing.write(alma, stick, outgoing.offer(alma))
    photo = home / "photo.jpg"
    photo.write_bytes(os.urandom(600_000))
    evidence.attach(alma, about, photo)
    outgoing.write(alma, stick, outgoing.offer(alma))
    alma.close()
    luis.close()
    return home / "luis", stick


def run(folder: Path, stick: Path, when: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, taking_dying.__file__, str(folder), str(stick), when],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module")
def counts(before: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[int, int]:
    """How many statements, and how many touches of files, taking the stick takes."""
    folder = books.copy(before[0], tmp_path_factory.mktemp("counted") / "luis")
    done = run(folder, before[1], "0")
    assert done.returncode == 0, done.stderr
    statements, touches = map(int, done.stdout.split())
    return statements, touches


@pytest.mark.parametrize("kind", ["", "file"])
@pytest.mark.parametrize("seed", range(6))
def test_killed_anywhere_it_holds_whole_packs(
    before: tuple[Path, Path], counts: tuple[int, int], tmp_path: Path, kind: str, seed: int
) -> None:
    folder, stick = books.copy(before[0], tmp_path / "luis"), before[1]
    last = random.Random(seed).randrange(1, counts[kind == "file"] + 1)
    done = run(folder, stick, f"{kind}-{last}")
    assert done.returncode == -signal.SIGKILL, done.stderr
    book = books.reopen(folder)
    here = remarks(book)
    assert here in {frozenset().union(*GROUPS[:n]) for n in range(len(GROUPS) + 1)}
    check.check(book)
    taking.take(book, reading.read(book, stick, run=items.here))
    assert remarks(book) == frozenset().union(*GROUPS)
    assert pieces.incomplete(book) == ()
    assert check.check(book).strays == ()
    book.close()
