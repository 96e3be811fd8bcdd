"""Disclosures: what left, to whom, and what allowed it. Written by every export, undone by none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casebook.base.ids import RecordId
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched, Verb
from casebook.journal import current
from casebook.journal.current import Record


@dataclass(frozen=True, slots=True)
class Left:
    """What an export says of itself, to be kept.

    *shown*: record, number in the bundle, SHA-256 of its seal, the secret of its seal; *ids* is the secret of
    the ids in the bundle. Hashes and secrets are 32 bytes.
    """

    audience: str
    date: str
    purpose: str
    recipients: tuple[str, ...]
    bundle: str
    manifest: bytes
    outer: bytes
    signer: str
    ids: bytes
    shown: tuple[tuple[RecordId, int, bytes, bytes], ...]
    named: tuple[RecordId, ...]
    allowed_by: tuple[RecordId, ...]
    removed: int


def note(book: Casebook, left: Left) -> tuple[RecordId, Touched]:
    """Record that a bundle was made. Returns the disclosure's id."""
    record = book.new_id()
    edits: list[records.Edit] = [records.New(record, "disclosure")]
    for name in ("audience", "date", "purpose", "bundle", "manifest", "outer", "signer", "ids", "removed"):
        value = getattr(left, name)
        if value != "":
            edits.append(records.Set(record, name, value))
    edits += [records.Add(record, "recipients", (("key", key),)) for key in left.recipients]
    for shown, number, seal, secret in left.shown:
        inside = (("record", shown), ("number", number), ("seal", seal), ("secret", secret))
        edits.append(records.Add(record, "shown", inside))
    edits += [records.Add(record, "named", (("person", person),)) for person in left.named]
    edits += [records.Add(record, "allowed_by", (("record", allowed),)) for allowed in left.allowed_by]
    return record, records.write(book, Verb.DISCLOSE, edits)


def disclosures(book: Casebook, of: RecordId | None = None) -> Sequence[Record]:
    """Every disclosure, newest first; with *of*, those that showed a record, named a person, or rest on a consent."""
    found = list(current.every(book.db, "disclosure"))
    if of is not None:
        sources = {source for source, kind, _ in current.pointing_at(book.db, of) if kind == "disclosure"}
        found = [record for record in found if record.id in sources]
    return sorted(found, key=lambda record: record.created_ms, reverse=True)
