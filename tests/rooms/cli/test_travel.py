"""Travelling from the command line: looked at, refused, done, and home again."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from commands import Desk

ARE_NEW = "harbour heron quay\n"


@pytest.fixture
def keyholder(tmp_path: Path) -> tuple[str, Path]:
    """A recipient, and the file with its private key."""
    path = tmp_path / "key.txt"
    subprocess.run(["age-keygen", "-o", str(path)], check=True, capture_output=True)
    ran = subprocess.run(["age-keygen", "-y", str(path)], check=True, capture_output=True)
    return ran.stdout.decode().strip(), path


def filled(desk: Desk) -> tuple[str, str]:
    """A dossier with one person, and somebody else."""
    aru = desk.add("person", "names=Aru Serikova {script=Latn}")
    other = desk.add("person", "names=Timur Zhaksybek {script=Latn}")
    return desk.add("dossier", "title=Aru", f"persons/+1/person={aru}"), other


def test_a_look_says_all_and_changes_nothing(desk: Desk, keyholder: tuple[str, Path]) -> None:
    dossier, _ = filled(desk)
    entries = desk.ok("info")["entries"]

    look = desk.ok(
        "travel", "--to", str(desk.home / "s.age"), "--recipient", keyholder[0], "--keep", dossier, "--look"
    )

    assert look["recipients"][0]["key"] == keyholder[0]
    assert len(look["recipients"][0]["words"]) == 12
    assert look["taken"]["counts"] == {"person": 1, "dossier": 1}
    assert desk.ok("info")["entries"] == entries
    assert not (desk.home / "s.age").exists()


def test_without_the_word_nothing_happens(desk: Desk, keyholder: tuple[str, Path]) -> None:
    ran = desk("travel", "--to", str(desk.home / "s.age"), "--recipient", keyholder[0], "--json")

    assert ran.error["kind"] == "NobodyToConfirm"
    assert not (desk.home / "s.age").exists()
    assert desk.ok("info")["entries"] > 0


def test_a_key_that_stands_in_the_casebook_is_refused(desk: Desk, keyholder: tuple[str, Path]) -> None:
    desk.ok("attach", desk.add("person", "names=Aru Serikova"), str(keyholder[1]))

    ran = desk(
        "travel", "--to", str(desk.home / "s.age"), "--recipient", keyholder[0], "--yes-wipe", "--json"
    )

    assert ran.error["kind"] == "RecipientOpensHere"
    assert ran.error["facts"] == {"number": 1, "where": "file"}


def test_away_with_a_small_casebook_and_home_again(desk: Desk, keyholder: tuple[str, Path]) -> None:
    dossier, other = filled(desk)
    new = desk.home / "new"
    new.write_text(ARE_NEW)
    sealed, road, home = (desk.home / name for name in ("s.age", "road", "home"))

    ran = desk(
        *(
            "travel",
            "--to",
            str(sealed),
            "--recipient",
            keyholder[0],
            "--keep",
            dossier,
            "--small-book",
            str(road),
        ),
        *("--new-passphrase-file", str(new), "--yes-wipe", "--json"),
    )

    assert ran.code == 0, ran.err
    assert ran.json["small"] == {"records": 2, "files": 0}
    assert ran.json["wiped"]["gone"]
    assert not desk.folder.exists()
    small = Desk(road, desk.home, desk.environment)
    assert small("show", dossier, passphrase=ARE_NEW.strip()).code == 0
    assert small("show", other, passphrase=ARE_NEW.strip()).code == 1
    back = desk.bare(
        *("restore", str(sealed), "--identity", str(keyholder[1]), "--to", str(home)),
        *("--new-passphrase-file", str(new), "--json"),
    )
    assert back.code == 0, back.err
    whole = Desk(home, desk.home, desk.environment)
    assert whole("show", other, passphrase=ARE_NEW.strip()).code == 0
