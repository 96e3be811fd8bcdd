"""What the parts beside the texts say of a plan: who stands out, which files go, what is new, who approved. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from casebook.base.words import Translator
from casebook.casework import plans
from casebook.casework.plans import Approval, Draft
from casebook.gui.screens.export.few import Few, few_of
from casebook.gui.screens.export.files import FileOffered, files_of
from casebook.gui.screens.export.planned import Planned
from casebook.gui.screens.export.since import News, news_of
from casebook.redaction import combinations, saving

SHOWN_BYTES = 16


@dataclass(frozen=True, slots=True)
class Beside:
    """*decided* is the fingerprint of exactly this plan; *approvals* are those of it; *second*: one is asked for."""

    few: Few
    files: tuple[FileOffered, ...]
    news: News
    decided: bytes
    approvals: tuple[Approval, ...]
    second: bool

    @property
    def needs_second(self) -> bool:
        """Whether a second person has to look at it first."""
        return self.second and not self.approvals

    @property
    def fingerprint(self) -> str:
        """The beginning of the fingerprint, in groups to compare by eye."""
        return in_groups(self.decided)


def in_groups(decided: bytes) -> str:
    """A fingerprint in groups of four."""
    text = decided[:SHOWN_BYTES].hex()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def beside_of(planned: Planned, recipients: tuple[str, ...], draft: Draft | None, tr: Translator) -> Beside:
    """Everything beside the texts, asked anew."""
    found = combinations.check(planned.snapshot, planned.plan, planned.kept.index)
    decided = saving.decided(planned.plan)
    return Beside(
        few_of(found, planned, tr),
        files_of(planned, tr),
        news_of(planned, recipients, draft, tr),
        decided,
        plans.approvals(planned.snapshot, decided),
        planned.kept.second,
    )
