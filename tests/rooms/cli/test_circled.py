"""``--circle`` on the command line: what is added in a circle stands there, and is told apart."""

from __future__ import annotations

from casebook.base import resources
from casebook.base.secret import Secret
from casebook.casework import circles
from casebook.casework.opening import open_book
from commands import PASSPHRASE, Desk


def make_circle(desk: Desk, name: str) -> None:
    book = open_book(desk.folder, Secret(PASSPHRASE))
    circles.make(book, name)
    book.close()


def test_a_record_goes_into_a_circle_and_says_so(desk: Desk) -> None:
    make_circle(desk, "Quay")
    marta = desk.add("person", "names=Marta Quill", "--circle", "quay")
    otto = desk.add("person", "names=Otto Reed")
    assert desk.ok("show", marta)["circle"]["name"] == "Quay"
    assert desk.ok("show", otto)["circle"] is None
    rows = {row["id"]: row["circle"] for row in desk.ok("list", "person")["rows"]}
    assert rows[otto] is None
    assert rows[marta]["name"] == "Quay"
    assert [row["id"] for row in desk.ok("list", "person", "--circle", "Quay")["rows"]] == [marta]
    note = desk.add("note", "title=She was heard", f"about={marta}")
    assert desk.ok("show", note)["circle"]["name"] == "Quay"


def test_a_record_is_moved_into_a_circle(desk: Desk) -> None:
    make_circle(desk, "Quay")
    marta = desk.add("person", "names=Marta Quill")
    moved = desk.ok("set", marta, "birth=1990", "--circle", "Quay")
    assert moved["id"] != marta
    found = desk.ok("show", moved["id"])
    assert (found["circle"]["name"], found["units"]["birth"]) == ("Quay", "1990")
    assert desk("show", marta).code == 1


def test_a_whole_case_is_moved(desk: Desk) -> None:
    make_circle(desk, "Quay")
    marta = desk.add("person", "names=Marta Quill")
    case = desk.add("dossier", "title=The quay", f"persons={marta}")
    note = desk.add("note", "title=She was heard", f"about={marta}")
    other = desk.add("note", "title=Elsewhere")
    moved = desk.ok("set", case, "--circle", "Quay", "--case")
    assert desk.ok("show", moved["id"])["circle"]["name"] == "Quay"
    assert [desk("show", each).code for each in (marta, case, note, other)] == [1, 1, 1, 0]
    [found] = desk.ok("list", "note", "--circle", "Quay")["rows"]
    assert found["title"] == "She was heard"


def test_a_circle_nobody_made_is_refused_and_nothing_is_added(desk: Desk) -> None:
    done = desk("add", "person", "names=Marta Quill", "--circle", "Quay")
    assert done.code == 1
    assert desk.ok("list", "person")["count"] == 0


def test_a_table_is_imported_into_a_circle(desk: Desk) -> None:
    make_circle(desk, "Quay")
    table, mapping = resources.path("demo", "list.csv"), resources.path("demo", "list_csv.toml")
    desk.ok("import", str(table), "--map", str(mapping), "--circle", "Quay")
    for kind in ("person", "list-entry"):
        rows = desk.ok("list", kind)["rows"]
        assert rows
        assert {row["circle"]["name"] for row in rows} == {"Quay"}


def test_a_table_for_a_circle_changes_nothing_outside_of_it(desk: Desk) -> None:
    make_circle(desk, "Quay")
    table, mapping = resources.path("demo", "list.csv"), resources.path("demo", "list_csv.toml")
    desk.ok("import", str(table), "--map", str(mapping))
    before = desk.ok("info")["counts"]
    changed = desk.home / "changed.csv"
    text = table.read_text(encoding="utf-8").replace("veterinary surgeon", "teacher", 1)
    changed.write_text(text, encoding="utf-8")
    ran = desk("import", str(changed), "--map", str(mapping), "--circle", "Quay", "--json")
    assert ran.code == 1
    assert "outside of the circle" in ran.err
    assert desk.ok("info")["counts"] == before
    assert desk.ok("import", str(changed), "--map", str(mapping))["imports"][0]["changed"]
