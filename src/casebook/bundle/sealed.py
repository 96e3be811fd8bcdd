"""The records of a bundle: in which order they stand, and each with its seal, made at writing or now.

Whoever sees a bundle cannot tell which of them were made when: shape, keys and ids are of one kind. Only an author
slip can.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.bundle import contents
from casebook.bundle.numbering import Numbering
from casebook.casework.book import Casebook
from casebook.casework.kept_seals import Kept
from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.journal.frontier import frontier
from casebook.model.all_kinds import KINDS
from casebook.model.kinds import Many
from casebook.redaction import sealing, seals
from casebook.redaction.plan import Fate, RecordFate, RedactionPlan
from casebook.redaction.seals import Making
from casebook.redaction.text_versions import text_version
from casebook.vault.keys import OneTimeKey


@dataclass(frozen=True, slots=True)
class Leaving:
    """One sealed record of a bundle: the seal with what is shown of it, and what is kept to build it again."""

    sealed: seals.Sealed
    kept: Kept


def in_shown_order(plan: RedactionPlan, snapshot: Snapshot, numbering: Numbering) -> list[RecordFate]:
    """By kind as the selection orders kinds, then by what is shown of the title; those whose name is withheld, or
    another, stand last, as chance has it. Nothing of the casebook's own order, ids or times is left in it.
    """
    shown = [fate for fate in plan.records if fate.shown and snapshot.get(fate.record) is not None]
    kinds = {kind: i for i, kind in enumerate(dict.fromkeys(fate.kind for fate in shown))}
    fates = {fate.record: fate for fate in shown}

    def place(fate: RecordFate) -> tuple[int, bool, str, bytes]:
        title = "" if _is_unnamed(plan, fates, fate) else " ".join(_title(plan, fates, fate))
        return kinds[fate.kind], not title, title.casefold(), numbering.place(fate.record)

    return sorted(shown, key=place)


def _is_unnamed(plan: RedactionPlan, fates: Mapping[RecordId, RecordFate], fate: RecordFate) -> bool:
    """Whether everybody can see that it is about somebody without their name: a person, or a record whose title leads
    to one in the same bundle. A link that is hidden moves nothing: its place would tell of it.
    """
    people = {fate.record, *_titled_by(fate)} & fates.keys()
    return any(person in plan.people and not plan.people[person].named for person in people)


def _titled_by(fate: RecordFate) -> Iterator[RecordId]:
    for path, unit in fate.units.items():
        in_title = path.partition("/")[0] in KINDS[fate.kind].title and unit.fate is not Fate.WITHHELD
        if in_title and isinstance(unit.shown, bytes):
            yield RecordId(unit.shown)


def _title(plan: RedactionPlan, fates: Mapping[RecordId, RecordFate], fate: RecordFate) -> list[str]:
    """The texts of its title as they are shown; of a link to a record of the bundle, that record's."""
    kind = KINDS[fate.kind]
    for name in kind.title:
        declared = kind.by_name[name]
        main = declared.main if isinstance(declared, Many) else declared
        texts: list[str] = []
        for path, unit in sorted(fate.units.items()):
            wanted = path == name or (path.startswith(f"{name}/") and path.endswith(f"/{main.name}"))
            if not wanted or unit.fate is Fate.WITHHELD or unit.shown is None:
                continue
            if isinstance(unit.shown, bytes):
                linked = fates.get(RecordId(unit.shown))
                texts += [] if linked is None or linked is fate else _title(plan, fates, linked)
            elif unit.passages:
                texts += [unit.passages[slot].plain(contents.MARK) for slot in sorted(unit.passages)]
            else:
                texts.append(main.field.text(unit.shown))
        if any(texts):
            return sorted(texts)
    return []


def seal_all(
    book: Casebook,
    snapshot: Snapshot,
    fates: Sequence[RecordFate],
    written: sealing.Written | None,
    numbering: Numbering,
    progress: Progress,
) -> list[Leaving]:
    """Each record with the seal of its class, built again and compared, or with one made now.

    Raises `SealChanged` where a seal made at writing is not what was signed.
    """
    ids = seals.ids_secret(numbering.secret) if written is None else written.ids
    found = []
    for i, fate in enumerate(fates):
        progress.step("sealing", i, len(fates))
        record = snapshot.get(fate.record)
        assert record is not None
        kept = None if written is None else written.seals.get(fate.record)
        if kept is None:
            found.append(_made_now(book, record, fate, written, numbering, ids))
        else:
            making = Making(kept.secret, ids, kept.follows)
            again = seals.again(record, fate, making, kept.public, kept.signature, kept.name)
            found.append(Leaving(again, kept))
    return found


def _made_now(
    book: Casebook,
    record: Record,
    fate: RecordFate,
    written: sealing.Written | None,
    numbering: Numbering,
    ids: bytes,
) -> Leaving:
    making = Making(seals.record_secret(numbering.secret, record.id), ids)
    key = OneTimeKey(numbering.key_seed(record.id))
    sealed = seals.seal(record, fate, making, seals.SealKey(key.public, key.sign))
    kept = Kept(
        name=sealed.name,
        statement=None,
        set=None if written is None else written.of_set.record,
        ids=ids,
        secret=making.secret,
        public=key.public,
        signature=sealed.signature,
        follows=None,
        version=text_version(record),
        reached=frontier(book.db, record.id),
    )
    return Leaving(sealed, kept)
