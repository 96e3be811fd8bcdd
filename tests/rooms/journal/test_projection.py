"""The derived tables: made again they are the same, and every row that differs is counted."""

from __future__ import annotations

from typing import Any

import pytest

import books
from casebook.base.progress import Progress
from casebook.casework import check, records
from casebook.casework.book import Casebook
from casebook.casework.check import TablesDiffer
from casebook.casework.touched import Verb
from casebook.journal import current, lists, log, projection
from casebook.journal.entry import Change, Op
from casebook.journal.fold import Life
from casebook.journal.lists import Asked, Filter, UnknownColumn
from casebook.journal.rows import list_table
from casebook.model.all_kinds import KINDS
from casebook.search import index
from drawing import draw, drawing, edit

TEXT = """
    person:1  aliases[1]/alias  "Fox"
    person:1  aliases[2]/alias  "Wolf"
    person:1  code_name  "Heron"
    person:1  birth  "1980"
    person:2  code_name  "Tern"
    person:2  birth  "1990-05"
    person:3  code_name  "Dunlin"
    note:1  title  "Call back"
    note:1  about[1]/record  person:1
"""


@pytest.fixture
def filled(team: tuple[Casebook, Casebook, Casebook]) -> Casebook:
    """A casebook with links, a conflict, a deletion, a disputed deletion, an erasure and an unknown kind."""
    ana, luis, _ = team
    made = draw(ana, TEXT)
    books.meet(team)
    edit(ana, made["person:1"], birth="1981")
    edit(luis, made["person:1"], birth="1982")
    records.delete(ana, made["person:2"])
    edit(luis, made["person:2"], birth="1991")
    records.delete(ana, made["person:3"])
    gone = draw(luis, 'person:9  remarks  "to be erased"\nperson:8  remarks  "x"\nperson:8  age  "4"')
    books.meet(team)
    ana.erase(gone["person:9"], None, "consent-withdrawn")
    luis.erase(gone["person:8"], "age", "consent-withdrawn")
    ana.record(Verb.EDIT, [Change(ana.new_id(), "hologram", "shimmer", 9, "x")])
    books.meet(team)
    return ana


def tables(book: Casebook) -> dict[str, list[Any]]:
    """Every row of every derived table, without the row numbers, which are free."""
    names = [
        "record",
        "link",
        "erase_order",
        *map(list_table, KINDS),
        "found_in",
        "name_token",
        "token_key",
        "bearer",
    ]
    found: dict[str, list[Any]] = {}
    ids = dict(book.db.execute("SELECT n, hex(id) FROM record"))
    tokens = dict(book.db.execute("SELECT t, folded || '/' || text FROM name_token"))
    for name in names:
        columns = [row[1] for row in book.db.execute(f"PRAGMA table_info({name})")]
        rows = []
        for row in book.db.execute(f"SELECT * FROM {name}"):
            named = dict(zip(columns, row, strict=True))
            if "n" in named:
                named["n"] = ids[named["n"]]
            if "t" in named:
                named["t"] = tokens[named["t"]]
            rows.append(sorted((key, str(value)) for key, value in named.items()))
        found[name] = sorted(rows)
    return found


def test_made_again_they_are_the_same(filled: Casebook) -> None:
    before = tables(filled)
    projection.rebuild(filled.db, Progress())
    index.make_again(filled.db, Progress())
    assert tables(filled) == before
    check.check(filled)


def test_opened_with_an_older_shape_they_are_made_again(filled: Casebook) -> None:
    before, folder = tables(filled), filled.safe.folder
    log.note(filled.db, "projection", b"older")
    filled.db.execute("DELETE FROM link")
    filled.close()
    again = books.reopen(folder)
    assert tables(again) == before
    check.check(again)
    again.close()


SPOILED = {
    "a title": "UPDATE record SET title = 'x' WHERE kind = 'person'",
    "a life": "UPDATE record SET life = 0 WHERE life = 1",
    "a count of conflicts": "UPDATE record SET conflicts = 0 WHERE conflicts > 0",
    "a time": "UPDATE record SET changed = changed + 1 WHERE kind = 'note'",
    "a code": "UPDATE record SET code = 'AAAA' WHERE kind = 'note'",
    "a state": "UPDATE record SET state = (SELECT state FROM record WHERE kind = 'note') WHERE title = 'Heron'",
    "an order of elements": "UPDATE record SET shown = x'90' WHERE title = 'Heron'",
    "a record gone": "DELETE FROM record WHERE kind = 'note'",
    "a line of a list gone": "DELETE FROM list_note",
    "a line too many": "INSERT INTO list_note (n, sort, title, conflicts, changed) VALUES (999, '', '', 0, 0)",
    "a cell of a list": "UPDATE list_person SET c_birth = '1' WHERE title = 'Heron'",
    "a time in a list": "UPDATE list_person SET changed = 1",
    "a link gone": "DELETE FROM link",
    "a link too many": "INSERT INTO link VALUES (x'00', x'00', 'about')",
    "an order gone, of a record of which nothing is left": "DELETE FROM erase_order WHERE unit IS NULL",
    "an order gone": "DELETE FROM erase_order WHERE unit IS NOT NULL",
    "an order too many": "INSERT INTO erase_order SELECT entry, x'00', unit, reason FROM erase_order",
    "found words": "UPDATE found_in SET body = 'x'",
    "found words gone": "DELETE FROM found_in WHERE n = (SELECT max(n) FROM found_in)",
    "a name nobody bears": "INSERT INTO name_token (folded, text) VALUES ('stray', 'Stray')",
    "a name without its keys": "DELETE FROM token_key",
    "a bearer gone": "DELETE FROM bearer",
    "words the full text does not know": "INSERT INTO full_text (full_text) VALUES ('delete-all')",
}


