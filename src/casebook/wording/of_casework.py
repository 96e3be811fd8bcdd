"""Errors of working with an open book, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_
from casebook.casework import (
    addressing,
    book,
    check,
    conflicts,
    decisions,
    disclosures,
    erasing,
    evidence,
    mapping_file,
    plans,
    records,
    undo,
    whereabouts,
)
from casebook.wording.of_model import VALUE
from casebook.wording.said import Words

_READ_AGAIN: Final = N_("Look at the record as it is now, then try again.")

REASON: Final = {
    "people": N_("Nobody is named whom it is about."),
    "why": N_("It does not say why it was decided."),
    "source": N_("It says that they are public already, but not where."),
    "risk": N_("It says what may be told again, and nothing of what could happen to them."),
}
MAPPING: Final = VALUE | {
    "too-large": N_("It is too large."),
    "not-toml": N_("It is not valid TOML."),
    "other-format": N_("It is written for another version of the program."),
    "unknown-word": N_("It holds a word that mappings do not have."),
    "missing": N_("Something that has to stand there is missing."),
    "wrong-type": N_("What stands there is of another type."),
    "unknown-kind": N_("There is no kind of record of that name."),
    "unknown-unit": N_("The kind has no field of that name."),
    "links-are-not-typed": N_("A link to another record is not given as a text, but under [link]."),
    "not-a-name": N_("Only a name can be divided into its parts."),
    "not-a-text": N_("Only texts can be joined."),
}

_RECORDS: Final[Mapping[type[CasebookError], Words]] = {
    book.CasebookCopied: Words(
        N_("This casebook was copied or restored: another copy writes under the same name."),
        N_("It can be read. Before it is written in again it has to become a new device."),
    ),
    book.DeviceRemoved: Words(
        N_(
            "This device was removed from the team: its casebook can be read, and nothing more is written in it."
        ),
        N_("If that was a mistake, join the team again as a new device."),
    ),
    whereabouts.MovedOrCopied: Words(
        N_(
            "The casebook lies in another place than before: somebody has to say whether it was moved or copied."
        ),
        N_(
            "It can be read. Say `casebook keys BOOK moved` if nobody uses it where it was before, or `casebook keys"
            " BOOK copied` if somebody may: then this one goes on as a new device."
        ),
    ),
    book.SavedUnanchored: Words(
        N_("What was entered is saved, but the disk did not take the mark of how far the casebook has come."),
        N_("Check the disk and make room. The mark follows with the next save or the next opening."),
    ),
    book.NoSuchRecord: Words(
        N_("There is no such record, or all of it was erased."), N_("Check its id or its short code.")
    ),
    addressing.SeveralRecords: Words(
        N_("Records that share this short code: {count}."), N_("Give more letters of the code, or the id.")
    ),
    book.NothingToErase: Words(N_("There is nothing to erase at that place."), _READ_AGAIN),
    records.UnknownKind: Words(
        N_("There is no kind of record of that name."), N_("`casebook kinds` names them all.")
    ),
    records.UnknownUnit: Words(
        N_("This kind of record has no such field, or the entry in it is gone."),
        N_("`casebook kinds` names the fields of every kind."),
    ),
    records.BrokenLink: Words(
        N_("The link leads to no record, or to one of a kind that it may not lead to."),
        N_("Check the id; `casebook kinds` says which kinds it may lead to."),
    ),
    conflicts.NoConflict: Words(N_("There is nothing to settle at that place."), _READ_AGAIN),
    undo.NothingToUndo: Words(
        N_("There is nothing left to undo."),
        N_("Only what was done on this device can be undone; an earlier value stands in the history."),
    ),
    undo.ChangedSince: Words(
        N_("It cannot be undone: it was changed or erased since. Fields concerned: {units}."),
        N_("Nothing was changed. Look into the history, and enter what should stand."),
    ),
}

_ACTS: Final[Mapping[type[CasebookError], Words]] = {
    check.StrangerFeed: Words(
        N_("The journal holds entries of a device that nobody of this casebook named ({feed})."),
        N_("Do not enter anything more. Keep the folder, and ask whoever knows of another device."),
    ),
    check.TablesDiffer: Words(
        N_("Tables say something else than the journal: {records} records, {search} in the search."),
        N_("The journal is whole. `casebook check --repair` makes the tables from it again."),
    ),
    decisions.ReasonMissing: Words(N_("The decision is not complete."), "", "what", REASON),
    disclosures.NotADisclosure: Words(
        N_("This record is no disclosure: nothing left by it."), N_("`casebook disclosures` names them all.")
    ),
    plans.NoSuchPlan: Words(N_("That is no plan."), N_("`casebook list` shows them, by the kind `plan`.")),
    plans.SecondPersonNeeded: Words(
        N_("Who approves a plan must say who they are, and be somebody else than who made it."),
        N_("Let another person of the team look at it and give their name."),
    ),
    erasing.NotErasable: Words(
        N_(
            "Records of this kind are not erased: without them nobody could tell what was erased or handed over."
        ),
        N_("Erase the record they are about."),
    ),
    erasing.UnknownReason: Words(
        N_("This is none of the reasons for erasing."), N_("`casebook erase --help` names them.")
    ),
    evidence.NotAFile: Words(
        N_("What should be attached is no file, or cannot be read."),
        N_("Check that it is there; a folder is attached file by file."),
    ),
    evidence.NoSuchFile: Words(
        N_("This record holds no file."), N_("`casebook list BOOK evidence` names them.")
    ),
    mapping_file.BadMapping: Words(
        N_("The mapping is wrong at {place}."),
        N_("Nothing was imported. docs/formats/mapping.md describes mappings."),
        "why",
        MAPPING,
    ),
}

WORDS: Final = {**_RECORDS, **_ACTS}
