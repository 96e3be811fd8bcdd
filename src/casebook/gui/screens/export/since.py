"""What is new in an export: since the last bundle for the same recipients, and since its plan was kept. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator
from casebook.casework import titles
from casebook.casework.plans import Draft
from casebook.casework.snapshot import Snapshot
from casebook.gui.parts.names import KIND_ICONS
from casebook.gui.screens.export.planned import Planned
from casebook.redaction import saving
from casebook.redaction.saving import Since


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One record, and what is otherwise about it. *more*: it is told now and was not then."""

    record: RecordId
    name: str
    icon: str
    what: str
    more: bool


@dataclass(frozen=True, slots=True)
class SinceShown:
    """What is otherwise since *head*; *rest* counts what is not."""

    head: str
    changes: tuple[ChangeShown, ...]
    rest: str


@dataclass(frozen=True, slots=True)
class News:
    """Against the last bundle of this class, if one left, and against the plan as it was kept, if it was."""

    last: SinceShown | None
    kept: SinceShown | None

    @property
    def count(self) -> int:
        """How many changes since the last bundle; since the plan was kept, where none left."""
        shown = self.last or self.kept
        return 0 if shown is None else len(shown.changes)


def news_of(planned: Planned, recipients: tuple[str, ...], draft: Draft | None, tr: Translator) -> News:
    """What is new."""
    last = saving.since_last(planned.snapshot, planned.plan, recipients)
    kept = saving.since_saved(draft, planned.plan) if draft is not None else None
    return News(
        None
        if last is None
        else _shown(last, tr(N_("New since {date}")).format(date=last.date), planned, tr),
        None if kept is None else _shown(kept, tr(N_("Otherwise than when the plan was kept")), planned, tr),
    )


def _shown(since: Since, head: str, planned: Planned, tr: Translator) -> SinceShown:
    rest = [tr.plural("{count} record as before", "{count} records as before", since.same)]
    if since.untold:
        rest.append(
            tr.plural(
                "{count} was shown then too; how is not on record",
                "{count} were shown then too; how is not on record",
                since.untold,
            )
        )
    return SinceShown(head, tuple(_changes(since, planned.snapshot, tr)), " · ".join(rest))


def _changes(since: Since, snapshot: Snapshot, tr: Translator) -> Iterator[ChangeShown]:
    for what, found, more in (
        (N_("named now and not then"), since.named, True),
        (N_("shown now and not then"), since.new, True),
        (N_("shown otherwise than then"), since.otherwise, True),
        (N_("named then and not now"), since.unnamed, False),
        (N_("shown then and not now"), since.gone, False),
    ):
        for record in found:
            held = snapshot.get(record)
            name = titles.title_in(snapshot.get, record, tr.language) if held is not None else ""
            code = held.code if held is not None else tr(N_("a record that is not here any more"))
            icon = KIND_ICONS.get(held.kind, "file") if held is not None else "file"
            yield ChangeShown(record, name or code, icon, tr(what), more)
