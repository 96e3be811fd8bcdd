"""What is kept and does not count: entries beyond a cut, of strangers, and those set aside here.

They are verified and stored like all others, so that nothing has to come twice, and the table `aside` keeps what they
say out of everything that is shown. Which they are follows from the entries that are here (`journal.authority`), but
for those that were set aside: that is this casebook's own choice, as long as it lasts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from casebook.base.ids import EntryId, FeedId
from casebook.journal import compartments, log
from casebook.journal.acts import Act, word_of
from casebook.journal.authority import Bound, Line, Root, Why
from casebook.journal.chains import Place, Spans, spans_of
from casebook.journal.entry import decode_header
from casebook.journal.in_circles import evaluate
from casebook.vault.database import Database
from casebook.vault.keys import holds

TEAM: Final = "team"
"""Noted: the entry the team began with; missing in a casebook that began by itself."""
FORMER: Final = "former"
"""Noted: the keys of the devices this casebook was before it became the one it is."""
_KEY: Final = 32
PAPER: Final = "paper"
"""Noted: the entry that named the paper admin, as this casebook first learned it."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Entries that count no more, and entries that count again."""

    out: tuple[EntryId, ...] = ()
    back: tuple[EntryId, ...] = ()


@dataclass(frozen=True, slots=True)
class Aside:
    """One entry that stands aside, since when it does so here (ms), and the key that signed it."""

    entry: EntryId
    feed: FeedId
    seq: int
    public: bytes
    why: Why
    since_ms: int


# ------------------------------------------------------------------------------------------ the line


