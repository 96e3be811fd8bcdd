"""What is left of an open casebook in the memory of the process once it is locked: nothing.

The real program runs in a process of its own and is worked by keyboard with texts made up in this run; this
process, as root, reads the memory of that one and of its children. Before locking it must find what it looks for,
or a blind search would pass.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import lists
import program
from canary import Canaries
from casebook.base.secret import Secret
from casebook.casework.opening import create_book
from casebook.vault.keys import CHEAPEST
from program import Looked, Program

MAPPING = """
format = 1
name = "people"
kind = "person"
key = "id"
ignore = ["left"]

[columns]
note = "remarks"

[[lists.names]]
columns = { name = { unit = "name", split = true, script = "Latn", language = "en" } }
by = "name.full"
"""
UNREADABLE = """
import ctypes, sys
pid = int(sys.argv[1])
for name in ("mem", "maps", "environ"):
    try:
        with open(f"/proc/{pid}/{name}", "rb") as stream:
            stream.read(1)
        print(name, "opened")
    except OSError as error:
        # The address 0 of an opened `mem` cannot be read: that is no refusal.
        print(name, "refused" if isinstance(error, PermissionError) else "opened")
class Piece(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(8)
here, there = Piece(ctypes.addressof(buffer), 8), Piece(0x1000, 8)
libc.process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
print("process_vm_readv", "refused" if ctypes.get_errno() == 1 else "opened")
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
attached = libc.ptrace(0x4206, pid, None, None) == 0  # PTRACE_SEIZE
print("ptrace", "opened" if attached else "refused")
"""
NO_PRIVILEGES = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all")


def _need_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root to look into the memory of a hardened process")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return program.make_home(tmp_path / "home")


def make(home: Path, canaries: Canaries, *, public: bool = False) -> Path:
    """A casebook behind a passphrase of this run; *public*: with one person who may be named."""
    folder = home / "Notes"
    book = create_book(folder, Secret(canaries.passphrase), name="", author="Aigul", kdf=CHEAPEST)
    if public:
        lists.already_public(book, lists.person(book, "Rustem Beisekov"))
    book.close()
    return folder


# ------------------------------------------------------------------------------------ what a person does


def add_a_person(run: Program, told: Canaries, _home: Path) -> None:
    """A name in two scripts and a remark, saved; a second name still being typed."""
    run.do("press", "Alt+1")
    run.do("until_sees", "New person")
    run.do("press", "Ctrl+N")
    run.do("until_here", "Name")
    run.do("type", told.name)
    run.do("press", "Return")
    run.do("until_sees", "More about this: Names")
    run.do("go_to", "Add: Remarks for the team")
    run.do("press", "Return")
    run.do("type", told.sentence)
    run.do("press", "Ctrl+S")
    run.do("until_sees", told.sentence)
    run.do("go_to", "Add: Names")
    run.do("press", "Return")
    run.do("type", told.cyrillic)


def hear_somebody(run: Program, told: Canaries, _home: Path) -> None:
    """An interview under a code, its narrative unsaved."""
    run.do("press", "Ctrl+I")
    run.do("until_here", "Who speaks")
    run.do("fill", "Or a code for them", told.name)
    run.do("go_to", "0…")
    run.do("press", "3")
    run.do("press", "Ctrl+Return")
    run.do("until_here", "What happened, in their words")
    run.do("type", f"{told.sentence}. {told.cyrillic}\n{told.phone}")


def look_for(run: Program, told: Canaries, _home: Path) -> None:
    """A search that finds nothing, one after the other in both scripts, and one that does, left open."""
    for text in (told.cyrillic, told.name, told.sentence, told.phone):
        run.do("press", "Ctrl+K")
        run.do("until_here", "Find or do anything")
        run.do("clear_and_type", text)
        run.do("until_sees", "Nothing is called so")


def take_in(run: Program, told: Canaries, home: Path, rows: int = 30) -> None:
    """A table, read in the jail, looked at row by row, and taken in."""
    dry_run(run, told, home, rows)
    run.do("until_here", "Rows of the table")
    run.do("press", "Down")
    run.do("until_sees", told.sentence)
    run.do("go_to", "Import …")
    run.do("press", "Return")
    run.do("until_gone", "Import a table")


def dry_run(run: Program, told: Canaries, home: Path, rows: int) -> None:
    """Begin a dry run and do not wait for it."""
    table, mapping = home / "table.csv", home / "table.toml"
    with table.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "name", "note", "left"])
        for row in range(rows):
            writer.writerow([f"{told.phone}-{row}", f"{told.name} {told.name[::-1]}{row}", told.sentence, ""])
    mapping.write_text(MAPPING)
    run.do("press", "Ctrl+M")
    run.do("until_here", "Table: CSV, JSON, XLSX or ODS")
    run.do("clear_and_type", str(table))
    run.do("go_to", "Mapping: what each column means")
    run.do("clear_and_type", str(mapping))
    run.do("press", "Return")


def export(run: Program, told: Canaries, home: Path) -> None:
    """The plan of an export, its preview, and the bundle: the name is withheld, and stands in the plan."""
    add_a_person(run, told, home)
    run.do("press", "Ctrl+E")
    run.do("until_here", "See what would leave")
    run.do("press", "Return")
    run.do("until_sees", "1 named")
    run.do("go_to", "Preview as the recipient")
    run.do("press", "Return")
    run.do("until_sees", "Leak check: 0 of")
    run.do("fill", "Where to", str(home / f"{told.phone[-6:]}.zip"))
    run.do("go_to", "Sign and write bundle")
    run.do("press", "Return")
    run.do("until_sees", "The bundle is written")


DEEDS: tuple[Callable[[Program, Canaries, Path], None], ...] = (
    add_a_person,
    hear_somebody,
    look_for,
    take_in,
    export,
)


# ------------------------------------------------------------------------------------ what is left of it


@pytest.mark.torture("T26", "texts, passphrase and keys after cycles of work and lock, in every process")
def test_nothing_is_left_in_memory_after_locking(
    home: Path, canaries: Canaries, rounds: Callable[[int, int], int]
) -> None:
    """Texts, names, searches, passphrase and key: there before Ctrl+Shift+L or F12, and nowhere after it."""
    _need_root()
    folder = make(home, canaries, public=True)
    secrets = Looked().passphrase(canaries.passphrase)
    with program.started(folder, home) as run:
        for number in range(rounds(3, 20)):
            told = Canaries.fresh()
            run.unlock(canaries.passphrase)
            key = bytes.fromhex(run.do("key"))
            DEEDS[number % len(DEEDS)](run, told, home)
            assert run.do("titles") == ["Casebook"]
            assert Looked().text(*told.texts()[:4]).is_found(run.pid), "the search is blind"
            secrets.text(*told.texts()[:4]).key(key)
            run.lock("F12" if number % 2 else "Ctrl+Shift+L")
            assert secrets.found(run.pid) == [], DEEDS[number % len(DEEDS)].__name__
            assert list(program.descendants(run.pid)) == [run.pid], "a child survived"
            assert run.do("titles") == ["Casebook"]
            run.do("until_here", "Passphrase")
        run.unlock(canaries.passphrase)
    assert run.stderr() == ""


@pytest.mark.torture("T27", "panic in the middle of work")
def test_panic_cuts_off_what_runs(home: Path, canaries: Canaries, rounds: Callable[[int, int], int]) -> None:
    """F12 while a large table is taken apart in the jail; nothing is half-written."""
    _need_root()
    folder = make(home, canaries)
    secrets = Looked().passphrase(canaries.passphrase).text(*canaries.texts())
    with program.started(folder, home) as run:
        for _ in range(rounds(1, 10)):
            run.unlock(canaries.passphrase)
            secrets.key(bytes.fromhex(run.do("key")))
            dry_run(run, canaries, home, 4000)
            program.until(lambda: len(list(program.descendants(run.pid))) > 1, "a confined child")
            run.lock("F12")
            assert list(program.descendants(run.pid)) == [run.pid], "a child survived"
            assert secrets.found(run.pid) == []
        run.unlock(canaries.passphrase)
        run.do("until_sees", "No one here yet")


@pytest.mark.torture("T26", "the passphrase typed when the casebook was made")
def test_the_passphrase_of_the_first_day_is_gone_too(home: Path, canaries: Canaries) -> None:
    """A casebook made in the window, at the full price of this machine."""
    _need_root()
    with program.started(None, home) as run:
        run.do("until_here", "Your name or a code name")
        run.do("type", canaries.name)
        run.do("fill", "Folder it will stand in", str(home / "Notes"))
        run.do("fill", "Passphrase", canaries.passphrase)
        run.do("fill", "The passphrase once more", canaries.passphrase)
        secrets = Looked().passphrase(canaries.passphrase).text(*canaries.texts())
        assert secrets.is_found(run.pid)
        run.do("press", "Return")
        run.do("until_sees", "No one here yet")
        secrets.key(bytes.fromhex(run.do("key")))
        run.lock()
        assert secrets.found(run.pid) == []
        run.do("until_here", "Passphrase")


@pytest.mark.torture("T31", "what was being written when it locked is offered again")
def test_what_was_being_written_is_offered_again(home: Path, canaries: Canaries) -> None:
    """Locking costs no word: the draft is in the casebook, and only there."""
    folder = make(home, canaries)
    with program.started(folder, home) as run:
        run.unlock(canaries.passphrase)
        hear_somebody(run, canaries, home)
        run.lock("F12")
        assert canaries.found_under(home) == []
        run.unlock(canaries.passphrase)
        run.do("until_sees", "You were writing when the casebook was locked")
        run.do("go_to", "Go on writing")
        run.do("press", "Return")
        run.do("until_sees", "You were writing here")
        run.do("go_to", "Go on writing")
        run.do("press", "Return")
        run.do("until_here", "What happened, in their words")
        run.do("press", "Ctrl+S")
        run.do("until_sees", canaries.sentence)


def test_the_first_name_of_a_new_person_is_offered_again(home: Path, canaries: Canaries) -> None:
    """Also of a record that is not there yet; once it is saved, nothing is offered any more."""
    folder = make(home, canaries)
    with program.started(folder, home) as run:
        run.unlock(canaries.passphrase)
        run.do("press", "Ctrl+N")
        run.do("until_here", "Name")
        run.do("type", canaries.name)
        run.lock("F12")
        run.unlock(canaries.passphrase)
        run.do("until_sees", "You were writing when the casebook was locked")
        run.do("go_to", "Go on writing")
        run.do("press", "Return")
        run.do("until_here", "Name")
        run.do("press", "Return")
        run.do("until_sees", "More about this: Names")
        run.lock()
        run.unlock(canaries.passphrase)
        run.do("until_sees", canaries.name)
        assert not run.do("sees", "You were writing")


def test_what_was_saved_a_moment_before_locking_is_saved(home: Path, canaries: Canaries) -> None:
    """The keys of saving and of locking in one breath: it is in the journal, and not offered as unsaved."""
    folder = make(home, canaries)
    with program.started(folder, home) as run:
        for number in range(4):
            run.unlock(canaries.passphrase)
            run.do("press", "Ctrl+N")
            run.do("until_here", "Name")
            run.do("type", f"{canaries.name} {number}")
            run.tell("press", "Return")
            run.lock("F12" if number % 2 else "Ctrl+Shift+L")
            run.unlock(canaries.passphrase)
            run.do("until_sees", f"{canaries.name} {number}")
            assert not run.do("sees", "You were writing")
            run.lock()


# ------------------------------------------------------------------------------------ who may look in


def looks(pid: int) -> dict[str, str]:
    """What a process of the same user, without privileges, may see of another."""
    told = subprocess.run(
        [*NO_PRIVILEGES, sys.executable, "-c", UNREADABLE, str(pid)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return dict(line.split() for line in told.splitlines())


@pytest.mark.torture("T28", "memory read and attached to by the same user, before and after a lock")
def test_another_program_of_the_same_user_cannot_look_in(home: Path, canaries: Canaries) -> None:
    """Not before locking, not after it, not after the second locking; a plain process can be looked into."""
    _need_root()
    folder = make(home, canaries)
    refused = dict.fromkeys(("mem", "maps", "environ", "process_vm_readv", "ptrace"), "refused")
    with program.started(folder, home, under=NO_PRIVILEGES) as run:
        for _ in range(2):
            run.unlock(canaries.passphrase)
            assert looks(run.pid) == refused
            run.lock()
            assert looks(run.pid) == refused
            assert "0 0 bytes" in " ".join(_core_limit(run.pid).split())
    with subprocess.Popen([*NO_PRIVILEGES, "sleep", "600"]) as plain:
        assert looks(plain.pid)["maps"] == "opened", "the look is blind"
        plain.kill()


@pytest.mark.torture("T28", "the same by another user")
def test_another_user_cannot_look_in(home: Path, canaries: Canaries) -> None:
    """Neither the memory nor the environment of a program that is open."""
    _need_root()
    with program.started(make(home, canaries), home) as run:
        run.unlock(canaries.passphrase)
        told = subprocess.run(
            [
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "head",
                "-c1",
                f"/proc/{run.pid}/mem",
            ],
            capture_output=True,
            check=False,
        )
        assert told.returncode != 0
        assert b"Permission denied" in told.stderr
        assert told.stdout == b""


def _core_limit(pid: int) -> str:
    limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
    return next(line for line in limits if line.startswith("Max core file size"))
