"""Which files a confined child may read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from casebook.jail import landlock
from casebook.jail.launch import PACKAGE_ROOT

READ = """
import sys, pathlib
sys.path[:0] = sys.argv[1:2]
from casebook.jail import landlock
held = landlock.restrict([*landlock.code_folders(), pathlib.Path(sys.argv[2])])
got = []
for name in sys.argv[3:]:
    try:
        got.append(open(name, "rb").read().decode())
    except PermissionError:
        got.append("refused")
print(held, *got)
"""


def test_only_what_was_named_can_be_read(tmp_path: Path) -> None:
    for folder in ("given", "kept"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "file").write_text(folder)
    names = [str(tmp_path / "given" / "file"), str(tmp_path / "kept" / "file")]

    said = subprocess.run(
        [sys.executable, "-c", READ, str(PACKAGE_ROOT), str(tmp_path / "given"), *names],
        check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip

    # A kernel without Landlock says so, and then everything can still be read: docs/limitations.md.
    assert said in (["True", "given", "refused"], ["False", "given", "kept"])


def test_the_folders_of_code_are_no_folders_of_people() -> None:
    folders = landlock.code_folders()

    assert not folders & {Path("/"), Path.home(), Path("/home"), Path("/tmp"), Path("/etc")}
