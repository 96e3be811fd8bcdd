"""``casebook team``: two people in one room, each with a command line, and a stick between them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import books
import enrolling
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.journal.acts import Role
from casebook.vault import safe
from commands import PASSPHRASE, Desk, environment


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, ...]]:
    """A founder's casebook with shares and a paper admin, closed."""
    made = enrolling.found(tmp_path_factory.mktemp("founded") / "alma")
    folder = made.book.safe.folder
    made.book.close()
    return folder, made.shares


@pytest.fixture
def alma(founded: tuple[Path, tuple[str, ...]], tmp_path: Path) -> Desk:
    books.moved(founded[0], tmp_path / "alma")
    return Desk(tmp_path / "alma", tmp_path, environment(tmp_path))


@pytest.fixture
def shares(founded: tuple[Path, tuple[str, ...]], tmp_path: Path) -> list[str]:
    """Two share files."""
    names = []
    for number, text in enumerate(founded[1][:2]):
        path = tmp_path / f"share-{number}.txt"
        path.write_text(text)
        names.append(str(path))
    return names


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def newcomer(home: Path, name: str = "omar") -> Desk:
    return Desk(home / name, home, environment(home))


def pick(shown: dict[str, Any], other: list[str]) -> list[str]:
    """What somebody types who looks at the other screen."""
    assert shown["words"][3] == ""
    assert [*shown["words"][:3], *shown["words"][4:]] == [*other[:3], *other[4:]]
    assert other[3] in shown["options"]
    return ["--picked", other[3], "--of", shown["of"]]


def taken_in(alma: Desk, stick: Path, *terms: str, name: str = "omar") -> Desk:
    """The whole way, as two people go it."""
    omar = newcomer(alma.home, name)
    asked = omar.ok("team", "join", "--name", name.title(), "--stick", str(stick))
    inviting = ("invite", "--stick", str(stick), "--number", asked["number"], *terms)
    shown = alma.ok("team", *inviting)
    assert shown["name"] == name.title()
    welcomed = alma.ok("team", *inviting, *pick(shown, asked["words"]))
    theirs = omar.ok("team", "welcome", "--stick", str(stick))
    done = omar.ok("team", "welcome", "--stick", str(stick), *pick(theirs, welcomed["words"]))
    assert done["device"] == welcomed["key"]
    return omar


def brought_in(alma: Desk, role: Role = Role.MEMBER) -> Desk:
    """The same in one process, for tests of what comes after."""
    book = books.reopen(alma.folder)
    enrolling.take_in(book, alma.home / "omar", "Omar", role, history=False).close()
    book.close()
    return newcomer(alma.home)


def test_two_people_in_one_room(alma: Desk, stick: Path) -> None:
    omar = taken_in(alma, stick, "--history", "all", "--person", "O. the carpenter")
    mine, hers = omar.ok("team", "list")["devices"], alma.ok("team", "list")["devices"]
    assert [each["key"] for each in mine] == [each["key"] for each in hers]
    assert [each["role"] for each in hers] == ["publisher", "publisher", "member"]
    assert hers[2]["person"] == "O. the carpenter"
    assert hers[2]["name"] == "Omar"
    assert mine[2]["here"]
    assert omar.ok("team", "trust")["enrolled"]
    said = alma("team", "list")
    assert said.code == 0
    assert "Paper admin" in said.out
    assert "Omar (O. the carpenter) · member" in said.out
    assert omar("check").code == 0


def test_on_a_terminal_the_word_is_asked_for(alma: Desk, stick: Path) -> None:
    asked = newcomer(alma.home).ok("team", "join", "--name", "Omar", "--stick", str(stick))
    typed, terminal = pty.openpty()
    reading, writing = os.pipe()
    os.write(writing, PASSPHRASE.encode() + b"\n")
    os.close(writing)
    words = ["invite", "--stick", str(stick), "--number", asked["number"], "--passphrase-fd", str(reading)]
    with subprocess.Popen(
        [sys.executable, "-m", "casebook", "team", str(alma.folder), *words],
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=(reading,),
        env=alma.environment,
    ) as child:
        os.write(typed, asked["words"][3].encode() + b"\n")
        out, err = child.communicate(timeout=120)
    for handle in (typed, terminal, reading):
        os.close(handle)
    assert child.returncode == 0, err
    assert b"The newcomer is called Omar." in out
    assert asked["words"][3].encode() in out
    assert b"The device belongs to the team." in out


def test_a_wrong_word_or_another_file_enrols_nobody(alma: Desk, stick: Path) -> None:
    omar = newcomer(alma.home)
    asked = omar.ok("team", "join", "--name", "Omar", "--stick", str(stick), "--say", "digits")
    inviting = ("invite", "--stick", str(stick), "--number", asked["number"], "--say", "digits", "--json")
    shown = alma("team", *inviting).json
    wrong = next(each for each in shown["options"] if each != asked["words"][3])
    ran = alma("team", *inviting, "--picked", wrong, "--of", shown["of"])
    assert (ran.code, ran.error["kind"]) == (1, "WrongWord")
    ran = alma("team", *inviting, "--picked", asked["words"][3], "--of", "00" * 32)
    assert (ran.code, ran.error["kind"]) == (1, "NotCompared")
    ran = alma("team", "invite", "--stick", str(stick), "--number", "00000 00000", "--json")
    assert (ran.code, ran.error["kind"]) == (1, "NothingForNumber")
    assert len(alma.ok("team", "list")["devices"]) == 2
    ran = omar("info", "--json")
    assert (ran.code, ran.error["kind"]) == (1, "AwaitingWelcome")
    assert omar.ok("team", "words", "--say", "digits")["words"] == asked["words"]
    anew = omar.ok("team", "join", "--anew", "--stick", str(stick))
    assert anew["number"] != asked["number"]


