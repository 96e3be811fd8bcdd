"""The casebook's own settings: a record like any other, so that teammates share them."""

from __future__ import annotations

from casebook.base.ids import RecordId
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched, Verb
from casebook.journal import current
from casebook.model.fields import Value


def setting(book: Casebook, name: str) -> Value:
    """The value of a setting, or nil."""
    record = _record(book)
    return None if record is None else book.need(record).value(name)


def set_setting(book: Casebook, name: str, value: Value) -> Touched:
    """Change a setting. Raises `BadValue`, `UnknownUnit`."""
    record = _record(book)
    if record is None:
        new = book.new_id()
        return records.write(book, Verb.SET_UP, [records.New(new, "setting"), records.Set(new, name, value)])
    return records.write(book, Verb.SET_UP, [records.Set(record, name, value)])


def _record(book: Casebook) -> RecordId | None:
    """The oldest settings record: two devices that made one apart agree on which counts."""
    return next((record.id for record in current.every(book.db, "setting")), None)
