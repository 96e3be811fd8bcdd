"""The safe's errors in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.vault import faults, wiping
from casebook.wording.said import Words

_KEEP: Final = N_("Keep the folder as it is, and put the whole casebook back from a backup.")
_NOT_OPENED: Final = N_("It was not opened. Enter nothing, and put the folder back from a backup.")


def _dates(error: CasebookError) -> Mapping[str, str]:
    """The dates in an error about saves: UTC, to the minute."""
    return {
        name: datetime.fromtimestamp(value / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
        for name, value in vars(error).items()
        if name.endswith("_ms") and isinstance(value, int)
    }


_REFUSED: Final[Mapping[type[CasebookError], Words]] = {
    faults.AlreadyOpen: Words(
        N_("The casebook is open already, in another window or another process."),
        N_("Close it there, then try again."),
    ),
    faults.ChangedBeneath: Words(
        N_(
            "Somebody else has opened this casebook since it was opened here, on another computer or by another way."
        ),
        N_(
            "Nothing was written, and nothing is saved here any more. Copy what you have typed, close the casebook"
            " here and there, then open it again on one computer only."
        ),
    ),
    faults.DiskFault: Words(
        N_("The disk, or the stick, failed to read or write."),
        N_("Nothing was changed. Check the medium, and keep a copy on another one."),
    ),
    faults.DiskFull: Words(
        N_("There is no room left on the disk."), N_("Nothing was changed. Free some space, then try again.")
    ),
    faults.EmptyPassphrase: Words(N_("A passphrase is needed."), N_("Type one of several words.")),
    faults.FileTooLarge: Words(
        N_("The disk takes no file of this size."),
        N_(
            "Nothing was changed. Sticks formatted as FAT32 hold files of up to 4 GB; exFAT has no such limit."
        ),
    ),
    faults.FolderNotEmpty: Words(
        N_("The folder already holds something."),
        N_("A casebook is made in a new or an empty folder: choose another."),
    ),
    faults.NewerFormat: Words(
        N_("This casebook was written by a newer version of the program."),
        N_("Nothing was changed. Open it with that version."),
    ),
    faults.NoSuchKey: Words(
        N_(
            "This casebook does not hold the private key that is needed; one restored from a backup has none."
        ),
        N_("Ask the person who publishes for your organisation."),
    ),
    faults.NotACasebook: Words(
        N_("There is no casebook in this folder."), N_("Choose the folder that holds the file “keys”.")
    ),
    faults.NotEnoughMemory: Words(
        N_("The computer could not give the memory that the passphrase takes."),
        N_("Close other programs, then try again."),
    ),
    faults.PassphraseNotText: Words(
        N_("The passphrase is not valid text, so it could not be typed on another keyboard."),
        N_("Choose letters, digits and spaces."),
    ),
    faults.ReadOnlyPlace: Words(
        N_("The folder cannot be written to: the medium is read-only, or the folder is somebody else's."),
        N_("Choose another place."),
    ),
    faults.TooManyPassphrases: Words(
        N_("The file “keys” has room for {most} passphrases; {asked} were asked for."),
        N_("Remove one first."),
    ),
    faults.WrongPassphrase: Words(
        N_("This passphrase does not open the casebook."),
        N_("Check the keyboard layout and Caps Lock, then try again. The casebook is whole."),
    ),
    faults.WrongRecoveryKey: Words(
        N_("This recovery key does not open the casebook."), N_("Check that it belongs to this casebook.")
    ),
}

_COPIES: Final[Mapping[type[CasebookError], Words]] = {
    faults.CardDamaged: Words(
        N_(
            "The backup's card is damaged: neither copy of the key in it is whole, or the two are not the same."
        ),
        N_("Without a whole card nothing opens this backup. Look for another copy of the card."),
    ),
    faults.CardMissing: Words(
        N_("The card that opens this backup is not where it was looked for."),
        N_(
            "If the card was put in another place, bring it and name it. Without its card nothing opens a backup."
        ),
    ),
    faults.CardOfAnother: Words(
        N_("This card belongs to another backup."),
        N_("The card of a backup is named like the backup's folder."),
    ),
    faults.IsABackup: Words(
        N_("This folder is a backup. A backup is not opened where it lies."),
        N_("Restore it into a new folder: `casebook restore BACKUP --to BOOK`."),
    ),
    faults.NotACopy: Words(
        N_("There is no backup in this folder."),
        N_(
            "Name the folder of one backup: it has a name of 26 letters and digits, and a database of the same name."
        ),
    ),
    faults.PassphraseNotOfCard: Words(
        N_("This passphrase does not open the backup's card."),
        N_("A card keeps the passphrase that was in use when the backup was made: try the one of that time."),
    ),
}

_DATABASE: Final[Mapping[type[CasebookError], Words]] = {
    faults.DatabaseDamaged: Words(N_("The database is damaged."), _KEEP),
    faults.DatabaseForeign: Words(
        N_(
            "The database does not open with the key in the file “keys”: its first page is damaged, or the two"
            " do not belong together."
        ),
        N_("Keep both as they are, and put the pair back from one backup."),
    ),
    faults.DatabaseMissing: Words(
        N_("The database of this casebook is not in its folder. Other databases there: {others}."), _KEEP
    ),
    faults.DatabasePlaintext: Words(
        N_("The database file is not encrypted, so this program did not write it."), _NOT_OPENED
    ),
    faults.EngineUnsafe: Words(
        N_("The database engine of this computer does not keep a promise the safe is built on: {promise}."),
        N_("Nothing was written. Install the program again, from a place you trust."),
    ),
    faults.FileMissing: Words(
        N_("An attached file is missing from the casebook's folder."),
        N_("The records are whole. Put the file {id} back from a backup."),
    ),
    faults.FileChanged: Words(
        N_("An attached file is not the one its record speaks of."),
        N_("The records are whole. Put the file {id} back from a backup."),
    ),
}

_KEYS: Final[Mapping[type[CasebookError], Words]] = {
    faults.BadPublicKey: Words(
        N_("A public key is not one that an honest device makes. Nothing was encrypted to it."),
        N_("Ask for the key again, and compare it by its words."),
    ),
    faults.BoxDamaged: Words(
        N_("A sealed box does not open: it is damaged, or it is sealed for another key."),
        N_("Keep it as it is, and ask for another copy."),
    ),
    faults.HeadBehind: Words(
        N_(
            "The casebook is older than it was: its last save is of {database_ms}, but one of {head_ms} had been"
            " made."
        ),
        N_("Somebody put an older copy back, or the disk lost what it wrote. Look for the newer one."),
        facts=_dates,
    ),
    faults.HeadDamaged: Words(
        N_(
            "The file “head” does not open: it is damaged, or it belongs to another casebook or another time."
        ),
        _KEEP,
    ),
    faults.HeadDiffers: Words(
        N_("The casebook holds other saves than those that were made here; the last here is of {head_ms}."),
        N_("Somebody exchanged the database. Keep the folder as it is, and look for the right one."),
        facts=_dates,
    ),
    faults.HeadMissing: Words(
        N_("The file “head” is gone, so nobody can say whether this is the latest state of the casebook."),
        _KEEP,
    ),
    faults.KdfOutOfBounds: Words(
        N_("The file “keys” asks for work outside the bounds that are accepted: it was altered."), _KEEP
    ),
    faults.KeysDamaged: Words(
        N_("Both copies inside the file “keys” are damaged, so no passphrase can open the casebook."),
        N_("Put the file “keys” back from a backup of this casebook."),
    ),
    faults.KeysDisagree: Words(
        N_(
            "The two copies inside the file “keys” are whole and not the same. No accident makes this: the file was"
            " changed."
        ),
        _KEEP,
    ),
    faults.WipeBegun: Words(
        N_("A wipe of this casebook was begun and cut off. Nothing in it can be opened any more."),
        N_("`casebook wipe` takes away what is left of it."),
    ),
    wiping.KeysNotOverwritten: Words(
        N_(
            "The disk took new bytes over the keys and gives others back, so nobody can say that the old ones are gone."
        ),
        N_("Destroy the medium itself. Whoever has it and the passphrase may still open the casebook."),
    ),
    faults.KeysExchanged: Words(
        N_("The passphrase is right, but a part of the file “keys” does not belong to it: it was exchanged."),
        _KEEP,
    ),
}

WORDS: Final = {**_REFUSED, **_COPIES, **_DATABASE, **_KEYS}
