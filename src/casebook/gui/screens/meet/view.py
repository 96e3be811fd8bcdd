"""One page from which everything is reached that has to do with teammates."""

from __future__ import annotations

from casebook.base.words import N_
from casebook.gui.parts.hub import Hub, HubWords
from casebook.gui.screens.meet.state import MeetState
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

_SENTENCE = N_(
    "Teammates meet by stick, without a network. Whatever way a stick takes, and however often, nothing is lost and "
    "nothing wins by itself."
)


class MeetView(Hub):
    """Meeting, the team itself, and what is to be erased everywhere."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        self.state = MeetState(look.tr)
        words = HubWords(look.tr(N_("Team")), look.tr(_SENTENCE))
        super().__init__(workspace, look, words, self.state.load, self.state.concerns)
