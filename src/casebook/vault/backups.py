"""The cards that hold the keys of backups, and making backups go.

A generation is a copy (`casebook.vault.copying`) in a folder named like its database. Its key is random and its
own, and stands in a card alone: a file in the form of `keys`, in the generation's folder or on another medium.
docs/formats/backup.md.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from casebook.base.encode import b32
from casebook.base.files import write_whole
from casebook.base.ids import RandomBytes
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.vault import slots
from casebook.vault.copying import database_in, export_copy
from casebook.vault.faults import (
    CardDamaged,
    CardMissing,
    CardOfAnother,
    KeysDamaged,
    KeysDisagree,
    PassphraseNotOfCard,
    WrongPassphrase,
    disk,
)
from casebook.vault.keys import Kdf, calibrate
from casebook.vault.ledger import CARD, Generation, card_path, drop, ledger, note, own_place
from casebook.vault.place import wipe
from casebook.vault.safe import Safe
from casebook.vault.slots import Opening
from casebook.vault.whole import remove_copy, whole_folder

# ------------------------------------------------------------------ cards


def write_card(
    path: Path,
    key: Secret,
    name: str,
    openings: Sequence[Opening],
    *,
    kdf: Kdf,
    recovery_public: bytes | None,
    random: RandomBytes = os.urandom,
) -> None:
    """Write the card of the generation *name*, which *openings* and the recovery key will open.

    Raises as `slots.make`, and disk refusals.
    """
    card = slots.make(key, name, openings, kdf=kdf, recovery_public=recovery_public, random=random)
    with disk():
        write_whole(path, card)


def key_of(folder: Path, opening: Opening, card: Path | bytes | None = None) -> Secret:
    """The key of the generation in *folder*, from its card.

    *card* is the card's file, the folder it lies in, or its bytes; `None` if it lies with the backup. Raises
    `NotACopy`, `CardMissing`, `CardOfAnother`, `CardDamaged`, `PassphraseNotOfCard`, and as `slots.unlock` does.
    """
    try:
        return slots.open_slot(_read_card(folder, card).block, opening)[0]
    except WrongPassphrase:
        raise PassphraseNotOfCard from None


def key_by_recovery(folder: Path, private: bytes, card: Path | bytes | None = None) -> Secret:
    """The same, by the recovery key's private half. Raises `WrongRecoveryKey` and as `key_of`."""
    return slots.unlock_by_recovery(_read_card(folder, card).block, private)


def mend_of(folder: Path, card: Path | bytes | None = None) -> slots.Mend | None:
    """What is damaged in one of the two copies inside the card; the other one opens the backup.

    The card is not written to. Raises as `key_of` before the passphrase is asked.
    """
    return _read_card(folder, card).mend


def _read_card(folder: Path, card: Path | bytes | None) -> slots.KeyFile:
    name = database_in(folder)
    try:
        read = slots.parse(card) if isinstance(card, bytes) else slots.read(_card_file(folder, name, card))
    except KeysDamaged as found:
        raise CardDamaged(found.size, found.expected, found.differs_at) from None
    except KeysDisagree as found:
        raise CardDamaged(slots.FILE_SIZE, slots.FILE_SIZE, found.differs_at) from None
    if read.block.database != name:
        raise CardOfAnother
    return read


def _card_file(folder: Path, name: str, card: Path | None) -> Path:
    path = card if card is not None and not card.is_dir() else card_path(folder, name, card)
    if not path.is_file():
        raise CardMissing
    return path


# ------------------------------------------------------------------ making them go


def destroy_card(one: Generation) -> None:
    """Overwrite and delete its card: from then on nothing opens it. One that is gone already is no fault."""
    wipe(one.card)


def destroy(one: Generation) -> None:
    """Its card first, then the rest. What is gone already is no fault; raises disk refusals."""
    destroy_card(one)
    remove_copy(one.folder)


# ------------------------------------------------------------------ before a migration


def before_migration(
    safe: Safe,
    opening: Opening,
    *,
    entries: int,
    orders: int,
    now_ms: int,
    kdf: Kdf | None = None,
    random: RandomBytes = os.urandom,
    progress: Progress,
) -> Generation:
    """A generation inside the casebook's own folder, card with it, before its tables take another form.

    It guards against a migration that goes wrong, not against a disk that does: its files are the safe's own
    under a second name, and cost nothing. Only the newest one is kept. *entries* and *orders* are for the ledger.
    Raises disk refusals, `DatabaseDamaged`, `Cancelled`; the migration must then not begin.
    """
    place, name, key = own_place(safe.db), b32(random(16)), Secret(random(slots.KEY_SIZE))
    with disk():
        place.mkdir(mode=0o700, exist_ok=True)
    card_kdf = kdf or calibrate()
    with whole_folder(place / name) as part:
        copied = export_copy(
            safe, part, key, name=name, earlier=[safe.folder / "files"], random=random, progress=progress
        )
        public = safe.recovery_public()
        write_card(part / CARD, key, name, [opening], kdf=card_kdf, recovery_public=public, random=random)
    made = Generation(
        name,
        place,
        None,
        now_ms,
        now_ms,
        entries=entries,
        orders=orders,
        files=copied.files,
        lost=len(copied.lost),
        bytes=copied.bytes,
    )
    with safe.db.transaction():
        note(safe.db, made)
    for one in ledger(safe.db):
        if one.place == place and one.name != name:
            destroy(one)
            with safe.db.transaction():
                drop(safe.db, one.name)
    return made
