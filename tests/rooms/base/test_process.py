"""The process hardens itself, and replaces itself so that nothing of its memory is left."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from canary import Canaries, forms
from casebook.base import process

# The process before: it holds secrets in memory, opens files, has children, and is told to be replaced.
BEFORE = """
import os, signal, subprocess, sys, threading, time
from pathlib import Path
from casebook.base.process import harden, replace

harden()
told = sys.stdin.buffer.readline().decode().strip()
held = [told, told.encode("utf-16-le"), told.encode().hex(), {i: told + str(i) for i in range(2000)}]
folder, after, mode = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
opened = [open("/dev/null") for _ in range(30)]
os.set_inheritable(opened[3].fileno(), True)
os.dup2(opened[0].fileno(), 200, inheritable=True)
os.environ["CASEBOOK_SECRET"] = told
os.environ["LD_PRELOAD"] = ""
quiet = [subprocess.Popen(["sleep", "600"]) for _ in range(2)]
stubborn = subprocess.Popen([sys.executable, "-c", "import signal,time; signal.signal(15, 1); time.sleep(600)"])
threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1, signal.SIGTERM])
signal.setitimer(signal.ITIMER_REAL, 600)
print(*[child.pid for child in (*quiet, stubborn)], flush=True)
sys.stdin.buffer.readline()

def fail():
    raise RuntimeError

if mode == "no such program":
    replace(folder, command=["/no/such/program"])
elif mode == "end_children raises":
    replace(folder, command=[sys.executable, after], end_children=fail)
elif mode == "no folder":
    replace(None, command=[sys.executable, after])
elif mode == "unusable folder":
    replace(5, command=[sys.executable, after])
elif mode == "looked at before exec":
    become = os.execve
    def look(*words):
        print(all(not os.get_inheritable(one.fileno()) for one in opened), flush=True)
        become(*words)
    os.execve = look
    replace(folder, command=[sys.executable, after])
else:
    replace(folder, command=[sys.executable, after])
