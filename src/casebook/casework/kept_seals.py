"""What is kept of a record's seals: enough to build every token again, and to open any word of it.

All of it stands in one reserved record, whose id is derived from that of the sealed record: whoever erases the
sealed text orders the erasure of this record too, on every device, whether its seals have arrived there or not.
What an author slip discloses stands apart, one record for each seal, under an id that tells nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from casebook.base.encode import label_hash
from casebook.base.errors import Refused
from casebook.base.ids import EntryId, FeedId, RecordId
from casebook.casework import disclosures
from casebook.casework.book import Casebook
from casebook.journal import log
from casebook.journal.entry import Change, Op
from casebook.journal.fold import fold
from casebook.journal.history import orders_on
from casebook.model.fields import Value

SEAL_KIND: Final = "seal"
STATEMENT: Final = "statement"
SEALING_KIND: Final = "sealing"
SEALING_LABEL: Final = b"casebook/sealing/1\0"


@dataclass(eq=False)
class SealNotKept(Refused):
    """What builds the seal again is not here: the record was not in that bundle, or its text was erased since, or it
    left before such things were kept.
    """


@dataclass(frozen=True, slots=True)
class Kept:
    """One seal: *name* (`formats.sealhash`), and what with the record as it was gives its token again.

    *statement* is the record an author slip discloses: missing where the seal was made at export. *set* is the set
    it belongs to, *ids* the secret of its ids, *follows* the name of the seal of the version before in the same
    set. *version* is the text version, *reached* how far the record had come (entry numbers by feed). *entry* holds
    all this.
    """

    name: bytes
    statement: RecordId | None
    set: RecordId | None
    ids: bytes = field(repr=False)
    secret: bytes = field(repr=False)
    public: bytes
    signature: bytes
    follows: bytes | None
    version: bytes
    reached: Mapping[FeedId, int]
    entry: EntryId | None = None

    @property
    def written(self) -> bool:
        """Whether the recorder's device made it, in an act of its own: then an author slip leads to it."""
        return self.statement is not None


def sealing_id(record: RecordId) -> RecordId:
    """The reserved record that keeps what builds the seals of *record* again."""
    return RecordId(label_hash(SEALING_LABEL, record)[:16])


def kept_change(book: Casebook, record: RecordId, made: Sequence[Kept]) -> Change:
    """The change that keeps seals made together of one version of *record*.

    It names the orders to erase that were ever given for them: what is kept from now on is of what was written since.
    """
    target = sealing_id(record)
    orders = tuple(order.entry for order in orders_on(book.db, target))
    one = made[0]
    value = (one.version, tuple(sorted(one.reached.items())), tuple(map(_encode, made)))
    return Change(target, SEALING_KIND, f"made-{book.random(8).hex()}", Op.SET, value, orders)


def statement_change(statement: RecordId, name: bytes, mark: bytes) -> Change:
    """The change an author slip discloses: a hash, a keyed hash, and nothing else."""
    return Change(statement, SEAL_KIND, STATEMENT, Op.SET, (name, mark))


def kept(book: Casebook, record: RecordId) -> tuple[Kept, ...]:
    """Every seal of *record*, all versions, the newest last; none of what was erased.

    Read from the journal's parts and never from a table.
    """
    target = sealing_id(record)
    said = log.parts_of(book.db, target)
    state = fold(target, said, orders_on(book.db, target)) if said else None
    if state is None or state.kind != SEALING_KIND:
        return ()
    found: list[Kept] = []
    for part in said:
        held = state.units.get(part.change.unit, ())
        if any(part.entry in each.entries for each in held):
            found += _decode(part.change.value, part.entry)
    return tuple(found)


def in_bundle(book: Casebook, disclosure: RecordId, record: RecordId) -> Kept:
    """The seal of *record* in a bundle that left. Raises `NoSuchRecord`, `NotADisclosure`, `SealNotKept`."""
    left = disclosures.need(book, disclosure)
    for element, shown in left.each("shown", "record"):
        if shown == record:
            name = left.value(f"shown/{element}/seal")
            for one in kept(book, record):
                if one.name == name:
                    return one
    raise SealNotKept


def _encode(one: Kept) -> Value:
    return (
        one.name,
        one.statement,
        one.set,
        one.ids if one.set is None else None,
        one.secret,
        one.public,
        one.signature,
        one.follows,
    )


def _decode(value: Value, entry: EntryId) -> list[Kept]:
    """What this version can read of *value*; what it cannot is of a newer one, and is left alone."""
    found: list[Kept] = []
    match value:
        case (bytes() as version, tuple() as pairs, tuple() as made):
            reached = dict(filter(None, map(_pair, pairs)))
            for each in made:
                match each:
                    case (
                        bytes() as name,
                        (bytes() | None) as statement,
                        (bytes() | None) as of_set,
                        (bytes() | None) as ids,
                        bytes() as secret,
                        bytes() as public,
                        bytes() as signature,
                        (bytes() | None) as follows,
                    ):
                        found.append(
                            Kept(
                                name,
                                None if statement is None else RecordId(statement),
                                None if of_set is None else RecordId(of_set),
                                ids or b"",
                                secret,
                                public,
                                signature,
                                follows,
                                version,
                                reached,
                                entry,
                            )
                        )
    return found


def _pair(pair: Value) -> tuple[FeedId, int] | None:
    match pair:
        case (bytes() as feed, int() as seq):
            return FeedId(feed), seq
    return None
