"""The page of a record: what it shows, section by section, and the work each act of a person means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from casebook.base.ids import EntryId, RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import conflicts, records
from casebook.casework.book import Casebook
from casebook.casework.records import Add, Edit, New, Remove, Set
from casebook.casework.touched import Touched, Verb
from casebook.gui.parts.names import names_of, record_name
from casebook.gui.parts.page.completing import completed, other_script
from casebook.gui.parts.values import NOTHING, Told, links_in, told
from casebook.journal import current, drafts
from casebook.journal.current import Record
from casebook.journal.fold import Life
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Blob, Choice, Field, Struct, Value
from casebook.model.kinds import Kind, Many, Section, Unit
from casebook.model.person import NAME

Work = Callable[[Casebook, Progress], Touched]

CHIP_TONES: Final = {
    "protection": "violet",
    "custody": "accent",
    "state": "accent",
    "level": "accent",
    "status": "accent",
    "urgent": "red",
}


@dataclass(frozen=True, slots=True)
class Version:
    """One of several values that wait for a decision."""

    told: Told
    entry: EntryId


@dataclass(frozen=True, slots=True)
class RowShown:
    """One unit: where it is, how it is edited, what it says, and what is uncomfortable about it."""

    path: str
    label: str
    field: Field
    value: Value = None
    told: Told = NOTHING
    seen: tuple[EntryId, ...] = ()
    versions: tuple[Version, ...] = ()
    target: RecordId | None = None
    draft: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said here."""
        return self.value is None and not self.versions and not self.draft


@dataclass(frozen=True, slots=True)
class ElementShown:
    """One element of a list; the first row names it. *disputed*: one removed it while another changed it."""

    key: str
    rows: tuple[RowShown, ...]
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class ListShown:
    """A list of elements, and the rows a new one would have."""

    name: str
    label: str
    elements: tuple[ElementShown, ...]
    blank: tuple[RowShown, ...]
    offer: Told = NOTHING
    offered: Value = None

    @property
    def is_empty(self) -> bool:
        """Whether the list has no element."""
        return not self.elements


@dataclass(frozen=True, slots=True)
class TextShown:
    """A long text of paragraphs, read and written as one."""

    name: str
    label: str
    text: str
    draft: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written."""
        return not self.text and not self.draft


Part = RowShown | ListShown | TextShown


@dataclass(frozen=True, slots=True)
class SectionShown:
    """Rows under one heading."""

    label: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """A record that points here: its kind, how it is called, and by what it points."""

    record: RecordId
    kind: str
    title: str
    code: str
    by: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A state in the header."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The whole page."""

    record: RecordId
    kind: Kind
    code: str
    title: str
    subtitle: str
    chips: tuple[Chip, ...]
    sections: tuple[SectionShown, ...]
    near: tuple[Near, ...]
    children: tuple[str, ...]
    conflicts: int
    deleted: bool
    disputed: bool
    newer: int
    new: bool
    missing: bool = False


