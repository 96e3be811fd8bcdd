"""What is said of circles, and of what cannot stand in one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from casebook.base.words import N_, Translator
from casebook.casework import circles, compartments, narrowing, restating
from casebook.wording.said import Table, Words

WHAT_IT_IS: Final = N_(
    "A circle is a few devices of the team who may know what the others may not. Who is not in it learns neither its "
    "name nor that there is one."
)
ADDED_GETS: Final = N_("It gets everything that stands in the circle, with the next stick.")
"""Said wherever a device is taken into a circle."""
REMOVED_KEEPS: Final = N_(
    "It keeps what it already has of the circle. From now on it gets nothing more of it. It stays in the team."
)
"""Said wherever a device is taken out of a circle."""
FOUNDED_BY: Final = N_("founded by {name}")
NO_FOUNDER: Final = N_("nothing here proves who founded it, so nobody is in it")
STANDS_ABOVE: Final = N_("It stands above this device in the circle: only from above it is shown out.")
GREY: Final = N_("Whose button is grey stands above this device: only from above it a device is taken out.")
OUT_FROM_ABOVE: Final = N_(
    "Somebody who stands above this device has shown it out, or it has left from above: only from there it comes back."
)
SHOWN_OUT: Final = N_(
    "This device was taken out of the circle: what it has stays here, and nothing new comes."
)
RESTORED: Final = N_(
    "This casebook was in the circle as the device it was before. It goes on in it once the shares bring it back into "
    "the team, or somebody in the circle takes it in; until then nothing can be written there, and nothing new comes."
)
LEAVING_LASTS: Final = N_("Only who stands above this device in the circle can take it in again.")
FOUNDER_LEAVES: Final = N_("This device founded the circle: nobody can take it in again once it has left.")
MOVES: Final = N_(
    "What moves goes on in the circle as new records with new codes; nothing in them changes. The old ones are erased "
    "here at once, and for everybody else once they have taken the next stick and confirm it: until then they keep "
    "what they have. This cannot be undone."
)
"""Said before a record is moved into a circle."""


def moving(moves: int, stays: int, cut: int, t: Translator) -> Iterator[str]:
    """How much a move takes along, as it was just counted."""
    yield t.plural("{count} record moves.", "{count} records move.", moves)
    if stays:
        yield t.plural(
            "{count} record stays where it is: something outside leads to it, or it has left in a bundle.",
            "{count} records stay where they are: something outside leads to them, or they have left in a bundle.",
            stays,
        )
    if cut:
        yield t.plural(
            "{count} link from outside is taken away: nothing may lead into a circle.",
            "{count} links from outside are taken away: nothing may lead into a circle.",
            cut,
        )


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
        N_("`casebook team BOOK circle` names those there are."),
    ),
    circles.SeveralCircles: Words(
        N_("Several circles have that name ({count})."), N_("Name it by its code (U-…).")
    ),
    circles.NotInCircle: Words(
        N_("This device is not in the circle."),
        N_(
            "What it has got stays here. Somebody in the circle can take it in: after it was shown out, only who "
            "stands above it. A casebook restored from a backup is a new device: it is taken in anew, or comes back "
            "with the shares."
        ),
    ),
    circles.StandsAbove: Words(
        N_("That device stands above this one in the circle, so it is not for this one to show out."),
        N_("Ask whoever founded the circle, or took that device in."),
    ),
    circles.ShownOutFromAbove: Words(
        N_(
            "Somebody above this device has shown the other one out of the circle, or it has left from above."
        ),
        N_("Ask them: their word is lifted by themselves, or from above them."),
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
    narrowing.HasTakenIn: Words(
        N_("Another record was merged into this one, and would stay behind where the whole team reads it."),
        N_("Undo the merge, move both, and merge them in the circle."),
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
