"""Backups, restoring, checking and rescuing from the command line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import books
import enrolling
import sticks
from commands import PASSPHRASE, Desk, environment


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def test_the_life_of_a_backup(desk: Desk, stick: Path, tmp_path: Path) -> None:
    """Made, planned, listed, verified, restored; after an erasure the older one opens nothing any more."""
    person = desk.add("person", "names=Aru", "remarks=zebrafinch")
    assert "no-backup" in {found["what"] for found in desk.ok("check")["findings"]}
    first = desk.ok("backup", "--to", str(stick), "--every", "7", "--keep", "3")
    listed = desk.ok("backup", "--list")
    assert [one["name"] for one in listed["backups"]] == [first["name"]]
    assert (listed["plan"]["days"], listed["plan"]["keep"], listed["due"]) == (7, 3, False)
    assert "whole when last read" in desk("backup", "--list").out
    assert desk.ok("backup", "--verify")["damaged"] == []

    desk.ok("erase", person, "remarks", "--reason", "consent-withdrawn")
    assert "still holds erased text" in desk("backup", "--list").out
    after = desk.ok("backup", "--after-erasure")
    assert (after["destroyed"], after["left"]) == ([first["name"]], [])
    new = after["made"]["name"]
    assert [path.name for path in stick.iterdir()] == [new]

    ran = desk.bare("restore", str(stick), "--to", str(tmp_path / "other"), "--json", passphrase=PASSPHRASE)
    assert ran.code == 0, ran.err
    assert (ran.json["backup"], ran.json["records"] > 0) == (new, True)
    other = Desk(tmp_path / "other", tmp_path, desk.environment)
    assert "Aru" in other("show", person).out
    assert "zebrafinch" not in other("show", person, "--history").out
    assert "Everything holds." in other("check").out
    assert desk("backup", "--forget", new[:8]).code == 0
    assert list(stick.iterdir()) == []
    assert desk("backup", "--every", "0").code == 0
    assert desk("backup").code == 2


def test_a_card_apart(desk: Desk, stick: Path, tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    made = desk.ok("backup", "--to", str(stick), "--card-to", str(tmp_path / "cards"))
    assert made["card"].endswith(f"cards/{made['name']}.card")
    to = ("--to", str(tmp_path / "other"), "--json")
    refused = desk.bare("restore", str(stick), *to, passphrase=PASSPHRASE)
    assert (refused.code, refused.error["kind"]) == (1, "CardMissing")
    wrong = desk.bare("restore", str(stick), *to, "--card", made["card"], passphrase="another")
    assert (wrong.code, wrong.error["kind"]) == (1, "PassphraseNotOfCard")
    card = Path(made["card"])
    card.write_bytes(bytes((card.read_bytes()[0] ^ 1,)) + card.read_bytes()[1:])
    assert desk.ok("backup", "--verify")["card_copy_damaged"] == 1
    ran = desk.bare("restore", str(stick), *to, "--card", str(tmp_path / "cards"), passphrase=PASSPHRASE)
    assert ran.code == 0, ran.err
    assert "had a damaged copy, number 1" in ran.err
    opened = desk.bare("info", str(stick / made["name"]), "--json", passphrase=PASSPHRASE)
    assert (opened.code, opened.error["kind"]) == (1, "IsABackup")


def test_check_repairs_and_rescues(desk: Desk, stick: Path, tmp_path: Path) -> None:
    person = desk.add("person", "names=Aru")
    (tmp_path / "paper").write_bytes(b"vermilion" * 9000)
    desk.ok("attach", person, str(tmp_path / "paper"))
    desk.ok("backup", "--to", str(stick))
    (file,) = (desk.folder / "files").iterdir()
    good = file.read_bytes()
    file.write_bytes(good[:-1] + b"x")
    ran = desk("check", "--json")
    assert (ran.code, ran.json["findings"][0]["what"]) == (3, "file-changed")
    repaired = desk.ok("check", "--repair")
    assert (repaired["fetched"], file.read_bytes() == good) == ([file.name], True)

    (database,) = (path for path in desk.folder.iterdir() if re.fullmatch(r"[a-z2-7]{26}", path.name))
    data = bytearray(database.read_bytes())
    data[17] ^= 1  # the page everything else hangs on
    database.write_bytes(data)
    ran = desk("check", "--json")
    assert (ran.code, ran.json["findings"][0]["what"]) == (3, "unreadable")
    assert ran.json["still"]["entries"] == 3
    before = {path: path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()}
    saved = desk.ok("check", "--rescue-to", str(tmp_path / "saved"))
    assert (saved["entries"], saved["gaps"], saved["parts"], saved["tail"]) == (3, [], 0, 0)
    assert {path: path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()} == before
    new = Desk(tmp_path / "saved", tmp_path, desk.environment)
    assert "Aru" in new("show", person).out
    assert "Everything holds." in new("check").out


def test_a_damaged_backup_is_refused_and_can_be_rescued(desk: Desk, stick: Path, tmp_path: Path) -> None:
    person = desk.add("person", "names=Aru")
    name = desk.ok("backup", "--to", str(stick))["name"]
    data = bytearray((stick / name / name).read_bytes())
    data[4096 + 9] ^= 1
    (stick / name / name).write_bytes(data)
    words = ("restore", str(stick), "--to", str(tmp_path / "other"), "--json")
    assert desk.bare(*words, passphrase=PASSPHRASE).code == 3
    assert not (tmp_path / "other").exists()
    assert desk("backup", "--verify").code == 3
    ran = desk.bare(*words, "--rescue", passphrase=PASSPHRASE)
    assert ran.code == 0, ran.err
    assert "Aru" in Desk(tmp_path / "other", tmp_path, desk.environment)("show", person).out


def test_a_card_that_teammates_keep(tmp_path: Path, stick: Path) -> None:
    """Made, told of, given back to whoever lost it, and erased: by commands, with a stick between the two."""
    with enrolling.numbers_once():
        alma = enrolling.found(tmp_path / "alma").book
        luis = enrolling.take_in(alma, tmp_path / "luis", "Luis")
        alone = alma.safe.folder
        alma.close()
        desk = Desk(alone, tmp_path, environment(tmp_path))
        (tmp_path / "backups").mkdir()
        refused = desk("backup", "--to", str(tmp_path / "backups"), "--card-with-team", "--json")
        assert (refused.code, refused.error["kind"]) == (1, "TooFewKeepers")
        assert refused.error["facts"] == {"teammates": 1, "needed": 2}
        alma = books.reopen(alone)
        vera = enrolling.take_in(alma, tmp_path / "vera", "Vera")
        sticks.meet((alma, luis, vera), stick)
        for book in (alma, luis, vera):
            book.close()
    names = ("alma", "luis", "vera")
    ours, theirs, hers = (Desk(tmp_path / name, tmp_path, environment(tmp_path)) for name in names)
    (tmp_path / "cards").mkdir()
    person = ours.add("person", "names=Aru", "remarks=zebrafinch")
    to = ("--to", str(tmp_path / "backups"), "--card-with-team")
    assert ours("backup", *to, "--card-to", str(tmp_path)).code == 2
    made = ours.ok("backup", *to)
    assert (made["card"], made["card_in_team"]) == ("", True)
    assert "card kept on 0 devices of teammates, not known of 2" in ours("backup", "--list").out
    ours.ok("stick", "write", str(stick))
    for who, one, told in ((theirs, ["Luis"], True), (hers, ["Luis", "Vera"], False)):
        who.ok("stick", "read", str(stick))
        who.ok("stick", "write", str(stick))
        ours.ok("stick", "read", str(stick))
        [listed] = ours.ok("backup", "--list")["backups"]
        assert (sorted(listed["keeping"]["kept"]), listed["keeping"]["relied_on"]) == (one, not told)
        assert ("two teammates have to hold it" in ours("backup", "--list").out) == told
    assert ours.ok("backup", "--verify")["damaged"] == []

    [card] = theirs.ok("backup", "--cards")["cards"]
    assert (card["name"], card["device"], card["own"]) == (made["name"], "Alma", False)
    assert theirs("backup", "--card", made["name"]).code == 2
    written = theirs.ok("backup", "--card", made["name"][:8], "--card-to", str(tmp_path / "cards"))
    restore = ("restore", str(tmp_path / "backups"), "--to", str(tmp_path / "again"), "--json")
    ran = ours.bare(*restore, "--card", written["card"], passphrase=PASSPHRASE)
    assert ran.code == 0, ran.err
    none = theirs("backup", "--card", "zzz", "--card-to", str(tmp_path / "cards"), "--json")
    assert (none.code, none.error["kind"]) == (1, "NoSuchCard")

    ours.ok("erase", person, "remarks", "--reason", "consent-withdrawn")
    assert ours.ok("backup", "--after-erasure")["destroyed"] == [made["name"]]
    assert [each["name"] for each in ours.ok("backup", "--cards")["cards"]] != [made["name"]]
