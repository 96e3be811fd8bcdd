"""The demonstration runs from end to end, and what it made is what it says."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

from commands import Desk, environment


def test_the_demonstration_makes_and_verifies_everything_it_names(tmp_path: Path) -> None:
    desk = Desk(tmp_path, tmp_path, environment(tmp_path))

    ran = desk.bare("demo", "made", "--no-pictures")

    assert ran.code == 0, ran.err + ran.out[-2000:]
    made = tmp_path / "made"
    verified = ran.out.split("── Verified ──")[1]
    assert "casebook verify bundle.zip --signer signers: holds" in verified
    assert "casebook verify altered.zip: refused, as it has to be" in verified
    assert "casebook check book: holds" in verified
    assert "ssh-keygen -Y verify: accepted" in verified
    for name in ("list.pdf", "list-public.pdf", "list.html", "statistics.csv", "bundle.zip", "signers"):
        assert (made / name).stat().st_size > 100
        assert f"/{name}" in ran.out
    with zipfile.ZipFile(made / "bundle.zip") as found:
        text = b"".join(found.read(name) for name in found.namelist()).decode("utf-8", "replace")
    rows = json.loads((made / "list.json").read_text(encoding="utf-8"))
    named = [row for row in rows if str(row.get("name", "")).split()[-1] in text]
    assert 0 < len(named) < len(rows)
    assert "Beisen" not in text


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").write_text("x")
    ran = subprocess.run(
        [sys.executable, "-m", "casebook", "demo", "mine"], cwd=tmp_path, env=environment(tmp_path), check=False,
        capture_output=True,
    )  # fmt: skip

    assert ran.returncode == 1
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter"]
