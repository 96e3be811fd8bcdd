"""One key: what was shown is gone from the screen, what was known is gone from memory; and if that fails, it dies.

The screen is read from outside, as it is shown, and the memory of every process of the program from /proc.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import program
from canary import Canaries
from casebook.base.secret import Secret
from casebook.casework.opening import create_book
from casebook.vault.keys import CHEAPEST
from program import Looked, Program
from torture import screen
from torture.screen import Screen
from torture.table import Tally
from torture.watching import life

BLANK_MS = 300
CLEAN_MS = 1000
POINTS = 3000
"""So many places of the screen are watched."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    if os.geteuid() != 0:
        pytest.skip("needs root to look into the memory of a hardened process")
    return program.make_home(tmp_path / "home")


def make(home: Path, canaries: Canaries) -> Path:
    folder = home / "Notes"
    create_book(folder, Secret(canaries.passphrase), name="", author="Aigul", kdf=CHEAPEST).close()
    return folder


def write(run: Program, told: Canaries) -> None:
    """A name, saved; a remark, still being written."""
    run.do("press", "Ctrl+N")
    run.do("until_here", "Name")
    run.do("type", told.name)
    run.do("press", "Return")
    run.do("until_sees", "More about this: Names")
    run.do("go_to", "Add: Remarks for the team")
    run.do("press", "Return")
    run.do("type", told.sentence)


# ------------------------------------------------------------------------------------ T27


