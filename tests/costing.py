"""A hundred edits in a casebook of many records, written on a stick and taken in by a teammate who has all the rest."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import books
from casebook.casework import identity, records
from casebook.casework.book import Casebook
from casebook.casework.touched import Verb
from casebook.journal import log, quarantine
from casebook.sync import carrier, items, outgoing, reading, receipts, taking
from counting import Cost, counted

EDITS = 100


@dataclass(frozen=True)
class Passed:
    """What it cost to find, to write and to take the edits; *found_s*, *written_s* and *taken_s* are seconds."""

    entries: int
    bytes: int
    found: Cost
    written: Cost
    taken: Cost
    found_s: float
    written_s: float
    taken_s: float


def pair(made: Path, folder: Path) -> tuple[Casebook, Casebook]:
    """Two teammates who both have what the closed casebook *made* holds, and know it of each other."""
    folder.mkdir()
    with books.derived_once():
        alma, luis = (books.reopen(Path(shutil.copytree(made, folder / name))) for name in ("alma", "luis"))
    # One folder copied: the second goes on as a device of its own.
    identity.renew(luis)
    root = quarantine.root(alma.db)
    assert root is not None
    with alma.db.transaction(), luis.db.transaction():
        log.note(luis.db, quarantine.TEAM, root.entry)
        carrier.take(luis, carrier.carrier(alma))
    books.enrol(alma, luis)
    books.give(alma, luis)
    books.give(luis, alma)
    for book in (alma, luis):
        receipts.append(book, [book.own.compartment], anyway=True)
    books.meet((alma, luis))
    return alma, luis


def passed(alma: Casebook, luis: Casebook, place: Path) -> Passed:
    """The edits made, handed over on the folder *place*, and all of it counted."""
    place.mkdir()
    for number, person in enumerate(books.the(alma, "person")[:EDITS]):
        records.write(alma, Verb.EDIT, [records.Set(person, "remarks", f"Seen again, {number}")])
    with counted(alma.db) as found:
        start = time.perf_counter()
        offered = outgoing.offer(alma)
        found_s = time.perf_counter() - start
    assert offered.changes == EDITS, offered.changes
    with counted(alma.db) as written:
        start = time.perf_counter()
        assert outgoing.write(alma, place, offered).whole
        written_s = time.perf_counter() - start
    size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    with counted(luis.db) as taken:
        start = time.perf_counter()
        brought = reading.read(luis, place, run=items.here)
        came = taking.take(luis, brought).came
        taken_s = time.perf_counter() - start
    assert sum(one.changes for one in came.devices) == EDITS, came
    entries = sum(len(pack.entries) for pack in brought.packs)
    for person in books.the(alma, "person")[: EDITS + 1]:
        assert alma.need(person) == luis.need(person)
    return Passed(entries, size, found, written, taken, found_s, written_s, taken_s)
