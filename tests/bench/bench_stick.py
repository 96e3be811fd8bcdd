"""A stick: a hundred edits found, written and read back in a small casebook and in a large one.

The two casebooks differ in nothing but their size; a teammate's receipt covers all of it but the edits.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest import mock

from figure import Figure, median_ms
from largebook import large_book

import books
import oneteam
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.touched import Verb
from casebook.journal import log
from casebook.journal.entry import Change, Op
from casebook.journal.receipts import HEADS, RECEIPT_KIND
from casebook.sync import outgoing, receipts
from casebook.vault.database import Database

SIZES = (1_000, 100_000)
EDITS = 100


def figures(folder: Path) -> Iterator[Figure]:
    """What it costs to find and to write the edits, and how much that is on the stick."""
    found: dict[str, list[tuple[float, str]]] = {}
    for count in SIZES:
        with books.derived_once():
            book = _prepared(folder / str(count), count)
        for what, value, unit in _measured(book, folder / f"stick-{count}"):
            found.setdefault(what, []).append((value, unit))
        book.close()
    for what, ((small, unit), (large, _)) in found.items():
        yield Figure(what, large, unit, small, f"that of {SIZES[0]:,} people")


def _prepared(folder: Path, count: int) -> Casebook:
    """A casebook of that many people, a teammate who has said that they hold all of it, and the edits made since."""
    shutil.copytree(large_book(count), folder)
    book = books.reopen(folder)
    mate = oneteam.beside(folder.with_suffix(".mate"), "Luis", book.own.compartment)
    books.enrol(book, mate)
    _say_everything_is_here(mate, book)
    books.give(mate, book)
    mate.close()
    for number, person in enumerate(books.the(book, "person")[:EDITS]):
        records.write(book, Verb.EDIT, [records.Set(person, "remarks", f"Seen again, {number}")])
    return book


def _say_everything_is_here(mate: Casebook, book: Casebook) -> None:
    """A receipt of *mate* for all that *book* holds, without the hours of handing it over."""
    receipts.append(mate, [mate.own.compartment], anyway=True)
    end = log.feed_end(book.db, book.own.feed)
    assert end is not None
    record = receipts.receipt_id(mate.own.public, mate.own.compartment)
    heads = ((book.own.feed, end.seq - 1, end.prev),)
    mate.record(
        Verb.RECEIPT,
        [Change(record, RECEIPT_KIND, HEADS, Op.SET, heads)],
        homes={record: mate.own.compartment},
    )


def _measured(book: Casebook, place: Path) -> Iterator[tuple[str, float, str]]:
    place.mkdir()
    offered = outgoing.offer(book)
    assert offered.changes == EDITS, offered.changes
    yield "100 edits: found", median_ms(lambda: outgoing.offer(book), times=5), "ms"
    yield "100 edits: rows read to find them", _rows(book), "rows"
    start = time.perf_counter()
    done = outgoing.write(book, place, offered)
    yield "100 edits: written and read back", (time.perf_counter() - start) * 1000, "ms"
    assert done.whole
    size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    assert size < 300_000, size
    yield "100 edits: bytes on the stick", size / 1000, "kB"


def _rows(book: Casebook) -> int:
    """How many rows the database hands out while it is found what to write."""
    rows = 0
    execute, each = Database.execute, Database.each

    def counting(self: Database, sql: str, params: Sequence[object] = ()) -> list[tuple[object, ...]]:
        nonlocal rows
        found = execute(self, sql, params)  # type: ignore[arg-type]  # the same statement goes on
        rows += len(found)
        return found

    def counting_each(
        self: Database, sql: str, params: Sequence[object] = ()
    ) -> Iterator[tuple[object, ...]]:
        nonlocal rows
        for row in each(self, sql, params):  # type: ignore[arg-type]  # the same
            rows += 1
            yield row

    with mock.patch.object(Database, "execute", counting), mock.patch.object(Database, "each", counting_each):
        outgoing.offer(book)
    return rows
