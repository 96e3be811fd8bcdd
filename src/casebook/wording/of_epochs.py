"""What is said of epoch keys and of the letters they travel in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from casebook.base.words import N_, Translator
from casebook.casework.authors import Author
from casebook.sync import epochs, letterframes
from casebook.sync.keeping import Due
from casebook.wording.of_teammates import called, day
from casebook.wording.said import Table, Words

CLOSED: Final = N_(
    "The key is destroyed here. Sticks written under it and not read yet are unreadable for this casebook; close it on"
    " the others, too. What was on them goes out again with the next stick."
)


def due(due: Due, waits_for: Sequence[Author], t: Translator, *, key: str = "", on: str = "") -> str:
    """One line about a replaced key that is still here: *key* and *on* as a shell calls the key and writes the day."""
    name, on = key or due.epoch.hash.hex()[:12], on or day(due.since_ms)
    if due.settled:
        text = t(
            N_("{key}: replaced on {day}. Nothing under it is on its way; it goes with the next stick taken.")
        )
        return _filled(text, name, on)
    who = ", ".join(called(each, t) for each in waits_for)
    if due.offered:
        text = t(
            N_(
                "{key}: replaced on {day}, long ago, and kept for old sticks because of: {who}. Are they still there?"
                " It can be closed by hand; sticks not read yet become unreadable."
            )
        )
    else:
        text = t(N_("{key}: replaced on {day}, and kept until these have said what they hold: {who}."))
    return _filled(text, name, on).replace("{who}", who)


def _filled(text: str, key: str, on: str) -> str:
    return text.replace("{key}", key).replace("{day}", on)


WORDS: Final[Table] = {
    epochs.NotAmongThem: Words(
        N_("This casebook's device does not belong to that circle, or was removed from the team."),
        N_("Nothing was written. Ask a teammate who belongs to it to take this device in."),
    ),
    epochs.NoSuchEpoch: Words(
        N_("That key is not here: it was destroyed, or it never came."),
        N_("Nothing was changed."),
    ),
    letterframes.LettersDamaged: Words(
        N_("A file with keys from a teammate is damaged: part of it is missing, or it was changed."),
        N_("Nothing of it was taken. Whoever wrote it writes those keys again next time."),
    ),
}
