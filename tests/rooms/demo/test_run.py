"""The demonstration runs from end to end, and what it made is what it says."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import books
from casebook.base.secret import Secret
from casebook.casework import circles, conflicts, orders, titles
from casebook.casework.book import Casebook
from casebook.casework.opening import open_book
from casebook.demo.run import PASSPHRASE
from casebook.sync import team
from commands import environment


def test_the_demonstration_makes_and_verifies_everything_it_names(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "casebook", "demo", "made", "--no-pictures"],
        cwd=tmp_path, env=environment(tmp_path), check=False, capture_output=True, encoding="utf-8",
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr + ran.stdout[-2000:]
    made = tmp_path / "made"
    told, verified = ran.stdout.split("── Verified ──")
    assert "casebook verify bundle.zip --signer signers: holds" in verified
    assert "casebook verify altered.zip: refused, as it has to be" in verified
    assert "casebook check book: holds" in verified
    assert "ssh-keygen -Y verify: accepted" in verified
    for name in ("list.pdf", "list-public.pdf", "list.html", "statistics.csv", "bundle.zip", "signers"):
        assert (made / name).stat().st_size > 100
        assert f"/{name}" in told
    with zipfile.ZipFile(made / "bundle.zip") as found:
        text = b"".join(found.read(name) for name in found.namelist()).decode("utf-8", "replace")
    rows = json.loads((made / "list.json").read_text(encoding="utf-8"))
    named = [row for row in rows if str(row.get("name", "")).split()[-1] in text]
    assert 0 < len(named) < len(rows)
    assert "Beisen" not in text
    two_worked_together(made, told, verified)


def two_worked_together(made: Path, told: str, verified: str) -> None:
    """What the chapters about a team say is in both casebooks."""
    assert "1 needs your decision." in told
    assert "casebook list teal dossier: nothing of the circle is there" in verified
    for name, judge in (("book", _is_hers), ("teal", _is_the_lost_one)):
        book = open_book(made / name, Secret(PASSPHRASE))
        try:
            judge(book)
        finally:
            book.close()


def _is_hers(book: Casebook) -> None:
    paper, own, lost = team.members(book)
    assert [each.live for each in (paper, own, lost)] == [False, True, False]
    assert (lost.author.name, lost.reason) == ("Teal", "stolen")
    assert conflicts.conflicts(book) == []
    assert [circles.of_record(book, each) is not None for each in books.the(book, "dossier")] == [True]
    assert "Call me" not in _notes(book)


def _is_the_lost_one(book: Casebook) -> None:
    assert [each.reason for each in team.members(book)] == ["", "", ""]
    [order] = orders.given(book)
    assert (order.order.unit, order.here) == ("contacts", True)
    assert books.the(book, "dossier") == []
    assert "Call me" in _notes(book)


def _notes(book: Casebook) -> str:
    return " ".join(titles.title(book, each) for each in books.the(book, "note"))


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").write_text("x")
    ran = subprocess.run(
        [sys.executable, "-m", "casebook", "demo", "mine"], cwd=tmp_path, env=environment(tmp_path), check=False,
        capture_output=True,
    )  # fmt: skip

    assert ran.returncode == 1
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter"]
