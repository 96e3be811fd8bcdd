"""Author slips: for a court, the entry in which a device of ours sealed a record of a bundle. docs/formats/slip.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.bundle import slips
from casebook.bundle.slips import AuthorSaid
from casebook.casework import kept_seals
from casebook.casework.book import Casebook
from casebook.casework.kept_seals import STATEMENT, Kept, SealNotKept
from casebook.journal import log
from casebook.journal.entry import Entry, decode_change
from casebook.journal.frontier import first_entry


@dataclass(eq=False)
class SealedAtExport(Refused):
    """The seal was made when the bundle was, and by no act of whoever wrote the text: there is no author slip."""


@dataclass(frozen=True, slots=True, repr=False)
class AuthorSlip:
    """A slip for one record of a bundle: the *text* of the file, the *name* of the seal, and what it *said* when judged
    as its reader will judge it.
    """

    disclosure: RecordId
    record: RecordId
    name: bytes
    text: str
    said: AuthorSaid


def author_slip(book: Casebook, disclosure: RecordId, record: RecordId) -> AuthorSlip:
    """The slip for *record* in a bundle that left. It names the device; hand it to a court and to nobody else.

    Raises `NotADisclosure`, `SealNotKept`, `SealedAtExport`; `BadSlip` where the journal does not hold.
    """
    kept = kept_seals.in_bundle(book, disclosure, record)
    if not kept.written:
        raise SealedAtExport
    text = slips.write([*_sealing(book, kept)])
    return AuthorSlip(disclosure, record, kept.name, text, slips.judge(text, kept.name))


def _sealing(book: Casebook, kept: Kept) -> Iterator[bytes]:
    """Header, signature and part of the entry that sealed, then header, signature and parts of the first one."""
    entry = None if kept.entry is None else log.entry(book.db, kept.entry)
    first = None if entry is None else first_entry(book.db, entry.header.feed)
    if entry is None or first is None or first.header.origin is None:
        raise SealNotKept
    parts = [part for part in entry.parts[1:] if part is not None and _is_of(part, kept)]
    device = _device(first, first.header.origin.public)
    if len(parts) != 1 or not device:
        raise SealNotKept
    yield from (entry.header_bytes, entry.signature, parts[0], first.header_bytes, first.signature, *device)


def _is_of(part: bytes, kept: Kept) -> bool:
    change = decode_change(part)
    return (change.record, change.unit) == (kept.statement, STATEMENT)


def _device(first: Entry, public: bytes) -> list[bytes]:
    """What the first entry says of its device: the key, and if they stand there name and person, in this order."""
    said = {(change.kind, change.record, change.unit): place for place, change in first.changes()}
    device = next(
        (c.record for _, c in first.changes() if (c.kind, c.unit, c.value) == ("device", "signing", public)),
        None,
    )
    if device is None:
        return []
    texts = {change.unit for _, change in first.changes() if isinstance(change.value, str)}
    places = [
        said["device", device, unit]
        for unit in ("signing", "name", "person")
        if ("device", device, unit) in said and (unit == "signing" or unit in texts)
    ]
    return [part for place in places if (part := first.parts[place]) is not None]
