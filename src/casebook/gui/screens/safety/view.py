"""One page from which everything is reached that keeps the casebook itself safe."""

from __future__ import annotations

from casebook.base.words import N_
from casebook.gui.parts.hub import Hub, HubWords
from casebook.gui.screens.safety.state import SafetyState
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

_SENTENCE = N_("The casebook itself: who opens it, where else it lies, what happens if it is taken.")


class SafetyView(Hub):
    """Three questions, and the places that answer them."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        self.state = SafetyState(look.tr)
        words = HubWords(look.tr(N_("Safety")), look.tr(_SENTENCE))
        super().__init__(workspace, look, words, self.state.load, self.state.concerns)
