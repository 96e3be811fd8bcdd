"""Cards of backups that teammates keep: who has them cannot open them, and an order to erase reaches them there.

A card is a record of the reserved kind ``card`` in the team's compartment: the unit ``card`` holds its bytes (the form
of `keys`), ``name`` the generation's name. The record's id follows from the name, so an order about it can be found
when nothing else of it is left. docs/formats/backup.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from casebook.base.encode import label_hash
from casebook.base.errors import Refused
from casebook.base.files import write_whole
from casebook.base.ids import EntryId, RecordId
from casebook.casework.authors import Author, of_key
from casebook.casework.book import Casebook
from casebook.casework.orders import given
from casebook.casework.people import named
from casebook.casework.touched import Touched, Verb
from casebook.journal import compartments, current, log, quarantine, receipts
from casebook.journal.entry import Change, Op
from casebook.journal.history import orders
from casebook.journal.receipts import Feed
from casebook.journal.writers import Written, writers
from casebook.model.fields import Value
from casebook.vault.faults import disk
from casebook.vault.ledger import CARD_SUFFIX
from casebook.vault.place import NAME
from casebook.vault.slots import FILE_SIZE

CARD_KIND: Final = "card"
CARD_UNIT: Final = "card"
NAME_UNIT: Final = "name"
CARD_LABEL: Final = b"casebook/card/1\0"
KEEPERS: Final = 2
"""Teammates who have to hold a card before it is relied on: one alone can be lost on the same day as this casebook."""
REASON: Final = "other"
"""Of the vocabulary's reasons for an order to erase."""


@dataclass(eq=False)
class TooFewKeepers(Refused):
    """Fewer teammates than are needed could keep the card: with one more laptop gone, nothing would open the backup."""

    teammates: int
    needed: int


@dataclass(eq=False)
class NoSuchCard(Refused):
    """No card of a backup of that name is kept here, or of several whose names begin so."""


@dataclass(frozen=True, slots=True)
class Card:
    """A card that is kept here: of the generation *name*, handed over by *author*."""

    record: RecordId
    name: str
    author: Author
    data: bytes


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where the card of a generation is known to be.

    *here*: in this casebook. *kept*: teammates' live devices that said they hold it and did not say they destroyed it.
    *waiting*: those that have not said either. *gone*: those that said they destroyed it. *ordered*: its erasure was.
    *people*: how many teammates use the devices that hold it.
    """

    here: bool
    ordered: bool
    kept: tuple[Author, ...]
    waiting: tuple[Author, ...]
    gone: tuple[Author, ...]
    people: int

    @property
    def is_relied_on(self) -> bool:
        """Whether so many teammates are known to hold it that it will be there when this casebook is not."""
        return self.people >= KEEPERS

    @property
    def is_gone(self) -> bool:
        """Whether it is destroyed here and on every live device of the team. Of a removed one nobody can say."""
        return self.ordered and not self.here and not self.kept and not self.waiting


def card_id(name: str) -> RecordId:
    """The record of the card of the generation *name*."""
    return RecordId(label_hash(CARD_LABEL, name.encode("ascii"))[:16])


def need_keepers(book: Casebook) -> None:
    """Raises `TooFewKeepers` where fewer than `KEEPERS` teammates belong to the team."""
    teammates = _people(book, _others(book))
    if teammates < KEEPERS:
        raise TooFewKeepers(teammates, KEEPERS)


def hand_over(book: Casebook, name: str, card: bytes) -> Touched:
    """Give the team the card of the generation *name*. It reaches the others with the next stick.

    Raises `TooFewKeepers`, and as `Casebook.record`.
    """
    need_keepers(book)
    record = card_id(name)
    changes = [
        Change(record, CARD_KIND, CARD_UNIT, Op.SET, card),
        Change(record, CARD_KIND, NAME_UNIT, Op.SET, name),
    ]
    return book.record(Verb.BACKUP, changes, homes={record: compartments.team(book.db)})


def cards(book: Casebook) -> tuple[Card, ...]:
    """Every card that is kept here, of whoever, by name. What is no card is passed over: a teammate wrote it."""
    hidden = {order.record for order in orders(book.db)}
    records = (record for record in current.ids_of(book.db, CARD_KIND) if record not in hidden)
    found = (one for record in records for one in _of(book, record))
    return tuple(sorted(found, key=lambda one: (one.name, one.author.public)))


def find(book: Casebook, name: str) -> Card:
    """The card of the generation whose name is *name*, or begins so. Raises `NoSuchCard`."""
    matching = [one for one in cards(book) if name and one.name.startswith(name)]
    # Of several under one name, somebody overwrote another's: ours counts, or nobody's.
    own = [one for one in matching if _is_ours(book, one)]
    chosen = own if len(matching) > 1 else matching
    if len(chosen) != 1:
        raise NoSuchCard
    return chosen[0]


def write_out(book: Casebook, name: str, folder: Path) -> Path:
    """Write a card into *folder*, for whoever lost theirs and restores with it; its file.

    Raises `NoSuchCard`, disk refusals.
    """
    one = find(book, name)
    path = folder / (one.name + CARD_SUFFIX)
    with disk():
        write_whole(path, one.data)
    return path


def let_go(book: Casebook, name: str) -> None:
    """The backup is destroyed: nobody needs its card any more. It is listed no longer, and goes with the next erasure.

    An order to erase by itself would have every other backup made anew: they hold the card, too.
    """
    now = book.get(card_id(name))
    if now is not None and now.values(CARD_UNIT):
        change = Change(now.id, CARD_KIND, CARD_UNIT, Op.SET, None, now.seen(CARD_UNIT))
        book.record(Verb.BACKUP, [change])


def to_erase(book: Casebook, clean: Iterable[str]) -> tuple[RecordId, ...]:
    """The cards of this casebook's own backups, but for those of the generations *clean*, that still are here."""
    keep = {card_id(name) for name in clean}
    own = {book.own.public} | book.former_keys
    return tuple(
        record
        for record in current.ids_of(book.db, CARD_KIND)
        if record not in keep
        and not own.isdisjoint(each.public for each in writers(book.db, _entries(book, record)).values())
    )


