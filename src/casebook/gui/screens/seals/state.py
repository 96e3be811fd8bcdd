"""How every record that can leave is sealed, counted and worded; and the act that seals: work for the book thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched
from casebook.gui.parts.names import KIND_ICONS, record_name
from casebook.redaction import sealing
from casebook.redaction.sealing import Standing

MOST = 200
"""Records that are named one by one."""


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """A record this device wrote that is not sealed as it reads now."""

    record: RecordId
    kind: str
    name: str
    icon: str
    state: str


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """*sealed*: records sealed as they read now; *elsewhere*: written on another device and not sealed; *short*: of
    which no free seal is left for a recipient to come. *open*: every record this device can seal and should.
    """

    sealed: int
    elsewhere: int
    short: int
    open: tuple[RecordId, ...]
    rows: tuple[Row, ...]


class SealsState:
    """Of all records, or of one."""

    def __init__(self, record: RecordId | None, tr: Translator) -> None:
        self.record = record
        self.tr = tr

    def load(self, book: Casebook, progress: Progress) -> Shown:
        """Look at every record. Can be stopped."""
        found = (
            sealing.standings(book, progress)
            if self.record is None
            else (sealing.standing(book, self.record),)
        )
        wanting = [one for one in found if one.ours and (not one.sealed or not one.free)]
        rows = tuple(self._row(book, one) for one in wanting[:MOST])
        return Shown(
            sum(one.sealed for one in found),
            sum(not one.sealed and not one.ours for one in found),
            sum(one.sealed and not one.free and one.ours for one in found),
            tuple(one.record for one in wanting),
            rows,
        )

    def _row(self, book: Casebook, one: Standing) -> Row:
        kind = book.need(one.record).kind
        if one.sealed:
            state = N_("no free seal is left")
        elif one.before:
            state = N_("changed since it was sealed")
        else:
            state = N_("not sealed")
        name = record_name(book, one.record, self.tr.language)
        return Row(one.record, kind, name, KIND_ICONS.get(kind, "file"), self.tr(state))

    @staticmethod
    def seal(wanted: Iterable[RecordId]) -> Callable[[Casebook, Progress], Touched]:
        """Seal them as they stand: wholly or not at all. Raises as `sealing.seal`."""
        records = tuple(wanted)

        def work(book: Casebook, progress: Progress) -> Touched:
            return sealing.seal(book, records, progress=progress).touched

        return work
