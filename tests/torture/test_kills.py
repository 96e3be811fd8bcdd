"""A process that saves, imports, erases, attaches, exports, changes its passphrase and locks is killed at any moment.

Afterwards every acknowledged act is there, the one that was under way happened wholly or not at all (I9), the
full check is clean, and what was erased stands nowhere on the disk.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import books
import leaving_list
import program
import writer
from casebook.base.ids import RecordId
from casebook.bundle import verify
from casebook.casework import backups, check
from casebook.casework.book import Casebook
from casebook.casework.opening import open_book
from casebook.vault.faults import WrongPassphrase
from casebook.vault.slots import Opening
from torture.table import Tally

PATIENCE_S = 120.0
LASTS_S = {"lock": 0.002, "export": 1.5, "import": 0.6, "passphrase": 0.4}
"""Kills fall within so many seconds after the act began: somewhere in it, sometimes just behind it."""
NOTHING: dict[str, Any] = {"begin": ""}


@dataclass
class Known:
    """What was acknowledged so far: texts of people by record, texts erased, bundles let out."""

    number: int = 0
    values: dict[str, str] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    bundles: list[str] = field(default_factory=list)
    whole: set[str] = field(default_factory=set)
    done: Counter[str] = field(default_factory=Counter)
    cut: Counter[str] = field(default_factory=Counter)
    backup: tuple[str, int] | None = None
    journals: int = 0
    children: int = 0

    def note(self, line: Any) -> None:
        """An act was acknowledged."""
        self.done[line["done"]] += 1
        match line["done"]:
            case "save":
                self.values[line["record"]] = line["value"]
            case "import":
                self.values.update(line.get("people", {}))
            case "erase":
                self.values.pop(line["record"], None)
                self.erased.add(line["value"])
            case "export":
                self.bundles.append(line["file"])
            case "passphrase":
                self.number = line["number"]
            case "backup":
                self.backup = (line["name"], line["number"])


def kill_once(
    folder: Path, outside: Path, known: Known, chance: random.Random, *, early: bool = False, during: str = ""
) -> dict[str, Any]:
    """Start the writer and kill its process group; returns the first line of the act that was under way.

    Most kills fall shortly after some act began, where transactions and renames are; some fall anywhere.
    With *during*, the writer does little else than that act, and they fall in it.
    """
    arguments = [str(folder), str(known.number), str(chance.randrange(1 << 30)), str(outside)]
    process = subprocess.Popen(
        [sys.executable, writer.__file__, *arguments, *(["early"] if early else []), *during.split()],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,
    )
    assert process.stdout is not None
    lines: list[dict[str, Any]] = []
    wanted = chance.randrange(1, 20)
    after = chance.random() * chance.choice([0.001, 0.004, 0.02, 0.3])
    if during:
        wanted, after = chance.randrange(1, 3), chance.random() * LASTS_S[during]
    buffer = b""
    end = time.monotonic() + PATIENCE_S
    while sum("begin" in line and during in ("", line["begin"]) for line in lines) < wanted:
        assert select.select([process.stdout], [], [], max(0, end - time.monotonic()))[0], "it stands still"
        piece = os.read(process.stdout.fileno(), 65536)
        assert piece, f"the writer ended by itself: {process.wait()}"
        *whole, buffer = (buffer + piece).split(b"\n")
        lines += map(json.loads, whole)
    time.sleep(after)
    children = [pid for pid in program.descendants(process.pid) if pid != process.pid]
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    program.until(
        lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), "the end of its children"
    )
    known.children += len(children)
    rest = buffer + process.stdout.read()
    process.stdout.close()
    lines += [json.loads(line) for line in rest.split(b"\n")[:-1]]
    under_way = NOTHING
    for line in lines:
        if "begin" in line:
            under_way = line
        elif "done" in line:
            under_way = NOTHING
            known.note(line)
    known.cut[under_way["begin"] or "(between two)"] += 1
    known.journals += any(path.stat().st_size for path in folder.glob("*-journal"))
    return under_way


def reopened(folder: Path, known: Known, under_way: dict[str, Any]) -> Casebook:
    """Opens with the passphrase that was acknowledged; if its change was cut off, with one of the two."""
    try:
        return open_book(folder, writer.passphrase(known.number))
    except WrongPassphrase:
        assert under_way["begin"] == "passphrase", "the acknowledged passphrase does not open"
        known.number = under_way["number"]
        return open_book(folder, writer.passphrase(known.number))


def look(folder: Path, outside: Path, known: Known, under_way: dict[str, Any]) -> None:
    """Hold everything that was promised against what is there after a kill."""
    book = reopened(folder, known, under_way)
    try:
        found = check.check(book)
        assert found.journal.forks == ()
        texts = dict(_texts(book))
        _settle(under_way, known, texts)
        assert {r: texts.get(r) for r in known.values} == known.values, "an acknowledged save is gone"
        assert set(texts) == set(known.values), "something is there that nobody acknowledged"
        data = books.raw(book)
        assert not [value for value in known.erased if value.encode() in data], "erased text is on the disk"
        there = sorted(outside.glob("bundle-*.zip"))
        assert len(books.the(book, "disclosure")) >= len(there), "an export is not recorded"
    finally:
        book.close()
    for path in there:
        if path.name not in known.whole:  # nobody writes over a bundle: once is enough
            verify.verify(path.read_bytes())  # whatever has its final name is whole
            known.whole.add(path.name)
    assert all((outside / name).exists() for name in known.bundles), "an acknowledged bundle is not there"
    assert not list(folder.glob(".*.part"))
    if known.backup is not None:
        name, number = known.backup
        assert not backups.verify_copy(outside / name, Opening(writer.passphrase(number))).damaged


def _texts(book: Casebook) -> Iterator[tuple[str, str]]:
    for record in books.the(book, "person"):
        text = book.need(RecordId(record)).text("remarks")
        if text.startswith("word "):
            yield record.hex(), text


def _settle(under_way: dict[str, Any], known: Known, texts: dict[str, str]) -> None:
    """The act that was cut off happened wholly or not at all; from now on it counts as what it is."""
    match under_way["begin"]:
        case "save" if texts.get(under_way["record"]) == under_way["value"]:
            known.values[under_way["record"]] = under_way["value"]
        case "import":
            came = {r: text for r, text in texts.items() if text in under_way["values"]}
            assert len(came) in (0, len(under_way["values"])), "half an import"
            known.values.update(came)
        case "erase" if under_way["record"] not in texts:
            known.values.pop(under_way["record"], None)
            known.erased.add(under_way["value"])


def tell(tally: Tally, known: Known) -> None:
    """What was done and what was cut off."""
    for title, counts in (("acknowledged", known.done), ("cut off", known.cut)):
        tally.found(f"{title}: " + ", ".join(f"{name} {counts[name]:,}" for name in sorted(counts)))
    tally.found(f"with a transaction under way: {known.journals}")


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    return folder


def _kill(
    folder: Path, outside: Path, times: int, *, seed: int, early: bool = False, during: str = ""
) -> Known:
    known, chance = Known(), random.Random(seed)
    for _ in range(times):
        look(folder, outside, known, kill_once(folder, outside, known, chance, early=early, during=during))
    return known


@pytest.mark.torture("T1", "no acknowledged act is lost, the one under way happened wholly or not at all")
def test_every_acknowledged_act_survives_every_kill(
    tmp_path: Path, outside: Path, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    leaving_list.closed(tmp_path / "book")
    times = rounds(4, 500)
    known = _kill(tmp_path / "book", outside, times, seed=20250601)
    tally.tried(times)
    tell(tally, known)


@pytest.mark.torture("T1", "a writer that acknowledges too early is found out")
def test_a_writer_that_acknowledges_too_early_is_found_out(tmp_path: Path, outside: Path) -> None:
    leaving_list.closed(tmp_path / "book")
    with pytest.raises(AssertionError):
        _kill(tmp_path / "book", outside, 40, seed=20250602, early=True)


@pytest.mark.torture("T2", "its process group killed in each of the long acts: the old state or the new one")
@pytest.mark.parametrize("during", LASTS_S)
def test_killed_in_the_midst_of(
    during: str, tmp_path: Path, outside: Path, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    leaving_list.closed(tmp_path / "book")
    times = rounds(1 if during == "export" else 2, 40)
    known = _kill(tmp_path / "book", outside, times, seed=20250605, during=during)
    tally.tried(times)
    tally.found(
        f"{during}: cut off {known.cut[during]}, done just before {times - known.cut[during]}; "
        f"{known.children} children of it were running and ended with it"
    )
