"""When an entry can have been written: not before what it builds on, not after somebody else held it.

Both ends are entries of other devices, tied to this one by hashes and signatures; no clock decides. The times shown are
those that the witnesses' own entries state, and are theirs: a witness whose clock was wrong said a wrong time about
something that is certain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casebook.base.ids import EntryId
from casebook.casework.authors import Author, of_key
from casebook.casework.book import Casebook
from casebook.journal import log, witnesses
from casebook.journal.receipts import Head
from casebook.journal.witnesses import Named


@dataclass(frozen=True, slots=True)
class Witness:
    """*entry*, which *by* wrote, ties the entry in question to one side of a moment.

    *said_ms*: the time that entry states, as its author's clock had it; `None` where that is destroyed.
    """

    by: Author
    entry: EntryId
    said_ms: int | None


@dataclass(frozen=True, slots=True)
class Interval:
    """When *entry* of *author* can have been written, and who says so. *said_ms* is the time it states itself.

    *not_before*: entries of others that it builds on. *not_after*: receipts of others that cover it, of each the first.
    *behind*: receipts of others that name a later place of the same feed and know nothing of this entry: it was put in
    behind what they held.
    """

    entry: EntryId
    author: Author
    said_ms: int | None
    not_before: tuple[Witness, ...]
    not_after: tuple[Witness, ...]
    behind: tuple[Witness, ...]

    @property
    def earliest_ms(self) -> int | None:
        """The latest time that any entry it builds on states."""
        return max((each.said_ms for each in self.not_before if each.said_ms is not None), default=None)

    @property
    def latest_ms(self) -> int | None:
        """The earliest time at which anybody says they held it."""
        return min((each.said_ms for each in self.not_after if each.said_ms is not None), default=None)

    @property
    def witnesses(self) -> tuple[Author, ...]:
        """Everybody who says something about it, each once."""
        said = (*self.not_before, *self.not_after, *self.behind)
        return tuple({each.by.public: each.by for each in said}.values())

    @property
    def contradicted(self) -> bool:
        """Whether what others say does not fit what the entry says: shown, and no judgement on whose clock is wrong."""
        if self.behind:
            return True
        if self.said_ms is None:
            return False
        early = self.earliest_ms is not None and self.said_ms < self.earliest_ms
        return early or (self.latest_ms is not None and self.said_ms > self.latest_ms)


def interval(book: Casebook, entry: EntryId) -> Interval | None:
    """When *entry* can have been written; `None` if it is not here. With no witnesses both ends are open."""
    of = witnesses.place(book.db, entry)
    if of is None:
        return None
    before: dict[EntryId, Head] = {
        head.head: head for head in (*witnesses.before(book.db, of), *witnesses.seen(book.db, of))
    }
    return Interval(
        entry,
        of_key(book, of.feed.public),
        _said_ms(book, entry),
        tuple(_of_head(book, head) for head in before.values()),
        _of_receipts(book, witnesses.covering(book.db, of)),
        _of_receipts(book, witnesses.passing(book.db, of)),
    )


def _of_head(book: Casebook, head: Head) -> Witness:
    by = of_key(book, witnesses.key_of(book.db, head.feed))
    return Witness(by, head.head, _said_ms(book, head.head))


def _of_receipts(book: Casebook, named: Iterable[Named]) -> tuple[Witness, ...]:
    return tuple(
        Witness(of_key(book, each.device), each.receipt, _said_ms(book, each.receipt)) for each in named
    )


def _said_ms(book: Casebook, entry: EntryId) -> int | None:
    stamp = log.stamps(book.db, [entry]).get(entry)
    return None if stamp is None else stamp.moment.shown_ms
