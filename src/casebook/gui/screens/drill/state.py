"""The drill: what shares prove, and whether they open the casebook that is open."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import recovery
from casebook.casework.book import Casebook
from casebook.vault.recovery import Proof


class Belongs(Enum):
    """Whether proved shares open the casebook that is open now."""

    YES = "yes"
    NO = "no"
    NONE = "none"


TOLD = {
    Belongs.YES: N_("They open this casebook."),
    Belongs.NO: N_(
        "They do not open this casebook. They belong to another one, or newer shares were made since."
    ),
    Belongs.NONE: N_("No shares open this casebook: none were made, or recovery was withdrawn."),
}


class DrillState:
    """Work and words of the drill. Nothing is opened."""

    def __init__(self, tr: Translator) -> None:
        self.tr = tr

    def prove(self, texts: tuple[str, ...]) -> Callable[[Progress], Proof]:
        """Work without a casebook."""

        def work(progress: Progress) -> Proof:
            return recovery.drill(texts, progress=progress)

        return work

    def compare(self, proof: Proof) -> Callable[[Casebook], Belongs]:
        """Whether they are the shares of the open casebook."""

        def read(book: Casebook) -> Belongs:
            public = book.safe.recovery_public()
            if public is None:
                return Belongs.NONE
            return Belongs.YES if public == proof.public.recovery else Belongs.NO

        return read

    def told(self, proof: Proof) -> str:
        """What the papers prove."""
        text = self.tr(N_("The papers are right: {given} given, {threshold} needed. Nothing was opened."))
        return text.replace("{given}", str(proof.given)).replace("{threshold}", str(proof.threshold))
