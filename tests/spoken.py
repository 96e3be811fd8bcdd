"""What somebody says in a casebook, as tests need it said."""

from __future__ import annotations

from casebook.base.ids import EntryId, RecordId
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.device import DEVICE_KEY
from casebook.casework.records import Edit, New, Set
from casebook.casework.touched import Verb


def person(book: Casebook, remarks: str, circle: bytes | None = None) -> RecordId:
    """A new person of whom this is said."""
    record = book.new_id()
    edits: list[Edit] = [New(record, "person"), Set(record, "remarks", remarks)]
    records.write(book, Verb.ADD, edits, circle=circle)
    return record


def say(book: Casebook, record: RecordId, remarks: str) -> None:
    """Say something else of somebody."""
    records.write(book, Verb.EDIT, [Set(record, "remarks", remarks)])


def add(book: Casebook, title: str = "A note", circle: bytes | None = None) -> tuple[RecordId, EntryId]:
    """A new note: its record, and the entry it stands in."""
    record = book.new_id()
    made = records.write(book, Verb.ADD, [New(record, "note"), Set(record, "title", title)], circle=circle)
    assert made.entry is not None
    return record, made.entry


def note(book: Casebook, title: str = "A note", circle: bytes | None = None) -> RecordId:
    """A new note."""
    return add(book, title, circle)[0]


def write(book: Casebook, title: str = "A note", circle: bytes | None = None) -> EntryId:
    """A new note, by its entry."""
    return add(book, title, circle)[1]


def key(book: Casebook) -> bytes:
    """The key its device signs with."""
    return book.safe.keyring.public(DEVICE_KEY)
