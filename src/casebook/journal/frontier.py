"""How far a record had come: the last entry of each feed that says something of it, and the record as it was then.

A feed is a chain, so its number of the last entry names all before it. What was sealed or left is built again from
here, on whatever device, however much was written since.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from casebook.base.ids import EntryId, FeedId, RecordId, code_letters
from casebook.journal import log
from casebook.journal.current import Record
from casebook.journal.entry import Entry, decode_change, decode_stamp
from casebook.journal.fold import Said, fold
from casebook.journal.history import orders_on
from casebook.journal.rows import order_by_name
from casebook.model.all_kinds import KINDS
from casebook.vault.database import Database


def frontier(db: Database, record: RecordId) -> dict[FeedId, int]:
    """The number of the last entry that names *record*, by feed."""
    rows = db.execute(
        "SELECT feed.id, max(entry.seq) FROM part JOIN entry ON entry.n = part.entry"
        f" JOIN feed ON feed.n = entry.feed WHERE part.record = ? AND {log.COUNTS}"
        " GROUP BY feed.n ORDER BY feed.id",
        (record,),
    )
    return {FeedId(bytes(feed)): int(seq) for feed, seq in rows}


def record_at(db: Database, record: RecordId, reached: Mapping[FeedId, int]) -> Record | None:
    """*record* as it was when every feed stood where *reached* says; what was erased since is not there.

    `None` if nothing of it was there, or nothing is left. Its times are not told.
    """
    rows = db.execute(
        "SELECT entry.id, feed.id, entry.seq, part.bytes, stamp.bytes FROM part"
        " JOIN entry ON entry.n = part.entry JOIN feed ON feed.n = entry.feed"
        " LEFT JOIN part AS stamp ON stamp.entry = part.entry AND stamp.place = 0"
        f" WHERE part.record = ? AND {log.COUNTS} ORDER BY part.entry, part.place",
        (record,),
    )
    timed = [
        (
            Said(EntryId(bytes(entry)), decode_change(bytes(data))),
            0 if stamp is None else decode_stamp(bytes(stamp)).moment.hybrid,
        )
        for entry, feed, seq, data, stamp in rows
        if seq <= reached.get(FeedId(bytes(feed)), 0)
    ]
    state = fold(record, [said for said, _ in timed], orders_on(db, record))
    if state.is_blank or state.kind not in KINDS:
        return None
    code = f"{KINDS[state.kind].letter}-{code_letters(record)}"
    return Record(record, state.kind, code, state, 0, 0, order_by_name(state, timed))


def of_feed(db: Database, feed: FeedId, wanted: Collection[EntryId]) -> frozenset[EntryId]:
    """Those of *wanted* that stand in *feed*."""
    row = db.one("SELECT n FROM feed WHERE id = ?", (feed,))
    if row is None:
        return frozenset()
    number = row[0]
    return frozenset(
        one
        for one in wanted
        if db.one("SELECT 1 FROM entry WHERE id = ? AND feed = ?", (one, number)) is not None
    )


def first_entry(db: Database, feed: FeedId) -> Entry | None:
    """The entry a feed begins with: it holds the key that signs all others."""
    row = db.one(
        "SELECT entry.n, header, signature FROM entry JOIN feed ON feed.n = entry.feed"
        " WHERE feed.id = ? AND entry.seq = 1 ORDER BY entry.n LIMIT 1",
        (feed,),
    )
    return None if row is None else log.read(db, row[0], bytes(row[1]), bytes(row[2]))
