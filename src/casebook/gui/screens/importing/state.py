"""Taking in a table: what a dry run found, row by row, what was answered to its doubts, and the import itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import imports
from casebook.casework.book import Casebook
from casebook.casework.import_plan import Choices, Doubt, Fate, RowPlan
from casebook.casework.imports import ImportPlan
from casebook.casework.touched import Touched
from casebook.gui.parts.names import record_name
from casebook.gui.parts.values import told
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Field, Link
from casebook.wording import imports as imports_in_words

FATES: Final = {
    Fate.NEW: (N_("new"), "add", "accent"),
    Fate.CHANGED: (N_("changed"), "edit", "accent"),
    Fate.SAME: (N_("the same"), "check", ""),
    Fate.LEFT: (N_("left out"), "hide", ""),
    Fate.REFUSED: (N_("cannot be read"), "refused", "red"),
}
ANSWERABLE: Final = ("changed-since", "removed-since", "deleted-since", "rows-disagree")


@dataclass(frozen=True, slots=True)
class Way:
    """One answer to a doubt: its words and what it chooses."""

    text: str
    choices: Choices


@dataclass(frozen=True, slots=True)
class DoubtShown:
    """A doubt in words, and the ways to answer it."""

    text: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row: number, key, fate in words, and in short what it would do or why it cannot."""

    number: int
    key: str
    fate: Fate
    fate_text: str
    icon: str
    tone: str
    text: str
    lines: tuple[str, ...]
    doubts: tuple[DoubtShown, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A dry run."""

    plan: ImportPlan
    rows: tuple[RowShown, ...]
    summary: str
    makes: str
    refused: int
    doubted: int


@dataclass
class ImportState:
    """One import: its files, what was answered so far, and the last dry run."""

    tr: Translator
    choices: Choices = Choices()  # noqa: RUF009 - frozen
    shown: Shown | None = None

    def problem(self, table: Path | None, mapping: Path | None) -> str:
        """What is missing before a dry run, marked for translation."""
        if table is None or not table.is_file():
            return N_("Choose the table: a CSV or JSON file, or an XLSX or ODS workbook.")
        if mapping is None or not mapping.is_file():
            return N_("Choose the mapping: a TOML file that says what each column means.")
        return ""

    def dry_run(self, table: Path, mapping: Path) -> Callable[[Casebook, Progress], Shown]:
        """Work that reads the table in the jail and plans; nothing is written."""
        choices = self.choices

        def work(book: Casebook, progress: Progress) -> Shown:
            read = imports.read_mapping(mapping)
            rows = imports.read_table(table, read, progress=progress)
            plan = imports.plan_import(book, rows, read, choices=choices, progress=progress)
            return self.tell(book, plan)

        return work

    def carry_out(self, *, skip_bad: bool) -> Callable[[Casebook, Progress], Touched]:
        """Work that does what the dry run showed, as one act."""
        assert self.shown is not None
        plan = self.shown.plan

        def work(book: Casebook, progress: Progress) -> Touched:
            progress.step("importing")
            return imports.carry_out(book, plan, skip_bad=skip_bad)

        return work

    def answer(self, way: Way) -> None:
        """Remember an answer; the dry run has to be made again."""
        self.choices = way.choices

    # ------------------------------------------------------------------------------------ telling

    def tell(self, book: Casebook, plan: ImportPlan) -> Shown:
        """The dry run in words."""
        tr = self.tr
        made_so = _made(plan, tr)
        rows = tuple(self._row(book, row, made_so) for row in plan.rows)
        counted = [
            tr(N_("{count} {fate}")).format(count=plan.count(fate), fate=tr(FATES[fate][0]))
            for fate in Fate
            if plan.count(fate) or fate is Fate.NEW
        ]
        made = [f"{tr(KINDS[kind].plural)}: {count}" for kind, count in plan.makes if kind in KINDS]
        return Shown(
            plan=plan,
            rows=rows,
            summary=" · ".join(counted),
            makes=" · ".join(made),
            refused=plan.count(Fate.REFUSED),
            doubted=sum(bool(row.doubts) for row in plan.rows),
        )

    def _row(self, book: Casebook, row: RowPlan, made_so: Mapping[RecordId, str]) -> RowShown:
        word, icon, tone = FATES[row.fate]
        names = _Titles(book, row, self.tr.language, made_so)
        lines = tuple(self._lines(row, names.name))
        doubts = tuple(self._doubt(book, doubt) for doubt in row.doubts)
        first = doubts[0].text if doubts else ""
        # Whom the row is about stands in the list; what is doubted, beside it in full.
        text = names.about or first or (lines[0] if lines else "")
        if doubts and row.fate is not Fate.REFUSED:
            icon, tone = "warning", "amber"
        return RowShown(row.number, row.key, row.fate, self.tr(word), icon, tone, text, lines, doubts)

    def _lines(self, row: RowPlan, names: Callable[[RecordId], str]) -> Iterator[str]:
        for trouble in row.troubles:
            where = self.tr(N_("column {column}")).format(column=trouble.column) if trouble.column else ""
            why = imports_in_words.trouble(trouble.why, self.tr)
            yield f"{where}: {why}" if where else why
        for planned in row.planned:
            kind = KINDS.get(planned.kind)
            unit = kind.find(planned.unit) if kind is not None else None
            if unit is None:
                continue
            before = f"{_in_words(unit.field, planned.before, self.tr, names)} → " if planned.before else ""
            yield f"{self.tr(unit.label)}: {before}{_in_words(unit.field, planned.after, self.tr, names)}"

    def _doubt(self, book: Casebook, doubt: Doubt) -> DoubtShown:
        tr = self.tr
        text = imports_in_words.doubt(doubt.why, tr)
        if doubt.record is not None:
            text = f"{record_name(book, doubt.record, tr.language)} — {text}"
        elif doubt.other_row:
            text = f"{tr(N_('row {number}')).format(number=doubt.other_row)} — {text}"
        return DoubtShown(text, tuple(self._ways(doubt)))

    def _ways(self, doubt: Doubt) -> Iterator[Way]:
        tr, now = self.tr, self.choices
        if doubt.why == "like-a-person" and doubt.record is not None:
            same: dict[int, RecordId] = {**now.same, doubt.row: doubt.record}
            yield Way(tr(N_("The same person")), replace(now, same=same))
            taken = frozenset((*now.take, (doubt.row, doubt.unit)))
            yield Way(tr(N_("Somebody else")), replace(now, take=taken))
        elif doubt.why in ANSWERABLE:
            taken = frozenset((*now.take, (doubt.row, doubt.unit)))
            yield Way(tr(N_("Take what the file says")), replace(now, take=taken))
        yield Way(tr(N_("Leave this row out")), replace(now, leave=frozenset((*now.leave, doubt.row))))


def _made(plan: ImportPlan, tr: Translator) -> dict[RecordId, str]:
    """How records are called that any row would make: by their title units, else by their kind."""
    found: dict[RecordId, str] = {}
    called: set[RecordId] = set()
    for row in plan.rows:
        for planned in row.planned:
            kind = KINDS.get(planned.kind)
            if kind is None or not planned.new:
                continue
            found.setdefault(planned.record, tr(kind.label))
            titled = planned.unit.partition("/")[0] in kind.title
            if titled and planned.after and planned.record not in called:
                unit = kind.find(planned.unit)
                if unit is not None and not isinstance(unit.field, Link):
                    called.add(planned.record)
                    found[planned.record] = planned.after.partition(" {")[0]
    return found


class _Titles:
    """How the records of one row are called: those that stand, and those that would be made (*made_so*)."""

    def __init__(self, book: Casebook, row: RowPlan, language: str, made_so: Mapping[RecordId, str]) -> None:
        self._book = book
        self._made = made_so
        self._language = language
        self._new: dict[RecordId, str] = {}
        for planned in row.planned:
            kind = KINDS.get(planned.kind)
            unit = kind.find(planned.unit) if kind is not None else None
            if unit is not None and unit.identity and planned.after:
                self._new.setdefault(planned.record, planned.after.partition(" {")[0])
        self.about = next(iter(self._new.values()), "")

    def name(self, record: RecordId) -> str:
        """The record's name."""
        return (
            self._new.get(record) or self._made.get(record) or record_name(self._book, record, self._language)
        )


def _in_words(field: Field, text: str, tr: Translator, names: Callable[[RecordId], str]) -> str:
    """A planned value, which comes as its text form, as people read it."""
    try:
        return told(field, field.parse(text), tr, names).whole or text
    except Refused:
        return text
