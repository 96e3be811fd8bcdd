"""Two bundles in one pair of hands: what they say together that neither says alone. Pure.

Whoever holds both lays records side by side that say the same thing nowhere else said. Then a name withheld in one
is the name shown in the other, two other names are one person, and words hidden here are read there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework.merged import standing_in
from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.model.fields import Value
from casebook.redaction import planning
from casebook.redaction.people import Treatment
from casebook.redaction.plan import Choices, Fate, Passage, RedactionPlan, UnitFate
from casebook.redaction.profile import PROFILES

TELLING: Final = 5
"""Words in a row, from which a passage is known again wherever it was cut."""
Unit = tuple[RecordId, str, str]
"""A record, the path of a unit of it, and the slot of a text in it (empty in a plain one)."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one bundle tells: of which people under which name, and which words and values of which records.

    *named*: by their own name. *names*: by another one. *texts*: for each text the characters that are shown,
    by their place in the whole text. *values*: everything else that is shown. *about*: of whom each record tells.
    """

    named: frozenset[RecordId] = frozenset()
    names: Mapping[RecordId, str] = field(default_factory=dict, repr=False)
    records: frozenset[RecordId] = frozenset()
    texts: Mapping[Unit, Mapping[int, str]] = field(default_factory=dict, repr=False)
    values: Mapping[Unit, Value] = field(default_factory=dict, repr=False)
    about: Mapping[RecordId, frozenset[RecordId]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What left before. *is_assumed*: words and values are those its audience would be shown today, because a
    disclosure keeps whom and which records a bundle told of, and no copy of it.
    """

    disclosure: RecordId
    told: Told
    is_assumed: bool = True


@dataclass(frozen=True, slots=True)
class Joint:
    """One thing that somebody learns who holds this bundle and *disclosure*.

    *kind* is a code: ``named-before`` (*person* is not named here, and is there), ``named-now`` (the other way
    round), ``two-names`` (*person* has another name in each), ``hidden-here`` and ``hidden-there`` (words or
    values of *record* that the other one shows, *count* of them). *records*: by how many records both can be
    laid side by side for this.
    """

    kind: str
    disclosure: RecordId
    person: RecordId | None
    record: RecordId | None
    records: int
    count: int
    is_assumed: bool


def told(plan: RedactionPlan, names: Mapping[RecordId, str] | None = None) -> Told:
    """What a bundle made from *plan* tells; *names* are the other names in it."""
    texts: dict[Unit, Mapping[int, str]] = {}
    values: dict[Unit, Value] = {}
    about: dict[RecordId, frozenset[RecordId]] = {}
    named: set[RecordId] = set()
    shown = [fate for fate in plan.records if fate.shown]
    for fate in shown:
        people = {*fate.named, *({fate.record} if fate.kind == "person" else ())}
        for path, unit in fate.units.items():
            if isinstance(unit.value, bytes) and RecordId(unit.value) in plan.people:
                people.add(RecordId(unit.value))
            if unit.fate is Fate.WITHHELD:
                continue
            values |= _values(fate.record, path, unit)
            for slot, passage in unit.passages.items():
                texts[(fate.record, path, slot)] = _visible(passage)
                people |= {who for who in passage.told() if isinstance(who, bytes)}
        about[fate.record] = frozenset(people)
        named |= {who for who in people if _is_named(plan.people.get(who))}
    records = frozenset(fate.record for fate in shown)
    return Told(frozenset(named), dict(names or {}), records, texts, values, about)


def _is_named(treatment: Treatment | None) -> bool:
    return treatment is not None and treatment.named


def _values(record: RecordId, path: str, unit: UnitFate) -> dict[Unit, Value]:
    if unit.passages or unit.shown is None or isinstance(unit.shown, bytes):
        return {}
    return {(record, path, ""): unit.shown}


def _visible(passage: Passage) -> dict[int, str]:
    shown: dict[int, str] = {}
    for sentence in passage.sentences:
        for span in () if sentence.why else sentence.spans:
            if not span.why:
                shown |= {at: passage.text[at] for at in range(span.start, span.end)}
    return shown


