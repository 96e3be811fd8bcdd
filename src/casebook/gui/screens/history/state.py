"""The life of a record, entry by entry: who changed what, when, and from what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from casebook.base.ids import EntryId, RecordId
from casebook.base.words import N_, Translator
from casebook.casework.authors import Author, authors
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched
from casebook.gui.parts.moments import moment_text
from casebook.gui.parts.names import names_of
from casebook.gui.parts.values import told
from casebook.journal import history
from casebook.journal.entry import Op
from casebook.journal.history import Moved
from casebook.model.all_kinds import KINDS
from casebook.model.kinds import Kind, Many
from casebook.wording import of_teammates, verbs

MOST = 200


@dataclass(frozen=True, slots=True)
class LineShown:
    """One unit that changed: its label, what it says since, and whether that still stands."""

    label: str
    text: str
    stands: bool


@dataclass(frozen=True, slots=True)
class StepShown:
    """One save: when, by whom, what for, and its lines."""

    when: str
    who: str
    verb: str
    lines: tuple[LineShown, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The history, newest first."""

    record: RecordId | None
    title: str
    steps: tuple[StepShown, ...]


class HistoryState:
    """The history of whatever record the person has before them."""

    def __init__(self, tr: Translator) -> None:
        self.tr = tr
        self.record: RecordId | None = None

    def concerns(self, touched: Touched) -> bool:
        """Whether the record changed."""
        return self.record is not None and self.record in touched.records

    def load(self, book: Casebook) -> Shown:
        """Its life, newest first."""
        record = self.record
        found = book.get(record) if record is not None else None
        if record is None or found is None:
            return Shown(None, "", ())
        kind = KINDS.get(found.kind)
        moved = history.history(book.db, record)[:MOST]
        wrote = authors(book, {one.entry for one in moved})
        steps = []
        for _, group in groupby(moved, key=_entry):
            made = list(group)
            lines = tuple(self._lines(book, kind, made)) if kind is not None else ()
            steps.append(
                StepShown(
                    self._when(made[0]), self._who(wrote.get(made[0].entry)), self._verb(made[0]), lines
                )
            )
        return Shown(record, names_of(book, self.tr.language)(record), tuple(steps))

    def _lines(self, book: Casebook, kind: Kind, moved: list[Moved]) -> Iterator[LineShown]:
        names = names_of(book, self.tr.language)
        for one in moved:
            head = kind.by_name.get(one.unit.split("/")[0])
            unit = kind.find(one.unit)
            many = self.tr(head.label) if head is not None else one.unit
            match one.op:
                case Op.SET if unit is not None:
                    if unit.name == "place" and isinstance(head, Many) and head.paragraphs:
                        continue
                    paragraph = isinstance(head, Many) and head.paragraphs
                    label = many if paragraph else self.tr(unit.label)
                    text = told(unit.field, one.value, self.tr, names).whole or self.tr(N_("empty"))
                    yield LineShown(label, text, one.stands)
                case Op.REMOVE:
                    yield LineShown(many, self.tr(N_("removed")), stands=True)
                case Op.DELETE:
                    yield LineShown(self.tr(N_("The record")), self.tr(N_("deleted")), stands=True)
                case Op.RESTORE:
                    yield LineShown(self.tr(N_("The record")), self.tr(N_("brought back")), stands=True)

    def _when(self, moved: Moved) -> str:
        if moved.moment is None:
            return self.tr(N_("time erased"))
        return moment_text(moved.moment.shown_ms)

    def _who(self, author: Author | None) -> str:
        if author is not None and author.own:
            return self.tr(N_("you"))
        named = author is not None and (author.name or author.person)
        return (
            of_teammates.called(author, self.tr)
            if author is not None and named
            else self.tr(N_("a colleague"))
        )

    def _verb(self, moved: Moved) -> str:
        return verbs.done(moved.verb, self.tr)


def _entry(moved: Moved) -> EntryId:
    return moved.entry
