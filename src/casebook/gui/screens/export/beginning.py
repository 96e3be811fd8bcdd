"""From what an export can begin: the address book, a plan that was kept, an edition to be replaced. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator
from casebook.casework import editions, leaving_sheet, plans, recipients
from casebook.casework.book import Casebook
from casebook.casework.leaving_sheet import Doubt
from casebook.casework.plans import Draft
from casebook.casework.recipients import Recipient
from casebook.gui.screens.export.audiences import audience_name
from casebook.journal import current
from casebook.redaction import saving
from casebook.redaction.plan import Choices
from casebook.wording import of_recipients
from casebook.wording.days import in_words

MOST_PLANS: Final = 3


@dataclass(frozen=True, slots=True, repr=False)
class RecipientShown:
    """Somebody a bundle can go to. *keys*: those in use; none: nothing can be encrypted to them.

    *doubts*: what should be thought of before, in words.
    """

    record: RecordId
    called: str
    audience: str
    told: str
    language: str
    organisation: str
    keys: tuple[str, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class PlanShown:
    """A plan that was kept: what it is called, and for whom, by whom, when."""

    record: RecordId
    name: str
    told: str


@dataclass(frozen=True, slots=True, repr=False)
class Taken:
    """What an export takes over. *plan* was kept before; *replaces* is the edition in whose place it comes.

    *selection*: nothing for everything there is.
    """

    audience: str
    recipients: tuple[str, ...]
    purpose: str
    selection: tuple[RecordId, ...] | None
    told: str
    partner: str = ""
    language: str = ""
    choices: Choices | None = None
    plan: RecordId | None = None
    replaces: RecordId | None = None
    draft: Draft | None = None


def recipients_of(book: Casebook, audience: str, today: date, tr: Translator) -> tuple[RecipientShown, ...]:
    """Everybody of the address book, by name, as recipients of something made for *audience*."""
    everybody = recipients.recipients(book)
    ordered = sorted(everybody, key=lambda one: one.called.casefold())
    return tuple(_recipient(one, everybody, audience, today, tr) for one in ordered)


def _recipient(
    one: Recipient, everybody: tuple[Recipient, ...], audience: str, today: date, tr: Translator
) -> RecipientShown:
    keys = tuple(key.key for key in one.in_use)
    doubts: dict[str, None] = {}
    sheet = leaving_sheet.leaving_sheet(everybody, keys, audience, today)
    for line in sheet.lines:
        for doubt in line.doubts:
            if doubt is not Doubt.AUDIENCE:
                doubts[of_recipients.doubt(doubt, sheet, line, tr, in_words)] = None
    if not keys:
        doubts[tr(NO_KEY)] = None
    told = audience_name(one.audience, tr) if one.audience else ""
    organisation = one.organisation or one.name
    return RecipientShown(
        one.id, one.called, one.audience, told, one.language, organisation, keys, tuple(doubts)
    )


NO_KEY: Final = N_("No key of theirs is known: what goes to them goes unencrypted.")


def plans_of(book: Casebook, tr: Translator) -> tuple[PlanShown, ...]:
    """Plans that were kept, the newest first."""
    found = sorted(current.every(book.db, "plan"), key=lambda plan: plan.id, reverse=True)
    return tuple(_plan(plan.id, plans.read(plan), tr) for plan in found)


def _plan(record: RecordId, draft: Draft, tr: Translator) -> PlanShown:
    whom = audience_name(draft.audience, tr)
    told = tr(N_("for: {audience}")).format(audience=whom)
    parts = (told, draft.purpose, draft.made_by)
    return PlanShown(record, draft.name or whom, " · ".join(part for part in parts if part))


def taken(book: Casebook, record: RecordId, tr: Translator) -> Taken | None:
    """What a plan or a disclosure hands on; nothing for any other record. Raises `AlreadyReplaced`."""
    found = book.get(record)
    if found is not None and found.kind == "plan":
        return _from_plan(book, record, plans.read(found), tr)
    if found is not None and found.kind == "disclosure":
        return _from_edition(book, record, tr)
    return None


def _from_plan(book: Casebook, record: RecordId, draft: Draft, tr: Translator) -> Taken:
    shown = _plan(record, draft, tr)
    return Taken(
        audience=draft.audience,
        recipients=draft.recipients,
        purpose=draft.purpose,
        selection=draft.selection,
        told=shown.name,
        partner=draft.partner,
        language=draft.language,
        choices=saving.choices_of(draft, book.get),
        plan=record,
        draft=replace(draft, choices=tuple(saving.fitting(draft.choices, book.get))),
    )


def _from_edition(book: Casebook, record: RecordId, tr: Translator) -> Taken:
    series = editions.next_of(book, record)
    whom = ", ".join(one.name or f"{one.key[:12]}…" for one in series.recipients)
    told = tr(N_("{code}, for {whom}, left on {date}"))
    return Taken(
        audience=series.audience,
        recipients=tuple(one.key for one in series.recipients),
        purpose=series.purpose,
        selection=tuple(_shown(book, record)),
        told=told.format(
            code=series.code,
            whom=whom or audience_name(series.audience, tr),
            date=in_words(series.left.isoformat(), tr),
        ),
        replaces=record,
    )


def _shown(book: Casebook, disclosure: RecordId) -> Iterator[RecordId]:
    """The records that edition showed and that are still there; lists and dossiers bring what is new in them."""
    row = book.get(disclosure)
    for _, record in row.each("shown", "record") if row is not None else ():
        if isinstance(record, bytes) and book.get(RecordId(record)) is not None:
            yield RecordId(record)
