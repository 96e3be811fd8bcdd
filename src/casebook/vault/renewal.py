"""The steps of a rekey: a copy under a new key, the one moment of change, and what is left to do after it.

The order, and what a crash between any two of them leaves, is described at `casebook.vault.safe.rekey`.
"""

from __future__ import annotations

from pathlib import Path

from casebook.base.errors import CasebookError
from casebook.base.files import sync_folder
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.vault.database import Database
from casebook.vault.faults import DatabaseDamaged, HeadDamaged, HeadMissing, disk
from casebook.vault.head import HeadFile
from casebook.vault.place import Place

SCHEMA = """
CREATE TABLE IF NOT EXISTS safe_rekey (next TEXT, previous TEXT, previous_head_key BLOB) STRICT;
"""


def announce(db: Database, following: str) -> None:
    """In the old database: the name of the copy that is about to be written."""
    db.execute("INSERT INTO safe_rekey (next) VALUES (?)", (following,))


def forget(db: Database) -> None:
    """Nothing is under way any more."""
    db.execute("DELETE FROM safe_rekey")


def copy(old: Database, path: Path, key: Secret, progress: Progress) -> Database:
    """The database again under another key, checked, and open. Raises `DatabaseDamaged`, disk refusals."""
    progress.step("copying-database")
    old.export(path, key)
    new = Database.open(path, key)
    try:
        new.check_integrity(progress)
        compare(old, new)
    except BaseException:
        new.close()
        raise
    return new


def compare(old: Database, new: Database) -> None:
    """Raise `DatabaseDamaged` unless the copy has the same tables with as many rows."""
    listing = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
    if old.execute(listing) != new.execute(listing):
        raise DatabaseDamaged((), 1)
    tables = old.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
    for (name,) in tables:
        count = 'SELECT count(*) FROM "{}"'.format(name.replace('"', '""'))  # noqa: S608 - a name of ours
        if old.one(count) != new.one(count):
            raise DatabaseDamaged((), 1)


def note_origin(db: Database, *, previous: str, previous_head_key: bytes) -> None:
    """In the new database: which one it replaces, and the key of a head not yet sealed anew."""
    forget(db)
    db.execute(
        "INSERT INTO safe_rekey (previous, previous_head_key) VALUES (?, ?)", (previous, previous_head_key)
    )


def exchange_keys(place: Place, keys: bytes) -> None:
    """Rename the new `keys` over the old. What counts is which file then stands there."""
    try:
        place.exchange_keys(keys)
    except CasebookError:
        with disk():
            changed = place.keys.read_bytes() == keys
        if not changed:
            raise


def end(place: Place, db: Database, head: HeadFile) -> None:
    """Bring a rekey that was interrupted to its end, whichever end that is; do nothing otherwise.

    In the old database a row names the copy that was being written; in the new one a row names the old
    database, and holds the key of its head, which may not have been sealed anew yet.
    """
    row = db.one("SELECT next, previous, previous_head_key FROM safe_rekey")
    if row is None:
        # What `keys.old` holds is of no use to whoever opened `keys`: mending a copy leaves one as well.
        place.wipe_old_keys()
        return
    following, previous, previous_head_key = row
    try:
        head.read()
    except (HeadMissing, HeadDamaged):
        if previous_head_key is None:
            # Not our head: the other database may be the later one. Nothing is wiped; the book will ask.
            return
        head.write(HeadFile(place.head, bytes(previous_head_key)).read())
    with disk():
        # The new `keys` has to be on the disk under its name before anything the old one opens goes.
        sync_folder(place.folder)
    place.wipe_old_keys()
    place.wipe_database(following or previous)
    forget(db)
