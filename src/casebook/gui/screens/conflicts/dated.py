"""When each side of a conflict can have been written, as others witness it, in words. No Qt here."""

from __future__ import annotations

from typing import Final

from casebook.base.ids import EntryId
from casebook.base.words import N_, Translator
from casebook.casework.authors import Author
from casebook.casework.book import Casebook
from casebook.gui.parts.moments import day_text, moment_text
from casebook.sync import intervals
from casebook.wording.of_intervals import CONTRADICTED, between

_MOST: Final = 200
"""Entries that are asked about in one showing: each costs several questions to the journal."""
_NAMED: Final = 3


class Dated:
    """Asks about each entry once."""

    def __init__(self, book: Casebook, tr: Translator) -> None:
        self._book = book
        self._tr = tr
        self._known: dict[EntryId, str] = {}

    def words(self, entry: EntryId) -> str:
        """``written between 12.11.2026 and 14.11.2026 (Amina, Leila)``; empty where nobody says anything."""
        if entry not in self._known and len(self._known) < _MOST:
            self._known[entry] = self._ask(entry)
        return self._known.get(entry, "")

    def _ask(self, entry: EntryId) -> str:
        found = intervals.interval(self._book, entry)
        if found is None:
            return ""
        early, late = found.earliest_ms, found.latest_ms
        days = early is not None and late is not None and day_text(early) != day_text(late)
        shown = day_text if days else moment_text
        words = between(
            shown(early) if early is not None else "",
            shown(late) if late is not None else "",
            self._names(found.witnesses),
            self._tr,
        )
        return f"{words}, {self._tr(CONTRADICTED)}" if words and found.contradicted else words

    def _names(self, witnesses: tuple[Author, ...]) -> list[str]:
        names = list(dict.fromkeys(self._name(each) for each in witnesses))
        more = len(names) - _NAMED
        rest = [self._tr.plural("and {count} more", "and {count} more", more)] if more > 0 else []
        return [*names[:_NAMED], *rest]

    def _name(self, author: Author) -> str:
        if author.own:
            return self._tr(N_("you"))
        return author.person or author.name or self._tr(N_("a device without a name"))
