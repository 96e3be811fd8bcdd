"""The first half of an export's state: what leaves, for whom, and from what it began. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator
from casebook.casework.book import Casebook
from casebook.casework.plans import Draft
from casebook.gui.parts.names import KIND_ICONS, record_name
from casebook.gui.screens.export.answers import Answers, answers_of
from casebook.gui.screens.export.beginning import (
    PlanShown,
    RecipientShown,
    Taken,
    plans_of,
    recipients_of,
    taken,
)
from casebook.gui.screens.export.leaving import Wanted
from casebook.journal import current
from casebook.redaction import selection
from casebook.redaction.profile import Profile, profile

NAMED_AT_MOST: Final = 12
ENTRY: Final = ("list-entry", "edition")


@dataclass(frozen=True, slots=True)
class Item:
    """A record one can choose or has chosen."""

    record: RecordId
    name: str
    icon: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Choosing:
    """What can be chosen: everything (so many records), editions of lists; and what is chosen now.

    *more*: chosen records that are not named here. *recipients*: the address book; *plans*: those that were
    kept. *taken*: what was asked to be taken over, if something was.
    """

    everything: int
    editions: tuple[Item, ...]
    chosen: tuple[Item, ...]
    more: int
    recipients: tuple[RecipientShown, ...] = ()
    plans: tuple[PlanShown, ...] = ()
    taken: Taken | None = None


class Chosen:
    """What leaves and for whom. *records*: what was selected elsewhere; everything, if nothing was.

    *asked*: a plan to go on with, or a disclosure whose next edition this is; `load` reads it and `take_over`
    hears of it.
    """

    def __init__(
        self, records: tuple[RecordId, ...], tr: Translator, today: date, asked: RecordId | None = None
    ) -> None:
        self.tr = tr
        self.today = today
        self.asked = asked
        self.chosen = records
        self.everything = not records
        self.audience = "public"
        self.partner = ""
        """Which organisation receives it, as consents name it."""
        self.answers = Answers()
        self.wanted = Wanted(language=tr.language)
        self.replaces: RecordId | None = None
        """The disclosure of the edition in whose place this one comes."""
        self.plan_kept: RecordId | None = None
        """The record this plan was kept in before, if it was."""
        self.draft: Draft | None = None
        """What stood there when this export began from it."""
        self.told_taken = ""
        """What it began from, in words."""

    @property
    def profile(self) -> Profile:
        """What the audience may see."""
        return replace(profile(self.audience), partner=self.partner.strip())

    def load(self, book: Casebook) -> Choosing:
        """What can be chosen. Raises `AlreadyReplaced`."""
        counts = current.counts(book.db)
        everything = sum(counts.get(kind, 0) for kind in selection.EXPORTED)
        editions = tuple(self._edition(book, record.id) for record in current.every(book.db, "list-edition"))
        begun = taken(book, self.asked, self.tr) if self.asked is not None else None
        records = self.chosen if begun is None else (begun.selection or ())
        chosen = tuple(self._item(book, record) for record in records[:NAMED_AT_MOST])
        audience = self.audience if begun is None else begun.audience
        return Choosing(
            everything,
            editions,
            chosen,
            max(0, len(records) - NAMED_AT_MOST),
            recipients_of(book, audience, self.today, self.tr),
            plans_of(book, self.tr),
            begun,
        )

    def _item(self, book: Casebook, record: RecordId, count: int = 0) -> Item:
        found = book.get(record)
        icon = KIND_ICONS.get(found.kind, "file") if found is not None else "file"
        return Item(record, record_name(book, record, self.tr.language), icon, count)

    def _edition(self, book: Casebook, record: RecordId) -> Item:
        entries = {at for at, kind, path in current.pointing_at(book.db, record) if (kind, path) == ENTRY}
        return self._item(book, record, len(entries))

    # ------------------------------------------------------------------------------------ what

    def choose_everything(self, *, wanted: bool) -> None:
        """The whole casebook, or only what is chosen."""
        self.everything = wanted

    def choose(self, record: RecordId) -> None:
        """One more record; with it goes what belongs to it."""
        self.everything = False
        self.chosen = (*(one for one in self.chosen if one != record), record)

    def choose_only(self, record: RecordId) -> None:
        """One record and what belongs to it."""
        self.everything = False
        self.chosen = (record,)

    def leave_out(self, record: RecordId) -> None:
        """One record fewer."""
        self.chosen = tuple(one for one in self.chosen if one != record)

    def missing(self) -> str:
        """What must be said before a plan can be made; empty if nothing."""
        if not self.everything and not self.chosen:
            return N_("Choose what shall leave: a list edition, a dossier, a person; or everything.")
        return ""

    # ------------------------------------------------------------------------------------ from what

    def ask_for(self, record: RecordId) -> None:
        """Begin from a plan that was kept, or an edition that left."""
        self.asked = record

    def take_over(self, begun: Taken) -> None:
        """What it began from was read."""
        self.asked = None
        self.audience, self.partner = begun.audience, begun.partner
        self.everything = begun.selection is None
        self.chosen = begun.selection or ()
        self.answers = Answers() if begun.choices is None else answers_of(begun.choices, begun.draft)
        self.wanted = replace(
            self.wanted,
            recipients=begun.recipients,
            purpose=begun.purpose,
            language=begun.language or self.wanted.language,
        )
        self.replaces, self.plan_kept = begun.replaces, begun.plan
        self.draft, self.told_taken = begun.draft, begun.told

    def begin_anew(self) -> None:
        """Nothing of a plan that was kept before: no answer, no choice of it."""
        self.plan_kept = self.draft = None
        self.told_taken = ""
        self.answers = Answers()

    # ------------------------------------------------------------------------------------ for whom

    def choose_audience(self, audience: str) -> None:
        """Another audience: an edition for others replaces none of these, and no name of theirs is kept."""
        if audience != self.audience:
            self.audience = audience
            self.replaces = None
            self._other_class()

    def choose_recipients(self, chosen: Sequence[RecipientShown]) -> None:
        """Exactly these people of the address book; the keys of others that were typed go."""
        keys = dict.fromkeys(key for one in chosen for key in one.keys)
        languages = {one.language for one in chosen if one.language}
        if len(languages) == 1:
            self.wanted = replace(self.wanted, language=languages.pop())
        self.partner = chosen[0].organisation if len(chosen) == 1 else ""
        if tuple(keys) != self.wanted.recipients:
            self.wanted = replace(self.wanted, recipients=tuple(keys))
            self._other_class()

    def _other_class(self) -> None:
        """Names that were kept were those of others."""
        self.answers = replace(self.answers, rest=replace(self.answers.rest, kept=frozenset()))

    def want(self, **changed: object) -> bool:
        """Other wishes for the bundle. True if one made before is not what is wanted now."""
        before, self.wanted = self.wanted, replace(self.wanted, **changed)  # type: ignore[arg-type]  # names of its own fields
        if set(before.recipients) != set(self.wanted.recipients):
            self._other_class()
        return before.made_as != self.wanted.made_as
