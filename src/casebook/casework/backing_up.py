"""Making a backup, and what an erasure asks of the backups made before it.

A backup is complete or absent, and verified by reopening it before it counts. docs/formats/backup.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from casebook.base import log as notes
from casebook.base.encode import b32
from casebook.base.errors import CasebookError, Refused
from casebook.base.files import write_whole
from casebook.base.ids import FileId
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import cardkeeping, check
from casebook.casework.backups import backups, drop, forget, note, plan
from casebook.casework.book import Casebook
from casebook.casework.evidence import Kept
from casebook.journal import erasure, log
from casebook.vault import backups as cards
from casebook.vault import ledger, slots
from casebook.vault.copying import Copied, Holds, export_copy
from casebook.vault.database import Database
from casebook.vault.faults import DatabaseDamaged, disk
from casebook.vault.files import FileStore
from casebook.vault.keys import Kdf, calibrate
from casebook.vault.ledger import CARD, Generation
from casebook.vault.slots import KEY_SIZE, Opening
from casebook.vault.whole import whole_folder

KEEP: Final = 5
"""How many generations of one place are kept where nobody says otherwise."""


@dataclass(eq=False)
class NoBackupPlace(Refused):
    """The folder for backups, or the one for cards, is not there; or nobody ever named one. *what* says which."""

    what: str


@dataclass(eq=False)
class BackupInside(Refused):
    """A backup in the casebook's own folder goes when the casebook goes."""


@dataclass(eq=False)
class CardNotApart(Refused):
    """The card should lie apart from the backup, and the folder named for it lies with the backups."""


@dataclass(frozen=True, slots=True)
class Made:
    """A new backup, verified. *lost*: files that could not be read whole anywhere, so that it lacks them too.

    *forgotten* went because there were more than should be kept; *kept_back* should have gone and could not,
    because backup or card is on a medium that is not here.
    """

    generation: Generation
    lost: tuple[FileId, ...]
    forgotten: tuple[Generation, ...]
    kept_back: tuple[Generation, ...]


@dataclass(frozen=True, slots=True)
class AfterErasure:
    """What became of the backups after an erasure.

    *destroyed*: their cards are overwritten, nothing opens them any more. *left*: cards that could not be
    reached; they still hold erased text: bring them, or destroy them.
    """

    made: Made
    destroyed: tuple[Generation, ...]
    left: tuple[Generation, ...]


def make(
    book: Casebook,
    opening: Opening,
    place: Path,
    card_place: Path | None = None,
    *,
    in_team: bool = False,
    others: Sequence[Opening] = (),
    keep: int = KEEP,
    kdf: Kdf | None = None,
    progress: Progress | None = None,
) -> Made:
    """A new generation in the folder *place*, verified by reopening it; then those beyond *keep* are forgotten.

    *opening* (and *others*) must open this casebook now, and will open the card; so will the recovery key, if
    recovery is set up. *card_place* is the folder for the card if it shall lie apart, `None` with the backup; with
    *in_team* teammates keep it, and no file holds it. The journal is verified first: of a damaged casebook no backup is
    made (see `rescuing.rescue`).

    Raises `NoBackupPlace`, `BackupInside`, `CardNotApart`, `TooFewKeepers`, `WrongPassphrase`, `Damaged` leaves,
    disk refusals, `Cancelled`, with nothing left of it. Not inside a transaction.
    """
    if keep < 1:
        raise ValueError("at least the new one is kept")
    progress = progress or Progress()
    place, card_place = _places(book, place, None if in_team else card_place)
    if in_team:
        cardkeeping.need_keepers(book)
    for each in (opening, *others):
        book.safe.slot_of(each)
    files = check.files_in(book.db, book.safe.files, progress)
    _clear_unfinished(book)
    started = Generation(
        b32(book.random(16)),
        place,
        card_place,
        made_ms=book.clock.now().wall_ms,
        entries=log.heads(book.db).count,
        orders=len(erasure.obeyed(book.db)),
        in_team=in_team,
    )
    note(book, started)
    try:
        copied = _write(book, started, files, (opening, *others), kdf or calibrate(), progress)
    except BaseException:
        _take_back(book, started)
        raise
    made = replace(
        started,
        verified_ms=book.clock.now().wall_ms,
        files=copied.files,
        lost=len(copied.lost),
        bytes=copied.bytes,
    )
    note(book, made)
    forgotten, kept_back = _forget_beyond(book, place, keep)
    return Made(made, copied.lost, forgotten, kept_back)


