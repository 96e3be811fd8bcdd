"""Records as the command line shows them: paths and text forms that `casebook set` takes again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from casebook.base.ids import RecordId, id_text
from casebook.base.words import N_, Translator
from casebook.casework import circles, titles
from casebook.casework.book import Casebook
from casebook.casework.merged import standing_for
from casebook.casework.records import text_of
from casebook.cli import circled
from casebook.cli.books import shown_time
from casebook.journal import current
from casebook.journal.current import Record
from casebook.journal.fold import Life
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Blob, Choice, Field, Link, Struct, Value
from casebook.model.kinds import Many, Unit

STATES: Final = {Life.DELETED: "deleted", Life.DISPUTED: "disputed"}
NEVER: Final = frozenset(("key", "secret"))
"""Bytes that open something: never printed."""


def text(field: Field, value: Value, name: str = "") -> str:
    """The text form of a value, without the bytes that open something."""
    if isinstance(field, Blob) and name in NEVER:
        return ""
    if isinstance(field, Struct) and isinstance(value, tuple):
        secret = [slot.name in NEVER and isinstance(slot.field, Blob) for slot in field.slots]
        value = tuple(None if i < len(secret) and secret[i] else part for i, part in enumerate(value))
    return field.text(value)


def document(book: Casebook, record: Record, language: str) -> dict[str, Any]:
    """A record for ``--json``: `units` by path, `conflicts`, `elements` of lists, `texts` of long texts."""
    kind = KINDS.get(record.kind)
    units: dict[str, str] = {}
    conflicts: dict[str, list[dict[str, Any]]] = {}
    for path, unit in units_of(record):
        units[path] = text(unit.field, record.value(path), unit.name)
        held = record.state.units.get(path, ())
        if len(held) > 1:
            conflicts[path] = [
                {"text": text(unit.field, each.value, unit.name), "entries": [e.hex() for e in each.entries]}
                for each in held
            ]
    many = [each for each in kind.units if isinstance(each, Many)] if kind is not None else []
    return {
        "id": id_text(record.id),
        "code": current.code_of(book.db, record),
        "kind": record.kind,
        "title": titles.title(book, record.id, language),
        "state": STATES.get(record.state.life, "there"),
        "stands_for_it": id_text(standing_for(book, record.id)),
        "circle": circled.document(circles.of_record(book, record.id)),
        "created": shown_time(record.created_ms),
        "changed": shown_time(record.changed_ms),
        "units": units,
        "conflicts": conflicts,
        "elements": {
            each.name: list(record.elements(each.name)) for each in many if record.elements(each.name)
        },
        "texts": {e.name: text_of(record, e.name) for e in many if e.paragraphs and record.elements(e.name)},
    }


def units_of(record: Record) -> Iterator[tuple[str, Unit]]:
    """Every unit that has a value, in the order of the declaration, lists in the order people see."""
    kind = KINDS.get(record.kind)
    for declared in kind.units if kind is not None else ():
        if isinstance(declared, Unit):
            if record.values(declared.name):
                yield declared.name, declared
            continue
        for element in record.elements(declared.name):
            for unit in declared.inside:
                path = f"{declared.name}/{element}/{unit.name}"
                if record.values(path):
                    yield path, unit


def lines(book: Casebook, record: Record, t: Translator) -> Iterator[str]:
    """A record to read: its title, then label and value line by line."""
    kind = KINDS.get(record.kind)
    label = t(kind.label) if kind is not None else record.kind
    yield f"{current.code_of(book.db, record)}  {titles.title(book, record.id, t.language)}"
    yield f"{label} · {id_text(record.id)}"
    circle = circled.line(book, record.id, t)
    if circle:
        yield circle
    if record.state.life in STATES:
        yield (
            t(N_("This record is deleted."))
            if record.state.life is Life.DELETED
            else t(N_("One person deleted this record, another changed it: settle that."))
        )
    standing = standing_for(book, record.id) if record.state.life in STATES else record.id
    if standing != record.id:
        yield t(N_("It was merged into {record}.")).format(record=called(book, standing, t.language))
    for declared in kind.units if kind is not None else ():
        if isinstance(declared, Unit):
            if record.values(declared.name):
                yield f"  {t(declared.label)}: {_versions(book, record, declared.name, declared, t)}"
        elif declared.paragraphs:
            if record.elements(declared.name):
                yield f"  {t(declared.label)}:"
                yield from (f"    {line}" for line in text_of(record, declared.name).split("\n"))
        elif record.elements(declared.name):
            yield f"  {t(declared.label)}:"
            yield from _elements(book, record, declared, t)


def _elements(book: Casebook, record: Record, declared: Many, t: Translator) -> Iterator[str]:
    for element in record.elements(declared.name):
        parts = [
            _versions(book, record, f"{declared.name}/{element}/{unit.name}", unit, t)
            if unit is declared.main
            else f"{t(unit.label)}: {_versions(book, record, f'{declared.name}/{element}/{unit.name}', unit, t)}"
            for unit in declared.inside
            if record.values(f"{declared.name}/{element}/{unit.name}")
        ]
        yield f"    [{element}] {' · '.join(parts)}"


def _versions(book: Casebook, record: Record, path: str, unit: Unit, t: Translator) -> str:
    return " ⚡ ".join(readable(book, unit, value, t) for value in record.values(path))


def readable(book: Casebook, unit: Unit, value: Value, t: Translator) -> str:
    """A value to read: choices by their labels, links by code and title."""
    if isinstance(unit.field, Choice) and isinstance(value, str):
        return unit.field.terms.label(value, t.language)
    if isinstance(unit.field, Link) and isinstance(value, bytes):
        return called(book, RecordId(value), t.language)
    return text(unit.field, value, unit.name)


def called(book: Casebook, record: RecordId, language: str) -> str:
    """A record as people call it: code and title."""
    return f"{titles.code(book, record)} {titles.title(book, record, language)}".strip()