class StoredChains:
    """Headers as the database holds them."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._forked: dict[FeedId, bool] = {}
        self._spans: dict[FeedId, Spans] = {}
        self._places: dict[EntryId, Place | None] = {}

    def place(self, entry: EntryId) -> Place | None:
        """Where an entry stands. Asked once; the answer is kept."""
        if entry not in self._places:
            self._places[entry] = self._read(entry)
        return self._places[entry]

    def _read(self, entry: EntryId) -> Place | None:
        row = self._db.one(
            "SELECT feed.id, entry.seq, entry.header, feed.public, feed.compartment"
            " FROM entry JOIN feed ON feed.n = entry.feed WHERE entry.id = ?",
            (entry,),
        )
        if row is None:
            return None
        prev = decode_header(bytes(row[2])).prev
        return Place(FeedId(bytes(row[0])), row[1], prev, bytes(row[3]), bytes(row[4]))

    def is_forked(self, feed: FeedId) -> bool:
        """Whether two entries of the feed have one number. Asked once; the answer is kept."""
        if feed not in self._forked:
            self._forked[feed] = _first_fork(self._db, feed) is not None
        return self._forked[feed]

    def spans(self, feed: FeedId) -> Spans:
        """As `Chains.spans`. Asked once; the answer is kept."""
        if feed not in self._spans:
            row = self._db.one("SELECT n FROM feed WHERE id = ?", (feed,))
            fork = _first_fork(self._db, feed)
            self._spans[feed] = spans_of(_prevs(self._db, row[0], fork)) if row and fork else {}
        return self._spans[feed]


def _first_fork(db: Database, feed: FeedId) -> int | None:
    row = db.one("SELECT min(seq) FROM forked WHERE feed = (SELECT n FROM feed WHERE id = ?)", (feed,))
    return None if row is None or row[0] is None else int(row[0])


def own_public(db: Database) -> bytes:
    """The key of the device that writes here; empty before it has a feed."""
    return log.public_of_feed(db, FeedId(log.noted(db, "feed"))) or b""


def former_keys(db: Database) -> frozenset[bytes]:
    """The keys of the devices this casebook was before it became the one it is."""
    noted = log.noted(db, FORMER)
    return frozenset(noted[i : i + _KEY] for i in range(0, len(noted), _KEY))


def root(db: Database) -> Root | None:
    """What the team of this casebook begins with; `None` where there is no feed yet."""
    noted = EntryId(log.noted(db, TEAM))
    if noted:
        row = db.one(
            "SELECT entry.id, feed.public, feed.compartment, feed.id FROM entry"
            " JOIN feed ON feed.n = entry.feed WHERE entry.id = ?",
            (noted,),
        )
        row = row or _root_without_entry(db, noted)
    else:
        row = db.one(
            "SELECT entry.id, feed.public, feed.compartment, feed.id FROM feed"
            " LEFT JOIN entry ON entry.feed = feed.n AND entry.seq = 1 WHERE feed.id = ? ORDER BY entry.n LIMIT 1",
            (log.noted(db, "feed"),),
        )
    if row is None:
        return None
    paper = log.noted(db, PAPER)
    return Root(
        EntryId(bytes(row[0] or noted)),
        bytes(row[1]),
        bytes(row[2]),
        FeedId(bytes(row[3])),
        EntryId(paper) if paper else None,
    )


def _root_without_entry(db: Database, noted: EntryId) -> tuple[Any, ...] | None:
    """The feed the founding entry stood in, where damage took that entry: the second one names it."""
    rows = db.execute(
        "SELECT entry.header, feed.public, feed.compartment, feed.id FROM entry"
        " JOIN feed ON feed.n = entry.feed WHERE entry.seq = 2 AND NOT EXISTS"
        " (SELECT 1 FROM entry AS other WHERE other.feed = entry.feed AND other.seq = 1)"
    )
    for header, public, compartment, feed in rows:
        if decode_header(bytes(header)).prev == noted:
            return noted, public, compartment, feed
    return None


def acts(db: Database) -> list[Act]:
    """Everything said here about who belongs, whether it counts or not."""
    # Ordered by the short table's column: by the long one's the planner would walk over all entries.
    rows = db.execute(
        "SELECT entry.n, entry.header, entry.signature, feed.public, feed.compartment FROM roster_entry"
        " JOIN entry ON entry.n = roster_entry.entry JOIN feed ON feed.n = entry.feed ORDER BY roster_entry.entry"
    )
    found = []
    for number, header, signature, public, compartment in rows:
        entry = log.read(db, number, bytes(header), bytes(signature))
        for _, change in entry.changes():
            word = word_of(change)
            if word is not None:
                at = (entry.id, entry.header.feed, entry.header.seq, bytes(public), bytes(compartment))
                found.append(Act(*at, change.record, word))
    return found


def line(db: Database) -> Line:
    """The line of authority of this casebook, from all entries that are here."""
    return db.remembered("line", lambda: _line(db))


def _line(db: Database) -> Line:
    circles = compartments.others(db)
    return evaluate(root(db), acts(db), StoredChains(db), own_public(db), circles, holds, former_keys(db))


# ------------------------------------------------------------------------------------------ who stands aside


def settle(db: Database, ruling: Line, now_ms: int) -> Moved:
    """Put aside what does not count, and take back what does. Belongs inside the transaction that changed anything.

    Returns what moved: the caller makes the tables of the records concerned again.
    """
    aside: dict[int, dict[int, str]] = defaultdict(dict)
    for feed, entry, why in db.execute(
        "SELECT entry.feed, aside.entry, aside.why FROM aside JOIN entry ON entry.n = aside.entry"
    ):
        aside[feed][entry] = why
    out: list[int] = []
    back: list[int] = []
    for number, feed, public, compartment in db.execute("SELECT n, id, public, compartment FROM feed"):
        bounds = ruling.bounds(FeedId(bytes(feed)), bytes(public), bytes(compartment))
        now = aside.get(number, {})
        if not bounds and not now:
            continue
        wanted = _outside(db, number, FeedId(bytes(feed)), bounds)
        chosen = {entry for entry, why in now.items() if why == Why.SET_ASIDE}
        for entry in _followers(db, number, chosen):
            wanted.setdefault(entry, Why.SET_ASIDE)
        wanted |= dict.fromkeys(chosen, Why.SET_ASIDE)  # the choice outlives a cut that comes and goes
        out += [entry for entry in wanted if entry not in now]
        back += [entry for entry in now if entry not in wanted]
        _write(db, {entry: why for entry, why in wanted.items() if now.get(entry) != why}, now_ms)
    db.many("DELETE FROM aside WHERE entry = ?", [(entry,) for entry in back])
    return Moved(_ids(db, out), _ids(db, back))


def strangers(db: Database, ruling: Line) -> tuple[FeedId, ...]:
    """The feeds of strangers with entries that were not put aside: nothing of them should be here."""
    aside = {entry for (entry,) in db.execute("SELECT entry FROM aside")}
    found = []
    for number, feed, public, compartment in db.execute("SELECT n, id, public, compartment FROM feed"):
        bounds = ruling.bounds(FeedId(bytes(feed)), bytes(public), bytes(compartment))
        told = [bound for bound in bounds if bound.why is Why.STRANGER]
        if not _outside(db, number, FeedId(bytes(feed)), told).keys() <= aside:
            found.append(FeedId(bytes(feed)))
    return tuple(found)


def _write(db: Database, wanted: Mapping[int, Why], now_ms: int) -> None:
    db.many(
        "INSERT INTO aside (entry, why, since) VALUES (?, ?, ?)"
        " ON CONFLICT (entry) DO UPDATE SET why = excluded.why",
        [(entry, why.value, now_ms) for entry, why in sorted(wanted.items())],
    )


def _ids(db: Database, numbers: Iterable[int]) -> tuple[EntryId, ...]:
    rows = (db.one("SELECT id FROM entry WHERE n = ?", (number,)) for number in sorted(numbers))
    return tuple(EntryId(bytes(row[0])) for row in rows if row is not None)


def _outside(db: Database, number: int, feed: FeedId, bounds: Iterable[Bound]) -> dict[int, Why]:
    """The entries of a feed beyond one of *bounds*, each with why, of several the first."""
    found: dict[int, Why] = {}
    for bound in bounds:
        for entry in _beyond(db, number, feed, bound):
            found.setdefault(entry, bound.why)
    return found


def _beyond(db: Database, number: int, feed: FeedId, bound: Bound) -> set[int]:
    """The entries of a feed that lead to none of the heads it may go to."""
    heads = [
        (row[0], EntryId(head))
        for head in bound.heads
        if (row := db.one("SELECT seq FROM entry WHERE id = ? AND feed = ?", (head, number))) is not None
    ]
    furthest = max((seq for seq, _ in heads), default=0)
    fork = _first_fork(db, feed)
    rows = db.execute(
        "SELECT n, id, seq FROM entry WHERE feed = ? AND seq > ?",
        (number, furthest if fork is None else min(furthest, fork - 1)),
    )
    if fork is None:
        return {row[0] for row in rows}
    prev = _prevs(db, number, fork)
    good: set[EntryId] = set()
    for _, head in heads:
        one = head
        while one in prev and one not in good:
            good.add(one)
            one = prev[one]
    return {row[0] for row in rows if bytes(row[1]) not in good}


def _prevs(db: Database, number: int, start: int) -> dict[EntryId, EntryId]:
    """What each entry of a feed from place *start* on follows."""
    rows = db.execute("SELECT id, header FROM entry WHERE feed = ? AND seq >= ?", (number, start))
    return {EntryId(bytes(row[0])): decode_header(bytes(row[1])).prev for row in rows}


def _followers(db: Database, number: int, chosen: Collection[int]) -> set[int]:
    """What follows on entries that were set aside: nothing counts in the air."""
    if not chosen:
        return set()
    rows = db.execute(
        "SELECT n, id, header FROM entry WHERE feed = ? AND seq >= (SELECT min(seq) FROM entry WHERE n IN"
        f" ({', '.join(map(str, chosen))})) ORDER BY seq",
        (number,),
    )
    taken: set[bytes] = set()
    found = set()
    for entry, id_, header in rows:
        if entry in chosen or decode_header(bytes(header)).prev in taken:
            taken.add(bytes(id_))
            found.add(entry)
    return found


def set_aside(db: Database, entries: Iterable[EntryId], now_ms: int) -> None:
    """Choose that *entries* do not count here. `settle` has to follow, in the same transaction."""
    db.many(
        "INSERT OR IGNORE INTO aside (entry, why, since) SELECT n, ?, ? FROM entry WHERE id = ?",
        [(Why.SET_ASIDE.value, now_ms, entry) for entry in entries],
    )


def take_again(db: Database, entries: Iterable[EntryId]) -> tuple[EntryId, ...]:
    """Take the choice about *entries* back; `settle` has to follow. Returns those it was made about."""
    back = []
    for entry in entries:
        row = db.one(
            "SELECT n FROM entry JOIN aside ON aside.entry = entry.n WHERE id = ? AND why = ?",
            (entry, Why.SET_ASIDE.value),
        )
        if row is not None:
            db.execute("DELETE FROM aside WHERE entry = ?", row)
            back.append(entry)
    return tuple(back)


def standing_aside(db: Database) -> list[Aside]:
    """Every entry that stands aside, by feed and place."""
    rows = db.execute(
        "SELECT entry.id, feed.id, entry.seq, feed.public, aside.why, aside.since FROM aside"
        " JOIN entry ON entry.n = aside.entry JOIN feed ON feed.n = entry.feed ORDER BY feed.id, entry.seq, entry.id"
    )
    return [
        Aside(EntryId(bytes(row[0])), FeedId(bytes(row[1])), row[2], bytes(row[3]), Why(row[4]), row[5])
        for row in rows
    ]


def is_aside(db: Database, entry: EntryId) -> bool:
    """Whether an entry stands aside."""
    row = db.one("SELECT 1 FROM aside JOIN entry ON entry.n = aside.entry WHERE entry.id = ?", (entry,))
    return row is not None


def has_table(db: Database) -> bool:
    """Whether the database knows quarantine at all: a copy an older version made does not."""
    return db.one("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'aside'") is not None
