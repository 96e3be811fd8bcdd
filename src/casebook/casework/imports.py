"""Import of tables: read in the jail, shown as a dry run, carried out as one act that can be undone.

A row is known again by the `origins` of its record (mapping's name and key), which stand in the journal like
everything else. Nobody is merged, and nothing a person has said since is overridden, unless they choose so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from casebook.base.encode import pack
from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework import circles, mapping_file, records
from casebook.casework.book import Casebook
from casebook.casework.import_drafts import Draft, Why
from casebook.casework.import_people import PersonNames, doubts_about
from casebook.casework.import_plan import Choices, Doubt, Fate, Planner, RowPlan, Work
from casebook.casework.import_rows import ReadRow, Trouble, Wanted, WantedElement, read_row
from casebook.casework.mapping import LinkSpec, TableMapping
from casebook.casework.records import Edit
from casebook.casework.touched import Touched, Verb
from casebook.jail import launch
from casebook.jail.tables import FORMS, MAX_BYTES, Item, Reading, Table
from casebook.journal import current, log, projection
from casebook.journal.current import Record
from casebook.journal.fold import Life
from casebook.model.all_kinds import KINDS

_EVERY: Final = 64


@dataclass(eq=False)
class UnknownColumns(Refused):
    """The file has columns the mapping does not speak of; they have to be mapped or listed under `ignore`."""

    columns: tuple[str, ...]


@dataclass(eq=False)
class MissingColumns(Refused):
    """The mapping speaks of columns the file does not have."""

    columns: tuple[str, ...]


@dataclass(eq=False)
class RowsRefused(Refused):
    """Some rows cannot be read, and nobody said to leave them out. *rows*: their numbers."""

    rows: tuple[int, ...]


@dataclass(eq=False)
class PlanOutdated(Refused):
    """The casebook was written to after the dry run; it has to be made again."""


@dataclass(eq=False)
class FileTooLarge(Refused):
    """The file is larger than *limit* bytes."""

    limit: int


@dataclass(eq=False)
class UnknownFormat(Refused):
    """By its name the file is no table of a kind that is read."""


@dataclass(frozen=True)
class ImportPlan:
    """The whole dry run. *makes*: how many records of each kind would be made. *edits* do it all."""

    name: str
    kind: str
    rows: tuple[RowPlan, ...]
    makes: tuple[tuple[str, int], ...]
    edits: tuple[Edit, ...]
    heads: bytes

    def count(self, fate: Fate) -> int:
        """How many rows have that fate."""
        return sum(row.fate is fate for row in self.rows)

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """Every cell that cannot be read."""
        return tuple(trouble for row in self.rows for trouble in row.troubles)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Everything a person should look at."""
        return tuple(doubt for row in self.rows for doubt in row.doubts)

    @property
    def changes_nothing(self) -> bool:
        """Whether carrying it out would write nothing."""
        return not self.edits


def read_mapping(path: Path) -> TableMapping:
    """The mapping in a file. Raises `BadMapping`, `FileTooLarge`, `OSError`."""
    with path.open("rb") as file:
        data = file.read(mapping_file.MAX_MAPPING + 1)
    return mapping_file.parse(data)


def read_table(
    path: Path, mapping: TableMapping, *, form: str = "", progress: Progress | None = None
) -> Table:
    """The table in a file, read in the jail. *form*: one of `FORMS`; by the file's name if empty.

    Raises `UnknownFormat`, `FileTooLarge`, `UnreadableTable`, what the jail raises, and `OSError`.
    """
    form = form or path.suffix.lower().lstrip(".")
    if form not in FORMS:
        raise UnknownFormat
    with path.open("rb") as file:
        if file.seek(0, 2) > MAX_BYTES:
            raise FileTooLarge(MAX_BYTES)
        file.seek(0)
        return launch.run(
            "casebook.jail.tables:read",
            pack(Reading(form, mapping.encoding, mapping.delimiter)),
            answer=Table,
            files=[file.fileno()],
            progress=progress,
        )


def plan_import(
    book: Casebook,
    table: Table,
    mapping: TableMapping,
    *,
    choices: Choices | None = None,
    progress: Progress | None = None,
) -> ImportPlan:
    """What an import of *table* would do; writes nothing. Raises `UnknownColumns`, `MissingColumns`.

    *choices* answer doubts of an earlier dry run of the same table.
    """
    _check_columns(table, mapping)
    run = _Run(book, mapping, choices or Choices(), progress or Progress())
    return run.plan(table)


def carry_out(book: Casebook, plan: ImportPlan, *, skip_bad: bool = False) -> Touched:
    """Do what *plan* shows, as one act. Nothing to write: a `Touched` that is false.

    Raises `RowsRefused` (unless *skip_bad*), `PlanOutdated`, `ReachesOutside`; nothing is written then.
    """
    refused = tuple(row.number for row in plan.rows if row.fate is Fate.REFUSED)
    if refused and not skip_bad:
        raise RowsRefused(refused)
    if plan.heads != log.heads(book.db).hash:
        raise PlanOutdated
    circles.check_stays_inside(book, plan.edits)
    return records.write(book, Verb.IMPORT, plan.edits)


