"""Everything in the casebook as the signed journal says it, from one verified walk.

Whatever decides about showing a person (consent, decisions, protection) reads this and never a table: an
old page put back into the database can change a table, but not what hangs on a signed chain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property

from casebook.base.ids import RecordId, code_letters
from casebook.base.progress import Progress
from casebook.casework.book import Casebook, here
from casebook.journal import log, projection, rows, verifying
from casebook.journal.current import Record
from casebook.journal.fold import Life
from casebook.model.all_kinds import KINDS


@dataclass(frozen=True)
class Snapshot:
    """Records that are not deleted, by id, and the day it is: no earlier than the day of any entry.

    *deleted* people are kept apart: they are nobody to show, and their names are still not to be told.
    """

    records: Mapping[RecordId, Record]
    today: date
    deleted: Mapping[RecordId, Record] = field(default_factory=dict)

    def get(self, record: RecordId) -> Record | None:
        """One record."""
        return self.records.get(record)

    def every(self, kind: str) -> Iterator[Record]:
        """All records of a kind, in the order of their ids."""
        return iter(self._by_kind.get(kind, ()))

    def pointing_at(self, target: RecordId, kind: str) -> Iterator[Record]:
        """Records of a kind that link to *target* in any version of any unit, in the order of their ids."""
        return (record for record in self._pointing.get(target, ()) if record.kind == kind)

    @cached_property
    def _pointing(self) -> dict[RecordId, list[Record]]:
        found: dict[RecordId, list[Record]] = {}
        for source in sorted(self.records.values(), key=lambda record: record.id):
            for target in sorted({target for target, _, _ in rows.links_of(source.state)}):
                found.setdefault(RecordId(target), []).append(source)
        return found

    @cached_property
    def merged_into(self) -> Mapping[RecordId, tuple[RecordId, ...]]:
        """By record of a person that was merged, the people's records that say so."""
        found: dict[RecordId, dict[RecordId, None]] = {}
        for person in (*self.every("person"), *self.deleted.values()):
            for target, _, path in rows.links_of(person.state) if person.elements("merged") else ():
                if path.startswith("merged/"):
                    found.setdefault(RecordId(target), {})[person.id] = None
        return {each: tuple(sorted(into)) for each, into in found.items()}

    @cached_property
    def _by_kind(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for record in self.records.values():
            found.setdefault(record.kind, []).append(record)
        return found


def take(book: Casebook, progress: Progress | None = None) -> Snapshot:
    """Walk and fold the whole journal. Raises the first `Damaged` leaf met; about a second per 5,000 entries."""
    book.safe.head.settle(here(book.safe))
    parts, orders = verifying.verified_parts(book.db, progress or Progress())
    records: dict[RecordId, Record] = {}
    deleted: dict[RecordId, Record] = {}
    for state in projection.folded(parts, orders):
        if state.is_blank or state.kind not in KINDS:
            continue
        code = f"{KINDS[state.kind].letter}-{code_letters(state.record)}"
        # The walk hands parts out as they arrived, which is how people expect to see the elements of lists.
        shown = rows.order_by_name(state, [(said, 0) for said in parts[state.record]])
        record = Record(state.record, state.kind, code, state, 0, 0, shown)
        if state.life is not Life.DELETED:
            records[state.record] = record
        elif state.kind == "person":
            deleted[state.record] = record
    latest = max(book.clock.now().wall_ms, log.last_own_wall_ms(book.db))
    return Snapshot(records, datetime.fromtimestamp(latest / 1000, UTC).date(), deleted)
