"""Errors of making and keeping backups, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.casework import backing_up, backups, cardkeeping, rescuing
from casebook.wording.said import Words

WORDS: Final[Mapping[type[CasebookError], Words]] = {
    backing_up.BackupInside: Words(
        N_("The folder named for the backup lies inside the casebook itself: what takes one takes both."),
        N_("Name a folder on another disk or a stick."),
    ),
    backing_up.CardNotApart: Words(
        N_("The card should lie apart, but the folder named for it lies with the backups."),
        N_("Name a folder on another medium, or let the card lie with the backup."),
    ),
    backing_up.NoBackupPlace: Words(
        N_("There is no folder to write to."),
        N_("Plug the medium in, and name a folder that is there."),
        "what",
        {
            "place": N_("It is the one for the backup that is missing."),
            "card": N_("It is the one for the card that is missing."),
        },
    ),
    backups.BackupNotThere: Words(
        N_("The backup, or its card, is not where it was put: its medium may not be here."),
        N_("Plug the medium in and try again. If both are destroyed, say so: `casebook backup --struck`."),
    ),
    cardkeeping.TooFewKeepers: Words(
        N_("The card needs {needed} teammates who keep it; of this team there are {teammates} beside you."),
        N_("Let the card lie with the backup, or in a folder on another medium."),
    ),
    cardkeeping.NoSuchCard: Words(
        N_("No card of a backup of that name is kept here, or several are."),
        N_("`casebook backup BOOK --cards` names them all."),
    ),
    rescuing.NothingToRescue: Words(
        N_("Not one entry of the journal can be read and verified."),
        N_("Restore a backup into a new folder: `casebook restore`. Keep the damaged folder."),
    ),
    backups.NoSuchBackup: Words(
        N_("This casebook knows of no backup of that name, or of several."),
        N_("`casebook backup BOOK --list` names them all."),
    ),
}
