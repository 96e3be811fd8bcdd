"""The open casebook: the one way to write, and the one place where a save becomes durable.

`Casebook.record` signs, appends, projects, indexes and commits in one transaction, then moves the head on;
only then is the save acknowledged. Verbs live in files of their own and take the book first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import ActId, EntryId, RandomBytes, RecordId, new_record_id
from casebook.base.moment import HybridClock
from casebook.casework import whereabouts
from casebook.casework.compartments import Wish, grouped
from casebook.casework.device import DEVICE_KEY, Own, begin_feed_in, former_keys, own_in
from casebook.casework.touched import Touched, Verb
from casebook.journal import attached, compartments, current, drafts, erasure, log, projection
from casebook.journal.current import Record
from casebook.journal.entry import Change, Entry, Op, Stamp
from casebook.journal.fold import ERASE_KIND, ORDER_UNIT, Order
from casebook.search import index
from casebook.vault.database import Database
from casebook.vault.faults import DiskFault, DiskFull, ReadOnlyPlace
from casebook.vault.files import FileStore
from casebook.vault.head import HeadState
from casebook.vault.safe import Safe

ORGANISATION_KEY: Final = "organisation"
REKEY_DUE: Final = "rekey-due"
COPIED: Final = "copied"
"""Noted in the casebook once entries of its own device came from elsewhere."""
REMOVED: Final = "removed"
"""Noted in the casebook as long as a removal of its own device counts."""
NOWHERE: Final[Mapping[RecordId, bytes]] = MappingProxyType({})
Targets = Sequence[tuple[RecordId, str | None]]
"""Records, or units of them, that an order is about."""


@dataclass(eq=False)
class NoSuchRecord(Refused):
    """There is no record with that id, or all of it was erased."""


@dataclass(eq=False)
class NothingToErase(Refused):
    """Nothing of the record lies at that place, so an order to erase would destroy nothing."""


@dataclass(eq=False)
class SavedUnanchored(Refused):
    """What was written is saved, but the disk did not take the file `head`.

    Until the next save or opening moves it on, nobody could tell an older copy of the database from this one.
    """


@dataclass(eq=False)
class CasebookCopied(Refused):
    """Entries signed by this very device came from elsewhere: the casebook was copied or restored.

    It can be read. Before it writes again it has to become a new device (`identity.renew`).
    """


@dataclass(eq=False)
class DeviceRemoved(Refused):
    """This device was removed from the team: the casebook can be read, and writes nothing more."""


@dataclass(frozen=True, slots=True)
class Saved:
    """How far the journal had come when the casebook was opened: shown first after unlocking.

    *moved*: it lies in another place than before, and nobody has said whether it was moved or copied.
    """

    entries: int
    wall_ms: int
    checked: bool
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Ordered:
    """Orders to erase that were given in one act, and what they destroyed here. *records* are the orders' own."""

    first: EntryId
    records: frozenset[RecordId]
    act: ActId | None
    destroyed: erasure.Destroyed


