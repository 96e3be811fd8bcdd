"""Verbs in words: what an entry of the history did, and what undo would take back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from casebook.base.words import N_, Translator
from casebook.casework.touched import Touched, Verb
from casebook.model.all_kinds import KINDS

DONE: Final[Mapping[str, str]] = {
    Verb.FOUND: N_("Began the casebook"),
    Verb.ADD: N_("Added"),
    Verb.EDIT: N_("Changed"),
    Verb.DELETE: N_("Deleted"),
    Verb.RESTORE: N_("Brought back"),
    Verb.SETTLE: N_("Settled a conflict"),
    Verb.MERGE: N_("Merged two records"),
    Verb.IMPORT: N_("Imported"),
    Verb.ERASE: N_("Ordered to erase"),
    Verb.ERASED: N_("Erased"),
    Verb.DECIDE: N_("Decided"),
    Verb.CONSENT: N_("Recorded a consent"),
    Verb.INTERVIEW: N_("Recorded an interview"),
    Verb.ATTACH: N_("Attached a file"),
    Verb.EXTRACT: N_("Wrote an original out"),
    Verb.DERIVE: N_("Decided what may leave of a file"),
    Verb.DISCLOSE: N_("Handed out a bundle"),
    Verb.PLAN: N_("Saved a plan"),
    Verb.APPROVE: N_("Approved a plan"),
    Verb.SEAL: N_("Sealed"),
    Verb.PUBLISHER: N_("Recorded a key that signs bundles"),
    Verb.RECEIVE: N_("Received from others"),
    Verb.RECEIPT: N_("Noted what has arrived"),
    Verb.ROSTER: N_("Said who belongs to the team"),
    Verb.EPOCH: N_("Made a new key for what teammates exchange"),
    Verb.BACKUP: N_("Gave the team the card of a backup to keep"),
    Verb.CIRCLE: N_("Changed a circle"),
    Verb.SET_UP: N_("Changed the settings"),
    Verb.UNDO: N_("Undid"),
    Verb.REDO: N_("Did again"),
}

UNDONE: Final[Mapping[str, str]] = {
    Verb.FOUND: N_("Beginning of the casebook: {what}"),
    Verb.ADD: N_("Undo adding: {what}"),
    Verb.EDIT: N_("Undo edit of: {what}"),
    Verb.DELETE: N_("Undo deleting: {what}"),
    Verb.RESTORE: N_("Undo bringing back: {what}"),
    Verb.SETTLE: N_("Undo settling: {what}"),
    Verb.MERGE: N_("Undo merging: {what}"),
    Verb.IMPORT: N_("Undo import of: {what}"),
    Verb.ERASE: N_("Cannot be undone, it was ordered to be erased: {what}"),
    Verb.ERASED: N_("Cannot be undone, it is erased: {what}"),
    Verb.DECIDE: N_("Undo decision: {what}"),
    Verb.CONSENT: N_("Undo consent: {what}"),
    Verb.INTERVIEW: N_("Undo interview: {what}"),
    Verb.ATTACH: N_("Undo attaching: {what}"),
    Verb.DERIVE: N_("Undo what may leave of a file: {what}"),
    Verb.EXTRACT: N_("Cannot be undone, it was written out: {what}"),
    Verb.DISCLOSE: N_("Cannot be undone, it left: {what}"),
    Verb.PLAN: N_("Undo saving a plan: {what}"),
    Verb.APPROVE: N_("Undo approving a plan: {what}"),
    Verb.SEAL: N_("Cannot be undone, it is sealed: {what}"),
    Verb.PUBLISHER: N_("Cannot be undone, keys were made or given up: {what}"),
    Verb.RECEIVE: N_("Cannot be undone, others sent it: {what}"),
    Verb.RECEIPT: N_("Cannot be undone, it says what has arrived: {what}"),
    Verb.ROSTER: N_("Cannot be undone, it says who belongs to the team: {what}"),
    Verb.CIRCLE: N_("Cannot be undone, it says who is in a circle and what stands there: {what}"),
    Verb.EPOCH: N_("Cannot be undone, it is a key that others have: {what}"),
    Verb.BACKUP: N_("Cannot be undone, teammates keep it: {what}"),
    Verb.SET_UP: N_("Undo change of settings: {what}"),
    Verb.UNDO: N_("Do again: {what}"),
    Verb.REDO: N_("Undo again: {what}"),
}
_UNKNOWN: Final = N_("Something a newer version did")


def done(verb: str, t: Translator) -> str:
    """What an entry did. *verb* is a stamp's; one that a newer version wrote is called so."""
    return t(DONE.get(verb, _UNKNOWN))


def undo_text(touched: Touched, t: Translator) -> str:
    """What undo would take back: ``Undo edit of: Interview, Person``."""
    return t(UNDONE.get(touched.verb, _UNKNOWN)).replace("{what}", kinds(touched.kinds, t))


def kinds(names: Iterable[str], t: Translator) -> str:
    """Kinds of record by their labels, in the order of the declarations; those unknown here are left out."""
    wanted = frozenset(names)
    return ", ".join(t(kind.label) for kind in KINDS.values() if kind.name in wanted)
