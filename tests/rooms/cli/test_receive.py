"""Two desks and a folder between them: bundles, editions, notices and receipts as files, by commands alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import books
from casebook.cli import travel
from casebook.formats.age import parse_recipient
from commands import Desk, Published, environment


@pytest.fixture
def other(empty_book: Path, tmp_path: Path) -> Desk:
    """The desk of those who receive."""
    folder = tmp_path / "other"
    books.moved(empty_book, folder)
    return Desk(folder, tmp_path, environment(tmp_path))


def received(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.ok("received")["received"]
    return found


def test_a_bundle_is_looked_at_kept_found_and_known_again(other: Desk, published: Published) -> None:
    bundle = str(published.bundle)

    looked = other.ok("receive", bundle, "--look", "--signer", str(published.signers))
    assert (looked["kept"], looked["trust"]) == ("", "unknown")
    assert received(other) == []

    kept = other.ok("receive", bundle, "--from", "Harbour Group")

    assert kept["records"] == looked["records"]
    [one] = received(other)
    assert (one["id"], one["place"], one["claims"]) == (kept["kept"], "here", kept["records"])
    assert any(hit["kind"] == "claim" for hit in other.ok("find", "Серикова")["hits"])
    again = other("receive", bundle, "--json")
    assert (again.code, again.error["kind"]) == (1, "ReceivedBefore")
    assert other.ok("receive", bundle, "--look")["before"] == kept["kept"]


def test_people_who_may_be_one_are_named_and_not_joined(other: Desk, published: Published) -> None:
    ours = other.add("person", "names=Ару Серикова {script=Cyrl}")

    kept = other.ok("receive", str(published.bundle))

    assert {each["person"] for each in kept["similar"]} == {ours}
    assert other.ok("info")["counts"]["person"] == 1


def test_what_does_not_hold_changes_nothing_and_says_why(
    other: Desk, published: Published, tmp_path: Path
) -> None:
    data = published.bundle.read_bytes()
    place = data.index(b"Serikova")
    (tmp_path / "altered.zip").write_bytes(data[:place] + b"X" + data[place + 1 :])
    (tmp_path / "text.zip").write_bytes(b"hello")

    altered = other("receive", "altered.zip", "--json")
    nothing = other("receive", "text.zip", "--json")
    missing = other("receive", "missing.zip", "--json")

    assert (altered.code, nothing.code, missing.code) == (3, 1, 1)
    assert nothing.error["kind"] == "NotABundle"
    assert received(other) == []


def test_one_of_ours_is_told(public_desk: Desk, published: Published) -> None:
    ran = public_desk("receive", str(published.bundle), "--json")

    assert (ran.code, ran.error["kind"]) == (1, "OurOwnBundle")


def test_withdrawing_lists_what_left_and_only_inside(public_desk: Desk, published: Published) -> None:
    done = public_desk.ok("withdraw", published.ids["decision"], "--why", "Afraid for the brother")

    [bundle] = done["bundles"]
    assert done["withdrawn_now"]
    assert (bundle["todo"], bundle["how"]) == ("next-public", ["allowed"])
    export = public_desk("export", "--audience", "public", "--to", "again.zip", "--json")
    assert "Serikova" not in export.out
    again = public_desk("withdraw", published.ids["decision"])
    assert "withdrawn before" in again.out
    wrong = public_desk("withdraw", published.ids["aru"], "--json")
    assert (wrong.code, wrong.error["kind"]) == (1, "NotWithdrawable")


def test_who_holds_what_about_this_person(public_desk: Desk, published: Published) -> None:
    found = public_desk.ok("disclosures", "--of", published.ids["aru"])["disclosures"]

    [bundle] = found
    assert (bundle["how"], bundle["standing"]) == (["named"], "out")
    assert published.ids["aru"] in bundle["concerned"]["records"]
    assert bundle["concerned"]["allowed_by"] == [published.ids["decision"]]
    text = public_desk("disclosures", "--of", published.ids["aru"]).out
    assert "named in it" in text
    assert public_desk.ok("disclosures", "--due")["disclosures"] == []


def test_rounds_ask_for_the_next_edition(public_desk: Desk) -> None:
    found = public_desk.ok("rounds")

    assert found["due"] == []
    assert public_desk.ok("rounds", "--months", "12")["next"][5:] == "01-01"
    assert public_desk("rounds", "--months", "13").code == 2
    [left] = public_desk.ok("disclosures")["disclosures"]
    ran = public_desk("rounds", "--notice", left["id"], "--to", "notice.json", "--json")
    assert (ran.code, ran.error["kind"]) == (1, "NoNoticeForPublic")
    assert not (public_desk.home / "notice.json").exists()


def test_the_permission_of_the_sender_is_written_down(other: Desk, published: Published) -> None:
    kept = other.ok("receive", str(published.bundle))["kept"]

    [one] = other.ok("received", "--allow", kept, "--words", "They wrote that we may")["received"]

    assert one["permission"]
    ran = other("received", "--destroy", kept, "--json")
    assert (ran.code, ran.error["kind"]) == (1, "NotWithdrawn")


def test_the_example_of_a_recipient_is_a_key(root: Path) -> None:
    guide = (root / "docs" / "guide" / "command-line.md").read_text(encoding="utf-8")
    examples = {
        word for word in (travel.EXAMPLE + " " + guide).split() if word.startswith("age1") and len(word) > 60
    }

    assert examples
    for example in examples:
        assert parse_recipient(example) == example


def test_notice_and_receipt_by_commands(public_desk: Desk, other: Desk, tmp_path: Path) -> None:
    """The second edition goes to the same key; the notice hides the first; the receipt comes home."""
    key = other.ok("signer", "--receiving")["receiving"]["key"]
    export = ("export", "--audience", "public", "--recipient", key)
    public_desk.ok(*export, "--to", "first.zip.age")
    first = public_desk.ok("disclosures")["disclosures"][-1]["id"]
    public_desk.ok(*export, "--to", "second.zip.age", "--edition-of", first, "--now")
    newest = public_desk.ok("disclosures")["disclosures"][-1]
    public_desk.ok("rounds", "--notice", newest["id"], "--to", "notice.json", "--now")
    old = other.ok("receive", "first.zip.age", "--from", "Harbour Group")["kept"]
    new = other.ok("receive", "second.zip.age", "--from", "Harbour Group")["kept"]

    honoured = other.ok("receive", "notice.json")

    assert [each["id"] for each in honoured["hidden"]] == [old]
    assert honoured["replaced_by"] == new
    other.ok("received", "--destroy", old, "--receipt", "receipt.json")
    places = {each["id"]: each["place"] for each in received(other)}
    assert places == {old: "destroyed", new: "here"}
    fingerprint = other.ok("signer")["fingerprint"]
    public_desk.ok("recipients", "add", "--name", "Egret", "--key", key, "--key", fingerprint)
    assert public_desk.ok("receive", "receipt.json")["by"]
    standing = [each["standing"] for each in public_desk.ok("disclosures")["disclosures"]]
    assert standing == ["out", "returned", "out"]


def test_an_edition_goes_to_those_who_have_the_one_before(public_desk: Desk) -> None:
    [left] = public_desk.ok("disclosures")["disclosures"]
    again = ("export", "--audience", "public", "--to", "again.zip", "--edition-of", left["id"], "--json")

    early = public_desk(*again)
    public_desk.ok(*again[:-1], "--now", "--expires", "31.12.2030")

    [old, new] = public_desk.ok("disclosures")["disclosures"]
    if early.code:
        assert early.error["kind"] == "OutsideRound"
    assert (old["standing"], old["replaced_by"]) == ("replaced", new["id"])
    assert (new["edition"], new["expires"]) == (2, "2030-12-31")
    assert [each["id"] for each in public_desk.ok("disclosures", "--due")["disclosures"]] == [new["id"]]
    wrong = public_desk(
        "export", "--audience", "team", "--to", "team.zip", "--edition-of", new["id"], "--now", "--json"
    )
    assert (wrong.code, wrong.error["kind"]) == (1, "OtherClass")
