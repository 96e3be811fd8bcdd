"""A decision about several people: who they are, whom it can show, whom it cannot, and the work of recording it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import decisions, settings
from casebook.casework.book import Casebook
from casebook.casework.snapshot import Snapshot
from casebook.casework.touched import Touched
from casebook.gui.parts.names import record_name
from casebook.journal import current
from casebook.model.fields import Value
from casebook.redaction.people import Treatment, treat
from casebook.redaction.profile import PROFILES, Profile
from casebook.wording import plans

NAMED_AT_MOST: Final = 60
LIFTED: Final = "lifted"
"""The code of those whom the decision lets be named."""


@dataclass(frozen=True, slots=True)
class Group:
    """People whom the decision reaches alike: a code, the words for it, how many, the names of the first.

    *tone* and *icon* repeat what the words say.
    """

    code: str
    words: str
    count: int
    names: tuple[str, ...]
    tone: str
    icon: str

    @property
    def more(self) -> int:
        """How many are not named here."""
        return self.count - len(self.names)


@dataclass(frozen=True, slots=True)
class Shown:
    """Whom it is about, for one use: how the decision reaches them, and who decides."""

    use: str
    people: tuple[RecordId, ...]
    groups: tuple[Group, ...]
    author: str

    @property
    def reached(self) -> int:
        """How many people the decision lets be named."""
        return sum(group.count for group in self.groups if group.code == LIFTED)


class DecideState:
    """*records* are people, or entries of a list, which stand for the people on them."""

    def __init__(self, records: tuple[RecordId, ...], tr: Translator, today: date) -> None:
        self.tr = tr
        self.today = today
        self._records = records

    def concerns(self, touched: Touched) -> bool:
        """Whether a write may change who is reached."""
        return bool(touched.kinds & {"person", "consent", "list-entry"})

    # ------------------------------------------------------------------------------------ whom it is about

    def load(self, use: str) -> Callable[[Casebook], Shown]:
        """Work that says whom a decision for *use* would reach."""

        def work(book: Casebook) -> Shown:
            people = _people(book, self._records)
            codes: dict[str, list[RecordId]] = {}
            for person in people:
                codes.setdefault(self._code(book, person, use), []).append(person)
            author = settings.setting(book, "author")
            groups = tuple(self._group(book, code, found) for code, found in _in_order(codes))
            return Shown(use, people, groups, author if isinstance(author, str) else "")

        return work

    def _code(self, book: Casebook, person: RecordId, use: str) -> str:
        """How a decision would reach somebody: the plan's own rule, asked without any decision."""
        treated = _without_decisions(book, person, use, self.today)
        if treated is None or treated.why in ("no-consent", "consent-expired"):
            return LIFTED
        return treated.why

    def _group(self, book: Casebook, code: str, people: list[RecordId]) -> Group:
        tr = self.tr
        words = {
            LIFTED: tr(N_("The decision lets them be named")),
            "consent": tr(N_("They agreed themselves: no decision is needed")),
            "protected-always": tr(N_("Always protected: the decision does not lift that")),
            "consent-revoked": tr(N_("Withdrew or refused consent: the decision does not lift that")),
        }.get(code)
        if words is None:
            words = tr(N_("Were asked: {answer}. The decision does not lift that")).format(
                answer=plans.reason(code, tr)
            )
        tone, icon = _LOOKS.get(code, ("violet", "withheld"))
        names = tuple(record_name(book, one, tr.language) for one in people[:NAMED_AT_MOST])
        return Group(code, words, len(people), tuple(sorted(names, key=str.casefold)), tone, icon)

    # ------------------------------------------------------------------------------------ deciding

    def missing(self, values: Mapping[str, Value]) -> str:
        """The first question that must be answered and is not."""
        for name in ("use", "ground"):
            if not values.get(name):
                return name
        if values.get("ground") == "already-public" and not values.get("source"):
            return "source"
        why = values.get("why")
        return "" if isinstance(why, str) and why.strip() else "why"

    def decide(
        self, people: tuple[RecordId, ...], values: Mapping[str, Value]
    ) -> Callable[[Casebook, Progress], Touched]:
        """Work that records the decision about *people*."""
        source = values.get("source") if values.get("ground") == "already-public" else None

        def text(name: str) -> str:
            value = values.get(name)
            return value if isinstance(value, str) else ""

        def work(book: Casebook, _progress: Progress) -> Touched:
            _, touched = decisions.decide(
                book,
                people,
                use=text("use"),
                ground=text("ground"),
                why=text("why"),
                source=RecordId(source) if isinstance(source, bytes) else None,
                risk=text("risk"),
                date=text("date"),
                decided_by=text("decided_by"),
            )
            return touched

        return work


_LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    LIFTED: ("accent", "decision"),
    "consent": ("ink-soft", "consent"),
    "protected-always": ("violet", "shield"),
}
_ORDER: Final = (LIFTED, "consent", "protected-always", "consent-revoked")


def _in_order(codes: dict[str, list[RecordId]]) -> list[tuple[str, list[RecordId]]]:
    return sorted(codes.items(), key=lambda one: _ORDER.index(one[0]) if one[0] in _ORDER else len(_ORDER))


def _people(book: Casebook, records: tuple[RecordId, ...]) -> tuple[RecordId, ...]:
    people: list[RecordId] = []
    for record in records:
        found = book.get(record)
        if found is None:
            continue
        linked = found.value("person") if found.kind == "list-entry" else None
        if found.kind == "person":
            people.append(record)
        elif isinstance(linked, bytes):
            people.append(RecordId(linked))
    return tuple(dict.fromkeys(people))


def _without_decisions(book: Casebook, person: RecordId, use: str, today: date) -> Treatment | None:
    """How somebody would be treated if nothing had been decided. For the screen: an export asks the journal."""
    found = book.get(person)
    if found is None:
        return None
    given = (
        book.get(source) for source, kind, _ in current.pointing_at(book.db, person) if kind == "consent"
    )
    known = [found, *(consent for consent in given if consent is not None)]
    return treat(Snapshot({one.id: one for one in known}, today), found, _profile(use))


def _profile(use: str) -> Profile:
    return PROFILES[use] if use in PROFILES else replace(PROFILES["public"], name=use, use=use)