class PageState:
    """What the page of one record shows and can do. *new*: nothing is written until something is filled in."""

    def __init__(
        self, record: RecordId, kind: str, tr: Translator, *, new: bool = False, begin: tuple[Edit, ...] = ()
    ) -> None:
        self.record = record
        self.kind = KINDS[kind]
        self.tr = tr
        self.new = new
        self._began_new = new
        self._begin = begin

    def concerns(self, touched: Touched) -> bool:
        """Whether the page may read otherwise now: names of other records stand on it, so after any write."""
        return bool(touched)

    # ------------------------------------------------------------------------------------ reading

    def load(self, book: Casebook) -> Shown:
        """Everything the page shows."""
        found = book.get(self.record)
        self.new = found is None and self._began_new
        if found is None:
            return self._blank(missing=not self.new)
        kept = {draft.unit: draft.text for draft in drafts.drafts(book.db, self.record)}
        names = names_of(book, self.tr.language)
        title = record_name(book, self.record, self.tr.language)
        others = [text for text in self._other_names(found, names) if text != title]
        return Shown(
            record=self.record,
            kind=self.kind,
            code=current.code_of(book.db, found),
            title=title,
            subtitle=" · ".join(others[:2]),
            chips=tuple(self._chips(found, names)),
            sections=tuple(self._section(found, section, names, kept) for section in self.kind.sections),
            near=tuple(self._near(book)),
            children=self._children(),
            conflicts=len(found.state.conflicts),
            deleted=found.state.life is Life.DELETED,
            disputed=found.state.life is Life.DISPUTED,
            newer=found.state.newer,
            new=False,
        )

    def _blank(self, *, missing: bool) -> Shown:
        sections = tuple(
            SectionShown(section.label, tuple(self._empty(self.kind.by_name[name]) for name in section.names))
            for section in self.kind.sections
        )
        return Shown(
            record=self.record,
            kind=self.kind,
            code="",
            title="",
            subtitle="",
            chips=(),
            sections=() if missing else sections,
            near=(),
            children=(),
            conflicts=0,
            deleted=False,
            disputed=False,
            newer=0,
            new=True,
            missing=missing,
        )

    def _empty(self, unit: Unit | Many) -> Part:
        if isinstance(unit, Unit):
            return RowShown(unit.name, unit.label, unit.field)
        if unit.paragraphs:
            return TextShown(unit.name, unit.label, "")
        return ListShown(unit.name, unit.label, (), _blank_rows(unit))

    def _children(self) -> tuple[str, ...]:
        """Kinds of record that begin from this page."""
        return tuple(kind.name for kind in KINDS.values() if _parent_kind(kind) == self.kind.name)

    def _other_names(self, found: Record, names: Callable[[RecordId], str]) -> Iterator[str]:
        for name in self.kind.title:
            unit = self.kind.by_name[name]
            if isinstance(unit, Many):
                for _, value in found.each(name, unit.main.name):
                    yield told(unit.main.field, value, self.tr, names).text
            else:
                for value in found.values(name):
                    yield told(unit.field, value, self.tr, names).text

    def _chips(self, found: Record, names: Callable[[RecordId], str]) -> Iterator[Chip]:
        for unit in self.kind.units:
            if not unit.column or unit.name in self.kind.title:
                continue
            inner = unit.main if isinstance(unit, Many) else unit
            if not isinstance(_main_field(inner.field), Choice):
                continue
            values = (
                [value for _, value in found.each(unit.name, inner.name)][-1:]
                if isinstance(unit, Many)
                else list(found.values(unit.name))
            )
            for value in values:
                text = told(inner.field, value, self.tr, names).text
                if text:
                    yield Chip(text, CHIP_TONES.get(unit.name, ""))

    def _section(
        self, found: Record, section: Section, names: Callable[[RecordId], str], kept: dict[str, str]
    ) -> SectionShown:
        parts = [self._part(found, self.kind.by_name[name], names, kept) for name in section.names]
        return SectionShown(section.label, tuple(part for part in parts if part is not None))

    def _part(
        self, found: Record, unit: Unit | Many, names: Callable[[RecordId], str], kept: dict[str, str]
    ) -> Part | None:
        if isinstance(unit, Unit):
            return None if isinstance(unit.field, Blob) else self._row(found, unit.name, unit, names, kept)
        if unit.paragraphs:
            return TextShown(
                unit.name, unit.label, records.text_of(found, unit.name), kept.get(unit.name, "")
            )
        elements = []
        for key in found.elements(unit.name):
            rows = tuple(
                self._row(found, f"{unit.name}/{key}/{inner.name}", inner, names, kept)
                for inner in unit.inside
            )
            elements.append(ElementShown(key, rows, f"{unit.name}/{key}" in found.state.disputed))
        offered = None
        if unit.main.field == NAME:
            offered = other_script(value for _, value in found.each(unit.name, unit.main.name))
        offer = told(unit.main.field, offered, self.tr, names)
        return ListShown(unit.name, unit.label, tuple(elements), _blank_rows(unit), offer, offered)

    def _row(
        self,
        found: Record,
        path: str,
        unit: Unit,
        names: Callable[[RecordId], str],
        kept: dict[str, str],
    ) -> RowShown:
        held = found.state.units.get(path, ())
        value = found.value(path)
        versions: tuple[Version, ...] = ()
        if len(held) > 1:
            versions = tuple(
                Version(self._told(unit.field, one.value, names), one.entries[0]) for one in held
            )
        targets = list(links_in(unit.field, value))
        return RowShown(
            path=path,
            label=unit.label,
            field=unit.field,
            value=value,
            told=told(unit.field, value, self.tr, names),
            seen=tuple(entry for one in held for entry in one.entries),
            versions=versions,
            target=targets[0] if targets else None,
            draft=kept.get(path, ""),
        )

    def _told(self, field: Field, value: Value, names: Callable[[RecordId], str]) -> Told:
        return told(field, value, self.tr, names) if value is not None else Told(self.tr(N_("empty")))

    def _near(self, book: Casebook) -> Iterator[Near]:
        seen: set[RecordId] = set()
        for record, kind_name, path in current.pointing_at(book.db, self.record)[:200]:
            kind = KINDS.get(kind_name)
            if kind is None or record in seen or record == self.record:
                continue
            seen.add(record)
            found = book.get(record)
            unit = kind.find(path)
            if found is not None and found.state.life is not Life.DELETED:
                label = self.tr(unit.label) if unit is not None else ""
                yield Near(record, kind_name, record_name(book, record, self.tr.language), found.code, label)

    # ------------------------------------------------------------------------------------ acting

    def _edits(self, *edits: Edit) -> list[Edit]:
        begin: list[Edit] = [New(self.record, self.kind.name), *self._begin] if self.new else []
        return [*begin, *edits]

    @property
    def verb(self) -> Verb:
        """What the next write is called in the history."""
        return Verb.ADD if self.new else Verb.EDIT

    def set_value(self, path: str, value: Value, seen: tuple[EntryId, ...]) -> Work:
        """A unit has another value now."""
        unit = self.kind.find(path)
        if unit is not None:
            value = completed(unit.field, value)
        edits, verb = self._edits(Set(self.record, path, value, seen)), self.verb

        def work(book: Casebook, _progress: Progress) -> Touched:
            return records.write(book, verb, edits, drafts_done=[(self.record, path)])

        return work

    def set_text(self, name: str, text: str) -> Work:
        """A long text reads otherwise now; paragraphs that stayed the same are not touched."""
        new, begin, verb = self.new, self._edits(), self.verb

        def work(book: Casebook, _progress: Progress) -> Touched:
            edits = [*begin, *records.paragraph_edits(book, self.record, name, text, new=new)]
            return records.write(book, verb, edits, drafts_done=[(self.record, name)])

        return work

    def add_element(self, name: str, inner: str, value: Value) -> Work:
        """One more element, known by its first unit."""
        unit = self.kind.by_name[name]
        value = completed(unit.main.field if isinstance(unit, Many) else unit.field, value)
        edits, verb = self._edits(Add(self.record, name, ((inner, value),))), self.verb

        def work(book: Casebook, _progress: Progress) -> Touched:
            return records.write(book, verb, edits)

        return work

    def remove_element(self, name: str, element: str) -> Work:
        """The element is gone; undo brings it back."""

        def work(book: Casebook, _progress: Progress) -> Touched:
            return records.write(book, Verb.EDIT, [Remove(self.record, name, element)])

        return work

    def settle(self, path: str, entry: EntryId) -> Work:
        """Of several versions, the one that *entry* said."""

        def work(book: Casebook, _progress: Progress) -> Touched:
            return conflicts.keep(book, self.record, path, entry)

        return work

    def delete(self, book: Casebook, _progress: Progress) -> Touched:
        """Hide the record."""
        return records.delete(book, self.record)

    def restore(self, book: Casebook, _progress: Progress) -> Touched:
        """Bring it back."""
        return records.restore(book, self.record)


def _blank_rows(unit: Many) -> tuple[RowShown, ...]:
    return tuple(RowShown(inner.name, inner.label, inner.field) for inner in unit.inside)


def _main_field(field: Field) -> Field:
    return field.slots[0].field if isinstance(field, Struct) else field


def _parent_kind(kind: Kind) -> str:
    """The kind whose page such records begin from."""
    unit = kind.by_name.get(kind.parent)
    if isinstance(unit, Unit):
        kinds = getattr(unit.field, "kinds", ())
        return kinds[0] if kinds else ""
    return ""
