"""An invented list for tests of what leaves: people, an edition, entries, decisions, consents."""

from __future__ import annotations

from dataclasses import dataclass, field

from casebook.base.ids import RecordId
from casebook.casework import decisions, records
from casebook.casework.book import Casebook
from casebook.casework.records import Add, New, Set
from casebook.casework.touched import Verb
from casebook.model.consent import CELL
from casebook.model.fields import Value
from casebook.model.person import NAME
from casebook.model.places import between
from casebook.model.shared import CHARGE


@dataclass
class Listed:
    """A list in a book: its edition, the people by short name, their entries."""

    edition: RecordId
    people: dict[str, RecordId] = field(default_factory=dict)
    entries: dict[str, RecordId] = field(default_factory=dict)


def person(book: Casebook, *names: str, **units: str) -> RecordId:
    """A person with names (Cyrillic or Latin, as written)."""
    new = book.new_id()
    edits: list[records.Edit] = [New(new, "person")]
    edits += [Add(new, "names", (("name", NAME.make(full=name)),)) for name in names]
    edits += [Set(new, unit, value) for unit, value in units.items()]
    records.write(book, Verb.ADD, edits)
    return new


def record(book: Casebook, kind: str, *lists_: tuple[str, dict[str, Value]], **units: Value) -> RecordId:
    """A record of any kind: units by name, then lists as (name, values of one element)."""
    new = book.new_id()
    edits: list[records.Edit] = [New(new, kind)]
    edits += [Set(new, unit, value) for unit, value in units.items()]
    edits += [Add(new, name, tuple(inside.items())) for name, inside in lists_]
    records.write(book, Verb.ADD, edits)
    return new


def entry(book: Casebook, listed: Listed, key: str, name: str, narrative: str, *, url: str = "") -> RecordId:
    """A person and an entry in the list about them."""
    listed.people[key] = who = person(book, name)
    new = book.new_id()
    edits: list[records.Edit] = [
        New(new, "list-entry"),
        Set(new, "edition", listed.edition),
        Set(new, "person", who),
        Set(new, "list", "convicted"),
        Set(new, "number", len(listed.people)),
        Set(new, "term_text", "5 years' imprisonment"),
        Set(new, "convicted", "2024-10-18"),
        Add(new, "charges", (("charge", CHARGE.make(article="272", label="mass riots")),)),
        Add(new, "narrative", (("text", narrative), ("place", between("", "")))),
    ]
    if url:
        edits.append(Add(new, "citations", (("url", url),)))
    records.write(book, Verb.ADD, edits)
    listed.entries[key] = new
    return new


def edition(book: Casebook) -> Listed:
    """An edition without entries."""
    new = book.new_id()
    records.write(
        book, Verb.ADD, [New(new, "list-edition"), Set(new, "title", "A list"), Set(new, "as_of", "2025-02")]
    )
    return Listed(new)


def source(book: Casebook) -> RecordId:
    """A published source."""
    new = book.new_id()
    records.write(book, Verb.ADD, [New(new, "source"), Set(new, "title", "An earlier list")])
    return new


def already_public(book: Casebook, *people: RecordId) -> RecordId:
    """A decision that lets people be named to the public."""
    made, _ = decisions.decide(
        book, people, use="public", ground="already-public", why="named in print before", source=source(book)
    )
    return made


def consent(
    book: Casebook, about: RecordId, *, level: str = "", state: str = "given", **units: str
) -> RecordId:
    """A consent of a person about themselves."""
    new = book.new_id()
    edits: list[records.Edit] = [New(new, "consent"), Set(new, "subject", about), Set(new, "state", state)]
    edits += [Set(new, "level", level)] if level else []
    edits += [Set(new, unit, value) for unit, value in units.items()]
    records.write(book, Verb.CONSENT, edits)
    return new


def cell(book: Casebook, given: RecordId, use: str, show: str, answer: str, **more: str | None) -> None:
    """One answer in a consent's grid; *more*: until when, for which partner."""
    value = CELL.make(use=use, show=show, answer=answer, **more)
    records.write(book, Verb.CONSENT, [Add(given, "grid", (("cell", value),))])
