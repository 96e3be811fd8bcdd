"""Where one gives and receives, and how it stands: the page every such screen is reached from."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_, Translator
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched
from casebook.gui.parts.hublines import Group, Line
from casebook.gui.spots import Place

GROUPS: Final = (
    (
        N_("Giving"),
        (
            (
                Place.EXPORT,
                N_("Make a bundle"),
                N_("Choose what and for whom, look through it, sign it."),
                "export",
            ),
            (
                Place.LEFT,
                N_("What left"),
                N_("Who has which bundle, and what became of it."),
                "left",
            ),
            (
                Place.ROUNDS,
                N_("Rounds"),
                N_("Which new editions and notices are due to whom."),
                "date",
            ),
            (
                Place.SEALS,
                N_("Seals"),
                N_("Which records are fixed as they read now."),
                "stamp",
            ),
            (
                Place.RECIPIENTS,
                N_("Recipients"),
                N_("The address book: their keys, and whether somebody compared them."),
                "recipients",
            ),
            (
                Place.SIGNER,
                N_("Our keys"),
                N_("What others compare and encrypt to; the card; what to do when the key is lost."),
                "sign",
            ),
        ),
    ),
    (
        N_("Receiving"),
        (
            (
                Place.RECEIVED,
                N_("Received"),
                N_("A bundle, a notice, a receipt or a slip that somebody gave you."),
                "received",
            ),
            (
                Place.IMPORT,
                N_("Import a table"),
                N_("A list of people or cases from a spreadsheet."),
                "import",
            ),
        ),
    ),
)


class ExchangeState:
    """How each place stands, asked of the open casebook."""

    def __init__(self, tr: Translator) -> None:
        self.tr = tr

    def concerns(self, touched: Touched) -> bool:
        """Any write may be one that left, came or withdrew."""
        return bool(touched)

    def load(self, _book: Casebook) -> tuple[Group, ...]:
        """Every group with its lines."""
        return tuple(
            Group(
                self.tr(title),
                tuple(
                    Line(place, self.tr(name), self.tr(sentence), icon)
                    for place, name, sentence, icon in lines
                ),
            )
            for title, lines in GROUPS
        )
