"""What can go wrong with a safe, as facts; and how the system's own errors become one of them."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from dataclasses import dataclass

from casebook.base.errors import Damaged, Refused
from casebook.base.ids import FileId

# ------------------------------------------------------------------ a person may fix these


@dataclass(eq=False, repr=False)
class WrongPassphrase(Refused):
    """No slot opens with this passphrase (and key file). The file `keys` itself is whole."""


@dataclass(eq=False, repr=False)
class EmptyPassphrase(Refused):
    """A safe is not locked with nothing."""


@dataclass(eq=False, repr=False)
class PassphraseNotText(Refused):
    """The passphrase is not valid UTF-8, so it could not be typed again on another keyboard."""


@dataclass(eq=False, repr=False)
class TooManyPassphrases(Refused):
    """The file `keys` has room for *most* of them."""

    asked: int
    most: int


@dataclass(eq=False, repr=False)
class WrongRecoveryKey(Refused):
    """The recovery box opens with another key, or with none at all."""


@dataclass(eq=False, repr=False)
class NotACasebook(Refused):
    """There is no file `keys` in this folder."""


@dataclass(eq=False, repr=False)
class WipeBegun(Refused):
    """A wipe of this casebook was begun: its keys are overwritten, and nothing opens it any more."""


@dataclass(eq=False, repr=False)
class FolderNotEmpty(Refused):
    """A casebook is made in a new or an empty folder; this one holds *entries* things."""

    entries: int


@dataclass(eq=False, repr=False)
class IsABackup(Refused):
    """The folder is a backup, or holds backups. It is restored into a new folder, never opened in place."""


@dataclass(eq=False, repr=False)
class NotACopy(Refused):
    """No backup lies in this folder: not exactly one database."""


@dataclass(eq=False, repr=False)
class CardMissing(Refused):
    """No card lies where it was looked for. A backup whose card lies apart opens with that card alone."""


@dataclass(eq=False, repr=False)
class CardOfAnother(Refused):
    """The card names another backup."""


@dataclass(eq=False, repr=False)
class PassphraseNotOfCard(Refused):
    """The card does not open with this passphrase. A card keeps the passphrase it was made with."""


@dataclass(eq=False, repr=False)
class AlreadyOpen(Refused):
    """Another process holds the casebook. A safe has one opener at a time."""


@dataclass(eq=False, repr=False)
class ChangedBeneath(Refused):
    """Another process opened the casebook, or wrote in it, since it was opened here: nobody keeps locks there."""


@dataclass(eq=False, repr=False)
class DiskFull(Refused):
    """No room on the disk. Nothing was changed."""


@dataclass(eq=False, repr=False)
class FileTooLarge(Refused):
    """The disk takes no file of this size: FAT32 none of 4 GiB."""


@dataclass(eq=False, repr=False)
class DiskFault(Refused):
    """The disk, or the stick, failed to read or write. Nothing was changed."""


@dataclass(eq=False, repr=False)
class ReadOnlyPlace(Refused):
    """The folder cannot be written to: a read-only medium, or somebody else's."""


@dataclass(eq=False, repr=False)
class NotEnoughMemory(Refused):
    """The computer could not give the memory this takes (*kib*; 0 = not known)."""

    kib: int = 0


@dataclass(eq=False, repr=False)
class NewerFormat(Refused):
    """Written by a newer version of the program. *what* is `keys` or `database`."""

    what: str
    found: int
    known: int


@dataclass(eq=False, repr=False)
class NoSuchKey(Refused):
    """This casebook holds no private key of that name, for instance because it was restored from a backup."""

    name: str


# ------------------------------------------------------------------ the data cannot be trusted


@dataclass(eq=False, repr=False)
class KeysDamaged(Damaged):
    """Both copies in the file `keys` are damaged.

    *size* of *expected* bytes are there; *differs_at* is the first byte where the two copies disagree
    (-1 = they do not), counted from the start of a copy.
    """

    size: int
    expected: int
    differs_at: int