def earlier(
    snapshot: Snapshot, progress: Progress | None = None, among: Collection[RecordId] | None = None
) -> tuple[Earlier, ...]:
    """What each disclosure told (of those *among* which it is), made again as far as the casebook knows."""
    found = []
    for made in snapshot.every("disclosure"):
        if among is not None and made.id not in among:
            continue
        left = (standing_in(snapshot, record) for record in _links(made, "shown", "record"))
        wanted = [record for record in dict.fromkeys(left) if snapshot.get(record) is not None]
        audience = made.text("audience")
        if audience not in PROFILES:
            audience = "team"  # of a newer program, or none: then it may have been shown everything
        plan = planning.make(snapshot, wanted, PROFILES[audience], Choices(), progress)
        other = {
            standing_in(snapshot, RecordId(person)): made.text(f"pseudonyms/{key}/shown_as")
            for key in made.elements("pseudonyms")
            for person in made.values(f"pseudonyms/{key}/person")
            if isinstance(person, bytes)
        }
        again = told(plan, other)
        named = frozenset(standing_in(snapshot, person) for person in _links(made, "named", "person"))
        records = frozenset(wanted)
        found.append(Earlier(made.id, Told(named, other, records, again.texts, again.values, again.about)))
    return tuple(found)


def _links(made: Record, name: str, inner: str) -> list[RecordId]:
    return [RecordId(value) for _, value in made.each(name, inner) if isinstance(value, bytes)]


def joined(here: Told, before: Sequence[Earlier]) -> tuple[Joint, ...]:
    """What this bundle and each earlier one say together; nothing of records that nobody can lay side by side."""
    return tuple(joint for each in before for joint in _with(here, each))


def _with(here: Told, each: Earlier) -> Iterator[Joint]:
    there = each.told
    meeting = _meeting(here, there)
    if not meeting:
        return
    for person in sorted({who for record in meeting for who in _about(record, here, there)}):
        by = [record for record in meeting if person in _about(record, here, there)]
        if person in there.named and person not in here.named:
            yield Joint("named-before", each.disclosure, person, None, len(by), 1, each.is_assumed)
        elif person in here.named and person not in there.named:
            yield Joint("named-now", each.disclosure, person, None, len(by), 1, each.is_assumed)
        elif _differ(here.names.get(person), there.names.get(person)):
            yield Joint("two-names", each.disclosure, person, None, len(by), 2, each.is_assumed)
    for record in sorted(meeting):
        for kind, one, other in (("hidden-here", here, there), ("hidden-there", there, here)):
            count = _more(record, one, other)
            if count:
                yield Joint(kind, each.disclosure, None, record, 1, count, each.is_assumed)


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _about(record: RecordId, here: Told, there: Told) -> frozenset[RecordId]:
    return here.about.get(record, frozenset()) | there.about.get(record, frozenset())


def _meeting(here: Told, there: Told) -> frozenset[RecordId]:
    """Records in both of which something is shown that each bundle says once only."""
    ours, theirs = _marks(here), _marks(there)
    return frozenset(
        record
        for record in here.records & there.records
        if any(mark in theirs.get(record, ()) for mark in ours.get(record, ()))
    )


def _marks(bundle: Told) -> Mapping[RecordId, frozenset[object]]:
    """By record, what no other record of the bundle says: a few words in a row, or a value."""
    found: dict[RecordId, set[object]] = {}
    for (record, _, _), shown in bundle.texts.items():
        for run in _runs(shown):
            words = run.split()
            found.setdefault(record, set()).update(zip(*(words[at:] for at in range(TELLING)), strict=False))
    for (record, path, slot), value in bundle.values.items():
        name = path.split("/")[0] + "/" + path.rsplit("/", maxsplit=1)[-1]
        found.setdefault(record, set()).add((name, slot, str(value)))
    counted = Counter(mark for marks in found.values() for mark in marks)
    return {
        record: frozenset(mark for mark in marks if counted[mark] == 1) for record, marks in found.items()
    }


def _runs(shown: Mapping[int, str]) -> Iterator[str]:
    """Words that stand together without a mark between them."""
    run: list[str] = []
    last: int | None = None
    for at in sorted(shown):
        if last is not None and at != last + 1:
            yield "".join(run)
            run = []
        run.append(shown[at])
        last = at
    if run:
        yield "".join(run)


def _more(record: RecordId, one: Told, other: Told) -> int:
    """How many places of a record *other* shows and *one* does not: gaps in texts, and values."""
    gaps = sum(
        _gaps(one.texts.get(unit, {}), shown) for unit, shown in other.texts.items() if unit[0] == record
    )
    values = sum(one.values.get(unit) != value for unit, value in other.values.items() if unit[0] == record)
    return gaps + values


def _gaps(one: Mapping[int, str], other: Mapping[int, str]) -> int:
    """How many runs of characters only *other* has, white space aside."""
    only = sorted(at for at in other.keys() - one.keys())
    return sum(any(not other[at].isspace() for at in group) for group in _neighbours(only))


def _neighbours(places: Iterable[int]) -> Iterator[list[int]]:
    group: list[int] = []
    for at in places:
        if group and at != group[-1] + 1:
            yield group
            group = []
        group.append(at)
    if group:
        yield group
