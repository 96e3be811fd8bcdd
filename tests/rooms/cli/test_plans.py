"""Plans from the command line: kept, opened again, compared, looked at by a second person."""

from __future__ import annotations

import json
import zipfile

from commands import Desk, Published


def pseudonyms(desk: Desk, name: str) -> dict[str, str]:
    with zipfile.ZipFile(desk.home / name) as found:
        return json.loads(found.read("bundle/data/pseudonyms.json"))  # type: ignore[no-any-return]  # our own file


def agreed(desk: Desk, name: str) -> str:
    """Somebody who agreed to be told of publicly, without their name."""
    who = desk.add("person", f"names={name}", "sex=f", "protection=by-consent")
    desk.add("consent", f"subject={who}", "state=given", "level=4")
    return who


def test_a_plan_is_kept_and_says_what_changed_since(public_desk: Desk, published: Published) -> None:
    kept = public_desk.ok("plan", "--audience", "public", "--save", "Spring list", "--note", "for June")
    assert kept["combinations"] == []
    same = public_desk.ok("plan", "--saved", kept["plan"], "--compare")
    assert same["since_saved"]["otherwise"] == []
    assert same["decided"] == kept["decided"]
    assert same["since_last"]["same"] > 0
    new = public_desk.add("event", "title=The regatta")
    later = public_desk.ok("plan", "--saved", kept["plan"], "--compare")
    assert later["since_saved"]["new"] == [new]
    assert later["since_last"]["new"] == [new]
    assert later["decided"] != kept["decided"]
    text = public_desk("plan", "--saved", kept["plan"], "--compare").out
    assert "Since the plan was kept" in text
    assert "Since the last bundle for these recipients" in text
    made = public_desk.ok("export", "--saved", kept["plan"], "--to", "out.zip")
    assert made["records"] >= 3
    assert public_desk("plan", "--json").code == 2
    wrong = public_desk("plan", "--saved", published.ids["aru"], "--json")
    assert (wrong.code, wrong.error["kind"]) == (1, "NoSuchPlan")


def test_nothing_leaves_before_a_second_person_looked(public_desk: Desk) -> None:
    [setting] = [row["id"] for row in public_desk.ok("list", "setting")["rows"]]
    public_desk.ok("set", setting, "second_review=yes")
    refused = public_desk("export", "--audience", "public", "--to", "out.zip", "--json")
    assert (refused.code, refused.error["kind"]) == (1, "NotReviewed")
    assert not (public_desk.home / "out.zip").exists()
    kept = public_desk.ok("plan", "--audience", "public", "--save", "Spring list", "--by", "Heron")
    same = public_desk("plan", "--saved", kept["plan"], "--approve", "--by", "heron", "--json")
    assert (same.code, same.error["kind"]) == (1, "SecondPersonNeeded")
    public_desk.ok("plan", "--saved", kept["plan"], "--approve", "--by", "Kite")
    public_desk.ok("export", "--saved", kept["plan"], "--to", "out.zip")
    public_desk.add("event", "title=The regatta")
    again = public_desk("export", "--saved", kept["plan"], "--to", "no.zip", "--json")
    assert again.error["kind"] == "NotReviewed"


def test_few_share_it_and_the_export_is_refused_until_it_is_followed_or_explained(public_desk: Desk) -> None:
    who = agreed(public_desk, "Saule Dzhandosova")
    plan = public_desk.ok("plan", "--audience", "public")
    [rare] = plan["combinations"]
    assert (rare["person"], rare["k"], rare["blocks"]) == (who, 2, True)
    assert rare["steps"]
    refused = public_desk("export", "--audience", "public", "--to", "no.zip", "--json")
    assert (refused.code, refused.error["kind"]) == (1, "TooFewShare")
    assert "k = 2: sex (2)" in public_desk("plan", "--audience", "public").out
    kept = public_desk.ok("plan", "--audience", "public", "--follow", "--save", "Coarser")
    assert not any(each["blocks"] for each in kept["combinations"])
    public_desk.ok("export", "--saved", kept["plan"], "--to", "coarser.zip")
    [name] = pseudonyms(public_desk, "coarser.zip").values()
    assert name.startswith("Person ")

    choices = {"overrides": [{"person": who, "text": "She asked for it in writing."}]}
    (public_desk.home / "choices.json").write_text(json.dumps(choices))
    made = public_desk.ok("export", "--audience", "public", "--to", "out.zip", "--plan", "choices.json")
    [other] = pseudonyms(public_desk, "out.zip").values()
    assert other != name
    public_desk.ok(
        "export", "--audience", "public", "--to", "same.zip", "--plan", "choices.json", "--keep-names"
    )
    assert pseudonyms(public_desk, "same.zip").keys() == pseudonyms(public_desk, "out.zip").keys()
    assert list(pseudonyms(public_desk, "same.zip").values()) == [other]
    with zipfile.ZipFile(public_desk.home / "out.zip") as found:
        whole = b"\n".join(found.read(each) for each in found.namelist())
    assert b"Dzhandosova" not in whole
    assert f"‹{other}›" in whole.decode("utf-8", "replace")
    assert made["disclosure"]
    shown = public_desk("show", made["disclosure"]).out
    assert "She asked for it in writing." in shown


def test_a_report_for_others_is_held_to_the_same(public_desk: Desk) -> None:
    agreed(public_desk, "Saule Dzhandosova")
    refused = public_desk("report", "list", "--to", "list.html", "--audience", "public", "--json")
    assert (refused.code, refused.error["kind"]) == (1, "TooFewShare")
    assert not (public_desk.home / "list.html").exists()
