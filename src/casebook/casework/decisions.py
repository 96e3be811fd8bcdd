"""Decisions: the recorded choice to show people who have not been asked, or cannot be; with reasons."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.merged import MERGED, identities_in
from casebook.casework.snapshot import Snapshot
from casebook.casework.touched import Touched, Verb
from casebook.journal.current import Record


@dataclass(eq=False)
class ReasonMissing(Refused):
    """A decision needs *what*: people, a source for what is public already, or reasons."""

    what: str


def decide(
    book: Casebook,
    people: Sequence[RecordId],
    *,
    use: str,
    ground: str,
    why: str,
    source: RecordId | None = None,
    risk: str = "",
    date: str = "",
    decided_by: str = "",
    covers: Sequence[str] = (),
) -> tuple[RecordId, Touched]:
    """Record one decision about *people*. Returns its id.

    *use* and *ground* are codes; *date* is EDTF. *covers*: topics that weigh more than a name and may be told
    again all the same. Raises `ReasonMissing`: nobody can be decided about without reasons, nor be called
    public already without naming where, nor a topic be covered without a word on the risk.
    """
    if not people:
        raise ReasonMissing("people")
    if not why.strip():
        raise ReasonMissing("why")
    if ground == "already-public" and source is None:
        raise ReasonMissing("source")
    if covers and not risk.strip():
        raise ReasonMissing("risk")
    record = book.new_id()
    edits: list[records.Edit] = [
        records.New(record, "decision"),
        records.Set(record, "use", use),
        records.Set(record, "ground", ground),
        records.Set(record, "why", why),
        *(records.Add(record, "people", (("person", person),)) for person in dict.fromkeys(people)),
        *(records.Add(record, "covers", (("topic", topic),)) for topic in dict.fromkeys(covers)),
    ]
    optional = {"source": source, "risk": risk, "date": date, "decided_by": decided_by}
    edits += [records.Set(record, name, value) for name, value in optional.items() if value]
    return record, records.write(book, Verb.DECIDE, edits)


GROUNDS: Final = frozenset(("already-public", "cannot-be-asked"))


def allowing(snapshot: Snapshot, person: RecordId, use: str) -> tuple[RecordId, ...]:
    """The decisions in force that let *person* be shown to *use*, in the order of their ids."""
    key = id(snapshot)
    held = _ALLOWED.get(key)
    if held is None or held[0]() is not snapshot:
        held = _ALLOWED[key] = weakref.ref(snapshot, lambda _: _ALLOWED.pop(key, None)), {}
    by_use = held[1]
    if use not in by_use:
        by_use[use] = _by_person(snapshot, use)
    return by_use[use].get(person, ())


_Allowed = dict[RecordId, tuple[RecordId, ...]]
_ALLOWED: Final[dict[int, tuple[weakref.ref[Snapshot], dict[str, _Allowed]]]] = {}
"""One decision may be about thousands, and each of them is asked about: it is gone through once for a snapshot."""


def _by_person(snapshot: Snapshot, use: str) -> _Allowed:
    found: dict[RecordId, dict[RecordId, None]] = {}
    for decision in sorted(snapshot.every("decision"), key=lambda record: record.id):
        if _is_in_force(decision, use):
            for person in _people_of(snapshot, decision):
                found.setdefault(person, {})[decision.id] = None
    return {person: tuple(made) for person, made in found.items()}


def weighed(snapshot: Snapshot, made: Iterable[RecordId]) -> frozenset[str]:
    """The topics that decisions in force cover, as far as they say what could happen to the people."""
    found = [decision for decision in map(snapshot.get, made) if decision is not None]
    return frozenset(
        str(topic)
        for decision in found
        if decision.text("risk").strip()
        for _, topic in decision.each("covers", "topic")
    )


def _is_in_force(decision: Record, use: str) -> bool:
    """Whether it was made as `decide` makes it, for this use, and not revoked.

    One in which somebody's change is disputed, which names another use beside, gives no reasons, or holds
    what only a later version can read, allows nothing.
    """
    grounds = decision.values("ground")
    return (
        decision.values("use") == (use,)
        and len(grounds) == 1
        and grounds[0] in GROUNDS
        and bool(decision.text("why").strip())
        and (grounds[0] != "already-public" or bool(decision.values("source")))
        and not decision.values("revoked")
        and not decision.state.conflicts
        and not decision.state.newer
    )


def _people_of(snapshot: Snapshot, decision: Record) -> Iterator[RecordId]:
    """Whom it is about; an element that names two people names neither.

    Besides them the records they had taken in when it was made, as long as those are one with them.
    """
    people = list(_single(decision, "people"))
    yield from people
    besides = set(_single(decision, MERGED))
    if besides:
        merged = {each for person in people for each in identities_in(snapshot, person)[1:]}
        yield from sorted(besides & merged)


def _single(decision: Record, name: str) -> Iterator[RecordId]:
    for key in decision.elements(name):
        match decision.values(f"{name}/{key}/person"):
            case (bytes() as person,):
                yield RecordId(person)
