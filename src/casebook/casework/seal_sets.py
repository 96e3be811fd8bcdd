"""Sets of seals: one for each class of recipients, for ever, so that two classes share nothing.

The seals of a set have their ids and links from one secret. A class is an audience and the keys a bundle is
encrypted to; the public is one class. Somebody who is not named may be anybody: such an export has no set.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from casebook.base.ids import RecordId
from casebook.casework.book import Casebook
from casebook.casework.touched import Verb
from casebook.journal import current, log
from casebook.journal.entry import Change, Op
from casebook.journal.fold import State, fold
from casebook.journal.history import orders_on
from casebook.model.fields import Value

SET_KIND: Final = "seal-set"
_MADE: Final = "set"
_BOUND: Final = "bound"
AT_WRITING: Final = 4
"""So many seals are made of a text: of all sets that are bound, and of free ones up to this number, one at least."""
PUBLIC: Final = "public"


@dataclass(frozen=True, slots=True)
class Recipients:
    """A class of recipients."""

    audience: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SealSet:
    """One set: its *number* is for people, *ids* (32 bytes) the secret of the ids in its seals.

    *bound*: the class it belongs to for ever, or `None`. *torn*: two devices apart gave it to two classes, so
    nobody uses it any more.
    """

    record: RecordId
    number: int
    ids: bytes = field(repr=False)
    bound: Recipients | None = None
    torn: bool = False


def class_of(audience: str, recipients: Iterable[str]) -> Recipients | None:
    """The class of an export; `None` where nobody is named and it is not for everybody."""
    keys = tuple(sorted(set(recipients)))
    if audience == PUBLIC:
        return Recipients(PUBLIC, ())
    return Recipients(audience, keys) if keys else None


def sets(book: Casebook) -> tuple[SealSet, ...]:
    """Every set that can be used or was, by number. Read from the journal's parts and never from a table."""
    found = [_set(_state(book, each.id)) for each in current.every(book.db, SET_KIND)]
    return tuple(sorted(filter(None, found), key=lambda one: (one.number, one.record)))


def to_seal_in(book: Casebook) -> tuple[SealSet, ...]:
    """The sets a text is sealed in now: all that are bound, and free ones up to `AT_WRITING`, one at least.

    Makes the free ones that are missing, in an entry of their own.
    """
    usable = [one for one in sets(book) if not one.torn]
    free = [one for one in usable if one.bound is None]
    wanted = max(AT_WRITING - (len(usable) - len(free)), 1)
    free = free[:wanted]
    if len(free) < wanted:
        free += _make(book, wanted - len(free))
    return tuple(sorted([one for one in usable if one.bound is not None] + free, key=lambda one: one.number))


def seal_set(book: Casebook, audience: str, recipients: Iterable[str]) -> SealSet | None:
    """The set of a class, bound to it now if it has none yet; `None` for a class of nobody (`class_of`)."""
    wanted = class_of(audience, recipients)
    if wanted is None:
        return None
    usable = [one for one in sets(book) if not one.torn]
    for one in usable:
        if one.bound == wanted:
            return one
    free = next((one for one in usable if one.bound is None), None) or _make(book, 1)[0]
    value: Value = (wanted.audience, wanted.keys)
    book.record(Verb.SEAL, [Change(free.record, SET_KIND, _BOUND, Op.SET, value)])
    return SealSet(free.record, free.number, free.ids, wanted)


def of_class(book: Casebook, wanted: Recipients) -> SealSet | None:
    """The set a class has, if it has one."""
    return next((one for one in sets(book) if one.bound == wanted and not one.torn), None)


def _make(book: Casebook, count: int) -> list[SealSet]:
    first = max((one.number for one in sets(book)), default=0) + 1
    made = [SealSet(book.new_id(), first + i, book.random(32)) for i in range(count)]
    changes = [Change(one.record, SET_KIND, _MADE, Op.SET, (one.number, one.ids)) for one in made]
    book.record(Verb.SEAL, changes)
    return made


def _state(book: Casebook, record: RecordId) -> State:
    return fold(record, log.parts_of(book.db, record), orders_on(book.db, record))


def _set(state: State) -> SealSet | None:
    secrets = [held.value for held in state.units.get(_MADE, ())]
    bound = [held.value for held in state.units.get(_BOUND, ())]
    match secrets:
        case [(int() as number, bytes() as ids)]:
            classes = [_class(value) for value in bound]
            torn = len(classes) > 1 or None in classes
            return SealSet(state.record, number, ids, None if torn or not classes else classes[0], torn)
    return None


def _class(value: Value) -> Recipients | None:
    match value:
        case (str() as audience, tuple() as keys):
            return Recipients(audience, tuple(str(key) for key in keys))
    return None