def test_without_a_paper_admin_nobody_is_taken_in(desk: Desk, stick: Path) -> None:
    ran = desk("team", "invite", "--stick", str(stick), "--number", "12345 67890", "--json")
    assert (ran.code, ran.error["kind"]) == (1, "NeedsPaperAdmin")
    ran = desk("team", "paper", "--json")
    assert (ran.code, ran.error["kind"]) == (1, "NoShares")
    assert "casebook shares" in ran.error["message"]


def test_a_lost_laptop_is_looked_at_and_removed(alma: Desk, shares: list[str]) -> None:
    omar = brought_in(alma, Role.PUBLISHER)
    alma.add("person", "names=Aru Serikova", "protection=always")
    found = alma.ok("team", "lost", "Omar")
    assert not found["removed"]
    assert found["may_publish"]
    assert [each["danger"] for each in found["people"]] == ["protected"]
    text = alma("team", "lost", "Omar").out
    assert "1. Remove it" in text
    assert "Always protected" in text
    ran = omar("team", "remove", "Alma", "--reason", "lost", "--json")
    assert (ran.code, ran.error["kind"]) == (1, "NotFromAbove")
    alma.ok("team", "remove", "Omar", "--reason", "stolen")
    devices = alma.ok("team", "list")["devices"]
    assert [(each["live"], each["removed"]) for each in devices] == [
        (False, ""),
        (True, ""),
        (False, "stolen"),
    ]
    assert alma.ok("team", "lost", "Omar")["removed"]
    # The paper admin stands above the founder, whoever types the shares.
    done = omar.ok("team", "remove", "Alma", "--reason", "stolen", "--shares", *shares)
    assert done["reason"] == "stolen"
    ran = alma("team", "admit", "Omar", "--json")
    assert (ran.code, ran.error["kind"]) == (1, "NothingAside")


def test_roles_and_circles(alma: Desk) -> None:
    brought_in(alma)
    assert alma.ok("team", "role", "Omar", "admin")["role"] == "admin"
    assert alma.ok("team", "list")["devices"][2]["role"] == "admin"
    [made] = alma.ok("team", "circle", "make", "North", "Omar")["circles"]
    assert made["name"] == "North"
    assert len(made["members"]) == 2
    [left] = alma.ok("team", "circle", "remove", made["code"], "Omar")["circles"]
    assert len(left["members"]) == 1
    assert alma("team", "circle").out.startswith(made["code"])


def test_shares_do_what_no_laptop_may(alma: Desk, stick: Path, shares: list[str]) -> None:
    """A member and two shares take somebody in; a copy of the founder's casebook takes itself back in."""
    omar = brought_in(alma)
    asked = newcomer(alma.home, "lena").ok("team", "join", "--name", "Lena", "--stick", str(stick))
    inviting = ("invite", "--stick", str(stick), "--number", asked["number"], "--role", "admin")
    ran = omar("team", *inviting, "--json")
    assert (ran.code, ran.error["kind"]) == (1, "NotFromAbove")
    shown = omar.ok("team", *inviting, "--shares", *shares)
    omar.ok("team", *inviting, *pick(shown, asked["words"]), "--shares", *shares)
    assert [each["role"] for each in omar.ok("team", "list")["devices"]].count("admin") == 1
    books.copy(alma.folder, alma.home / "copy")
    copy = Desk(alma.home / "copy", alma.home, alma.environment)
    copy.ok("keys", "copied")
    assert not copy.ok("team", "trust")["enrolled"]
    copy.ok("team", "back", "--shares", *shares)
    assert copy.ok("team", "trust")["enrolled"]


@pytest.mark.parametrize(
    "words",
    [
        ("join", "--name", "Omar"),
        ("invite", "--stick", "."),
        ("remove", "Omar"),
        ("remove", "--reason", "lost"),
        ("role", "Omar"),
        ("back",),
        ("list", "Omar"),
        ("welcome", "--stick", ".", "--picked", "apple"),
    ],
)
def test_what_is_asked_wrongly_is_told(alma: Desk, words: tuple[str, ...]) -> None:
    assert alma("team", *words).code == 2


def test_no_secret_is_told(alma: Desk) -> None:
    """Neither words nor documents hold a private key, the carrier key or an epoch key."""
    omar = brought_in(alma)
    vault = safe.unlock(omar.folder, Secret(PASSPHRASE), progress=Progress())
    secrets = [vault.keyring.secret(name).hex() for name in vault.keyring.secrets("")]
    vault.close()
    assert len(secrets) >= 2
    told = json.dumps([omar.ok("team", "trust"), omar.ok("team", "list")])
    assert not any(secret in told for secret in secrets)
