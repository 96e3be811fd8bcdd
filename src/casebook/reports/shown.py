"""What a report may see of records: everything for the team, else what a redaction plan lets through.

Reports ask here and nowhere else, so that no report can print what its audience may not see. Words come as
pieces: a text, or `None` where something was withheld.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol, Self

from casebook.base.ids import RecordId
from casebook.casework.book import Casebook
from casebook.casework.snapshot import Snapshot
from casebook.journal import current
from casebook.journal.current import Record
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Struct, Text, Value
from casebook.redaction.plan import Fate, RedactionPlan

Words = tuple[str | None, ...]
"""A text in pieces; `None` is the mark of a removal, an `OtherName` the mark of one that names somebody."""


class OtherName(str):
    """A removal that names one person, who appears under this other name. It is printed as a mark all the same.

    *place*: where the person stands among those under other names: an order of chance.
    """

    __slots__ = ("place",)
    place: int

    def __new__(cls, name: str, place: int) -> Self:
        """The name and its place."""
        made = super().__new__(cls, name)
        made.place = place
        return made

    @property
    def marked(self) -> str:
        """As it is printed where only plain text can stand."""
        return f"‹{self}›"


class Shown(Protocol):
    """The records one audience sees."""

    def records(self, kind: str) -> Iterator[RecordId]:
        """The records of a kind that are shown."""

    def left_out(self, kind: str, path: str, target: RecordId) -> int:
        """How many records of a kind that link to *target* through *path* are not shown.

        1 stands for any number where the audience is not told how many.
        """

    def value(self, record: RecordId, path: str) -> Value:
        """A unit as it is shown; nil where it is withheld, or there is none."""

    def words(self, record: RecordId, path: str, slot: str = "") -> Words:
        """A text (or one text of a structured unit); no pieces where there is none."""

    def part(self, record: RecordId, path: str, slot: str) -> Value:
        """A part of a structured unit that is no text: a code, a number."""

    def elements(self, record: RecordId, name: str) -> tuple[str, ...]:
        """The elements of a list of which anything is shown or marked as withheld."""

    def shows(self, record: RecordId) -> bool:
        """Whether a record is shown at all."""

    def kind_of(self, record: RecordId) -> str:
        """The kind of a record that is shown; empty for any other."""

    def other_name(self, person: RecordId) -> OtherName | None:
        """Under which other name somebody appears, if they do."""

    def has_other_names(self) -> bool:
        """Whether anybody does."""


class ForTeam:
    """Everything, as it stands. Of a unit in conflict, every value, parted by a sign nobody overlooks."""

    def __init__(
        self, get: Callable[[RecordId], Record | None], every: Callable[[str], Iterable[Record]]
    ) -> None:
        self._get = get
        self._every = every

    @classmethod
    def of_book(cls, book: Casebook) -> ForTeam:
        """An open casebook, as its tables have it."""
        return cls(book.get, lambda kind: current.every(book.db, kind))

    def records(self, kind: str) -> Iterator[RecordId]:
        """All of them."""
        return (record.id for record in self._every(kind))

    def left_out(self, kind: str, path: str, target: RecordId) -> int:  # noqa: ARG002 - nothing ever is
        """None."""
        return 0

    def value(self, record: RecordId, path: str) -> Value:
        """The value that stands."""
        found = self._get(record)
        return None if found is None else found.value(path)

    def words(self, record: RecordId, path: str, slot: str = "") -> Words:
        """The text that stands; of a conflict, both."""
        found = self._get(record)
        if found is None:
            return ()
        texts = [_slot_of(found.kind, path, value, slot) for value in found.values(path)]
        said = " ⚡ ".join(text for text in texts if isinstance(text, str))
        return (said,) if said else ()

    def part(self, record: RecordId, path: str, slot: str) -> Value:
        """The part that stands."""
        found = self._get(record)
        return None if found is None else _slot_of(found.kind, path, found.value(path), slot)

    def elements(self, record: RecordId, name: str) -> tuple[str, ...]:
        """All of them."""
        found = self._get(record)
        return () if found is None else found.elements(name)

    def shows(self, record: RecordId) -> bool:
        """Everything there is."""
        return self._get(record) is not None

    def kind_of(self, record: RecordId) -> str:
        """Its kind."""
        found = self._get(record)
        return "" if found is None else found.kind

    def other_name(self, person: RecordId) -> OtherName | None:  # noqa: ARG002 - nobody has one
        """None."""
        return None

    def has_other_names(self) -> bool:
        """Nobody does."""
        return False


class ForAudience:
    """What a redaction plan lets through, unit by unit and word by word.

    *names*: the other names of this bundle (`redaction.othernames`), in their order. Without them those who
    should bear one are marks.
    """

    def __init__(
        self, plan: RedactionPlan, snapshot: Snapshot, names: Mapping[RecordId, str] | None = None
    ) -> None:
        self._names = {
            person: OtherName(name, place) for place, (person, name) in enumerate((names or {}).items())
        }
        self._fates = {fate.record: fate for fate in plan.records}
        self._tells_how_many = plan.profile.counts_removals
        self._snapshot = snapshot

    def records(self, kind: str) -> Iterator[RecordId]:
        """Those the plan shows."""
        return (fate.record for fate in self._fates.values() if fate.kind == kind and fate.shown)

    def left_out(self, kind: str, path: str, target: RecordId) -> int:
        """Those the plan leaves out."""
        gone = [fate.record for fate in self._fates.values() if fate.kind == kind and not fate.shown]
        found = [self._snapshot.get(record) for record in gone]
        count = sum(record is not None and target in record.values(path) for record in found)
        return count if self._tells_how_many else min(count, 1)

    def value(self, record: RecordId, path: str) -> Value:
        """The value as shown. A text that is masked has no value: ask for its words."""
        fate = self._fates.get(record)
        unit = fate.units.get(path) if fate is not None and fate.shown else None
        if unit is None or unit.fate in (Fate.WITHHELD, Fate.MASKED):
            return None
        return unit.shown

    def words(self, record: RecordId, path: str, slot: str = "") -> Words:
        """The pieces of a text; one removal where the whole unit is withheld."""
        fate = self._fates.get(record)
        unit = fate.units.get(path) if fate is not None and fate.shown else None
        if fate is None or unit is None:
            return ()
        if unit.fate is Fate.WITHHELD:
            return (None,)
        passage = unit.passages.get(slot)
        if passage is not None:
            return joined(map(self._told, passage.told()))
        text = _slot_of(fate.kind, path, unit.shown, slot)
        return (text,) if isinstance(text, str) else ()

    def part(self, record: RecordId, path: str, slot: str) -> Value:
        """The part as shown; a text is never returned from here."""
        fate = self._fates.get(record)
        unit = fate.units.get(path) if fate is not None and fate.shown else None
        if fate is None or unit is None or unit.fate is Fate.WITHHELD:
            return None
        declared = KINDS[fate.kind].find(path)
        if declared is None or not isinstance(declared.field, Struct):
            return None
        field = next((each.field for each in declared.field.slots if each.name == slot), None)
        return None if isinstance(field, Text) else declared.field.part(unit.shown, slot)

    def elements(self, record: RecordId, name: str) -> tuple[str, ...]:
        """Those with a unit the plan speaks of, in the order of the record."""
        fate = self._fates.get(record)
        found = self._snapshot.get(record)
        if fate is None or not fate.shown or found is None:
            return ()
        spoken = {path.split("/")[1] for path in fate.units if path.startswith(f"{name}/")}
        return tuple(key for key in found.elements(name) if key in spoken)

    def shows(self, record: RecordId) -> bool:
        """Those the plan shows."""
        fate = self._fates.get(record)
        return fate is not None and fate.shown

    def kind_of(self, record: RecordId) -> str:
        """The kind of one the plan shows."""
        fate = self._fates.get(record)
        return fate.kind if fate is not None and fate.shown else ""

    def other_name(self, person: RecordId) -> OtherName | None:
        """The name of this bundle."""
        return self._names.get(person)

    def has_other_names(self) -> bool:
        """Whether anybody bears one."""
        return bool(self._names)

    def _told(self, piece: str | RecordId | None) -> str | None:
        return self._names.get(RecordId(piece)) if isinstance(piece, bytes) else piece


def joined(pieces: Iterable[str | None]) -> Words:
    """*pieces* with texts that follow each other made one, and marks that do made one mark.

    A hidden sentence takes the space behind it along: the word that follows its mark gets one back.
    """
    found: list[str | None] = []
    for piece in pieces:
        last = found[-1] if found else ""
        if piece is None or isinstance(piece, OtherName):
            if not found or last != piece or isinstance(last, OtherName) is not isinstance(piece, OtherName):
                found.append(piece)
        elif last is None:
            found.append(f" {piece}" if piece and piece[0].isalnum() else piece)
        elif found and not isinstance(last, OtherName):
            found[-1] = last + piece
        elif piece:
            found.append(piece)
    return tuple(piece for piece in found if piece != "")


def _slot_of(kind: str, path: str, value: Value, slot: str) -> Value:
    """One part of a structured value, by its name; without a name, the value itself."""
    unit = KINDS[kind].find(path)
    if not slot or unit is None or not isinstance(unit.field, Struct):
        return value
    return unit.field.part(value, slot)
