"""What is said of who belongs to the team, and of acts that would not count."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.casework import roster
from casebook.wording.said import Table, Words

WORDS: Final[Table] = {
    roster.NotFromAbove: Words(
        N_("This device may not say that: it stands no higher in the team than the device it is about."),
        N_("Somebody higher can do it, and last of all the paper admin, whose shares the team keeps."),
    ),
    roster.NeedsPaperAdmin: Words(
        N_("A team of two or more needs a paper admin first: else one stolen laptop could remove everybody."),
        N_("Make a recovery sheet and its shares, then begin the team."),
    ),
    roster.PaperAdminStands: Words(
        N_("The team has a paper admin already."),
        N_("Another one is named with the shares of the one it has."),
    ),
    roster.AlreadyInLine: Words(
        N_("This device belongs to the team already, or was removed from it."),
        N_("A removed device comes back with a new key: let it join again."),
    ),
    roster.NotInLine: Words(N_("No device of the team has this key.")),
    roster.AlreadyRemoved: Words(
        N_("Somebody higher in the team has removed this device already: that removal counts."),
    ),
    roster.NothingAside: Words(
        N_("There is nothing to admit: the change is not here, or it counts already.")
    ),
}
