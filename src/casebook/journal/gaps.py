"""What a device holds beyond a gap: all entries, some of them without parts that nobody who is left may have.

A receipt covers what is here in full. A part that was destroyed under an order which counts no more may be gone for
good, and all that follows it would be sent again for ever. So a receipt says besides up to where every entry is here,
and which parts are missing: whoever has one of those sends it, and nobody sends the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from casebook.base.ids import EntryId
from casebook.journal import receipts
from casebook.journal.partly import MOST, lacks_in
from casebook.journal.receipts import NOTHING, Feed, Head, News, Reach, Row
from casebook.model.fields import Value
from casebook.vault.database import Database


@dataclass(frozen=True, slots=True)
class Partly:
    """*heads*: up to where all entries are here. *lacks*: of those, which places of which entries are missing."""

    heads: tuple[Head, ...] = ()
    lacks: Mapping[EntryId, frozenset[int]] = field(default_factory=dict)

    @property
    def value(self) -> Value:
        """As a receipt holds it."""
        heads = tuple((head.feed, head.seq, head.head) for head in sorted(self.heads, key=_place))
        pairs = tuple((entry, place) for entry in sorted(self.lacks) for place in sorted(self.lacks[entry]))
        return (heads, pairs) if 0 < len(pairs) <= MOST else ()

    def with_gap(self, gap: Gap) -> Partly:
        """The same with what was found in one more feed."""
        return Partly((*self.heads, *gap.tips), {**self.lacks, **gap.lacks})

    def reach(self, db: Database, feed: Feed) -> Reach:
        """What of *feed* is held, whole or not: as far as what it names is here."""
        named = [head.head for head in self.heads if head.feed == feed.id]
        return receipts.reach(db, feed, receipts.heads_among(db, feed, named)) if named else NOTHING

    def wants(self, db: Database, row: Row) -> bool:
        """Whether anything of an entry that is held is missing there and here not."""
        lacks = self.lacks.get(row.id, frozenset())
        return bool(lacks) and (row.whole or not lacks <= {at for _, at in receipts.missing(db, row)})


@dataclass(frozen=True, slots=True)
class Gap:
    """Of one feed: where it ends, the entries from the first gap on, and what is missing of which."""

    tips: tuple[Head, ...] = ()
    rows: tuple[Row, ...] = ()
    lacks: Mapping[EntryId, frozenset[int]] = field(default_factory=dict)


def _place(head: Head) -> tuple[bytes, int, bytes]:
    return head.feed, head.seq, head.head


def partly_in(value: Value) -> Partly:
    """What a receipt says. What is malformed in it says nothing."""
    lacks = lacks_in(value)
    return (
        Partly(tuple(receipts.heads_of(value[0])), lacks) if lacks and isinstance(value, tuple) else Partly()
    )


def with_news(known: Reach, feed: Feed, news: News) -> Reach:
    """*known* with what came since."""
    before_fork = [row for row in news.rows if not feed.fork or row.seq < feed.fork]
    beyond = {row.id for row in news.rows if feed.fork and row.seq >= feed.fork}
    return Reach(max((known.trunk, *(row.seq for row in before_fork))), known.beyond | beyond)


def found(db: Database, feed: Feed, full: Reach, excuses: Callable[[Row], bool]) -> Gap:
    """What of *feed* is here beyond *full*, which is all that is here in full. *excuses* as in `receipts.news`."""
    tips = receipts.tips(db, feed)
    if all(full.covers(head.seq, head.head) for head in tips):
        return Gap()
    rows: list[Row] = []
    lacks: dict[EntryId, frozenset[int]] = {}
    for row in receipts.after(db, feed, full.trunk):
        if full.covers(row.seq, row.id):
            continue
        rows.append(row)
        if not row.whole and not excuses(row):
            lacks[row.id] = frozenset(at for _, at in receipts.missing(db, row))
        if len(lacks) > MOST:
            return Gap()
    return Gap(tips, tuple(rows), lacks) if lacks else Gap()
