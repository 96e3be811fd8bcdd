"""The filter, run by an interpreter of our own for both processors: one of them is not the one tests run
on.
"""

from __future__ import annotations

import errno
import json
import os
import platform
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from casebook.jail import launch, seccomp
from casebook.jail.errors import NoConfinement
from casebook.jail.seccomp import PROCESSORS, Processor, program
from casebook.jail.syscalls import FREELY, GIVEN_UP, RINGS, SOCKETS, WITH_CONDITIONS

Asked = Callable[..., int]

ALLOW, KILL = 0x7FFF0000, 0x80000000
OWN_PID = 4321

# From the manual pages of the kernel's tables, not from our own: (x86-64, 64-bit ARM).
FORBIDDEN = {
    "socket": (41, 198),
    "connect": (42, 203),
    "socketpair": (53, 199),
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "unlinkat": (263, 35),
    "renameat2": (316, 276),
    "mkdirat": (258, 34),
    "ftruncate": (77, 46),
    "bpf": (321, 280),
    "io_uring_setup": (425, 425),
    "process_vm_readv": (310, 270),
    "memfd_create": (319, 279),
    "keyctl": (250, 219),
    "unshare": (272, 97),
    "mount": (165, 40),
    "seccomp": (317, 277),
    "pidfd_send_signal": (424, 424),
}


def judge(code: bytes, audit: int, number: int, *arguments: int) -> int:
    """What the kernel would do with this call."""
    data = struct.pack("=IIQ6Q", number, audit, 0, *(*arguments, 0, 0, 0, 0, 0, 0)[:6])
    steps = [struct.unpack_from("=HBBI", code, at) for at in range(0, len(code), 8)]
    place, held = 0, 0
    while True:
        what, yes, no, value = steps[place]
        place += 1
        if what == 0x20:
            held = struct.unpack_from("=I", data, value)[0]
        elif what == 0x15:
            place += yes if held == value else no
        elif what == 0x45:
            place += yes if held & value else no
        else:
            assert what == 0x06
            return value


@pytest.fixture(params=PROCESSORS)
def machine(request: pytest.FixtureRequest) -> Processor:
    return PROCESSORS[request.param]


@pytest.fixture
def asked(machine: Processor) -> Asked:
    code = program(machine, OWN_PID)

    def ask(name: str, *arguments: int) -> int:
        numbers = {**FREELY, **WITH_CONDITIONS, **FORBIDDEN}[name]
        number = machine.number(numbers)
        assert number is not None
        return judge(code, machine.audit, number, *arguments)

    return ask


def failing(number: int) -> int:
    return 0x00050000 | number


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_reaches_outside_is_refused(asked: Asked, name: str) -> None:
    assert asked(name) == failing(errno.EPERM)


def test_what_stays_inside_is_allowed(asked: Asked, machine: Processor) -> None:
    for name, numbers in FREELY.items():
        if machine.number(numbers) is not None:
            assert asked(name) == ALLOW, name


def test_no_number_stands_twice(machine: Processor) -> None:
    numbers = [machine.number(each) for each in (*FREELY.values(), *WITH_CONDITIONS.values())]
    known = [number for number in numbers if number is not None]

    assert len(known) == len(set(known))


def test_files_are_opened_for_reading_only(asked: Asked) -> None:
    assert asked("openat", 0, 0, os.O_RDONLY | os.O_CLOEXEC) == ALLOW
    for flag in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, os.O_APPEND, os.O_TMPFILE):
        assert asked("openat", 0, 0, flag | os.O_CLOEXEC) == failing(errno.EPERM), oct(flag)


def test_threads_may_begin_and_processes_may_not(asked: Asked) -> None:
    assert asked("clone", 0x003D0F00) == ALLOW  # what the C library asks for a thread
    assert asked("clone", 17) == failing(errno.EPERM)  # fork: SIGCHLD
    assert asked("clone", 0x4111) == failing(errno.EPERM)  # vfork
    assert asked("clone3") == failing(errno.ENOSYS)


def test_limits_may_be_asked_and_not_set(asked: Asked) -> None:
    assert asked("prlimit64", 0, 7, 0, 0x7FFF00000000) == ALLOW
    assert asked("prlimit64", 0, 7, 0x7FFF00000000, 0) == failing(errno.EPERM)
    assert asked("prlimit64", 0, 7, 0x10, 0) == failing(errno.EPERM)
    assert asked("prlimit64", 99, 7, 0, 0x10) == failing(errno.EPERM)


def test_only_itself_may_be_signalled(asked: Asked) -> None:
    assert asked("tgkill", OWN_PID, 1, 6) == ALLOW
    assert asked("tgkill", OWN_PID + 1, 1, 6) == failing(errno.EPERM)
    assert asked("kill", 0xFFFFFFFF, 9) == failing(errno.EPERM)


def test_what_protects_it_cannot_be_taken_back(asked: Asked) -> None:
    for option in (1, 4, 22, 23, 24, 38):  # PDEATHSIG, DUMPABLE, SECCOMP, CAPBSET, NO_NEW_PRIVS
        assert asked("prctl", option) == failing(errno.EPERM)
    assert asked("prctl", 15) == ALLOW


