"""Wiping from the command line: never silently, never without the passphrase, ended without it."""

from __future__ import annotations

import os
import pty
import shutil
import sys
from pathlib import Path

from casebook.vault import slots
from commands import Desk


def test_without_the_word_nothing_happens(desk: Desk) -> None:
    ran = desk("wipe", "--json")

    assert ran.code == 1
    assert ran.error["kind"] == "NobodyToConfirm"
    assert desk.ok("info")["entries"] > 0


def test_without_the_passphrase_nothing_happens(desk: Desk) -> None:
    ran = desk("wipe", "--yes-wipe", "--json", passphrase="heron heron heron")

    assert ran.error["kind"] == "WrongPassphrase"
    assert desk.ok("info")["entries"] > 0


def test_wiped_and_told_what_remains(desk: Desk) -> None:
    backup = desk.home / "stick"
    backup.mkdir()
    desk.ok("backup", "--to", str(backup))
    (desk.folder / "letter.txt").write_text("mine")

    ran = desk("wipe", "--yes-wipe", "--json")

    assert ran.code == 0, ran.err
    assert ran.json["strangers"] == ["letter.txt"]
    assert ran.json["left"] == 0
    assert len(ran.json["backups"]) == 1
    assert ran.json["backups"][0].startswith(str(backup))
    assert "keys are overwritten first" in ran.err
    assert "flash disk" in ran.err
    assert [path.name for path in desk.folder.iterdir()] == ["letter.txt"]
    assert desk.bare("restore", str(backup), "--to", str(desk.home / "again"), passphrase="ferry lantern orchard").code == 0  # fmt: skip  # noqa: E501 - one act


def test_a_wipe_that_was_cut_off_is_told_and_ended(desk: Desk) -> None:
    size = (desk.folder / "keys").stat().st_size
    (desk.folder / "keys").write_bytes(slots.WIPED + os.urandom(size - len(slots.WIPED)))

    assert desk("info", "--json").error["kind"] == "WipeBegun"
    ran = desk.bare("wipe", str(desk.folder), "--yes-wipe", "--json")

    assert ran.code == 0, ran.err
    assert not desk.folder.exists()


def test_what_was_left_at_the_very_end_is_taken_away(desk: Desk) -> None:
    shutil.rmtree(desk.folder)
    desk.folder.mkdir()
    (desk.folder / "lock").touch()

    assert desk.bare("wipe", str(desk.folder), "--yes-wipe").code == 0
    assert not desk.folder.exists()


def test_a_damaged_casebook_is_wiped_by_its_passphrase_alone(desk: Desk) -> None:
    (desk.folder / "head").write_bytes(b"x" * 1024)

    assert desk("info", "--json").error["kind"] == "HeadDamaged"
    assert (
        desk("wipe", "--yes-wipe", "--json", passphrase="heron heron heron").error["kind"]
        == "WrongPassphrase"
    )
    ran = desk("wipe", "--yes-wipe", "--json")

    assert ran.code == 0, ran.err
    assert not desk.folder.exists()


def at_a_terminal(desk: Desk, word: str) -> int:
    """The exit code of `casebook wipe` at a terminal where *word* is typed."""
    secret = desk.home / "secret"
    secret.write_text("ferry lantern orchard\n")
    arguments = [sys.executable, "-m", "casebook", "wipe", str(desk.folder), "--passphrase-file", str(secret)]
    child, handle = pty.fork()
    if child == 0:
        os.execve(sys.executable, arguments, desk.environment)
    said = b""
    try:
        while b"go on:" not in said:
            said += os.read(handle, 4096)
        os.write(handle, word.encode() + b"\n")
        while os.read(handle, 4096):
            pass
    except OSError:
        pass  # the terminal is gone with the program
    finally:
        os.close(handle)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_the_word_is_asked_for_at_a_terminal(desk: Desk) -> None:
    assert at_a_terminal(desk, "yes") == 130
    assert Path(desk.folder / "keys").exists()

    assert at_a_terminal(desk, "wipe") == 0
    assert not desk.folder.exists()
