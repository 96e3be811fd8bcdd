"""A teammate's laptop is gone: what was on it, who is in danger by that, which keys are dead, and what is done first.

What a device holds is told by its receipts. What was written for it on sticks and never confirmed may lie on it all
the same: that is told apart, and counted as lost. docs/guide/team.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from casebook.base.ids import EntryId, RecordId
from casebook.base.progress import Progress
from casebook.casework import organisation, roster
from casebook.casework.authors import Author, of_key
from casebook.casework.book import Casebook
from casebook.casework.danger import Everything, everything_in
from casebook.casework.exposure import Harm, harm
from casebook.casework.organisation import Publisher
from casebook.casework.snapshot import Snapshot
from casebook.journal import current, receipts
from casebook.journal.acts import Role
from casebook.journal.authority import Device
from casebook.journal.receipts import Feed, Reach
from casebook.journal.writers import writers
from casebook.sync.selecting import FOR_EVERYBODY


@dataclass(frozen=True, slots=True, repr=False)
class LostLaptop:
    """What is known of a device that is gone.

    *confirmed*: records it said it holds, or wrote. *perhaps*: others it was to get, which may have reached it. *harm*:
    whom both together endanger. *circles*: compartments it could read. *publishers*: keys that sign for the
    organisation and were made on it; *may_publish*: it might have made one that nobody knows of. *teammates*: who has
    to hear of it. *own* asks about this casebook.
    """

    device: Device
    author: Author
    confirmed: frozenset[RecordId]
    perhaps: frozenset[RecordId]
    harm: Harm
    circles: tuple[bytes, ...]
    publishers: tuple[Publisher, ...]
    may_publish: bool
    teammates: tuple[Author, ...]

    @property
    def removed(self) -> bool:
        """Whether it was removed already."""
        return self.device.cut is not None


def lost(book: Casebook, public: bytes, progress: Progress | None = None) -> LostLaptop:
    """Compute it all. Writes nothing. Raises `NotInLine`, and the first `Damaged` leaf met."""
    line = roster.line(book)
    device = line.get(public)
    if device is None:
        raise roster.NotInLine
    circles = tuple(sorted(each for each, there in line.members.items() if public in there))
    said, likely = _held(book, device, (book.own.compartment, *circles))
    everything = everything_in(book, progress or Progress())
    records = everything.snapshot.records.keys()
    confirmed, perhaps = frozenset(said & records), frozenset((likely - said) & records)
    return LostLaptop(
        device,
        of_key(book, public),
        confirmed,
        perhaps,
        harm(_only(everything, confirmed | perhaps)),
        circles,
        tuple(_publishers(book, public)),
        device.role is Role.PUBLISHER,
        tuple(
            of_key(book, each.public)
            for each in line.live(book.own.compartment)
            if each.public not in (public, book.own.public)
        ),
    )


def _held(
    book: Casebook, device: Device, compartments: tuple[bytes, ...]
) -> tuple[set[RecordId], set[RecordId]]:
    """The records some part of which it holds, and those it may hold."""
    confirmed: set[RecordId] = set()
    perhaps: set[RecordId] = set()
    for compartment in compartments:
        for feed in receipts.feeds_in(book.db, compartment):
            reached = receipts.reached(book.db, device.public, feed)
            before = _before(book, device, feed)
            for row in receipts.after(book.db, feed, 0):
                entry = receipts.entry_at(book.db, row.number)
                named = {
                    change.record
                    for _, change in entry.changes()
                    if not before.covers(row.seq, row.id) or change.kind in FOR_EVERYBODY
                }
                (confirmed if reached.covers(row.seq, row.id) else perhaps).update(named)
    return confirmed, perhaps


def _before(book: Casebook, device: Device, feed: Feed) -> Reach:
    """What it was given headers of alone, because it was to get no history."""
    ends = [head for each, head in device.before or () if each == feed.id]
    return receipts.reach(book.db, feed, receipts.heads_among(book.db, feed, ends))


def _only(everything: Everything, records: frozenset[RecordId]) -> Everything:
    """As if nothing else had been recorded."""

    def those(found: Mapping[RecordId, object]) -> frozenset[RecordId]:
        return frozenset(found) & records

    snapshot = everything.snapshot
    kept = {each: snapshot.records[each] for each in those(snapshot.records)}
    gone = {each: snapshot.deleted[each] for each in those(snapshot.deleted)}
    return replace(
        everything,
        snapshot=Snapshot(kept, snapshot.today, gone),
        deleted=everything.deleted & records,
        said={each: everything.said[each] for each in those(everything.said)},
    )


def _publishers(book: Casebook, public: bytes) -> Iterator[Publisher]:
    """The organisation's keys that this device was the first to record: their private halves are on it."""
    known = {one.fingerprint: one for one in organisation.publishers(book)}
    for record in current.every(book.db, "publisher"):
        for held in record.state.units.get("fingerprint", ()):
            entries: list[EntryId] = sorted(held.entries)
            makers = {each.public for each in writers(book.db, entries).values()}
            if public in makers and held.value in known:
                yield known[str(held.value)]
