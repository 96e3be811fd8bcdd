"""Stages of long work in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.progress import Step
from casebook.base.words import N_, Translator

STAGES: Final[Mapping[str, str]] = {
    "deriving-key": N_("Checking the passphrase"),
    "checking-passphrases": N_("Checking the passphrases"),
    "reading-key-file": N_("Reading the key file"),
    "opening-database": N_("Opening the casebook"),
    "making-database": N_("Making the casebook"),
    "making-keys": N_("Making its keys"),
    "rebuilding-tables": N_("Making the lists from the journal"),
    "indexing": N_("Making the search"),
    "checking-database": N_("Checking the database"),
    "checking-pages": N_("Checking every page"),
    "checking-trees": N_("Checking how pages hang together"),
    "checking-references": N_("Checking references"),
    "verifying-journal": N_("Verifying the journal"),
    "comparing-tables": N_("Comparing the lists with the journal"),
    "comparing-search": N_("Comparing the search with the journal"),
    "checking-files": N_("Checking attached files"),
    "encrypting-file": N_("Encrypting the file"),
    "writing-file": N_("Writing the file"),
    "decoding": N_("Reading the file, in a confined process"),
    "painting": N_("Painting boxes over what does not leave"),
    "muting": N_("Silencing what does not leave"),
    "deriving": N_("Making what leaves of attachments"),
    "reading-file": N_("Reading the file"),
    "copying-files": N_("Copying attached files"),
    "copying-file": N_("Copying an attached file"),
    "verifying-copy": N_("Opening the copy again, to verify it"),
    "reading-copy": N_("Reading the copy"),
    "reading-damaged": N_("Reading what can still be read"),
    "making-card": N_("Making the backup's card"),
    "new-keys-due": N_("Making new keys, because text was erased. Stop opens without them"),
    "backup-due": N_("Making the backup that is due. Stop opens without it"),
    "copying-database": N_("Copying the casebook under a new key"),
    "noting-change": N_("Noting the change"),
    "changing-keys": N_("Changing the keys"),
    "changing-head": N_("Changing the keys"),
    "overwriting-database": N_("Overwriting the old copy"),
    "rekeyed": N_("The keys are changed"),
    "sealing-copy": N_("Sealing the copy"),
    "verifying-sealed": N_("Reading the sealed copy back"),
    "verifying-small": N_("Verifying the small casebook"),
    "wiping-keys": N_("Overwriting the keys"),
    "wiping": N_("Overwriting everything else"),
    "planning": N_("Deciding what may be shown"),
    "sealing": N_("Sealing records"),
    "looking-at-seals": N_("Counting seals"),
    "typesetting": N_("Setting the pages"),
    "setting-pages": N_("Setting the pages"),
    "judging-bundle": N_("Verifying the bundle as its receiver will"),
    "reading-pixels": N_("Reading the words in pictures"),
    "searching-leaks": N_("Searching it for everybody who is protected"),
    "writing-bundle": N_("Writing the bundle"),
    "reading-archive": N_("Reading the archive"),
    "verifying-seals": N_("Verifying the seals"),
    "reading-table": N_("Reading the table"),
    "reading-rows": N_("Reading the rows"),
    "comparing-rows": N_("Comparing with the casebook"),
    "comparing-people": N_("Comparing people"),
    "importing": N_("Importing"),
    "opening-sealed": N_("Decrypting the file, in memory"),
    "erasing-received": N_("Destroying what was received"),
    "looking-for-file": N_("Looking for the file of this number"),
    "writing-stick": N_("Writing to the stick"),
    "checking-stick": N_("Reading the stick back"),
    "reading-stick": N_("Copying from the stick"),
    "looking-at-stick": N_("Looking at the stick"),
    "reading-packs": N_("Reading what is on the stick"),
    "looking-at-packs": N_("Finding out what would change"),
    "taking-packs": N_("Taking what is on the stick"),
    "freeing-stick": N_("Taking old packs off the stick"),
}


def stage(name: str, t: Translator) -> str:
    """The stage in words; a stage nobody worded is called work."""
    return t(STAGES.get(name, N_("Working")))


def line(step: Step, t: Translator) -> str:
    """One line: the stage, and how far it has come where that is known."""
    words = stage(step.stage, t)
    return f"{words}: {min(100, 100 * step.done // step.total)} %" if step.total else words
