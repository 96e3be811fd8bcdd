"""Where two people's words differ, both are shown until a person decides; deciding can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
from casebook.base.ids import RecordId
from casebook.casework import check, conflicts, records, undo
from casebook.casework.book import Casebook
from casebook.casework.conflicts import Decision, Deed, Gravity, NoConflict, gravity
from casebook.casework.records import Remove, Set
from casebook.casework.touched import Verb
from casebook.journal.fold import Life
from drawing import draw, drawing, edit, same

Pair = tuple[Casebook, Casebook]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with books.derived_once():
        made = [books.make(tmp_path / name, name) for name in ("ana", "luis")]
        books.team(made)
    yield made[0], made[1]
    for each in made:
        each.close()


@pytest.fixture
def apart(pair: Pair) -> tuple[Casebook, Casebook, RecordId]:
    """One record, changed by two people apart."""
    ana, luis = pair
    record = draw(ana, 'person:1  remarks  "oak"\nperson:1  aliases[1]/alias  "Fox"')["person:1"]
    books.meet(pair)
    edit(ana, record, remarks="amber")
    edit(luis, record, remarks="birch")
    return ana, luis, record


def test_both_are_shown_with_who_and_when(apart: tuple[Casebook, Casebook, RecordId]) -> None:
    ana, luis, record = apart
    assert conflicts.conflicts(ana) == []
    books.meet([ana, luis])
    [found] = conflicts.conflicts(ana)
    assert (found.record, found.kind, found.path) == (record, "person", "remarks")
    assert {version.value for version in found.versions} == {"amber", "birch"}
    assert all(version.stamps[0].verb == "edit" for version in found.versions)
    assert conflicts.conflicts(ana, record) == [found]


def test_work_goes_on_and_equal_words_end_it(apart: tuple[Casebook, Casebook, RecordId]) -> None:
    ana, luis, record = apart
    books.meet([ana, luis])
    edit(ana, record, age="40")
    assert conflicts.settle(ana, record, "remarks", "cedar")
    assert conflicts.settle(luis, record, "remarks", "cedar")
    books.meet([ana, luis])
    assert conflicts.conflicts(ana) == conflicts.conflicts(luis) == []
    assert len(ana.need(record).state.units["remarks"][0].entries) == 2


def test_settled_and_unsettled(apart: tuple[Casebook, Casebook, RecordId]) -> None:
    ana, luis, record = apart
    books.meet([ana, luis])
    entry = next(h.entries[0] for h in ana.need(record).state.units["remarks"] if h.value == "birch")
    conflicts.keep(ana, record, "remarks", entry)
    assert ana.need(record).values("remarks") == ("birch",)
    books.meet([ana, luis])
    assert conflicts.conflicts(luis) == []
    undo.undo_last(ana)
    books.meet([ana, luis])
    assert len(conflicts.conflicts(luis)) == 1
    assert drawing(ana) == drawing(luis)


def test_settling_what_somebody_changed_meanwhile_leaves_their_word(
    apart: tuple[Casebook, Casebook, RecordId],
) -> None:
    ana, luis, record = apart
    books.meet([ana, luis])
    conflicts.settle(ana, record, "remarks", "amber")
    records.write(luis, Verb.EDIT, [Set(record, "remarks", "cedar")])
    books.meet([ana, luis])
    assert sorted(ana.need(record).values("remarks")) == ["amber", "cedar"]


def test_an_element_removed_by_one_and_changed_by_another(pair: Pair) -> None:
    ana, luis = pair
    record = draw(ana, 'person:1  aliases[1]/alias  "Fox"')["person:1"]
    books.meet(pair)
    [key] = ana.need(record).elements("aliases")
    records.write(ana, Verb.EDIT, [Remove(record, "aliases", key)])
    records.write(luis, Verb.EDIT, [Set(record, f"aliases/{key}/alias", "Wolf")])
    books.meet(pair)
    wanted = """
        person:1  aliases[1]  (removed ⚡ changed)
        person:1  aliases[1]/alias  "Wolf"
    """
    assert drawing(ana) == drawing(luis) == same(wanted)
    element = f"aliases/{key}"
    assert [found.path for found in conflicts.conflicts(luis)] == [element]
    touched = conflicts.settle_element(luis, record, element, there=True)
    assert conflicts.conflicts(luis) == []
    assert luis.need(record).elements("aliases") == (key,)
    undo.undo(luis, touched.act)
    assert [found.path for found in conflicts.conflicts(luis)] == [element]
    with pytest.raises(NoConflict):
        conflicts.settle_element(ana, record, "aliases/0000000000000000", there=True)
    conflicts.settle_element(ana, record, element, there=False)
    assert ana.need(record).elements("aliases") == ()
    books.meet(pair)
    assert check.check(ana).state == check.check(luis).state


@pytest.mark.parametrize("deleted", [True, False])
def test_a_record_deleted_by_one_and_changed_by_another(pair: Pair, *, deleted: bool) -> None:
    ana, luis = pair
    record = draw(ana, 'person:1  remarks  "amber"')["person:1"]
    books.meet(pair)
    records.delete(ana, record)
    edit(luis, record, remarks="birch")
    books.meet(pair)
    assert [found.path for found in conflicts.conflicts(ana)] == [""]
    conflicts.settle_deletion(ana, record, deleted=deleted)
    books.meet(pair)
    for book in pair:
        assert book.need(record).state.life is (Life.DELETED if deleted else Life.LIVE)
        assert conflicts.conflicts(book, record) == []
    with pytest.raises(NoConflict):
        conflicts.settle_deletion(luis, record, deleted=deleted)


def test_deleted_by_one_and_restored_by_another_is_a_question(pair: Pair) -> None:
    ana, luis = pair
    record = draw(ana, 'person:1  remarks  "amber"')["person:1"]
    records.delete(ana, record)
    books.meet(pair)
    records.restore(luis, record)
    records.restore(ana, record)
    records.delete(ana, record)
    books.meet(pair)
    assert ana.need(record).state.life is luis.need(record).state.life is Life.DISPUTED


def test_nothing_to_settle(pair: Pair) -> None:
    ana, _ = pair
    record = draw(ana, 'person:1  remarks  "amber"')["person:1"]
    for act in (
        lambda: conflicts.settle(ana, record, "remarks", "birch"),
        lambda: conflicts.settle(ana, record, "", "birch"),
        lambda: conflicts.keep(ana, record, "remarks", bytes(32)),
        lambda: conflicts.settle_element(ana, record, "aliases/0000000000000000", there=False),
        lambda: conflicts.settle_deletion(ana, record, deleted=True),
    ):
        with pytest.raises(NoConflict):
            act()


def test_each_side_says_who_and_what_they_had_before_them(apart: tuple[Casebook, Casebook, RecordId]) -> None:
    ana, luis, _ = apart
    books.meet([ana, luis])
    [found] = conflicts.conflicts(luis)
    told = {(side.author.name, side.author.own, side.deed, side.value, side.saw) for side in found.sides}
    assert told == {
        ("ana", False, Deed.SAID, "amber", ("oak",)),
        ("luis", True, Deed.SAID, "birch", ("oak",)),
    }
    assert all(side.stamp is not None for side in found.sides)


def test_who_removed_and_who_wrote_on_stand_against_each_other(pair: Pair) -> None:
    ana, luis = pair
    record = draw(ana, 'person:1  remarks  "amber"')["person:1"]
    books.meet(pair)
    records.delete(ana, record)
    edit(luis, record, remarks="birch")
    books.meet(pair)
    for book in pair:
        [found] = conflicts.conflicts(book)
        assert [(side.author.name, side.deed, side.path, side.value, side.saw) for side in found.sides] == [
            ("ana", Deed.DELETED, "", None, ()),
            ("luis", Deed.SAID, "remarks", "birch", ("amber",)),
        ]


def test_the_gravest_come_first(pair: Pair) -> None:
    ana, luis = pair
    drawn = draw(ana, 'person:1  remarks  "amber"\nperson:1  birth  "1970"\nnote:1  title  "oak"')
    person, note = drawn["person:1"], drawn["note:1"]
    books.meet(pair)
    for book, word, year in ((ana, "fir", "1971"), (luis, "elm", "1972")):
        edit(book, note, title=word)
        edit(book, person, remarks=word)
        edit(book, person, birth=year)
    books.meet(pair)
    assert [(one.path, one.gravity) for one in conflicts.conflicts(ana)] == [
        ("birth", Gravity.IDENTITY),
        ("remarks", Gravity.WORDING),
        ("title", Gravity.WORDING),
    ]


@pytest.mark.parametrize(
    ("kind", "path", "wanted"),
    [
        ("person", "names/0123456789abcdef/name", Gravity.IDENTITY),
        ("person", "aliases/0123456789abcdef", Gravity.IDENTITY),
        ("consent", "level", Gravity.CONSENT),
        ("consent", "", Gravity.CONSENT),
        ("person", "safety/0123456789abcdef/status", Gravity.SAFETY),
        ("interview", "fears", Gravity.SAFETY),
        ("person", "", Gravity.RECORD),
        ("proceeding", "number", Gravity.FACT),
        ("interview", "narrative/0123456789abcdef/text", Gravity.WORDING),
        ("of-a-newer-version", "unit", Gravity.FACT),
    ],
)
def test_what_hangs_on_it(kind: str, path: str, wanted: Gravity) -> None:
    assert gravity(kind, path) is wanted


def test_several_are_settled_in_one_act_and_come_back_in_one(pair: Pair) -> None:
    ana, luis = pair
    drawn = draw(ana, 'person:1  remarks  "oak"\nperson:2  age  "40"\nperson:3  remarks  "elm"')
    one, two, three = (drawn[f"person:{i}"] for i in (1, 2, 3))
    books.meet(pair)
    for book, word in ((ana, "41"), (luis, "42")):
        edit(book, one, remarks=word)
        edit(book, two, age=word)
    records.delete(ana, three)
    edit(luis, three, remarks="fir")
    books.meet(pair)
    shown = {found.record: found for found in conflicts.conflicts(ana)}
    decisions = [
        Decision(shown[one], "41"),
        Decision(shown[two], "43"),
        Decision(shown[three], there=True),
    ]
    touched = conflicts.decide(ana, decisions, why="spoke with the family")
    assert conflicts.conflicts(ana) == []
    assert [ana.need(each).values(unit) for each, unit in ((one, "remarks"), (two, "age"))] == [
        ("41",),
        ("43",),
    ]
    [note] = books.the(ana, "note")
    assert ana.need(note).text("title") == "spoke with the family"
    assert {value for _, value in ana.need(note).each("about", "record")} == {one, two, three}
    undo.undo(ana, touched.act)
    assert {found.record for found in conflicts.conflicts(ana)} == {one, two, three}
    assert books.the(ana, "note") == []


def test_what_came_after_it_was_shown_is_not_decided_along(
    apart: tuple[Casebook, Casebook, RecordId],
) -> None:
    ana, luis, record = apart
    books.meet([ana, luis])
    [shown] = conflicts.conflicts(ana)
    records.write(luis, Verb.EDIT, [Set(record, "remarks", "cedar", ())])
    books.meet([ana, luis])
    conflicts.decide(ana, [Decision(shown, "amber")])
    assert sorted(ana.need(record).values("remarks")) == ["amber", "cedar"]


def test_nothing_is_decided_where_one_of_them_is_none(apart: tuple[Casebook, Casebook, RecordId]) -> None:
    ana, luis, record = apart
    books.meet([ana, luis])
    [shown] = conflicts.conflicts(ana)
    conflicts.settle(ana, record, "remarks", "amber")
    with pytest.raises(NoConflict):
        conflicts.decide(ana, [Decision(shown, "birch")])
    assert ana.need(record).values("remarks") == ("amber",)
