"""Names that came from elsewhere, compared with the people of the casebook: suggestions, and nothing more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from casebook.base.ids import RecordId
from casebook.casework.book import Casebook
from casebook.casework.import_people import candidate_of
from casebook.search import query
from casebook.search.nameparts import PersonName
from casebook.search.similarity import Candidate, Grade, Likely, grade

_ORDER: Final = (Grade.STRONG, Grade.MEDIUM, Grade.WEAK)


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody of ours who may be meant by a name, how far, and why."""

    name: str
    person: RecordId
    likely: Likely


def alike(book: Casebook, names: Iterable[str]) -> tuple[Alike, ...]:
    """The people of the casebook who may be who these *names* (all of one person) are; the likeliest first."""
    called = tuple(dict.fromkeys(name for name in names if name.strip()))
    candidate = Candidate(tuple(map(PersonName, called)))
    found: dict[RecordId, Alike] = {}
    for name in called:
        for hit in query.by_name(book.db, name):
            person = book.get(hit.record) if hit.record not in found else None
            if person is None or person.kind != "person":
                continue
            likely = grade(candidate, candidate_of(person))
            if likely.grade in _ORDER:
                found[person.id] = Alike(name, person.id, likely)
    return tuple(sorted(found.values(), key=lambda each: (_ORDER.index(each.likely.grade), each.person)))
