"""Records added, changed, shown, listed, found, undone and erased, each by a process of its own."""

from __future__ import annotations

import subprocess
import sys

from commands import PASSPHRASE, Desk

BIRTH = "birth=1990-02"


def test_a_person_in_two_scripts_is_shown_as_it_can_be_typed_again(desk: Desk) -> None:
    person = desk.add("person", "names=Aru Serikova {script=Latn}", "names=Ару Серикова {script=Cyrl}", BIRTH)

    found = desk.ok("show", person)

    assert found["id"] == person
    assert found["kind"] == "person"
    assert found["code"].startswith("P-")
    assert found["title"] == "Aru Serikova"
    assert found["units"]["birth"] == "1990-02"
    names = [text for path, text in found["units"].items() if path.startswith("names/")]
    assert names == ["Aru Serikova {script=Latn}", "Ару Серикова {script=Cyrl}"]
    again = desk.ok("show", found["code"])
    assert again["id"] == person


def test_units_are_set_emptied_and_lists_changed_element_by_element(desk: Desk) -> None:
    person = desk.add("person", "names=Aru", BIRTH, "aliases=Heron")
    [name] = desk.ok("show", person)["elements"]["names"]

    desk.ok(
        "set",
        person,
        f"names/{name}/name=Aru Serikova",
        "birth=",
        "aliases/+a/alias=Seal",
        "aliases/+a/type=nickname",
    )

    found = desk.ok("show", person)
    assert found["units"][f"names/{name}/name"] == "Aru Serikova"
    assert "birth" not in found["units"]
    aliases = {
        path.rpartition("/")[2]: text for path, text in found["units"].items() if path.startswith("aliases/")
    }
    assert aliases == {"alias": "Seal", "type": "nickname"}
    heron = found["elements"]["aliases"][0]
    desk.ok("set", person, f"aliases/{heron}=")
    assert len(desk.ok("show", person)["elements"]["aliases"]) == 1


def test_a_narrative_comes_from_standard_input_and_keeps_its_paragraphs(desk: Desk) -> None:
    told = "Первый абзац.\n\nВторой, с «кавычками».\n".encode()
    interview = desk.add("interview", "speaker_code=Heron", "narrative=@-", stdin=told)

    before = desk.ok("show", interview)
    desk.ok("set", interview, "narrative=@-", stdin="Первый абзац.\n\nВторой, другой.".encode())
    after = desk.ok("show", interview)

    assert before["texts"]["narrative"] == "Первый абзац.\n\nВторой, с «кавычками»."
    assert after["texts"]["narrative"] == "Первый абзац.\n\nВторой, другой."
    assert after["elements"]["narrative"] == before["elements"]["narrative"]


def test_a_value_comes_from_a_file_and_two_at_signs_are_one(desk: Desk) -> None:
    (desk.home / "told.txt").write_text("From a file.", encoding="utf-8")
    note = desk.add("note", "title=@told.txt", "text=@@handle")

    found = desk.ok("show", note)

    assert found["units"]["title"] == "From a file."
    assert found["texts"]["text"] == "@handle"


def test_links_are_short_codes_or_ids(desk: Desk) -> None:
    person = desk.add("person", "names=Aru")
    code = desk.ok("show", person)["code"]

    interview = desk.add("interview", f"about={code.lower()}", f"speaker={person}")

    found = desk.ok("show", interview)
    assert [text for path, text in found["units"].items() if path.startswith("about/")] == [person]
    assert desk("show", interview).out.count("Aru") == 2


def test_history_undo_and_what_was_before(desk: Desk) -> None:
    person = desk.add("person", "names=Aru", BIRTH)
    desk.ok("set", person, "birth=1991")

    undone = desk.ok("undo")
    history = desk.ok("show", person, "--history")["history"]

    assert undone["records"] == [person]
    assert desk.ok("show", person)["units"]["birth"] == "1990-02"
    births = [(move["text"], move["stands"]) for move in history if move["unit"] == "birth"]
    assert births == [("1990-02", True), ("1991", False), ("1990-02", False)]
    assert desk("undo").code == 0
    assert desk.ok("show", person)["state"] == "deleted"


def test_lists_are_filtered_by_columns_and_sorted(desk: Desk) -> None:
    desk.add("person", "names=Aru Serikova", "birth=1990", "custody=prison")
    desk.add("person", "names=Timur Zhaksybek", "birth=1985", "custody=free")
    desk.add("person", "names=Botagoz Oralkyzy", "custody=prison")

    def titles(*filters: str) -> list[str]:
        return [row["title"] for row in desk.ok("list", "person", *filters)["rows"]]

    assert titles("--sort", "birth") == ["Botagoz Oralkyzy", "Timur Zhaksybek", "Aru Serikova"]
    assert set(titles("custody=prison")) == {"Aru Serikova", "Botagoz Oralkyzy"}
    assert titles("birth>=1988") == ["Aru Serikova"]
    assert titles("birth=") == ["Botagoz Oralkyzy"]
    assert titles("title~timur") == ["Timur Zhaksybek"]
    assert desk.ok("list", "person", "title~nobody") == {"kind": "person", "count": 0, "rows": []}
    assert "Timur Zhaksybek" in desk("list", "person").out


