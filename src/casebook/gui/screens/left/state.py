"""What left, or who holds what about one record: bundles in rows to read from the top down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator
from casebook.casework.book import Casebook
from casebook.casework.holders import Holding, Standing, every_holding, holders
from casebook.casework.touched import Touched
from casebook.gui.parts.names import record_name
from casebook.model.date_words import echo
from casebook.model.edtf import parse_edtf
from casebook.model.vocabularies import vocabulary
from casebook.wording import of_holders
from casebook.wording.days import in_words

PAGE: Final = 100
"""Rows that are shown at once."""
NAMED_AT_MOST: Final = 3
KEY_SHOWN: Final = 12
"""Letters of a key that nobody named: enough to tell it from the next."""


class Part(StrEnum):
    """Which of them are shown."""

    ALL = "all"
    OUT = "out"
    DUE = "due"
    BACK = "back"


PARTS: Final = {
    Part.ALL: N_("All"),
    Part.OUT: N_("Still out"),
    Part.DUE: N_("Overdue"),
    Part.BACK: N_("Destroyed"),
}
_OF: Final = {
    Part.OUT: (Standing.OUT, Standing.OVERDUE, Standing.REPLACED),
    Part.DUE: (Standing.OVERDUE,),
    Part.BACK: (Standing.RETURNED,),
}
_TONES: Final = {
    Standing.OUT: "",
    Standing.OVERDUE: "amber",
    Standing.REPLACED: "amber",
    Standing.RETURNED: "accent",
}


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One bundle. *who* has it, *told* what it is and how it holds what was asked for, *state* what became of it."""

    disclosure: RecordId
    when: str
    audience: str
    who: str
    told: tuple[str, ...]
    state: str
    tone: str
    standing: Standing


@dataclass(frozen=True, slots=True, repr=False)
class Left:
    """Every row, newest first. *about* names the record that was asked for; empty where all were."""

    about: str
    kind: str
    rows: tuple[Row, ...]

    def of(self, part: Part) -> tuple[Row, ...]:
        """The rows of a part."""
        return tuple(row for row in self.rows if part is Part.ALL or row.standing in _OF[part])


class LeftState:
    """Asks the ledger, and words it. *record*: only what holds it."""

    def __init__(self, record: RecordId | None, tr: Translator) -> None:
        self.record = record
        self.tr = tr

    def concerns(self, touched: Touched) -> bool:
        """Whether a write changes what is shown: one that let something out, or heard of it."""
        return "disclosure" in touched.kinds

    def load(self) -> Callable[[Casebook], Left]:
        """Work that reads the rows."""
        record = self.record

        def work(book: Casebook) -> Left:
            if record is None:
                return Left("", "", tuple(self._row(book, each) for each in every_holding(book)))
            found = book.need(record)
            rows = tuple(self._row(book, each) for each in holders(book, record))
            return Left(record_name(book, record, self.tr.language), found.kind, rows)

        return work

    def _row(self, book: Casebook, each: Holding) -> Row:
        tr = self.tr
        replaced = "" if each.replaced_by is None else book.need(each.replaced_by).code
        told = [of_holders.how(way, tr) for way in each.how]
        counts = []
        if each.records:
            counts.append(tr.plural("{count} record", "{count} records", len(each.records)))
        if each.files:
            counts.append(tr.plural("{count} file", "{count} files", len(each.files)))
        if each.handed:
            counts.append(
                tr.plural("{count} opening or slip since", "{count} openings or slips since", each.handed)
            )
        meta = [each.purpose, of_holders.edition(each, tr), *counts, each.code]
        told.append(" · ".join(part for part in meta if part))
        return Row(
            each.disclosure,
            echo(parse_edtf(each.date), tr.language) if each.date else "",
            vocabulary("audience").label(each.audience, tr.language) if each.audience else "",
            self._who(each),
            tuple(told),
            of_holders.standing(each, tr, replaced, in_words),
            _TONES[each.standing],
            each.standing,
        )

    def _who(self, each: Holding) -> str:
        """Who has it: by name where the casebook knows it, else by the beginning of the key."""
        tr = self.tr
        if not each.recipients:
            return tr(N_("anybody: it was not encrypted"))
        names = [one.name or f"{one.key[:KEY_SHOWN]}…" for one in each.recipients]
        shown = ", ".join(names[:NAMED_AT_MOST])
        more = len(names) - NAMED_AT_MOST
        return shown if more <= 0 else tr(N_("{names} and {count} more")).format(names=shown, count=more)
