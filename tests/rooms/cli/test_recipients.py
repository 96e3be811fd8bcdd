"""The address book, delivery and the loss of the key, as they are done on a terminal."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

import books
from casebook.bundle import lists
from casebook.formats import age, ed25519, sshsig
from casebook.vault import keys
from commands import Desk, environment

SIGNER = sshsig.public_line(keys.make_signing()[1])


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    """A recipient's own key, made by the stock tool."""
    path = tmp_path / "identity"
    subprocess.run(["age-keygen", "-o", path], check=True, capture_output=True)
    return path


def public(identity: Path) -> str:
    ran = subprocess.run(["age-keygen", "-y", identity], check=True, capture_output=True, text=True)
    return ran.stdout.strip()


def the(document: Any) -> dict[str, Any]:
    (one,) = document["recipients"]
    return dict(one)


def add(desk: Desk, key: str) -> dict[str, Any]:
    return the(
        desk.ok(
            "recipients", "add", "--organisation", "Northern Watch", "--audience", "partner", "--lang", "en",
            "--key", key, "--key", SIGNER.strip(),
        )
    )  # fmt: skip


def test_somebody_is_added_compared_changed_and_removed(desk: Desk) -> None:
    one, two = (age.Identity.made().recipient for _ in range(2))
    made = add(desk, one)
    assert (made["audience"], made["keys"][0]["compared"]) == ("partner", "not")
    assert made["keys"][0]["words"] == list(age.recipient_words(one))
    (signing,) = made["signing"]
    assert signing["words_ru"] == list(sshsig.fingerprint_words(sshsig.read_public_line(SIGNER), "ru"))

    ran = the(desk.ok("recipients", "compare", "Northern Watch", "--key", one, "--how", "in-person"))
    assert (ran["keys"][0]["compared"], ran["keys"][0]["by"]) == ("in-person", "A7")
    ran = the(
        desk.ok("recipients", "compare", made["code"], "--key", signing["fingerprint"], "--how", "by-phone")
    )
    assert ran["signing"][0]["compared"] == "by-phone"
    changed = desk("recipients", "change", made["code"], "--key", one, "--new", two)
    assert changed.code == 0
    assert "compared by nobody" in changed.err
    ran = the(desk.ok("recipients", "list"))
    assert [(key["key"], key["compared"], bool(key["ended"])) for key in ran["keys"]] == [
        (one, "in-person", True),
        (two, "not", False),
    ]
    text = desk("recipients", "list").out
    assert " ".join(age.recipient_words(two)) in text
    assert "not compared" in text
    lost = the(desk.ok("recipients", "lost", made["code"], "--key", SIGNER.strip()))
    assert lost["signing"][0]["revoked"]
    assert desk.ok("recipients", "remove", made["code"])["recipients"] == []
    assert "Nobody" in desk("recipients", "list").err


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (("add", "--name", " "), "NameMissing"),
        (("add", "--name", "A", "--key", "AGE-SECRET-KEY-1QQQQ"), "BadRecipient"),
        (
            ("add", "--name", "A", "--key", sshsig.public_line(next(ed25519.weak_keys())).strip()),
            "BadKeyLine",
        ),
        (("add", "--name", "A", "--audience", "everybody"), "BadValue"),
        (("compare", "Nobody", "--key", "age1", "--how", "not"), "NobodyCalledSo"),
    ],
)
def test_what_is_refused(desk: Desk, arguments: tuple[str, ...], kind: str) -> None:
    ran = desk("recipients", *arguments, "--json")
    assert (ran.code, ran.error["kind"]) == (1, kind)


@pytest.mark.parametrize(
    "arguments", [("compare", "A"), ("compare",), ("change", "A", "--key", "x"), ("lost", "A"), ("remove",)]
)
def test_what_is_not_said_is_asked_for(desk: Desk, arguments: tuple[str, ...]) -> None:
    assert desk("recipients", *arguments).code == 2


# ------------------------------------------------------------------------------------------- delivery


