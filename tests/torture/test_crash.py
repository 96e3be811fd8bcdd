"""A fault of ours, with a value in its message and its frames: the value is told to nobody."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

import program
from canary import Canaries
from casebook.base.secret import Secret
from casebook.casework.opening import create_book
from casebook.vault.keys import CHEAPEST


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return program.make_home(tmp_path / "home")


@pytest.fixture
def folder(home: Path, canaries: Canaries) -> Path:
    create_book(home / "Notes", Secret(canaries.passphrase), name="", author="Aigul", kdf=CHEAPEST).close()
    return home / "Notes"


@pytest.mark.torture("T25", "a fault with a value in it: the window says where, not what")
@pytest.mark.parametrize("where", ["window", "book"])
def test_the_crash_window_says_where_and_not_what(
    where: str, folder: Path, home: Path, canaries: Canaries
) -> None:
    """It stands alone, names file and line, and leads to the locked casebook with what was being written."""
    with program.started(folder, home) as run:
        run.unlock(canaries.passphrase)
        run.do("press", "Ctrl+I")
        run.do("until_here", "Who speaks")
        run.do("fill", "Or a code for them", canaries.name)
        run.do("go_to", "0…")
        run.do("press", "3")
        run.do("press", "Ctrl+Return")
        run.do("until_here", "What happened, in their words")
        run.do("type", canaries.sentence)
        run.do("break_down", canaries.phone, where)
        run.do("until_sees", "Something went wrong inside the program")
        shown = "\n".join(run.do("texts"))
        assert "RuntimeError" in shown
        assert "driver.py:" in shown
        assert not [text for text in canaries.texts() if text in shown]
        assert run.do("titles") == ["Casebook"]
        run.do("go_to", "Lock the casebook")
        run.lock("Return")
        if os.geteuid() == 0:
            assert program.Looked().text(*canaries.texts()).found(run.pid) == []
        run.unlock(canaries.passphrase)
        run.do("press", "Alt+3")
        run.do("until_here", "Interviews")
        run.do("until_sees", "Interviews: 1")
        run.do("press", "Return")
        run.do("until_sees_one_of", canaries.sentence, "You were writing here")
    assert run.stderr() == ""
    assert canaries.found_under(home) == []


@pytest.mark.torture("T25", "a fault in a thread or a destructor is printed nowhere")
@pytest.mark.parametrize("where", ["thread", "destructor"])
def test_a_fault_nobody_sees_is_not_written_down(
    where: str, folder: Path, home: Path, canaries: Canaries
) -> None:
    """Python and Qt would print it; a desktop keeps what is printed."""
    with program.started(folder, home) as run:
        run.unlock(canaries.passphrase)
        run.do("break_down", canaries.phone, where)
        run.do("until_sees", "network: none")
    assert run.stderr() == ""
    assert canaries.found_under(home) == []


@pytest.mark.torture("T25", "SIGSEGV and SIGABRT: no core, no report, the casebook opens")
@pytest.mark.parametrize("fatal", [signal.SIGSEGV, signal.SIGABRT])
def test_a_process_that_dies_leaves_nothing_behind(
    fatal: signal.Signals, folder: Path, home: Path, canaries: Canaries
) -> None:
    """No core file, no report, no trace; and the casebook opens again."""
    with program.started(folder, home) as run:
        run.unlock(canaries.passphrase)
        run.do("press", "Ctrl+N")
        run.do("until_here", "Name")
        run.do("type", canaries.name)
        run.do("press", "Return")
        run.do("until_sees", "More about this: Names")
        before = set(Path("/tmp").iterdir()) | set(Path("/").iterdir())
        os.kill(run.pid, fatal)
        run.running.wait()
        assert run.stderr() == ""
        born = (set(Path("/tmp").iterdir()) | set(Path("/").iterdir())) - before
        assert not [path for path in born if "core" in path.name]
    assert canaries.found_under(home) == []
    assert not list(home.rglob("core*"))
    with program.started(folder, home) as run:
        run.unlock(canaries.passphrase)
        run.do("until_sees", canaries.name)
