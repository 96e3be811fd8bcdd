"""What is said of joining a team, of comparing words, and of who belongs to it."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.casework import awaiting
from casebook.sync import carrier, comparing, handing, joining, newcomer, paper, room, team, welcoming
from casebook.wording.said import Table, Words

_BEGIN_AGAIN: Final = N_(
    "Nothing was trusted or written. Let the newcomer's casebook write a new file, in this room, and compare again."
)

WORDS: Final[Table] = {
    awaiting.AwaitingWelcome: Words(
        N_(
            "This casebook was made to join a team and waits for the team's welcome. There is nothing in it yet."
        ),
        N_("Open the welcome with `casebook team BOOK welcome`, or in the window that asks for it."),
    ),
    awaiting.NotAwaiting: Words(
        N_(
            "This casebook waits for no welcome: it belongs to a team already, or it never asked to join one."
        ),
    ),
    comparing.WrongWord: Words(
        N_(
            "That is not the word on the other screen: somebody changed what is on the stick, or nobody looked."
        ),
        N_(
            "Nothing was trusted or written. Read the other screen word by word. If they differ, begin again."
        ),
    ),
    room.RoomFileTooLarge: Words(
        N_("What a newcomer has to be given does not fit into one file: {size} bytes of at most {limit}."),
    ),
    room.NotANumber: Words(
        N_("This is not the number: it has ten digits, in two groups."),
        N_("It stands on the newcomer's screen."),
    ),
    room.OpensNot: Words(
        N_("The number does not open this file: it belongs to another file, or the file is damaged."),
        N_("Compare the digits with the newcomer's screen. Nothing was changed."),
    ),
    handing.NothingForNumber: Words(
        N_("No file there opens with this number."),
        N_("Compare the digits with the newcomer's screen, and look whether it is the right stick."),
    ),
    handing.SeveralHandedOver: Words(
        N_("Different files there open with this number: {count}. One of them somebody else put there."),
        N_("Nothing was changed. Take an empty stick, and let the newcomer's casebook ask anew."),
    ),
    handing.NotSafe: Words(
        N_("What was written could not be read back from the stick."), N_("Use another stick.")
    ),
    newcomer.NotForUs: Words(
        N_("This welcome is for somebody else, or answers what this casebook asked before it asked anew."),
        N_("Nothing was trusted or written. Let the team open the newest file of this casebook."),
    ),
    newcomer.AnotherTeam: Words(
        N_("This welcome is of another team than the one this casebook belongs to."),
        N_("Nothing was changed. To join another team, make a new casebook."),
    ),
    paper.NoShares: Words(
        N_("A team has a paper admin, whose key is made from shares; in this casebook there are none."),
        N_("Make shares first: `casebook shares BOOK make 2/3`. Then name the paper admin."),
    ),
    paper.SharesOfFormerTeam: Words(
        N_(
            "The shares of this casebook are those of the former team: whoever has them would stand above the new one."
        ),
        N_("Make new shares first: `casebook shares BOOK make 2/3`. Then found the team anew."),
    ),
    paper.SharesOfAnotherTeam: Words(
        N_("The shares are whole, but they are not those of this team's paper admin."),
        N_("Shares that were made after the team began belong to the casebook alone, not to the team."),
    ),
    team.NoSuchTeammate: Words(
        N_("No device of the team is called so."),
        N_("`casebook team BOOK list` shows the names and keys of all of them."),
    ),
    team.SeveralTeammates: Words(
        N_("So many devices are called so: {count}."),
        N_("Say which one by the first eight letters of its key or more."),
    ),
    team.PaperIsNoDevice: Words(
        N_("The paper admin is shares on paper: it is not removed, and has no role but its own."),
    ),
    welcoming.KeyWasRemoved: Words(
        N_("The newcomer's device was removed from the team before."),
        N_("It asks again as a new device, or with a new casebook."),
    ),
    carrier.NoCarrier: Words(
        N_("This casebook became a new device, and the team has not welcomed it since."),
        N_("Let an admin, or the paper admin's shares, take it in: `casebook team BOOK join`."),
    ),
    joining.BadJoin: Words(N_("What the newcomer handed over is not whole, or was changed."), _BEGIN_AGAIN),
    joining.BadTeam: Words(N_("What the team handed over is not whole, or was changed."), _BEGIN_AGAIN),
    joining.BadWelcome: Words(N_("What the team handed over is not whole, or was changed."), _BEGIN_AGAIN),
    joining.NewerJoining: Words(
        N_("The other casebook is of a newer version and joins in a way this one does not know."),
        N_("Bring this casebook to the newer version first."),
    ),
    joining.NotCompared: Words(
        N_("The words of this file were not compared."),
        N_("Nothing was trusted or written. Compare the two screens first."),
    ),
    joining.NameUnfit: Words(
        N_("A name that teammates see has 1 to {limit} characters, and none that cannot be seen."),
    ),
}
