"""Errors of passphrases and key files, of adding and removing them, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.casework import keyfiles, keys
from casebook.wording.said import Words

WORDS: Final[Mapping[type[CasebookError], Words]] = {
    keys.NoSuchWay: Words(
        N_("Nobody's passphrase is kept under that name."),
        N_("Nothing was changed. Look at the list of passphrases."),
    ),
    keys.LabelTaken: Words(
        N_("Somebody else's passphrase is kept under that name."),
        N_("Nothing was changed. Choose another name."),
    ),
    keys.WayTyped: Words(
        N_("The passphrase that should be removed was typed as one that goes on opening the casebook."),
        N_("Nothing was changed. It is removed by somebody who opens the casebook with another one."),
    ),
    keys.PassphraseTwice: Words(
        N_("The same passphrase was given for two people, so it would not be known whose it is."),
        N_("Nothing was changed. Everybody needs a passphrase of their own."),
    ),
    keyfiles.KeyFileUnreadable: Words(
        N_("The key file cannot be read."),
        N_("Check that it is there, that it is a file, and that it is yours."),
    ),
    keyfiles.KeyFileEmpty: Words(
        N_("The key file is empty, so it would keep nobody out."), N_("Choose a file that holds something.")
    ),
    keyfiles.KeyFileTooLarge: Words(
        N_("The key file is too large: {limit} bytes are read at most."), N_("Choose a smaller one.")
    ),
    keyfiles.KeyFileInside: Words(
        N_("The key file lies in the casebook's own folder: it would be found together with it."),
        N_("Keep it elsewhere, best on another stick."),
    ),
    keyfiles.KeyFileExists: Words(
        N_("There is a file of that name already; it was left as it is."),
        N_("Choose another name, or use the file that is there."),
    ),
}
