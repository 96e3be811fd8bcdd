"""An interview: what is read aloud, what was answered, and whether what was told may be written down."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from casebook.base.ids import RecordId, new_record_id
from casebook.base.moment import system_clock
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import consents, records
from casebook.casework.book import Casebook
from casebook.casework.records import Add, Edit, New, Set
from casebook.casework.touched import Touched, Verb
from casebook.gui.parts.names import record_name
from casebook.gui.parts.page.shown import SectionShown, Shown, TextShown
from casebook.gui.parts.page.state import PageState
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Choice, Value

NO_RECORD: Final = "0"
REVOKED: Final = "x"

READ_ALOUD: Final = (
    N_("I would like to write down what you tell me, so that it is not lost and can be used to help."),
    N_(
        "You decide what may be done with it. You can leave out anything, stop at any time, "
        "and nothing happens to you because of it."
    ),
    N_("It is kept in an encrypted casebook. I will tell you who may see it, and you say yes or no to each."),
    N_(
        "You can take your agreement back later. What was given out before then cannot always be called back."
    ),
    N_(
        "I cannot promise that it will change anything, and nothing is paid for it. "
        "Please tell me now in your own words what we agreed."
    ),
)


@dataclass(frozen=True, slots=True)
class Answers:
    """What the speaker answered. *exceptions* are cells of the consent's grid."""

    speaker: RecordId | None
    code: str
    about: RecordId | None
    level: str
    exceptions: tuple[Value, ...]
    method: str
    understood: str
    day: str
    language: str


@dataclass(frozen=True, slots=True)
class Consent:
    """The consent an interview rests on. *stops*: why it does not hold now; empty if it does."""

    record: RecordId
    level: str
    stops: str
    exceptions: int
    day: str


@dataclass(frozen=True, slots=True)
class InterviewShown:
    """The page, and the consent above it; without one, the narrative stays closed."""

    page: Shown
    consent: Consent | None

    @property
    def may_write(self) -> bool:
        """Whether the narrative may be opened."""
        return self.consent is not None and not self.consent.stops


def levels() -> tuple[str, ...]:
    """The levels one may choose, from nothing to everything."""
    field = Choice("consent-level")
    return tuple(term.code for term in field.terms if term.code != REVOKED)


def problem(answers: Answers) -> str:
    """What is still missing: the name of a question; empty if nothing is."""
    if not answers.level:
        return "level"
    if answers.level == NO_RECORD:
        return ""
    if answers.speaker is None and not answers.code.strip():
        return "speaker"
    return ""


class InterviewState(PageState):
    """The page of one interview. The narrative is shown only under a consent that holds."""

    def __init__(self, record: RecordId | None, tr: Translator, today: date) -> None:
        is_new = record is None
        super().__init__(record or new_record_id(system_clock(), os.urandom), "interview", tr, new=is_new)
        self.today = today

    def load_all(self, book: Casebook) -> InterviewShown:
        """The page with its consent."""
        shown = self.load(book)
        consent = None if shown.new else self._consent(book)
        sections = _narrative_first(shown.sections)
        if consent is None or consent.stops:
            sections = tuple(_without_texts(section) for section in sections)
        return InterviewShown(replace(shown, sections=sections), consent)

    def _consent(self, book: Casebook) -> Consent | None:
        linked = book.need(self.record).value("consent")
        found = book.get(RecordId(linked)) if isinstance(linked, bytes) else None
        if found is None:
            return None
        return Consent(
            found.id,
            found.text("level"),
            consents.holds(found, self.today),
            len(found.elements("grid")),
            found.text("date"),
        )

    def agree(self, answers: Answers) -> Callable[[Casebook, Progress], Touched]:
        """Work that records the consent and begins the interview that rests on it, as one act."""

        def work(book: Casebook, _progress: Progress) -> Touched:
            edits: list[Edit] = []
            speaker = answers.speaker
            if speaker is None:
                speaker = book.new_id()
                edits += [New(speaker, "person"), Set(speaker, "code_name", answers.code)]
                edits.append(Set(speaker, "protection", "always"))
            consent = book.new_id()
            edits += [New(consent, "consent"), Set(consent, "subject", speaker)]
            given = "exceptions" if answers.exceptions else "given"
            told = {
                "state": given,
                "level": answers.level,
                "date": answers.day,
                "method": answers.method,
                "understood": answers.understood,
                "language": answers.language,
            }
            edits += [Set(consent, name, value) for name, value in told.items() if value]
            edits += [Add(consent, "grid", (("cell", cell),)) for cell in answers.exceptions]
            edits += self._beginning(answers, speaker, consent)
            return records.write(book, Verb.INTERVIEW, edits)

        return work

    def _beginning(self, answers: Answers, speaker: RecordId, consent: RecordId) -> list[Edit]:
        if not self.new:
            return [Set(self.record, "consent", consent)]
        begin: list[Edit] = [New(self.record, "interview"), Set(self.record, "consent", consent)]
        begin.append(Set(self.record, "speaker", speaker))
        if answers.code:
            begin.append(Set(self.record, "speaker_code", answers.code))
        if answers.about is not None:
            begin.append(Add(self.record, "about", (("person", answers.about),)))
        told = {"date": answers.day, "language": answers.language, "status": "draft"}
        status = KINDS["interview"].find("status")
        for name, value in told.items():
            known = name != "status" or (
                status is not None and isinstance(status.field, Choice) and value in status.field.terms
            )
            if value and known:
                begin.append(Set(self.record, name, value))
        return begin

    def speaker_name(self, book: Casebook) -> str:
        """Who speaks, by name or code."""
        found = book.get(self.record)
        linked = found.value("speaker") if found is not None else None
        return record_name(book, RecordId(linked), self.tr.language) if isinstance(linked, bytes) else ""


def _narrative_first(sections: tuple[SectionShown, ...]) -> tuple[SectionShown, ...]:
    """What was told stands first; the consent has its own place above."""
    rest = [one for one in sections if not any(getattr(part, "path", "") == "consent" for part in one.parts)]
    return tuple(sorted(rest, key=lambda one: not any(isinstance(part, TextShown) for part in one.parts)))


def _without_texts(section: SectionShown) -> SectionShown:
    closed = ("verbatim",)
    parts = (
        p for p in section.parts if not isinstance(p, TextShown) and getattr(p, "path", "") not in closed
    )
    return SectionShown(section.label, tuple(parts))
