"""Taking what a stick brought: one transaction for each pack, so that a casebook holds all of a pack or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from casebook.base.ids import EntryId, FeedId
from casebook.base.progress import Progress
from casebook.casework import incoming
from casebook.casework.book import Casebook
from casebook.casework.incoming import Offered
from casebook.journal import accepting, log
from casebook.journal.entry import decode_header, entry_id
from casebook.journal.erasure import Destroyed
from casebook.sync.brought import EVERYTHING, Brought, Chosen, Pack


@dataclass
class Applied:
    """What was taken so far: new entries, in whose packs each came, and what could not be kept."""

    entries: list[EntryId] = field(default_factory=list)
    carriers: dict[EntryId, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    left: list[tuple[bytes, Offered]] = field(default_factory=list)
    clocks: set[FeedId] = field(default_factory=set)
    copied: bool = False


def apply(book: Casebook, pack: Pack, chosen: Chosen, so_far: Applied) -> Destroyed:
    """Take one pack, with what earlier ones had to leave. Belongs inside a transaction.

    Whoever commits it removes the destroyed files and anchors. Raises the first `Damaged` leaf met.
    """
    wanted = [(pack.giver, each) for each in _chosen(book, pack.entries, chosen)]
    offered = [*so_far.left, *wanted]
    taken, destroyed = incoming.within(book, (each for _, each in offered))
    so_far.entries += taken.entries
    new = frozenset(taken.entries)
    left = []
    for giver, each in offered:
        entry = entry_id(each.header)
        if entry in new:
            so_far.carriers[entry].add(giver)
        elif not accepting.has(book.db, entry):
            left.append((giver, each))
    so_far.left = left
    so_far.clocks.update(taken.clocks)
    so_far.copied = so_far.copied or taken.copied
    return destroyed


def _chosen(book: Casebook, offered: Iterable[Offered], chosen: Chosen) -> Iterable[Offered]:
    """Those of *offered* that somebody wants: of each feed a beginning."""
    if chosen == EVERYTHING:
        return offered
    publics = dict(log.feeds(book.db))
    kept = []
    for each in sorted(offered, key=lambda one: decode_header(one.header).seq):
        header = decode_header(each.header)
        if header.origin is not None:
            publics.setdefault(header.feed, header.origin.public)
        if chosen.devices is not None and publics.get(header.feed) not in chosen.devices:
            continue
        if header.seq <= chosen.until.get(header.feed, header.seq):
            kept.append(each)
    return kept


def rehearse(book: Casebook, brought: Brought, chosen: Chosen, progress: Progress) -> Applied:
    """Take everything within a rehearsal that the caller holds."""
    done = Applied()
    for at, pack in enumerate(brought.packs):
        progress.step("looking-at-packs", at, len(brought.packs))
        with book.db.transaction():
            apply(book, pack, chosen, done)
    return done
