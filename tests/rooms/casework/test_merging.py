"""Merging two records of one person: what comes along, what moves, what stays, and undoing it."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import books
import lists
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework import check, circles, conflicts, decisions, merging, plans, records, undo
from casebook.casework.book import Casebook
from casebook.casework.merging import (
    ApartInCircles,
    Choice,
    DeletedRecord,
    Doubt,
    ErasedThere,
    MergedAlready,
    Moved,
    NotPeople,
    SameRecord,
    StaysGuarded,
    UnsavedThere,
    WrittenByNewer,
)
from casebook.casework.plans import Chosen
from casebook.casework.records import Add, Edit, New, Set, UnknownUnit
from casebook.casework.touched import Verb
from casebook.casework.undo import ChangedSince
from casebook.journal import drafts, log, projection, rows
from casebook.journal.entry import Change, Op
from casebook.journal.fold import Life
from casebook.model.fields import Value
from casebook.model.person import NAME
from drawn import drawn


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("merging") / "book"
    with books.derived_once():
        books.make(folder, "Heron").close()
    return folder


def add(book: Casebook, kind: str, *edits: tuple[str, Value] | tuple[str, dict[str, Value]]) -> RecordId:
    """A record: (unit, value) sets it, (list, {inner: value}) adds an element."""
    record = book.new_id()
    found: list[Edit] = [New(record, kind)]
    for name, value in edits:
        if isinstance(value, dict):
            found.append(Add(record, name, tuple(value.items())))
        else:
            found.append(Set(record, name, value))
    records.write(book, Verb.ADD, found)
    return record


def person(book: Casebook, name: str, *edits: Any) -> RecordId:
    return add(book, "person", ("names", {"name": NAME.make(full=name)}), *edits)


def names(book: Casebook, record: RecordId) -> list[str]:
    return [str(NAME.part(value, "full")) for _, value in book.need(record).each("names", "name")]


def whole(book: Casebook) -> dict[RecordId, Any]:
    """Everything, as people see it, deleted records too: values, elements, whether it is there."""
    found: dict[RecordId, Any] = {}
    for state in projection.states(book.db, Progress()):
        units = {
            path: sorted(repr(held.value) for held in values if held.value is not None)
            for path, values in state.units.items()
        }
        elements = {f"{name}/{key}" for name, keys in state.elements.items() for key in keys}
        found[state.record] = (state.kind, {u: v for u, v in units.items() if v}, elements, state.life)
    return found


@pytest.fixture
def two(book: Casebook) -> tuple[RecordId, RecordId]:
    kept = person(book, "Yerzhan Yelshibayev", ("birth", "1985"), ("sex", "m"))
    other = person(
        book,
        "Ержан Елшібаев",
        ("birth", "1986-02"),
        ("code_name", "Heron"),
        ("aliases", {"alias": "Erzhan E.", "type": "spelling"}),
    )
    return kept, other


def test_all_spellings_come_along_and_equal_ones_once(book: Casebook) -> None:
    same = NAME.make(full="Ержан Елшібаев", script="Cyrl", language="kk", scheme="passport")
    kept = add(
        book, "person", ("names", {"name": NAME.make(full="Yerzhan Yelshibayev")}), ("names", {"name": same})
    )
    other = add(
        book,
        "person",
        ("names", {"name": same}),
        ("names", {"name": NAME.make(full="Erzhan Elshibaev", script="Latn"), "preferred": "en"}),
    )
    merging.merge(book, kept, other)
    assert names(book, kept) == ["Yerzhan Yelshibayev", "Ержан Елшібаев", "Erzhan Elshibaev"]
    moved = book.need(other).elements("names")[1]
    assert book.need(kept).text(f"names/{moved}/preferred") == "en"
    assert book.need(kept).value(f"names/{moved}/name") == NAME.make(full="Erzhan Elshibaev", script="Latn")


def test_units_only_the_other_has_come_along_and_those_that_differ_stand_side_by_side(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    kept, other = two
    seen = merging.look(book, kept, other)
    assert [(each.unit, each.kept, each.other) for each in seen.differing] == [("birth", "1985", "1986-02")]
    assert {each.unit for each in seen.names} == {"names", "code_name", "aliases"}
    before = whole(book)
    assert merging.merge(book, kept, other).verb is Verb.MERGE
    assert before != whole(book)
    now = book.need(kept)
    assert set(now.values("birth")) == {"1985", "1986-02"}
    assert now.values("code_name") == ("Heron",)
    assert [conflict.path for conflict in conflicts.conflicts(book, kept)] == ["birth"]
    assert book.need(other).state.life is Life.DELETED
    assert merging.identities(book, kept) == (kept, other)
    assert merging.standing_for(book, other) == kept


def test_a_look_writes_nothing(book: Casebook, two: tuple[RecordId, RecordId]) -> None:
    before = whole(book)
    merging.look(book, *two)
    assert whole(book) == before


@pytest.mark.parametrize(
    ("choice", "stands"),
    [(Choice.KEEP, {"1985"}), (Choice.OTHER, {"1986-02"}), (Choice.BOTH, {"1985", "1986-02"})],
)
def test_a_person_chooses_between_values(
    book: Casebook, two: tuple[RecordId, RecordId], choice: Choice, stands: set[str]
) -> None:
    kept, other = two
    merging.merge(book, kept, other, {"birth": choice})
    assert set(book.need(kept).values("birth")) == stands
    assert book.need(other).values("birth") == ("1986-02",), "nothing of what the other said is gone"
    before = whole(book)
    undo.undo_last(book)
    assert book.need(kept).values("birth") == ("1985",)
    undo.redo(book, last_act(book))
    assert whole(book) == before


def last_act(book: Casebook) -> bytes:
    """The act that was undone last."""
    entry = next(iter(log.latest(book.db, book.own.feeds.values())))
    return log.act_of(entry) or b""


def test_every_link_moves_and_what_left_what_was_agreed_and_decided_stays(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    kept, other = two
    moving = {
        "claim": lists.record(book, "claim", about=other, value="He was seen"),
        "act": lists.record(book, "act", ("perpetrators", {"person": other}), victim=other, pressed=other),
        "interview": lists.record(book, "interview", ("about", {"person": other}), speaker=other),
        "event": lists.record(book, "event", ("people", {"person": other, "role": "witness"})),
        "proceeding": lists.record(book, "proceeding", ("parties", {"person": other, "role": "accused"})),
        "dossier": lists.record(book, "dossier", ("persons", {"person": other, "role": "persecuted"})),
        "evidence": lists.record(book, "evidence", ("about", {"record": other}), title="A letter"),
        "note": lists.record(book, "note", ("about", {"record": other}), title="Call back"),
        "source": lists.record(book, "source", person=other, title="He said so"),
        "relation": lists.record(
            book, "relation", person=lists.person(book, "Aliya"), other=other, type="spouse"
        ),
        "list-entry": lists.record(book, "list-entry", edition=lists.edition(book).edition, person=other),
        "person": person(book, "Third", ("safe_person", other)),
    }
    consent = lists.consent(book, other, level="4")
    decision = lists.already_public(book, other)
    seen = merging.look(book, kept, other)
    assert set(seen.moved) == {Moved(kind, 1) for kind in moving}
    assert set(seen.apart) == {Moved("consent", 1), Moved("decision", 1)}
    before = whole(book)
    merging.merge(book, kept, other)
    for kind, record in moving.items():
        links = {t for t, _, _ in projection_links(book, record)}
        assert kept in links, kind
        assert other not in links, kind
    assert book.need(consent).values("subject") == (other,)
    assert [value for _, value in book.need(decision).each("people", "person")] == [other]
    assert not merging.left_behind(book)
    undo.undo_last(book)
    assert whole(book) == before


def projection_links(book: Casebook, record: RecordId) -> set[tuple[bytes, bytes, str]]:
    return rows.links_of(book.need(record).state)


def test_a_link_that_would_stand_twice_stands_once(book: Casebook, two: tuple[RecordId, RecordId]) -> None:
    kept, other = two
    note = lists.record(book, "note", ("about", {"record": kept}), ("about", {"record": other}), title="Both")
    event = lists.record(
        book,
        "event",
        ("people", {"person": kept, "role": "witness"}),
        ("people", {"person": other, "role": "organiser"}),
    )
    before = whole(book)
    merging.merge(book, kept, other)
    assert [value for _, value in book.need(note).each("about", "record")] == [kept]
    roles = {
        (book.need(event).value(f"people/{key}/person"), book.need(event).text(f"people/{key}/role"))
        for key in book.need(event).elements("people")
    }
    assert roles == {(kept, "witness"), (kept, "organiser")}, "what they were is no repetition"
    undo.undo_last(book)
    assert whole(book) == before


def test_nobody_becomes_their_own_relative(book: Casebook, two: tuple[RecordId, RecordId]) -> None:
    kept, other = two
    third = lists.person(book, "Aliya")
    between = lists.record(book, "relation", person=kept, other=other, type="sibling")
    records.write(book, Verb.EDIT, [Set(kept, "safe_person", other), Set(other, "safe_person", kept)])
    records.write(
        book,
        Verb.EDIT,
        [
            Add(other, "affiliations", (("organisation", "Union"), ("group", kept))),
            Add(kept, "affiliations", (("organisation", "Party"), ("group", other))),
        ],
    )
    elsewhere = lists.record(book, "relation", person=third, other=other, type="spouse")
    seen = merging.look(book, kept, other)
    assert seen.related == 2, "the relation, and what the kept record says of the other"
    assert Doubt.RELATED in seen.doubts
    before = whole(book)
    merging.merge(book, kept, other)
    assert book.need(between).state.life is Life.DELETED
    assert book.need(elsewhere).values("other") == (kept,)
    now = book.need(kept)
    assert now.values("safe_person") == ()
    assert {value for _, value in now.each("affiliations", "organisation")} == {"Union", "Party"}
    assert not list(now.each("affiliations", "group"))
    undo.undo_last(book)
    assert whole(book) == before


def test_conflicts_come_along_whole(book: Casebook, two: tuple[RecordId, RecordId]) -> None:
    kept, other = two
    alias = book.need(other).elements("aliases")[0]
    state = book.need(other).state
    path = f"aliases/{alias}/alias"
    book.record(
        Verb.EDIT,
        [
            Change(other, "person", path, Op.SET, "E. Elsh."),
            Change(other, "person", "age", Op.SET, "40"),
            Change(other, "person", "age", Op.SET, "41"),
        ],
    )
    assert state != book.need(other).state
    before = whole(book)
    merging.merge(book, kept, other)
    assert set(book.need(kept).values(path)) == {"Erzhan E.", "E. Elsh."}
    assert set(book.need(kept).values("age")) == {"40", "41"}
    merged = whole(book)
    undo.undo_last(book)
    assert whole(book) == before
    undo.redo(book, last_act(book))
    assert whole(book) == merged
    undo.undo_last(book)
    assert whole(book) == before


def test_undo_is_refused_where_somebody_has_decided_since(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    kept, other = two
    act = merging.merge(book, kept, other).act
    conflicts.settle(book, kept, "birth", "1986")
    before = whole(book)
    with pytest.raises(ChangedSince):
        undo.undo(book, act)
    assert whole(book) == before


def test_why_is_kept_as_a_note(book: Casebook, two: tuple[RecordId, RecordId]) -> None:
    kept, other = two
    merging.merge(book, kept, other, why="His lawyer says so")
    [note] = [each for each in projection.states(book.db, Progress()) if each.kind == "note"]
    assert [held.value for held in note.units["title"]] == ["His lawyer says so"]
    undo.undo_last(book)
    assert book.need(note.record).state.life is Life.DELETED


# ------------------------------------------------------------------------------------------------ refused


def test_what_cannot_be_merged(book: Casebook, two: tuple[RecordId, RecordId]) -> None:
    kept, other = two
    source = lists.source(book)
    gone, third = person(book, "Gone"), person(book, "Third")
    records.delete(book, gone)
    before = whole(book)
    for pair, leaf in (
        ((kept, source), NotPeople),
        ((source, other), NotPeople),
        ((kept, kept), SameRecord),
        ((kept, gone), DeletedRecord),
        ((gone, kept), DeletedRecord),
    ):
        with pytest.raises(leaf):
            merging.merge(book, *pair)
    with pytest.raises(UnknownUnit):
        merging.merge(book, kept, other, {"names": Choice.KEEP})
    assert whole(book) == before
    merging.merge(book, kept, other)
    with pytest.raises(MergedAlready) as told:
        merging.merge(book, third, other)
    assert told.value.into == kept
    with pytest.raises(MergedAlready):
        merging.look(book, other, third)


def test_the_stricter_protection_cannot_be_chosen_away(book: Casebook) -> None:
    for unit, wide, strict in (("protection", "by-consent", "always"), ("sensitivity", "internal", "sealed")):
        kept = lists.person(book, "Yerzhan", **{unit: wide})
        other = lists.person(book, "Ержан", **{unit: strict})
        with pytest.raises(StaysGuarded):
            merging.merge(book, kept, other, {unit: Choice.KEEP})
        with pytest.raises(StaysGuarded):
            merging.merge(book, other, kept, {unit: Choice.OTHER})
        merging.merge(book, kept, other, {unit: Choice.OTHER})
        assert book.need(kept).values(unit) == (strict,)


def test_what_was_ordered_to_be_erased_does_not_come_back(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    kept, other = two
    records.write(book, Verb.EDIT, [Add(kept, "contacts", (("address", "+7 701 000 00 00"),))])
    records.write(book, Verb.EDIT, [Add(other, "contacts", (("address", "+7 701 111 11 11"),))])
    book.erase(kept, "contacts", "request")
    with pytest.raises(ErasedThere):
        merging.merge(book, kept, other)
    merging.merge(book, other, kept)
    assert [value for _, value in book.need(other).each("contacts", "address")] == ["+7 701 111 11 11"]


def test_somebody_in_a_circle_and_somebody_of_the_team_stay_two(book: Casebook) -> None:
    circle = circles.make(book, "Witnesses").compartment
    inside, outside = book.new_id(), lists.person(book, "Ержан")
    records.write(
        book,
        Verb.ADD,
        [New(inside, "person"), Add(inside, "names", (("name", NAME.make(full="Yerzhan")),))],
        circle=circle,
    )
    for pair in ((inside, outside), (outside, inside)):
        with pytest.raises(ApartInCircles):
            merging.merge(book, *pair)


def test_what_only_a_newer_version_reads_and_what_is_not_saved_is_not_left_behind(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    kept, other = two
    newer = lists.person(book, "Ержан")
    book.record(Verb.EDIT, [Change(newer, "person", "birth", 77, "x")])
    for pair in ((kept, newer), (newer, kept)):
        with pytest.raises(WrittenByNewer):
            merging.look(book, *pair)
    drafts.keep(book.db, drafts.Draft(other, "person", "remarks", "Not sa"))
    with pytest.raises(UnsavedThere):
        merging.merge(book, kept, other)


def test_what_a_circle_says_of_the_merged_record_moves_in_the_same_act(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    kept, other = two
    circle = circles.make(book, "Witnesses").compartment
    note = book.new_id()
    records.write(
        book,
        Verb.ADD,
        [New(note, "note"), Set(note, "title", "He spoke"), Add(note, "about", (("record", other),))],
        circle=circle,
    )
    before = whole(book)
    merging.merge(book, kept, other)
    assert [value for _, value in book.need(note).each("about", "record")] == [kept]
    assert book.compartment_of(note) == circle
    undo.undo_last(book)
    assert whole(book) == before


# -------------------------------------------------------------------------------------------------- doubts


@pytest.mark.parametrize(
    ("ours", "theirs", "doubts"),
    [
        ({"name": "Aidar Syzdykov"}, {"name": "Fazylzhan Syzdykov"}, {Doubt.SAME_FAMILY_NAME}),
        ({"name": "Aset Matayev"}, {"name": "Асет Матаев"}, set()),
        ({"name": "Aset Matayev"}, {"name": "Marat Oskenov"}, {Doubt.OTHER_NAME}),
        (
            {"name": "Aset Matayev", "sex": "m"},
            {"name": "Асет Матаев", "sex": "f"},
            {Doubt.OTHER_SEX},
        ),
        ({"name": "Aset Matayev", "birth": "1985-02"}, {"name": "Асет Матаев", "birth": "1985"}, set()),
        (
            {"name": "Aset Matayev", "birth": "1985"},
            {"name": "Асет Матаев", "birth": "1984"},
            {Doubt.OTHER_BIRTH},
        ),
        (
            {"name": "Aset Matayev", "iin": "850101300123"},
            {"name": "Асет Матаев", "iin": "850101300124"},
            {Doubt.OTHER_NUMBER},
        ),
    ],
)
def test_what_speaks_against_it_is_said_first(
    book: Casebook, ours: dict[str, str], theirs: dict[str, str], doubts: set[Doubt]
) -> None:
    made = []
    for one in (dict(ours), dict(theirs)):
        name, number = one.pop("name"), one.pop("iin", "")
        made.append(lists.person(book, name, **one))
        if number:
            records.write(
                book, Verb.EDIT, [Add(made[-1], "identifiers", (("number", number), ("type", "iin")))]
            )
    assert set(merging.look(book, *made).doubts) == doubts
    assert set(merging.look(book, *reversed(made)).doubts) == doubts


def test_of_a_plan_what_hides_moves_and_what_lets_through_does_not(
    book: Casebook, two: tuple[RecordId, RecordId]
) -> None:
    kept, other = two
    choices = tuple(
        Chosen(what, other, path="remarks", start=1, end=4)
        for what in ("hide", "let", "withhold", "override", "left")
    )
    plan, _ = plans.save(
        book, plans.Draft("public", bytes(32), name="The list", selection=(kept, other), choices=choices)
    )
    merging.merge(book, kept, other)
    found = plans.read(book.need(plan))
    assert found.selection == (kept,)
    assert {(chosen.what, chosen.record) for chosen in found.choices} == {
        ("hide", kept),
        ("withhold", kept),
        ("let", other),
        ("override", other),
        ("left", other),
    }
    assert not merging.left_behind(book)


def test_a_chain_of_merges_is_one_person(book: Casebook) -> None:
    one, two, three = (lists.person(book, f"Yerzhan {letter}") for letter in "ABC")
    merging.merge(book, two, one)
    merging.merge(book, three, two)
    assert set(merging.identities(book, three)) == {one, two, three}
    assert {merging.standing_for(book, each) for each in (one, two, three)} == {three}
    assert names(book, three) == ["Yerzhan C", "Yerzhan B", "Yerzhan A"]
    undo.undo_last(book)
    assert merging.standing_for(book, one) == two
    assert merging.identities(book, three) == (three,)


def test_of_a_chain_the_later_merge_is_undone_first(book: Casebook) -> None:
    one, two, three = (lists.person(book, f"Yerzhan {letter}") for letter in "ABC")
    first = merging.merge(book, two, one).act
    second = merging.merge(book, three, two).act
    before = whole(book)
    with pytest.raises(ChangedSince):
        undo.undo(book, first)
    assert whole(book) == before
    undo.undo(book, second)
    undo.undo(book, first)
    assert {merging.standing_for(book, each) for each in (one, two, three)} == {one, two, three}
    assert [names(book, each) for each in (one, two, three)] == [[f"Yerzhan {letter}"] for letter in "ABC"]


def test_a_decision_made_knowing_of_the_merge_speaks_of_both_as_long_as_they_are_one(book: Casebook) -> None:
    kept, other = lists.person(book, "Yerzhan"), lists.person(book, "Ержан")
    merging.merge(book, kept, other)
    decision, _ = decisions.decide(
        book, [kept], use="public", ground="already-public", why="in print", source=lists.source(book)
    )
    consent = lists.consent(book, kept, level="5")
    for record in (decision, consent):
        assert [value for _, value in book.need(record).each("merged", "person")] == [other]
    records.write(book, Verb.EDIT, [Set(consent, "subject", kept)])
    assert len(book.need(consent).elements("merged")) == 1, "said once"


# ------------------------------------------------------------------------------------------------ by chance


@settings(max_examples=12, deadline=None)
@given(
    st.integers(0, 1 << 30),
    st.permutations(range(4)),
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["birth", "risk", "code_name", "safe_person"])),
        max_size=5,
    ),
    st.dictionaries(st.sampled_from(["birth", "risk", "age"]), st.sampled_from(list(Choice))),
)
def test_of_any_casebook_undo_gives_back_everything_and_redo_takes_it_again(
    template: Path,
    seed: int,
    order: list[int],
    second: list[tuple[int, str]],
    chosen: dict[str, Choice],
) -> None:
    with TemporaryDirectory() as place, books.derived_once():
        book = books.reopen(books.copy(template, Path(place) / "book"))
        made = drawn(book, Random(seed), "public")
        people = [*made.named, *made.hidden]
        for who, unit in second:
            # Somebody else's value beside the one that stands: a conflict before the merge.
            value: Value = people[order[0]] if unit == "safe_person" else "1971"
            book.record(Verb.EDIT, [Change(people[who], "person", unit, Op.SET, value)])
        kept, other = people[order[0]], people[order[1]]
        before = whole(book)
        values = _values(before[kept]) | _values(before[other])
        act = merging.merge(book, kept, other, chosen).act
        merged = whole(book)
        lost = values - _values(merged[kept])
        assert (
            not lost
            or any(choice is not Choice.BOTH for choice in chosen.values())
            or lost <= _links(kept, other)
        )
        for _ in range(2):
            undo.undo(book, act)
            assert whole(book) == before
            undo.redo(book, act)
            assert whole(book) == merged
        check.check_journal(book, Progress())
        book.close()


def _values(said: Any) -> set[str]:
    return {value for values in said[1].values() for value in values}


def _links(*pair: RecordId) -> set[str]:
    """A link between the two ends with the merge."""
    return set(map(repr, pair))
