"""What the recipient can put together with what was sent before, what is new since then, and which edition it is.

No Qt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import disclosures, editions, titles
from casebook.casework.book import Casebook
from casebook.casework.snapshot import Snapshot
from casebook.gui.screens.export.audiences import audience_name
from casebook.redaction import joined, saving
from casebook.redaction.joined import Joint
from casebook.redaction.plan import RedactionPlan
from casebook.redaction.saving import Since
from casebook.wording import joining, of_editions
from casebook.wording.days import in_words

NAMED_AT_MOST: Final = 6


@dataclass(frozen=True, slots=True)
class EditionShown:
    """An edition that left: its record, and what it is, in words."""

    record: RecordId
    told: str


@dataclass(frozen=True, slots=True)
class Together:
    """*joints*: what two bundles say together, in sentences. *since*: what is new since the last one for exactly these
    recipients; nothing if none left. *before*: how many bundles may lie beside it.

    *newest*: the edition of this class this one could take the place of. *open*: a round is open, so that an edition
    may go out without saying “now”; *rounds* says when.
    """

    joints: tuple[str, ...]
    before: int
    since: tuple[str, ...]
    last: str
    newest: EditionShown | None
    open: bool
    rounds: str


def together(
    book: Casebook,
    snapshot: Snapshot,
    plan: RedactionPlan,
    recipients: Sequence[str],
    replaces: RecordId | None,
    tr: Translator,
    progress: Progress,
) -> Together:
    """All of it. Earlier bundles are planned again, as far as the casebook knows what was in them."""
    progress.step("planning")
    beside = disclosures.may_be_joined(snapshot.every("disclosure"), recipients)
    earlier = joined.earlier(snapshot, progress, {row.id for row in beside})
    joints = joined.joined(joined.told(plan), earlier)
    since = saving.since_last(snapshot, plan, recipients)
    found = editions.round_of(book)
    return Together(
        tuple(dict.fromkeys(_joint(each, snapshot, tr) for each in joints)),
        len(beside),
        () if since is None else tuple(_since(since, snapshot, tr)),
        "" if since is None else in_words(since.date, tr),
        _newest(book, plan.profile.name, recipients, replaces, tr),
        found.open,
        of_editions.rounds(found, tr, in_words),
    )


def _joint(found: Joint, snapshot: Snapshot, tr: Translator) -> str:
    made = snapshot.get(found.disclosure)
    date, audience = (
        ("", "")
        if made is None
        else (in_words(made.text("date"), tr), audience_name(made.text("audience"), tr))
    )
    return joining.joint(
        found,
        tr,
        person=_name(found.person, snapshot, tr),
        record=_name(found.record, snapshot, tr),
        date=date,
        audience=audience,
    )


def _name(record: RecordId | None, snapshot: Snapshot, tr: Translator) -> str:
    found = None if record is None else snapshot.get(record)
    if record is None or found is None:
        return ""
    return titles.title_in(snapshot.get, record, tr.language) or found.code


def _since(since: Since, snapshot: Snapshot, tr: Translator) -> Iterator[str]:
    counted = (
        (since.new, tr.plural("{count} record is new", "{count} records are new", len(since.new))),
        (
            since.otherwise,
            tr.plural(
                "{count} record is told otherwise", "{count} records are told otherwise", len(since.otherwise)
            ),
        ),
        (
            since.gone,
            tr.plural(
                "{count} record is not in it any more",
                "{count} records are not in it any more",
                len(since.gone),
            ),
        ),
        (
            since.named,
            tr.plural(
                "{count} person is named for the first time",
                "{count} people are named for the first time",
                len(since.named),
            ),
        ),
        (
            since.unnamed,
            tr.plural(
                "{count} person is not named any more",
                "{count} people are not named any more",
                len(since.unnamed),
            ),
        ),
    )
    for records, told in counted:
        if records:
            names = [_name(record, snapshot, tr) for record in records]
            different = sorted({name for name in names if name})
            some = ", ".join(different[:NAMED_AT_MOST])
            more = "…" if len(different) > NAMED_AT_MOST else ""
            yield f"{told}: {some}{more}" if some else told
    if since.same:
        yield tr.plural("{count} record is as it was", "{count} records are as they were", since.same)
    if since.untold:
        yield tr.plural(
            "{count} record was in both; the earlier bundle kept nothing to compare it with",
            "{count} records were in both; the earlier bundle kept nothing to compare them with",
            since.untold,
        )


def _newest(
    book: Casebook, audience: str, recipients: Sequence[str], replaces: RecordId | None, tr: Translator
) -> EditionShown | None:
    """The edition that is replaced, or the last one for exactly these recipients."""
    keys = frozenset(recipients)
    fitting = [
        each
        for each in editions.series(book)
        if (each.newest == replaces if replaces is not None else _is_of(each, audience, keys))
    ]
    if not fitting:
        return None
    last = max(fitting, key=lambda each: (each.left, each.newest))
    told = tr(N_("{code}, which left on {date}")).format(
        code=last.code, date=in_words(last.left.isoformat(), tr)
    )
    return EditionShown(last.newest, f"{told} · {last.purpose}" if last.purpose else told)


def _is_of(series: editions.Series, audience: str, keys: frozenset[str]) -> bool:
    return not series.ended and series.audience == audience and {one.key for one in series.recipients} == keys
