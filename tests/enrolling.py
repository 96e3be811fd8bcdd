"""Teams for tests, made as people make them: one founds, names the paper admin, and takes the others in by words."""

from __future__ import annotations

import atexit
import functools
import importlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from unittest import mock

import msgspec

import books
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import recovery
from casebook.casework.book import Casebook
from casebook.jail.limits import Limits
from casebook.jail.task import Task
from casebook.journal import log, quarantine
from casebook.journal.acts import Role
from casebook.sync import joining, newcomer, paper, room, welcoming
from casebook.sync.joining import Join, Team
from casebook.sync.newcomer import Opened, Waiting
from casebook.sync.welcoming import Terms, Welcomed
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening

T = TypeVar("T")


@contextmanager
def numbers_once() -> Iterator[None]:
    """Within it, the same number and salt are derived once in a test run, as passphrases in `books.derived_once`."""
    with (
        books.derived_once(),
        mock.patch.object(
            room, "derive", lambda typed, salt, cost: books._derived(typed.reveal(), salt, cost)
        ),
    ):
        yield


@dataclass
class Founded:
    """A founder's casebook, and the shares of which any two are the paper admin."""

    book: Casebook
    shares: tuple[str, ...]


def found(folder: Path, name: str = "Alma") -> Founded:
    """A casebook with shares, whose paper admin is named. *folder* tells one team from another by its name."""
    made, shares = _founded(folder.name, name)
    return Founded(books.reopen(books.moved(made, folder)), shares)


@functools.cache
def _founded(which: str, name: str) -> tuple[Path, tuple[str, ...]]:
    """Made once in a test run: shares are split and put together in a child, and every key is made anew."""
    folder = Path(tempfile.mkdtemp(prefix=which)) / "book"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    book = books.make(folder, name)
    made = recovery.make(book, Opening(Secret(books.PASSPHRASE), b"", ""), 2, 3, kdf=CHEAPEST)
    paper.name(book)
    book.close()
    return folder, made.words


def here(
    target: str,
    argument: bytes = b"",
    *,
    answer: type[T],
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> T:
    """In place of `launch.run`, where the bytes are our own and a child for each would be too dear: in this process."""
    module, _, name = target.partition(":")
    task = Task(argument, (), progress or Progress())
    return msgspec.convert(getattr(importlib.import_module(module), name)(task), answer)


def ask(folder: Path, name: str) -> Waiting:
    """A casebook that waits for its welcome."""
    return newcomer.ask(folder, Secret(books.PASSPHRASE), name, kdf=CHEAPEST)


def right(of: Join | Team) -> joining.Compared:
    """As somebody does who looks at the other screen."""
    return joining.compared(of, "en", joining.words(of, "en")[3])


def welcome(book: Casebook, waiting: Waiting, terms: Terms | None = None) -> Welcomed:
    """What the admin hands over after comparing."""
    number = waiting.asked.number
    join = welcoming.open_join(waiting.asked.file(), number, run=here)
    return welcoming.welcome(book, join, right(join), terms or Terms(), number)


def opened(waiting: Waiting, file: bytes) -> Opened:
    """The welcome as the newcomer sees it before anything was compared."""
    return newcomer.open_welcome(waiting.safe, file, run=here)


def enter(waiting: Waiting, file: bytes) -> Casebook:
    """The newcomer opens the welcome, compares and enters."""
    found = opened(waiting, file)
    return newcomer.enter(waiting, found, right(found.team), wall=books.Wall())


def take_in(
    book: Casebook, folder: Path, name: str, role: Role = Role.MEMBER, *, history: bool = True
) -> Casebook:
    """All of it: a new casebook of the team of *book*."""
    with numbers_once():
        waiting = ask(folder, name)
        return enter(waiting, welcome(book, waiting, Terms(role, history, name)).file)


def together(folder: Path, *names: str) -> tuple[Casebook, ...]:
    """Alma, who founded, and *names*, whom she took in one after the other, in folders of their names."""
    return tuple(books.reopen(books.copy(made, folder / made.name)) for made in _together(names))


@functools.cache
def _together(names: tuple[str, ...]) -> tuple[Path, ...]:
    """Made once in a test run, and closed."""
    home = Path(tempfile.mkdtemp(prefix="together"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    alma = found(home / "alma").book
    everybody = (alma, *(take_in(alma, home / name.lower(), name) for name in names))
    for each in everybody:
        each.close()
    return tuple(each.safe.folder for each in everybody)


def is_untouched(waiting: Waiting) -> bool:
    """Nothing was written: no entry, no team, no secret; and it waits as before."""
    db = waiting.safe.db
    noted = [log.noted(db, name) for name in (quarantine.TEAM, "device", "feed", "compartment")]
    return (
        not any(noted)
        and log.heads(db).count == 0
        and not waiting.safe.keyring.secrets("")
        and newcomer.asked(waiting.safe) == waiting.asked
    )