# ------------------------------------------------------------------------------------------------ columns


def _check_columns(table: Table, mapping: TableMapping) -> None:
    """Every column and every key of a nested element is used or ignored, and every used one is there."""
    used, ignored = mapping.used, mapping.ignore
    columns = {column for column, _ in used}
    unknown = [name for name in table.columns if name not in columns and name not in ignored]
    whole = {column for column, key in used if not key}
    nested = {column for column, key in used if key}
    for name, key in sorted(_nested_keys(table)):
        known = (name, key) in used or f"{name}.{key}" in ignored or name in ignored
        if name in nested and not known:
            unknown.append(f"{name}.{key}")
    if unknown:
        raise UnknownColumns(tuple(unknown))
    missing = sorted(column for column in whole | nested if column not in table.columns)
    if missing:
        raise MissingColumns(tuple(missing))


def _nested_keys(table: Table) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for row in table.rows:
        for name, cell in row.cells.items():
            items: list[Item] = cell if isinstance(cell, list) else []
            found.update((name, key) for item in items if isinstance(item, dict) for key in item)
    return found


# -------------------------------------------------------------------------------------------------- a run


class _Run:
    """One dry run: knows which records are there, which are planned, and which row is which."""

    def __init__(self, book: Casebook, mapping: TableMapping, choices: Choices, progress: Progress) -> None:
        self._book = book
        self._mapping = mapping
        self._choices = choices
        self._progress = progress
        self._planner = Planner(book, mapping.written, choices)
        self._drafts: dict[RecordId, Draft] = {}
        self._found: dict[tuple[str, str, str], Draft] = {}
        self._known: dict[tuple[str, str], Record] = {}
        self._names = PersonNames(book)

    def plan(self, table: Table) -> ImportPlan:
        """The dry run of *table*."""
        rows = list(self._read(table))
        works = [Work(row) for row in rows if not row.troubles and row.number not in self._choices.leave]
        self._known = self._known_records()
        for i, work in enumerate(works):
            self._step("planning", i, len(works))
            self._own(work)
        # Names are looked up among the people of the file too, so every row has to have its own first.
        for work in works:
            if work.draft is not None:
                self._lists(work, work.draft, work.row.wanted, shared=False)
        by_row = {work.row.number: work for work in works}
        for doubt in doubts_about(self._book, [(work.row.number, work.made) for work in works], self._names):
            if doubt.row not in self._choices.same and (doubt.row, doubt.unit) not in self._choices.take:
                by_row[doubt.row].doubts.append(doubt)
        return self._told(rows, by_row)

    def _step(self, stage: str, done: int, total: int) -> None:
        if done % _EVERY == 0:
            self._progress.step(stage, done, total)

    def _read(self, table: Table) -> Iterator[ReadRow]:
        first: dict[str, int] = {}
        for i, row in enumerate(table.rows):
            self._step("reading-rows", i, len(table.rows))
            found = read_row(row, self._mapping)
            if found.key and found.key in first:
                twice = Trouble(row.number, self._mapping.key, "key-twice")
                found = replace(found, troubles=(*found.troubles, twice))
            first.setdefault(found.key, row.number)
            yield found

    def _origin(self, key: str) -> str:
        return f"{self._mapping.name}:{key}"

    def _shared_origin(self, unit: str, value: str) -> str:
        """By what a record that rows share is known again, also after somebody renamed it."""
        return f"{self._mapping.name}/{unit}:{value}"

    def _known_records(self) -> dict[tuple[str, str], Record]:
        """Records that imports of this mapping made or found, by kind and origin; deleted ones too."""
        name = self._mapping.name
        found: dict[tuple[str, str], Record] = {}
        for state in projection.states(self._book.db, self._progress):
            for element in state.elements.get("origins", ()):
                for held in state.units.get(f"origins/{element}/origin", ()):
                    if isinstance(held.value, str) and held.value.startswith((f"{name}:", f"{name}/")):
                        place = (state.kind, held.value)
                        if place not in found or state.life is not Life.DELETED:
                            found[place] = self._book.need(state.record)
        return found

    def _own(self, work: Work) -> None:
        """The row's own record, those it links to, and all they say but lists."""
        spec = self._mapping.record
        existing = self._known.get((spec.kind.name, self._origin(work.row.key)))
        if existing is not None and existing.state.life is Life.DELETED:
            gone = Draft(self._book, existing.id, spec.kind, existing)
            address = f"{spec.kind.name}:"
            if gone.past.deleted_by_person() and (work.row.number, address) not in self._choices.take:
                work.doubts.append(
                    Doubt(work.row.number, self._mapping.key, Why.DELETED_SINCE, address, existing.id)
                )
                return
            existing = None
        if existing is None and spec.kind.name == "person" and work.row.number in self._choices.same:
            existing = self._book.need(self._choices.same[work.row.number])
        draft = self._draft(existing, work, spec.kind.name)
        work.draft = draft
        self._record(work, draft, work.row.wanted)
        self._remember(work, draft, self._origin(work.row.key))

    def _remember(self, work: Work, draft: Draft, origin: str) -> None:
        """Let the record say where it came from, if it does not yet."""
        said = WantedElement(
            {"origin": origin}, {"origin": ""}, origin, "origin", "", frozenset(("origin",)), {}, ""
        )
        self._planner.elements(work, draft, "origins", [said], shared=True)

    def _draft(self, existing: Record | None, work: Work, kind: str) -> Draft:
        """The draft of a record that is there, or of a new one."""
        if existing is not None:
            if existing.id not in self._drafts:
                declared = KINDS[kind]
                self._drafts[existing.id] = Draft(self._book, existing.id, declared, existing)
            return self._drafts[existing.id]
        draft = Draft(self._book, self._book.new_id(), KINDS[kind], None)
        self._drafts[draft.record] = draft
        self._planner.begin(work, draft)
        return draft

    def _record(self, work: Work, draft: Draft, wanted: Wanted) -> None:
        for unit, (link, below) in wanted.links.items():
            linked = self._linked(work, draft, unit, link, below)
            if linked is not None:
                work.linked[unit] = linked
                self._record(work, linked, below)
                self._lists(work, linked, below, shared=bool(link.find) or not link.fill.targets)
        self._planner.units(work, draft, wanted)
        for unit, linked in work.linked.items() if draft is work.draft else ():
            self._planner.link(work, draft, wanted.links[unit][0], linked)
        if draft.kind.name == "person":
            self._names.plan(draft, wanted)

    def _linked(self, work: Work, draft: Draft, unit: str, link: LinkSpec, below: Wanted) -> Draft | None:
        """The record a row links to: the one it links to already, one that was chosen or found, or a new one."""
        kind = link.fill.kind.name
        held = draft.value(unit)
        if isinstance(held, bytes):
            existing = self._book.get(RecordId(held))
            return self._draft(existing, work, kind) if existing is not None else None
        if kind == "person" and work.row.number in self._choices.same:
            return self._draft(self._book.need(self._choices.same[work.row.number]), work, kind)
        if not link.find:
            return self._draft(None, work, kind) if link.make else None
        said = below.values.get(link.find)
        value = said if isinstance(said, str) else ""
        place = (kind, link.find, value)
        if place not in self._found:
            bearers = self._bearers(kind, link, value)
            if len(bearers) > 1:
                column = next((target.column for target in link.fill.targets), "")
                work.doubts.append(
                    Doubt(work.row.number, column, Why.SEVERAL_KNOWN, f"{kind}:{link.find}", bearers[0].id)
                )
                return None
            if not bearers and not link.make:
                return None
            self._found[place] = self._draft(bearers[0] if bearers else None, work, kind)
            self._remember(work, self._found[place], self._shared_origin(unit, value))
        return self._found[place]

    def _bearers(self, kind: str, link: LinkSpec, value: str) -> list[Record]:
        """The record that an import knew by this value before; else all that say it now."""
        known = self._known.get((kind, self._shared_origin(link.unit, value)))
        if known is not None and known.state.life is not Life.DELETED:
            return [known]
        return [each for each in current.every(self._book.db, kind) if value in each.values(link.find)]

    def _lists(self, work: Work, draft: Draft, wanted: Wanted, *, shared: bool) -> None:
        for name, elements in wanted.elements.items():
            if elements:
                looked_up = [self._names.looked_up(each) for each in elements]
                self._planner.elements(work, draft, name, looked_up, shared=shared)

    # ----------------------------------------------------------------------------------------- telling

    def _told(self, rows: list[ReadRow], by_row: dict[int, Work]) -> ImportPlan:
        works = by_row.values()
        made = Counter(draft.kind.name for work in works for draft in work.made)
        return ImportPlan(
            self._mapping.name,
            self._mapping.record.kind.name,
            tuple(self._row(row, by_row.get(row.number)) for row in rows),
            tuple(sorted(made.items())),
            tuple(edit for work in works for edit in work.edits),
            log.heads(self._book.db).hash,
        )

    def _row(self, row: ReadRow, work: Work | None) -> RowPlan:
        if row.troubles:
            return RowPlan(row.number, row.key, Fate.REFUSED, troubles=row.troubles)
        if work is None or work.draft is None:
            return RowPlan(row.number, row.key, Fate.LEFT, doubts=tuple(work.doubts) if work else ())
        fate = Fate.NEW if work.draft.existing is None else Fate.CHANGED if work.edits else Fate.SAME
        return RowPlan(row.number, row.key, fate, tuple(work.planned), (), tuple(work.doubts))