def order_erasure(book: Casebook, record: RecordId) -> None:
    """Order the erasure of a card everywhere, and destroy it here.

    Teammates destroy it when they confirm the order, or a second one of them signs it, as of every order.
    """
    book.erase(record, None, REASON)


def keeping(book: Casebook, name: str) -> Keeping:
    """Where the card of the generation *name* is known to be, by receipts and acknowledgements."""
    record, others = card_id(name), _others(book)
    told = [one for one in given(book) if one.order.record == record]
    gone = {author.public: author for one in told for author in one.erased}
    held = {
        public
        for entry in _entries(book, record)
        for public in _holding(book, entry)
        if public in others and public not in gone
    }
    here = bool(log.parts_of(book.db, record))
    # Whom the order may have reached before the card did: they say so when they obey it.
    rest = sorted(others - held - gone.keys() - _never(book, record))
    return Keeping(
        here,
        bool(told),
        tuple(of_key(book, public) for public in sorted(held)),
        tuple(of_key(book, public) for public in rest),
        tuple(gone[public] for public in sorted(gone) if public != book.own.public),
        _people(book, held),
    )


def _people(book: Casebook, devices: Iterable[bytes]) -> int:
    """How many teammates use *devices*: one nobody is named for counts as one, the own second one does not."""
    own = named([of_key(book, book.own.public).person])
    found: set[object] = set()
    for public in devices:
        who = named([of_key(book, public).person])
        if not who or who != own:
            found.add(who or public)
    return len(found)


def _others(book: Casebook) -> frozenset[bytes]:
    live = quarantine.line(book.db).live(compartments.team(book.db))
    return frozenset(device.public for device in live) - {book.own.public}


def _of(book: Casebook, record: RecordId) -> Iterator[Card]:
    """What each device last said is the card. What one says of another's counts for nothing: it could hide it so."""
    said = [each for each in log.parts_of(book.db, record) if each.change.kind == CARD_KIND]
    where = writers(book.db, _entries(book, record))
    name, last = "", dict[bytes, tuple[int, Value]]()
    for entry, value in ((each.entry, each.change.value) for each in said if each.change.unit == NAME_UNIT):
        if entry in where and isinstance(value, str) and NAME.fullmatch(value) and card_id(value) == record:
            name = value
    for entry, value in ((each.entry, each.change.value) for each in said if each.change.unit == CARD_UNIT):
        if entry in where and where[entry].seq > last.get(where[entry].public, (0, None))[0]:
            last[where[entry].public] = where[entry].seq, value
    for public, (_, value) in sorted(last.items()):
        if name and isinstance(value, bytes) and len(value) == FILE_SIZE:
            yield Card(record, name, of_key(book, public), value)


def _is_ours(book: Casebook, one: Card) -> bool:
    return one.author.public in {book.own.public} | book.former_keys


def _entries(book: Casebook, record: RecordId) -> tuple[EntryId, ...]:
    """The entries about a card. One in a circle's feed is somebody's mischief: a card is the team's."""
    team = {feed.id for feed in receipts.feeds_in(book.db, compartments.team(book.db))}
    where = writers(book.db, [said.entry for said in log.parts_of(book.db, record)])
    return tuple(sorted(entry for entry, each in where.items() if each.feed in team))


def _holding(book: Casebook, entry: EntryId) -> Iterator[bytes]:
    """The devices that said, in a receipt, that they hold an entry, and were to get what stands in it."""
    without = _without(book, entry)
    where, feed = _feed_of(book, entry)
    for device in sorted(_others(book) - without):
        if receipts.reached(book.db, device, feed).covers(where.seq, entry):
            yield device


def _never(book: Casebook, record: RecordId) -> frozenset[bytes]:
    """The devices that get nothing of a card that is here: they were taken in later, without a history."""
    without = [_without(book, entry) for entry in _entries(book, record)]
    return frozenset.intersection(*without) if without else frozenset()


def _without(book: Casebook, entry: EntryId) -> frozenset[bytes]:
    """The devices that were taken in after an entry, without a history: they get its header alone."""
    where, feed = _feed_of(book, entry)
    found = set()
    for device in quarantine.line(book.db).live(compartments.team(book.db)):
        heads = [head for each, head in device.before or () if each == feed.id]
        past = receipts.reach(book.db, feed, receipts.heads_among(book.db, feed, heads))
        if past.covers(where.seq, entry):
            found.add(device.public)
    return frozenset(found)


def _feed_of(book: Casebook, entry: EntryId) -> tuple[Written, Feed]:
    where = writers(book.db, [entry])[entry]
    every = receipts.feeds_in(book.db, compartments.team(book.db))
    return where, next(feed for feed in every if feed.id == where.feed)
