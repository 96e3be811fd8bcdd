"""A list of records of one kind: columns from its declaration, filters as sentences, pages as one scrolls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from casebook.base.ids import RecordId, parse_id
from casebook.base.words import N_, Translator
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched
from casebook.gui.parts.moments import day_text
from casebook.gui.parts.names import record_name
from casebook.gui.parts.values import day_in_words
from casebook.journal import lists
from casebook.journal.lists import Asked, Filter, Row, Test
from casebook.model import dates
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Choice, Date, Field, Integer, Link, Struct
from casebook.model.kinds import Many, Unit

PAGE = lists.PAGE


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """A column: the unit's name (``title``, ``code``, ``changed`` besides), heading, width at 100 %."""

    name: str
    heading: str
    width: int = 0
    sortable: bool = True


@dataclass(frozen=True, slots=True)
class CellShown:
    """What a cell says; *tone* and *icon* repeat a state that the words tell."""

    text: str
    meta: str = ""
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row."""

    record: RecordId
    cells: tuple[CellShown, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The order of the whole list, the total without filters, and the first page."""

    asked: Asked
    numbers: tuple[int, ...]
    total: int
    first: tuple[RowShown, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page, of the list that *asked* for them."""

    asked: Asked
    number: int
    rows: tuple[RowShown, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A filter one can read."""

    filter: Filter
    text: str


WIDTHS = {Date: 130, Choice: 200, Integer: 100}
MOST_COLUMNS = 5
SHOWN_FIRST = {
    "person": ("custody", "profiles", "birth", "protection"),
    "list-entry": ("number", "list", "heading", "status", "term_text"),
}
"""Where a list has more columns than fit, those that are looked at most."""


@dataclass
class BrowseState:
    """One list. *asked* changes with filters and sorting; `load` reads it."""

    kind: str
    tr: Translator
    asked: Asked = field(init=False)

    def __post_init__(self) -> None:
        self.asked = Asked(self.kind)

    def concerns(self, touched: Touched) -> bool:
        """Whether a write changed records of this kind."""
        return self.kind in touched.kinds

    # ------------------------------------------------------------------------------------ columns

    def columns(self) -> tuple[ColumnShown, ...]:
        """Title first, then the declaration's columns, then when it was changed."""
        kind = KINDS[self.kind]
        found = [
            ColumnShown("title", self.tr(kind.label), 0),
            ColumnShown("code", self.tr(N_("Code")), 80, sortable=False),
        ]
        for name in self._unit_columns():
            unit = kind.by_name[name]
            inner = _main(unit)
            found.append(ColumnShown(name, self.tr(unit.label), WIDTHS.get(type(_first(inner.field)), 160)))
        found.append(ColumnShown("changed", self.tr(N_("Changed")), 110))
        return tuple(found)

    def _unit_columns(self) -> tuple[str, ...]:
        kind = KINDS[self.kind]
        declared = tuple(name for name in lists.columns(self.kind) if name != kind.title[0])
        return tuple(name for name in SHOWN_FIRST.get(self.kind, declared) if name in declared)[:MOST_COLUMNS]

    # ------------------------------------------------------------------------------------ reading

    def load(self, book: Casebook) -> Shown:
        """The order of the list and its first rows."""
        asked = self.asked
        numbers = tuple(lists.order(book.db, asked))
        total = len(numbers) if not asked.filters else lists.count(book.db, Asked(self.kind))
        return Shown(asked, numbers, total, self._rows(book, numbers[:PAGE]))

    def page(self, number: int, numbers: Sequence[int]) -> Callable[[Casebook], Page]:
        """Work that reads one page of row *numbers*."""
        asked = self.asked

        def work(book: Casebook) -> Page:
            return Page(asked, number, self._rows(book, numbers))

        return work

    def records_of(self, numbers: Sequence[int]) -> Callable[[Casebook], tuple[RecordId, ...]]:
        """Work that names the records in rows *numbers*; of list entries, the people on them."""

        def work(book: Casebook) -> tuple[RecordId, ...]:
            found: list[RecordId] = []
            for start in range(0, len(numbers), PAGE):
                rows = lists.rows(book.db, self.kind, numbers[start : start + PAGE])
                found += [row.id for row in rows]
            return tuple(dict.fromkeys(found))

        return work

    def _rows(self, book: Casebook, numbers: Sequence[int]) -> tuple[RowShown, ...]:
        found = lists.rows(book.db, self.kind, numbers)
        names = lists.columns(self.kind)
        return tuple(RowShown(row.id, tuple(self._cells(book, row, names))) for row in found)

    def _cells(self, book: Casebook, row: Row, names: tuple[str, ...]) -> Iterator[CellShown]:
        kind = KINDS[self.kind]
        texts = dict(zip(names, row.cells, strict=True))
        title = row.title or record_name(book, row.id, self.tr.language)
        other = ""
        if kind.title[0] in texts:
            others = [text for text in texts[kind.title[0]].split("; ") if text and text != title]
            other = others[0] if others and isinstance(kind.by_name[kind.title[0]], Many) else ""
        conflict = row.conflicts > 0
        yield CellShown(title, other, icon="conflict" if conflict else "", tone="amber" if conflict else "")
        yield CellShown(row.code)
        for name in self._unit_columns():
            yield self._cell(book, kind.by_name[name], texts[name])
        yield CellShown(day_text(row.changed_ms))

    def _cell(self, book: Casebook, unit: Unit | Many, text: str) -> CellShown:
        if not text:
            return CellShown("")
        inner = _first(_main(unit).field)
        pieces = text.split("; ") if isinstance(unit, Many) else [text]
        told = [self._told(book, inner, piece) for piece in pieces[:4]]
        tone, icon = "", ""
        if unit.name == "protection":
            tone, icon = "violet", "shield"
        return CellShown(", ".join(told), tone=tone, icon=icon)

    def _told(self, book: Casebook, inner: Field, text: str) -> str:
        match inner:
            case Choice():
                return inner.terms.label(text, self.tr.language)
            case Date():
                return day_in_words(text, self.tr.language)
            case Link():
                target = parse_id(text)
                return record_name(book, target, self.tr.language) if target is not None else text
        return text

    # ------------------------------------------------------------------------------------ filters

    def sort_by(self, name: str, *, descending: bool) -> None:
        """Sort by another column."""
        self.asked = replace(self.asked, sort=name, descending=descending)

    def add_filter(self, wanted: Filter) -> None:
        """Narrow the list."""
        if wanted not in self.asked.filters:
            self.asked = replace(self.asked, filters=(*self.asked.filters, wanted))

    def drop_filter(self, wanted: Filter) -> None:
        """Widen it again."""
        self.asked = replace(self.asked, filters=tuple(one for one in self.asked.filters if one != wanted))

    def sentence(self, wanted: Filter) -> str:
        """A filter in words."""
        kind = KINDS[self.kind]
        if wanted.column == "title":
            label, text = self.tr(kind.label), wanted.wanted
        else:
            unit = kind.by_name[wanted.column]
            label, inner = self.tr(unit.label), _first(_main(unit).field)
            text = wanted.wanted
            if isinstance(inner, Choice):
                text = inner.terms.label(text, self.tr.language)
            elif isinstance(inner, Date) and text:
                text = day_in_words(text, self.tr.language)
        patterns = {
            Test.IS: N_("{column} is “{value}”"),
            Test.HAS: N_("{column} has “{value}”"),
            Test.EMPTY: N_("{column} is empty"),
            Test.FROM: N_("{column} from {value} on"),
            Test.TO: N_("{column} until {value}"),
        }
        return self.tr(patterns[wanted.test]).format(column=label, value=text)

    def suggestions(self, typed: str) -> tuple[Sentence, ...]:
        """Sentences that *typed* may mean: part of the title, a term of a choice, a date, an empty column."""
        wanted = " ".join(typed.split())
        if not wanted:
            return ()
        found = [Filter("title", Test.HAS, wanted)]
        for name in self._unit_columns():
            found += self._meant(name, wanted)
        return tuple(Sentence(one, self.sentence(one)) for one in found[:12])

    def _meant(self, name: str, wanted: str) -> Iterator[Filter]:
        unit = KINDS[self.kind].by_name[name]
        inner = _first(_main(unit).field)
        folded = wanted.casefold()
        if isinstance(inner, Choice):
            for term in inner.terms:
                texts = (term.code, *(label for _, label in term.labels))
                if any(folded in text.casefold() for text in texts):
                    yield Filter(name, Test.IS, term.code)
        elif isinstance(inner, Date):
            try:
                date = dates.parse_typed(wanted)
            except dates.BadDate:
                date = None
            if date is not None:
                yield Filter(name, Test.FROM, date.edtf)
                yield Filter(name, Test.TO, date.edtf)
        elif not isinstance(inner, Link):
            yield Filter(name, Test.HAS, wanted)
        if self.tr(unit.label).casefold().startswith(folded):
            yield Filter(name, Test.EMPTY)

    def counted(self, shown: int, total: int) -> str:
        """The count, saying what it counts."""
        plural = self.tr(KINDS[self.kind].plural)
        if shown == total:
            return f"{plural}: {total:,}".replace(",", " ")
        return (
            self.tr(N_("{shown} of {total} shown"))
            .format(shown=f"{shown:,}", total=f"{total:,}")
            .replace(",", " ")
        )


def _main(unit: Unit | Many) -> Unit:
    return unit.main if isinstance(unit, Many) else unit


def _first(field_: Field) -> Field:
    return field_.slots[0].field if isinstance(field_, Struct) else field_
