"""Orders to erase, as people meet them: which wait for a yes, who gave and who signed them, who has destroyed already.

An order hides at once everywhere. On a teammate's device it destroys when that person confirms it, or when two
people signed it: the one who gave it and a second one, who says so in the unit ``signed`` of the order's record. One
stolen laptop can therefore hide, and an order it gave can be voided with all that laptop wrote, but it can destroy
nothing anywhere else: whom it took in itself is no second person (`casework.people`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from casebook.base.errors import Refused
from casebook.base.ids import EntryId, RecordId, code_letters
from casebook.casework.authors import Author, authors
from casebook.casework.book import Casebook
from casebook.casework.kept_seals import sealing_id
from casebook.casework.people import Known, named
from casebook.casework.touched import Touched, Verb
from casebook.journal import current, erasure, log
from casebook.journal.entry import Change, Op, Stamp
from casebook.journal.fold import ERASE_KIND, ERASED_KIND, SIGNED_UNIT, Order
from casebook.journal.history import orders
from casebook.journal.verifying import acknowledged
from casebook.journal.writers import writers
from casebook.model.all_kinds import KINDS


@dataclass(eq=False)
class NothingToSign(Refused):
    """None of the orders waits: each was given or signed by this person already, or is none."""


@dataclass(eq=False)
class SignsForNobody(Refused):
    """The device has no person: a second signature is one person's beside another's, so both have to be named."""


@dataclass(frozen=True, slots=True)
class Given:
    """An order as people are told of it.

    *kind* and *code* name the record, as far as anything of it is here still; its content is hidden and not told.
    *signed*: who signed it too. *erased*: devices that said they destroyed. *here*: destroyed on this device.
    """

    order: Order
    record: RecordId
    kind: str
    code: str
    by: Author
    stamp: Stamp | None
    parts: int
    signed: tuple[Author, ...]
    erased: tuple[Author, ...]
    here: bool


def given(book: Casebook) -> tuple[Given, ...]:
    """Every order that holds, the latest first. Those that only go along with another (seals) are left out."""
    every = orders(book.db)
    along = {sealing_id(order.record) for order in every}
    telling = _Telling(book)
    found = [telling.told(order) for order in every if order.record not in along]
    return tuple(sorted(found, key=lambda one: -(one.stamp.moment.hybrid if one.stamp is not None else 0)))


def waiting(book: Casebook) -> tuple[Given, ...]:
    """Those that hide here and destroy once this person says yes."""
    return tuple(one for one in given(book) if not one.here)


def sign_too(book: Casebook, chosen: Sequence[Order]) -> Touched:
    """Sign orders of somebody else, so that they destroy everywhere without being asked about.

    Destroys here too. Raises `NothingToSign`, `SignsForNobody`.
    """
    own = book.get(book.own.device)
    if own is None or not named(own.values("person")):
        raise SignsForNobody
    telling = _Telling(book)
    new = [one for one in map(telling.told, chosen) if book.own.public not in _keys(one)]
    if not new:
        raise NothingToSign
    changes = [Change(one.record, ERASE_KIND, SIGNED_UNIT, Op.SET, one.order.entry) for one in new]
    with book.db.transaction():
        book.append(Verb.ERASE, changes, book.new_act() if len(changes) > 1 else None)
        destroyed = book.destroy([one.order for one in new if not one.here])
    book.remove_files(destroyed)
    book.anchor()
    kinds = frozenset((ERASE_KIND, *(one.kind for one in new if one.kind)))
    return Touched(Verb.ERASE, frozenset(one.order.record for one in new), kinds, new[0].order.entry)


def twice_signed(book: Casebook) -> list[Order]:
    """Orders not destroyed here yet that two people signed: they need no yes."""
    obeyed = erasure.obeyed(book.db)
    open_now = [order for order in orders(book.db) if order.entry not in obeyed]
    if not open_now:
        return []
    telling = _Telling(book)
    found = [order for order in open_now if telling.is_twice_signed(order)]
    along = {sealing_id(order.record) for order in found}
    return [*found, *(order for order in open_now if order.record in along)]


class _Telling:
    """What the journal says around orders."""

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self._obeyed = erasure.obeyed(book.db)
        self._acknowledged = _acknowledgements(book)
        self._known: Known | None = None

    def told(self, order: Order) -> Given:
        book = self._book
        record = self._record_of(order)
        said = [s for s in log.parts_of(book.db, order.record) if order.covers(s.change)]
        signed = self._signatures(order, record)
        known = authors(book, {order.entry, *signed, *self._acknowledged.get(order.entry, ())})
        kind = min((s.change.kind for s in said), default="")
        target = book.get(order.record)
        kind = target.kind if target is not None else kind
        return Given(
            order,
            record,
            kind,
            f"{KINDS[kind].letter if kind in KINDS else 'X'}-{code_letters(order.record)}",
            known[order.entry],
            log.stamps(book.db, [order.entry]).get(order.entry),
            len(said),
            _once(known[entry] for entry in signed if entry in known),
            _once(known[entry] for entry in self._acknowledged.get(order.entry, ()) if entry in known),
            order.entry in self._obeyed,
        )

    def is_twice_signed(self, order: Order) -> bool:
        """Whether two different people stand behind it (`people.Known`)."""
        signed = self._signatures(order, self._record_of(order))
        if not signed:
            return False
        self._known = self._known or Known(self._book.db)
        behind = {one.public for one in writers(self._book.db, (order.entry, *signed)).values()}
        named = [who for public in sorted(behind) if (who := self._known.people(public))]
        return any(not (first & second) for i, first in enumerate(named) for second in named[:i])

    def _record_of(self, order: Order) -> RecordId:
        found = log.entry(self._book.db, order.entry)
        assert found is not None
        return next(
            change.record
            for _, change in found.changes()
            if change.kind == ERASE_KIND
            and isinstance(change.value, tuple)
            and change.value[0] == order.record
        )

    def _signatures(self, order: Order, record: RecordId) -> tuple[EntryId, ...]:
        return tuple(
            said.entry
            for said in log.parts_of(self._book.db, record)
            if (said.change.kind, said.change.unit, said.change.op) == (ERASE_KIND, SIGNED_UNIT, Op.SET)
            and said.change.value == order.entry
        )


def _acknowledgements(book: Casebook) -> dict[EntryId, tuple[EntryId, ...]]:
    """By order, the entries in which devices said that they destroyed under it."""
    found: dict[EntryId, list[EntryId]] = {}
    for record in current.ids_of(book.db, ERASED_KIND):
        for said in log.parts_of(book.db, record):
            for order in acknowledged(said.change):
                found.setdefault(order, []).append(said.entry)
    return {order: tuple(entries) for order, entries in found.items()}


def _keys(one: Given) -> frozenset[bytes]:
    return frozenset((one.by.public, *(each.public for each in one.signed)))


def _once(several: Iterable[Author]) -> tuple[Author, ...]:
    def by_key() -> Iterator[tuple[bytes, Author]]:
        for one in several:
            yield one.public, one

    return tuple(author for _, author in sorted(dict(by_key()).items()))
