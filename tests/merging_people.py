"""Two records of one invented person, for tests of making them one; and a teammate who does not know of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import books
import lists
from casebook.base.ids import RecordId
from casebook.casework import merging, records
from casebook.casework.book import Casebook
from casebook.casework.records import Add, Set
from casebook.casework.touched import Verb

RISK = "Works at the depot; the employer watches."
OTHER_RISK = "Left the depot in spring; calls only from a neighbour's phone."


@dataclass(frozen=True)
class Two:
    """A person recorded twice; a dossier and a consent that name the second record."""

    kept: RecordId
    other: RecordId
    dossier: RecordId
    consent: RecordId


def twice(book: Casebook) -> Two:
    """The one begun first has two spellings; the other differs in two fields and brings a contact along."""
    kept = lists.person(book, "Marat Oskenov", "Марат Оскенов", birth="1970", risk=RISK)
    other = lists.person(book, "Marat Öskenov", birth="1970-05", risk=OTHER_RISK, life="alive")
    records.write(book, Verb.EDIT, [Add(other, "contacts", (("address", "+7 700 000 00 00"),))])
    dossier = lists.record(book, "dossier", ("persons", {"person": other}), title="The depot strike")
    return Two(kept, other, dossier, lists.consent(book, other, level="2"))


def names(book: Casebook, person: RecordId) -> set[str]:
    """How a person is called, in every spelling."""
    return {str(value[0]) for _, value in book.need(person).each("names", "name") if isinstance(value, tuple)}


def unknowing(folder: Path) -> Two:
    """A casebook, closed, in which Heron made the two one while Otter, unknowing, went on with the second."""
    with books.derived_once():
        heron, otter = (books.make(folder / name, name) for name in ("Heron", "Otter"))
        books.team((heron, otter))
        two = twice(heron)
        books.meet((heron, otter))
        merging.merge(heron, two.kept, two.other)
        lists.record(otter, "note", ("about", {"record": two.other}), title="Seen on Friday")
        records.write(otter, Verb.EDIT, [Set(two.other, "code_name", "Poplar")])
        books.meet((heron, otter))
        heron.close()
        otter.close()
    return two


def crosswise(folder: Path) -> Two:
    """A casebook, closed, in which Heron and Otter made the two one apart, each keeping the other record."""
    with books.derived_once():
        heron, otter = (books.make(folder / name, name) for name in ("Heron", "Otter"))
        books.team((heron, otter))
        two = twice(heron)
        books.meet((heron, otter))
        merging.merge(heron, two.kept, two.other)
        merging.merge(otter, two.other, two.kept)
        books.meet((heron, otter))
        heron.close()
        otter.close()
    return two