class Watched:
    """Points of letters and lines that stand on the screen now and did not on the locked one."""

    def __init__(self, shown: Screen, locked: bytes) -> None:
        self._shown = shown
        frame = shown.frame()
        inked = [
            at
            for at in range(4, len(frame), 4)
            if frame[at : at + 4] != frame[at - 4 : at] and frame[at : at + 4] != locked[at : at + 4]
        ]
        assert len(inked) > POINTS, "there is something to be seen"
        self._was = {at: frame[at : at + 4] for at in inked[:: len(inked) // POINTS]}

    def left(self) -> float:
        """The share of the points that show what they showed."""
        frame = self._shown.frame()
        return sum(frame[at : at + 4] == was for at, was in self._was.items()) / len(self._was)


@pytest.mark.torture(
    "T27", "F12 pressed on a keyboard: ms to a screen without what was shown, ms to a clean memory"
)
def test_one_key_and_it_is_gone(
    home: Path, canaries: Canaries, tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    """Under Xvfb; the time of starting the program that presses the key is counted, too."""
    folder = make(home, canaries)
    blank_ms, clean_ms = [], []
    with screen.shown(tmp_path) as shown, program.started(folder, home, under=shown.under()) as run:
        secrets = Looked().passphrase(canaries.passphrase)
        for _ in range(rounds(3, 20)):
            told = Canaries.fresh()
            shown.focus()
            run.do("until_here", "Passphrase")
            locked = shown.frame()
            run.unlock(canaries.passphrase)
            secrets.key(bytes.fromhex(run.do("key"))).text(told.name, told.sentence)
            write(run, told)
            assert Looked().text(told.sentence).is_found(run.pid), "the search is blind"
            before, watched = life(run.pid), Watched(shown, locked)
            assert watched.left() > 0.98, "nothing moves there but a cursor"
            pressed = time.monotonic()
            shown.run("xdotool", "key", "F12")
            program.until(lambda watched=watched: watched.left() < 0.05, "a screen without it")
            blank_ms.append(1000 * (time.monotonic() - pressed))
            program.until(lambda before=before: life(run.pid) != before, "another program in its place")
            # Copied at once, searched at leisure: a search takes longer than what it is about.
            copied = [part for one in program.descendants(run.pid) for part in program.memory(one)]
            clean_ms.append(1000 * (time.monotonic() - pressed))
            assert secrets.found_in(copied) == []
            run.wait_ready()
            tally.tried()
    tally.found(
        f"screen: {min(blank_ms):.0f} to {max(blank_ms):.0f} ms; memory: {min(clean_ms):.0f} to {max(clean_ms):.0f} ms"
    )
    # On a machine with other work the slow ones tell of that work; a program that is slow has no quick one.
    assert min(blank_ms) <= BLANK_MS
    assert min(clean_ms) <= CLEAN_MS


# ------------------------------------------------------------------------------------ T26


def interpreter(folder: Path) -> Path:
    """The interpreter under a name of its own, with the libraries it has here."""
    for name in ("lib", "pyvenv.cfg"):
        (folder / name).symlink_to(Path(sys.prefix) / name)
    (folder / "bin").mkdir()
    own = folder / "bin" / "python"
    own.symlink_to(Path(sys.executable).resolve())
    return own


@pytest.mark.torture("T26", "exec made to fail: ms until the process is gone")
@pytest.mark.parametrize("keys", ["F12", "Ctrl+Shift+L"])
def test_if_it_cannot_be_replaced_it_is_gone(
    keys: str, home: Path, canaries: Canaries, tmp_path: Path, tally: Tally
) -> None:
    """The interpreter is taken away while it runs: nothing to become, and no way back."""
    folder = make(home, canaries)
    python = interpreter(tmp_path)
    with program.started(folder, home, command=(str(python), "-m", "casebook")) as run:
        run.unlock(canaries.passphrase)
        write(run, canaries)
        secrets = Looked().text(canaries.sentence)
        assert secrets.is_found(run.pid)
        python.unlink()
        pressed = time.monotonic()
        run.tell("press", keys)
        assert run.running.wait(timeout=30) == -9
        gone_ms = 1000 * (time.monotonic() - pressed)
        assert run.stderr() == ""
        run.pid = 0
    tally.found(f"{keys}: {gone_ms:.0f} ms")
    assert gone_ms <= CLEAN_MS
    with program.started(folder, home) as run:
        run.unlock(canaries.passphrase)
        run.do("until_sees", "You were writing when the casebook was locked")


@pytest.mark.torture(
    "T26", "every five letters of the passphrase, in every process, after cycles of work and lock"
)
def test_no_five_letters_of_the_passphrase_are_left(
    home: Path, canaries: Canaries, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    """A program that never saw it says which five letters stand in memory by chance; those are left out."""
    folder = make(home, canaries)
    word, _, cyrillic, _ = canaries.passphrase.split()
    pieces = {part[i : i + 5] for part in (word, cyrillic) for i in range(len(part) - 4)}
    with program.started(folder, home) as run:
        chance = set(Looked().text(*pieces).found(run.pid))
        pieces = {piece for piece in pieces if not chance & {piece.encode(), piece.encode("utf-16-le")}}
        assert len(pieces) > 8
        run.do("until_here", "Passphrase")
        for letter in canaries.passphrase:
            run.do("type", letter)
        assert Looked().text(*pieces).is_found(run.pid), "the search is blind"
        run.do("press", "Return")
        for number in range(rounds(1, 20)):
            run.do("until_sees", "network: none")
            run.lock("F12" if number % 2 else "Ctrl+Shift+L")
            assert Looked().text(*pieces).found(run.pid) == []
            run.do("until_here", "Passphrase")
            run.do("type", canaries.passphrase)
            run.do("press", "Return")
            tally.tried()
    tally.found(f"{len(pieces)} pieces in UTF-8 and UTF-16")


KEEPER = """
import sys, time
kept = sys.stdin.readline()
print("kept", flush=True)
time.sleep(600)
"""


@pytest.mark.torture("T26", "a child that keeps a text, seeded: the search finds it")
def test_a_child_that_keeps_a_text_would_be_found(canaries: Canaries, tmp_path: Path) -> None:
    """As if a helper had survived the lock: the search goes into the children."""
    if os.geteuid() != 0:
        pytest.skip("needs root to look into the memory of other processes")
    nurse = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {KEEPER!r}], stdin=0, stdout=1)"
    with subprocess.Popen(
        [sys.executable, "-c", nurse], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as parent:
        assert parent.stdin
        assert parent.stdout
        parent.stdin.write(canaries.sentence.encode() + b"\n")
        parent.stdin.flush()
        assert parent.stdout.readline() == b"kept\n"
        looked = Looked().text(canaries.sentence)
        assert [part for part in program.memory(parent.pid) if looked.found_in([part])] == []
        assert looked.found(parent.pid) != []
        os.killpg(parent.pid, 9)


# ------------------------------------------------------------------------------------ T28, T29

NOBODY = 65534
LOOK = """
import ctypes, os, sys
pid = int(sys.argv[1])
assert os.getuid() == 65534
for name in ("mem", "maps", "environ", "auxv", "fd"):
    try:
        os.listdir(f"/proc/{pid}/fd") if name == "fd" else open(f"/proc/{pid}/{name}", "rb").read(1)
        print(name, "opened")
    except OSError as error:
        print(name, "refused" if isinstance(error, PermissionError) else "opened")
class Piece(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(8)
here, there = Piece(ctypes.addressof(buffer), 8), Piece(0x400000, 8)
done = libc.process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
print("process_vm_readv", "refused" if done < 0 and ctypes.get_errno() == 1 else "opened")
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
print("ptrace", "opened" if libc.ptrace(0x4206, pid, None, None) == 0 else "refused")
"""
REFUSED = dict.fromkeys(("mem", "maps", "environ", "auxv", "fd", "process_vm_readv", "ptrace"), "refused")


def looks(pid: int) -> dict[str, str]:
    """What another process of nobody sees of it."""
    told = subprocess.run(
        ["/usr/bin/python3", "-c", LOOK, str(pid)],
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return dict(line.split() for line in told.splitlines())


def roads() -> Sequence[str]:
    """What lets nobody reach the interpreter, where it lies in somebody's home: that home, empty but for it.

    In a mount namespace of the program's own.
    """
    real = Path(sys.executable).resolve()
    closed = [one for one in real.parents if not one.stat().st_mode & 0o001]
    if not closed:
        return ()
    (home,) = closed
    kept = home / real.relative_to(home).parts[0]
    script = (
        'aside=$(mktemp -d) && mount --bind "$2" "$aside" && mount -t tmpfs -o mode=755 tmpfs "$1" && mkdir "$2"'
        ' && mount --move "$aside" "$2" && rmdir "$aside" && shift 2 && exec "$@"'
    )
    return ("unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", str(home), str(kept))


@pytest.mark.torture(
    "T28", "memory, maps, files and ptrace tried by another process of the same ordinary user"
)
@pytest.mark.torture("T29", "arguments and environment of every process, before and after locking")
def test_an_ordinary_user_cannot_look_into_their_own(canaries: Canaries, tally: Tally) -> None:
    """Both run as nobody; locked, open, locked again; a process that does not harden itself is looked into."""
    if os.geteuid() != 0:
        pytest.skip("needs root to become somebody else")
    with tempfile.TemporaryDirectory(prefix="nobody-") as place:
        Path(place).chmod(0o755)
        home = program.make_home(Path(place) / "home")
        folder = make(home, canaries)
        for path in (home, *home.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
        under = (*roads(), "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
        with program.started(folder, home, under=under) as run:
            for _ in range(3):
                assert looks(run.pid) == REFUSED
                run.unlock(canaries.passphrase)
                write(run, Canaries.fresh())
                key = run.do("key")
                assert looks(run.pid) == REFUSED
                for one in program.descendants(run.pid):
                    told = b"".join(
                        Path(f"/proc/{one}/{name}").read_bytes() for name in ("cmdline", "environ", "comm")
                    )
                    assert canaries.found_in(told) == []
                    assert key.encode() not in told
                    limits = Path(f"/proc/{one}/limits").read_text()
                    assert re.search(r"Max core file size +0 +0 ", limits)
                run.lock()
                tally.tried()
            assert looks(run.pid) == REFUSED
            assert canaries.found_in(Path(f"/proc/{run.pid}/environ").read_bytes()) == []
    with subprocess.Popen(["sleep", "600"], user=NOBODY, group=NOBODY, extra_groups=[]) as plain:
        assert looks(plain.pid)["maps"] == "opened", "the look is blind"
        plain.kill()
