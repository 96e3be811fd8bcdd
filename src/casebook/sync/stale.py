"""Old copies and forks: what is proved by signatures, and what is only claimed.

A casebook stops writing on proof alone: a header signed by its own key that it does not hold. Then it was copied or
restored, and another one wrote on. Somebody's receipt that claims more proves nothing, and is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from casebook.base.encode import label_hash
from casebook.base.errors import Damaged
from casebook.base.ids import FeedId, RecordId
from casebook.casework.authors import Author, of_key
from casebook.casework.book import COPIED, Casebook
from casebook.casework.device import DEVICE_KEY
from casebook.casework.touched import Verb
from casebook.journal import accepting, arrivals, current, log
from casebook.journal.entry import ENTRY_LABEL, Change, Header, Op, decode_header, entry_id
from casebook.sync.brought import Signed
from casebook.vault.keys import check_public, verify

FORK_KIND: Final = "fork"
PROOF_UNIT: Final = "proof"
FORK_LABEL: Final = b"casebook/fork/1\0"


@dataclass(frozen=True, slots=True)
class Fork:
    """*author*'s casebook was copied or restored and two machines wrote on, from place *seq* of its feed.

    *own*: it is this very casebook, or was.
    """

    author: Author
    feed: FeedId
    seq: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """*by*'s casebook claims more of our entries than we wrote: up to *seq*, where we stand at *own*."""

    by: Author
    seq: int
    own: int


# ------------------------------------------------------------------------------------------ old copies


def is_proof(book: Casebook, signed: Signed) -> bool:
    """Whether a header is signed by this casebook's own key and is not here. What is no header proves nothing."""
    own = book.safe.keyring.public(DEVICE_KEY)
    try:
        header = decode_header(signed.header)
        public = accepting.public_of(book.db, header)
        if public not in {None, own}:
            return False
        verify(own, signed.signature, ENTRY_LABEL + signed.header)
    except Damaged:
        return False
    return not accepting.has(book.db, entry_id(signed.header))


def freeze(book: Casebook, newest: Iterable[Signed]) -> bool:
    """Stop writing if one of *newest* proves that this is an old copy. Belongs inside a transaction."""
    if not any(is_proof(book, signed) for signed in newest):
        return False
    log.note(book.db, COPIED, b"1")
    return True


def claims(book: Casebook) -> tuple[Claimed, ...]:
    """Receipts that claim more of our entries than there are. They change nothing."""
    found = []
    for claim in arrivals.claims_on(book.db, book.safe.keyring.public(DEVICE_KEY)):
        end = log.feed_end(book.db, claim.feed)
        own = 0 if end is None else end.seq - 1
        if claim.seq > own:
            found.append(Claimed(of_key(book, claim.device), claim.seq, own))
    return tuple(found)


# ----------------------------------------------------------------------------------------------- forks


def fork_id(feed: FeedId, seq: int) -> RecordId:
    """The record of a fork: the same whoever finds it, so that it is told once."""
    return RecordId(label_hash(FORK_LABEL, feed, seq.to_bytes(8, "big"))[:16])


def spread(book: Casebook, compartments: Collection[bytes]) -> int:
    """Write down the forks that are seen here and that no record proves yet; how many. Belongs inside a transaction.

    In the compartment of the feed, if it is one of *compartments*: others there may hold one branch alone.
    """
    places = arrivals.compartments_of_feeds(book.db)
    changes, homes = [], {}
    for fork in arrivals.branchings(book.db):
        record = fork_id(fork.feed, fork.seq)
        if places[fork.feed] in compartments and not any(_proofs(book, record)):
            changes.append(Change(record, FORK_KIND, PROOF_UNIT, Op.SET, (*fork.first, *fork.second)))
            homes[record] = places[fork.feed]
    if changes:
        book.append(Verb.RECEIPT, changes, None, homes=homes)
    return len(changes)


def forks(book: Casebook) -> tuple[Fork, ...]:
    """Every fork of which both sides are here, or that a teammate proves by two signatures."""
    found: dict[FeedId, int] = {each.feed: each.seq for each in arrivals.branchings(book.db)}
    for record in current.every(book.db, FORK_KIND):
        for header in _proofs(book, record.id):
            found[header.feed] = min(header.seq, found.get(header.feed, header.seq))
    publics = dict(log.feeds(book.db))
    return tuple(Fork(of_key(book, publics[feed]), feed, seq) for feed, seq in sorted(found.items()))


def _proofs(book: Casebook, record: RecordId) -> Iterator[Header]:
    """What is proved by anything that was ever said in the record of a fork: whoever wrote over it hides nothing."""
    for said in log.parts_of(book.db, record):
        if (said.change.kind, said.change.unit, said.change.op) == (FORK_KIND, PROOF_UNIT, Op.SET):
            yield from _proved(book, said.change.value)


def _proved(book: Casebook, value: object) -> Iterator[Header]:
    """One of the two headers of a proof that holds: both signed by the feed's own key, one place, two entries."""
    match value:
        case (bytes() as one, bytes() as signature, bytes() as other, bytes() as signed):
            pass
        case _:
            return
    try:
        first, second = decode_header(one), decode_header(other)
        public = accepting.public_of(book.db, first)
        if (first.feed, first.seq) != (second.feed, second.seq) or one == other or public is None:
            return
        if log.public_of_feed(book.db, first.feed) != public:
            return
        check_public(public)
        verify(public, signature, ENTRY_LABEL + one)
        verify(public, signed, ENTRY_LABEL + other)
    except Damaged:
        return
    yield first
