"""What is said of circles, and of what cannot stand in one."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.casework import circles, compartments, narrowing, restating
from casebook.wording.said import Table, Words

WORDS: Final[Table] = {
    compartments.LeadsAcross: Words(
        N_(
            "The link would lead into a circle from outside: who is not in it would learn that there is something."
        ),
        N_("Link from the record in the circle to the other one, or move both into one circle."),
    ),
    compartments.LeavesFromTwo: Words(
        N_(
            "Records of two circles would leave together: nobody in either could read all that is kept of it."
        ),
        N_("Let what is of each circle leave by itself."),
    ),
    circles.NoSuchCircle: Words(
        N_("There is no such circle, or this device is not in it."),
        N_("`casebook team BOOK circle list` names those there are."),
    ),
    circles.SeveralCircles: Words(
        N_("Several circles have that name ({count})."), N_("Name it by its code (U-…).")
    ),
    circles.NotInCircle: Words(
        N_("This device is not in the circle any more."),
        N_("What it has got stays here. Somebody in the circle can take it in again."),
    ),
    circles.NoSuchDevice: Words(
        N_("No such device is in the team, or in the circle."),
        N_("A device comes into the team first, then into circles."),
    ),
    circles.InCircleAlready: Words(N_("The device is in the circle already.")),
    circles.ReachesOutside: Words(
        N_("Records outside of the circle would be changed by what comes for it: {records}."),
        N_(
            "Nothing was imported. Import what those records share without a circle, or move them into it first."
        ),
    ),
    circles.LastInCircle: Words(
        N_("No other device is in the circle: nobody could read it any more."),
        N_("Take another device in first."),
    ),
    narrowing.CannotBeNarrowed: Words(
        N_(
            "This cannot be moved into a circle: it belongs to the whole team, or goes with whom it protects."
        ),
        N_("Move the case or the person; what protects them goes along."),
    ),
    narrowing.StandsThere: Words(N_("It stands in that circle already.")),
    narrowing.AlreadyLeft: Words(
        N_(
            "Records of these stand in a bundle that left ({records}); under another id nobody would find them there."
        ),
        N_("They stay where they are, so that a withdrawn consent still finds every bundle."),
    ),
    narrowing.DraftsStand: Words(
        N_("Unsaved drafts of these records would be lost ({count})."),
        N_("Save them or give them up first."),
    ),
    restating.CopyDiffers: Words(
        N_("An attached file did not read back as its record says."),
        N_("Nothing was moved. `casebook check` says more."),
    ),
}