def test_calls_in_another_numbering_kill(machine: Processor) -> None:
    code = program(machine, OWN_PID)

    assert judge(code, 0x40000003, 5) == KILL  # 32-bit x86: open
    assert judge(code, machine.audit, 0x40000000) == failing(errno.EPERM)  # x32: read


def test_an_unknown_processor_is_refused_before_a_child_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "m68k")

    with pytest.raises(NoConfinement) as caught:
        launch.run("jailed:echo", answer=bytes)
    assert caught.value.missing == "processor"


def test_the_program_fits_the_kernels_limit(machine: Processor) -> None:
    assert len(program(machine, OWN_PID)) // 8 <= 4096
    assert seccomp.processor() in PROCESSORS.values()


# ------------------------------------------------------------------------------------ the whole program

AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_VSOCK = 1, 2, 10, 16, 17, 40

TRY = """
import ctypes, errno, json, os, socket, sys, threading
from casebook.jail import seccomp

def tried():
    told = {}
    for family in ("AF_UNIX", "AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET"):
        try:
            socket.socket(getattr(socket, family), socket.SOCK_DGRAM).close()
            told[family] = "made"
        except OSError as error:
            told[family] = errno.errorcode[error.errno]
    libc = ctypes.CDLL(None, use_errno=True)
    for name, number in (("process_vm_readv", 310), ("io_uring_setup", 425), ("ptrace", 101)):
        ctypes.set_errno(0)
        libc.syscall(number, 0, 0, 0, 0, 0, 0)
        told[name] = errno.errorcode.get(ctypes.get_errno(), "done")
    return told

if sys.argv[1:] == ["after"]:
    before = seccomp.is_network_forbidden(seccomp.processor())
    done = seccomp.forbid_network()
    lines = open("/proc/self/status").read().splitlines()
    filters = next(line.split()[1] for line in lines if line.startswith("Seccomp_filters"))
    print(json.dumps({"before": before, "done": done, "filters": filters, "tried": tried()}))
else:
    go, other = threading.Event(), {}
    def look():
        go.wait()
        other.update(tried())
    thread = threading.Thread(target=look)
    thread.start()
    before = seccomp.is_network_forbidden(seccomp.processor())
    done = seccomp.forbid_network()
    go.set()
    thread.join()
    print(json.dumps({"before": before, "done": done, "tried": tried(), "other": other}), flush=True)
    os.execv(sys.executable, [sys.executable, sys.argv[0], "after"])
"""


def test_the_program_makes_sockets_of_this_computer_only(machine: Processor) -> None:
    code = seccomp.without_network(machine)
    for name in ("socket", "socketpair"):
        number = machine.number(SOCKETS[name])
        assert number == machine.number(FORBIDDEN[name])
        assert judge(code, machine.audit, number, AF_UNIX) == ALLOW
        for family in (AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_VSOCK, 0):
            assert judge(code, machine.audit, number, family) == failing(errno.EAFNOSUPPORT)


def test_no_ring_makes_a_socket_instead(machine: Processor) -> None:
    code = seccomp.without_network(machine)
    for numbers in RINGS.values():
        assert judge(code, machine.audit, numbers[0] or 0) == failing(errno.EAFNOSUPPORT)


def test_the_program_looks_into_no_other_process(machine: Processor) -> None:
    code = seccomp.without_network(machine)
    for name, numbers in GIVEN_UP.items():
        number = machine.number(numbers)
        assert number is not None
        assert number == machine.number(FORBIDDEN.get(name, numbers))
        assert judge(code, machine.audit, number) == failing(errno.EPERM)


def test_the_program_may_do_everything_else(machine: Processor) -> None:
    code = seccomp.without_network(machine)
    ours = [machine.number(each) for each in (*SOCKETS.values(), *RINGS.values(), *GIVEN_UP.values())]

    assert {judge(code, machine.audit, number) for number in range(600) if number not in ours} == {ALLOW}


def test_no_other_numbering_leads_around_it(machine: Processor) -> None:
    code = seccomp.without_network(machine)

    assert judge(code, 0x40000003, 359, AF_INET) == KILL  # 32-bit x86: socket
    assert judge(code, machine.audit, 0x40000000 | 41, AF_INET) == failing(errno.ENOSYS)  # x32: socket


def test_the_network_is_gone_in_every_thread_and_after_exec(tmp_path: Path) -> None:
    """And no second filter is put over the first: locking a hundred times costs no more than once."""
    script = tmp_path / "try.py"
    script.write_text(TRY)
    told = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"]},
    ).stdout.splitlines()
    first, after = map(json.loads, told)
    refused = dict.fromkeys(("AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET"), "EAFNOSUPPORT")
    wanted = {"AF_UNIX": "made", **refused}
    if platform.machine() == "x86_64":
        wanted |= {"process_vm_readv": "EPERM", "ptrace": "EPERM", "io_uring_setup": "EAFNOSUPPORT"}
    for seen in (first["tried"], first["other"], after["tried"]):
        assert {name: seen[name] for name in wanted} == wanted
    assert (first["before"], first["done"]) == (False, True), "before it there is a network to refuse"
    assert (after["before"], after["done"], after["filters"]) == (True, True, "1")


def test_an_unknown_processor_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "m68k")

    assert seccomp.forbid_network() is False
