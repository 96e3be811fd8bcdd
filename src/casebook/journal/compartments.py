"""Which compartment a record stands in, and which there are: the team's, and circles of a few of its devices.

A feed belongs to one compartment for ever, so an entry does too; a record is where the entries are that speak of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from casebook.base.ids import EntryId, RecordId
from casebook.journal import log
from casebook.journal.entry import Change
from casebook.model.all_kinds import TEAMS
from casebook.vault.database import Database


@dataclass(frozen=True, slots=True)
class Places:
    """The compartments there are: the team's, and the circles of which anything is here."""

    team: bytes
    circles: tuple[bytes, ...]


def places(db: Database) -> Places:
    """The compartments there are, for whoever asks of many records in a row."""
    return Places(team(db), others(db))


def team(db: Database) -> bytes:
    """The compartment of the whole team; empty in a casebook that has no feed yet."""
    noted = log.noted(db, "compartment")
    if noted:
        return noted
    row = db.one("SELECT compartment FROM feed ORDER BY n LIMIT 1")
    return b"" if row is None else bytes(row[0])


def founded(db: Database) -> bytes:
    """A compartment a casebook was founded in, where nothing says any more which was its team's; empty if none."""
    for row in db.execute("SELECT compartment FROM feed ORDER BY n"):
        if _was_founded(db, bytes(row[0])):
            return bytes(row[0])
    return b""


def others(db: Database) -> tuple[bytes, ...]:
    """The circles of which anything is here, sorted: every compartment besides the team's."""
    rows = db.execute("SELECT DISTINCT compartment FROM feed ORDER BY compartment")
    here = team(db)
    return tuple(each for row in rows if (each := bytes(row[0])) != here and not _was_founded(db, each))


def _was_founded(db: Database, compartment: bytes) -> bool:
    """Whether it is the whole of a casebook whose device was named in this one: that counts as the team's.

    A feed there begins with a device and all its keys; and a circle's own record has the circle's id.
    """
    if db.one("SELECT 1 FROM part WHERE record = ? LIMIT 1", (compartment,)) is not None:
        return False
    row = db.one(
        "SELECT 1 FROM feed JOIN entry ON entry.feed = feed.n AND entry.seq = 1"
        " JOIN part ON part.entry = entry.n WHERE feed.compartment = ?"
        " AND instr(part.bytes, CAST('exchange' AS BLOB)) > 0 LIMIT 1",
        (compartment,),
    )
    return row is not None


def of_record(db: Database, record: RecordId, there: Places | None = None) -> bytes | None:
    """The compartment of a record: of those whose entries speak of it the first that is not the team's, or that.

    `None` if nothing ever said anything of it here. Read from the journal's own rows, not from the derived table:
    what is written next depends on it. What was erased stays where it was, and so does what is written of it from now
    on. What is the whole team's by its kind is so whoever else speaks of it (a circle's feed begins by naming a key).
    """
    there = there or places(db)
    found = all_of_record(db, record, there)
    if not found or len(found) == 1:
        return next(iter(found), None)
    said = log.parts_of(db, record)
    return there.team if any(each.change.kind in TEAMS for each in said) else found[0]


def all_of_record(db: Database, record: RecordId, there: Places | None = None) -> tuple[bytes, ...]:
    """Every compartment with an entry that speaks of a record, or orders its erasure, as they came; the team's last."""
    rows = db.execute(
        "SELECT feed.compartment, min(entry.n) AS first FROM part JOIN entry ON entry.n = part.entry"
        f" JOIN feed ON feed.n = entry.feed WHERE part.record = ? AND {log.COUNTS}"
        " GROUP BY feed.compartment ORDER BY first",
        (record,),
    )
    rows += db.execute(
        "SELECT DISTINCT feed.compartment FROM erase_order JOIN entry ON entry.id = erase_order.entry"
        " JOIN feed ON feed.n = entry.feed WHERE erase_order.record = ?",
        (record,),
    )
    there = there or places(db)
    homes = (bytes(row[0]) for row in rows)
    found = dict.fromkeys(each if each in there.circles else there.team for each in homes)
    return tuple(sorted(found, key=lambda each: each == there.team))


def of_entry(db: Database, entry: EntryId) -> bytes | None:
    """The compartment an entry stands in; `None` if it is not here."""
    row = db.one(
        "SELECT feed.compartment FROM entry JOIN feed ON feed.n = entry.feed WHERE entry.id = ?", (entry,)
    )
    if row is None:
        return None
    return bytes(row[0]) if bytes(row[0]) in others(db) else team(db)


def in_circles(db: Database, kind: str) -> dict[RecordId, bytes]:
    """The records of a kind that are not the team's, with their compartments: from the derived table, for showing."""
    rows = db.execute(
        "SELECT id, compartment FROM record WHERE kind = ? AND compartment <> ?", (kind, team(db))
    )
    return {RecordId(bytes(record)): bytes(compartment) for record, compartment in rows}


def apart(db: Database, changes: Sequence[Change]) -> list[Change]:
    """*changes* of what is the whole team's, without the entries of circles among those they replace.

    A circle's feed names the key of its device as the team's does: equal values are one, whoever says them.
    """
    if not others(db):
        return list(changes)
    here = team(db)
    return [
        replace(each, replaces=tuple(e for e in each.replaces if of_entry(db, e) in (None, here)))
        if each.kind in TEAMS
        else each
        for each in changes
    ]


def counts(db: Database, compartment: bytes) -> dict[str, int]:
    """How many records of each kind stand in a compartment, deleted ones left out."""
    rows = db.execute(
        "SELECT kind, count(*) FROM record WHERE compartment = ? AND life <> 1 GROUP BY kind ORDER BY kind",
        (compartment,),
    )
    return {row[0]: row[1] for row in rows}
