"""Whose a carried blob is: there is so much room for each device, and nobody speaks for another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import packs
from casebook.casework.book import Casebook
from casebook.casework.device import DEVICE_KEY
from casebook.sync import carrying, directory, epochs, items, outgoing, reading, taking
from casebook.sync.directory import Hand
from casebook.sync.pack import Blob, Carried, Composition, Key, Reader
from casebook.sync.stick import Session

Three = tuple[Casebook, Casebook, Casebook]


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def key_of(book: Casebook) -> Key:
    epoch = epochs.ensure(book, book.own.compartment)
    return Key(epoch.hash, epoch.key)


def hand(book: Casebook) -> Hand:
    return Hand(book.own.public, lambda message: book.safe.keyring.sign(DEVICE_KEY, message))


def put(stick: Path, made: Composition) -> None:
    with Session.begin(stick) as session:
        session.write(made.frames())
        session.check()
        session.end()


def sealed(seed: str, size: int = 900) -> Carried:
    """A blob nobody here can open."""
    came = packs.opened(packs.composed([packs.blob(packs.rows(seed, [size]), packs.OTHER)], seed))[0]
    assert isinstance(came, Carried)
    return came


def taken(book: Casebook, stick: Path) -> None:
    taking.take(book, reading.read(book, stick, run=items.here))


def test_a_blob_is_kept_as_handed_over_by_who_signed(acquainted: Three, stick: Path) -> None:
    alma, luis, _ = acquainted
    key = key_of(alma)
    with luis.db.transaction():
        epochs.learn(luis, [key.key])
    put(stick, Composition([sealed("one")], key, os.urandom, hand(alma)))
    taken(luis, stick)
    assert [each.giver for each in carrying.kept(luis)] == [alma.own.public]


@pytest.mark.parametrize("way", ["no signature", "a false one", "a key of nobody", "an index that says so"])
def test_nobody_fills_the_room_of_another(acquainted: Three, stick: Path, way: str) -> None:
    """Mallory has the team's key, writes packs of blobs nobody can open, and says that they are Alma's."""
    alma, luis, mallory = acquainted
    key = key_of(alma)
    for each in (luis, mallory):
        with each.db.transaction():
            epochs.learn(each, [key.key])
    said = {
        "no signature": None,
        "a false one": Hand(alma.own.public, hand(mallory).sign),
        "a key of nobody": packs.hand("nobody"),
        "an index that says so": None,
    }[way]
    blobs: list[Blob | Carried] = [sealed("junk")]
    if way == "an index that says so":
        index = items.BlobIndex(alma.own.compartment, giver=alma.own.public)
        blobs.insert(0, Blob(key, index, ()))
    put(stick, Composition(blobs, key, os.urandom, said))
    taken(luis, stick)
    assert [each.giver for each in carrying.kept(luis)] == [carrying.NOBODY]


def test_a_blob_under_anothers_id_keeps_nobodys_away(acquainted: Three, stick: Path) -> None:
    """What is here is known by its bytes: another one under its id, brought before it, is another one."""
    alma, luis, mallory = acquainted
    key = key_of(alma)
    with luis.db.transaction():
        epochs.learn(luis, [key.key])
    honest = sealed("honest")
    name = directory.blob_id(honest.data)
    junk = Carried(name, os.urandom(len(honest.data)))
    put(stick, Composition([junk], key))  # of a version that signs nothing
    taken(luis, stick)
    put(stick, Composition([honest], key, os.urandom, hand(alma)))
    taken(luis, stick)
    assert {each.id: each.giver for each in carrying.kept(luis)} == {
        name: alma.own.public,
        directory.blob_id(junk.data): carrying.NOBODY,
    }
    assert mallory.own.public not in {each.giver for each in carrying.kept(luis)}


def test_who_hands_it_on_is_its_giver_then(acquainted: Three, stick: Path) -> None:
    alma, luis, vera = acquainted
    key = key_of(alma)
    for each in (luis, vera):
        with each.db.transaction():
            epochs.learn(each, [key.key])
    put(stick, Composition([sealed("one")], key, os.urandom, hand(alma)))
    taken(luis, stick)
    (blob,) = carrying.kept(luis)
    other = stick.with_name("other")
    other.mkdir()
    outgoing.write(luis, other, outgoing.offer(luis))
    (path,) = other.rglob("*.DAT")
    with path.open("rb") as file:
        reader = Reader(file, key)
        assert reader.giver == luis.own.public
        assert blob.id in {each.id for each in reader.blobs}
    taken(vera, other)
    assert [(each.id, each.giver) for each in carrying.kept(vera)] == [(blob.id, luis.own.public)]
