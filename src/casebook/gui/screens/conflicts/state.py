"""Everything somebody has to decide: where two people's words differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from casebook.base.ids import EntryId, RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import conflicts
from casebook.casework.book import Casebook
from casebook.casework.conflicts import Conflict
from casebook.casework.touched import Touched
from casebook.gui.parts.moments import moment_text
from casebook.gui.parts.names import names_of, record_name
from casebook.gui.parts.values import told
from casebook.model.all_kinds import KINDS


@dataclass(frozen=True, slots=True)
class Way:
    """One way to settle: its words, and the work it means."""

    text: str
    meta: str
    work: Callable[[Casebook, Progress], Touched]


@dataclass(frozen=True, slots=True)
class Open:
    """One open conflict."""

    record: RecordId
    kind: str
    title: str
    label: str
    ways: tuple[Way, ...]


class ConflictsState:
    """All open conflicts of the casebook."""

    def __init__(self, tr: Translator) -> None:
        self.tr = tr

    def concerns(self, touched: Touched) -> bool:
        """Any write may settle one."""
        return bool(touched)

    def load(self, book: Casebook) -> tuple[Open, ...]:
        """Every conflict, latest first."""
        return tuple(self._open(book, one) for one in conflicts.conflicts(book))

    def _open(self, book: Casebook, one: Conflict) -> Open:
        kind = KINDS.get(one.kind)
        head = kind.by_name.get(one.path.split("/")[0]) if kind is not None and one.path else None
        label = self.tr(head.label) if head is not None else self.tr(N_("The record itself"))
        title = record_name(book, one.record, self.tr.language)
        unit = kind.find(one.path) if kind is not None else None
        if not one.path:
            ways: tuple[Way, ...] = (
                Way(self.tr(N_("Keep the record")), "", self._deletion(one.record, deleted=False)),
                Way(self.tr(N_("Leave it deleted")), "", self._deletion(one.record, deleted=True)),
            )
        elif unit is None:
            ways = (
                Way(self.tr(N_("Keep it")), "", self._element(one.record, one.path, there=True)),
                Way(self.tr(N_("Leave it removed")), "", self._element(one.record, one.path, there=False)),
            )
        else:
            label = self.tr(unit.label)
            names = names_of(book, self.tr.language)
            ways = tuple(
                Way(
                    told(unit.field, version.value, self.tr, names).whole or self.tr(N_("empty")),
                    " · ".join(moment_text(stamp.moment.shown_ms) for stamp in version.stamps),
                    self._keep(one.record, one.path, version.entries[0]),
                )
                for version in one.versions
            )
        return Open(one.record, one.kind, title, label, ways)

    @staticmethod
    def _keep(record: RecordId, path: str, entry: EntryId) -> Callable[[Casebook, Progress], Touched]:
        def work(book: Casebook, _progress: Progress) -> Touched:
            return conflicts.keep(book, record, path, entry)

        return work

    @staticmethod
    def _element(record: RecordId, path: str, *, there: bool) -> Callable[[Casebook, Progress], Touched]:
        def work(book: Casebook, _progress: Progress) -> Touched:
            return conflicts.settle_element(book, record, path, there=there)

        return work

    @staticmethod
    def _deletion(record: RecordId, *, deleted: bool) -> Callable[[Casebook, Progress], Touched]:
        def work(book: Casebook, _progress: Progress) -> Touched:
            return conflicts.settle_deletion(book, record, deleted=deleted)

        return work
