"""Nobody is there: the real program locks by itself, on a machine whose logind is pulled by the test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import buses
import program
from buses import Logind
from canary import Canaries
from casebook.base.secret import Secret
from casebook.casework.opening import create_book
from casebook.gui import settings
from casebook.gui.settings import DeviceSettings
from casebook.vault.keys import CHEAPEST
from program import Looked, Program
from torture.table import Tally

OURS = ["sleep", "Casebook", "The casebook is locked first", "delay"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return program.make_home(tmp_path / "home")


@pytest.fixture
def folder(home: Path, canaries: Canaries) -> Path:
    create_book(home / "Notes", Secret(canaries.passphrase), name="", author="Aigul", kdf=CHEAPEST).close()
    return home / "Notes"


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Logind]:
    with buses.logind(tmp_path / "bus") as made:
        yield made


def write_something(run: Program, told: Canaries) -> None:
    """An interview, begun and not saved."""
    run.do("press", "Ctrl+I")
    run.do("until_here", "Who speaks")
    run.do("fill", "Or a code for them", told.name)
    run.do("go_to", "0…")
    run.do("press", "3")
    run.do("press", "Ctrl+Return")
    run.do("until_here", "What happened, in their words")
    run.do("type", told.sentence)


def is_offered(run: Program, told: Canaries) -> None:
    """What was begun is offered again after unlocking, and nothing of it is lost."""
    run.unlock(told.passphrase)
    run.do("until_sees", "You were writing when the casebook was locked")
    run.do("go_to", "Go on writing")
    run.do("press", "Return")
    run.do("until_sees", "You were writing here")
    run.do("go_to", "Go on writing")
    run.do("press", "Return")
    run.do("until_here", "What happened, in their words")
    run.do("until_sees", told.sentence)


def is_clean(run: Program, told: Canaries) -> None:
    """Nothing of it is in the memory of the process that came after."""
    if os.geteuid() == 0:
        assert Looked().text(*told.texts()).passphrase(told.passphrase).found(run.pid) == []


def nobody_types(run: Program, _machine: Logind) -> None:
    run.do("nobody_there", 50)
    run.do("press", "Shift")


LEAVING: dict[str, Callable[[Program, Logind], object]] = {
    "idle": nobody_types,
    "the session is told to lock": lambda _run, machine: machine.pull("lock"),
    "the desktop says that it is locked": lambda _run, machine: machine.pull("hint", True),
    "sleep": lambda _run, machine: machine.pull("sleep", True),
    "the lid": lambda _run, machine: machine.pull("lid", True),
}


@pytest.mark.torture("T31", "idle, session lock, sleep, lid; with a dialog open and a draft unsaved")
@pytest.mark.parametrize("dialog", [False, True], ids=["", "in a dialog"])
@pytest.mark.parametrize("way", LEAVING)
def test_it_locks_by_itself(
    *, way: str, dialog: bool, folder: Path, home: Path, canaries: Canaries, machine: Logind, tally: Tally
) -> None:
    """The process is replaced, the memory is clean, what was being written is offered again."""
    with program.started(folder, home, more=machine.environment()) as run:
        run.unlock(canaries.passphrase)
        write_something(run, canaries)
        if os.geteuid() == 0:
            assert Looked().text(canaries.sentence).is_found(run.pid), "the search is blind"
        if dialog:
            run.do("open_a_dialog")
            run.do("until_in_a_dialog")
        before = run.pid
        LEAVING[way](run, machine)
        run.wait_ready()
        assert run.pid == before
        run.do("until_here", "Passphrase")
        is_clean(run, canaries)
        is_offered(run, canaries)
    assert run.stderr() == ""
    tally.tried()


@pytest.mark.torture("T31", "sleep waits for the lock, and no longer")
def test_sleep_waits_while_something_is_open(
    folder: Path, home: Path, canaries: Canaries, machine: Logind, tally: Tally
) -> None:
    """The delay is asked for at unlocking and given back by the exec, in every round of lock and unlock."""
    with program.started(folder, home, more=machine.environment()) as run:
        for order in ("sleep", "keys", "sleep"):
            run.do("until_here", "Passphrase")
            assert machine.inhibitors() == [], "nothing is open, so nothing waits"
            run.unlock(canaries.passphrase)
            program.until(lambda: machine.inhibitors() == [OURS], "sleep to be made to wait")
            if order == "sleep":
                machine.pull("sleep", True)
                run.wait_ready()
            else:
                run.lock()
            is_clean(run, canaries)
            program.until(lambda: machine.inhibitors() == [], "sleep to be let go")
            machine.pull("sleep", False)
            tally.tried()
        assert run.do("sockets") == ["AF_UNIX"]


@pytest.mark.torture("T31", "what somebody else on the bus pretends, and what is no news, locks nothing")
def test_only_logind_itself_is_believed(
    folder: Path, home: Path, canaries: Canaries, tmp_path: Path, tally: Tally
) -> None:
    """A lid that was closed before unlocking stays so without locking; opened and closed again it locks."""
    with (
        buses.logind(tmp_path / "bus", lid_closed=True) as machine,
        program.started(folder, home, more=machine.environment()) as run,
    ):
        run.unlock(canaries.passphrase)
        program.until(lambda: machine.inhibitors() == [OURS], "sleep to be made to wait")
        for harmless in (
            machine.pretend,
            lambda: machine.pull("other", True),
            lambda: machine.pull("sleep", False),
            lambda: machine.pull("hint", False),
        ):
            harmless()
            tally.tried()
        run.do("press", "Ctrl+I")
        run.do("until_here", "Who speaks")
        assert machine.inhibitors() == [OURS]
        machine.pull("lid", False)
        machine.pull("lid", True)
        run.wait_ready()
        run.do("until_here", "Passphrase")


@pytest.mark.torture("T31", "a whole minute without a key, as the settings say")
def test_a_minute_without_a_key(
    folder: Path, home: Path, canaries: Canaries, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    """The shortest idle time there is, waited for in full; in an ordinary run it is only set."""
    settings.save(home / ".config" / "casebook" / "device.json", DeviceSettings(lock_minutes=1))
    with program.started(folder, home) as run:
        run.unlock(canaries.passphrase)
        assert run.do("idle_length") == "60000"
        for _ in range(rounds(0, 1)):
            run.wait_ready(120)
            run.do("until_here", "Passphrase")
            is_clean(run, canaries)
            tally.tried()
    if not tally.tries:
        tally.could_not("the minute itself is waited for in `make torture` only")


@pytest.mark.torture("T28", "sockets, hardening and filters after three rounds of lock and unlock")
def test_a_new_process_is_as_hardened_as_the_first(
    folder: Path, home: Path, canaries: Canaries, tally: Tally
) -> None:
    """No socket out of this computer, no core, no new privileges, one filter and not one more each time."""
    with program.started(folder, home) as run:
        for number in range(3):
            run.unlock(canaries.passphrase)
            assert run.do("sockets") == ["AF_UNIX"]
            assert _status(Path(f"/proc/{run.pid}"))["NoNewPrivs"] == "1"
            tasks = [_status(task) for task in Path(f"/proc/{run.pid}/task").iterdir()]
            assert {told["Seccomp"] for told in tasks} == {"2"}, "a thread without a filter"
            assert {told["Seccomp_filters"] for told in tasks} == {"1"}, f"after {number} locks"
            run.lock()
            tally.tried()


def _status(task: Path) -> dict[str, str]:
    lines = (task / "status").read_text().splitlines()
    return {name: rest.strip() for name, _, rest in (line.partition(":") for line in lines)}
