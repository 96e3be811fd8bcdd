"""Erasing for good: the journal's content, and the files that belong to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.casework import kept_seals
from casebook.casework.book import Casebook
from casebook.casework.merged import identities
from casebook.casework.touched import Touched
from casebook.journal import current, log
from casebook.journal.acts import ROSTER_KIND
from casebook.journal.epochs import EPOCH_KIND
from casebook.journal.fold import ERASE_KIND, ERASED_KIND, Life
from casebook.journal.lost import LOST_KIND
from casebook.journal.partly import RECEIPT_KIND
from casebook.model.evidence import FILE
from casebook.model.fields import Value
from casebook.model.vocabularies import vocabulary

KEPT_KINDS = frozenset(
    (
        ERASE_KIND,
        ERASED_KIND,
        LOST_KIND,
        RECEIPT_KIND,
        ROSTER_KIND,
        EPOCH_KIND,
        "circle",
        "device",
        "disclosure",
        "publisher",
    )
)
"""What cannot be erased: orders, acknowledgements, receipts, what is lost, who signs and reads, what already left."""


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
    return book.erase(record, unit, reason, going_along(book, record, unit))


def going_along(
    book: Casebook, record: RecordId, unit: str | None = None
) -> tuple[tuple[RecordId, str | None], ...]:
    """What is erased with a record, or with a unit of it: what could confirm it, and what was made of its file."""
    return (*_confirming(book, record), *_made_of(book, record, unit), *_merged(book, record, unit))


def _merged(book: Casebook, record: RecordId, unit: str | None) -> Iterator[tuple[RecordId, str | None]]:
    """Of a person the same of every record that was merged into theirs: it says once more what goes here.

    One that is there again by itself stays: it is erased by whoever means it.
    """
    for each in identities(book, record)[1:]:
        now = book.get(each)
        if now is not None and now.state.life is Life.LIVE:
            continue
        yield each, unit
        yield from _confirming(book, each)


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


def _made_of(book: Casebook, record: RecordId, unit: str | None) -> Iterator[tuple[RecordId, str | None]]:
    """Where its file goes, what was made of it goes along: it holds fingerprints and words.

    Where the same file is kept by another record too, boxes on it stay known.
    """
    if unit not in (None, "file"):
        return
    for derivative in (*current.every(book.db, "derivative"), *current.deleted(book.db, "derivative")):
        if record in derivative.values("of"):
            if not _is_kept_elsewhere(book, record, derivative.values("original")):
                yield derivative.id, None
                continue
            yield from ((derivative.id, name) for name in ("caption", "why") if derivative.values(name))


def _is_kept_elsewhere(book: Casebook, record: RecordId, originals: Iterable[Value]) -> bool:
    """Whether another record holds a file of one of these fingerprints."""
    wanted = set(originals)
    return any(
        FILE.part(value, "sha256") in wanted
        for other in current.every(book.db, "evidence")
        if other.id != record
        for value in other.values("file")
    )
