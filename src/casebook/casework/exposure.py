"""What a lost device held: who is in danger and why, which sources to move, which keys to cut.

Asked of the casebook itself, or of its newest backup opened elsewhere. Everything is computed when it is
asked, folded anew from the signed journal; nothing is stored, sent or written. What was deleted but not
erased lay on the device too, so it counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from casebook.base.ids import FileId, RecordId
from casebook.base.progress import Progress
from casebook.casework import lost_keys, titles
from casebook.casework.book import Casebook
from casebook.casework.danger import Danger, Everything, Told, Why, danger_of, everything_in, is_public
from casebook.casework.lost_keys import LostKey
from casebook.casework.snapshot import Snapshot
from casebook.journal import drafts, log
from casebook.journal.current import Record
from casebook.model.all_kinds import HOUSEHOLD, KINDS, ORDERS


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, and how often; *count* is 1 where it is not a matter of number."""

    why: Why
    count: int = 1


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    """A way to reach somebody that stood here: for a warning, and what a searcher has too. *type* is a code."""

    address: str
    type: str
    safe: str


@dataclass(frozen=True, slots=True, repr=False)
class Exposed:
    """One person who stands in the casebook.

    *record* is the person's; of somebody who has none (who spoke under a code, who passed on a file), the
    record that tells of them. *name* is what the casebook calls them.
    """

    record: RecordId
    kind: str
    code: str
    name: str
    danger: Danger
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """How many records of a kind somebody gave."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True, repr=False)
class Source:
    """Somebody who was promised that nobody would know, and what of them stands here."""

    record: RecordId
    kind: str
    code: str
    name: str
    contacts: tuple[Contact, ...]
    through: tuple[str, ...]
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Exposure:
    """Everything the device held, as far as it harms: people, sources and keys in the order of urgency.

    *last_ms*: when it was last written in (ms since 1970, UTC); *files* counts attached files.
    """

    people: tuple[Exposed, ...]
    sources: tuple[Source, ...]
    keys: tuple[LostKey, ...]
    counts: tuple[Held, ...]
    files: int
    drafts: int
    entries: int
    last_ms: int


@dataclass(frozen=True, slots=True, repr=False)
class Harm:
    """Whom records endanger, whoever holds them: people and sources in the order of urgency."""

    people: tuple[Exposed, ...]
    sources: tuple[Source, ...]
    counts: tuple[Held, ...]
    files: int


def harm(everything: Everything) -> Harm:
    """Whom these records endanger. Of a part of a casebook: what only that part tells."""
    told = Told(everything)
    people = sorted(_people(told), key=_urgency)
    counts = Counter(record.kind for record in everything.snapshot.records.values())
    return Harm(
        tuple(people),
        tuple(_sources(told, people)),
        tuple(Held(kind, counts[kind]) for kind in KINDS if counts[kind] and kind not in ORDERS | HOUSEHOLD),
        len(set(_files(everything.snapshot))),
    )


def exposure(book: Casebook, progress: Progress | None = None) -> Exposure:
    """Fold the whole journal and say what it held. Writes nothing. Raises the first `Damaged` leaf met."""
    everything = everything_in(book, progress or Progress())
    found = harm(everything)
    return Exposure(
        people=found.people,
        sources=found.sources,
        keys=lost_keys.lost(book, everything.snapshot),
        counts=found.counts,
        files=found.files,
        drafts=len(drafts.drafts(book.db)),
        entries=log.heads(book.db).count,
        last_ms=log.last_wall_ms(book.db),
    )


def _files(snapshot: Snapshot) -> Iterator[FileId]:
    for record in snapshot.every("evidence"):
        for value in record.values("file"):
            if isinstance(value, tuple) and len(value) > 5 and isinstance(value[5], str):
                yield FileId(value[5])


def _urgency(one: Exposed) -> tuple[int, int, int, bytes]:
    """Within one danger, whoever has more reasons and more of each comes first."""
    return (
        one.danger,
        -len(one.reasons),
        -sum(reason.count for reason in one.reasons),
        one.record,
    )


# ------------------------------------------------------------------------------------- people, sources


def _people(told: Told) -> Iterator[Exposed]:
    snapshot = told.snapshot
    everybody = {record.id for record in snapshot.every("person")} | told.reasons.keys()
    for person in everybody:
        record = snapshot.get(person)
        if record is None or told.is_merged(person):
            continue
        found = told.reasons.get(person, Counter())
        if record.kind == "person" and is_public(told, person):
            found[Why.PUBLIC] = 1
        if person in told.everything.deleted:
            found[Why.DELETED] = 1
        danger = danger_of(found)
        reasons = tuple(Reason(why, found[why]) for why in Why if found[why])
        name = record.text("obtained_from") or titles.title_in(snapshot.get, person)
        yield Exposed(person, record.kind, record.code, name, danger, reasons)


def _sources(told: Told, people: Iterable[Exposed]) -> Iterator[Source]:
    """Those who gave something on a promise, the most urgent first."""
    promised = {Why.SPOKE_UNNAMED, Why.SOURCE_UNNAMED, Why.SECRET_WITNESS}
    for one in people:
        if not promised & {reason.why for reason in one.reasons}:
            continue
        record = told.snapshot.records[one.record]
        through = (
            titles.title_in(told.snapshot.get, RecordId(p))
            for p in record.values("safe_person")
            if isinstance(p, bytes)
        )
        gave = told.gave.get(one.record, Counter())
        held = tuple(Held(kind, gave[kind]) for kind in KINDS if gave[kind])
        yield Source(
            one.record, one.kind, one.code, one.name, tuple(_contacts(told, record)), tuple(through), held
        )


def _contacts(told: Told, record: Record) -> Iterator[Contact]:
    for key in record.elements("contacts"):
        types = record.values(f"contacts/{key}/type")
        for address in record.values(f"contacts/{key}/address"):
            yield Contact(str(address), str(next(iter(types), "")), record.text(f"contacts/{key}/safe"))
    spoken = [record] if record.kind == "interview" else told.snapshot.pointing_at(record.id, "interview")
    for interview in spoken:
        if interview is record or record.id in interview.values("speaker"):
            for text in interview.values("safe_contact"):
                yield Contact(str(text), "", "")
