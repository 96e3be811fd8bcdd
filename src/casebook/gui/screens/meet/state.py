"""The places of meeting teammates, and how each stands."""

from __future__ import annotations

from casebook.base.words import N_, Translator
from casebook.casework.book import Casebook
from casebook.casework.incoming import pending_orders
from casebook.casework.touched import Touched
from casebook.gui.parts.hublines import Group, Line
from casebook.gui.spots import Place


class MeetState:
    """Asked of the open casebook each time."""

    def __init__(self, tr: Translator) -> None:
        self.tr = tr

    def concerns(self, touched: Touched) -> bool:
        """Any write may change how one of them stands."""
        return bool(touched)

    def load(self, book: Casebook) -> tuple[Group, ...]:
        """Every group with its lines."""
        return (self._meeting(), self._team(), self._erasing(book))

    def _meeting(self) -> Group:
        tr = self.tr
        return Group(
            tr(N_("Meeting")),
            (
                Line(
                    Place.STICK,
                    tr(N_("Meet by stick")),
                    tr(N_("Take what a stick brought, and write what teammates lack.")),
                    "stick",
                ),
            ),
        )

    def _team(self) -> Group:
        tr = self.tr
        return Group(
            tr(N_("The team")),
            (
                Line(
                    Place.TEAM,
                    tr(N_("People and devices")),
                    tr(
                        N_("Who belongs, when each was heard, what each lacks; roles, removal, lost laptops.")
                    ),
                    "people",
                ),
                Line(
                    Place.INVITE,
                    tr(N_("Take somebody in")),
                    tr(
                        N_("In one room, with one stick: compare words, say who they are, write the welcome.")
                    ),
                    "add",
                ),
                Line(
                    Place.CIRCLES,
                    tr(N_("Circles")),
                    tr(N_("What only a few of the team may know: who is in a circle, and what goes there.")),
                    "audience",
                ),
            ),
        )

    def _erasing(self, book: Casebook) -> Group:
        waiting = len(pending_orders(book))
        state = self.tr.plural("{count} waits for you", "{count} wait for you", waiting) if waiting else ""
        return Group(
            self.tr(N_("Erasing")),
            (
                Line(
                    Place.ORDERS,
                    self.tr(N_("Orders to erase")),
                    self.tr(N_("What teammates ordered to be erased, and on how many devices it is gone.")),
                    "erase",
                    state,
                    "amber" if waiting else "",
                ),
            ),
        )