def _places(book: Casebook, place: Path, card_place: Path | None) -> tuple[Path, Path | None]:
    if not ledger.is_place(place):
        raise NoBackupPlace("place")
    place = place.resolve()
    if place.is_relative_to(book.safe.folder.resolve()):
        raise BackupInside
    if card_place is None:
        return place, None
    if not ledger.is_place(card_place):
        raise NoBackupPlace("card")
    card_place = card_place.resolve()
    if card_place.is_relative_to(place):
        raise CardNotApart
    return place, card_place


def _write(
    book: Casebook,
    one: Generation,
    files: dict[FileId, Kept],
    openings: Sequence[Opening],
    kdf: Kdf,
    progress: Progress,
) -> Copied:
    heads = log.heads(book.db)

    def look(copy: Database) -> None:
        if log.heads(copy) != heads:
            raise DatabaseDamaged((), 1)

    key = Secret(book.random(KEY_SIZE))
    here, elsewhere = _earlier(book, one.place)
    with whole_folder(one.folder) as part:
        copied = export_copy(
            book.safe,
            part,
            key,
            name=one.name,
            wanted=files,
            earlier=here,
            spare=elsewhere,
            holds=_holds(files),
            look=look,
            random=book.random,
            progress=progress,
        )
        progress.step("making-card")
        _make_card(book, one, part, key, openings, kdf)
    key.wipe()
    return copied


def _make_card(
    book: Casebook, one: Generation, part: Path, key: Secret, openings: Sequence[Opening], kdf: Kdf
) -> None:
    """Where it shall lie, before the backup gets its name: so there is none that nothing opens."""
    card = slots.make(
        key, one.name, openings, kdf=kdf, recovery_public=book.safe.recovery_public(), random=book.random
    )
    if one.in_team:
        cardkeeping.hand_over(book, one.name, card)
        return
    with disk():
        write_whole(part / CARD if one.card_place is None else one.card, card)


def _earlier(book: Casebook, place: Path) -> tuple[list[Path], list[Path]]:
    """The folders of files of earlier generations: in the same place, and elsewhere."""
    there = [one for one in ledger.ledger(book.db) if one.verified_ms and one.reachable]
    here = [one.folder / "files" for one in there if one.place == place]
    return here, [one.folder / "files" for one in there if one.place != place]


def _holds(files: dict[FileId, Kept]) -> Holds:
    def judge(store: FileStore, name: FileId) -> None:
        found = files[name]
        store.verify(found.file, found.key, size=found.size, sha256=found.sha256)

    return judge


def _take_back(book: Casebook, one: Generation) -> None:
    """A backup that was not finished: its card and its line in the ledger go. Why it failed is what is told."""
    try:
        if one.card_place is not None:
            cards.destroy_card(one)
        if one.in_team:
            cardkeeping.let_go(book, one.name)
        drop(book, one)
    except CasebookError as error:
        notes.note("unfinished backup stays in the ledger", error=error)


def _clear_unfinished(book: Casebook) -> None:
    """What a kill left of an earlier making: a card for a backup that never came to be, and its line."""
    for one in ledger.ledger(book.db):
        if one.verified_ms == 0 and ledger.is_place(one.place) and not one.reachable:
            _take_back(book, one)


