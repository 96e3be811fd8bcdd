"""What leaves: choosing what and for whom, the plan question by question, the preview, and the signed bundle.

Every method that needs the book returns work. What was answered is kept here; the plan itself is made anew from
it, so that nothing on the screen can be looser than consent and protection.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from casebook.base.progress import Progress
from casebook.casework import plans, settings
from casebook.casework import snapshot as snapshots
from casebook.casework.book import Casebook
from casebook.casework.plans import Draft
from casebook.casework.touched import Touched
from casebook.gui.screens.export.beside import Beside, beside_of
from casebook.gui.screens.export.handover import HandedOver
from casebook.gui.screens.export.planned import Kept, Planned, told
from casebook.gui.screens.export.texts import Stop
from casebook.gui.screens.export.why import Reason, reasons_at
from casebook.redaction import othernames, planning, saving, selection
from casebook.redaction.combinations import Index
from casebook.redaction.people import treatments


class ExportState(HandedOver):
    """One export, from the choice of records to the bundle that left."""

    def concerns(self, touched: Touched) -> bool:
        """Whether a write makes the plan stale: any write but the note of what left, and that it was kept."""
        return bool(touched.kinds - {"disclosure", "plan"})

    # ------------------------------------------------------------------------------------ planning

    def plan(self) -> Callable[[Casebook, Progress], Planned]:
        """Work that walks the whole signed journal and decides about every unit. Nothing is written."""
        audience, answers, tr = self.profile, self.answers, self.tr
        chosen = None if self.everything else self.chosen
        keys = frozenset(self.wanted.recipients)

        def work(book: Casebook, progress: Progress) -> Planned:
            taken = snapshots.take(book, progress)
            wanted = selection.everything(taken) if chosen is None else selection.closure(taken, chosen)
            made = planning.make(taken, wanted, audience, answers.choices(()), progress)
            progress.step("planning")
            kept = Kept(
                treatments(taken, audience),
                othernames.earlier_names(taken, audience.name, keys),
                Index.of(taken),
                saving.is_asked(taken),
            )
            return told(taken, made, answers, kept, None, tr, progress)

        return work

    def answered(self, planned: Planned) -> Callable[[Casebook, Progress], Planned]:
        """Work that makes the plan again with what was answered since."""
        answers, tr = self.answers, self.tr

        def work(_book: Casebook, progress: Progress) -> Planned:
            return told(planned.snapshot, planned.plan, answers, planned.kept, planned, tr, progress)

        return work

    def beside(self, planned: Planned) -> Callable[[Casebook, Progress], Beside]:
        """Work that says what stands beside the texts: who stands out, which files go, what is new."""
        keys, draft, tr = self.wanted.recipients, self.draft, self.tr

        def work(_book: Casebook, progress: Progress) -> Beside:
            progress.step("planning")
            return beside_of(planned, keys, draft, tr)

        return work

    def why(self, planned: Planned, stop: Stop) -> Callable[[Casebook, Progress], tuple[Reason, ...]]:
        """Work that says whom a place may name, and why they are or are not named."""
        tr = self.tr

        def work(_book: Casebook, progress: Progress) -> tuple[Reason, ...]:
            progress.step("planning")
            return reasons_at(planned.plan, planned.snapshot, stop, tr)

        return work

    def same(self, stop: Stop, planned: Planned) -> bool:
        """The answer given at *stop*, for every place of this word. False while there is none."""
        return self.same_in(stop, planned.plan.questions)

    # ------------------------------------------------------------------------------------ keeping

    def keep(self, draft: Draft) -> Callable[[Casebook, Progress], Touched]:
        """Work that keeps it in the casebook: as a new plan, or as what it is now. Raises `NoSuchPlan`."""
        into = self.plan_kept

        def work(book: Casebook, _progress: Progress) -> Touched:
            maker = draft.made_by or str(settings.setting(book, "author") or "")
            return plans.save(book, replace(draft, made_by=maker), into)[1]

        return work

    def kept(self, touched: Touched, draft: Draft) -> None:
        """It was kept; what is new is told against it from now on."""
        self.plan_kept = next(iter(touched.records), self.plan_kept)
        self.draft, self.told_taken = draft, draft.name
