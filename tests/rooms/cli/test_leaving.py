"""What leaves: decisions, plans, exports, leak checks, disclosures, reports, figures and the key that signs."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile

import pytest

from commands import Desk, Published


def inside(desk: Desk, name: str) -> str:
    """Every text of a bundle, joined."""
    with zipfile.ZipFile(desk.home / name) as found:
        texts = [found.read(each).decode("utf-8", "replace") for each in found.namelist()]
    return "\n".join(texts)


def test_a_plan_says_decision_by_decision_what_is_shown_and_why_not(
    public_desk: Desk, published: Published
) -> None:
    plan = public_desk.ok("plan", "--audience", "public")

    people = {person["id"]: (person["named"], person["why"]) for person in plan["people"]}
    assert people[published.ids["aru"]] == (True, "decision")
    assert people[published.ids["timur"]] == (False, "no-consent")
    records = {record["id"]: record for record in plan["records"]}
    assert records[published.ids["timur"]]["shown"] is False
    event = records[published.ids["event"]]
    hidden = [place for unit in event["units"].values() for place in unit.get("hidden", ())]
    assert hidden
    assert all(place["end"] > place["start"] for place in hidden)
    text = public_desk("plan", "--audience", "public").out
    assert "left out, nobody was asked, and no decision is on record" in text


def test_a_plan_holds_ids_and_places_but_no_text_of_its_own(public_desk: Desk) -> None:
    ran = public_desk("plan", "--audience", "public", "--json")

    assert "Timur Zhaksybek" not in ran.out
    assert "Aru" not in ran.out


def test_the_public_bundle_names_who_was_decided_and_nobody_else(
    public_desk: Desk, published: Published
) -> None:
    made = public_desk.ok("export", "--audience", "public", "--to", "out.zip", "--purpose", "Again")

    text = inside(public_desk, "out.zip")
    assert "Aru Serikova" in text
    assert "Zhaksybek" not in text
    assert made["records"] >= 2
    [first, second] = public_desk.ok("disclosures")["disclosures"]
    assert {first["bundle"], second["bundle"]} >= {made["identifier"]}
    assert published.ids["aru"] in second["named"]
    assert published.ids["decision"] in second["allowed_by"]
    told = public_desk.ok("disclosures", "--of", published.ids["timur"])["disclosures"]
    assert [each["how"] for each in told] == [["mentioned"]] * 2
    assert re.fullmatch(r"\d{4}-\d{2}", second["date"])


def test_reviewed_choices_are_obeyed_and_never_loosen(public_desk: Desk, published: Published) -> None:
    (public_desk.home / "choices.json").write_text(json.dumps({"withhold": [published.ids["aru"]]}))
    (public_desk.home / "wrong.json").write_text(json.dumps({"show": [published.ids["timur"]]}))

    public_desk.ok("export", "--audience", "public", "--to", "out.zip", "--plan", "choices.json")
    wrong = public_desk("export", "--audience", "public", "--to", "no.zip", "--plan", "wrong.json", "--json")

    assert "Serikova" not in inside(public_desk, "out.zip")
    assert (wrong.code, wrong.error["kind"]) == (1, "BadChoices")
    assert not (public_desk.home / "no.zip").exists()


def test_the_questions_of_a_plan_are_answered_by_its_own_words(public_desk: Desk) -> None:
    public_desk.add("event", "title=The regatta", "narrative=The boat was called Zilvermeeuw by its crew.")
    [question] = [
        q for q in public_desk.ok("plan", "--audience", "public")["questions"] if "zilver" in q["word"]
    ]
    (public_desk.home / "choices.json").write_text(json.dumps({"stand": [question["word"]]}))

    public_desk.ok("export", "--audience", "public", "--to", "before.zip")
    public_desk.ok("export", "--audience", "public", "--to", "after.zip", "--plan", "choices.json")

    assert "Zilvermeeuw" not in inside(public_desk, "before.zip")
    assert "Zilvermeeuw" in inside(public_desk, "after.zip")


def test_only_what_was_chosen_leaves(public_desk: Desk, published: Published) -> None:
    public_desk.ok("export", "--audience", "public", "--to", "one.zip", "--dossier", published.ids["source"])

    text = inside(public_desk, "one.zip")
    assert "The harbour list" in text
    assert "Serikova" not in text
    assert public_desk("export", "--audience", "public", "--to", "x.zip", "--select", "nobodyatall").code == 1


def test_an_encrypted_bundle_opens_with_its_key_alone(public_desk: Desk) -> None:
    import pyrage

    identity = pyrage.x25519.Identity.generate()

    public_desk.ok(
        "export", "--audience", "public", "--to", "out.age", "--recipient", str(identity.to_public())
    )

    sealed = (public_desk.home / "out.age").read_bytes()
    assert not sealed.startswith(b"PK")
    (public_desk.home / "opened.zip").write_bytes(pyrage.decrypt(sealed, [identity]))
    assert public_desk.bare("verify", "opened.zip").code == 0
    assert public_desk.bare("verify", "out.age", "--json").error["kind"] == "NotABundle"
    bad = public_desk(
        "export", "--audience", "public", "--to", "b.age", "--recipient", str(identity), "--json"
    )
    assert (bad.code, bad.error["kind"]) == (1, "BadRecipient")
    assert str(identity) not in bad.err


def test_nothing_to_show_and_a_file_that_stands_there_are_refused_with_nothing_written(desk: Desk) -> None:
    desk.add("person", "names=Aru")
    (desk.home / "there.zip").write_bytes(b"mine")

    empty = desk("export", "--audience", "public", "--to", "out.zip", "--json")
    there = desk("export", "--audience", "public", "--to", "there.zip", "--json")
    unknown = desk("export", "--audience", "everybody", "--to", "out.zip", "--json")
    nowhere = desk("export", "--audience", "public", "--to", "nowhere/out.zip", "--json")
    folder = desk("report", "list", "--to", ".", "--replace", "--json")
    none = desk("export", "--audience", "public", "--to", "out.zip", "--select", "Nobody", "--json")

    assert (empty.code, empty.error["kind"]) == (1, "NothingToShow")
    assert (there.code, there.error["kind"]) == (1, "AlreadyThere")
    assert (unknown.code, unknown.error["kind"]) == (1, "UnknownAudience")
    assert (nowhere.code, nowhere.error["kind"]) == (1, "NoFolderThere")
    assert (folder.code, folder.error["kind"]) == (1, "NoFolderThere")
    assert (none.code, none.error["kind"]) == (1, "NothingChosen")
    assert (desk.home / "there.zip").read_bytes() == b"mine"
    assert not (desk.home / "out.zip").exists()
    assert desk.ok("disclosures")["disclosures"] == []


def test_a_decision_needs_its_reasons(desk: Desk) -> None:
    person = desk.add("person", "names=Aru")

    ran = desk(
        "decide", "--people", person, "--use", "public", "--ground", "already-public", "--why", "so", "--json"
    )

    assert (ran.code, ran.error["kind"]) == (1, "ReasonMissing")
    assert "not where" in ran.error["message"]


def test_a_finished_file_is_searched_for_everybody_protected(public_desk: Desk, published: Published) -> None:
    (public_desk.home / "clean.txt").write_text("Nobody is named in this sentence.")
    (public_desk.home / "leak.txt").write_text(
        "They met T i m u r  Z h a k s y b e k, or Тимур Жаксыбек, there."
    )

    clean = public_desk("leakcheck", "clean.txt", "--json")
    leak = public_desk("leakcheck", "leak.txt", str(published.bundle), "--json")
    told = public_desk("leakcheck", "leak.txt")

    assert (clean.code, clean.json["files"][0]["leaks"]) == (0, [])
    assert leak.code == told.code == 1
    found, bundle = leak.json["files"]
    assert {each["person"] for each in found["leaks"]} == {published.ids["timur"]}
    assert bundle["leaks"] == []
    assert "Timur" not in told.out
    assert "Тимур" not in told.out


def test_a_hostile_archive_is_opened_in_the_jail_and_cannot_end_the_search(public_desk: Desk) -> None:
    import zlib

    with zipfile.ZipFile(public_desk.home / "odd.zip", "w") as made:
        made.writestr("a.bin", bytes(range(256)) * 10)
        made.writestr("b.txt", "Timur Zhaksybek")
    (public_desk.home / "broken.zip").write_bytes(b"PK\3\4" + zlib.compress(b"x" * 100))

    ran = public_desk("leakcheck", "odd.zip", "broken.zip", "--json")

    assert ran.code == 1
    whys = {leak["why"] for each in ran.json["files"] for leak in each["leaks"]}
    assert "unknown-kind" in whys
    assert any(leak["person"] for leak in ran.json["files"][0]["leaks"])


def test_the_signer_is_words_a_fingerprint_and_a_line_that_stock_tools_read(public_desk: Desk) -> None:
    found = public_desk.ok("signer", "--to", "line", "--principal", "harbour")

    assert len(found["words"]) == 12
    assert (public_desk.home / "line").read_text() == found["line"] + "\n"
    assert found["line"].startswith('harbour namespaces="bundle@casebook" ssh-ed25519 ')
    key = public_desk.home / "key.pub"
    key.write_text(found["line"].partition('" ')[2] + "\n")
    printed = subprocess.run(
        ["ssh-keygen", "-l", "-f", key], capture_output=True, text=True, check=True
    ).stdout
    assert found["fingerprint"] in printed
    refused = public_desk("signer", "--principal", "two words", "--json")
    assert refused.error["kind"] == "BadPrincipal"


@pytest.fixture
def listed(desk: Desk) -> Desk:
    """A casebook with the invented list."""
    from casebook.base import resources

    table, mapping = resources.path("demo", "list.csv"), resources.path("demo", "list_csv.toml")
    desk.ok("import", str(table), "--map", str(mapping))
    return desk


def test_reports_are_written_for_the_team_and_in_russian(listed: Desk) -> None:
    for name in ("list.pdf", "list.html", "figures.csv"):
        report = "statistics" if name == "figures.csv" else "list"
        listed.ok("report", report, "--to", name)
    listed.ok("report", "list", "--to", "russian.html", "--lang", "ru")

    assert (listed.home / "list.pdf").read_bytes().startswith(b"%PDF-")
    assert "<html" in (listed.home / "list.html").read_text(encoding="utf-8")
    assert 'lang="ru"' in (listed.home / "russian.html").read_text(encoding="utf-8").replace("'", '"')
    wrong = listed("report", "list", "--to", "list.docx", "--json")
    assert (wrong.code, wrong.error["kind"]) == (1, "UnknownEnding")
    assert listed("report", "novel", "--to", "n.pdf", "--json").error["kind"] == "UnknownReport"
    assert not (listed.home / "list.docx").exists()


def test_figures_state_their_unit_and_date_and_add_up(listed: Desk) -> None:
    [table] = listed.ok("stats", "status")["tables"]
    csv = listed("stats", "article", "--csv").out
    text = listed("stats", "status").out

    assert table["unit"] == "people"
    assert table["as_of"]
    assert table["rows"][-1][-1] == listed.ok("info")["counts"]["list-entry"]
    assert csv.count(",") > 4
    assert table["caption"] in text


def test_without_an_edition_there_is_no_list(desk: Desk) -> None:
    ran = desk("report", "list", "--to", "list.pdf", "--json")

    assert (ran.code, ran.error["kind"]) == (1, "NoEdition")
