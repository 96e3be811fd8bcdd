"""Entries from elsewhere: checked against key, commitments and predecessor before they are kept."""

from __future__ import annotations

from collections.abc import Sequence

from casebook.base.ids import EntryId
from casebook.journal.entry import ENTRY_LABEL, Entry, Header, check_entry, entry_id
from casebook.journal.log import BrokenChain, act_of, note_roster, read, start_feed, store
from casebook.vault.database import Database
from casebook.vault.keys import check_public, verify


def accept(
    db: Database, header_bytes: bytes, signature: bytes, parts: Sequence[bytes | None]
) -> Entry | None:
    """Take in an entry from elsewhere: checked against its feed's key, its commitments and its predecessor.

    Belongs inside a transaction. Of an entry that is here, parts that were missing are filled in; the first
    signature is kept. Returns the entry with the parts that are new, or `None` if nothing was. Raises
    `Damaged` leaves; a gap in the feed is one. Whether the device may write at all, and which parts an order
    to erase forbids, is for the caller: see `casework.incoming`.
    """
    header = check_entry(header_bytes, parts)
    public = public_of(db, header)
    if public is None:
        raise BrokenChain("feed-unknown", header.feed.hex(), header.seq)
    verify(check_public(public), signature, ENTRY_LABEL + header_bytes)
    entry = Entry(entry_id(header_bytes), header, header_bytes, signature, tuple(parts))
    here = db.one("SELECT n, header, signature FROM entry WHERE id = ?", (entry.id,))
    if here is not None:
        return _fill(db, here[0], read(db, here[0], bytes(here[1]), bytes(here[2])), entry)
    if header.origin is not None:
        start_feed(db, header.origin)
    _check_prev(db, header)
    store(db, entry)
    return entry


def _fill(db: Database, number: int, here: Entry, arrived: Entry) -> Entry | None:
    """Parts that were missing here, their commitments held already, are put in their places."""
    new = tuple(part if old is None else None for old, part in zip(here.parts, arrived.parts, strict=True))
    if not any(part is not None for part in new):
        return None
    both = tuple(old if old is not None else part for old, part in zip(here.parts, new, strict=True))
    whole = Entry(here.id, here.header, here.header_bytes, here.signature, both)
    records = {place: change.record for place, change in whole.checked()}
    db.many(
        "INSERT INTO part (entry, place, record, bytes) VALUES (?, ?, ?, ?)",
        [(number, i, records.get(i), part) for i, part in enumerate(new) if part is not None],
    )
    db.execute("UPDATE entry SET act = ? WHERE n = ?", (act_of(whole), number))
    note_roster(db, number, whole)
    return Entry(here.id, here.header, here.header_bytes, here.signature, new)


def public_of(db: Database, header: Header) -> bytes | None:
    """The key that has to have signed the entry: of its origin, or of a feed that is here."""
    if header.origin is not None:
        return header.origin.public
    row = db.one("SELECT public FROM feed WHERE id = ?", (header.feed,))
    return None if row is None else bytes(row[0])


def has(db: Database, wanted: EntryId) -> bool:
    """Whether an entry is here."""
    return db.one("SELECT 1 FROM entry WHERE id = ?", (wanted,)) is not None


def _check_prev(db: Database, header: Header) -> None:
    """The previous entry must be here, of this feed, and one place before."""
    if header.seq == 1:
        return
    row = db.one(
        "SELECT entry.seq, feed.id FROM entry JOIN feed ON feed.n = entry.feed WHERE entry.id = ?",
        (header.prev,),
    )
    if row is None:
        raise BrokenChain("prev-unknown", header.feed.hex(), header.seq)
    if row[0] != header.seq - 1 or bytes(row[1]) != header.feed:
        raise BrokenChain("prev-elsewhere", header.feed.hex(), header.seq)
