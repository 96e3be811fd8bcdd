"""Undo: a new entry that brings back exactly what stood before, or is refused; beside a model of snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import books
from casebook.base.ids import RecordId
from casebook.casework import check, conflicts, incoming, records, undo
from casebook.casework.book import Casebook
from casebook.casework.records import Add, Delete, Edit, New, Remove, Restore, Set
from casebook.casework.touched import Verb
from casebook.casework.undo import ChangedSince, NothingToUndo
from casebook.journal.fold import Life
from casebook.journal.history import orders


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undo") / "book"
    with books.derived_once():
        books.make(folder).close()
    return folder


@pytest.fixture
def team(tmp_path: Path) -> Iterator[tuple[Casebook, Casebook]]:
    with books.derived_once():
        made = [books.make(tmp_path / name, name) for name in ("ana", "luis")]
        books.team(made)
    yield made[0], made[1]
    for each in made:
        each.close()


def seen(book: Casebook) -> dict[RecordId, Any]:
    """What a person sees: a unit set to nothing is no unit, a deleted record no record."""
    found: dict[RecordId, Any] = {}
    for record in books.the(book, "person"):
        state = book.need(record).state
        units = {
            path: sorted(str(held.value) for held in values if held.value is not None)
            for path, values in state.units.items()
        }
        elements = {f"{name}/{key}" for name, keys in state.elements.items() for key in keys}
        found[record] = ({u: v for u, v in units.items() if v}, elements, state.disputed, state.life)
    return found


words = st.sampled_from(["amber", "birch", "cedar"])
acts = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "new",
                "change",
                "empty",
                "add",
                "inside",
                "remove",
                "delete",
                "restore",
                "both",
                "undo",
                "undo",
                "redo",
            ]
        ),
        st.integers(0, 1 << 10),
        words,
    ),
    min_size=1,
    max_size=25,
)


def edits_for(book: Casebook, act: str, pick: int, word: str) -> list[Edit]:
    # Nobody writes in a deleted record: it is brought back first.
    wanted = int(Life.DELETED if act == "restore" else Life.LIVE)
    rows = book.db.execute("SELECT id FROM record WHERE kind = 'person' AND life = ? ORDER BY id", (wanted,))
    people = [RecordId(bytes(row[0])) for row in rows]
    if act == "new" or not people:
        new = book.new_id()
        return [New(new, "person"), Set(new, "remarks", word), Add(new, "aliases", (("alias", word),))]
    person = people[pick % len(people)]
    keys = book.need(person).elements("aliases")
    match act:
        case "change":
            return [Set(person, "remarks", word)]
        case "empty":
            return [Set(person, "remarks", None)]
        case "both":
            return [Set(one, "age", word) for one in people[:3]]
        case "add":
            return [Add(person, "aliases", (("alias", word),))]
        case "inside" if keys:
            return [Set(person, f"aliases/{keys[pick % len(keys)]}/alias", word)]
        case "remove" if keys:
            return [Remove(person, "aliases", keys[pick % len(keys)])]
        case "delete":
            return [Delete(person)]
        case "restore":
            return [Restore(person)]
    return []


@settings(max_examples=60)
@given(acts)
def test_undo_brings_back_what_was_seen_before(template: Path, plan: list[tuple[str, int, str]]) -> None:
    with TemporaryDirectory() as folder, books.derived_once():
        book = books.reopen(books.copy(template, Path(folder) / "book"))
        before: list[tuple[bytes, dict[RecordId, Any]]] = []
        undone: list[tuple[bytes, dict[RecordId, Any]]] = []
        try:
            for act, pick, word in plan:
                now = seen(book)
                if act == "undo":
                    if not before:
                        with pytest.raises(NothingToUndo):
                            undo.undo_last(book)
                        continue
                    touched = undo.undo_last(book)
                    last, wanted = before.pop()
                    assert (touched.act, seen(book)) == (last, wanted)
                    undone.append((last, now))
                elif act == "redo":
                    if undone:
                        last, wanted = undone.pop()
                        assert undo.redo(book, last)
                        assert seen(book) == wanted
                        before.append((last, now))
                elif edits := edits_for(book, act, pick, word):
                    touched = records.write(book, Verb.EDIT, edits)
                    before.append((touched.act, now))
                    undone.clear()
            check.check(book)
        finally:
            book.close()


# ------------------------------------------------------------------ what must not be undone


def person(book: Casebook, **values: str) -> RecordId:
    record = book.new_id()
    edits: list[Edit] = [New(record, "person"), *(Set(record, path, v) for path, v in values.items())]
    records.write(book, Verb.ADD, edits)
    return record


def test_the_beginning_and_erasures_cannot_be_undone(book: Casebook) -> None:
    with pytest.raises(NothingToUndo):
        undo.undo_last(book)
    record = person(book, remarks="amber", age="40")
    touched = book.erase(record, "remarks", "consent-withdrawn")
    with pytest.raises(NothingToUndo):
        undo.undo(book, touched.entry[:16])
    first = book.db.one("SELECT act FROM entry ORDER BY n LIMIT 1")
    with pytest.raises(NothingToUndo):
        undo.undo(book, first[0])


def test_an_act_that_stands_is_not_redone_nor_an_undone_one_undone(book: Casebook) -> None:
    record = person(book, remarks="amber")
    touched = records.write(book, Verb.EDIT, [Set(record, "remarks", "birch")])
    with pytest.raises(NothingToUndo):
        undo.redo(book, touched.act)
    undo.undo(book, touched.act)
    with pytest.raises(NothingToUndo):
        undo.undo(book, touched.act)


def test_an_act_whose_content_was_erased_is_refused(book: Casebook) -> None:
    record = person(book, remarks="amber", age="40")
    touched = records.write(book, Verb.EDIT, [Set(record, "remarks", "birch"), Set(record, "age", "41")])
    book.erase(record, "remarks", "consent-withdrawn")
    with pytest.raises(ChangedSince):
        undo.undo(book, touched.act)
    assert book.need(record).value("age") == "41"


def test_undo_does_not_bring_back_what_an_order_hides(team: tuple[Casebook, Casebook]) -> None:
    """A teammate ordered an erasure; here the old value is hidden but not destroyed, and a new one was written."""
    ana, luis = team
    record = person(ana, remarks="amber", age="40")
    books.meet(team)
    old = ana.need(record).seen("remarks")
    luis.erase(record, "remarks", "consent-withdrawn")
    books.give(luis, ana)
    assert ana.need(record).value("remarks") is None
    # A screen drawn before the order came still names the old value.
    touched = records.write(ana, Verb.EDIT, [Set(record, "remarks", "birch", old)])
    assert ana.need(record).value("remarks") == "birch"
    undo.undo(ana, touched.act)
    assert ana.need(record).value("remarks") is None
    incoming.obey(ana, incoming.pending_orders(ana))
    assert b"amber" not in books.raw(ana)
    assert len(orders(ana.db)) == 1


def test_what_a_teammate_changed_since_is_not_overwritten(team: tuple[Casebook, Casebook]) -> None:
    ana, luis = team
    record = person(ana, remarks="amber")
    touched = records.write(ana, Verb.EDIT, [Set(record, "remarks", "birch"), Set(record, "age", "41")])
    books.meet(team)
    records.write(luis, Verb.EDIT, [Set(record, "remarks", "cedar")])
    books.meet(team)
    with pytest.raises(ChangedSince) as raised:
        undo.undo(ana, touched.act)
    assert raised.value.units == 1
    assert (ana.need(record).value("remarks"), ana.need(record).value("age")) == ("cedar", "41")


def test_a_record_others_have_written_in_is_not_unmade(team: tuple[Casebook, Casebook]) -> None:
    ana, luis = team
    record = person(ana, remarks="amber")
    books.meet(team)
    records.write(luis, Verb.EDIT, [Set(record, "age", "41")])
    books.meet(team)
    with pytest.raises(ChangedSince):
        undo.undo_last(ana)
    assert ana.need(record).state.life is Life.LIVE


def test_a_settled_conflict_of_three_comes_back_whole(tmp_path: Path) -> None:
    with books.derived_once():
        team = [books.make(tmp_path / name, name) for name in ("ana", "luis", "vera")]
        books.team(team)
    record = person(team[0], remarks="oak")
    books.meet(team)
    for book, word in zip(team, ("amber", "birch", "cedar"), strict=True):
        records.write(book, Verb.EDIT, [Set(record, "remarks", word)])
    books.meet(team)
    ana = team[0]
    assert sorted(ana.need(record).values("remarks")) == ["amber", "birch", "cedar"]
    touched = conflicts.settle(ana, record, "remarks", "birch")
    assert ana.need(record).values("remarks") == ("birch",)
    undo.undo(ana, touched.act)
    assert sorted(ana.need(record).values("remarks")) == ["amber", "birch", "cedar"]
    undo.redo(ana, touched.act)
    assert ana.need(record).values("remarks") == ("birch",)
    books.meet(team)
    assert len({check.check(book).state for book in team}) == 1
    for book in team:
        book.close()


def test_a_change_of_paragraphs_is_undone_whole(book: Casebook) -> None:
    record = book.new_id()
    text = "one\n\ntwo\n\nthree"
    edits = [New(record, "note"), *records.paragraph_edits(book, record, "text", text, new=True)]
    records.write(book, Verb.ADD, edits)
    before = records.text_of(book.need(record), "text")
    changed = "zero\n\none, changed\n\nthree\n\nfour"
    records.write(book, Verb.EDIT, records.paragraph_edits(book, record, "text", changed))
    assert records.text_of(book.need(record), "text") == changed
    undo.undo_last(book)
    assert records.text_of(book.need(record), "text") == before == text
    assert book.need(record).state.conflicts == ()


def test_a_removed_element_comes_back_and_goes_again(book: Casebook) -> None:
    record = person(book, remarks="amber")
    records.write(book, Verb.EDIT, [Add(record, "aliases", (("alias", "Fox"),))])
    [key] = book.need(record).elements("aliases")
    touched = records.write(book, Verb.EDIT, [Remove(record, "aliases", key)])
    for _ in range(3):
        undo.undo(book, touched.act)
        assert book.need(record).text(f"aliases/{key}/alias") == "Fox"
        assert book.need(record).state.conflicts == ()
        undo.redo(book, touched.act)
        assert book.need(record).elements("aliases") == ()


def test_a_removal_that_met_a_change_is_undone(team: tuple[Casebook, Casebook]) -> None:
    ana, luis = team
    record = person(ana, remarks="amber")
    records.write(ana, Verb.EDIT, [Add(record, "aliases", (("alias", "Fox"),))])
    books.meet(team)
    [key] = ana.need(record).elements("aliases")
    touched = records.write(ana, Verb.EDIT, [Remove(record, "aliases", key)])
    records.write(luis, Verb.EDIT, [Set(record, f"aliases/{key}/alias", "Wolf")])
    books.meet(team)
    assert ana.need(record).state.conflicts == (f"aliases/{key}",)
    undo.undo(ana, touched.act)
    assert ana.need(record).state.conflicts == ()
    assert ana.need(record).text(f"aliases/{key}/alias") == "Wolf"


def test_an_element_a_teammate_changed_is_not_taken_away(team: tuple[Casebook, Casebook]) -> None:
    ana, luis = team
    record = person(ana, remarks="amber")
    touched = records.write(ana, Verb.EDIT, [Add(record, "aliases", (("alias", "Fox"),))])
    books.meet(team)
    [key] = ana.need(record).elements("aliases")
    records.write(luis, Verb.EDIT, [Set(record, f"aliases/{key}/alias", "Wolf")])
    books.meet(team)
    with pytest.raises(ChangedSince):
        undo.undo(ana, touched.act)


def test_a_large_act_is_undone_whole(book: Casebook) -> None:
    """An import over several entries."""
    made = [book.new_id() for _ in range(700)]
    edits: list[Edit] = [
        e for r in made for e in (New(r, "person"), Set(r, "remarks", "amber"), Set(r, "age", "4"))
    ]
    touched = records.write(book, Verb.IMPORT, edits)
    assert book.db.one("SELECT count(*) FROM entry WHERE act = ?", (touched.act,))[0] > 1
    assert len(books.the(book, "person")) == 700
    undo.undo_last(book)
    assert books.the(book, "person") == []
    undo.redo(book, touched.act)
    assert len(books.the(book, "person")) == 700
    check.check(book)
