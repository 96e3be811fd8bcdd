"""The shown records as a document, whatever their kinds: what a reader of a bundle reads where no report was made.

Generic over the declarations: what a plan shows of a record is printed under its labels, texts with a mark for
every removal, and nothing else. A unit that is withheld as a whole leaves no trace, as in the seals.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator, translator
from casebook.model.all_kinds import KINDS
from casebook.model.date_words import echo
from casebook.model.edtf import BadDate, parse_edtf
from casebook.model.fields import Choice, Date, Field, Link, Struct, Text, Value
from casebook.model.kinds import Kind, Many, Unit
from casebook.redaction.selection import EXPORTED
from casebook.reports.document import Block, Document, Heading, Paragraph, Run, Runs, SealMark
from casebook.reports.document import Text as Said
from casebook.reports.listfacts import marked_or_said
from casebook.reports.prisonerlist import OTHER_NAMES, WHAT_THEY_ARE
from casebook.reports.shown import OtherName, Shown, Words

TITLE: Final = N_("Extract of records")
DEEPEST: Final = 3
_PLACE_OF_PARAGRAPH: Final = "place"


def extract(shown: Shown, language: str) -> Document:
    """Every shown record, by kind and then by what it is called."""
    t = translator(language)
    blocks: list[Block] = []
    count = 0
    for name in EXPORTED:
        records = sorted(shown.records(name), key=lambda record: _sort(shown, name, record))
        if records:
            blocks.append(Heading(1, (Said(t(KINDS[name].plural)),)))
        for number, record in enumerate(records, 1):
            count += 1
            blocks += _record(shown, KINDS[name], record, number, t)
    facts = [(t(N_("Records")), str(count))]
    if shown.has_other_names():
        facts.append((t(OTHER_NAMES), t(WHAT_THEY_ARE)))
    return Document(language, t(TITLE), tuple(blocks), facts=tuple(facts))


def _sort(shown: Shown, kind: str, record: RecordId) -> tuple[int, tuple[str, ...]]:
    """By the title; those under other names stand last, in their order of chance."""
    title = _title(shown, kind, record, DEEPEST)
    place = min((piece.place + 1 for piece in title if isinstance(piece, OtherName)), default=0)
    return place, tuple(piece.casefold() for piece in title if piece is not None)


def _title(shown: Shown, kind: str, record: RecordId, depth: int) -> Words:
    """What a record is called, as far as that is shown."""
    other = shown.other_name(record)
    if other is not None:
        return (other,)
    declared = KINDS[kind]
    for name in declared.title:
        unit = declared.by_name[name]
        for path, inner in _places(shown, record, unit):
            words = _words(shown, record, path, inner.field, depth)
            if words:
                return words
    return ()


def _places(shown: Shown, record: RecordId, unit: Unit | Many) -> Iterator[tuple[str, Unit]]:
    if isinstance(unit, Unit):
        yield unit.name, unit
    else:
        for element in shown.elements(record, unit.name):
            yield f"{unit.name}/{element}/{unit.main.name}", unit.main


def _words(shown: Shown, record: RecordId, path: str, field: Field, depth: int) -> Words:
    """A text, the main text of a structure, or the title of a linked record that is shown itself."""
    if isinstance(field, Link):
        return _linked(shown, shown.value(record, path), field, depth - 1)
    if isinstance(field, Struct):
        return shown.words(record, path, field.slots[0].name)
    return shown.words(record, path) if isinstance(field, Text) else ()


def _linked(shown: Shown, value: Value, field: Link, depth: int) -> Words:
    if not isinstance(value, bytes) or depth == 0:
        return ()
    target = RecordId(value)
    other = shown.other_name(target)
    if other is not None:
        return (other,)
    if not shown.shows(target):
        return ()
    kind = shown.kind_of(target)
    return _title(shown, kind, target, depth) if kind in EXPORTED and kind in field.kinds else ()


# -------------------------------------------------------------------------------------------- one record


def _record(shown: Shown, kind: Kind, record: RecordId, number: int, t: Translator) -> Iterator[Block]:
    title = _runs(_title(shown, kind.name, record, DEEPEST)) or (Said(t(kind.label)),)
    yield Heading(2, (Said(f"{number}. "), *title, SealMark(record)))
    for unit in kind.units:
        if isinstance(unit, Unit):
            runs = _value(shown, record, unit.name, unit, t)
            if runs:
                yield Paragraph((Said(f"{t(unit.label)}: ", bold=True), *runs))
        elif unit.paragraphs:
            yield from _text(shown, record, unit, t)
        else:
            yield from _list(shown, record, unit, t)


def _text(shown: Shown, record: RecordId, unit: Many, t: Translator) -> Iterator[Block]:
    found = [
        _runs(shown.words(record, f"{unit.name}/{element}/{unit.main.name}"))
        for element in shown.elements(record, unit.name)
    ]
    if any(found):
        yield Paragraph((Said(t(unit.label), bold=True),))
        yield from (Paragraph(runs) for runs in found if runs)


def _list(shown: Shown, record: RecordId, unit: Many, t: Translator) -> Iterator[Block]:
    for element in shown.elements(record, unit.name):
        runs: list[Run] = []
        for inner in unit.inside:
            said = _value(shown, record, f"{unit.name}/{element}/{inner.name}", inner, t)
            if said and inner is not unit.main:
                said = (Said(f"{t(inner.label)}: "), *said)
            runs += ([Said("; ")] if runs and said else []) + list(said)
        if runs:
            yield Paragraph((Said(f"{t(unit.label)}: ", bold=True), *runs))


def _value(shown: Shown, record: RecordId, path: str, unit: Unit, t: Translator) -> Runs:
    """What is shown of a unit; nothing where it is withheld as a whole."""
    field = unit.field
    if isinstance(field, Text):
        words = shown.words(record, path)
        return () if set(words) == {None} else _runs(words)
    if isinstance(field, Link):
        return _runs(_linked(shown, shown.value(record, path), field, DEEPEST))
    if isinstance(field, Struct):
        return _struct(shown, record, path, field, t)
    return _runs((_plain(field, shown.value(record, path), t),))


def _struct(shown: Shown, record: RecordId, path: str, struct: Struct, t: Translator) -> Runs:
    runs: list[Run] = []
    for slot in struct.slots:
        if isinstance(slot.field, Text):
            words = shown.words(record, path, slot.name)
            said = () if set(words) == {None} else _runs(words)
        elif isinstance(slot.field, Link):
            said = ()
        else:
            said = _runs((_plain(slot.field, shown.part(record, path, slot.name), t),))
        if said and runs:
            runs.append(Said(", "))
        runs += said
    return tuple(runs)


def _plain(field: Field, value: Value, t: Translator) -> str:
    """A value that is no text: a choice by its label, a date in words, a number."""
    if value is None:
        return ""
    if isinstance(field, Choice) and isinstance(value, str):
        return field.terms.label(value, t.language)
    if isinstance(field, Date) and isinstance(value, str):
        try:
            return echo(parse_edtf(value), t.language)
        except BadDate:
            return value
    return field.text(value)


def _runs(words: Words) -> Runs:
    return tuple(marked_or_said(piece) for piece in words if piece != "")