print("returned", flush=True)
"""

# The process after: it says what it inherited, hardens, says how it stands, and waits to be looked at.
AFTER = """
import ctypes, json, os, resource, signal, sys
from pathlib import Path
listed = os.listdir("/proc/self/fd")  # with the folder itself, which is closed again
seen = {"fds": sorted(int(name) for name in listed if os.path.exists(f"/proc/self/fd/{name}"))}
from casebook.base.process import children, harden, resumed
libc = ctypes.CDLL(None)
seen["dumpable_at_start"] = libc.prctl(3, 0, 0, 0, 0)
harden()
seen["dumpable"] = libc.prctl(3, 0, 0, 0, 0)
seen["no_new_privs"] = libc.prctl(39, 0, 0, 0, 0)
seen["core"] = resource.getrlimit(resource.RLIMIT_CORE)
seen["umask"] = os.umask(0o077)
seen["argv"] = sys.argv[1:]
seen["folder"] = str(resumed(int(sys.argv[2]))) if len(sys.argv) > 1 else None
seen["environment"] = dict(os.environ)
seen["children"] = sorted(children())
seen["blocked"] = sorted(signal.pthread_sigmask(signal.SIG_BLOCK, []))
seen["timer"] = signal.getitimer(signal.ITIMER_REAL)[0]
seen["pid"] = os.getpid()
print(json.dumps(seen), flush=True)
sys.stdin.buffer.readline()
"""


@pytest.fixture
def after(tmp_path: Path) -> Path:
    path = tmp_path / "after.py"
    path.write_text(AFTER)
    return path


@contextmanager
def started(folder: Path, after: Path, told: str, mode: str = "") -> Iterator[subprocess.Popen[bytes]]:
    running = subprocess.Popen(
        [sys.executable, "-c", BEFORE, str(folder), str(after), mode],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        bufsize=0,
    )
    try:
        assert running.stdin is not None
        running.stdin.write(told.encode() + b"\n")
        yield running
    finally:
        running.kill()
        running.communicate()


def line(running: subprocess.Popen[bytes]) -> bytes:
    assert running.stdout is not None
    return running.stdout.readline()


def go_on(running: subprocess.Popen[bytes]) -> None:
    assert running.stdin is not None
    running.stdin.write(b"\n")


def in_memory(pid: int, texts: tuple[str, ...]) -> int:
    """How often one of *texts* stands in the memory of the process, in any form."""
    wanted = re.compile(b"|".join({re.escape(form) for text in texts for form in forms(text)}))
    found = 0
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for mapping in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights, *_ = mapping.split()
            if "r" not in rights or mapping.endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                continue
            start, end = (int(part, 16) for part in place.split("-"))
            memory.seek(start)
            found += len(wanted.findall(memory.read(end - start)))
    return found


def gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


@pytest.fixture
def replaced(
    tmp_path: Path, after: Path, canaries: Canaries
) -> Iterator[tuple[dict[str, Any], int, list[int]]]:
    with started(tmp_path / "Ana's casebook — дело", after, canaries.passphrase) as running:
        born = [int(pid) for pid in line(running).split()]
        go_on(running)
        yield json.loads(line(running)), running.pid, born


def test_nothing_of_the_memory_is_left(tmp_path: Path, after: Path, canaries: Canaries) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root to look into the memory of a hardened process")
    words = (canaries.passphrase, *canaries.passphrase.split())
    with started(tmp_path, after, canaries.passphrase) as running:
        line(running)
        assert in_memory(running.pid, words) > 2000, "the search finds what is there"
        go_on(running)
        assert json.loads(line(running))["pid"] == running.pid
        assert in_memory(running.pid, words) == 0


def test_only_the_pipe_is_inherited(replaced: tuple[dict[str, Any], int, list[int]]) -> None:
    seen = replaced[0]
    assert seen["fds"] == [0, 1, 2, int(seen["argv"][1])]


def test_the_folder_travels_through_the_pipe_and_not_the_arguments(
    replaced: tuple[dict[str, Any], int, list[int]], tmp_path: Path
) -> None:
    seen, pid, _ = replaced
    assert seen["folder"] == str(tmp_path / "Ana's casebook — дело")
    assert seen["argv"][0] == "--resume-fd"
    assert len(seen["argv"]) == 2
    command = Path(f"/proc/{pid}/cmdline").read_bytes()
    assert b"casebook \xe2" not in command
    assert b"Ana" not in command + Path(f"/proc/{pid}/environ").read_bytes()


def test_the_environment_is_a_fixed_list(
    replaced: tuple[dict[str, Any], int, list[int]], canaries: Canaries
) -> None:
    environment = replaced[0]["environment"]
    assert set(environment) <= process.KEPT | {"LC_CTYPE"}  # the interpreter's own wish for UTF-8
    assert environment["PATH"] == os.environ["PATH"]
    assert canaries.passphrase not in "".join(environment.values())


def test_it_hardens_itself_again(replaced: tuple[dict[str, Any], int, list[int]]) -> None:
    seen = replaced[0]
    assert seen["dumpable_at_start"] == 1, "exec undoes it, so it has to be done again"
    assert (seen["dumpable"], seen["no_new_privs"]) == (0, 1)
    assert seen["core"] == [0, 0]
    assert seen["umask"] == 0o077


def test_children_are_dead_and_signals_as_at_birth(replaced: tuple[dict[str, Any], int, list[int]]) -> None:
    seen, _, born = replaced
    assert len(born) == 3
    assert all(gone(pid) for pid in born)
    assert (seen["children"], seen["blocked"], seen["timer"]) == ([], [], 0)


@pytest.mark.parametrize("mode", ["no such program", "unusable folder"])
def test_if_exec_fails_the_process_is_gone(
    tmp_path: Path, after: Path, canaries: Canaries, mode: str
) -> None:
    with started(tmp_path, after, canaries.passphrase, mode) as running:
        born = [int(pid) for pid in line(running).split()]
        go_on(running)
        assert running.wait(10) == -signal.SIGKILL
        assert line(running) == b""
        assert all(gone(pid) for pid in born)


def test_children_that_cannot_be_ended_kindly_are_killed(
    tmp_path: Path, after: Path, canaries: Canaries
) -> None:
    with started(tmp_path, after, canaries.passphrase, "end_children raises") as running:
        born = [int(pid) for pid in line(running).split()]
        go_on(running)
        assert json.loads(line(running))["children"] == []
        assert all(gone(pid) for pid in born)


def test_without_a_folder_nothing_is_passed(tmp_path: Path, after: Path, canaries: Canaries) -> None:
    with started(tmp_path, after, canaries.passphrase, "no folder") as running:
        line(running)
        go_on(running)
        seen = json.loads(line(running))
        assert (seen["argv"], seen["folder"]) == ([], None)
        assert seen["fds"] == [0, 1, 2]


def test_files_are_closed_by_the_exec_and_not_before_it(
    tmp_path: Path, after: Path, canaries: Canaries
) -> None:
    """What waits for one of them to be closed (a computer that goes to sleep) waits for the memory to be gone."""
    with started(tmp_path, after, canaries.passphrase, "looked at before exec") as running:
        line(running)
        go_on(running)
        assert line(running) == b"True\n", "one is closed already, or would outlive the exec"
        seen = json.loads(line(running))
        assert seen["fds"] == [0, 1, 2, int(seen["argv"][1])]


def test_the_pipe_has_a_number_nobody_waits_on(
    replaced: tuple[dict[str, Any], int, list[int]],
) -> None:
    """A thread that still waits on a descriptor of its own would read a part of the path under that number."""
    assert int(replaced[0]["argv"][1]) > 30  # the process before held 30 open files


# As an ordinary user, dumpable as such a user's processes are.
_ORDINARY = """
import ctypes, os, sys
from casebook.base.process import harden
os.setgid(65534)
os.setuid(65534)
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
"""
_LOOK_IN = """
try:
    open(f"/proc/{sys.argv[1]}/mem", "rb").close()
    print("opened")
