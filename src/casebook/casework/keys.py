"""Whose passphrases open the casebook, and changing one: every change of keys is a rekey."""

from __future__ import annotations

from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework.book import REKEY_DUE, Casebook
from casebook.journal import log
from casebook.vault import safe
from casebook.vault.keys import Kdf


def labels(book: Casebook) -> tuple[str, ...]:
    """Whose passphrases open it, in the order of the slots; an empty label is the founder's."""
    return book.safe.slot_labels()


def change_passphrase(
    book: Casebook, passphrase: Secret, *, kdf: Kdf | None = None, progress: Progress | None = None
) -> tuple[str, ...]:
    """Write the casebook anew under new keys that only *passphrase* opens; the old one opens nothing any more.

    Returns the labels of slots that are empty now, because their passphrases were not typed. Raises as
    `safe.rekey` does; the casebook is then as it was. Belongs outside a transaction.
    """
    label = (*book.safe.slot_labels(), "")[0]
    book.safe = safe.rekey(book.safe, passphrase, label=label, kdf=kdf, progress=progress or Progress())
    with book.db.transaction():
        log.forget(book.db, REKEY_DUE)
    return book.safe.emptied