class Casebook:
    """An open casebook. Belongs to the thread that opened it."""

    def __init__(self, vault: Safe, own: Own, clock: HybridClock, random: RandomBytes, saved: Saved) -> None:
        self.safe = vault
        self.clock = clock
        self.random = random
        self.saved = saved
        self.circle: bytes | None = None
        """Where new records go that nothing else tells the place of: a circle's compartment, or the team (nothing)."""
        self._last_own = own

    @property
    def db(self) -> Database:
        """The encrypted database, for the rooms that hold SQL."""
        return self.safe.db

    @property
    def own(self) -> Own:
        """Who writes here. Read from the database each time: what was rolled back is not among it."""
        if not self.db.closed:
            self._last_own = own_in(self.db)
        return self._last_own

    @property
    def former_keys(self) -> frozenset[bytes]:
        """The signing keys of the devices this casebook was before: of copies, and of what it was restored from."""
        return former_keys(self.db)

    def compartment_of(self, record: RecordId) -> bytes:
        """The compartment a record stands in: of one nothing was ever said of here, the team's."""
        return compartments.of_record(self.db, record) or compartments.team(self.db)

    def new_id(self) -> RecordId:
        """An id for a new record."""
        return new_record_id(self.clock.now().wall_ms, self.random)

    def new_act(self) -> ActId:
        """An id for a larger act."""
        return ActId(self.random(16))

    @property
    def writable(self) -> bool:
        """If entries can be signed here: false for a copy, until it is said whether it is one, and once removed."""
        return not (self.saved.moved or log.noted(self.db, COPIED) or log.noted(self.db, REMOVED))

    @property
    def rekey_due(self) -> bool:
        """Whether content was destroyed since the keys were last changed: old disk blocks still hold it under them."""
        return bool(log.noted(self.db, REKEY_DUE))

    def get(self, record: RecordId) -> Record | None:
        """A record as it stands, deleted ones included."""
        return current.get(self.db, record)

    def need(self, record: RecordId) -> Record:
        """A record that has to be there. Raises `NoSuchRecord`."""
        found = self.get(record)
        if found is None:
            raise NoSuchRecord
        return found

    def record(
        self,
        verb: Verb,
        changes: Sequence[Change],
        *,
        act: ActId | None = None,
        beside: Sequence[Change] = (),
        drafts_done: Sequence[tuple[RecordId, str]] = (),
        circle: bytes | None = None,
        homes: Mapping[RecordId, bytes] = NOWHERE,
    ) -> Touched:
        """Save *changes* as one act, with undo; the only way anything is written.

        *beside* are changes of the same act that must stand in another entry, because they give a second
        value to a unit (undoing the settlement of a conflict brings both values back). New records go into *circle*
        (a compartment), single ones where *homes* says; else where what they are linked with stands, else where
        `circle` of this book says. A save over several compartments is several entries with one act.

        Returns after the transaction is committed and the head has moved. Nothing happens if there is
        nothing to change. Raises `Refused` (disk full, too large, `LeadsAcross`) with nothing written.
        """
        if not changes:
            return Touched(verb, frozenset(), frozenset(), None)
        if act is None and (beside or log.needs_several(changes)):
            act = self.new_act()
        with self.db.transaction():
            made = self.append(verb, changes, act, circle=circle, homes=homes)
            if beside:
                made += self.append(verb, beside, act, circle=circle, homes=homes)
            for record, unit in drafts_done:
                drafts.drop(self.db, record, [unit])
        self.anchor()
        return _touched(verb, changes, made)

    def erase(self, record: RecordId, unit: str | None, reason: str, also: Targets = ()) -> Touched:
        """Order an erasure and destroy here what it covers: hidden everywhere, gone on this device.

        *also*: what could confirm the erased content, and goes with it, whether anything of it is here or not.
        Raises `NoSuchRecord`, `NothingToErase`. Old pages stay readable under the present key until the next rekey.
        """
        kinds = frozenset((self.need(record).kind, ERASE_KIND))
        with self.db.transaction():
            done = self.order([(record, unit), *also], reason, self.compartment_of(record))
            if not any(change.record == record for change in done.destroyed.changes):
                raise NothingToErase
        self.remove_files(done.destroyed)
        self.anchor()
        return Touched(Verb.ERASE, done.records | {record}, kinds, done.first, done.act or b"")

    def order(self, targets: Targets, reason: str, home: bytes) -> Ordered:
        """Order erasures and destroy here what they cover. Belongs inside a transaction; `remove_files` after it.

        An order stands where what it erases stands (in two compartments, one in each: those who read one of them need
        it too), and in *home* if nothing of it is here.
        """
        wanted = [
            (self.new_id(), each, path, at)
            for each, path in targets
            for at in compartments.all_of_record(self.db, each) or (home,)
        ]
        act = self.new_act() if len(wanted) > 1 else None
        orders = []
        for order, each, path, at in wanted:
            change = Change(order, ERASE_KIND, ORDER_UNIT, Op.SET, (each, path, reason))
            made = self.append(Verb.ERASE, [change], act, homes={order: at})
            orders.append(Order(made[0].id, each, path, reason))
        records = frozenset(order for order, *_ in wanted)
        return Ordered(orders[0].entry, records, act, self.destroy(orders))

    def destroy(self, orders: Iterable[Order]) -> erasure.Destroyed:
        """Destroy what *orders* cover, sign that, and show what is left. Belongs inside a transaction.

        `remove_files` has to follow the commit.
        """
        done = [erasure.destroy(self.db, order, self.new_id) for order in orders]
        acknowledgements = tuple(each for one in done for each in one.acknowledgements)
        if acknowledgements:
            homes = {change.record: home for home, change in acknowledgements}
            self.append(Verb.ERASED, [change for _, change in acknowledgements], None, homes=homes)
        changes = tuple(change for each in done for change in each.changes)
        if changes:
            log.note(self.db, REKEY_DUE, b"1")
        self.refresh({change.record for change in changes})
        return erasure.Destroyed(acknowledgements, changes)

    def remove_files(self, destroyed: erasure.Destroyed) -> None:
        """Remove the encrypted files whose keys were destroyed, unless a value that stays names them too.

        After the commit: a crash before it would leave a record without its file; after it, only a stray
        file for which nobody holds a key.
        """
        _remove_files(self.db, self.safe.files, destroyed)

    def anchor(self) -> None:
        """Move the head to where the journal stands. Raises `SavedUnanchored` if the disk does not take it."""
        try:
            self.safe.head.write(here(self.safe))
        except (DiskFull, DiskFault, ReadOnlyPlace):
            raise SavedUnanchored from None

    def close(self) -> None:
        """Close the safe. The memory of this process still holds what was shown: see `base.process.replace`."""
        self.safe.close()

    def append(
        self,
        verb: Verb,
        changes: Sequence[Change],
        act: ActId | None,
        *,
        circle: bytes | None = None,
        homes: Mapping[RecordId, bytes] = NOWHERE,
    ) -> list[Entry]:
        """Sign, append, project and index; for the files of this room, inside a transaction of theirs.

        Where each change stands is told as in `record`. Raises `CasebookCopied`, `MovedOrCopied`, `LeadsAcross`.
        """
        if log.noted(self.db, COPIED):
            raise CasebookCopied
        if log.noted(self.db, REMOVED):
            raise DeviceRemoved
        if self.saved.moved:
            raise whereabouts.MovedOrCopied
        made, records = _signed(self, verb, changes, act, Wish(circle, self.circle, homes))
        hidden = projection.note_orders(self.db, made)
        self.refresh(records | hidden)
        return made

    def refresh(self, records: Iterable[RecordId]) -> None:
        """Fold *records* again and write their rows and words. Belongs inside a transaction."""
        index.apply(self.db, projection.apply(self.db, sorted(records)))


