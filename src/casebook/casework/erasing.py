"""Erasing for good: the journal's content, and the files that belong to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.casework import kept_seals
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched
from casebook.journal import current, log
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

    With it goes what its seals are built from, here and wherever that is still on its way: with the seal's secret, who
    holds a bundle could try names until one fits. Raises `NoSuchRecord`, `NotErasable`, `UnknownReason`. Cannot be
    undone.
    """
    target = book.need(record)
    if target.kind in KEPT_KINDS:
        raise NotErasable
    if reason not in vocabulary("erase-reason"):
        raise UnknownReason
    return book.erase(record, unit, reason, tuple(_confirming(book, record)))


def _confirming(book: Casebook, record: RecordId) -> Iterator[tuple[RecordId, str | None]]:
    """What could confirm the text of *record* to who guesses it: the secrets of its seals."""
    kept = kept_seals.sealing_id(record)
    if log.parts_of(book.db, kept) or len(log.feeds(book.db)) > 1:
        yield kept, None
    for disclosure in current.every(book.db, "disclosure"):
        for element, shown in disclosure.each("shown", "record"):
            path = f"shown/{element}/secret"
            if shown == record and disclosure.values(path):
                yield disclosure.id, path
