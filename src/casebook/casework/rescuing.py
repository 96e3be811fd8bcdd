"""Rescuing a damaged casebook: a new one, in another folder, of all that still holds, and a list of what is gone.

The old folder is only read. The new casebook is a new device; it states the gaps, so that its own check calls them
known. docs/decisions/018-gaps-are-stated.md.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from casebook.base import log as notes
from casebook.base.errors import CasebookError, Damaged, Refused
from casebook.base.ids import FileId, RandomBytes
from casebook.base.moment import WallClock, system_clock
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import check, identity, incoming, rebuilding
from casebook.casework.book import Casebook
from casebook.casework.opening import opened
from casebook.casework.rebuilding import Beside
from casebook.journal import salvaging
from casebook.journal.salvaging import Found, Salvaged
from casebook.journal.verifying import Gap
from casebook.vault import backups as cards
from casebook.vault import carving, ledger, safe, slots
from casebook.vault import head as heads
from casebook.vault.carving import Carved
from casebook.vault.copying import database_in
from casebook.vault.faults import DatabaseMissing, DiskFault, ReadOnlyPlace
from casebook.vault.head import HeadFile
from casebook.vault.keys import Kdf, expand
from casebook.vault.place import Place
from casebook.vault.safe import Safe
from casebook.vault.slots import Opening
from casebook.vault.whole import whole_folder


@dataclass(eq=False)
class NothingToRescue(Refused):
    """Not one entry of the journal could be read and verified: the key does not fit, or everything is gone."""


@dataclass(frozen=True, slots=True)
class Rescued:
    """What still held, and what is gone.

    *gaps*: entries gone between others or before them. *parts*: single changes (or stamps) gone from entries that
    are there. *unsigned*: entries no known key signed, left behind. *tail*: how many more saves the old casebook
    had made, as far as its head tells: entries gone at the end leave no gap (-1: the head could not be read).
    *files* are missing or damaged, here and in every backup that was at hand.
    """

    entries: int
    gaps: tuple[Gap, ...]
    parts: int
    unsigned: int
    tail: int
    files: tuple[FileId, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is gone."""
        return not (self.gaps or self.parts or self.unsigned or self.tail > 0 or self.files)


def rescue(
    folder: Path,
    opening: Opening,
    to: Path,
    *,
    generations: Sequence[Path] = (),
    open_here: bool = False,
    kdf: Kdf | None = None,
    progress: Progress | None = None,
    wall: WallClock = system_clock,
    random: RandomBytes = os.urandom,
) -> tuple[Casebook, Rescued]:
    """Make a new casebook in *to* of all that still holds of the one in *folder*. It is open under *opening*.

    *generations*: folders of backups (card with them, same passphrase) to take from what is gone here; those its
    ledger names and that are there are asked too. *open_here*: the caller has it open, and writes nothing meanwhile.
    Every order to erase that was rescued is obeyed. It is complete, or nothing is left; *folder* is not changed.

    Raises `NotACasebook`, `AlreadyOpen`, `WrongPassphrase`, `KeysDamaged`, `KeysDisagree`, `KeysExchanged`,
    `DatabaseMissing`, `NothingToRescue`, `FolderNotEmpty`, disk refusals, `Cancelled`.
    """
    progress = progress or Progress()
    place = Place(folder)
    place.check_exists()
    with contextlib.nullcontext() if open_here else _held(place):
        block = slots.read(place.keys).block
        progress.step("deriving-key")
        key = slots.unlock(block, opening)
        database = place.database(block.database)
        if not database.is_file():
            raise DatabaseMissing(len(place.databases()))
        source = _Source(database, key, place.files, _saves(place, key))
        return _rescue(source, opening, to, generations, kdf, progress, wall, random)


def rescue_backup(
    folder: Path,
    opening: Opening,
    to: Path,
    *,
    card: Path | None = None,
    generations: Sequence[Path] = (),
    kdf: Kdf | None = None,
    progress: Progress | None = None,
    wall: WallClock = system_clock,
    random: RandomBytes = os.urandom,
) -> tuple[Casebook, Rescued]:
    """The same of a backup that is damaged. Raises as `backups.key_of`, and as `rescue`."""
    progress = progress or Progress()
    key = cards.key_of(folder, opening, card)
    source = _Source(folder / database_in(folder), key, folder / "files", -1)
    return _rescue(source, opening, to, generations, kdf, progress, wall, random)


def survey(folder: Path, opening: Opening, progress: Progress) -> Rescued:
    """What `rescue` would find in the journal, without making anything; the files are not looked at.

    Raises as `rescue`.
    """
    place = Place(folder)
    block = slots.read(place.keys).block
    key = slots.unlock(block, opening)
    found, _ = _carve(place.database(block.database), key, progress)
    return _told(salvaging.salvage(found), _saves(place, key), ())


