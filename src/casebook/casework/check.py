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
from casebook.journal import comparing, log, projection, verifying
from casebook.journal.entry import Change, Op
from casebook.journal.fold import Order, Said, State, canonical_state, fold, order_of
from casebook.journal.rows import Timed
from casebook.model.fields import Value
from casebook.search import index
from casebook.vault.database import Database


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


def _check_all_but_files(book: Casebook, progress: Progress, *, repair: bool) -> tuple[_Walked, bool]:
    progress.step("checking-database")
    book.db.check_integrity(progress)
    book.safe.head.settle(here(book.safe))
    walked = _walk(book.db, progress)
    _check_feeds(book, walked.verified)
    return walked, _check_tables(book, walked.folded, progress, repair=repair)


@dataclass(frozen=True, slots=True)
class _Walked:
    """What the verified walk found: every record any part names, folded, with the parts it was folded from."""

    verified: verifying.Verified
    folded: Sequence[tuple[State, Sequence[Timed]]]


def _walk(db: Database, progress: Progress) -> _Walked:
    parts: dict[RecordId, list[Timed]] = defaultdict(list)
    orders: dict[RecordId, list[Order]] = defaultdict(list)

    def watch(entry: EntryId, change: Change, hybrid: int) -> None:
        said = Said(entry, change)
        parts[change.record].append((said, hybrid))
        order = order_of(said)
        if order is not None:
            orders[order.record].append(order)

    verified = verifying.verify_all(db, progress, watch)
    folded = [
        (fold(record, [said for said, _ in parts[record]], orders[record]), parts[record])
        for record in sorted({*parts, *orders})
    ]
    return _Walked(verified, folded)


def known_files(book: Casebook, progress: Progress) -> tuple[Kept, ...]:
    """Every file that belongs to the casebook, from a verified walk. Raises `Damaged` leaves."""
    return files_in(book.db, progress)


def files_in(db: Database, progress: Progress) -> tuple[Kept, ...]:
    """The same of a database that no book is open over: each file once. Raises the journal's `Damaged` leaves."""
    found: dict[FileId, Kept] = {}
    for record, value in _file_values(_walk(db, progress)):
        one = _kept(record, value)
        if one is not None:
            found.setdefault(one.file, one)
    return tuple(found.values())


def _kept(record: RecordId, value: Value) -> Kept | None:
    match value:
        case (str() as name, str() as mime, int() as size, bytes() as sha256, bytes() as key, str() as file):
            return Kept(record, name, mime, size, sha256, key, FileId(file))
    return None


def _file_values(walked: _Walked) -> Iterator[tuple[RecordId, Value]]:
    """Every file any piece of evidence names or once named: a deleted or replaced one may be wanted back."""
    for state, timed in walked.folded:
        for said, _ in timed:
            change = said.change
            is_file = (change.kind, change.unit, change.op) == ("evidence", "file", Op.SET)
            if is_file and not any(order.covers(change) for order in state.orders):
                yield state.record, change.value


def _check_feeds(book: Casebook, verified: verifying.Verified) -> None:
    trusted = verifying.trusted(verified, book.safe.keyring.public(DEVICE_KEY))
    for feed, public in log.feeds(book.db):
        if public not in trusted:
            raise StrangerFeed(FeedId(feed).hex())


def _check_tables(
    book: Casebook, folded: Sequence[tuple[State, Sequence[Timed]]], progress: Progress, *, repair: bool
) -> bool:
    rows = comparing.differing(book.db, folded, progress)
    search = index.differing(book.db, [state for state, _ in folded if not state.is_blank], progress)
    if not rows and not search:
        return False
    if not repair:
        raise TablesDiffer(rows, search)
    projection.rebuild(book.db, progress)
    index.make_again(book.db, progress)
    return True


def state_hash(book: Casebook, progress: Progress | None = None) -> bytes:
    """The canonical state's hash, from a verified walk. Raises `Damaged` leaves."""
    return canonical_state(state for state, _ in _walk(book.db, progress or Progress()).folded)
