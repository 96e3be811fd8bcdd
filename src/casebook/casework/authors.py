"""Who wrote what, as people say it: the device that signed an entry, and who uses it.

What stands here are names for the eye. Whether an entry counts is the journal's business. A teammate may write any name
into any record; whose name it is says who calls whom so: of a device of the team its own word counts, and that of those
above it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casebook.base.ids import EntryId, RecordId
from casebook.casework.book import Casebook
from casebook.casework.people import called
from casebook.journal import current, log, quarantine
from casebook.journal.writers import writers


@dataclass(frozen=True, slots=True)
class Author:
    """A device and who uses it, by their code names; empty where nobody gave any. *own*: this casebook wrote it."""

    public: bytes
    device: RecordId | None
    name: str
    person: str
    own: bool


def of_key(book: Casebook, public: bytes) -> Author:
    """The author who signs with *public* (32 bytes)."""
    return _Devices(book).author(public)


def authors(book: Casebook, entries: Iterable[EntryId]) -> dict[EntryId, Author]:
    """The author of each of *entries*; those that are not here are left out."""
    devices = _Devices(book)
    return {entry: devices.author(where.public) for entry, where in writers(book.db, entries).items()}


class _Devices:
    """The devices this casebook knows, by key: whoever took a device in said which record is about it.

    Any teammate can write another record that names the key. Where the roster says nothing, the least id counts.
    """

    def __init__(self, book: Casebook) -> None:
        self._db = book.db
        self._authors: dict[bytes, Author] = {}
        every = sorted(current.every(book.db, "device"), key=lambda each: each.id, reverse=True)
        naming = [(value, record) for record in every for value in record.values("signing")]
        self._records = dict(naming)
        if len(self._records) < len(naming):
            of_id = {record.id: record for record in every}
            told = {device.public: device.record for device in quarantine.line(book.db).devices}
            self._records |= {
                public: of_id[record]
                for public, record in told.items()
                if record is not None and record in of_id
            }
        self._own = dict(log.feeds(book.db)).get(book.own.feed)

    def author(self, public: bytes) -> Author:
        if public not in self._authors:
            self._authors[public] = self._author(public)
        return self._authors[public]

    def _author(self, public: bytes) -> Author:
        own, record = public == self._own, self._records.get(public)
        if record is None:
            return Author(public, None, "", "", own)
        line = quarantine.line(self._db)
        if line.get(public) is None:  # the roster does not know it: nobody stands above anybody
            return Author(public, record.id, record.text("name"), record.text("person"), own)
        said = called(self._db, line, public, record.id)
        return Author(public, record.id, said.get("name", ""), said.get("person", ""), own)
