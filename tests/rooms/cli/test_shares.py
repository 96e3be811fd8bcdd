"""Shares on the command line: made in files or for a terminal, tried without a casebook, and opening one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from commands import PASSPHRASE, SOURCE, Desk, Ran

NEW = "kestrel over the mill"


def files(folder: Path) -> list[str]:
    return [str(path) for path in sorted(folder.glob("share-*.txt"))]


@pytest.fixture
def papers(desk: Desk) -> Path:
    """Two of three shares open the casebook; each is in a file."""
    ran = desk("shares", "make", "2/3", "--to", str(desk.home / "papers"))
    assert ran.code == 0, ran.err
    assert "Files can be found" in ran.err
    return desk.home / "papers"


def opened(desk: Desk, *names: str) -> Ran:
    """With a new passphrase, which is given in a file; the old one is not asked for."""
    (desk.home / "new").write_text(NEW)
    return desk.bare(
        "shares", str(desk.folder), "open", *names, "--new-passphrase-file", str(desk.home / "new")
    )


def test_shares_in_files_are_for_the_owner_alone_and_open_the_casebook(desk: Desk, papers: Path) -> None:
    names = files(papers)
    assert [Path(name).name for name in names] == [f"share-{number}-of-3.txt" for number in (1, 2, 3)]
    assert {oct(Path(name).stat().st_mode & 0o777) for name in names} == {"0o600"}
    assert oct(papers.stat().st_mode & 0o777) == "0o700"

    few = opened(desk, names[1])
    assert few.code == 1
    assert "Shares given: 1. Shares of this set that are needed: 2." in few.err

    ran = opened(desk, names[2], names[0])
    assert ran.code == 0, ran.err
    assert desk("info").code == 1
    assert desk("info", passphrase=NEW).code == 0
    assert desk.bare("shares", str(desk.folder), "status", "--json", passphrase=NEW).json["threshold"] == 2


def test_a_drill_needs_no_casebook_and_leads_to_the_sheet(desk: Desk, papers: Path) -> None:
    names = files(papers)
    sheet = desk.ok("shares", "status")["sheet"]

    proof = desk.bare("shares", "drill", *names, "--json")
    assert proof.code == 0, proof.err
    assert proof.json["sheet"] == sheet
    assert (proof.json["given"], proof.json["threshold"]) == (3, 2)

    both = "\n".join(Path(name).read_text() for name in names[:2])
    same = desk.bare("shares", "drill", "-", "--sheet", " ".join(sheet), stdin=both.encode())
    assert same.code == 0, same.err
    assert "the shares are proved" in same.out

    other = desk.bare(
        "shares", "drill", *names, "--sheet", " ".join([*sheet[:3], "zoo", *sheet[4:]]), "--json"
    )
    assert (other.code, other.error["kind"], other.error["facts"]) == (1, "AnotherSheet", {"word": 4})

    here = desk("shares", "drill", *names[1:])
    assert "These shares open this casebook." in here.out


def test_what_is_wrong_is_told_by_its_place_and_never_by_its_words(desk: Desk, papers: Path) -> None:
    first, second, _ = files(papers)
    text = Path(second).read_text()
    word = text.split()[13]  # the seventh
    Path(second).write_text(text.replace(f" 7. {word}", " 7. mistaken"))

    ran = desk.bare("shares", "drill", first, second, "--json")

    assert (ran.code, ran.error["kind"]) == (1, "UnknownShareWords")
    assert ran.error["facts"] == {"share": 2, "words": [7]}
    assert "mistaken" not in ran.err
    twice = desk.bare("shares", "drill", first, first, "--json")
    assert (twice.error["kind"], twice.error["facts"]) == ("DuplicateShare", {"share": 2, "first": 1})


def test_words_are_shown_to_a_terminal_or_as_json_and_not_into_a_pipe(desk: Desk) -> None:
    refused = desk("shares", "make", "2/3")
    assert refused.code == 2
    assert "shown on a terminal only" in refused.err

    made = desk.ok("shares", "make", "2/2")
    assert [len(words.split()) for words in made["shares"]] == [20, 20]

    shown = on_a_terminal(desk, "make", "2/3")
    assert shown.count("Share ") == 3
    assert "20. " in shown
    words = [re.findall(r"\d+\. ([a-z]+)", part)[:20] for part in shown.split("Share ")[1:]]
    typed = "\n\n".join(" ".join(share) for share in words)
    assert desk.bare("shares", "drill", "-", stdin=typed.encode()).code == 0
    # The first ones were renewed by the second act.
    old = desk("shares", "drill", "-", stdin="\n\n".join(made["shares"]).encode())
    assert old.code == 1
    assert "do not open this casebook" in old.err


def on_a_terminal(desk: Desk, *words: str) -> str:
    (desk.home / "secret").write_text(PASSPHRASE)
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "casebook", "shares", str(desk.folder), *words]
    child = subprocess.Popen(
        [*command, "--passphrase-file", str(desk.home / "secret"), "--quiet"],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.PIPE,
        env={**desk.environment, "PYTHONPATH": str(SOURCE)},
    )
    os.close(theirs)
    parts = []
    try:
        while part := os.read(ours, 4096):
            parts.append(part)
    except OSError:
        pass  # the other end is closed: that is how a terminal ends
    os.close(ours)
    _, error = child.communicate(timeout=60)
    assert child.returncode == 0, error.decode()
    return b"".join(parts).decode()


def test_a_refusal_leaves_no_file_behind(desk: Desk) -> None:
    wrong = desk("shares", "make", "2/3", "--to", str(desk.home / "papers"), passphrase="not this one")
    assert wrong.code == 1
    assert files(desk.home / "papers") == []

    inside = desk("shares", "make", "2/3", "--to", str(desk.folder / "papers"))
    assert inside.code == 2
    assert not (desk.folder / "papers").exists()


def test_a_file_that_stands_there_is_not_written_over(desk: Desk, papers: Path) -> None:
    before = [Path(name).read_text() for name in files(papers)]

    again = desk("shares", "make", "2/3", "--to", str(papers), "--json")

    assert (again.code, again.error["kind"]) == (1, "AlreadyThere")
    assert [Path(name).read_text() for name in files(papers)] == before


def test_shares_are_withdrawn(desk: Desk, papers: Path) -> None:
    assert desk("shares", "withdraw").code == 0
    assert desk.ok("shares", "status")["set_up"] is False
    assert opened(desk, *files(papers)).code == 1


@pytest.mark.parametrize(
    "words",
    [
        ("make",),
        ("make", "two"),
        ("make", "2/3", "more"),
        ("burn",),
        ("drill",),
        ("status", "more"),
        ("status", "--sheet", "words"),
        ("drill", "x", "--to", "y"),
    ],
)
def test_a_wrong_command_line_is_told_before_anything_is_opened(desk: Desk, words: tuple[str, ...]) -> None:
    ran = desk.bare("shares", str(desk.folder), *words)

    assert ran.code == 2
    assert "usage" in ran.err


@pytest.mark.parametrize("counts", ["1/3", "3/2", "2/17", "0/0"])
def test_counts_that_protect_nothing_are_refused(desk: Desk, counts: str) -> None:
    ran = desk("shares", "make", counts, "--json")

    assert (ran.code, ran.error["kind"]) == (1, "BadShareCounts")
