"""What a record is called on a screen: its own title, or that of the record it belongs to."""

from __future__ import annotations

from collections.abc import Callable

from casebook.base.ids import RecordId
from casebook.casework.book import Casebook
from casebook.journal import current
from casebook.journal.current import Record
from casebook.journal.rows import title_of as own_title
from casebook.model.all_kinds import KINDS
from casebook.model.date_words import echo
from casebook.model.edtf import BadDate, parse_edtf
from casebook.model.fields import Choice, Date, Link
from casebook.model.kinds import Many

DEPTH = 3


def title(book: Casebook, record: RecordId, language: str = "en") -> str:
    """The record's title; empty if there is no such record or it has no words of its own or borrowed."""
    return _title(lambda wanted: current.get(book.db, wanted), record, language, DEPTH)


def title_in(records: Callable[[RecordId], Record | None], record: RecordId, language: str = "en") -> str:
    """The same, from records read elsewhere (a verified snapshot)."""
    return _title(records, record, language, DEPTH)


def _title(get: Callable[[RecordId], Record | None], record: RecordId, language: str, depth: int) -> str:
    found = get(record)
    if found is None or found.kind not in KINDS or depth == 0:
        return ""
    own = own_title(found.state, found.shown)
    kind = KINDS[found.kind]
    for name in kind.title:
        declared = kind.by_name[name]
        unit = declared.main if isinstance(declared, Many) else declared
        if isinstance(declared, Many):
            value = next((value for _, value in found.each(name, unit.name)), None)
        else:
            value = found.value(name)
        if isinstance(unit.field, Link) and isinstance(value, bytes):
            borrowed = _title(get, RecordId(value), language, depth - 1)
            if borrowed:
                return borrowed
        elif isinstance(unit.field, Choice) and isinstance(value, str):
            return unit.field.terms.label(value, language)
        elif isinstance(unit.field, Date) and isinstance(value, str):
            return _date(value, language)
        elif value is not None and own:
            return own
    return own


def _date(value: str, language: str) -> str:
    """A date in words; as it stands, where a later version wrote it."""
    try:
        return echo(parse_edtf(value), language)
    except BadDate:
        return value


def code(book: Casebook, record: RecordId) -> str:
    """The short code people say aloud, lengthened where two would be the same."""
    found = book.get(record)
    return "" if found is None else current.code_of(book.db, found)
