"""Tables come in by a process: dry run, one act, nothing twice, bad cells named."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import media
from casebook.base import resources
from commands import Desk

TABLE = resources.path("demo", "list.csv")
MAPPING = resources.path("demo", "list_csv.toml")
JSON_TABLE = resources.path("demo", "list.json")
JSON_MAPPING = resources.path("demo", "list_json.toml")


def rows() -> list[list[str]]:
    return list(csv.reader(io.StringIO(TABLE.read_text(encoding="utf-8"))))


def written(path: Path, table: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(table)
    path.write_text(text.getvalue(), encoding="utf-8")
    return str(path)


def test_a_dry_run_shows_every_row_and_writes_nothing(desk: Desk) -> None:
    before = desk.ok("info")["entries"]

    ran = desk.ok("import", str(TABLE), "--map", str(MAPPING), "--dry-run")
    text = desk("import", str(TABLE), "--map", str(MAPPING), "--dry-run").out

    [told] = ran["imports"]
    assert told["rows"]["new"] == len(rows()) - 1
    assert len(told["plan"]) == len(rows()) - 1
    assert told["makes"]["list-entry"] == len(rows()) - 1
    assert "Would be new" in text
    assert desk.ok("info")["entries"] == before


def test_an_import_is_one_act_and_a_second_changes_nothing(desk: Desk) -> None:
    count = len(rows()) - 1

    first = desk.ok("import", str(TABLE), "--map", str(MAPPING))["imports"][0]
    second = desk.ok("import", str(TABLE), "--map", str(MAPPING))["imports"][0]
    counts = desk.ok("info")["counts"]
    undone = desk("undo")

    assert (first["changed"], second["changed"]) == (True, False)
    assert second["rows"] == {"new": 0, "changed": 0, "same": count, "left": 0, "refused": 0}
    assert counts["list-entry"] == count
    assert undone.code == 0
    assert "list-entry" not in desk.ok("info")["counts"]


def test_csv_and_json_of_one_list_are_told_apart_by_their_mappings(desk: Desk) -> None:
    ran = desk.ok("import", str(JSON_TABLE), "--map", str(JSON_MAPPING))

    assert ran["imports"][0]["makes"]["list-entry"] == len(rows()) - 1


def test_spoiled_cells_are_named_and_nothing_is_imported_unless_rows_are_skipped(desk: Desk) -> None:
    table = rows()
    key = next(i for i, name in enumerate(table[0]) if all(row[i] for row in table))
    table[2][key] = ""
    table[4].append("one too many")
    spoiled = written(desk.home / "spoiled.csv", table)

    refused = desk("import", spoiled, "--map", str(MAPPING), "--json")
    after = desk.ok("info")["counts"]
    skipped = desk.ok("import", spoiled, "--map", str(MAPPING), "--skip-bad")["imports"][0]

    assert (refused.code, refused.error["kind"]) == (1, "RowsRefused")
    assert refused.error["facts"]["rows"] == [each["row"] for each in skipped["troubles"]]
    assert "list-entry" not in after
    assert skipped["rows"]["refused"] == 2
    assert desk.ok("info")["counts"]["list-entry"] == len(table) - 3


def test_a_table_with_other_columns_and_a_mapping_that_is_none_are_refused(desk: Desk) -> None:
    other = written(desk.home / "other.csv", [["a", "b"], ["1", "2"]])
    (desk.home / "bad.toml").write_text("kind = ", encoding="utf-8")

    assert desk("import", other, "--map", str(MAPPING), "--json").error["kind"] == "UnknownColumns"
    assert desk("import", other, "--map", "bad.toml", "--json").error["kind"] == "BadMapping"
    assert desk("import", "nowhere.csv", "--map", str(MAPPING), "--json").error["kind"] == "InputUnreadable"
    renamed = desk.home / "list.txt"
    renamed.write_bytes(TABLE.read_bytes())
    assert desk("import", "list.txt", "--map", str(MAPPING), "--json").error["kind"] == "UnknownFormat"
    assert desk.ok("import", "list.txt", "--map", str(MAPPING), "--format", "csv")["imports"][0]["changed"]


def test_a_workbook_comes_in_like_a_table(desk: Desk) -> None:
    """What the CSV says, said by a spreadsheet: nothing is left to do afterwards."""
    table = rows()
    for name, data in (("list.xlsx", media.xlsx(table)), ("list.ods", media.ods(table))):
        (desk.home / name).write_bytes(data)
    (desk.home / "nameless").write_bytes(media.xlsx(table))

    first = desk.ok("import", str(desk.home / "list.xlsx"), "--map", str(MAPPING))["imports"][0]
    again = desk.ok("import", str(desk.home / "list.ods"), "--map", str(MAPPING))["imports"][0]
    as_csv = desk.ok("import", str(TABLE), "--map", str(MAPPING))["imports"][0]
    named = desk.ok(
        "import", str(desk.home / "nameless"), "--map", str(MAPPING), "--format", "xlsx", "--dry-run"
    )["imports"][0]

    assert first["rows"]["new"] == len(table) - 1
    for each in (again, as_csv, named):
        assert each["rows"]["same"] == len(table) - 1


def test_a_workbook_that_is_a_bomb_is_refused(desk: Desk) -> None:
    (desk.home / "bomb.xlsx").write_bytes(media.quoted_overlap())

    refused = desk("import", str(desk.home / "bomb.xlsx"), "--map", str(MAPPING), "--json")

    assert refused.error["kind"] == "UnreadableTable"
    assert "unfold beyond all bounds" in refused.error["message"]