def survey_open(vault: Safe, progress: Progress) -> Rescued:
    """The same of a safe that is open."""
    found, _ = _sorted(vault.carved(progress), vault.folder)
    try:
        saves = vault.head.read().counter
    except Damaged as error:
        notes.note("head not read", error=error)
        saves = -1
    return _told(salvaging.salvage(found), saves, ())


# ------------------------------------------------------------------ the old casebook


@dataclass(frozen=True, slots=True)
class _Source:
    database: Path
    key: Secret
    files: Path
    saves: int


@contextlib.contextmanager
def _held(place: Place) -> Iterator[None]:
    """Nobody else works in the old casebook meanwhile; where its medium takes no lock, nobody can."""
    try:
        handle = place.take_lock()
    except (ReadOnlyPlace, DiskFault):
        yield
        return
    try:
        yield
    finally:
        os.close(handle)


def _saves(place: Place, key: Secret) -> int:
    try:
        return HeadFile(place.head, expand(key.reveal(), heads.LABEL)).read().counter
    except CasebookError as error:
        notes.note("head not read", error=error)
        return -1


def _carve(database: Path, key: Secret, progress: Progress) -> tuple[Found, Beside]:
    return _sorted(carving.rows(database, key, progress), database.parent)


def _sorted(rows: Iterable[Carved], folder: Path) -> tuple[Found, Beside]:
    found, beside = Found(), Beside(None, [])
    single: dict[int, bytes] = {}
    for row in rows:
        found.take(row)
        match row.values:
            case ("table", "safe_recovery", _, int() as root, _) if row.sound:
                beside.recovery_page = root
            case (bytes() as public,) if row.sound and len(public) == 32:
                single[row.page] = public
            case _ if row.sound:
                generation = ledger.as_generation(row.values, folder)
                beside.ledger += [] if generation is None else [generation]
    beside.recovery = single.get(beside.recovery_page)
    return found, beside


def _rescue(
    source: _Source,
    opening: Opening,
    to: Path,
    generations: Sequence[Path],
    kdf: Kdf | None,
    progress: Progress,
    wall: WallClock,
    random: RandomBytes,
) -> tuple[Casebook, Rescued]:
    found, beside = _carve(source.database, source.key, progress)
    nearby = [*generations, *(one.folder for one in beside.ledger if one.reachable and one.card_reachable)]
    folders = list(dict.fromkeys(folder for folder in nearby if folder.is_dir()))
    if _knows_what_was_erased(found):
        for folder in folders:
            _carve_backup(folder, opening, found, progress)
    salvaged = salvaging.salvage(found)
    if not salvaged.entries:
        raise NothingToRescue
    with whole_folder(to) as part:
        vault = rebuilding.new_safe(part, opening, beside, kdf, random, progress)
        try:
            book = rebuilding.new_book(vault, found, salvaged, beside, progress, wall, random)
            incoming.obey(book, incoming.pending_orders(book))
            check.check_journal(book, progress)
            sources = [source.files, *(folder / "files" for folder in folders)]
            files = rebuilding.fetch(book, check.known_files(book, progress), sources, progress)
        finally:
            vault.close()
    rescued = _told(salvaged, source.saves, files)
    vault = safe.unlock(to, opening.passphrase, key_file=opening.key_file, progress=progress)
    book = opened(vault, progress=progress, wall=wall, random=random)
    identity.stay(book)  # the folder got its name only now
    return book, rescued


def _knows_what_was_erased(found: Found) -> bool:
    """Whether every order to erase that was obeyed is at hand.

    A backup may hold what was erased since. It is asked for parts of the journal only where nothing can come back
    from it; else it is asked for attached files alone, of which none that was erased is named any more.
    """
    if "device" not in found.noted:
        return False
    obeyed = found.noted.get("obeyed", b"")
    orders = salvaging.salvage(found).orders
    return {obeyed[i : i + 32] for i in range(0, len(obeyed), 32)} <= {bytes(order) for order in orders}


def _carve_backup(folder: Path, opening: Opening, found: Found, progress: Progress) -> None:
    """Take in the rows of a backup as well; one that this passphrase does not open is passed over."""
    try:
        key = cards.key_of(folder, opening)
        extra, _ = _carve(folder / database_in(folder), key, progress)
    except (Refused, Damaged) as error:
        notes.note("backup not asked", error=error)
        return
    for header, signatures in extra.headers.items():
        found.headers[header] |= signatures
    found.parts = extra.parts | found.parts
    found.feeds = extra.feeds | found.feeds


def _told(salvaged: Salvaged, saves: int, files: tuple[FileId, ...]) -> Rescued:
    gaps = tuple(Gap(feed, first, last) for feed, first, last in salvaged.gaps())
    between = sum(gap.last - gap.first + 1 for gap in gaps)
    tail = -1 if saves < 0 else max(0, saves - len(salvaged.entries) - between)
    return Rescued(len(salvaged.entries), gaps, salvaged.parts_lost, salvaged.unsigned, tail, files)