@pytest.mark.parametrize("name", SPOILED)
def test_what_differs_is_named_and_mended(filled: Casebook, name: str) -> None:
    before = tables(filled)
    filled.db.execute("PRAGMA foreign_keys = OFF")
    filled.db.execute(SPOILED[name])
    with pytest.raises(TablesDiffer) as raised:
        check.check(filled)
    assert raised.value.records + raised.value.search > 0
    assert check.check(filled, repair=True).repaired
    assert tables(filled) == before
    assert not check.check(filled, repair=True).repaired


# ------------------------------------------------------------------ what pages and lists ask


def test_records_as_they_stand(filled: Casebook) -> None:
    people = {r.text("code_name") or r.text("aliases"): r for r in current.every(filled.db, "person")}
    heron = people["Heron"]
    assert heron.code.startswith("P-")
    assert sorted(heron.values("birth")) == ["1981", "1982"]
    assert heron.value("birth") == heron.values("birth")[0]
    assert [value for _, value in heron.each("aliases", "alias")] == ["Fox", "Wolf"]
    assert people["Tern"].state.life is Life.DISPUTED
    assert "Dunlin" not in people
    assert current.counts(filled.db)["note"] == 1
    assert current.pointing_at(filled.db, heron.id)[0][1:] == (
        "note",
        f"about/{next(iter(current.every(filled.db, 'note'))).elements('about')[0]}/record",
    )
    assert set(current.in_conflict(filled.db)) == {heron.id, people["Tern"].id}
    assert current.titles(filled.db, [heron.id])


def test_short_codes(filled: Casebook) -> None:
    heron = next(r for r in current.every(filled.db, "person") if r.text("code_name") == "Heron")
    assert current.code_of(filled.db, heron) == heron.code
    assert current.by_code(filled.db, heron.code[2:]) == [heron.id]
    assert current.by_code(filled.db, "0000") == []


def test_two_records_of_one_code_get_longer_ones(book: Casebook) -> None:
    one = bytes.fromhex("019700000000" + "7abc" + "8000000000000001")
    two = bytes.fromhex("019700000001" + "7abc" + "8000ffffffffffff")
    for record in (one, two):
        book.record(Verb.ADD, [Change(record, "note", "title", Op.SET, "x")])
    codes = {current.code_of(book.db, book.need(record)) for record in (one, two)}
    assert len(codes) == 2
    assert all(len(code) > 6 for code in codes)


def test_lists_are_filtered_and_sorted(filled: Casebook) -> None:
    def titles(*filters: Filter, sort: str = "title", descending: bool = False) -> list[str]:
        asked = Asked("person", filters, sort, descending)
        order = lists.order(filled.db, asked)
        assert lists.count(filled.db, asked) == len(order)
        return [row.title for row in lists.rows(filled.db, "person", order)]

    everybody = titles()
    assert everybody == titles(descending=True)[::-1]
    assert set(everybody) == {"Heron", "Tern", ""}
    assert titles(Filter("title", lists.Test.HAS, "ERO")) == ["Heron"]
    assert titles(Filter("code_name", lists.Test.IS, "Tern")) == ["Tern"]
    assert titles(Filter("birth", lists.Test.FROM, "1991")) == ["Tern"]
    assert titles(Filter("birth", lists.Test.TO, "1981")) == ["Heron"]
    assert titles(Filter("birth", lists.Test.EMPTY)) == [""]
    assert titles(Filter("title", lists.Test.HAS, "%")) == []
    assert titles(Filter("code_name", lists.Test.IS, "Te%")) == []
    with pytest.raises(UnknownColumn):
        titles(Filter("no such column", lists.Test.HAS, "x"))
    with pytest.raises(UnknownColumn):
        titles(sort="id; DROP TABLE record")


def test_a_row_that_is_gone_is_left_out(filled: Casebook) -> None:
    order = lists.order(filled.db, Asked("person"))
    rows = lists.rows(filled.db, "person", [999_999, *order])
    assert [row.number for row in rows] == order
    assert all(len(row.cells) == len(lists.columns("person")) for row in rows)
    assert sum(row.conflicts for row in rows) == 2


def test_the_drawing_is_the_same_everywhere(
    team: tuple[Casebook, Casebook, Casebook], filled: Casebook
) -> None:
    assert len({drawing(book) for book in team}) == 1
