"""``casebook stick``: two laptops and a stick between them, each with a command line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import books
import enrolling
from commands import PASSPHRASE, Desk, environment


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two casebooks of one team, closed."""
    assert books.PASSPHRASE == PASSPHRASE
    folder = tmp_path_factory.mktemp("team")
    with books.derived_once():
        alma = enrolling.found(folder / "alma").book
        enrolling.take_in(alma, folder / "luis", "Luis").close()
    alma.close()
    return folder


@pytest.fixture
def pair(template: Path, tmp_path: Path) -> tuple[Desk, Desk]:
    made = []
    for name in ("alma", "luis"):
        books.moved(template / name, tmp_path / name)
        made.append(Desk(tmp_path / name, tmp_path, environment(tmp_path)))
    return made[0], made[1]


@pytest.fixture
def stick(tmp_path: Path) -> str:
    (tmp_path / "stick").mkdir()
    return str(tmp_path / "stick")


def titles(desk: Desk) -> list[str]:
    return [each["title"] for each in desk.ok("list", "person")["rows"]]


def test_a_stick_goes_from_one_to_the_other(pair: tuple[Desk, Desk], stick: str) -> None:
    alma, luis = pair
    alma.add("person", "names=Aru Serikova {script=Latn}", "remarks=seen at the ferry")

    told = alma("stick", "write", stick)
    assert (told.code, told.out.splitlines()[-1]) == (0, "You can pull it out.")
    assert " for Luis." in told.err

    looked = luis.ok("stick", "look", stick)
    [device] = looked["devices"]
    assert (device["name"], device["changes"]) == ("Alma", 1)
    assert [each["title"] for each in device["records"]] == ["Aru Serikova"]
    assert "Nothing was changed yet." in luis("stick", "look", stick).out
    assert titles(luis) == []

    assert "From Alma: 1 change." in luis("stick", "read", stick).out.splitlines()
    assert titles(luis) == ["Aru Serikova"]
    [turn] = luis.ok("stick", "read", stick)["turns"]
    assert (turn["import"], turn["nothing"]) == (None, True)
    assert "Nothing on this stick is new." in luis("stick", "read", stick).out


def test_an_import_is_set_aside_and_taken_again(pair: tuple[Desk, Desk], stick: str) -> None:
    alma, luis = pair
    alma.add("person", "names=Aru Serikova {script=Latn}")
    alma.ok("stick", "write", stick)
    luis.ok("stick", "read", stick)
    [made] = luis.ok("stick", "imports")["imports"]
    assert not made["set_aside"]

    assert luis.ok("stick", "undo")["aside"] >= 1
    assert titles(luis) == []
    assert luis("stick", "undo", "--json").error["kind"] == "NoSuchImport"
    assert "set aside" in luis("stick", "imports").out
    luis.ok("stick", "redo", made["import"][:6])
    assert titles(luis) == ["Aru Serikova"]


def test_only_some_devices(pair: tuple[Desk, Desk], stick: str) -> None:
    alma, luis = pair
    alma.add("person", "names=Aru Serikova {script=Latn}")
    alma.ok("stick", "write", stick, "--for", "Luis")
    assert luis.ok("stick", "look", stick, "--only", "Luis")["devices"] == []
    assert luis.ok("stick", "look", stick, "--only", "Alma")["devices"] != []
    assert luis("stick", "look", stick, "--only", "Nobody").code == 1


def test_a_strange_stick_is_counted_and_left(pair: tuple[Desk, Desk], stick: str) -> None:
    _, luis = pair
    (Path(stick) / "ABCDEFGH").mkdir()
    (Path(stick) / "ABCDEFGH" / "ABCDEFGH.DAT").write_bytes(os.urandom(65536))
    told = luis("stick", "read", stick).out.splitlines()
    assert told == [
        "Nothing on this stick is new.",
        "1 file on this stick is not ours, or not for this casebook.",
    ]
    assert luis("stick", "free", stick).code == 1
    assert luis("stick", "read", stick + "/nowhere").code == 1


@pytest.mark.parametrize("words", [("write",), ("imports", "x"), ("undo", "a", "b"), ("read", "a", "b")])
def test_what_is_asked_wrongly(pair: tuple[Desk, Desk], words: tuple[str, ...]) -> None:
    assert pair[0]("stick", *words).code == 2
