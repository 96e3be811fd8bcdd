"""Making room on a stick: only what every live device is known to hold goes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import books
import enrolling
from casebook.casework import evidence, records
from casebook.casework.book import Casebook
from casebook.casework.records import New, Set
from casebook.casework.touched import Verb
from casebook.sync import freeing, items, outgoing, reading, taking
from casebook.sync.freeing import NothingToFree


@pytest.fixture
def team(tmp_path: Path) -> tuple[Casebook, Casebook]:
    with books.derived_once():
        alma = enrolling.found(tmp_path / "alma").book
        luis = enrolling.take_in(alma, tmp_path / "luis", "Luis")
    for number in range(2):
        carry(alma, luis, tmp_path / f"a{number}")
        carry(luis, alma, tmp_path / f"b{number}")
    return alma, luis


def carry(giver: Casebook, taker: Casebook, place: Path) -> Path:
    place.mkdir()
    if outgoing.offer(giver).news:
        outgoing.write(giver, place, outgoing.offer(giver))
    taking.take(taker, reading.read(taker, place, run=items.here))
    return place


def free(book: Casebook, place: Path) -> freeing.Free:
    return freeing.free(book, place, run=items.here)


def test_what_everybody_has_goes_and_nothing_else(team: tuple[Casebook, Casebook], tmp_path: Path) -> None:
    alma, luis = team
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(os.urandom(500_000))
    about = alma.new_id()
    records.write(alma, Verb.ADD, [New(about, "note"), Set(about, "title", "With a photo")])
    evidence.attach(alma, about, photo)
    stick = carry(alma, luis, tmp_path / "stick")
    (stick / "holiday.jpg").write_bytes(b"not ours")
    (stick / "ABCDEFGH").mkdir()
    strange = stick / "ABCDEFGH" / "ABCDEFGH.DAT"
    strange.write_bytes(os.urandom(2 * 65536))
    packs = sorted(path for path in stick.rglob("*.DAT") if path != strange)
    assert packs
    # Luis took it; Alma has not heard of that yet.
    with pytest.raises(NothingToFree):
        free(alma, stick)
    carry(luis, alma, tmp_path / "back")
    gone = free(alma, stick)
    assert gone.bytes == sum(each.size for each, _ in gone.packs)
    assert len(gone.packs) == len(packs)
    assert sorted(path for path in stick.rglob("*") if path.is_file()) == sorted(
        (strange, stick / "holiday.jpg")
    )
    with pytest.raises(NothingToFree):
        free(alma, stick)


def test_a_file_somebody_still_asks_for_stays(team: tuple[Casebook, Casebook], tmp_path: Path) -> None:
    alma, luis = team
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(os.urandom(500_000))
    about = alma.new_id()
    records.write(alma, Verb.ADD, [New(about, "note"), Set(about, "title", "With a photo")])
    evidence.attach(alma, about, photo)
    stick = tmp_path / "stick"
    stick.mkdir()
    outgoing.write(alma, stick, outgoing.offer(alma))
    brought = reading.read(luis, stick, run=items.here)
    without = type(brought)(
        tuple(type(p)(p.name, p.giver, p.entries, p.pieces[1:], p.newest) for p in brought.packs),
        brought.keys,
    )
    taking.take(luis, without)
    carry(luis, alma, tmp_path / "back")
    with pytest.raises(NothingToFree):
        free(alma, stick)
