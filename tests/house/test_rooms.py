"""The rooms stand in one order, and importing one does not bring another in through the back door."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from reading import PACKAGE, ROOT, sources

SHELLS = ("casebook.gui", "casebook.demo", "casebook.__main__")


def python(code: str, *arguments: str) -> str:
    """What a fresh interpreter prints."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    said = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )
    assert said.returncode == 0, said.stderr
    return said.stdout


def test_the_contracts_are_kept() -> None:
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True, env=environment
    )

    assert said.returncode == 0, said.stdout + said.stderr


def test_no_room_but_the_desktop_brings_in_qt() -> None:
    modules = [source.module for source in sources() if not source.module.startswith(SHELLS)]
    code = (
        "import sys, importlib\n"
        "for name in sys.argv[1:]: importlib.import_module(name)\n"
        "print(*[name for name in sys.modules if name.partition('.')[0] in ('PySide6', 'shiboken6')])"
    )

    assert len(modules) > 50
    assert python(code, *modules).split() == []


@pytest.mark.parametrize("name", ["casebook.bundle.verify", "casebook.cli.verify"])
def test_a_bundle_can_be_checked_without_a_database(name: str) -> None:
    code = "import sys, importlib; importlib.import_module(sys.argv[1]); print(*sys.modules)"
    loaded = python(code, name).split()

    forbidden = ("sqlcipher3", "sqlite3", "PySide6", "casebook.vault", "casebook.model", "casebook.journal",
                 "casebook.casework", "casebook.redaction")  # fmt: skip
    assert [module for module in loaded if module.startswith(forbidden)] == []


def test_importing_a_room_reads_and_starts_nothing() -> None:
    for source in sources():
        if source.path.name != "__init__.py":
            continue
        inside = source.tree.body
        version = inside[1:] if source.path.parent == PACKAGE else []
        assert ast.get_docstring(source.tree), (
            f"{source.name}: an __init__ says in one line what the room is for"
        )
        assert len(inside) - len(version) == 1, (
            f"{source.name}: an __init__ holds a docstring and nothing else"
        )
        assert all(
            isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__version__" for node in version
        )


def test_every_room_stands_in_the_order_and_in_the_plan() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["name"].startswith("The rooms"))
    order = [room.strip("( )") for layer in layers for room in layer.split("|")]
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    plan = (ROOT / "docs" / "architecture.md").read_text()

    assert rooms <= set(order)
    assert [room for room in rooms if f"`{room}`" not in plan] == []


def test_no_room_is_a_drawer_for_odds_and_ends() -> None:
    banned = {
        "utils",
        "util",
        "helpers",
        "helper",
        "common",
        "core",
        "manager",
        "service",
        "controller",
        "misc",
    }

    assert [source.name for source in sources() if {*Path(source.name).with_suffix("").parts} & banned] == []
