"""Asking teammates for large files that did not come along. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from casebook.base.ids import FileId, RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_
from casebook.casework.book import Casebook
from casebook.journal import arrivals, attached
from casebook.sync import receipts

Missing = tuple[RecordId, FileId]
"""A piece of evidence, and its file that is not here."""
ASKED: Final = N_(
    "Asked. It goes out with the next stick you write; whoever has the file sees that you need it."
)


WAITED_FOR: Final = N_("The file itself is not here yet. Teammates were asked for it; it comes with a stick.")
LACKING: Final = N_("The file itself is not here: it is large, or lies on another stick.")


def lacking(record: RecordId, book: Casebook) -> tuple[bool, tuple[Missing, ...]]:
    """Whether anything of the files of *record* is not here, and those that have not been asked for."""
    found = book.get(record)
    awaited = arrivals.awaited(book.db)
    values = () if found is None else found.values("file")
    files = (attached.file_of(record, value) for value in values)
    lacks = any(file is not None and attached.place(book.db, file) in awaited for file in files)
    return lacks, missing(record, book) if lacks else ()


def missing(record: RecordId, book: Casebook) -> tuple[Missing, ...]:
    """The files of *record* that have not come in full, and have not been asked for."""
    found = book.get(record)
    if found is None:
        return ()
    awaited = arrivals.awaited(book.db)
    asked = receipts.wants(book, book.own.public, book.compartment_of(record))
    files = (attached.file_of(record, value) for value in found.values("file"))
    return tuple(
        (record, name)
        for file in files
        if file is not None
        and attached.place(book.db, file) in awaited
        and (name := attached.asked_as(book.db, file)) not in asked
    )


def asking(files: Iterable[Missing]) -> Callable[[Casebook, Progress], None]:
    """Ask for them in signed entries, which go with the next stick."""
    return partial(_ask, tuple(files))


def _ask(files: tuple[Missing, ...], book: Casebook, _progress: Progress) -> None:
    for _, file in files:
        receipts.ask(book, file)
    receipts.append(book, {book.compartment_of(record) for record, _ in files})