def test_a_list_as_of_a_day_is_folded_from_what_had_been_entered_by_then(desk: Desk) -> None:
    person = desk.add("person", "names=Aru Serikova", "birth=1990")
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from casebook.base.ids import parse_id\nfrom casebook.base.secret import Secret\n"
        "from casebook.base.moment import system_clock\n"
        "from casebook.casework import records\nfrom casebook.casework.opening import open_book\n"
        "from casebook.casework.touched import Verb\n"
        "book = open_book(Path(sys.argv[1]), Secret(sys.argv[2]), wall=lambda: system_clock() + 86_400_000 * 40)\n"
        "records.write(book, Verb.EDIT, [records.Set(parse_id(sys.argv[3]), 'birth', '1991')])\n"
        "book.close()\n"
    )
    command = [sys.executable, "-c", code, str(desk.folder), PASSPHRASE, person]
    subprocess.run(command, check=True, env=desk.environment)
    today = desk.ok("show", person)["created"][:10]
    later = f"{int(today[:4]) + 1}"

    def births(*more: str) -> list[str]:
        return [row["cells"]["birth"] for row in desk.ok("list", "person", *more)["rows"]]

    assert births() == births("--as-of", later) == ["1991"]
    assert births("--as-of", today) == ["1990"]
    assert births("--as-of", "2001") == []
    assert births("birth=1991", "--as-of", today) == []
    assert desk("list", "person", "--as-of", "sometime", "--json").error["kind"] == "BadDate"


def test_a_person_is_found_in_another_script_and_by_code(desk: Desk) -> None:
    person = desk.add("person", "names=Aru Serikova {script=Latn}")
    desk.add("person", "names=Timur Zhaksybek")
    code = desk.ok("show", person)["code"]

    by_name = desk.ok("find", "Серикова Ару", "--limit", "1")["hits"]
    by_code = desk.ok("find", code)["hits"]

    assert [hit["id"] for hit in by_name] == [person]
    assert by_name[0]["why"] == "other-script"
    assert by_code[0]["id"] == person
    assert by_code[0]["why"] == "code"
    nothing = desk("find", "Nobody")
    assert (nothing.code, nothing.out, nothing.err) == (0, "", "Nothing was found.\n")


def test_similar_people_are_suggested_with_reasons(desk: Desk) -> None:
    one = desk.add("person", "names=Aigul Satpayeva")
    other = desk.add("person", "names=Айгуль Сатпаева")
    desk.add("person", "names=Timur Zhaksybek")

    [pair] = desk.ok("similar")["pairs"]

    assert {pair["one"], pair["other"]} == {one, other}
    assert pair["grade"] == "strong"
    assert desk.ok("similar", one)["pairs"][0]["other"] == other


def test_a_file_is_attached_and_extracted_byte_for_byte(desk: Desk) -> None:
    person = desk.add("person", "names=Aru")
    content = bytes(range(256)) * 5000
    (desk.home / "ruling.bin").write_bytes(content)

    [made] = desk.ok("attach", person, "ruling.bin")["attached"]
    desk.ok("extract", made["code"], "--to", str(desk.home / "copy.bin"))

    assert (desk.home / "copy.bin").read_bytes() == content
    shown = desk("show", made["id"], "--json").out
    assert "ruling.bin" in shown
    assert "key=" not in shown
    refused = desk("extract", made["id"], "--to", str(desk.home / "copy.bin"), "--json")
    assert (refused.code, refused.error["kind"]) == (1, "AlreadyThere")
    assert desk("extract", made["id"], "--to", str(desk.home / "copy.bin"), "--replace").code == 0
    shown = desk("show", made["id"]).out
    assert shown.count("original written out, in clear") == 2
    assert "copy.bin" not in shown


def test_of_several_files_none_is_attached_if_one_is_not_there(desk: Desk) -> None:
    person = desk.add("person", "names=Aru")
    (desk.home / "there.txt").write_text("there")

    ran = desk("attach", person, "there.txt", "missing.txt", "--json")

    assert (ran.code, ran.error["kind"]) == (1, "NotAFile")
    assert desk.ok("list", "evidence")["rows"] == []


def test_an_erased_field_is_gone_from_history_too(desk: Desk) -> None:
    person = desk.add("person", "names=Aru", "risk=zebrafinch seven")

    desk.ok("erase", person, "risk", "--reason", "consent-withdrawn")

    assert "zebrafinch" not in desk("show", person, "--history", "--json").out
    assert desk.ok("show", person)["units"].keys() == {
        k for k in desk.ok("show", person)["units"] if "risk" not in k
    }
    refused = desk("erase", person, "--reason", "because", "--json")
    assert (refused.code, refused.error["kind"]) == (1, "UnknownReason")


def test_info_kinds_and_check_tell_the_truth(desk: Desk) -> None:
    desk.add("person", "names=Aru")

    info = desk.ok("info")
    kinds = {kind["name"]: kind for kind in desk.bare("kinds", "--json").json}
    checked = desk.ok("check")

    assert info["counts"]["person"] == 1
    assert info["name"] == "Harbour Group"
    assert info["entries"] == checked["entries"] == 2
    assert {"person", "interview", "list-entry"} <= kinds.keys()
    sex = next(unit for unit in kinds["person"]["units"] if unit["path"] == "sex")
    assert "f" in sex["terms"]
    assert checked["repaired"] is False
    assert "Everything holds." in desk("check").out
