"""Passphrases and key files on the command line: several people, none of their secrets in an argument."""

from __future__ import annotations

import os
import subprocess
import sys

import books
from commands import PASSPHRASE, Desk, environment

LUIS, NEW = "walnut harbour thimble", "thimble under glass"


def put(desk: Desk, name: str, text: str) -> str:
    """A file that holds a passphrase."""
    path = desk.home / name
    path.write_bytes(text.encode() + b"\n")
    return str(path)


def with_luis(desk: Desk) -> str:
    """Luis has a passphrase too; the file it is in."""
    luis = put(desk, "luis", LUIS)
    added = desk.ok("keys", "add", "--label", "Luis", "--new-passphrase-file", luis)
    assert added["slots"] == ["", "Luis"]
    return luis


def test_add_list_change_remove(desk: Desk) -> None:
    luis, new = with_luis(desk), put(desk, "new", NEW)
    assert [way["mine"] for way in desk.ok("keys", "list")["ways"]] == [True, False]
    said = desk("keys", "list").out.splitlines()
    assert said == ["(founder) · opened with this one", "Luis"]

    kept = desk.ok("keys", "change", "--new-passphrase-file", new, "--also-passphrase-file", luis)
    assert (kept["slots"], kept["emptied"]) == (["", "Luis"], [])
    assert desk("info", passphrase=LUIS).code == 0
    assert desk("info").code == 1

    gone = desk("keys", "remove", "--label", "Luis", "--json", passphrase=NEW)
    assert (gone.json["slots"], gone.json["emptied"]) == ([""], [])
    assert desk("info", "--json", passphrase=LUIS).error["kind"] == "WrongPassphrase"


def test_who_is_not_there_is_named(desk: Desk) -> None:
    with_luis(desk)
    done = desk("keys", "rekey")
    assert "Not typed, so these passphrases open it no more: Luis." in done.out
    assert desk.ok("keys", "list")["slots"] == [""]


def test_passphrases_from_descriptors_one_line_each(desk: Desk) -> None:
    """One pipe holds them all, a line each: hers, the new one, and the other's."""
    with_luis(desk)
    reading, writing = os.pipe()
    os.write(writing, f"{PASSPHRASE}\n{LUIS}\n{NEW}\n".encode())
    os.close(writing)
    fd = str(reading)
    words = ["--passphrase-fd", fd, "--new-passphrase-fd", fd, "--also-passphrase-fd", fd]
    ran = subprocess.run(
        [sys.executable, "-m", "casebook", "keys", str(desk.folder), "change", *words],
        pass_fds=(reading,),
        cwd=desk.home,
        env=desk.environment,
        capture_output=True,
        check=False,
    )
    os.close(reading)
    assert ran.returncode == 0, ran.stderr
    assert desk("keys", "list", "--json", passphrase=NEW).json["slots"] == ["", "Luis"]
    assert desk("info", passphrase=LUIS).code == 0


def test_a_survivors_slip_changes_nothing(desk: Desk) -> None:
    with_luis(desk)
    wrong, new = put(desk, "wrong", LUIS + "s"), put(desk, "new", NEW)
    before = (desk.folder / "keys").read_bytes()
    ran = desk("keys", "change", "--new-passphrase-file", new, "--also-passphrase-file", wrong, "--json")
    assert (ran.code, ran.error["kind"]) == (1, "WrongPassphrase")
    assert (desk.folder / "keys").read_bytes() == before


