"""The last third of an export's state: the bundle that is made, searched, looked at and let out. No Qt."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.bundle.write import LeakFound
from casebook.casework import leaving_sheet, plans, recipients, settings
from casebook.casework.book import Casebook
from casebook.casework.leaving_sheet import LeavingSheet
from casebook.casework.touched import Touched
from casebook.gui.screens.export.deciding import Decided
from casebook.gui.screens.export.finding import LeakShown, Page, leaks_in_words, page_of
from casebook.gui.screens.export.leaving import Chance, Done, Pages, Ready, pages_of, prepare, release
from casebook.gui.screens.export.planned import Planned
from casebook.gui.screens.export.together import Together, together
from casebook.model.dates import parse_typed
from casebook.redaction import released, saving
from casebook.redaction.leakcheck import Leak
from casebook.redaction.released import ReleasedHit


class HandedOver(Decided):
    """Keeps what chance drew for this export, and the findings somebody let pass, until the bundle has left."""

    _chance: Chance | None = None
    _passed: tuple[ReleasedHit, ...] = ()

    @property
    def chance(self) -> Chance:
        """One for every preview of this export."""
        if self._chance is None:
            self._chance = Chance.drawn(os.urandom)
        return self._chance

    def begin_next(self) -> None:
        """The bundle has left, or another is wanted: nothing chance drew for it may come again."""
        self._chance, self._passed = None, ()

    # ------------------------------------------------------------------------------------ making

    def pages(self, planned: Planned) -> Callable[[Casebook, Progress], Pages]:
        """Work that makes the report, for looking at while the bundle is made and searched."""
        wanted, chance = self.wanted, self.chance

        def work(_book: Casebook, progress: Progress) -> Pages:
            progress.step("typesetting")
            return pages_of(planned.plan, planned.snapshot, wanted, chance)

        return work

    def ready(self, planned: Planned) -> Callable[[Casebook, Progress], Ready]:
        """Work that makes the bundle, judges and searches it, and keeps it in memory. Raises `LeakFound`."""
        wanted, chance, passed = self.wanted, self.chance, self._passed

        def work(book: Casebook, progress: Progress) -> Ready:
            made = prepare(book, planned.snapshot, planned.plan, wanted, chance, passed, progress)
            # Counted as they are asked on the screen: a place asked about for two reasons is one.
            return replace(made, unlooked=planned.texts.open + made.in_files)

        return work

    def together(self, planned: Planned) -> Callable[[Casebook, Progress], Together]:
        """Work that says what the recipient can put together with what left before."""
        keys, replaces, tr = self.wanted.recipients, self.replaces, self.tr

        def work(book: Casebook, progress: Progress) -> Together:
            return together(book, planned.snapshot, planned.plan, keys, replaces, tr, progress)

        return work

    # ------------------------------------------------------------------------------------ findings

    def leaks(self, planned: Planned, found: tuple[Leak, ...]) -> tuple[LeakShown, ...]:
        """Where the check found somebody, and whom."""
        return leaks_in_words(found, planned.snapshot, self.tr)

    def page(self, planned: Planned, refused: LeakFound, leak: Leak) -> Callable[[Casebook, Progress], Page]:
        """Work that says what stands at a finding, for somebody who has to judge it."""
        tr = self.tr

        def work(_book: Casebook, progress: Progress) -> Page:
            return page_of(refused.data, leak, planned.snapshot, planned.plan, tr, progress)

        return work

    def let_pass(self, leak: Leak, reason: str) -> None:
        """Somebody looked at the page, and says why it may stand. Raises `NotReleasable`, `NoReasonGiven`."""
        hit = released.release(leak, reason)
        self._passed = (*(each for each in self._passed if each.fingerprint != hit.fingerprint), hit)

    @property
    def passed(self) -> tuple[ReleasedHit, ...]:
        """Findings that were let pass."""
        return self._passed

    # ------------------------------------------------------------------------------------ to whom, on what terms

    def sheet(self, planned: Planned) -> LeavingSheet:
        """What is to be read before it leaves: to whom it goes, and what is not as it should be."""
        everybody = recipients.recipients(planned.snapshot)
        return leaving_sheet.leaving_sheet(
            everybody, self.wanted.recipients, planned.plan.profile.use, planned.snapshot.today
        )

    def add_recipient(self, planned: Planned, text: str) -> bool:
        """A key, or somebody of the address book with all their keys. True if the bundle must be made again.

        Raises as `recipients.keys_for`.
        """
        keys = recipients.keys_for(recipients.recipients(planned.snapshot), [text])
        return self.want(recipients=tuple(dict.fromkeys((*self.wanted.recipients, *keys))))

    def expire(self, text: str) -> None:
        """By when it is to be destroyed, as somebody types it. Raises `BadDate`."""
        self.want(expires=parse_typed(text).edtf if text.strip() else "")

    def replace_edition(self, edition: RecordId | None) -> None:
        """It takes the place of *edition*; of none."""
        self.replaces = edition

    # ------------------------------------------------------------------------------------ the second person

    def approve(self, planned: Planned, by: str, note: str) -> Callable[[Casebook, Progress], Touched]:
        """Work that keeps the plan as it is, and that *by* looked at it. Raises `SecondPersonNeeded`."""
        kept, draft = self.plan_kept, self.draft
        name, made_by, remark = ("", "", "") if draft is None else (draft.name, draft.made_by, draft.note)
        now = self.draft_of(planned, name, made_by, remark)

        def work(book: Casebook, _progress: Progress) -> Touched:
            saved = replace(now, made_by=now.made_by or str(settings.setting(book, "author") or ""))
            if not plans.is_second(by, saved.made_by):
                raise plans.SecondPersonNeeded
            record, _ = plans.save(book, saved, kept)
            today = planned.snapshot.today.isoformat()
            return plans.approve(
                book, record, decided=saving.decided(planned.plan), by=by, date=today, note=note
            )

        return work

    # ------------------------------------------------------------------------------------ leaving

    def release(self, planned: Planned, made: Ready, to: Path) -> Callable[[Casebook, Progress], Done]:
        """Work that lets the bundle out, and records that it left."""
        wanted, replaces, month = self.wanted, self.replaces, f"{self.today:%Y-%m}"

        def work(book: Casebook, progress: Progress) -> Done:
            return release(book, planned.plan, made, to, wanted, replaces, month, progress)

        return work
