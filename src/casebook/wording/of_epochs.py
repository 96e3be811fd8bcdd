"""What is said of epoch keys and of the letters they travel in."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.sync import epochs, letterframes
from casebook.wording.said import Table, Words

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