def _signed(
    book: Casebook, verb: Verb, changes: Sequence[Change], act: ActId | None, wish: Wish
) -> tuple[list[Entry], set[RecordId]]:
    """*changes* signed and added to the own feeds they belong to; returns the entries, and all records touched."""
    groups = grouped(book.db, compartments.apart(book.db, changes), wish)
    act = book.new_act() if act is None and len(groups) > 1 else act
    made: list[Entry] = []
    records = {change.record for change in changes}
    for home, group in groups.items():
        if home not in book.own.feeds:
            begin_feed_in(book.safe, home, now=book.clock.now(), random=book.random)
        made += log.append(book.db, _writer(book, home), group, Stamp(book.clock.now(), verb.value, act))
    return made, records


def _writer(book: Casebook, home: bytes) -> log.Writer:
    return log.Writer(
        book.own.feeds[home], lambda data: book.safe.keyring.sign(DEVICE_KEY, data), book.random
    )


def _touched(verb: Verb, changes: Sequence[Change], made: Sequence[Entry]) -> Touched:
    return Touched(
        verb,
        frozenset(change.record for change in changes),
        frozenset(change.kind for change in changes),
        made[-1].id,
        log.act_of(made[-1]) or b"",
    )


def _remove_files(db: Database, files: FileStore, destroyed: erasure.Destroyed) -> None:
    told = (attached.file_in(change) for change in destroyed.changes)
    for file in {file.beside: file for file in told if file is not None}.values():
        if log.holds(db, file.key):
            continue
        files.remove(file.beside)
        # Whoever else names it by another key means another content, which may be what lies there.
        if not log.holds(db, file.file) or files.opens(file.file, file.key):
            files.remove(file.file)


def here(vault: Safe) -> HeadState:
    """What the head file should hold, as far as the database knows."""
    now = log.heads(vault.db)
    return HeadState(now.count, log.last_wall_ms(vault.db), now.hash)
