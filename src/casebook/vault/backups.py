"""The cards that hold the keys of backups, and making backups go.

A generation is a copy (`casebook.vault.copying`) in a folder named like its database. Its key is random and its
own, and stands in a card alone: a file in the form of `keys`, in the generation's folder or on another medium.
docs/formats/backup.md.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from casebook.base.files import write_whole
from casebook.base.ids import RandomBytes
from casebook.base.secret import Secret
from casebook.vault import slots
from casebook.vault.copying import database_in
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
from casebook.vault.keys import Kdf
from casebook.vault.ledger import Generation, card_path
from casebook.vault.place import wipe
from casebook.vault.slots import Opening
from casebook.vault.whole import remove_copy

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


def key_of(folder: Path, opening: Opening, card: Path | None = None) -> Secret:
    """The key of the generation in *folder*, from its card.

    *card* is the card's file or the folder it lies in; `None` if it lies with the backup. Raises `NotACopy`,
    `CardMissing`, `CardOfAnother`, `CardDamaged`, `PassphraseNotOfCard`, and as `slots.unlock` does.
    """
    try:
        return slots.open_slot(_read_card(folder, card), opening)[0]
    except WrongPassphrase:
        raise PassphraseNotOfCard from None


def key_by_recovery(folder: Path, private: bytes, card: Path | None = None) -> Secret:
    """The same, by the recovery key's private half. Raises `WrongRecoveryKey` and as `key_of`."""
    return slots.unlock_by_recovery(_read_card(folder, card), private)


def _read_card(folder: Path, card: Path | None) -> slots.Block:
    name = database_in(folder)
    path = card if card is not None and not card.is_dir() else card_path(folder, name, card)
    if not path.is_file():
        raise CardMissing
    try:
        block = slots.read(path).block
    except KeysDamaged as found:
        raise CardDamaged(found.size, found.expected, found.differs_at) from None
    except KeysDisagree as found:
        raise CardDamaged(slots.FILE_SIZE, slots.FILE_SIZE, found.differs_at) from None
    if block.database != name:
        raise CardOfAnother
    return block


# ------------------------------------------------------------------ making them go


def destroy_card(one: Generation) -> None:
    """Overwrite and delete its card: from then on nothing opens it. One that is gone already is no fault."""
    wipe(one.card)


def destroy(one: Generation) -> None:
    """Its card first, then the rest. What is gone already is no fault; raises disk refusals."""
    destroy_card(one)
    remove_copy(one.folder)