def test_a_bundle_goes_to_somebody_of_the_address_book_under_a_name_that_says_nothing(
    public_desk: Desk, identity: Path, tmp_path: Path
) -> None:
    add(public_desk, public(identity))
    out = tmp_path / "out"
    out.mkdir()

    ran = public_desk(
        "export",
        "--audience",
        "public",
        "--to",
        str(out),
        "--recipient",
        "Northern Watch",
        "--json",
        "--quiet",
    )

    assert ran.code == 0, ran.err
    (made,) = out.iterdir()
    assert re.fullmatch(r"[a-z2-7]{16}\.zip\.age", made.name)
    assert ran.json["file"] == made.name
    (line,) = ran.json["recipients"]
    assert (line["key"], line["doubts"]) == (public(identity), ["uncompared"])
    assert "Nobody has compared this key" in ran.err
    subprocess.run(
        ["age", "-d", "-i", identity, "-o", tmp_path / "plain.zip", made], check=True, capture_output=True
    )
    assert public_desk.bare("verify", str(tmp_path / "plain.zip")).code == 0


def test_a_compared_key_is_said_without_doubt_and_a_stranger_with_one(
    public_desk: Desk, identity: Path, tmp_path: Path
) -> None:
    add(public_desk, public(identity))
    public_desk.ok("recipients", "compare", "Northern Watch", "--key", public(identity), "--how", "in-person")
    stranger = age.Identity.made().recipient
    ran = public_desk(
        "export", "--audience", "public", "--to", str(tmp_path / "a.zip.age"), "--recipient", "Northern Watch",
        "--recipient", stranger,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert "Northern Watch · in person" in ran.err
    assert ran.err.count("  ! ") == 1
    assert " ".join(age.recipient_words(stranger)) in ran.err
    opened = subprocess.run(
        ["age", "-d", "-i", identity, tmp_path / "a.zip.age"], check=True, capture_output=True
    )
    assert opened.stdout.startswith(b"PK")


def test_the_report_is_in_the_language_of_who_gets_it(
    public_desk: Desk, identity: Path, tmp_path: Path
) -> None:
    public_desk.ok("recipients", "add", "--name", "Otto", "--lang", "ru", "--key", public(identity))
    public_desk.ok("export", "--audience", "public", "--to", "a.age", "--recipient", "Otto")
    opened = subprocess.run(
        ["age", "-d", "-i", identity, tmp_path / "a.age"], check=True, capture_output=True
    )
    with zipfile.ZipFile(io.BytesIO(opened.stdout)) as bundle:
        report = bundle.read("bundle/data/report.html").decode()
    assert 'lang="ru"' in report


def test_what_is_not_for_the_public_and_goes_in_clear_warns(public_desk: Desk, tmp_path: Path) -> None:
    ran = public_desk("export", "--audience", "team", "--to", str(tmp_path / "team.zip"), "--quiet", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["doubts"] == ["in-clear"]
    assert "not encrypted" in ran.err
    ran = public_desk("export", "--audience", "public", "--to", str(tmp_path), "--json")
    assert ran.json["doubts"] == []
    assert ran.json["file"].endswith(".zip")


def test_a_wrong_recipient_is_refused_before_anything_is_made(public_desk: Desk, tmp_path: Path) -> None:
    for who, kind in (("Nobody", "NobodyCalledSo"), ("AGE-SECRET-KEY-1QQ", "BadRecipient")):
        ran = public_desk(
            "export", "--audience", "public", "--to", str(tmp_path / "x.zip"), "--recipient", who, "--json"
        )
        assert (ran.code, ran.error["kind"]) == (1, kind)
    assert not (tmp_path / "x.zip").exists()


def test_who_is_no_publisher_does_not_export(public_desk: Desk, tmp_path: Path) -> None:
    device = public_desk.ok("info")["device"]
    public_desk.ok("set", device, "role=monitor")
    for arguments in (("export", "--audience", "public", "--to", str(tmp_path / "x.zip")), ("signer",)):
        ran = public_desk(*arguments, "--json")
        assert (ran.code, ran.error["kind"]) == (1, "NotAPublisher")
    public_desk.ok("set", device, "role=publisher")
    public_desk.ok("signer")


# ------------------------------------------------------------------------------------ the key and its loss


def words_of(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_card_says_how_to_check_and_not_whose_it_is(
    public_desk: Desk, tmp_path: Path, language: str
) -> None:
    found = public_desk.ok("signer", "--card", str(tmp_path / "card.pdf"), "--lang", language, "--receiving")
    said = words_of(tmp_path / "card.pdf")
    assert found["fingerprint"] in said
    for start in range(0, 12, 4):
        assert " ".join(found["words"][start : start + 4]) in said
        assert (" ".join(found["words_ru"][start : start + 4]) in said) == (language != "en")
    assert len(PdfReader(tmp_path / "card.pdf").pages) == 1
    assert "ssh-keygen -Y check-novalidate -n bundle@casebook" in said
    assert found["receiving"]["key"] in said.replace(" ", "")
    assert "Harbour" not in said
    public_desk.ok(
        "signer", "--card", str(tmp_path / "named.pdf"), "--lang", language, "--organisation", "Harbour Group"
    )
    assert "Harbour Group" in words_of(tmp_path / "named.pdf")


def test_another_key_for_others_to_encrypt_to(desk: Desk) -> None:
    assert "receiving" not in desk.ok("signer")
    first = desk.ok("signer", "--receiving")["receiving"]
    assert desk.ok("signer")["receiving"] == first
    second = desk.ok("signer", "--new-receiving")["receiving"]
    assert second["key"] != first["key"]
    assert second["words"] == list(age.recipient_words(second["key"]))
    assert desk.ok("signer")["receiving"] == second


def test_a_lost_key_is_dead_and_what_really_left_is_confirmed(public_desk: Desk, tmp_path: Path) -> None:
    before = public_desk.ok("signer")
    manifest = public_desk.ok("disclosures")["disclosures"][0]["manifest"]
    ran = public_desk("signer", "--lost", before["fingerprint"], "--lists", str(tmp_path / "lost"))
    assert ran.code == 0, ran.err
    assert "001: for whoever got what was made for: the public" in ran.out

    after = public_desk.ok("signer")
    assert after["fingerprint"] != before["fingerprint"]
    revoked = (tmp_path / "lost" / lists.REVOKED).read_bytes()
    assert lists.read_revoked(revoked) == {before["fingerprint"]}
    data = (tmp_path / "lost" / "001" / lists.LIST).read_bytes()
    found = lists.read(data, (tmp_path / "lost" / "001" / lists.SIGNATURE).read_bytes())
    assert (found.key, found.bundles, found.signer) == (
        before["fingerprint"],
        {manifest},
        after["fingerprint"],
    )
    again = public_desk("signer", "--lost", before["fingerprint"], "--json")
    assert (again.code, again.error["kind"]) == (1, "KeyLostAlready")
    assert public_desk.ok("signer", "--lists", str(tmp_path / "again"))["lists"][0]["bundles"] == 1
    assert (tmp_path / "again" / "001" / lists.LIST).read_bytes() == data
    there = public_desk("signer", "--lists", str(tmp_path / "again"), "--json")
    assert there.error["kind"] == "AlreadyThere"


def test_a_list_a_partner_sent_is_read_and_kept(public_desk: Desk, empty_book: Path, tmp_path: Path) -> None:
    books.moved(empty_book, tmp_path / "ours")
    desk = Desk(tmp_path / "ours", tmp_path, environment(tmp_path))
    theirs = public_desk.ok("signer")["fingerprint"]
    public_desk.ok("signer", "--lost", theirs, "--lists", str(tmp_path / "lost"))
    desk.ok("recipients", "add", "--name", "Plover", "--key", theirs)
    sent = tmp_path / "lost" / "001" / lists.LIST

    ran = the(desk.ok("recipients", "lost", "Plover", "--key", theirs, "--list", str(sent)))

    assert (ran["lists"], bool(ran["signing"][0]["revoked"])) == (1, True)
    sent.write_bytes(sent.read_bytes() + b" ")
    bad = desk("recipients", "lost", "Plover", "--list", str(sent), "--json")
    assert (bad.code, bad.error["kind"]) == (3, "BadSignature")
