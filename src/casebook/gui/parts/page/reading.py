"""A record becomes what its page shows. No Qt here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator
from casebook.casework import merged, records
from casebook.casework.book import Casebook
from casebook.gui.parts.names import names_of, record_name
from casebook.gui.parts.page.completing import other_script
from casebook.gui.parts.page.shown import (
    Chip,
    ElementShown,
    ListShown,
    Near,
    Part,
    RowShown,
    SectionShown,
    Shown,
    TextShown,
    Version,
)
from casebook.gui.parts.values import Told, links_in, told
from casebook.journal import current, drafts
from casebook.journal.current import Record
from casebook.journal.fold import Life
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Blob, Choice, Field, Link, Struct, Value
from casebook.model.kinds import Kind, Many, Section, Unit
from casebook.model.person import NAME

MOST_NEAR: Final = 200
CHIP_TONES: Final = {
    "protection": "violet",
    "custody": "accent",
    "state": "accent",
    "level": "accent",
    "status": "accent",
    "urgent": "red",
}


class RecordReading:
    """Reads one record that is there."""

    def __init__(self, book: Casebook, found: Record, kind: Kind, tr: Translator) -> None:
        self._book = book
        self._found = found
        self._kind = kind
        self._tr = tr
        self._names = names_of(book, tr.language)
        self._kept = {draft.unit: draft.text for draft in drafts.drafts(book.db, found.id)}

    def shown(self) -> Shown:
        """The whole page."""
        found, kind = self._found, self._kind
        title = self._names(found.id)
        others = [text for text in self._other_names() if text != title]
        return Shown(
            record=found.id,
            kind=kind,
            code=current.code_of(self._book.db, found),
            title=title,
            subtitle=" · ".join(others[:2]),
            chips=tuple(self._chips()),
            sections=tuple(self._section(section) for section in sections_of(kind)),
            near=tuple(self._near()),
            children=children_of(kind),
            conflicts=len(found.state.conflicts),
            deleted=found.state.life is Life.DELETED,
            merged=found.state.life is Life.DELETED and merged.standing_for(self._book, found.id) != found.id,
            disputed=found.state.life is Life.DISPUTED,
            newer=found.state.newer,
        )

    def _told(self, field: Field, value: Value) -> Told:
        return told(field, value, self._tr, self._names)

    def _other_names(self) -> Iterator[str]:
        for name in self._kind.title:
            unit = self._kind.by_name[name]
            if isinstance(unit, Many):
                for _, value in self._found.each(name, unit.main.name):
                    yield self._told(unit.main.field, value).text
            else:
                for value in self._found.values(name):
                    yield self._told(unit.field, value).text

    def _chips(self) -> Iterator[Chip]:
        """The states that stand in the head: choices that lists show too; of a list, its last element."""
        for unit in self._kind.units:
            inner = unit.main if isinstance(unit, Many) else unit
            if not unit.column or unit.name in self._kind.title or not _is_choice(inner.field):
                continue
            values = list(self._found.values(unit.name))
            if isinstance(unit, Many):
                values = [value for _, value in self._found.each(unit.name, inner.name)][-1:]
            for value in values:
                text = self._told(inner.field, value).text
                if text:
                    yield Chip(text, CHIP_TONES.get(unit.name, ""))

    def _section(self, section: Section) -> SectionShown:
        parts = [self._part(self._kind.by_name[name]) for name in section.names]
        return SectionShown(section.label, tuple(part for part in parts if part is not None))

    def _part(self, unit: Unit | Many) -> Part | None:
        if isinstance(unit, Unit):
            is_there = self._found.value(unit.name) is not None and isinstance(unit.field, Struct)
            return self._row(unit.name, unit) if is_typed(unit) or is_there else None
        if not is_typed(unit):
            return None
        if unit.paragraphs:
            text = records.text_of(self._found, unit.name)
            return TextShown(unit.name, unit.label, text, self._kept.get(unit.name, ""))
        elements = []
        for key in self._found.elements(unit.name):
            typed = (inner for inner in unit.inside if is_typed(inner))
            rows = tuple(self._row(f"{unit.name}/{key}/{inner.name}", inner) for inner in typed)
            elements.append(ElementShown(key, rows, f"{unit.name}/{key}" in self._found.state.disputed))
        offered = None
        if unit.main.field == NAME:
            offered = other_script(value for _, value in self._found.each(unit.name, unit.main.name))
        offer = self._told(unit.main.field, offered)
        draft = self._kept.get(f"{unit.name}/+", "")
        return ListShown(unit.name, unit.label, tuple(elements), blank_rows(unit), offer, offered, draft)

    def _row(self, path: str, unit: Unit) -> RowShown:
        held = self._found.state.units.get(path, ())
        value = self._found.value(path)
        versions = tuple(Version(self._version(unit.field, one.value), one.entries[0]) for one in held)
        return RowShown(
            path=path,
            label=unit.label,
            fixed=not is_typed(unit),
            field=unit.field,
            value=value,
            told=self._told(unit.field, value),
            seen=tuple(entry for one in held for entry in one.entries),
            versions=versions if len(versions) > 1 else (),
            target=next(links_in(unit.field, value), None),
            draft=self._kept.get(path, ""),
        )

    def _version(self, field: Field, value: Value) -> Told:
        return self._told(field, value) if value is not None else Told(self._tr(N_("empty")))

    def _near(self) -> Iterator[Near]:
        """Live records that point here, each once."""
        seen: set[RecordId] = {self._found.id}
        for record, kind_name, path in current.pointing_at(self._book.db, self._found.id)[:MOST_NEAR]:
            kind = KINDS.get(kind_name)
            other = self._book.get(record)
            if kind is None or record in seen or other is None or other.state.life is Life.DELETED:
                continue
            seen.add(record)
            unit = kind.find(path)
            label = self._tr(unit.label) if unit is not None else ""
            title = record_name(self._book, record, self._tr.language)
            yield Near(record, kind_name, title, other.code, label, other.value("file") is not None)


def blank(book: Casebook, record: RecordId, kind: Kind, *, missing: bool) -> Shown:
    """The page of a record that is not there yet, with what was begun of it, or (*missing*) not any more."""
    kept = {draft.unit: draft.text for draft in drafts.drafts(book.db, record)}
    sections = tuple(
        SectionShown(
            section.label,
            tuple(_empty(kind.by_name[name], kept) for name in section.names if is_typed(kind.by_name[name])),
        )
        for section in sections_of(kind)
    )
    return Shown(record=record, kind=kind, sections=() if missing else sections, new=True, missing=missing)


def _empty(unit: Unit | Many, kept: Mapping[str, str]) -> Part:
    if isinstance(unit, Unit):
        return RowShown(unit.name, unit.label, unit.field, draft=kept.get(unit.name, ""))
    if unit.paragraphs:
        return TextShown(unit.name, unit.label, "", draft=kept.get(unit.name, ""))
    return ListShown(unit.name, unit.label, (), blank_rows(unit), draft=kept.get(f"{unit.name}/+", ""))


def blank_rows(unit: Many) -> tuple[RowShown, ...]:
    """The rows one more element of a list would have."""
    return tuple(RowShown(inner.name, inner.label, inner.field) for inner in unit.inside if is_typed(inner))


def is_typed(unit: Unit | Many) -> bool:
    """Whether people write it: keys and hashes, and which records were made one, are for the program alone."""
    if unit.name == merged.MERGED:
        return False
    field = (unit.main if isinstance(unit, Many) else unit).field
    parts = [slot.field for slot in field.slots] if isinstance(field, Struct) else [field]
    return not any(isinstance(part, Blob) for part in parts)


def sections_of(kind: Kind) -> tuple[Section, ...]:
    """The sections of its page: those in which people write, or keys and hashes are read."""
    return tuple(section for section in kind.sections if section.names != (merged.MERGED,))


def children_of(kind: Kind) -> tuple[str, ...]:
    """Kinds of record that begin from the page of *kind*: those whose parent it is."""
    return tuple(other.name for other in KINDS.values() if _parent_of(other) == kind.name)


def _parent_of(kind: Kind) -> str:
    unit = kind.by_name.get(kind.parent)
    return unit.field.kinds[0] if isinstance(unit, Unit) and isinstance(unit.field, Link) else ""


def _is_choice(field: Field) -> bool:
    return isinstance(field.slots[0].field if isinstance(field, Struct) else field, Choice)
