"""How records are called, and the icons of their kinds. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator
from casebook.casework import titles
from casebook.casework.book import Casebook

KIND_ICONS: Final = {
    "person": "person",
    "dossier": "dossier",
    "proceeding": "proceeding",
    "event": "event",
    "act": "event",
    "interview": "interview",
    "source": "source",
    "claim": "claim",
    "evidence": "evidence",
    "relation": "relation",
    "note": "note",
    "consent": "consent",
    "decision": "decision",
    "list-edition": "list",
    "list-entry": "list-entry",
    "disclosure": "export",
}

NEW_WORDS: Final = {
    "person": N_("New person"),
    "dossier": N_("New dossier"),
    "proceeding": N_("New proceeding"),
    "event": N_("New event"),
    "act": N_("New act"),
    "interview": N_("New interview"),
    "source": N_("New source"),
    "claim": N_("New claim"),
    "evidence": N_("New evidence"),
    "relation": N_("New relation"),
    "note": N_("New note"),
    "consent": N_("New consent"),
    "decision": N_("New decision"),
    "list-edition": N_("New list edition"),
    "list-entry": N_("New list entry"),
}


def new_words(kind: str, tr: Translator) -> str:
    """“New person”, in the language's own grammar."""
    return tr(NEW_WORDS.get(kind, N_("New record")))


def names_of(book: Casebook, language: str) -> Callable[[RecordId], str]:
    """How records are called, in *language* where a vocabulary has to say it."""

    def name(record: RecordId) -> str:
        return record_name(book, record, language)

    return name


def record_name(book: Casebook, record: RecordId, language: str) -> str:
    """The title of *record*, else its short code; a dash where there is no such record."""
    return titles.title(book, record, language) or titles.code(book, record) or "—"
