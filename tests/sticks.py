"""Folders that go from hand to hand as sticks do, with the program's own writing and reading."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from casebook.casework.book import Casebook
from casebook.sync import items, outgoing, reading, taking
from casebook.sync.outgoing import NothingToWrite


class Sticks:
    """Two of them, red and blue."""

    def __init__(self, home: Path) -> None:
        self.places = [home / "red", home / "blue"]
        for place in self.places:
            place.mkdir()

    def write(self, book: Casebook, which: int) -> bool:
        """Write what others lack; whether there was anything."""
        return write(book, self.places[which])

    def read(self, book: Casebook, which: int) -> bool:
        """Take everything on it; whether anything was new."""
        return read(book, self.places[which])

    def lose(self, which: int) -> None:
        """Somebody left it in a taxi; another one takes its place."""
        shutil.rmtree(self.places[which])
        self.places[which].mkdir()

    def meet(self, everybody: Sequence[Casebook]) -> None:
        """A fair exchange over the red one."""
        meet(everybody, self.places[0])


def write(book: Casebook, place: Path) -> bool:
    """Write what others lack; whether there was anything."""
    try:
        outgoing.write(book, place, outgoing.offer(book))
    except NothingToWrite:
        return False
    return True


def read(book: Casebook, place: Path) -> bool:
    """Take everything on it, parsed in this process; whether anything was new."""
    return taking.take(book, reading.read(book, place, run=items.here)).act is not None


def meet(everybody: Sequence[Casebook], place: Path) -> None:
    """Round after round, until nobody has anything new for anybody."""
    for _ in range(12):
        for book in everybody:
            write(book, place)
        news = [read(book, place) for book in everybody]
        if not any(news):
            return
    raise AssertionError("they do not come to rest")