@dataclass(eq=False, repr=False)
class CardDamaged(Damaged):
    """Both copies in a backup's card are damaged, or they are not the same. The facts are as in `KeysDamaged`."""

    size: int
    expected: int
    differs_at: int


@dataclass(eq=False, repr=False)
class KeysDisagree(Damaged):
    """Both copies in the file `keys` are whole, and they are not the same: no accident makes this."""

    differs_at: int


@dataclass(eq=False, repr=False)
class KeysExchanged(Damaged):
    """The passphrase is right, but a part of `keys` does not belong to it: a slot or box was exchanged."""


@dataclass(eq=False, repr=False)
class KdfOutOfBounds(Damaged):
    """`keys` asks for work outside the bounds we accept; it was refused before anything was allocated."""

    memory_kib: int
    iterations: int
    lanes: int


@dataclass(eq=False, repr=False)
class DatabaseMissing(Damaged):
    """The database that `keys` names is gone.

    *others* counts the databases of another name that stand there: with one of them, `keys` is older than
    the database, or belongs to another casebook.
    """

    others: int


@dataclass(eq=False, repr=False)
class DatabaseForeign(Damaged):
    """The database's first page does not open with the key from `keys`.

    Either that page is damaged or `keys` and the database do not belong together: the two cannot be told
    apart.
    """


@dataclass(eq=False, repr=False)
class DatabasePlaintext(Damaged):
    """The database file is not encrypted. It is not opened, and nothing is written into it."""


@dataclass(eq=False, repr=False)
class DatabaseDamaged(Damaged):
    """Pages of the database are damaged.

    *pages* are the numbers of those whose seal is broken; *problems* counts whatever else the checks found
    (broken trees, rows that point nowhere). Both are 0 when the damage was met while reading.
    """

    pages: tuple[int, ...] = ()
    problems: int = 0


@dataclass(eq=False, repr=False)
class EngineUnsafe(Damaged):
    """The database engine does not keep a promise we build on; *promise* is the name of the setting."""

    promise: str


@dataclass(eq=False, repr=False)
class HeadMissing(Damaged):
    """The file `head` is gone, so nobody can say whether the database is the latest one."""


@dataclass(eq=False, repr=False)
class HeadDamaged(Damaged):
    """The file `head` does not open: damaged, or of another casebook or another time."""

    size: int


@dataclass(eq=False, repr=False)
class HeadBehind(Damaged):
    """The database went back: `head` saw a later save than the database holds.

    Dates are milliseconds since 1970 (UTC) of the last save, counters the number of saves.
    """

    database_ms: int
    head_ms: int
    database_counter: int
    head_counter: int


@dataclass(eq=False, repr=False)
class HeadDiffers(Damaged):
    """As many saves in the database as in `head`, but not the same ones."""

    database_ms: int
    head_ms: int
    counter: int


@dataclass(eq=False, repr=False)
class FileMissing(Damaged):
    """The encrypted file of that name is not in the folder."""

    id: FileId


@dataclass(eq=False, repr=False)
class FileChanged(Damaged):
    """The encrypted file opens, but it is not the one the record speaks of."""

    id: FileId


@dataclass(eq=False, repr=False)
class BadPublicKey(Damaged):
    """A public key for sealing that no honest device makes: of the wrong length, no key, of small order."""


@dataclass(eq=False, repr=False)
class BoxDamaged(Damaged):
    """A sealed box does not open: damaged, or sealed to another key."""


_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextlib.contextmanager
def disk() -> Iterator[None]:
    """Turn an `OSError` of writing or reading our own files into `DiskFull`, `FileTooLarge`, `ReadOnlyPlace` or
    `DiskFault`.

    The system's error carries a path, which no traceback may show, so it is not chained.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull from None
        if error.errno == errno.EFBIG:
            raise FileTooLarge from None
        if error.errno in _FORBIDDEN:
            raise ReadOnlyPlace from None
        raise DiskFault from None
