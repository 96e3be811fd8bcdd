"""A checkout can be set up anywhere: the lock is whole and names no place, the wheel holds what it needs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from reading import ROOT

LOCK = ROOT / "requirements" / "lock.txt"
PINNED = re.compile(
    r"^([a-z0-9][a-z0-9.-]*)==([^ ]+)( ;[^\\]*)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)",
    re.MULTILINE,
)


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_lock_names_no_place() -> None:
    text = LOCK.read_text()

    assert re.findall(r"[a-z]+://\S*|^-[^-].*|^--\S+", text, re.MULTILINE) == []


def test_the_lock_pins_everything_we_ask_for_by_hash() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {canonical(re.split(r"[<>=!~;\[ ]", line)[0]) for line in asked}
    text = LOCK.read_text()
    pinned = {match[1] for match in PINNED.finditer(text)}

    assert names - pinned == set(), "run `make lock`"
    assert len(pinned) == len(re.findall(r"^[a-z0-9].*==", text, re.MULTILINE)), (
        "something is pinned without a hash"
    )


@pytest.mark.parametrize("script", ["packaging/setup.sh", "packaging/lock.sh", ".ci/run"])
def test_scripts_stop_at_the_first_fault(script: str) -> None:
    text = (ROOT / script).read_text()

    assert "set -euo pipefail" in text
    assert os.access(ROOT / script, os.X_OK)
    subprocess.run(["bash", "-n", str(ROOT / script)], check=True)


def test_continuous_integration_runs_what_a_developer_runs() -> None:
    assert re.search(r"^exec make check </dev/null$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_make_alone_lists_every_target() -> None:
    said = subprocess.run(["make", "-s"], cwd=ROOT, check=True, capture_output=True, text=True).stdout

    assert set(re.findall(r"^  make ([a-z]+)", said, re.MULTILINE)) == targets()


def test_targets_run_files_that_exist() -> None:
    text = (ROOT / "Makefile").read_text()
    named = set(re.findall(r"\b(?:tests|packaging)/[\w./]+", text))
    modules = {name.replace(".", "/") for name in re.findall(r"-m (casebook[\w.]+)", text)}

    assert sorted(name for name in named if not (ROOT / name).exists()) == []
    files = {name: (ROOT / "src" / f"{name}.py", ROOT / "src" / name / "__main__.py") for name in modules}
    assert sorted(name for name, found in files.items() if not any(file.exists() for file in found)) == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_package_and_its_resources(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    shipped = {
        f"casebook/resources/{path.relative_to(ROOT / 'resources').as_posix()}"
        for path in (ROOT / "resources").rglob("*")
        if path.is_file()
    }

    assert shipped - inside == set()
    assert {"casebook/__main__.py", "casebook/jail/child.py"} <= inside
    assert {f"casebook/resources/locale/{language}.mo" for language in ("ru", "kk")} <= inside
    assert any(name.startswith("casebook/journal/migrations/") and name.endswith(".sql") for name in inside)
    assert not [
        name for name in inside if name.endswith(".pyc") or name.startswith(("tests", "casebook/tests"))
    ]


def test_building_it_again_gives_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

    assert next(tmp_path.glob("*.whl")).read_bytes() == wheel.read_bytes()


def test_the_package_finds_its_resources_in_the_wheel(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from casebook.base import resources, words\n"
        "print(resources.folder())\n"
        "print(words.translator('ru')('withheld'))\n"
        "print(resources.text('templates', 'report.typ')[:2])"
    )
    said = subprocess.run(
        [sys.executable, "-I", "-c", code, str(tmp_path)], check=True, capture_output=True, text=True
    )
    folder, word, start = said.stdout.splitlines()

    assert folder == str(tmp_path / "casebook" / "resources")
    assert word not in {"withheld", ""}
    assert start == "//"