def _forget_beyond(
    book: Casebook, place: Path, keep: int
) -> tuple[tuple[Generation, ...], tuple[Generation, ...]]:
    """Forget those beyond the *keep* newest, and beyond the *keep* newest that can be relied on.

    One whose card two teammates are not known to hold takes no older one's place: it may be that nothing opens it.
    """
    mine = [one for one in ledger.ledger(book.db) if one.place == place and one.verified_ms]
    relied = [one for one in mine if not one.in_team or cardkeeping.keeping(book, one.name).is_relied_on]
    stay = {one.name for one in (*mine[:keep], *relied[:keep])}
    forgotten, kept_back = [], []
    for one in mine:
        if one.name in stay:
            continue
        try:
            forget(book, one.name)
            forgotten.append(one)
        except Refused as error:
            notes.note("old backup stays", error=error)
            kept_back.append(one)
    return tuple(forgotten), tuple(kept_back)


# ------------------------------------------------------------------ after an erasure


def after_erasure(
    book: Casebook,
    opening: Opening,
    place: Path | None = None,
    card_place: Path | None = None,
    *,
    in_team: bool = False,
    others: Sequence[Opening] = (),
    kdf: Kdf | None = None,
    progress: Progress | None = None,
) -> AfterErasure:
    """A new backup, verified; then every card that can be reached of a backup which holds what was erased goes.

    Without *place* it is made where the plan says, or where the newest one that can be reached lies. Of cards that
    teammates keep the erasure is ordered; until all of them said they obeyed it, and the backup itself is not here, it
    is among those left. Raises as `make`, and then no card is touched; `NoBackupPlace` also where none is known.
    """
    if place is None:
        place, card_place, in_team = _usual_place(book)

    def make_one(card_place: Path | None = None, *, in_team: bool = False) -> Made:
        return make(
            book,
            opening,
            place,
            card_place,
            in_team=in_team,
            others=others,
            keep=1 << 30,
            kdf=kdf,
            progress=progress,
        )

    clean = [each.generation.name for each in backups(book) if not each.holds_erased]
    kept = cardkeeping.to_erase(book, clean)
    if not kept:
        made = make_one(card_place, in_team=in_team)
        return AfterErasure(made, *_destroy_older(book))
    # A backup holds the cards that the casebook kept when it was made. So one is made for the time being, with a card
    # that can be overwritten, and the one that stays once those cards are gone here.
    passing = make_one()
    for record in kept:
        cardkeeping.order_erasure(book, record)
    made = make_one(card_place, in_team=in_team)
    destroyed, left = _destroy_older(book)
    return AfterErasure(made, tuple(one for one in destroyed if one.name != passing.generation.name), left)


def _destroy_older(book: Casebook) -> tuple[tuple[Generation, ...], tuple[Generation, ...]]:
    """Destroy every backup that holds erased text, as far as it can be reached; and those that are left."""
    destroyed, left = [], []
    for backup in backups(book):
        one = backup.generation
        if not backup.holds_erased:
            continue
        # What teammates keep opens nothing once the backup itself is gone.
        if not (backup.reachable if one.in_team else backup.card_reachable):
            left.append(one)
            continue
        cards.destroy_card(one)
        destroyed.append(one)
        _finish_destroying(book, one)
    return tuple(destroyed), tuple(left)


def _finish_destroying(book: Casebook, one: Generation) -> None:
    """Its card is gone, so it is noise now; that its folder is on a medium that fails changes nothing."""
    try:
        cards.destroy(one)
    except CasebookError as error:
        notes.note("a backup nobody can open stays", error=error)
    drop(book, one)


def _usual_place(book: Casebook) -> tuple[Path, Path | None, bool]:
    planned = plan(book)
    if planned is not None:
        return planned.place, planned.card_place, planned.in_team
    own = ledger.own_place(book.db)
    for one in ledger.ledger(book.db):
        if one.place != own and one.reachable and (one.card_place is None or ledger.is_place(one.card_place)):
            return one.place, one.card_place, one.in_team
    raise NoBackupPlace("place")