except PermissionError:
    print("refused")
"""


def test_another_process_of_the_same_user_cannot_look_in() -> None:
    """Before hardening the memory opens, after it it does not."""
    if os.geteuid() != 0:
        pytest.skip("needs root to become two processes of an ordinary user")
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"]}
    answers = {}
    for step in ("harden()", "pass"):
        with subprocess.Popen(
            [sys.executable, "-c", f"{_ORDINARY}{step}; print(1, flush=True); input()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            bufsize=0,
        ) as running:
            line(running)
            answers[step] = subprocess.run(
                [sys.executable, "-c", _ORDINARY + _LOOK_IN, str(running.pid)],
                capture_output=True,
                text=True,
                check=True,
                env=environment,
            ).stdout.strip()
            running.kill()
    assert answers == {"harden()": "refused", "pass": "opened"}


def test_the_command_is_this_program() -> None:
    assert process.program()[0] == sys.executable
    assert process.program()[-2:] == ("-m", "casebook")


def test_kill_children_counts_and_reaps() -> None:
    kill: Callable[[], int] = process.kill_children
    others = process.children()
    if others:
        pytest.skip("something else of the test run has children here")
    born = [subprocess.Popen(["sleep", "600"]) for _ in range(3)]
    assert process.children() == {child.pid for child in born}
    assert kill() == 3
    assert process.children() == frozenset()
    for child in born:
        child.wait()
    assert kill() == 0


def test_the_code_folder_is_importable_in_the_replaced_process() -> None:
    assert "PYTHONPATH" in process.KEPT
    assert not {"LD_PRELOAD", "LD_LIBRARY_PATH", "PYTHONSTARTUP", "PYTHONINSPECT"} & process.KEPT
