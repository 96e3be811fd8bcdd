"""The full check: every page, chain, signature, commitment, file, and every table against a fresh fold."""

from __future__ import annotations

from dataclasses import dataclass

from casebook.base.errors import Damaged
from casebook.base.ids import EntryId, FeedId, FileId, RecordId
from casebook.base.progress import Progress
from casebook.casework import evidence
from casebook.casework.book import DEVICE_KEY, Casebook, here
from casebook.journal import log, projection, verifying
from casebook.journal.entry import Change
from casebook.journal.fold import Order, Said, State, canonical_state, order_of
from casebook.search import index


@dataclass(eq=False)
class TablesDiffer(Damaged):
    """Derived tables say something else than the journal: *records* of them. `repair` makes them again."""

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
    progress.step("checking-database")
    book.db.check_integrity(progress)
    book.safe.head.settle(here(book.safe))
    parts, orders, verified = _walk(book, progress)
    states = list(projection.folded(parts, orders))
    _check_feeds(book, verified)
    repaired = _check_tables(book, states, progress, repair=repair)
    files, strays = evidence.verify_files(book, progress)
    return Checked(
        verified,
        sum(not state.is_blank for state in states),
        files,
        strays,
        canonical_state(states),
        repaired,
    )


def _walk(
    book: Casebook, progress: Progress
) -> tuple[dict[RecordId, list[Said]], list[Order], verifying.Verified]:
    parts: dict[RecordId, list[Said]] = {}
    orders: list[Order] = []

    def watch(entry: EntryId, change: Change) -> None:
        said = Said(entry, change)
        parts.setdefault(change.record, []).append(said)
        order = order_of(said)
        if order is not None:
            orders.append(order)

    return parts, orders, verifying.verify_all(book.db, progress, watch)


def _check_feeds(book: Casebook, verified: verifying.Verified) -> None:
    trusted = verifying.trusted(verified, book.safe.keyring.public(DEVICE_KEY))
    for feed, public in log.feeds(book.db):
        if public not in trusted:
            raise StrangerFeed(FeedId(feed).hex())


def _check_tables(book: Casebook, states: list[State], progress: Progress, *, repair: bool) -> bool:
    stored = {state.record: state for state in projection.states(book.db, progress)}
    wanted = {state.record: state for state in states if not state.is_blank}
    differing = {r for r in stored.keys() | wanted.keys() if stored.get(r) != wanted.get(r)}
    rows = projection.differing_rows(book.db, wanted.values(), progress)
    search = index.differing(book.db, wanted.values(), progress)
    if not differing and not rows and not search:
        return False
    if not repair:
        raise TablesDiffer(len(differing) + rows, search)
    projection.rebuild(book.db, progress)
    index.make_again(book.db, progress)
    return True


def state_hash(book: Casebook, progress: Progress | None = None) -> bytes:
    """The canonical state's hash, from a verified walk. Raises `Damaged` leaves."""
    parts, orders, _ = _walk(book, progress or Progress())
    return canonical_state(projection.folded(parts, orders))
