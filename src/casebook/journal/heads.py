"""Where feeds end: the heads that an enrolment, a cut or a change of role names."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from casebook.base.ids import EntryId, FeedId
from casebook.journal.acts import Heads
from casebook.journal.entry import decode_header
from casebook.vault.database import Database

MOST: Final = 4_000
"""Heads that one act names; with what stands before them twice as many, half of the longest entry."""


def of_device(db: Database, public: bytes, compartment: bytes | None = None) -> Heads:
    """The ends of every feed a key signs (in *compartment*), both branches of a fork, that count."""
    rows = db.execute(
        "SELECT n, id FROM feed WHERE public = ? AND (? IS NULL OR compartment = ?) ORDER BY n",
        (public, compartment, compartment),
    )
    return _ends(db, rows)


def of_compartment(db: Database, compartment: bytes) -> Heads:
    """The ends of every feed of a compartment that count."""
    rows = db.execute("SELECT n, id FROM feed WHERE compartment = ? ORDER BY n", (compartment,))
    return _ends(db, rows)


def _ends(db: Database, rows: Iterable[Sequence[Any]]) -> Heads:
    """Of the feeds that came first, as many as fit: a device writes one in each compartment, and whoever began
    thousands wants an act that names them to be too large to be written.
    """
    every = ((FeedId(bytes(feed)), head) for number, feed in rows for head in _tips(db, number))
    return tuple(sorted(itertools.islice(every, MOST)))


def feed_of(db: Database, public: bytes, compartment: bytes) -> FeedId | None:
    """The feed in which a key wrote last in a compartment."""
    row = db.one(
        "SELECT id FROM feed WHERE public = ? AND compartment = ? ORDER BY n DESC LIMIT 1",
        (public, compartment),
    )
    return None if row is None else FeedId(bytes(row[0]))


def _tips(db: Database, number: int) -> Iterator[EntryId]:
    """The entries of a feed that count and that none that counts follows."""
    counts = "NOT EXISTS (SELECT 1 FROM aside WHERE aside.entry = entry.n)"
    fork = db.one(
        f"SELECT min(seq) FROM (SELECT seq FROM entry WHERE feed = ? AND {counts} GROUP BY seq HAVING count(*) > 1)",
        (number,),
    )
    if fork is None or fork[0] is None:
        row = db.one(f"SELECT id FROM entry WHERE feed = ? AND {counts} ORDER BY seq DESC LIMIT 1", (number,))
        yield from () if row is None else (EntryId(bytes(row[0])),)
        return
    rows = db.execute(
        f"SELECT id, header FROM entry WHERE feed = ? AND seq >= ? AND {counts} ORDER BY id",
        (number, fork[0]),
    )
    followed = {decode_header(bytes(header)).prev for _, header in rows}
    yield from (EntryId(bytes(entry)) for entry, _ in rows if EntryId(bytes(entry)) not in followed)


def with_milestones(db: Database, heads: Heads) -> Heads:
    """*heads* and, before each, the entries 1, 2, 4, 8 … places earlier.

    They mean nothing more than the heads do. A casebook that lacks the head itself, because it was handed over only in
    part, still knows by them what surely leads to it, and need not put all of the feed aside.
    """
    found = dict.fromkeys(heads)
    for feed, head in heads:
        if len(found) > 2 * MOST - 64:
            break
        row = db.one("SELECT feed, seq FROM entry WHERE id = ?", (head,))
        step = 1
        while row is not None and step < row[1]:
            found.update(((feed, entry), None) for entry in _alone(db, row[0], row[1] - step))
            step *= 2
    return tuple(found)


def _alone(db: Database, number: int, seq: int) -> Iterator[EntryId]:
    """The entry at a place of a feed, if there is one alone: then it leads to whatever comes later."""
    rows = db.execute("SELECT id FROM entry WHERE feed = ? AND seq = ?", (number, seq))
    if len(rows) == 1:
        yield EntryId(bytes(rows[0][0]))
