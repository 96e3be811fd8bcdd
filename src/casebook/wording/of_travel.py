"""Travelling in words: what would happen, what was done, and what can go wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from casebook.base.errors import CasebookError
from casebook.base.words import N_, Translator
from casebook.casework import closure, sealing, smaller, travel
from casebook.casework.closure import Closure
from casebook.casework.travel import Look, Travelled
from casebook.model.all_kinds import KINDS
from casebook.wording import of_wiping
from casebook.wording.said import Words

TITLE: Final = N_("Travel: seal the casebook, and wipe it here")
STEPS: Final = (
    N_(
        "1. A sealed copy of the whole casebook is made and verified. Only the recipients can open it, not you."
    ),
    N_(
        "2. If you want one, a small new casebook is made with what the road needs, a new device with new keys."
    ),
    N_("3. The whole casebook is wiped here. From then on this cannot be stopped."),
)
CUT_OFF: Final = N_(
    "If this is cut off, the casebook still opens, or the sealed copy is complete. Begin again with another file"
    " name, or end a wipe that was begun with `casebook wipe`."
)

_PLACES: Final = {
    "device": N_("It is this device's own."),
    "record": N_("It stands in a record, or in the history of one."),
    "draft": N_("It stands in an unsaved draft."),
    "file": N_("It is in an attached file."),
}
_OUTSIDE: Final = {
    "sealed": N_("This is about the sealed copy."),
    "small": N_("This is about the small casebook."),
}

WORDS: Final[Mapping[type[CasebookError], Words]] = {
    sealing.RecipientOpensHere: Words(
        N_(
            "The private key of recipient {number} is in this casebook: whoever has this computer could open the copy."
        ),
        N_("Nothing was changed. Seal it to somebody whose private key is elsewhere."),
        "where",
        _PLACES,
    ),
    sealing.SealedFileThere: Words(
        N_("There is a file where the sealed copy should go; it was left as it is."),
        N_(
            "Choose another name. If it is a sealed copy of before, an interrupted journey left it: it is complete."
        ),
    ),
    sealing.PlaceInside: Words(
        N_("The casebook's own folder is wiped, so nothing else can lie in it or around it."),
        N_("Choose a place outside of it."),
        "what",
        _OUTSIDE,
    ),
    sealing.CopyIncomplete: Words(
        N_("Attached files that cannot be read whole: {files}. No copy can be said to hold everything."),
        N_("Nothing was changed. `casebook check --repair` takes them from a backup, if one has them."),
    ),
    sealing.SealedDiffers: Words(
        N_("The sealed copy was read back and is not what was written: the medium is not to be trusted."),
        N_("The casebook is as it was, and the copy was taken away. Use another medium."),
    ),
    smaller.SmallBookDiffers: Words(
        N_("The small casebook does not hold what it was given. Records concerned: {records}."),
        N_("It was taken away again. The whole casebook is as it was, and the sealed copy is complete."),
    ),
    closure.NothingToKeep: Words(
        N_("Nothing of what you chose can be taken along."), N_("Choose dossiers or people that are here.")
    ),
    travel.DraftsLeft: Words(
        N_("Drafts that are not saved: {count}. No copy holds them."),
        N_("Nothing was changed. Save them or give them up first."),
    ),
}


def plan(look: Look, t: Translator) -> Iterator[str]:
    """What would happen, to be read before saying yes."""
    yield from (t(step) for step in STEPS)
    yield t(N_("Recipients, to be compared by voice:"))
    for recipient, words in look.recipients:
        yield f"  {recipient}: {' '.join(words)}"
    yield from of_wiping.goes(look.before, t)
    if look.taken is not None:
        yield t(N_("The small casebook takes along:"))
        yield from (f"  {line}" for line in taken(look.taken, t))
    yield t(N_("What the wipe does not reach:"))
    yield from (f"  {line}" for line in of_wiping.remains(look.before, t))
    yield t(CUT_OFF)


def taken(found: Closure, t: Translator) -> Iterator[str]:
    """What comes along, by kind."""
    for kind, count in found.counts:
        yield f"{t(KINDS[kind].plural)}: {count}"
    if found.named:
        text = t(N_("People only because a record names them, so that they stay hidden: {count}"))
        yield text.replace("{count}", str(found.named))
    text = t(N_("Attached files: {files}, {bytes} bytes"))
    yield text.replace("{files}", str(found.files)).replace("{bytes}", str(found.bytes))
    if found.cut:
        yield t(N_("Links left off, because they lead to other cases: {count}")).replace(
            "{count}", str(found.cut)
        )


def done(travelled: Travelled, t: Translator) -> Iterator[str]:
    """What was done, and what is here now."""
    sealed = travelled.sealed
    text = t(
        N_("Sealed and verified: {entries} entries, {files} attached files, {bytes} bytes. SHA-256: {hash}")
    )
    facts = {"entries": sealed.entries, "files": sealed.files, "bytes": sealed.size}
    for name, value in facts.items():
        text = text.replace(f"{{{name}}}", str(value))
    yield text.replace("{hash}", sealed.sha256.hex())
    if travelled.small is not None:
        text = t(
            N_("The small casebook holds {records} records and {files} attached files. It is a new device.")
        )
        small = travelled.small
        yield text.replace("{records}", str(small.records)).replace("{files}", str(small.files))
    yield from of_wiping.done(travelled.wiped, t)
