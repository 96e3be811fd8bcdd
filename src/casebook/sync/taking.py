"""Taking what a stick brought: one transaction for each pack, so that a casebook holds all of a pack or nothing.

`apply` is what the dry run runs too (sync/preview.py): all that it does is in the database, and can be rolled back.
What lies beside the database it returns, for `take` to write before the commit and to finish after it.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import ActId, FileId
from casebook.base.progress import Progress
from casebook.casework import incoming, standing
from casebook.casework.batches import Batches
from casebook.casework.book import Casebook
from casebook.casework.incoming import Offered
from casebook.formats.ed25519 import WeakKey, WrongSignature
from casebook.journal import accepting, arrivals, log, quarantine
from casebook.journal import compartments as places
from casebook.journal.arrivals import Import
from casebook.journal.authority import Why
from casebook.journal.entry import BadEntry, decode_header, entry_id
from casebook.journal.erasure import Destroyed
from casebook.journal.log import BrokenChain
from casebook.journal.quarantine import Moved
from casebook.sync import carrying, epochs, keeping, lettercarrying, pieces, receipts, stale, telling
from casebook.sync.brought import EVERYTHING, Brought, Chosen, Pack, Sealed
from casebook.sync.came import Applied, Came, Refusal
from casebook.sync.live import live
from casebook.sync.pieces import Fitting
from casebook.vault.faults import BadPublicKey


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

    A pack that does not hold is left out whole, and told of. Killed at any instruction, the casebook holds each pack
    wholly or not at all; taking the same again adds what is missing. Raises refusals of the disk, `Cancelled` within a
    pack too: packs taken before stay, and of the one that was stopped nothing.
    """
    batches = _batches(brought, progress, "taking-packs")
    with book.db.transaction():
        pieces.forget_lost(book)
        pieces.look_again(book)
    pieces.settle(book)
    was, done, act = telling.before(book), Applied(), book.new_act()
    for pack in _in_turn(brought, done, batches):
        with _left_out_whole(pack, done), _own_time(book):
            done.add(_take_one(book, pack, brought, chosen, act, batches))
    if brought != NOTHING:
        with book.db.transaction():
            _end(book, brought, done)
        book.anchor()
    return Taken(act if done.entries else None, telling.told(book, brought, was, done, language))


def _take_one(
    book: Casebook, pack: Pack, brought: Brought, chosen: Chosen, act: ActId, batches: Batches
) -> Applied:
    step = Applied()
    with book.db.transaction():
        beside = apply(book, pack, brought, chosen, step, batches)
        if step.entries:
            arrivals.note_import(book.db, act, book.clock.now().wall_ms, step.entries)
        beside.write(book)
    if not step.is_empty:
        beside.finish(book)
    return step


NOTHING: Final = Brought(())


def _end(book: Casebook, brought: Brought, done: Applied) -> None:
    """What needs no pack: keys whose entries were here, letters for others, keys that may go. In a transaction."""
    known = {epoch.hash for epoch in epochs.known(book)}
    done.learnt.update(set(epochs.learn(book, brought.keys).kept) - known)
    lettercarrying.keep(book, brought.letters)
    if done.learnt and book.writable:
        receipts.append(book, _own_compartments(book))
    keeping.sweep(book)
    pieces.looked(book)


def rehearse(book: Casebook, brought: Brought, chosen: Chosen, progress: Progress) -> Applied:
    """The same within a rehearsal that the caller holds: everything but what lies beside the database."""
    done = Applied()
    pieces.forget_lost(book)
    batches = _batches(brought, progress, "looking-at-packs")
    for pack in _in_turn(brought, done, batches):
        step = Applied()
        with _left_out_whole(pack, done), book.db.transaction():
            apply(book, pack, brought, chosen, step, batches)
            done.add(step)
    if brought != NOTHING:
        with book.db.transaction():
            _end(book, brought, done)
    return done


def _batches(brought: Brought, progress: Progress | None, stage: str) -> Batches:
    return Batches(progress, stage, sum(map(_size, brought.packs)))


def _size(pack: Pack) -> int:
    """How much of the whole work a pack is: its entries are taken, and then shown."""
    return 2 * len(pack.entries) + 1


def _in_turn(brought: Brought, done: Applied, batches: Batches) -> Iterator[Pack]:
    """The packs; then, as long as that brings anything, what each had to leave for want of what another held."""
    for pack in brought.packs:
        batches.begin(_size(pack))
        yield pack
    known = -1
    while done.left and known < len(done.entries):
        known = len(done.entries)
        waiting, done.left = done.left, []
        for pack in waiting:
            batches.begin(0)
            yield pack


@contextlib.contextmanager
def _left_out_whole(pack: Pack, done: Applied) -> Iterator[None]:
    """A pack that does not hold leaves nothing behind, and is no reason to leave the others.

    Damage of this casebook itself is another matter, and raised.
    """
    try:
        yield
    except (BadEntry, BrokenChain, WrongSignature, WeakKey, BadPublicKey) as fault:
        done.refused.append(Refusal(pack.name, fault))


@contextlib.contextmanager
def _own_time(book: Casebook) -> Iterator[None]:
    """What is rolled back was not heard: its times move our clock no further than its entries moved anything."""
    clock = copy.copy(book.clock)
    try:
        yield
    except BaseException:
        book.clock = clock
        raise


def apply(
    book: Casebook,
    pack: Pack,
    brought: Brought,
    chosen: Chosen,
    step: Applied,
    batches: Batches | None = None,
) -> Beside:
    """Take one pack. Belongs inside a transaction. *step* is told what came of it.

    Entries first, then the keys that they announce, then pieces of the files that they name. Raises the first
    `Damaged` leaf met, and `Cancelled` where *batches* says so.
    """
    wanted = tuple(_chosen(book, pack.entries, chosen))
    taken, destroyed = incoming.within(book, wanted, batches)
    step.entries += taken.entries
    step.quarantined += taken.quarantined
    step.withdrawn += taken.withdrawn
    step.released += taken.released
    step.clocks.update(taken.clocks)
    for entry in taken.entries:
        step.carriers[entry].add(pack.giver)
    left = tuple(each for each in wanted if not accepting.has(book.db, entry_id(each.header)))
    if left:
        step.left.append(Pack(pack.name, pack.giver, left))
    step.copied = stale.freeze(book, pack.newest) or taken.copied
    known = {epoch.hash for epoch in epochs.known(book)}
    step.learnt.update(set(epochs.learn(book, brought.keys).kept) - known)
    pieces.await_new(book, taken.records)
    fitting = pieces.fit(book, pack.pieces)
    step.unfit += fitting.refused
    step.whole += fitting.whole
    step.pieces += sum(len(each) for each in fitting.writes.values())
    sealed = carrying.new_ones(book, pack.sealed)
    step.carried += len(sealed)
    if (taken.entries or step.learnt or step.pieces) and book.writable:
        compartments = _own_compartments(book)
        stale.spread(book, compartments)
        receipts.append(book, compartments)
    return Beside(fitting, sealed, pack.giver, destroyed)


def _own_compartments(book: Casebook) -> list[bytes]:
    """Where this device may write: it acknowledges nothing in a circle it is not in."""
    every = (places.team(book.db), *places.others(book.db))
    return [each for each in every if book.own.public in live(book, each)]


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
        public = publics.get(header.feed, b"")
        if public in chosen.without or (chosen.devices is not None and public not in chosen.devices):
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
