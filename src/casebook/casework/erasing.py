"""Erasing for good: the journal's content, and the files that belong to it."""

from __future__ import annotations

from dataclasses import dataclass

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched
from casebook.journal.fold import ERASE_KIND, ERASED_KIND
from casebook.journal.lost import LOST_KIND
from casebook.model.vocabularies import vocabulary

KEPT_KINDS = frozenset((ERASE_KIND, ERASED_KIND, LOST_KIND, "device", "disclosure", "publisher"))
"""What cannot be erased: orders, their acknowledgements, what is lost, who signed, and what already left."""


@dataclass(eq=False)
class NotErasable(Refused):
    """Records of this kind stay: without them nobody could tell what was erased, signed or handed over."""


@dataclass(eq=False)
class UnknownReason(Refused):
    """The reason for an erasure is none of the vocabulary's."""


def erase(book: Casebook, record: RecordId, unit: str | None = None, *, reason: str) -> Touched:
    """Destroy a record, or a unit of it and what lies below, in all its versions, and files with it.

    Raises `NoSuchRecord`, `NotErasable`, `UnknownReason`. Cannot be undone.
    """
    target = book.need(record)
    if target.kind in KEPT_KINDS:
        raise NotErasable
    if reason not in vocabulary("erase-reason"):
        raise UnknownReason
    return book.erase(record, unit, reason)
