"""No network: none is asked for, none is needed, and none would be given to a part of the program gone wrong."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import commands
import program
from canary import Canaries
from casebook.base.secret import Secret
from casebook.casework.opening import create_book
from casebook.vault.keys import CHEAPEST
from driver import Driver
from torture.table import Tally


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return program.make_home(tmp_path / "home")


@pytest.mark.torture(
    "T44", "sockets of 45 families asked for inside the running program, before and after locking"
)
def test_no_socket_leads_out(home: Path, canaries: Canaries, tally: Tally) -> None:
    """Only those of this computer's own desktop; a process that gave nothing up gets others."""
    folder = home / "Notes"
    create_book(folder, Secret(canaries.passphrase), name="", author="Aigul", kdf=CHEAPEST).close()
    ours = str(int(socket.AF_UNIX))
    with program.started(folder, home) as run:
        assert run.do("reach_out") == [ours]
        run.unlock(canaries.passphrase)
        assert run.do("reach_out") == [ours]
        run.lock("F12")
        assert run.do("reach_out") == [ours]
        for one in program.descendants(run.pid):
            assert "Seccomp:\t2" in Path(f"/proc/{one}/status").read_text()
    tally.tried(3)
    open_to_us = Driver.reach_out(Driver.__new__(Driver))
    assert str(int(socket.AF_INET)) in open_to_us, "the question is answered by something else"
    tally.found(f"AF_UNIX alone; without the filter {len(open_to_us)} families")


@pytest.mark.torture("T44", "every verb of a day, in a network namespace with nothing in it")
def test_a_day_on_the_command_line_without_a_network(home: Path, tally: Tally) -> None:
    """From making a casebook to a bundle that verifies."""
    if os.geteuid() != 0:
        pytest.skip("needs root to be where there is no network")
    given = home / "photo.txt"
    given.write_text("Nobody was seen.")
    folder, bundle = str(home / "Notes"), str(home / "bundle.zip")
    create_book(
        home / "Notes", Secret(commands.PASSPHRASE), name="Harbour Group", author="A7", kdf=CHEAPEST
    ).close()

    def run(verb: str, *words: str, typed: str | None = commands.PASSPHRASE) -> str:
        reading, writing = os.pipe()
        os.write(writing, f"{typed}\n".encode())
        os.close(writing)
        asked = [] if typed is None else ["--passphrase-fd", str(reading)]
        done = subprocess.run(
            ["unshare", "--net", sys.executable, "-m", "casebook", verb, *words, *asked],
            capture_output=True,
            text=True,
            pass_fds=(reading,),
            env=commands.environment(home),
            cwd=home,
            check=False,
        )
        os.close(reading)
        assert done.returncode == 0, done.stderr
        tally.tried()
        return done.stdout

    person = json.loads(run("add", folder, "person", "names=Aru Serikova", "--json"))["id"]
    run("attach", folder, person, str(given))
    run("find", folder, "Серикова")
    run(
        "decide",
        folder,
        "--people",
        person,
        "--use",
        "public",
        "--ground",
        "cannot-be-asked",
        "--why",
        "It was.",
    )
    run("export", folder, "--audience", "public", "--to", bundle)
    run("verify", bundle, typed=None)
    run("check", folder)
