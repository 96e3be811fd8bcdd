"""What is said first after a casebook was opened: what was done on the way in, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from casebook.base.words import N_, Translator
from casebook.casework.entering import Done, How
from casebook.casework.rescuing import Rescued
from casebook.gui.lock import Opened
from casebook.gui.parts.says import WHERE, says
from casebook.gui.spots import Place, Spot
from casebook.wording import findings

Way = tuple[str, Spot | None]


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence, its tone (as of a notice), and where it leads; nowhere = it is put away."""

    text: str
    tone: str
    ways: tuple[Way, ...]


ANSWER: Final[Way] = (N_("Moved or copied?…"), Spot(Place.MOVED))
_CLOSE: Final[Way] = (N_("Close"), None)
_WAYS: Final[Way] = (N_("Passphrases and key files…"), Spot(Place.WAYS))
_ORDERS: Final[Way] = (N_("Orders to erase…"), Spot(Place.ORDERS))
_BACKUPS: Final[Way] = (N_("Backups…"), Spot(Place.BACKUPS))


def where_asked(tr: Translator) -> Note:
    """The question that stands before anything is saved."""
    return _note(tr, tr(WHERE), "amber", ANSWER)


def notes(opened: Opened, tr: Translator) -> tuple[Note, ...]:
    """All of it, the most important first."""
    return tuple(_notes(opened, tr))


def _notes(opened: Opened, tr: Translator) -> Iterator[Note]:
    if opened.moved:
        yield where_asked(tr)
    if opened.orders:
        told = tr.plural(
            "{count} order to erase from a teammate waits for your answer.",
            "{count} orders to erase from teammates wait for your answer.",
            opened.orders,
        )
        yield _note(tr, told, "amber", _ORDERS, _CLOSE)
    match opened.how:
        case How.MADE:
            told = tr(N_("Recovery shares and a backup are not set up yet."))
            yield _note(
                tr,
                told,
                "accent",
                (N_("Make recovery shares…"), Spot(Place.RECOVERY)),
                (N_("Make a backup…"), Spot(Place.BACKUPS)),
            )
        case How.JOINED:
            yield _note(tr, tr(_JOINED), "accent", (N_("Team…"), Spot(Place.MEET)), _CLOSE)
        case How.SHARES:
            yield _note(tr, _by_shares(opened.emptied, tr), "amber", _WAYS, _CLOSE)
        case How.RESTORED:
            yield _note(tr, tr(_RESTORED), "amber", (N_("Health check…"), Spot(Place.HEALTH)), _CLOSE)
        case How.RESCUED if opened.rescued is not None:
            yield _note(tr, _rescued(opened.rescued, tr), "amber", _CLOSE)
        case _:
            pass
    yield from _of_done(opened.done, tr)


_RESTORED: Final = N_(
    "Restored. This casebook is a new device: teammates take its entries in once one of their casebooks has named it. "
    "Do not go on in the old casebook, if it turns up."
)


_JOINED: Final = N_(
    "This casebook belongs to the team now. What the others recorded comes by stick, as far as it was promised to you."
)


def _by_shares(emptied: Sequence[str], tr: Translator) -> str:
    told = tr(N_("Opened with recovery shares. Only the new passphrase opens it now, and the shares."))
    if not emptied:
        return told
    gone = tr(N_("These open nothing any more, until you let them in again: {value}."))
    names = ", ".join(label or tr(N_("whoever made the casebook")) for label in emptied)
    return f"{told} {gone.replace('{value}', names)}"


def _rescued(found: Rescued, tr: Translator) -> str:
    told = tr(N_("This is the new casebook, with all that still held. Keep the old folder."))
    return " ".join((told, *findings.rescued(found, tr)))


def _of_done(done: Done, tr: Translator) -> Iterator[Note]:
    if done.keys:
        told = tr(
            N_("New keys were made. What was erased can no longer be read from old blocks of this disk.")
        )
        yield _note(tr, told, "accent", _CLOSE)
    if done.stopped:
        told = tr(
            N_("Stopped. New keys are still due: erased text lies on this disk under the present ones.")
        )
        yield _note(tr, told, "amber", _WAYS, _CLOSE)
    if done.keys_failed is not None:
        told = tr(N_("The new keys that are due could not be made.")) + " " + says(done.keys_failed, tr)
        yield _note(tr, told, "amber", _WAYS, _CLOSE)
    if done.backup is not None and done.backup.lost:
        told = tr(N_("The backup that was due is made, but attached files could not be read whole: {value}."))
        yield _note(tr, told.replace("{value}", str(len(done.backup.lost))), "amber", _BACKUPS, _CLOSE)
    elif done.backup is not None:
        yield _note(tr, tr(N_("The backup that was due is made and verified.")), "accent", _CLOSE)
    if done.backup_failed is not None:
        told = tr(N_("The backup that is due could not be made.")) + " " + says(done.backup_failed, tr)
        yield _note(tr, told, "amber", _BACKUPS, _CLOSE)


def _note(tr: Translator, text: str, tone: str, *ways: Way) -> Note:
    return Note(text, tone, tuple((tr(words), spot) for words, spot in ways))
