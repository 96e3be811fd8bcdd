"""The dry run: row by row, what an import would make, change, leave or doubt, and the edits that would do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from casebook.base.ids import RecordId
from casebook.casework.book import Casebook
from casebook.casework.import_drafts import Draft, Flattening, Judged, Why
from casebook.casework.import_rows import ReadRow, Trouble, Wanted, WantedElement
from casebook.casework.mapping import LinkSpec
from casebook.casework.records import Add, Edit, New, Set, paragraph_edits
from casebook.model.fields import Field, Struct, Value
from casebook.model.kinds import Kind, Many, Unit


class Fate(StrEnum):
    """What becomes of a row. Any but a refused one may be doubted besides."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    LEFT = "left"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person should look at. Without a choice, what stands in the casebook stays and nobody is merged.

    *unit*: ``kind:path`` of the cell in question (empty: the row). *record* or *other_row*: whom it resembles.
    """

    row: int
    column: str
    why: Why
    unit: str = ""
    record: RecordId | None = None
    other_row: int = 0


@dataclass(frozen=True, slots=True)
class Planned:
    """One unit that would be written: what stands there, what would, as text. *new*: the record is made."""

    record: RecordId
    kind: str
    unit: str
    column: str
    before: str
    after: str
    new: bool


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row of the dry run."""

    number: int
    key: str
    fate: Fate
    planned: tuple[Planned, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person answered to doubts: the person of a row is that record; this unit takes the file's value.

    *same*: row → record. *take*: (row, unit as in `Doubt`). *leave*: rows to be left out.
    """

    same: Mapping[int, RecordId] = field(default_factory=dict)
    take: frozenset[tuple[int, str]] = frozenset()
    leave: frozenset[int] = frozenset()


@dataclass
class Work:
    """One row while it is being planned."""

    row: ReadRow
    draft: Draft | None = None
    linked: dict[str, Draft] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    planned: list[Planned] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    made: list[Draft] = field(default_factory=list)
    gone: bool = False


class Planner:
    """Plans the units, texts, lists and links of one row's records into edits."""

    def __init__(self, book: Casebook, written: tuple[tuple[str, str], ...], choices: Choices) -> None:
        self._book = book
        self._agree = Flattening(written)
        self._choices = choices
        self._told: set[tuple[RecordId, str]] = set()

    def begin(self, work: Work, draft: Draft) -> None:
        """A record that the row makes."""
        work.edits.append(New(draft.record, draft.kind.name))
        work.made.append(draft)

    def units(self, work: Work, draft: Draft, wanted: Wanted) -> None:
        """The units and texts of a record."""
        for unit, value in wanted.values.items():
            declared = draft.kind.find(unit)
            assert declared is not None
            self.set(work, draft, unit, value, wanted.columns.get(unit, ""))
        for name, lines in wanted.texts.items():
            self._text(work, draft, name, lines, wanted.columns.get(name, ""))

    def link(self, work: Work, draft: Draft, link: LinkSpec, below: Draft) -> None:
        """The link from *draft* to the record *below*."""
        column = next((target.column for target in link.fill.targets), "")
        self.set(work, draft, link.unit, below.record, column)

    def set(self, work: Work, draft: Draft, path: str, value: Value, column: str) -> bool:
        """Let the unit at *path* say *value*, if it does not and nobody would be overridden."""
        declared = draft.kind.find(path)
        assert declared is not None
        judged = draft.judge(path, declared.field, value, self._agree)
        if judged.same or not self._may(work, draft, path, column, judged):
            return False
        seen = None if draft.existing is None else draft.existing.seen(path)
        work.edits.append(Set(draft.record, path, judged.value, seen))
        self._note(work, draft, path, column, declared.field, judged.value)
        draft.plan(path, judged.value)
        return True

    def _may(self, work: Work, draft: Draft, path: str, column: str, judged: Judged) -> bool:
        """Whether nothing speaks against it, or somebody answered that the file is right; else doubt is noted.

        What many rows would change in a record they share is doubted with the first of them.
        """
        if judged.doubt is None:
            return True
        doubt = Doubt(work.row.number, column, judged.doubt, _address(draft.kind, path))
        if (doubt.row, doubt.unit) in self._choices.take:
            return True
        place = (draft.record, path)
        if place not in self._told or judged.doubt is Why.ROWS_DISAGREE:
            self._told.add(place)
            work.doubts.append(doubt)
        return False

    def _note(self, work: Work, draft: Draft, path: str, column: str, declared: Field, value: Value) -> None:
        before = declared.text(draft.value(path))
        work.planned.append(
            Planned(
                draft.record,
                draft.kind.name,
                path,
                column,
                before,
                declared.text(value),
                draft.existing is None,
            )
        )

    def _text(self, work: Work, draft: Draft, name: str, lines: tuple[str, ...], column: str) -> None:
        stands = draft.text(name)
        if not lines or self._agree.agree("\n".join(stands), "\n".join(lines)):
            return
        why = Why.ROWS_DISAGREE if name in draft.texts else None
        if why is None and draft.existing is not None:
            why = draft.past.against_rewriting(name)
        if why is not None and not self._may(work, draft, name, column, Judged(doubt=why)):
            return
        work.edits += paragraph_edits(
            self._book, draft.record, name, "\n\n".join(lines), new=draft.existing is None
        )
        work.planned.append(
            Planned(
                draft.record,
                draft.kind.name,
                name,
                column,
                "\n".join(stands),
                "\n".join(lines),
                draft.existing is None,
            )
        )
        draft.texts[name] = lines

    # ------------------------------------------------------------------------------------------ lists

    def elements(
        self, work: Work, draft: Draft, name: str, wanted: list[WantedElement], *, shared: bool
    ) -> None:
        """Let the list hold all of *wanted*. Elements the row does not speak of stay as they are.

        *shared*: several rows add to this list, so that places are counted over all of them.
        """
        many = draft.kind.by_name[name]
        assert isinstance(many, Many)
        free = draft.elements(name)
        if not shared:
            wanted = [_at(each, place) for place, each in enumerate(wanted, 1)]
        left: list[tuple[WantedElement, str]] = []
        counts: dict[bytes, int] = {}
        for each in wanted:
            mark = repr((each.by, each.key)).encode()
            nth = counts.get(mark, 0)
            counts[mark] = nth + 1
            own = draft.element_id(name, each.key, nth)
            key = self._recognised(draft, many, each, own, free)
            if key is None:
                left.append((each, own))
            else:
                free.remove(key)
                self._same_element(work, draft, many, key, each)
        for each, own in left:
            key = None if shared else self._replaced(draft, many, each, free)
            if key is None:
                last = _at(each, len(draft.elements(name)) + 1) if shared else each
                self._new_element(work, draft, many, own, last)
            else:
                free.remove(key)
                self._same_element(work, draft, many, key, each)

    def _recognised(
        self, draft: Draft, many: Many, wanted: WantedElement, own: str, free: list[str]
    ) -> str | None:
        """The element a row means: one that says all it says, the one it made before, one with the same key."""
        for key in free:
            if all(
                self._agree.agree(draft.value(f"{many.name}/{key}/{inner}"), value)
                for inner, value in wanted.values.items()
            ):
                return key
        if own in free:
            return own
        if wanted.key is None:
            return None
        declared = _inner(many, wanted.by).field
        for key in free:
            value = draft.value(f"{many.name}/{key}/{wanted.by}")
            part = declared.part(value, wanted.by_slot) if isinstance(declared, Struct) else value
            if (
                part is not None
                and self._agree.agree(part, wanted.key)
                and self._fits(draft, many, wanted, key)
            ):
                return key
        return None

    def _replaced(self, draft: Draft, many: Many, wanted: WantedElement, free: list[str]) -> str | None:
        """An element that an import made and this file no longer has: the row says what it has become."""
        if draft.existing is None or draft.element_id(many.name, wanted.key, 0) in draft.elements(many.name):
            return None
        for key in free:
            made = key in draft.existing.elements(many.name)
            if (
                made
                and draft.past.added_by_import(f"{many.name}/{key}")
                and self._fits(draft, many, wanted, key)
            ):
                return key
        return None

    def _fits(self, draft: Draft, many: Many, wanted: WantedElement, key: str) -> bool:
        """Whether an element agrees with what stands in every row for elements of this source."""
        return all(
            self._agree.agree(draft.value(f"{many.name}/{key}/{inner}"), wanted.values[inner])
            for inner in wanted.fixed
            if inner in wanted.values
        )

    def _same_element(self, work: Work, draft: Draft, many: Many, key: str, wanted: WantedElement) -> None:
        linked = any(draft.value(f"{many.name}/{key}/{unit}") is not None for unit in wanted.known)
        for inner, value in wanted.values.items():
            if linked and inner not in wanted.known and wanted.columns.get(inner) and inner == wanted.by:
                continue  # the record it links to has the name
            self.set(work, draft, f"{many.name}/{key}/{inner}", value, wanted.columns.get(inner, ""))

    def _new_element(self, work: Work, draft: Draft, many: Many, key: str, wanted: WantedElement) -> None:
        path = f"{many.name}/{key}"
        column = next((column for column in wanted.columns.values() if column), "")
        if draft.existing is not None:
            why = draft.past.against_adding(path)
            if why is not None and not self._may(work, draft, path, column, Judged(doubt=why)):
                return
        work.edits.append(Add(draft.record, many.name, tuple(wanted.values.items()), key))
        for inner, value in wanted.values.items():
            declared = _inner(many, inner).field
            source = wanted.columns.get(inner, "")
            self._note(work, draft, f"{path}/{inner}", source, declared, value)
        draft.plan_element(many.name, key, wanted.values)


def _at(wanted: WantedElement, place: int) -> WantedElement:
    """*wanted* with its place in the list, if the mapping asks for one."""
    if not wanted.order or wanted.order in wanted.columns:
        return wanted
    return replace(wanted, values={**wanted.values, wanted.order: place})


def _inner(many: Many, name: str) -> Unit:
    return next(unit for unit in many.inside if unit.name == name)


def _address(kind: Kind, path: str) -> str:
    return f"{kind.name}:{path}"
