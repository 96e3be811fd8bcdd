"""What is said of joining a team, of comparing words, and of who belongs to it."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.casework import awaiting
from casebook.sync import comparing, joining, room
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
