"""Taking what a stick brought: one transaction for each pack, so that a casebook holds all of a pack or nothing.

`apply` is what the dry run runs too (sync/preview.py): all that it does is in the database, and can be rolled back.
What lies beside the database it returns, for `take` to write before the commit and to finish after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import ActId, FileId
from casebook.base.progress import Progress
from casebook.casework import incoming, standing
from casebook.casework.book import Casebook
from casebook.casework.incoming import Offered
from casebook.journal import accepting, arrivals, log, quarantine
from casebook.journal.arrivals import Import
from casebook.journal.authority import Why
from casebook.journal.entry import decode_header, entry_id
from casebook.journal.erasure import Destroyed
from casebook.journal.quarantine import Moved
from casebook.sync import came, carrying, epochs, pieces, receipts, stale
from casebook.sync.brought import EVERYTHING, Brought, Chosen, Pack, Sealed
from casebook.sync.came import Applied, Came
from casebook.sync.pieces import Fitting


@dataclass(eq=False)
class NoSuchImport(Refused):
    """There is no import of that name, or it is set aside already, or is not set aside."""


@dataclass
class Beside:
    """What one transaction does beside the database: before it is committed, and after."""

    fitting: Fitting
    sealed: Sequence[Sealed]
    giver: bytes
    destroyed: Destroyed
    _gone: tuple[FileId, ...] = ()

    def write(self, book: Casebook) -> None:
        """Inside the transaction, at its end: what is noted as here must be here. Raises disk refusals."""
        self.fitting.write(book)
        self._gone = carrying.keep(book, self.sealed, self.giver)

    def finish(self, book: Casebook) -> None:
        """After the commit. What is cut off here is done at the next import (`pieces.settle`)."""
        book.remove_files(self.destroyed)
        for file in self._gone:
            book.safe.files.remove(file)
        if self.fitting.whole or self.destroyed.changes:
            pieces.settle(book)
        book.anchor()


@dataclass(frozen=True, slots=True, repr=False)
class Taken:
    """What came of it. *act* names the import for `undo`; `None` if nothing was new. *came*: what it did."""

    act: ActId | None
    came: Came


def take(
    book: Casebook,
    brought: Brought,
    chosen: Chosen = EVERYTHING,
    *,
    progress: Progress | None = None,
    language: str = "en",
) -> Taken:
    """Take what was *chosen* of what a stick brought.

    Raises the first `Damaged` leaf met, with that pack left out whole; packs taken before it stay. Killed at any
    instruction, the casebook holds each pack wholly or not at all; taking the same again adds what is missing.
    """
    progress = progress or Progress()
    with book.db.transaction():
        pieces.forget_lost(book)
    pieces.settle(book)
    was, done, act = came.before(book), Applied(), book.new_act()
    for at, pack in enumerate((*brought.packs, REST)):
        progress.step("taking-packs", at, len(brought.packs))
        if pack is REST and not done.left:
            continue
        known = len(done.entries)
        with book.db.transaction():
            beside = apply(book, pack, brought, chosen, done)
            if len(done.entries) > known:
                arrivals.note_import(book.db, act, book.clock.now().wall_ms, done.entries[known:])
            beside.write(book)
        beside.finish(book)
    return Taken(act if done.entries else None, came.told(book, brought, was, done, language))


REST: Final = Pack("")
"""Stands behind all packs: what had to wait for something in a later one is tried once more."""


def rehearse(book: Casebook, brought: Brought, chosen: Chosen, progress: Progress) -> Applied:
    """The same within a rehearsal that the caller holds: everything but what lies beside the database."""
    done = Applied()
    pieces.forget_lost(book)
    for at, pack in enumerate((*brought.packs, REST)):
        progress.step("looking-at-packs", at, len(brought.packs))
        if pack is not REST or done.left:
            with book.db.transaction():
                apply(book, pack, brought, chosen, done)
    return done


def apply(book: Casebook, pack: Pack, brought: Brought, chosen: Chosen, so_far: Applied) -> Beside:
    """Take one pack, with what earlier ones had to leave. Belongs inside a transaction.

    Entries first, then the keys that they announce, then pieces of the files that they name. Raises the first
    `Damaged` leaf met.
    """
    taken, destroyed = _take_entries(book, pack, chosen, so_far)
    so_far.copied = stale.freeze(book, pack.newest) or so_far.copied or taken.copied
    so_far.learnt.update(epochs.learn(book, brought.keys).kept)
    pieces.await_new(book, taken.records)
    fitting = pieces.fit(book, pack.pieces)
    so_far.refused += fitting.refused
    so_far.whole += fitting.whole
    sealed = carrying.new_ones(book, pack.sealed)
    so_far.carried += len(sealed)
    if taken.entries and book.writable:
        stale.spread(book)
        receipts.append(book, arrivals.compartments_of(book.db, taken.entries))
    return Beside(fitting, sealed, pack.giver, destroyed)


def _take_entries(
    book: Casebook, pack: Pack, chosen: Chosen, so_far: Applied
) -> tuple[incoming.Taken, Destroyed]:
    # What waits is tried anew only with the rest, at the end: else many packs that wait would cost their square.
    wanted = [(pack.giver, each) for each in _chosen(book, pack.entries, chosen)]
    offered = so_far.left if pack is REST else wanted
    taken, destroyed = incoming.within(book, (each for _, each in offered))
    so_far.entries += taken.entries
    new, left = frozenset(taken.entries), []
    for giver, each in offered:
        entry = entry_id(each.header)
        if entry in new:
            so_far.carriers[entry].add(giver)
        elif not accepting.has(book.db, entry):
            left.append((giver, each))
    so_far.left = left if pack is REST else so_far.left + left
    so_far.quarantined += taken.quarantined
    so_far.withdrawn += taken.withdrawn
    so_far.released += taken.released
    so_far.clocks.update(taken.clocks)
    return taken, destroyed


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


# ------------------------------------------------------------------------------------ undoing an import


def undo(book: Casebook, act: ActId) -> Moved:
    """Set aside everything that came with an import, and what follows on it: kept, and out of sight.

    What was destroyed under an order that came with it stays destroyed. Who belongs to the team does not depend on
    it. Raises `NoSuchImport`.
    """
    return _turn(book, act, undone=True)


def again(book: Casebook, act: ActId) -> Moved:
    """Take back that it was set aside. Raises `NoSuchImport`."""
    return _turn(book, act, undone=False)


def imports(book: Casebook) -> tuple[Import, ...]:
    """Every import of this casebook, the latest first."""
    return tuple(arrivals.imports(book.db))


def _turn(book: Casebook, act: ActId, *, undone: bool) -> Moved:
    here = arrivals.imports(book.db)
    if not any(each.act == act and each.undone != undone for each in here):
        raise NoSuchImport
    with book.db.transaction():
        arrivals.note_undone(book.db, act, undone=undone)
        if undone:
            settled = standing.set_aside(book, arrivals.entries_of(book.db, act))
        else:
            # What follows on it went along; what another import that is set aside brought, stays aside.
            others = (each.act for each in here if each.undone and each.act != act)
            stay = {entry for other in others for entry in arrivals.entries_of(book.db, other)}
            aside = (each for each in quarantine.standing_aside(book.db) if each.why is Why.SET_ASIDE)
            settled = standing.take_again(book, [each.entry for each in aside if each.entry not in stay])
    book.anchor()
    return settled.moved
