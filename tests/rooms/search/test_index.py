from __future__ import annotations

import lists
from casebook.base.progress import Progress
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.journal import projection
from casebook.search import index
from casebook.search.query import find

TABLES = ("found_in", "name_token", "token_key", "bearer")


def contents(book: Casebook) -> dict[str, list[tuple[object, ...]]]:
    return {name: sorted(book.db.execute(f"SELECT * FROM {name}"), key=repr) for name in TABLES[:1]}


def test_made_again_it_holds_what_it_held(book: Casebook) -> None:
    who = lists.person(book, "Қайрат Әбенов", birth="1980")
    lists.person(book, "Saule Dzhandosova")
    records.write(book, Verb.EDIT, [Set(who, "remarks", "seen twice")])
    before = contents(book)
    index.make_again(book.db, Progress())
    assert contents(book) == before
    assert find(book.db, "Abenov")[0].record == who


def test_it_differs_when_a_row_was_changed_behind_its_back(book: Casebook) -> None:
    lists.person(book, "Saule Dzhandosova")
    states = list(projection.states(book.db, Progress()))
    assert index.differing(book.db, states, Progress()) == 0
    with book.db.transaction():
        book.db.execute("UPDATE found_in SET names = 'somebody else'")
    assert index.differing(book.db, states, Progress()) > 0


def test_a_token_nobody_bears_any_more_is_gone(book: Casebook) -> None:
    who = lists.person(book, "Togzhan Beisekova")
    assert book.db.execute("SELECT 1 FROM name_token WHERE text = 'Togzhan'")
    book.erase(who, None, "mistake")
    assert not book.db.execute("SELECT 1 FROM name_token WHERE text IN ('Togzhan', 'Beisekova')")
    assert not book.db.execute("SELECT 1 FROM token_key LEFT JOIN name_token USING (t) WHERE text IS NULL")


def test_settings_devices_and_orders_are_not_found(book: Casebook) -> None:
    assert find(book.db, "Heron") == []
    assert find(book.db, "Harbour") == []
