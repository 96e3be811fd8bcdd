"""From one row to what its records should say. Pure: nothing here knows what the casebook holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from casebook.casework.import_cells import Filling, UnreadableCell, filtered, items_of, taken, text_at
from casebook.casework.mapping import LinkSpec, ListSpec, RecordSpec, TableMapping, Target
from casebook.jail.tables import Row
from casebook.model.fields import Struct, Value


@dataclass(frozen=True, slots=True)
class Trouble:
    """A cell that cannot be read: its row, its column (empty: the row as a whole) and a code that says why."""

    row: int
    column: str
    why: str


@dataclass(frozen=True)
class WantedElement:
    """One element a row asks for. *key*: the texts it is recognised by. *known*: link unit → name to be looked up.

    *fixed* are the inner units that came from constants: two elements that differ there are different ones.
    *order*: the inner unit that counts the elements, or empty.
    """

    values: Mapping[str, Value]
    columns: Mapping[str, str]
    key: Value
    by: str
    by_slot: str
    fixed: frozenset[str]
    known: Mapping[str, str]
    order: str


@dataclass
class Wanted:
    """What a row asks of one record. *texts* are texts of paragraphs; *columns* says where a unit came from."""

    spec: RecordSpec
    values: dict[str, Value] = field(default_factory=dict)
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    elements: dict[str, list[WantedElement]] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    links: dict[str, tuple[LinkSpec, Wanted]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing but constants was said."""
        return not self.columns and not any(self.elements.values())


@dataclass(frozen=True)
class ReadRow:
    """A row that was read: its key, what it asks for, and what could not be read."""

    number: int
    key: str
    wanted: Wanted
    troubles: tuple[Trouble, ...]


def read_row(row: Row, mapping: TableMapping) -> ReadRow:
    """What *row* asks for."""
    reader = _Reader(row)
    cell = row.cells.get(mapping.key, "")
    key = " ".join(cell.split()) if isinstance(cell, str) else ""
    if row.wrong:
        return ReadRow(row.number, "", Wanted(mapping.record), (Trouble(row.number, "", row.wrong),))
    if not key:
        reader.note(mapping.key, "no-key")
    wanted = reader.record(mapping.record)
    return ReadRow(row.number, key, wanted, tuple(reader.troubles))


class _Reader:
    """Reads one row and collects every cell that cannot be read, so that all are named at once."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self.troubles: list[Trouble] = []

    def note(self, column: str, why: str) -> None:
        """One more cell that cannot be read; each column is named once."""
        if not any(each.column == column for each in self.troubles):
            self.troubles.append(Trouble(self._row.number, column, why))

    def record(self, spec: RecordSpec) -> Wanted:
        """What the row asks of one record and of those it links to."""
        wanted = Wanted(spec)
        self._units(wanted)
        for each in spec.lists:
            wanted.elements.setdefault(each.name, []).extend(self._elements(each))
        for link in spec.links:
            below = self.record(link.fill)
            declared = spec.kind.find(link.unit)
            if not below.is_empty or not link.fill.targets:
                wanted.links[link.unit] = (link, below)
            elif declared is not None and declared.required:
                self.note(link.fill.targets[0].column, "empty")
        return wanted

    def _units(self, wanted: Wanted) -> None:
        filling = Filling()
        for constant in wanted.spec.constants:
            filling.constant(constant)
        for target in wanted.spec.targets:
            try:
                for text in self._texts(target):
                    filling.add(target, text)
            except UnreadableCell as bad:
                self.note(bad.column, bad.why)
        for unit, value, column, why in filling.values():
            if why:
                self.note(column, why)
                continue
            if wanted.spec.kind.find(unit) is None:
                lines = value.split("\n") if isinstance(value, str) else []
                wanted.texts[unit] = tuple(line.strip() for line in lines if line.strip())
            else:
                wanted.values[unit] = value
            if column:
                wanted.columns[unit] = column

    def _texts(self, target: Target) -> list[str]:
        """The texts of a column that a unit of the record takes."""
        cell = self._row.cells.get(target.column, "")
        if target.inside or target.where:
            items = filtered(items_of(cell, target.column), target.where)
            texts = [text_at(item, target.inside, target.column) for item in items]
        elif isinstance(cell, str):
            texts = cell.split(target.separator) if target.separator else [cell]
        else:
            raise UnreadableCell(target.column, "not-one-value")
        found = taken([text for text in map(str.strip, texts) if text], target.take)
        if len(found) > 1 and target.joined is None:
            raise UnreadableCell(target.column, "several-values")
        if target.required and not found:
            raise UnreadableCell(target.column, "empty")
        return found

    def _elements(self, spec: ListSpec) -> Iterator[WantedElement]:
        try:
            rows = self._from_list(spec) if spec.source else self._parallel(spec)
            of_row = [(target, text) for target in spec.row_targets for text in self._texts(target)]
        except UnreadableCell as bad:
            self.note(bad.column, bad.why)
            return
        for target in spec.targets:
            if target.required and not any(text.strip() for row in rows for t, text in row if t is target):
                self.note(spec.source or target.column, "empty")
        for texts in taken(rows, spec.take):
            element = self._element(spec, texts, of_row)
            if element is not None:
                yield element

    def _from_list(self, spec: ListSpec) -> list[list[tuple[Target, str]]]:
        items = filtered(items_of(self._row.cells.get(spec.source, ""), spec.source), spec.where)
        return [[(t, text_at(item, t.column, spec.source)) for t in spec.targets] for item in items]

    def _parallel(self, spec: ListSpec) -> list[list[tuple[Target, str]]]:
        """Columns side by side: the third text of one belongs to the third of the other."""
        columns: dict[str, list[str]] = {}
        for target in spec.targets:
            cell = self._row.cells.get(target.column, "")
            if isinstance(cell, str):
                texts = cell.split(spec.separator) if spec.separator else [cell]
            else:
                texts = [text_at(item, "", target.column) for item in cell]
            columns[target.column] = [text.strip() for text in texts] if any(map(str.strip, texts)) else []
        count = max(map(len, columns.values()), default=0)
        for column, texts in columns.items():
            if texts and len(texts) != count:
                raise UnreadableCell(column, "counts-differ")
        return [
            [(target, columns[target.column][i] if columns[target.column] else "") for target in spec.targets]
            for i in range(count)
        ]

    def _element(
        self, spec: ListSpec, texts: list[tuple[Target, str]], of_row: list[tuple[Target, str]]
    ) -> WantedElement | None:
        filling = Filling()
        source = spec.source
        for constant in spec.constants:
            filling.constant(constant)
        for target, text in texts:
            if text.strip():
                filling.add(target, text.strip(), source)
        if not (filling.said or filling.failed):
            return None
        for target, text in of_row:
            filling.add(target, text)
        values: dict[str, Value] = {}
        for unit, value, column, why in filling.values():
            if why:
                self.note(column, why)
            else:
                values[unit] = value
        columns = {unit: column for unit, column in filling.columns.items() if unit in values}
        if not values and not filling.known:
            return None
        by, slot = spec.by
        declared = next(unit for unit in spec.many.inside if unit.name == by).field
        part = values.get(by)
        key = declared.part(part, slot) if isinstance(declared, Struct) else part
        fixed = frozenset(constant.unit for constant in spec.constants if not constant.slot)
        return WantedElement(values, columns, key, by, slot, fixed, filling.known, spec.order)
