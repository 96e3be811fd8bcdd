"""``casebook merge``: look, merge, choose, bring over."""

from __future__ import annotations

import pytest

from commands import Desk


@pytest.fixture
def two(desk: Desk) -> tuple[str, str]:
    kept = desk.add("person", "names=Marat Oskenov", "birth=1985", "sex=m")
    other = desk.add("person", "names=Марат Оскенов", "birth=1986", "aliases=Marik", "code_name=Kestrel")
    desk.add("claim", f"about={other}", "value=He was seen")
    return kept, other


def test_a_look_says_everything_and_writes_nothing(desk: Desk, two: tuple[str, str]) -> None:
    kept, other = two
    before = desk.ok("info")
    looked = desk.ok("merge", kept, other, "--look")
    text = desk("merge", kept, other, "--look").out
    assert desk.ok("info") == before
    assert {(each["unit"], each["value"]) for each in looked["names"]} == {
        ("names", "Марат Оскенов"),
        ("aliases", "Marik"),
        ("code_name", "Kestrel"),
    }
    assert looked["differing"] == [{"unit": "birth", "kept": "1985", "other": "1986"}]
    assert (looked["moved"], looked["doubts"], looked["bundles"]) == ({"claim": 1}, ["other-birth"], 0)
    for said in ("Марат Оскенов", "Kestrel", "birth: 1985 ⚡ 1986", "Claim: 1", "born on different days"):
        assert said in text


def test_merging_choosing_and_taking_it_back(desk: Desk, two: tuple[str, str]) -> None:
    kept, other = two
    before = [desk.ok("show", record)["units"] for record in two]
    merged = desk.ok("merge", kept, other, "--take", "birth=other", "--why", "Both papers")
    assert merged["entry"]
    assert desk.ok("show", kept)["units"]["birth"] == "1986"
    shown = desk.ok("show", other)
    assert (shown["state"], shown["stands_for_it"]) == ("deleted", kept)
    assert "It was merged into P-" in desk("show", other).out
    assert [row["title"] for row in desk.ok("list", "note")["rows"]] == ["Both papers"]
    assert desk("merge", kept, other, "--json").error["kind"] == "MergedAlready"
    assert desk.ok("merge", "--left-behind")["left_behind"] == []
    desk.add("claim", f"about={other}", "value=Later")
    [left] = desk.ok("merge", "--left-behind")["left_behind"]
    assert "merge BOOK --left-behind" in desk("conflicts").err
    assert left == {"other": other, "kept": kept, "moved": {"claim": 1}, "back": False}
    assert desk.ok("merge", "--left-behind", "--follow")["followed"]
    assert desk.ok("merge", "--left-behind")["left_behind"] == []
    for _ in range(3):
        desk.ok("undo")
    assert [desk.ok("show", record)["units"] for record in two] == before


def test_a_wrong_command_line_is_told(desk: Desk, two: tuple[str, str]) -> None:
    kept, other = two
    for words in (
        ("merge",),
        ("merge", kept),
        ("merge", kept, other, "--left-behind"),
        ("merge", kept, other, "--follow"),
        ("merge", kept, other, "--take", "birth"),
        ("merge", kept, other, "--take", "birth=mine"),
        ("merge", "--left-behind", "--look"),
    ):
        assert desk(*words).code == 2, words
    for words, kind in (
        (("merge", kept, kept), "SameRecord"),
        (("merge", kept, other, "--take", "names=keep"), "UnknownUnit"),
        (("merge", kept, desk.add("note", "title=A note")), "NotPeople"),
    ):
        assert desk(*words, "--json").error["kind"] == kind


def test_what_is_alike_says_how_to_merge(desk: Desk, two: tuple[str, str]) -> None:
    ran = desk("similar")
    assert ran.code == 0
    assert "casebook merge" in ran.err


def test_a_bundle_that_left_before_is_found_by_what_is_decided_and_withdrawn_after(
    desk: Desk, two: tuple[str, str]
) -> None:
    kept, other = two
    source = desk.add("source", "title=A list", "type=list")

    def decided(who: str) -> str:
        made = desk.ok(
            "decide", "--people", who, "--use", "public", "--ground", "already-public", "--source", source,
            "--why", "In print",
        )  # fmt: skip
        return str(made["id"])

    decided(other)
    desk.ok("export", "--audience", "public", "--to", "first.zip")
    desk.ok("merge", kept, other)
    desk.ok("export", "--audience", "public", "--to", "second.zip")
    assert [len(row["named"]) for row in desk.ok("disclosures")["disclosures"]] == [1, 0], (
        "withheld until decided anew"
    )
    anew = decided(kept)
    desk.ok("export", "--audience", "public", "--to", "third.zip")
    named = [sorted(row["named"]) for row in desk.ok("disclosures")["disclosures"]]
    assert named == [[other], [], sorted((kept, other))]
    withdrawn = desk.ok("withdraw", anew)
    assert len(withdrawn["bundles"]) == 2
