"""The full check: every page, chain, signature, commitment, file, and every table against a fresh fold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from casebook.base.errors import Damaged
from casebook.base.ids import EntryId, FeedId, FileId, RecordId
from casebook.base.progress import Progress
from casebook.casework import evidence
from casebook.casework.book import Casebook, here
from casebook.casework.device import DEVICE_KEY
from casebook.casework.evidence import Kept
from casebook.journal import coming, comparing, log, projection, quarantine, verifying
from casebook.journal.entry import Change, Op
from casebook.journal.fold import Order, Said, State, canonical_state, fold, order_of
from casebook.journal.rows import Timed
from casebook.model.fields import Value
from casebook.search import index
from casebook.vault.database import Database
from casebook.vault.files import FileStore


@dataclass(eq=False)
class TablesDiffer(Damaged):
    """Derived tables say something else than the journal, in so many rows. `repair` makes them again."""

    records: int
    search: int


@dataclass(eq=False)
class StrangerFeed(Damaged):
    """Entries are signed by a device that no device record of this casebook names."""

    feed: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was verified. *state* is the canonical state's hash: equal on devices that hold the same."""

    journal: verifying.Verified
    records: int
    files: int
    strays: tuple[FileId, ...]
    state: bytes
    repaired: bool


def check(book: Casebook, progress: Progress | None = None, *, repair: bool = False) -> Checked:
    """Verify everything; with *repair*, make differing tables again. Raises the first `Damaged` leaf.

    The order is from the ground up: pages, head, journal, tables, files. What a later step finds, the
    earlier ones have ruled out as its cause.
    """
    progress = progress or Progress()
    walked, repaired = _check_all_but_files(book, progress, repair=repair)
    files, strays = evidence.verify_files(book, _file_values(walked), progress)
    states = [state for state, _ in walked.folded]
    return Checked(
        walked.verified,
        sum(not state.is_blank for state in states),
        files,
        strays,
        canonical_state(states),
        repaired,
    )


def check_journal(book: Casebook, progress: Progress) -> None:
    """Verify everything but the attached files. Raises the first `Damaged` leaf."""
    _check_all_but_files(book, progress, repair=False)


def _check_all_but_files(book: Casebook, progress: Progress, *, repair: bool) -> tuple[Walked, bool]:
    progress.step("checking-database")
    book.db.check_integrity(progress)
    book.safe.head.settle(here(book.safe))
    walked = walk(book.db, progress)
    _check_feeds(book, walked.verified)
    if not walked.verified.before and coming.heads(book.db) and book.writable:
        with book.db.transaction():
            coming.done(book.db)
    return walked, _check_tables(book, walked.folded, progress, repair=repair)


@dataclass(frozen=True, slots=True)
class Walked:
    """What the verified walk found: every record any part names, folded, with the parts it was folded from.

    *aside*: what entries say that stand aside. Their files are kept like all others: they may count again.
    """

    verified: verifying.Verified
    folded: Sequence[tuple[State, Sequence[Timed]]]
    aside: Sequence[Change] = ()


def walk(db: Database, progress: Progress) -> Walked:
    """The verified walk, with every record folded. Raises the first `Damaged` leaf."""
    folding = _Folding()
    return folding.done(verifying.verify_all(db, progress, folding.watch, folding.watch_aside))


def survey(db: Database, progress: Progress) -> tuple[Walked, tuple[Damaged, ...]]:
    """The same of what does hold, with every fault met. Raises `DatabaseDamaged` where nothing can be read on."""
    folding = _Folding()
    verified, faults = verifying.survey(db, progress, folding.watch, folding.watch_aside)
    return folding.done(verified), faults


