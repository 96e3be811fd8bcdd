"""The key others encrypt to when they send us something. Its private half stays in this casebook's keyring: it is in
no backup and no copy that is sent away, so what was sent to it before cannot be opened by a restored casebook.
"""

from __future__ import annotations

from typing import BinaryIO, Final

from casebook.casework import whereabouts
from casebook.casework.book import COPIED, Casebook, CasebookCopied
from casebook.formats.age import Writes
from casebook.journal import log

RECEIVING_KEY: Final = "receiving"


def our_recipient(book: Casebook) -> str:
    """The age recipient (``age1…``) of this casebook, made now if there is none yet.

    Raises `CasebookCopied`, `MovedOrCopied`: two copies with one key would be two readers where one was meant.
    """
    if not has_recipient(book):
        if log.noted(book.db, COPIED):
            raise CasebookCopied
        if book.saved.moved:
            raise whereabouts.MovedOrCopied
        with book.db.transaction():
            return book.safe.keyring.make_recipient(RECEIVING_KEY)
    return book.safe.keyring.recipient(RECEIVING_KEY)


def has_recipient(book: Casebook) -> bool:
    """Whether others were ever given a key to encrypt to. Makes none."""
    return RECEIVING_KEY in book.safe.keyring.names()


def renew_recipient(book: Casebook) -> str:
    """Another key from now on; what was encrypted to the one before opens here no more. Raises as `our_recipient`."""
    our_recipient(book)
    with book.db.transaction():
        book.safe.keyring.destroy(RECEIVING_KEY)
        return book.safe.keyring.make_recipient(RECEIVING_KEY)


def open_sealed(book: Casebook, source: BinaryIO, sink: Writes) -> None:
    """Open a file that was encrypted to us (``….zip.age``) in flat memory; whoever calls this judges what comes out.

    What was written to *sink* counts only once this returned. Raises `NoSuchKey` (nobody was ever given a key),
    `NotForThisIdentity`, `AgeDamaged`, and whatever *source* or *sink* raised.
    """
    book.safe.keyring.open_sealed(RECEIVING_KEY, source, sink)
