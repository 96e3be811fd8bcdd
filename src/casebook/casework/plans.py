"""Plans kept in the casebook, signed like everything: saved, opened again, looked at by a second person.

What a plan decides is made anew each time from the casebook as it is (`redaction.saving`); what is kept is what
a person chose, and fingerprints of what it would have shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.snapshot import Snapshot
from casebook.casework.touched import Touched, Verb
from casebook.journal.current import Record
from casebook.model.fields import Value
from casebook.search.folding import fold


@dataclass(eq=False)
class NoSuchPlan(Refused):
    """The record is no plan."""


@dataclass(eq=False)
class SecondPersonNeeded(Refused):
    """Who looks at a plan must be named, and be somebody else than who made it."""


@dataclass(frozen=True, slots=True, order=True)
class Chosen:
    """One decision about a plan: a code of ``plan-choice``, what it is about, and its words."""

    what: str
    record: RecordId | None = None
    path: str = ""
    slot: str = ""
    start: int = 0
    end: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan as it is kept. *selection*: what was chosen, nothing for everything there is. *outcomes*: of each
    record that would be shown, the fingerprint of what; *decided*: the fingerprint of the whole.
    """

    audience: str
    decided: bytes
    name: str = ""
    partner: str = ""
    recipients: tuple[str, ...] = ()
    language: str = ""
    purpose: str = ""
    note: str = ""
    made_by: str = ""
    selection: tuple[RecordId, ...] | None = None
    choices: tuple[Chosen, ...] = ()
    outcomes: Mapping[RecordId, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Approval:
    """A second person's yes to exactly one plan: who, on which day (EDTF), and in which record it stands."""

    plan: RecordId
    by: str
    date: str
    note: str


_PLAIN: Final = ("name", "audience", "partner", "language", "purpose", "note", "made_by", "decided")
_LISTS: Final = ("recipients", "selection", "choices", "outcomes")
_Element = tuple[tuple[str, Value], ...]


def save(book: Casebook, draft: Draft, into: RecordId | None = None) -> tuple[RecordId, Touched]:
    """Keep *draft* as a new plan, or as what the plan *into* is now. One act. Raises `NoSuchPlan`."""
    record = book.new_id() if into is None else into
    before = None if into is None else _need(book, into)
    edits: list[records.Edit] = [records.New(record, "plan")] if before is None else []
    values: dict[str, Value] = {name: getattr(draft, name) or None for name in _PLAIN}
    values["everything"] = "yes" if draft.selection is None else "no"
    for name, value in values.items():
        if value != (before.value(name) if before is not None else None):
            edits.append(records.Set(record, name, value))
    wanted = _elements(draft)
    for name in _LISTS:
        edits += _changed(record, name, before, wanted[name])
    return record, records.write(book, Verb.PLAN, edits)


def approve(
    book: Casebook, plan: RecordId, *, decided: bytes, by: str, date: str = "", note: str = ""
) -> Touched:
    """Record that *by* looked at what *plan* decides, whose fingerprint is *decided* (32 bytes); *date* is EDTF.

    What it proves: that somebody who could open this casebook wrote that name on this device. Raises
    `NoSuchPlan`, `SecondPersonNeeded`.
    """
    record = _need(book, plan)
    if not is_second(by, record.text("made_by")):
        raise SecondPersonNeeded
    inside = (("by", by.strip()), ("decided", decided), ("date", date or None), ("note", note or None))
    element = tuple((name, value) for name, value in inside if value is not None)
    return records.write(book, Verb.APPROVE, [records.Add(plan, "approvals", element)])


def is_second(name: str, maker: str) -> bool:
    """Whether *name* says that somebody else than *maker* looked, however it is spelt."""
    return bool(fold(name)) and bool(fold(maker)) and fold(name) != fold(maker)


def read(record: Record) -> Draft:
    """The plan a record keeps. Raises `NoSuchPlan`."""
    if record.kind != "plan":
        raise NoSuchPlan
    choices = tuple(sorted(_chosen(record), key=repr))
    decided = record.value("decided")
    outcomes = {
        RecordId(shown): value
        for key, shown in record.each("outcomes", "record")
        if isinstance(shown, bytes) and isinstance(value := record.value(f"outcomes/{key}/outcome"), bytes)
    }
    whole = record.values("everything") == ("yes",)
    return Draft(
        audience=record.text("audience"),
        decided=decided if isinstance(decided, bytes) else b"",
        name=record.text("name"),
        partner=record.text("partner"),
        recipients=tuple(str(key) for _, key in record.each("recipients", "key")),
        language=record.text("language"),
        purpose=record.text("purpose"),
        note=record.text("note"),
        made_by=record.text("made_by"),
        selection=None if whole else _linked(record, "selection"),
        choices=choices,
        outcomes=outcomes,
    )


def approvals(snapshot: Snapshot, decided: bytes) -> tuple[Approval, ...]:
    """Every approval by a second person of a plan that decides exactly *decided*."""
    found = []
    for record in snapshot.every("plan"):
        for key in record.elements("approvals"):
            path = f"approvals/{key}"
            if record.values(f"{path}/decided") != (decided,) or len(record.values(f"{path}/by")) != 1:
                continue
            by = record.text(f"{path}/by")
            if all(is_second(by, str(maker)) for maker in record.values("made_by") or ("",)):
                found.append(
                    Approval(record.id, by, record.text(f"{path}/date"), record.text(f"{path}/note"))
                )
    return tuple(found)


def _need(book: Casebook, plan: RecordId) -> Record:
    record = book.get(plan)
    if record is None or record.kind != "plan":
        raise NoSuchPlan
    return record


def _elements(draft: Draft) -> dict[str, list[_Element]]:
    return {
        "recipients": [(("key", key),) for key in draft.recipients],
        "selection": [(("record", record),) for record in draft.selection or ()],
        "choices": [tuple(_inside(chosen)) for chosen in draft.choices],
        "outcomes": [(("record", record), ("outcome", said)) for record, said in draft.outcomes.items()],
    }


def _inside(chosen: Chosen) -> Iterator[tuple[str, Value]]:
    yield "what", chosen.what
    for name in ("record", "path", "slot", "text"):
        value = getattr(chosen, name)
        if value:
            yield name, value
    if chosen.end:
        yield "start", chosen.start
        yield "end", chosen.end


def _changed(
    record: RecordId, name: str, before: Record | None, wanted: Iterable[_Element]
) -> Iterator[records.Edit]:
    """Remove what is no more, add what is new; elements that stay keep their ids."""
    left = list(wanted)
    for key in before.elements(name) if before is not None else ():
        assert before is not None
        inside = {
            path.split("/")[-1]: before.value(path)
            for path in before.state.units
            if path.startswith(f"{name}/{key}/")
        }
        same = next((each for each in left if dict(each) == inside), None)
        if same is None:
            yield records.Remove(record, name, key)
        else:
            left.remove(same)
    for each in left:
        yield records.Add(record, name, each)


def _chosen(record: Record) -> Iterator[Chosen]:
    for key in record.elements("choices"):
        path = f"choices/{key}"
        about = record.value(f"{path}/record")
        start, end = record.value(f"{path}/start"), record.value(f"{path}/end")
        yield Chosen(
            record.text(f"{path}/what"),
            RecordId(about) if isinstance(about, bytes) else None,
            record.text(f"{path}/path"),
            record.text(f"{path}/slot"),
            start if isinstance(start, int) else 0,
            end if isinstance(end, int) else 0,
            record.text(f"{path}/text"),
        )


def _linked(record: Record, name: str) -> tuple[RecordId, ...]:
    return tuple(RecordId(value) for _, value in record.each(name, "record") if isinstance(value, bytes))
