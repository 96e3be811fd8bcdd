from __future__ import annotations

import lists
from casebook.casework import records, snapshot, titles
from casebook.casework.book import Casebook


def test_a_person_is_called_by_the_first_name_added_as_everywhere_else(book: Casebook) -> None:
    people = [lists.person(book, f"Marat Oskenov{i}", f"Марат Оскенов{i}", f"Marat O{i}") for i in range(6)]
    seen = snapshot.take(book)
    assert [titles.title_in(seen.get, who) for who in people] == [titles.title(book, who) for who in people]
    assert titles.title_in(seen.get, people[0]) == "Marat Oskenov0"


def test_a_deleted_person_is_kept_apart(book: Casebook) -> None:

    who = lists.person(book, "Saule Dzhandosova")
    records.delete(book, who)
    seen = snapshot.take(book)
    assert seen.get(who) is None
    assert who in seen.deleted
