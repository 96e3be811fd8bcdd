"""Decisions: the recorded choice to show people who have not been asked, or cannot be; with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.casework import records
from casebook.casework.book import Casebook
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
    """The decisions in force that let *person* be shown to *use*."""
    return tuple(
        decision.id
        for decision in snapshot.pointing_at(person, "decision")
        if _is_about(decision, person) and _is_in_force(decision, use)
    )


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


def _is_about(decision: Record, person: RecordId) -> bool:
    return any(decision.values(f"people/{key}/person") == (person,) for key in decision.elements("people"))
