"""The people of an import: who is known by a name, and which new ones look like somebody. Nobody is merged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from casebook.base.ids import RecordId
from casebook.casework.book import Casebook
from casebook.casework.import_drafts import Draft, Why
from casebook.casework.import_plan import Doubt
from casebook.casework.import_rows import Wanted, WantedElement
from casebook.journal import current
from casebook.journal.current import Record
from casebook.model import edtf
from casebook.model.fields import Value
from casebook.model.person import NAME
from casebook.search import query
from casebook.search.nameparts import PersonName
from casebook.search.similarity import Candidate, Grade, grade, likely_pairs

LIKELY: Final = frozenset((Grade.STRONG, Grade.MEDIUM))
NAMES: Final = "names"


class PersonNames:
    """Who bears which name, word for word, among the people who are there and those that are planned."""

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self._held: dict[str, set[RecordId]] | None = None
        self._planned: dict[str, set[RecordId]] = {}
        self._wanted: dict[RecordId, Wanted] = {}

    def plan(self, draft: Draft, wanted: Wanted) -> None:
        """A person whom a row speaks of."""
        self._wanted[draft.record] = wanted
        for element in wanted.elements.get(NAMES, ()):
            full = NAME.part(element.values.get("name"), "full")
            if isinstance(full, str):
                self._planned.setdefault(_plain(full), set()).add(draft.record)

    def wanted(self, draft: Draft) -> Wanted | None:
        """What rows say of a person."""
        return self._wanted.get(draft.record)

    def looked_up(self, element: WantedElement) -> WantedElement:
        """*element* with links to the people its names mean, where exactly one person bears the name."""
        values = dict(element.values)
        for unit, name in element.known.items():
            bearers = self._bearers(name)
            if len(bearers) == 1:
                values[unit] = next(iter(bearers))
                if element.by in values and element.by != unit:
                    del values[element.by]
        return replace(element, values=values)

    def _bearers(self, name: str) -> set[RecordId]:
        if self._held is None:
            self._held = {}
            for person in current.every(self._book.db, "person"):
                for full in _full_names(person):
                    self._held.setdefault(_plain(full), set()).add(person.id)
        plain = _plain(name)
        return self._held.get(plain, set()) | self._planned.get(plain, set())


def doubts_about(
    book: Casebook, made: Sequence[tuple[int, Sequence[Draft]]], names: PersonNames
) -> Iterator[Doubt]:
    """New people who look like somebody in the casebook, or like one another; one doubt a row."""
    new: list[tuple[int, Candidate]] = []
    for row, drafts in made:
        for draft in drafts:
            wanted = names.wanted(draft)
            if draft.kind.name == "person" and wanted is not None:
                new.append((row, _candidate_of_row(wanted)))
    doubted: set[int] = set()
    for row, candidate in new:
        like = _like(book, candidate)
        if like is not None:
            doubted.add(row)
            yield Doubt(row, "", Why.LIKE_A_PERSON, "person:", like)
    for earlier, later, likely in likely_pairs(new):
        if likely.grade in LIKELY and later not in doubted and earlier != later:
            doubted.add(later)
            yield Doubt(later, "", Why.LIKE_A_ROW, "person:", other_row=earlier)


def _like(book: Casebook, candidate: Candidate) -> RecordId | None:
    """The person in the casebook who is most like *candidate*, if one is strongly or fairly like."""
    grades: dict[RecordId, Grade] = {}
    for name in candidate.names:
        for hit in query.by_name(book.db, name.full):
            person = book.get(hit.record) if hit.record not in grades else None
            if person is not None:
                grades[person.id] = grade(candidate, candidate_of(person)).grade
    for wanted in (Grade.STRONG, Grade.MEDIUM):
        for record, found in grades.items():
            if found is wanted:
                return record
    return None


def candidate_of(person: Record) -> Candidate:
    """What is known of a person, for comparing."""
    found = [_name(value) for _, value in person.each(NAMES, "name")]
    found += [PersonName(alias) for _, alias in person.each("aliases", "alias") if isinstance(alias, str)]
    numbers = [value for _, value in person.each("identifiers", "number")]
    numbers += [value for _, value in person.each("contacts", "address")]
    return Candidate(
        tuple(found),
        _year(person.value("birth")),
        frozenset(_number(value) for value in numbers if isinstance(value, str)),
    )


def _candidate_of_row(wanted: Wanted) -> Candidate:
    found = [_name(element.values.get("name")) for element in wanted.elements.get(NAMES, ())]
    aliases = [element.values.get("alias") for element in wanted.elements.get("aliases", ())]
    found += [PersonName(alias) for alias in aliases if isinstance(alias, str)]
    return Candidate(tuple(name for name in found if name.full), _year(wanted.values.get("birth")))


def _full_names(person: Record) -> Iterator[str]:
    for _, value in person.each(NAMES, "name"):
        full = NAME.part(value, "full")
        if isinstance(full, str):
            yield full
    for _, alias in person.each("aliases", "alias"):
        if isinstance(alias, str):
            yield alias


def _name(value: Value) -> PersonName:
    parts = (NAME.part(value, slot) for slot in ("full", "family", "given", "patronymic"))
    return PersonName(*(part if isinstance(part, str) else "" for part in parts))


def _year(value: Value) -> int | None:
    """The year of birth, if the date names one."""
    if not isinstance(value, str):
        return None
    try:
        year = edtf.to_year(edtf.parse_edtf(value)).edtf[:4]
    except edtf.BadDate:
        return None
    return int(year) if year.isdecimal() else None


def _number(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum() or letter in "@.+")


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
