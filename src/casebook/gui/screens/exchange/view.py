"""One page from which everything is reached that leaves the casebook or comes into it."""

from __future__ import annotations

from casebook.base.words import N_
from casebook.gui.parts.hub import Hub, HubWords
from casebook.gui.screens.exchange.state import ExchangeState
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace

_SENTENCE = N_("What leaves this casebook and what comes into it. Nothing moves by itself.")


class ExchangeView(Hub):
    """Giving and receiving, and the places for both."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        self.state = ExchangeState(look.tr)
        words = HubWords(look.tr(N_("Exchange")), look.tr(_SENTENCE))
        super().__init__(workspace, look, words, self.state.load, self.state.concerns)
