"""The dry run and the import, with the invented list."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

import tables
from casebook.base.ids import RecordId
from casebook.casework import imports, records, undo
from casebook.casework.book import Casebook
from casebook.casework.import_drafts import Why
from casebook.casework.import_plan import Choices, Fate
from casebook.casework.imports import ImportPlan
from casebook.casework.records import Add, New, Remove, Set
from casebook.casework.touched import Verb
from casebook.jail.tables import Reading, table
from casebook.journal import current, log
from casebook.model.person import NAME


def plan_of(book: Casebook, rows: list[dict[str, Any]], choices: Choices | None = None) -> ImportPlan:
    return imports.plan_import(book, tables.from_rows(rows), tables.demo_mapping("json"), choices=choices)


def state(book: Casebook) -> list[object]:
    """What stands, without the entries that said it."""
    return sorted(
        (
            kind,
            sorted(
                (path, tuple(repr(held.value) for held in values))
                for path, values in each.state.units.items()
            ),
        )
        for kind in ("list-entry", "person", "proceeding", "list-edition")
        for each in current.every(book.db, kind)
    )


# ------------------------------------------------------------------------------------------------ making


def test_a_dry_run_writes_nothing(book: Casebook) -> None:
    before = log.heads(book.db)
    plan = tables.plan_demo(book)
    assert plan.count(Fate.NEW) == 12
    assert dict(plan.makes) == {"list-edition": 1, "list-entry": 12, "person": 12, "proceeding": 2}
    assert log.heads(book.db) == before
    assert tables.every(book, "person") == []


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_rows_become_records(book: Casebook, form: str) -> None:
    tables.take_in_demo(book, form)
    assert {kind: n for kind, n in current.counts(book.db).items() if kind != "setting"} == {
        "device": 1,
        "list-edition": 1,
        "list-entry": 12,
        "person": 12,
        "proceeding": 2,
    }
    entry = tables.entry(book, 2)
    assert entry.value("term_text") == "6.5 years' imprisonment"
    assert entry.value("term") == (None, 78)
    assert entry.value("detained") == "2024-03-18"
    assert entry.value("torture") == "yes"
    assert [value for _, value in entry.each("charges", "charge")] == [
        ("272", None, None, "criminal", "participation in mass riots"),
        ("380", None, None, "criminal", "use of violence against a representative of the authorities"),
    ]
    assert [value for _, value in entry.each("charges", "order")] == [1, 2]
    assert [value for _, value in entry.each("citations", "number")] == [2, 3]


def test_a_person_has_their_names_in_both_scripts(book: Casebook) -> None:
    tables.take_in_demo(book)
    entry = tables.entry(book, 5)
    person = book.need(RecordId(bytes(entry.value("person"))))  # type: ignore[arg-type]  # a link
    names = [value for _, value in person.each("names", "name")]
    assert names == [
        ("Zauresh Imanqul", "Imanqul", "Zauresh", None, "Latn", "en", "press"),
        ("Зәуреш Иманқұл", "Иманқұл", "Зәуреш", None, "Cyrl", "kk"),
    ]


def test_rows_share_the_edition_its_headings_and_the_proceeding_of_their_case(book: Casebook) -> None:
    tables.take_in_demo(book)
    edition = tables.every(book, "list-edition")[0]
    headings = [
        (edition.value(f"headings/{key}/order"), edition.value(f"headings/{key}/heading"))
        for key in edition.elements("headings")
    ]
    assert [order for order, _ in headings] == [1, 2, 3, 4]
    assert headings[1][1] == "The “Seven Kettles” case"
    shared = {tables.entry(book, number).value("preamble") for number in (5, 6, 7)}
    assert len(shared) == 1
    proceeding = book.need(RecordId(bytes(shared.pop())))  # type: ignore[arg-type]  # a link
    assert len(proceeding.elements("narrative")) == 2


def test_a_name_that_one_person_bears_becomes_a_link_and_others_stay_names(book: Casebook) -> None:
    tables.take_in_demo(book)
    entry = tables.entry(book, 1)
    said = [
        (entry.value(f"mentioned/{key}/name"), entry.value(f"mentioned/{key}/person") is not None)
        for key in entry.elements("mentioned")
    ]
    assert said == [("Gulmira Bektasova", False), (None, True)]


def test_an_import_is_one_act_that_one_undo_takes_back_and_that_can_come_again(book: Casebook) -> None:
    before = state(book)
    tables.take_in_demo(book)
    imported = state(book)
    undo.undo_last(book)
    assert state(book) == before
    assert current.counts(book.db).get("person", 0) == 0
    plan = tables.plan_demo(book)
    assert plan.count(Fate.NEW) == 12
    assert plan.doubts == ()
    imports.carry_out(book, plan)
    assert len(state(book)) == len(imported)


def test_an_import_of_many_entries_is_still_one_act(book: Casebook) -> None:
    rows = [
        dict(row, id=f"{row['id']}-{i}", name=f"{row['name']} {i}")
        for i in range(5)
        for row in tables.demo_rows()
    ]
    imports.carry_out(book, plan_of(book, rows))
    entries = [entry for entry in log.entries(book.db) if (s := entry.stamp()) and s.verb == Verb.IMPORT]
    assert len(entries) > 1
    assert len({log.act_of(entry) for entry in entries}) == 1
    undo.undo_last(book)
    assert current.counts(book.db).get("list-entry", 0) == 0


# ----------------------------------------------------------------------------------------- coming again


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_same_file_again_changes_nothing_and_says_so(book: Casebook, form: str) -> None:
    tables.take_in_demo(book, form)
    before = log.heads(book.db)
    plan = tables.plan_demo(book, form)
    assert plan.count(Fate.SAME) == 12
    assert plan.changes_nothing
    assert plan.doubts == ()
    assert not imports.carry_out(book, plan)
    assert log.heads(book.db) == before


def test_csv_then_json_adds_what_csv_cannot_say_and_csv_again_takes_nothing_back(book: Casebook) -> None:
    tables.take_in_demo(book, "csv")
    assert all(not each.elements("narrative") for each in tables.every(book, "proceeding"))
    plan = tables.plan_demo(book, "json")
    assert plan.count(Fate.NEW) == 0
    assert plan.makes == ()
    imports.carry_out(book, plan)
    assert len(tables.every(book, "list-entry")) == len(tables.every(book, "person")) == 12
    assert all(each.elements("narrative") for each in tables.every(book, "proceeding"))
    assert len(tables.entry(book, 2).elements("narrative")) == 2
    assert tables.plan_demo(book, "csv").changes_nothing
    assert tables.plan_demo(book, "json").changes_nothing


def test_a_changed_cell_is_shown_with_before_and_after_and_then_written(book: Casebook) -> None:
    tables.take_in_demo(book)
    rows = tables.demo_rows()
    rows[0]["sentence_text"] = "3 years' imprisonment"
    rows[1]["charges"][1]["article"] = "380-1"
    plan = plan_of(book, rows)
    assert [(r.number, r.fate) for r in plan.rows if r.fate is not Fate.SAME] == [
        (1, Fate.CHANGED),
        (2, Fate.CHANGED),
    ]
    (first,) = plan.rows[0].planned
    assert (first.unit, first.column, first.before, first.after, first.new) == (
        "term_text",
        "sentence_text",
        "4 years' imprisonment",
        "3 years' imprisonment",
        False,
    )
    assert [(p.unit.split("/")[-1], p.before[:3], p.after[:5]) for p in plan.rows[1].planned] == [
        ("charge", "380", "380-1")
    ]
    imports.carry_out(book, plan)
    assert tables.entry(book, 1).value("term_text") == "3 years' imprisonment"
    assert len(tables.entry(book, 2).elements("charges")) == 2
    assert plan_of(book, rows).changes_nothing


def test_a_changed_row_keeps_what_the_file_does_not_speak_of(book: Casebook) -> None:
    tables.take_in_demo(book)
    entry = tables.entry(book, 1)
    person = RecordId(bytes(entry.value("person")))  # type: ignore[arg-type]  # a link
    records.write(
        book,
        Verb.EDIT,
        [
            Set(person, "birth", "1983"),
            Add(entry.id, "organisations", (("organisation", "Choir of the depot"),)),
            Set(
                person, f"names/{book.need(person).elements('names')[0]}/name", with_patronymic(book, person)
            ),
        ],
    )
    assert tables.plan_demo(book).changes_nothing


def with_patronymic(book: Casebook, person: RecordId) -> Any:
    now = book.need(person)
    return NAME.replace(now.value(f"names/{now.elements('names')[0]}/name"), patronymic="Maratovna")


def test_an_empty_cell_clears_nothing(book: Casebook) -> None:
    tables.take_in_demo(book)
    rows = tables.demo_rows()
    rows[0]["occupation"] = ""
    rows[0]["charges"] = []
    assert plan_of(book, rows).changes_nothing


# ---------------------------------------------------------------------------------------------- doubting


def doubts(plan: ImportPlan) -> list[tuple[int, str, Why]]:
    return [(doubt.row, doubt.column, doubt.why) for doubt in plan.doubts]


def test_what_a_person_changed_since_is_doubted_and_left(book: Casebook) -> None:
    tables.take_in_demo(book)
    entry = tables.entry(book, 1)
    records.write(book, Verb.EDIT, [Set(entry.id, "occupation", "dispatcher of the bus park")])
    plan = tables.plan_demo(book)
    assert doubts(plan) == [(1, "occupation", Why.CHANGED_SINCE)]
    assert plan.changes_nothing
    chosen = tables.plan_demo(book, choices=Choices(take=frozenset([(1, plan.doubts[0].unit)])))
    assert chosen.doubts == ()
    imports.carry_out(book, chosen)
    assert tables.entry(book, 1).value("occupation") == "bus dispatcher"


def test_what_a_person_cleared_or_took_away_does_not_come_back(book: Casebook) -> None:
    tables.take_in_demo(book)
    entry = tables.entry(book, 2)
    charge = entry.elements("charges")[1]
    records.write(book, Verb.EDIT, [Set(entry.id, "health", None), Remove(entry.id, "charges", charge)])
    plan = tables.plan_demo(book)
    assert sorted(doubts(plan)) == [(2, "charges", Why.REMOVED_SINCE), (2, "health", Why.REMOVED_SINCE)]
    assert plan.changes_nothing
    taken = Choices(take=frozenset((doubt.row, doubt.unit) for doubt in plan.doubts))
    imports.carry_out(book, tables.plan_demo(book, choices=taken))
    assert len(tables.entry(book, 2).elements("charges")) == 2
    assert tables.entry(book, 2).value("health")


def test_an_element_a_person_corrected_is_not_added_a_second_time(book: Casebook) -> None:
    tables.take_in_demo(book)
    entry = tables.entry(book, 3)
    key = entry.elements("charges")[0]
    records.write(book, Verb.EDIT, [Set(entry.id, f"charges/{key}/charge", ("273",))])
    plan = tables.plan_demo(book)
    assert doubts(plan) == [(3, "charges", Why.CHANGED_SINCE)]
    assert plan.changes_nothing


def test_a_text_a_person_rewrote_is_left(book: Casebook) -> None:
    tables.take_in_demo(book)
    entry = tables.entry(book, 2)
    key = entry.elements("narrative")[1]
    records.write(book, Verb.EDIT, [Set(entry.id, f"narrative/{key}/text", "He was detained on 17 March.")])
    plan = tables.plan_demo(book)
    assert doubts(plan) == [(2, "narrative", Why.CHANGED_SINCE)]
    assert plan.changes_nothing


def test_what_was_erased_does_not_come_back_by_itself(book: Casebook) -> None:
    tables.take_in_demo(book)
    entry = tables.entry(book, 5)
    book.erase(entry.id, "health", "withdrawn")
    plan = tables.plan_demo(book)
    assert doubts(plan) == [(5, "health", Why.ERASED_SINCE)]
    assert plan.changes_nothing


def test_a_record_a_person_deleted_is_doubted_not_made_again(book: Casebook) -> None:
    tables.take_in_demo(book)
    records.delete(book, tables.entry(book, 4).id)
    plan = tables.plan_demo(book)
    assert doubts(plan) == [(4, "id", Why.DELETED_SINCE)]
    assert plan.rows[3].fate is Fate.LEFT
    assert plan.changes_nothing


def test_an_undone_change_by_import_comes_again(book: Casebook) -> None:
    tables.take_in_demo(book, "csv")
    imports.carry_out(book, tables.plan_demo(book, "json"))
    undo.undo_last(book)
    plan = tables.plan_demo(book, "json")
    assert plan.doubts == ()
    imports.carry_out(book, plan)
    assert tables.plan_demo(book, "json").changes_nothing


def test_a_shared_record_that_was_renamed_is_known_again_and_doubted_once(book: Casebook) -> None:
    tables.take_in_demo(book)
    edition = tables.every(book, "list-edition")[0].id
    records.write(book, Verb.EDIT, [Set(edition, "title", "The list of spring 2026")])
    rows = tables.demo_rows()
    rows.append({**copy.deepcopy(rows[0]), "id": "D-13", "name": "Aru Sabyr", "name_ru": "", "number": 10})
    plan = plan_of(book, rows)
    assert [(d.row, d.why, d.unit) for d in plan.doubts] == [(1, Why.CHANGED_SINCE, "list-edition:title")]
    assert dict(plan.makes) == {"list-entry": 1, "person": 1}
    imports.carry_out(book, plan)
    assert {entry.value("edition") for entry in tables.every(book, "list-entry")} == {edition}


def test_a_unit_in_conflict_is_left_to_be_settled(book: Casebook) -> None:
    tables.take_in_demo(book)
    entry = tables.entry(book, 1)
    records.write(book, Verb.EDIT, [Set(entry.id, "occupation", "driver", seen=())])
    rows = tables.demo_rows()
    assert plan_of(book, rows).changes_nothing
    rows[0]["occupation"] = "mechanic"
    assert doubts(plan_of(book, rows)) == [(1, "occupation", Why.IN_CONFLICT)]


def test_rows_that_disagree_about_what_they_share_are_doubted(book: Casebook) -> None:
    rows = tables.demo_rows()
    rows[5]["group_introduction"] = "Another story altogether."
    plan = plan_of(book, rows)
    assert doubts(plan) == [(6, "group_introduction", Why.ROWS_DISAGREE)]
    imports.carry_out(book, plan)
    told = records.text_of(tables.every(book, "proceeding")[0], "narrative")
    assert told.startswith("“Seven Kettles” is what")


def test_a_person_who_looks_like_somebody_is_doubted_and_made_apart(book: Casebook) -> None:
    known = book.new_id()
    name = NAME.make(full="Бектасова Шолпан", family="Бектасова", given="Шолпан")
    records.write(book, Verb.ADD, [New(known, "person"), Add(known, "names", (("name", name),))])
    plan = tables.plan_demo(book)
    (doubt,) = plan.doubts
    assert (doubt.row, doubt.why, doubt.record) == (1, Why.LIKE_A_PERSON, known)
    imports.carry_out(book, plan)
    assert len(tables.every(book, "person")) == 13


def test_the_answer_that_a_row_is_that_person_links_to_them(book: Casebook) -> None:
    known = book.new_id()
    name = NAME.make(full="Шолпан Бектасова", family="Бектасова", given="Шолпан")
    records.write(book, Verb.ADD, [New(known, "person"), Add(known, "names", (("name", name),))])
    plan = tables.plan_demo(book, choices=Choices(same={1: known}))
    assert plan.doubts == ()
    imports.carry_out(book, plan)
    assert tables.entry(book, 1).value("person") == known
    full = [NAME.part(value, "full") for _, value in book.need(known).each("names", "name")]
    assert full == ["Шолпан Бектасова", "Sholpan Bektasova"]
    assert tables.plan_demo(book).changes_nothing


def test_two_rows_of_one_name_are_doubted_and_made_apart(book: Casebook) -> None:
    rows = tables.demo_rows()
    twin = copy.deepcopy(rows[8])
    twin["id"], twin["number"] = "D-99", 10
    plan = plan_of(book, [*rows, twin])
    assert [(d.row, d.why, d.other_row) for d in plan.doubts] == [(13, Why.LIKE_A_ROW, 9)]
    imports.carry_out(book, plan)
    assert len(tables.every(book, "person")) == 13


# --------------------------------------------------------------------------------------------- refusing


def spoiled() -> list[dict[str, str]]:
    rows = tables.demo_cells()
    rows[0]["convicted"] = "2 October or so"
    rows[1]["status"] = "jailed"
    rows[2]["sentence_months"] = "thirty-six"
    rows[3]["id"] = ""
    rows[4]["charge_titles"] = "creation and management of an extremist group"
    return rows


def spoiled_plan(book: Casebook) -> ImportPlan:
    return imports.plan_import(book, tables.from_cells(spoiled()), tables.demo_mapping("csv"))


def test_every_spoiled_cell_is_named_by_row_and_column(book: Casebook) -> None:
    plan = spoiled_plan(book)
    assert [(t.row, t.column, t.why) for t in plan.troubles] == [
        (2, "convicted", "not-a-date"),
        (3, "status", "unknown-value"),
        (4, "sentence_months", "not-a-number"),
        (5, "id", "no-key"),
        (6, "charge_titles", "counts-differ"),
    ]


def test_with_a_refused_row_nothing_is_imported(book: Casebook) -> None:
    before = log.heads(book.db)
    with pytest.raises(imports.RowsRefused) as refused:
        imports.carry_out(book, spoiled_plan(book))
    assert refused.value.rows == (2, 3, 4, 5, 6)
    assert log.heads(book.db) == before


def test_unless_the_bad_rows_are_left_out(book: Casebook) -> None:
    imports.carry_out(book, spoiled_plan(book), skip_bad=True)
    assert len(tables.every(book, "list-entry")) == len(tables.every(book, "person")) == 7
    whole = imports.plan_import(book, tables.from_cells(tables.demo_cells()), tables.demo_mapping("csv"))
    assert whole.count(Fate.NEW) == 5
    imports.carry_out(book, whole)
    assert len(tables.every(book, "person")) == 12
    assert len(tables.every(book, "list-edition")[0].elements("headings")) == 4


def test_a_row_that_is_too_wide_is_refused_alone(book: Casebook) -> None:
    data = tables.csv_bytes(tables.demo_cells()).replace(b"\r\nD-3,", b"\r\nD-3,,", 1)
    plan = imports.plan_import(book, table(data, Reading("csv")), tables.demo_mapping("csv"))
    assert [(t.row, t.column, t.why) for t in plan.troubles] == [(4, "", "cells")]


def test_a_key_that_stands_twice_refuses_the_second_row(book: Casebook) -> None:
    rows = tables.demo_rows()
    rows[7]["id"] = "D-1"
    assert [(t.row, t.column, t.why) for t in plan_of(book, rows).troubles] == [(8, "id", "key-twice")]


def test_a_person_without_a_name_is_refused(book: Casebook) -> None:
    rows = tables.demo_rows()
    rows[7]["name"] = " "
    assert [(t.row, t.column, t.why) for t in plan_of(book, rows).troubles] == [(8, "name", "empty")]


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("charges", "272", "not-a-list"),
        ("charges", ["272"], "not-an-object"),
        ("occupation", ["driver", "singer"], "not-one-value"),
        ("dates", [{"kind": "detained", "date": "soon"}], "not-a-date"),
        (
            "dates",
            [{"kind": "detained", "date": "2024-01-01"}, {"kind": "detained", "date": "2024-01-02"}],
            "several-values",
        ),
        ("occupation", "bus\u0007driver", "control-characters"),
        ("occupation", "x" * 70_000, "too-long"),
        ("number", "12345678", "not-a-number"),
    ],
)
def test_a_cell_of_another_shape_is_refused(book: Casebook, column: str, value: Any, why: str) -> None:
    rows = tables.demo_rows()
    rows[0][column] = value
    assert [(t.row, t.column, t.why) for t in plan_of(book, rows).troubles] == [(1, column, why)]


def test_unknown_and_missing_columns_are_refused(book: Casebook) -> None:
    rows = tables.demo_rows()
    rows[3]["remark"] = "x"
    rows[4]["charges"][0]["judge"] = "y"
    with pytest.raises(imports.UnknownColumns) as unknown:
        plan_of(book, rows)
    assert unknown.value.columns == ("remark", "charges.judge")
    for row in rows:
        row.pop("occupation")
    cells = [{k: v for k, v in row.items() if k != "health"} for row in tables.demo_cells()]
    with pytest.raises(imports.MissingColumns) as missing:
        imports.plan_import(book, tables.from_cells(cells), tables.demo_mapping("csv"))
    assert missing.value.columns == ("health",)


def test_a_plan_is_not_carried_out_over_what_was_written_since(book: Casebook) -> None:
    plan = tables.plan_demo(book)
    person = book.new_id()
    records.write(book, Verb.ADD, [New(person, "person"), Set(person, "birth", "1990")])
    with pytest.raises(imports.PlanOutdated):
        imports.carry_out(book, plan)
    assert tables.every(book, "list-entry") == []


def test_rows_can_be_left_out(book: Casebook) -> None:
    plan = tables.plan_demo(book, choices=Choices(leave=frozenset([1, 2])))
    assert [row.fate for row in plan.rows[:3]] == [Fate.LEFT, Fate.LEFT, Fate.NEW]
    imports.carry_out(book, plan)
    assert len(tables.every(book, "person")) == 10


def test_cell_text_is_never_evaluated(book: Casebook) -> None:
    rows = tables.demo_rows()
    rows[0]["occupation"] = '=HYPERLINK("http://x") {script=Cyrl} ${HOME} \'; DROP TABLE record; --'
    imports.carry_out(book, plan_of(book, rows))
    assert tables.entry(book, 1).value("occupation") == rows[0]["occupation"]


def test_a_file_of_a_russian_spreadsheet_read_from_the_disk(book: Casebook, tmp_path: Path) -> None:
    table_file, mapping_file = tmp_path / "люди.csv", tmp_path / "люди.toml"
    table_file.write_bytes("код;имя;роль\r\n1;Ерлан Сатпаев;журналист\r\n".encode("windows-1251"))
    mapping_file.write_text(
        'format = 1\nname = "people"\nkind = "person"\nkey = "код"\n'
        '[file]\ndelimiter = ";"\nencoding = "windows-1251"\n'
        '[[lists.names]]\ncolumns = { "имя" = { unit = "name", split = true } }\n'
        '[[lists.profiles]]\ncolumns = { "роль" = "profile" }\n',
        encoding="utf-8",
    )
    mapping = imports.read_mapping(mapping_file)
    imports.carry_out(book, imports.plan_import(book, imports.read_table(table_file, mapping), mapping))
    (person,) = tables.every(book, "person")
    assert [value for _, value in person.each("names", "name")] == [
        ("Ерлан Сатпаев", "Сатпаев", "Ерлан", None, "Cyrl", "ru")
    ]
    assert [value for _, value in person.each("profiles", "profile")] == ["journalist"]
    with pytest.raises(imports.UnknownFormat):
        imports.read_table(mapping_file, mapping)
    assert len(imports.read_table(table_file, mapping, form="csv").rows) == 1
