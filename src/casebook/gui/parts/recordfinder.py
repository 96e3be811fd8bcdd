"""Answers link editors from the open casebook: which records may be meant, and how a linked one is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import merged, records
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched, Verb
from casebook.gui.parts.editors.link import Candidate, NewOne
from casebook.gui.parts.names import KIND_ICONS, record_name
from casebook.gui.workspace import Workspace
from casebook.journal import current, lists
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Struct, Value
from casebook.model.kinds import Many
from casebook.search import query

MOST: Final = 8
OFFERS: Final = {
    "person": N_("New person “{name}”"),
    "event": N_("New event “{name}”"),
    "source": N_("New source “{name}”"),
    "dossier": N_("New dossier “{name}”"),
    "list-edition": N_("New list edition “{name}”"),
    "proceeding": N_("New proceeding “{name}”"),
}


class RecordFinder:
    """Finds and makes records for link editors; `casebook.gui.parts.editors.link.Finder` says what each does."""

    def __init__(self, workspace: Workspace, tr: Translator) -> None:
        self._workspace = workspace
        self._tr = tr

    def find(self, kinds: tuple[str, ...], typed: str, then: Callable[[tuple[Candidate, ...]], None]) -> None:
        """Candidates for what is typed; with nothing typed, those changed last."""
        language = self._tr.language

        def work(book: Casebook) -> tuple[Candidate, ...]:
            wanted = _found(book, kinds, typed) if typed.strip() else _latest(book, kinds)
            found = []
            for record in list(dict.fromkeys(merged.standing_for(book, each) for each in wanted))[:MOST]:
                one = current.get(book.db, record)
                if one is not None:
                    icon = KIND_ICONS.get(one.kind, "file")
                    found.append(Candidate(record, record_name(book, record, language), one.code, icon))
            return tuple(found)

        self._workspace.read(work, then)

    def name(self, record: bytes, then: Callable[[str], None]) -> None:
        """How it is called."""
        language = self._tr.language

        def work(book: Casebook) -> str:
            return record_name(book, RecordId(record), language)

        self._workspace.read(work, then)

    def make(self, new: NewOne, then: Callable[[Candidate], None]) -> None:
        """Make the record, known by its first title unit, and hand it over."""

        def work(book: Casebook, _progress: Progress) -> Touched:
            return records.write(book, Verb.ADD, _beginning(book.new_id(), new))

        self._workspace.write(work, by=self, then=_Handed(new, then).hand)

    def can_make(self, kinds: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Kinds that one name is enough to begin."""
        if len(kinds) > 3:
            return ()
        return tuple((kind, self._tr(OFFERS[kind])) for kind in kinds if kind in OFFERS)


class _Handed:
    """Hands the record that was just made to the editor."""

    def __init__(self, new: NewOne, then: Callable[[Candidate], None]) -> None:
        self._new = new
        self._then = then

    def hand(self, touched: Touched) -> None:
        """The record stands."""
        record = next(iter(touched.records))
        self._then(Candidate(record, self._new.title))


def _beginning(record: RecordId, new: NewOne) -> list[records.Edit]:
    kind = KINDS[new.kind]
    unit = kind.by_name[kind.title[0]]
    begin: list[records.Edit] = [records.New(record, new.kind)]
    inner = unit.main if isinstance(unit, Many) else unit
    value: Value = new.title
    if isinstance(inner.field, Struct):
        value = inner.field.make(**{inner.field.slots[0].name: new.title})
    if inner is unit:
        return [*begin, records.Set(record, unit.name, value)]
    return [*begin, records.Add(record, unit.name, ((inner.name, value),))]


def _found(book: Casebook, kinds: tuple[str, ...], typed: str) -> Iterator[RecordId]:
    if len(kinds) == 1:
        yield from (hit.record for hit in query.find(book.db, typed, kind=kinds[0], limit=MOST))
    else:
        hits = query.find(book.db, typed, limit=40)
        yield from (hit.record for hit in hits if hit.kind in kinds)


def _latest(book: Casebook, kinds: tuple[str, ...]) -> Iterator[RecordId]:
    for kind in kinds[:4]:
        numbers = lists.order(book.db, lists.Asked(kind, sort="changed", descending=True))[:MOST]
        yield from (row.id for row in lists.rows(book.db, kind, numbers))
