"""The casebook that is made of what was rescued: under new keys, as a new device, with the gaps stated.

A gap is stated where it is: one in a circle's feed in the circle, so that nobody else learns of it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from casebook.base import log as notes
from casebook.base.encode import b32
from casebook.base.errors import Damaged
from casebook.base.ids import FeedId, FileId, RandomBytes, RecordId, new_record_id
from casebook.base.moment import HybridClock, WallClock
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework.book import Casebook, here
from casebook.casework.device import begin_feed, note_former
from casebook.casework.evidence import Kept
from casebook.casework.opening import opened, prepare
from casebook.casework.standing import settle
from casebook.casework.touched import Verb
from casebook.journal import compartments, current, drafts, log, projection, quarantine, salvaging
from casebook.journal.entry import Change, Op
from casebook.journal.lost import statements
from casebook.journal.salvaging import Found, Salvaged
from casebook.search import index
from casebook.vault import ledger, safe, slots
from casebook.vault.copying import copy_file
from casebook.vault.database import Database
from casebook.vault.faults import disk
from casebook.vault.files import FileStore
from casebook.vault.keys import Kdf
from casebook.vault.ledger import Generation
from casebook.vault.safe import Safe
from casebook.vault.slots import Opening


@dataclass(slots=True)
class Beside:
    """What stands in the database besides the journal."""

    recovery: bytes | None
    ledger: list[Generation]
    recovery_page: int = 0


def new_safe(
    folder: Path,
    opening: Opening,
    beside: Beside,
    kdf: Kdf | None,
    random: RandomBytes,
    progress: Progress,
) -> Safe:
    """An empty safe in *folder*, the recovery the old casebook had with it. Raises disk refusals, `Cancelled`."""
    name, key = b32(random(16)), Secret(random(slots.KEY_SIZE))
    with disk():
        (folder / "files").mkdir(mode=0o700)
    with contextlib.closing(Database.create(folder / name, key)) as db, db.transaction():
        db.script(ledger.SCHEMA)
    recovery = beside.recovery
    return safe.adopt(
        folder, name, key, (opening,), recovery=recovery, kdf=kdf, random=random, progress=progress
    )


def new_book(
    vault: Safe,
    found: Found,
    salvaged: Salvaged,
    beside: Beside,
    progress: Progress,
    wall: WallClock,
    random: RandomBytes,
) -> Casebook:
    """The casebook in *vault*, of all that was salvaged: a new device that names every key that signed here.

    Raises disk refusals, `Cancelled`; the safe stays open.
    """
    prepare(vault)
    with vault.db.transaction():
        salvaging.store(vault.db, salvaged)
        for one in beside.ledger:
            ledger.note(vault.db, one)
        _note_whose(vault.db, found, salvaged)
    projection.ensure_current(vault.db, progress)
    index.ensure_current(vault.db, progress)
    clock = HybridClock(wall)
    for entry in salvaged.entries:
        stamp = entry.stamp()
        if stamp is not None:
            clock.heard(stamp.moment.hybrid)
    now = clock.now()

    def new_record() -> RecordId:
        return new_record_id(now.wall_ms, random)

    device, names = new_record(), _own_name(vault, found)
    team = compartments.team(vault.db)
    lost = salvaging.lost_by_compartment(salvaged)
    circles = {each: lost.pop(each) for each in compartments.others(vault.db) if each in lost}
    changes = [
        Change(device, "device", "name", Op.SET, names),
        *_namings(vault.db, salvaged, new_record),
        *(each for one in lost.values() for each in statements(one, new_record)),
    ]
    with vault.db.transaction():
        begin_feed(vault, device, team, changes, now=now, random=random)
    for draft in found.drafts.values():
        drafts.keep(vault.db, draft)
    vault.head.write(here(vault))
    book = opened(vault, progress=progress, wall=wall, random=random)
    with book.db.transaction():
        settle(book)
    for circle, gone in circles.items():
        with book.db.transaction():
            book.append(Verb.FOUND, [*statements(gone, new_record)], None, circle=circle)
    book.anchor()
    return book


def _note_whose(db: Database, found: Found, salvaged: Salvaged) -> None:
    """What the old casebook knew of itself and the new one has to: its team, and which devices it was."""
    compartment = found.noted.get("compartment", b"")
    if len(compartment) != 16:
        compartment = compartments.founded(db) or next(iter(salvaged.keys.values()))[1]
    log.note(db, "compartment", compartment)
    root = found.noted.get(quarantine.TEAM) or salvaging.founding(salvaged)
    for name, entry in ((quarantine.TEAM, root), (quarantine.PAPER, found.noted.get(quarantine.PAPER))):
        if entry is not None and len(entry) == 32:
            log.note(db, name, entry)
    own = salvaged.keys.get(FeedId(found.noted.get("feed", b"")))
    former = found.noted.get("former", b"")
    note_former(
        db, [*(former[i : i + 32] for i in range(0, len(former) - 31, 32)), *([own[0]] if own else [])]
    )


def _own_name(vault: Safe, found: Found) -> str:
    """What the old device was called, if that can still be read."""
    record = current.get(vault.db, RecordId(found.noted.get("device", b"")))
    return record.text("name") if record is not None else "1"


def _namings(db: Database, salvaged: Salvaged, new_record: Callable[[], RecordId]) -> Iterator[Change]:
    """The new device names every key that signed here, so that all of it stays trusted.

    Directly, and not through devices that named them: the entries that did may be gone. Each goes to the device
    record that holds the key now, or to a record of its own.
    """
    holders = {record.value("signing"): record for record in current.every(db, "device")}
    for public in sorted({public for public, _ in salvaged.keys.values()}):
        holder = holders.get(public)
        record, seen = (new_record(), ()) if holder is None else (holder.id, holder.seen("signing"))
        yield Change(record, "device", "signing", Op.SET, public, seen)


def fetch(
    book: Casebook, files: Sequence[Kept], sources: Sequence[Path], progress: Progress
) -> tuple[FileId, ...]:
    """Copy every file from the first folder that has it whole; the names of those nobody has."""
    lost = []
    for done, one in enumerate(files):
        progress.step("copying-files", done, len(files))
        if not any(fetch_file(book.safe.files, one, source, progress) for source in sources):
            lost.append(one.file)
    return tuple(lost)


def fetch_file(store: FileStore, one: Kept, source: Path, progress: Progress) -> bool:
    """Put a file into *store* from the folder *source*; false, and nothing is changed, if it is not whole there."""
    there = FileStore(source)
    place = there.place(one.file, one.beside)
    target = store.path(place)
    part = target.with_name(f".{os.urandom(8).hex()}.part")
    try:
        there.verify(one.file, one.key, size=one.size, sha256=one.sha256)
        copy_file(there.path(place), part, progress)
        with disk():
            part.replace(target)
        store.verify(one.file, one.key, size=one.size, sha256=one.sha256)
    except Damaged as damage:
        notes.note("file not fetched", error=damage)
        return False
    finally:
        with disk():
            part.unlink(missing_ok=True)
    return True
