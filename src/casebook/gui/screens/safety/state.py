"""What keeps the casebook safe, and how each of it stands: the page every such screen is reached from."""

from __future__ import annotations

from typing import Final

from casebook.base.moment import DAY_MS
from casebook.base.words import N_, Translator
from casebook.casework import backups, keys
from casebook.casework.book import Casebook
from casebook.casework.touched import Touched
from casebook.gui.parts.hublines import Group, Line
from casebook.gui.spots import Place
from casebook.vault import ledger

GROUPS: Final = (
    (
        N_("Who can open it"),
        (
            (
                Place.WAYS,
                N_("Passphrases and key files"),
                N_("Change yours, let a colleague in, shut a passphrase out."),
                "key",
            ),
            (
                Place.RECOVERY,
                N_("Recovery shares"),
                N_("Words on paper, with people you trust, for the day a passphrase is forgotten."),
                "restore",
            ),
            (
                Place.DRILL,
                N_("Try the recovery shares"),
                N_("Proves that the papers are right. Opens nothing."),
                "check",
            ),
        ),
    ),
    (
        N_("Not losing it"),
        (
            (
                Place.BACKUPS,
                N_("Backups"),
                N_("Where they are, when they were made, what they still hold."),
                "casebook",
            ),
            (
                Place.HEALTH,
                N_("Health check"),
                N_("Reads every page, signature and file, and says what it found."),
                "shield-check",
            ),
        ),
    ),
    (
        N_("When somebody comes for it"),
        (
            (
                Place.TRACES,
                N_("Traces on this computer"),
                N_("What a searcher would find beside the casebook, and how to mend it."),
                "search",
            ),
            (
                Place.EXPOSURE,
                N_("If this computer is lost"),
                N_("Who would be in danger, whom to warn first, which keys to cut."),
                "people",
            ),
            (
                Place.TRAVEL,
                N_("Before a journey"),
                N_("Send it away sealed, and carry nothing, or only what the road needs."),
                "export",
            ),
            (
                Place.WIPE,
                N_("Wipe this copy"),
                N_("Destroys the keys first, then everything else. It cannot be undone."),
                "remove",
            ),
        ),
    ),
)


class SafetyState:
    """How each place stands, asked of the open casebook."""

    def __init__(self, tr: Translator) -> None:
        self.tr = tr

    def concerns(self, touched: Touched) -> bool:
        """An erasure makes new keys due; anything else changes nothing here."""
        return bool(touched)

    def load(self, book: Casebook) -> tuple[Group, ...]:
        """Every group with its lines."""
        states = self._states(book)
        return tuple(
            Group(
                self.tr(title),
                tuple(
                    Line(place, self.tr(name), self.tr(sentence), icon, *states.get(place, ("", "")))
                    for place, name, sentence, icon in lines
                ),
            )
            for title, lines in GROUPS
        )

    def _states(self, book: Casebook) -> dict[Place, tuple[str, str]]:
        tr = self.tr
        ways = len(keys.ways(book))
        states = {
            Place.WAYS: (tr.plural("{count} passphrase opens it", "{count} passphrases open it", ways), "")
        }
        if book.rekey_due:
            states[Place.WAYS] = (tr(N_("new keys are due")), "amber")
        if book.safe.recovery_public() is None:
            states[Place.RECOVERY] = (tr(N_("not set up")), "amber")
        else:
            states[Place.RECOVERY] = (tr(N_("set up")), "")
        states[Place.BACKUPS] = self._backups(book)
        return states

    def _backups(self, book: Casebook) -> tuple[str, str]:
        """How old the newest backup is, unless something about them needs doing. Reads none of them."""
        tr, own = self.tr, ledger.own_place(book.db)
        standing = backups.backups(book)
        if any(one.holds_erased for one in standing):
            return tr(N_("still holds erased text")), "amber"
        newest = next((one for one in standing if not one.unfinished and one.generation.place != own), None)
        if newest is None:
            return tr(N_("none yet")), "amber"
        days = (book.clock.now().wall_ms - newest.generation.made_ms) // DAY_MS
        due = "amber" if backups.due(book) is not None else ""
        if days <= 0:
            return tr(N_("last backup today")), due
        return tr.plural("last backup {count} day ago", "last backup {count} days ago", days), due
