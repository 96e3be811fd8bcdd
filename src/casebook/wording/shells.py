"""What both shells refuse by themselves, before any room below is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import CasebookError, Refused
from casebook.base.words import N_
from casebook.wording.said import Words


@dataclass(eq=False)
class NobodyToAsk(Refused):
    """A passphrase is needed, and there is no terminal to ask for it on."""


@dataclass(eq=False)
class NobodyToConfirm(Refused):
    """Something that cannot be undone has to be confirmed, and there is no terminal to ask on."""


@dataclass(eq=False)
class NotRepeated(Refused):
    """A new passphrase was typed differently the second time."""


@dataclass(eq=False)
class InputUnreadable(Refused):
    """A file somebody named cannot be read: it is not there, is no file, or belongs to somebody else."""


@dataclass(eq=False)
class InputNotText(Refused):
    """A file that should hold a value is not UTF-8 text."""


@dataclass(eq=False)
class InputTooLarge(Refused):
    """A file somebody named is larger than what is read at once: *limit* bytes."""

    limit: int


@dataclass(eq=False)
class AlreadyThere(Refused):
    """A file stands where one should be written."""


@dataclass(eq=False)
class NoFolderThere(Refused):
    """The folder in which a file should be written is not there."""


@dataclass(eq=False)
class NothingChosen(Refused):
    """The query that should choose records finds none."""


@dataclass(eq=False)
class NotTyped(Refused):
    """Only the program writes that field, or records of that kind."""


@dataclass(eq=False)
class BadChoices(Refused):
    """The reviewed choices for a plan are not what `casebook plan` understands; *place* is where."""

    place: str


WORDS: Final[Mapping[type[CasebookError], Words]] = {
    NobodyToAsk: Words(
        N_("A passphrase is needed, and there is no terminal to ask for it on."),
        N_("Give it with --passphrase-file or --passphrase-fd."),
    ),
    NobodyToConfirm: Words(
        N_("This cannot be undone, and there is no terminal to ask on whether it is meant."),
        N_("Nothing was changed. A script says so with --yes-wipe."),
    ),
    NotRepeated: Words(
        N_("The two passphrases are not the same."), N_("Nothing was changed. Type it twice the same way.")
    ),
    InputUnreadable: Words(
        N_("The file you named cannot be read."), N_("Check that it is there, and that it is yours to read.")
    ),
    InputNotText: Words(
        N_("The file you named is not text in UTF-8."), N_("Save it as UTF-8 text, then try again.")
    ),
    InputTooLarge: Words(
        N_("The file you named is too large: {limit} bytes are read at most."),
        N_("Attach it as a file, or divide it."),
    ),
    AlreadyThere: Words(
        N_("There is a file of that name already; it was left as it is."),
        N_("Choose another name, or say --replace."),
    ),
    NoFolderThere: Words(
        N_("There is no folder where you want the file, or its name is that of a folder."),
        N_("Make the folder first, or choose another place."),
    ),
    NothingChosen: Words(
        N_("The query finds nothing, so nothing is chosen."),
        N_("See with `casebook find` what it finds."),
    ),
    NotTyped: Words(
        N_("Only the program itself writes this; it cannot be typed."),
        N_(
            "Files come in with `casebook attach`, erasures with `casebook erase`, disclosures with `casebook export`."
        ),
    ),
    BadChoices: Words(
        N_("The file with the reviewed choices is not understood at {place}."),
        N_("Compare it with the output of `casebook plan --json`."),
    ),
}
