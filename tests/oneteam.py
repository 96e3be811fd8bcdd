"""Casebooks of one team: every one writes in the compartment of the first, and every one names every other."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import books
from casebook.casework.book import Casebook
from casebook.casework.device import DEVICE_KEY, begin_feed
from casebook.journal.entry import Change, Op


def one_team(folder: Path, names: Sequence[str]) -> list[Casebook]:
    """Open casebooks in *folder* that hold the same entries. Belongs inside `books.derived_once`."""
    folder.mkdir(parents=True, exist_ok=True)
    made = [books.make(folder / name, name) for name in names]
    for book in made[1:]:
        _write_in(book, made[0].own.compartment)
    books.team(made)
    return made


def beside(folder: Path, name: str, compartment: bytes) -> Casebook:
    """A casebook that writes in *compartment* and knows nobody yet."""
    book = books.make(folder, name)
    _write_in(book, compartment)
    return book


def _write_in(book: Casebook, compartment: bytes) -> None:
    """The casebook goes on in a feed of that compartment, as a new device does."""
    name, device = book.need(book.own.device).value("name"), book.new_id()
    with book.db.transaction():
        book.safe.keyring.destroy(DEVICE_KEY)
        begin_feed(
            book.safe,
            device,
            compartment,
            [Change(device, "device", "name", Op.SET, name)],
            now=book.clock.now(),
            random=os.urandom,
        )
    book.anchor()
