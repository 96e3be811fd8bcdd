"""What a page shows: frozen, in the words of the reader, and what an edit has to know of it."""

from __future__ import annotations

from dataclasses import dataclass

from casebook.base.ids import EntryId, RecordId
from casebook.gui.parts.values import NOTHING, Told
from casebook.model.fields import Field, Value
from casebook.model.kinds import Kind


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
    fixed: bool = False
    """Written by the program alone: shown, and not opened."""

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
    """A list of elements, and the rows a new one would have. *draft*: a new one that was being written."""

    name: str
    label: str
    elements: tuple[ElementShown, ...]
    blank: tuple[RowShown, ...]
    offer: Told = NOTHING
    offered: Value = None
    draft: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the list has no element."""
        return not self.elements and not self.draft

    @property
    def blank_path(self) -> str:
        """What the draft of a new element is known by."""
        return f"{self.name}/+"


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
    """A record that points here: its kind, how it is called, by what it points; *file*: it holds a file."""

    record: RecordId
    kind: str
    title: str
    code: str
    by: str
    file: bool = False


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
    sections: tuple[SectionShown, ...]
    code: str = ""
    title: str = ""
    subtitle: str = ""
    chips: tuple[Chip, ...] = ()
    near: tuple[Near, ...] = ()
    children: tuple[str, ...] = ()
    conflicts: int = 0
    deleted: bool = False
    merged: bool = False
    """Deleted, because another record stands for it."""
    disputed: bool = False
    newer: int = 0
    new: bool = False
    missing: bool = False
