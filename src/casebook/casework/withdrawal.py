"""Withdrawing a consent or a decision: it stops at once, and the casebook says which bundles held what and what to do.

All of that stays inside. What goes outside is the next edition, in the next round, to everybody of the class.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.casework import disclosures, editions, records
from casebook.casework.book import Casebook
from casebook.casework.holders import Holding, Standing, holders
from casebook.casework.touched import Touched, Verb
from casebook.model.decision import REVOKED


@dataclass(eq=False)
class NotWithdrawable(Refused):
    """The record is neither a consent nor a decision."""


class Todo(StrEnum):
    """What is to be done about a bundle that held it."""

    NEXT_ROUND = "next-round"
    NEXT_PUBLIC = "next-public"
    RECEIPT = "receipt"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, repr=False)
class Affected:
    """A bundle that held what was withdrawn, and what is to be done about it; *when*: the date of the next round."""

    holding: Holding
    todo: Todo
    when: date


@dataclass(frozen=True, slots=True, repr=False)
class Withdrawn:
    """What was withdrawn. *touched* is empty where it was withdrawn before."""

    record: RecordId
    touched: Touched | None
    affected: tuple[Affected, ...]


def withdraw(book: Casebook, record: RecordId, *, when: str = "", why: str = "", by: str = "") -> Withdrawn:
    """Mark a consent or a decision as withdrawn, and list every bundle that held what it allowed.

    *when* is EDTF, today if empty. One that was withdrawn before is only listed. Raises `NotWithdrawable`,
    `BadValue`.
    """
    found = book.need(record)
    if found.kind not in ("consent", "decision"):
        raise NotWithdrawable
    touched = None
    if not found.values("revoked"):
        day = when or disclosures.today(book).isoformat()
        value = REVOKED.make(date=day, why=why or None, by=by or None)
        verb = Verb.CONSENT if found.kind == "consent" else Verb.DECIDE
        touched = records.write(book, verb, [records.Set(record, "revoked", value)])
    return Withdrawn(record, touched, affected(book, record))


def affected(book: Casebook, record: RecordId) -> tuple[Affected, ...]:
    """Every bundle that held what a consent or a decision allowed, or tells of those it is about; newest first."""
    found = book.need(record)
    about = {value for value in found.values("subject") if isinstance(value, bytes)}
    about |= {value for _, value in found.each("people", "person") if isinstance(value, bytes)}
    held: dict[RecordId, Holding] = {each.disclosure: each for each in holders(book, record)}
    for person in sorted(about):
        for each in holders(book, RecordId(person)):
            held.setdefault(each.disclosure, each)
    following = editions.round_of(book).next
    rows = sorted(held.values(), key=lambda each: (each.left, each.disclosure), reverse=True)
    return tuple(Affected(each, todo(each), following) for each in rows)


def todo(holding: Holding) -> Todo:
    """What is to be done about a bundle that should not be out any more."""
    if holding.standing is Standing.RETURNED:
        return Todo.NOTHING
    if not holding.recipients:
        return Todo.NOTHING if holding.standing is Standing.REPLACED else Todo.NEXT_PUBLIC
    return Todo.RECEIPT if holding.replaced_by is not None else Todo.NEXT_ROUND
