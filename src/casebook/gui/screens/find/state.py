"""Find or do anything: records by name, code or words, and the places and acts of the program by their names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator
from casebook.casework import merged
from casebook.casework.book import Casebook
from casebook.gui.parts.names import KIND_ICONS, NEW_WORDS, record_name
from casebook.journal import current
from casebook.journal.fold import Life
from casebook.model.all_kinds import HOUSEHOLD, KINDS, ORDERS
from casebook.search import query

LIMIT = 30
LISTS: Final = (
    ("person", N_("People"), "people"),
    ("dossier", N_("Dossiers"), "dossier"),
    ("interview", N_("Interviews"), "interview"),
    ("event", N_("Events"), "event"),
    ("proceeding", N_("Proceedings"), "proceeding"),
    ("list-edition", N_("Lists"), "list"),
    ("source", N_("Sources"), "source"),
)
MORE_LISTS: Final = (
    ("list-entry", N_("List entries"), "list-entry"),
    ("consent", N_("Consents"), "consent"),
    ("decision", N_("Decisions"), "decision"),
    ("act", N_("Acts"), "event"),
    ("claim", N_("Claims"), "claim"),
    ("note", N_("Notes"), "note"),
    ("relation", N_("Relations"), "relation"),
)
EXCHANGE: Final = (
    ("exchange", N_("Exchange"), "exchange"),
    ("left", N_("What left"), "left"),
    ("rounds", N_("Rounds"), "date"),
    ("seals", N_("Seals"), "stamp"),
    ("received", N_("Received"), "received"),
    ("recipients", N_("Recipients"), "recipients"),
    ("signer", N_("Our keys"), "sign"),
)
"""What leaves and what comes. Making a bundle and importing are acts of their own."""
MEETING: Final = (
    ("meet", N_("Team"), "colleague"),
    ("stick", N_("Meet by stick"), "stick"),
    ("team", N_("People and devices"), "people"),
    ("invite", N_("Take somebody in"), "add"),
    ("circles", N_("Circles"), "audience"),
    ("orders", N_("Orders to erase"), "erase"),
    ("rejoin", N_("One of the team again"), "restore"),
)
"""Teammates, and what they hand each other."""
SAFETY: Final = (
    ("safety", N_("Safety"), "shield"),
    ("ways", N_("Passphrases and key files"), "key"),
    ("recovery", N_("Recovery shares"), "restore"),
    ("drill", N_("Try the recovery shares"), "check"),
    ("backups", N_("Backups"), "casebook"),
    ("health", N_("Health check"), "shield-check"),
    ("traces", N_("Traces on this computer"), "search"),
    ("exposure", N_("If this computer is lost"), "people"),
    ("travel", N_("Before a journey"), "export"),
    ("wipe", N_("Wipe this copy"), "remove"),
)
MADE_HERE = ("person", "dossier", "interview", "event", "source", "note")


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do: its name in the window's table, and its label, marked for translation."""

    name: str
    label: str
    icon: str


@dataclass(frozen=True, slots=True)
class Found:
    """One result: a record with why it was found, or an act."""

    text: str
    meta: str
    icon: str
    record: RecordId | None = None
    kind: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """Results for what was *typed*."""

    typed: str
    found: tuple[Found, ...]


class FindState:
    """Answers what is typed. *acts* are those of the window, in the order in which they are offered."""

    def __init__(self, tr: Translator, acts: tuple[Act, ...]) -> None:
        self.tr = tr
        self._acts = acts

    def search(self, typed: str) -> Callable[[Casebook], Shown]:
        """Work that finds."""

        def work(book: Casebook) -> Shown:
            acts = self.acts(typed)
            if not typed.strip():
                return Shown(typed, acts)
            called = " ".join(typed.casefold().split())
            meant = tuple(act for act in acts if act.text.casefold().startswith(called))
            rest = tuple(act for act in acts if act not in meant)
            return Shown(typed, (*meant, *self._records(book, typed), *rest))

        return work

    def acts(self, typed: str) -> tuple[Found, ...]:
        """Acts whose name holds every word typed."""
        words = typed.casefold().split()
        found = []
        for act in self._acts:
            told = self.tr(act.label)
            if all(word in told.casefold() or word in act.label.casefold() for word in words):
                found.append(Found(told, "", act.icon, act=act.name))
        return tuple(found)

    def _records(self, book: Casebook, typed: str) -> tuple[Found, ...]:
        found = []
        for hit in query.find(book.db, typed, limit=LIMIT):
            kind = KINDS.get(hit.kind)
            record = current.get(book.db, hit.record)
            if kind is None or record is None or hit.kind in ORDERS or hit.kind in HOUSEHOLD:
                continue
            why = self.tr(kind.label)
            shown = record
            if record.state.life is Life.DELETED:
                stands = current.get(book.db, merged.standing_for(book, hit.record))
                if stands is not None and stands.id != hit.record:
                    shown = stands
                    why = f"{why} · {self.tr(N_('{code} was made one with it')).format(code=record.code)}"
            if hit.match is not None:
                why = f"{why} · {self.tr(hit.match.value)}"
            elif hit.snippet is not None:
                before = "…" if hit.snippet.cut_before else ""
                after = "…" if hit.snippet.cut_after else ""
                why = f"{why} · {before}{hit.snippet.text}{after}"
            title = record_name(book, shown.id, self.tr.language)
            icon = KIND_ICONS.get(hit.kind, "file")
            found.append(Found(f"{title}   {shown.code}", why, icon, shown.id, hit.kind))
        return tuple(found)


def new_acts() -> tuple[Act, ...]:
    """An act “New: …” for each kind that is begun by itself."""
    return tuple(Act(f"new:{name}", NEW_WORDS[name], "add") for name in MADE_HERE)


def all_acts() -> tuple[Act, ...]:
    """Everything that can be done from anywhere: begin a record, open a list, and the acts of the window."""
    lists = [Act(f"list:{kind}", text, icon) for kind, text, icon in (*LISTS, *MORE_LISTS)]
    others = (
        Act("import", N_("Import a table"), "import"),
        Act("export", N_("Make a bundle"), "export"),
        *(Act(place, text, icon) for place, text, icon in EXCHANGE),
        *(Act(place, text, icon) for place, text, icon in MEETING),
        Act("conflicts", N_("Conflicts"), "conflict"),
        Act("alike", N_("People who may be one"), "merge"),
        Act("history", N_("History of this record"), "history"),
        Act("undo", N_("Undo the last change"), "undo"),
        *(Act(place, text, icon) for place, text, icon in SAFETY),
        Act("settings", N_("Settings"), "settings"),
        Act("keys", N_("All keys"), "keyboard"),
        Act("lock", N_("Lock now"), "lock"),
    )
    return (*new_acts(), *lists, *others)