def test_a_key_file_from_making_to_giving_up(desk: Desk) -> None:
    new, stick = put(desk, "new", NEW), str(desk.home / "stick.key")
    desk.ok("keys", "change", "--new-passphrase-file", new, "--make-key-file", stick)
    assert desk("info", "--json", passphrase=NEW).error["kind"] == "WrongPassphrase"
    opened = desk("keys", "list", "--key-file", stick, "--json", passphrase=NEW)
    assert opened.json["ways"] == [{"label": "", "key_file": True, "mine": True}]
    # A change of the passphrase alone keeps it; it goes when that is said.
    again = put(desk, "again", LUIS)
    ran = desk("keys", "change", "--key-file", stick, "--new-passphrase-file", again, passphrase=NEW)
    assert ran.code == 0, ran.err
    assert desk("info", "--json", passphrase=LUIS).error["kind"] == "WrongPassphrase"
    ran = desk(
        "keys", "change", "--key-file", stick, "--new-passphrase-file", new, "--no-key-file", passphrase=LUIS
    )
    assert ran.code == 0, ran.err
    assert desk("info", passphrase=NEW).code == 0


def test_a_casebook_made_with_a_key_file(desk: Desk) -> None:
    fresh, stick = desk.home / "fresh", str(desk.home / "stick.key")
    made = desk.bare("new", str(fresh), "--make-key-file", stick, "--json", passphrase=PASSPHRASE)
    assert made.code == 0, made.err
    other = Desk(fresh, desk.home, environment(desk.home))
    assert other("info", "--json").error["kind"] == "WrongPassphrase"
    assert other("info", "--key-file", stick).code == 0
    spare = desk.home / "spare.key"
    spare.write_bytes((desk.home / "stick.key").read_bytes())
    assert other("info", "--key-file", str(spare)).code == 0


def test_others_with_key_files(desk: Desk) -> None:
    luis, stick = put(desk, "luis", LUIS), str(desk.home / "stick.key")
    desk.ok("keys", "add", "--label", "Luis", "--new-passphrase-file", luis, "--make-key-file", stick)
    done = desk.ok("keys", "rekey", "--also-passphrase-file", luis, "--also-key-file", stick)
    assert done["emptied"] == []
    assert desk("info", "--key-file", stick, passphrase=LUIS).code == 0
    refused = desk("keys", "rekey", "--also-key-file", stick, "--also-passphrase-file", luis)
    assert refused.code == 2
    for wrong in ("keys", "files"):
        ran = desk(
            "keys", "change", "--new-passphrase-file", luis, "--new-key-file", str(desk.folder / wrong)
        )
        assert ran.code == 1
        assert "folder" in ran.err or "cannot be read" in ran.err


def test_the_wrong_words_are_told_before_a_passphrase_is_asked(desk: Desk) -> None:
    for words in (
        ["add"],
        ["remove"],
        ["rekey", "--label", "Luis"],
        ["rekey", "--new-key-file", "x"],
        ["add", "--label", "x", "--no-key-file"],
    ):
        assert desk.bare("keys", str(desk.folder), *words).code == 2, words


# ------------------------------------------------------------------ moved or copied


def copied(desk: Desk) -> Desk:
    """The same casebook in another folder; this one stays where it is."""
    desk.ok("add", "person", "names=Aru")
    return Desk(books.copy(desk.folder, desk.home / "copy"), desk.home, desk.environment)


def test_a_copy_is_read_at_once_and_asks_before_it_writes(desk: Desk) -> None:
    copy = copied(desk)
    read = copy("list", "person", "--json")
    assert (read.code, len(read.json["rows"])) == (0, 1)
    assert "moved or copied" in read.err
    assert "moved or copied" not in desk("list", "person").err
    refused = copy("add", "person", "names=Timur")
    assert refused.code == 1
    assert "casebook keys BOOK moved" in refused.err
    assert copy("add", "person", "names=Timur", "--json").error["kind"] == "MovedOrCopied"


def test_moved_and_copied_are_the_answers(desk: Desk) -> None:
    copy = copied(desk)
    device = desk.ok("info")["device"]
    assert copy.ok("keys", "copied")["device"]
    copy.add("person", "names=Timur")
    assert copy.ok("info")["device"] != device
    moved = Desk(books.copy(desk.folder, desk.home / "moved"), desk.home, desk.environment)
    moved.ok("keys", "moved")
    moved.add("person", "names=Timur")
    assert moved.ok("info")["device"] == device