class _Folding:
    """What a walk hands out, gathered record by record."""

    def __init__(self) -> None:
        self._parts: dict[RecordId, list[Timed]] = defaultdict(list)
        self._orders: dict[RecordId, list[Order]] = defaultdict(list)
        self._aside: list[Change] = []

    def watch(self, entry: EntryId, change: Change, hybrid: int) -> None:
        said = Said(entry, change)
        self._parts[change.record].append((said, hybrid))
        order = order_of(said)
        if order is not None:
            self._orders[order.record].append(order)

    def watch_aside(self, _entry: EntryId, change: Change, _hybrid: int) -> None:
        self._aside.append(change)

    def done(self, verified: verifying.Verified) -> Walked:
        folded = [
            (
                fold(record, [said for said, _ in self._parts[record]], self._orders[record]),
                self._parts[record],
            )
            for record in sorted({*self._parts, *self._orders})
        ]
        aside = [
            change
            for change in self._aside
            if not any(order.covers(change) for order in self._orders.get(change.record, ()))
        ]
        return Walked(verified, folded, aside)


def known_files(book: Casebook, progress: Progress) -> tuple[Kept, ...]:
    """Every file that belongs to the casebook, from a verified walk. Raises `Damaged` leaves."""
    return tuple(files_in(book.db, book.safe.files, progress).values())


def files_in(db: Database, store: FileStore, progress: Progress) -> dict[FileId, Kept]:
    """The same of a database that no book is open over, whose files lie in *store*, by the names under which they do.

    Without those that have not come from a teammate yet. Raises the journal's `Damaged` leaves.
    """
    return evidence.by_place(db, store, files_of(walk(db, progress)))


def files_of(walked: Walked) -> tuple[Kept, ...]:
    """Every file any piece of evidence in *walked* names or once named, once for each description of it."""
    found: dict[FileId, Kept] = {}
    for record, value in _file_values(walked):
        one = evidence.kept_in(record, value)
        if one is not None:
            found.setdefault(one.beside, one)
    return tuple(found.values())


def _file_values(walked: Walked) -> Iterator[tuple[RecordId, Value]]:
    """Every file any piece of evidence names or once named: a deleted or replaced one may be wanted back."""
    for state, timed in walked.folded:
        for said, _ in timed:
            change = said.change
            if _is_file(change) and not any(order.covers(change) for order in state.orders):
                yield state.record, change.value
    yield from ((change.record, change.value) for change in walked.aside if _is_file(change))


def _is_file(change: Change) -> bool:
    return (change.kind, change.unit, change.op) == ("evidence", "file", Op.SET)


def _check_feeds(book: Casebook, verified: verifying.Verified) -> None:
    for feed in strangers(book, verified):
        raise StrangerFeed(feed.hex())


def strangers(book: Casebook, verified: verifying.Verified) -> tuple[FeedId, ...]:
    """The feeds of devices that nobody who may has named, and whose entries do not stand aside."""
    if verified.line is None or verified.line.own != book.safe.keyring.public(DEVICE_KEY):
        return tuple(feed for feed, _ in log.feeds(book.db))
    return quarantine.strangers(book.db, verified.line)


def _check_tables(
    book: Casebook, folded: Sequence[tuple[State, Sequence[Timed]]], progress: Progress, *, repair: bool
) -> bool:
    rows, search = differing(book, folded, progress)
    if not rows and not search:
        return False
    if not repair:
        raise TablesDiffer(rows, search)
    make_tables_again(book, progress)
    return True


def differing(
    book: Casebook, folded: Sequence[tuple[State, Sequence[Timed]]], progress: Progress
) -> tuple[int, int]:
    """How many rows of the derived tables, and of the search, are not what a fresh fold would write."""
    rows = comparing.differing(book.db, folded, progress)
    search = index.differing(book.db, [state for state, _ in folded if not state.is_blank], progress)
    return rows, search


def make_tables_again(book: Casebook, progress: Progress) -> None:
    """Make every derived table from the journal, which has to hold."""
    projection.rebuild(book.db, progress)
    index.make_again(book.db, progress)


def state_hash(book: Casebook, progress: Progress | None = None) -> bytes:
    """The canonical state's hash, from a verified walk. Raises `Damaged` leaves."""
    return canonical_state(state for state, _ in walk(book.db, progress or Progress()).folded)
