"""The filters a process puts on itself, for good: a confined child's, and the whole program's.

A child keeps of the kernel's calls only those that reach nothing new: no socket, no program started, no process
begun or traced, no file opened for writing, no signal to others. A refused call fails with EPERM, so that a library
gets the error it would get from a locked-down machine. The program itself, window or command line, gives up the
network: it cannot make a socket that leads out of this computer, whatever a fault in it or in a library wants.
Both are classic BPF over `struct seccomp_data` (seccomp(2)).
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from casebook.jail.errors import NoConfinement
from casebook.jail.syscalls import FREELY, GIVEN_UP, RINGS, SOCKETS, WITH_CONDITIONS, Numbers

# linux/bpf_common.h: what an instruction does. All words are 32 bits at absolute offsets.
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _KILL_PROCESS, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER_MODE = 38, 22, 2

_SECCOMP: Numbers = (317, 277)
_SET_MODE_FILTER, _ALL_THREADS = 1, 1
_X32 = 0x40000000
_AF_UNIX = 1

_CLONE_THREAD = 0x00010000
_TMPFILE = 0o20000000
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | _TMPFILE
_PR_SET_NAME, _PR_GET_NAME, _PR_SET_VMA = 15, 16, 0x53564D41
_TERMINAL_QUESTIONS = (0x5401, 0x5413, 0x5421, 0x5451)  # TCGETS, TIOCGWINSZ, FIONBIO, FIOCLEX
_DESCRIPTOR_QUESTIONS = (0, 1, 2, 3, 4, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC


@dataclass(frozen=True, slots=True)
class Processor:
    """One of the processors the numbers are known for."""

    audit: int
    column: int

    def number(self, numbers: Numbers) -> int | None:
        """The number of a call on this processor."""
        return numbers[self.column]


PROCESSORS = {
    "x86_64": Processor(0xC000003E, 0),
    "aarch64": Processor(0xC00000B7, 1),
}


def processor() -> Processor:
    """The one we run on. Raises `NoConfinement` where the filter is not known to hold."""
    found = PROCESSORS.get(platform.machine())
    if found is None or sys.byteorder != "little" or sys.maxsize < 1 << 32:
        raise NoConfinement("processor")
    return found


def _do(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)


def _fail(number: int) -> bytes:
    return _do(_RETURN, _FAIL | number)


def _argument(index: int, *, high: bool = False) -> bytes:
    return _do(_LOAD, _FIRST_ARGUMENT + 8 * index + (4 if high else 0))


def _only(index: int, values: tuple[int, ...]) -> bytes:
    """Allow when the low half of an argument is one of *values*. (The kernel reads these as 32-bit
    integers.)
    """
    tests = b"".join(_do(_EQUAL, value, yes=len(values) - place) for place, value in enumerate(values))
    return _argument(index) + tests + _fail(errno.EPERM) + _do(_RETURN, _ALLOW)


def _without(index: int, bits: int) -> bytes:
    """Allow when none of *bits* is set in the argument."""
    return _argument(index) + _do(_ANY_BIT, bits, no=1) + _fail(errno.EPERM) + _do(_RETURN, _ALLOW)


def _with(index: int, bit: int) -> bytes:
    """Allow when *bit* is set in the argument."""
    return _argument(index) + _do(_ANY_BIT, bit, yes=1) + _fail(errno.EPERM) + _do(_RETURN, _ALLOW)


def _asking_only() -> bytes:
    """`prlimit64` of oneself without a new limit: both halves of the pointer are zero."""
    refuse = _fail(errno.EPERM)
    return (
        _argument(0) + _do(_EQUAL, 0, yes=1) + refuse
        + _argument(2) + _do(_EQUAL, 0, yes=1) + refuse
        + _argument(2, high=True) + _do(_EQUAL, 0, yes=1) + refuse
        + _do(_RETURN, _ALLOW)
    )  # fmt: skip


def _conditions(own_pid: int) -> dict[str, bytes]:
    """What is asked of the arguments of each call in `WITH_CONDITIONS`. Each block ends in a return."""
    return {
        "open": _without(1, _WRITING),
        "openat": _without(2, _WRITING),
        # These two read their arguments from memory, where a filter cannot look: the C library then takes the
        # older call.
        "openat2": _fail(errno.ENOSYS),
        "clone3": _fail(errno.ENOSYS),
        "clone": _with(0, _CLONE_THREAD),
        "prlimit64": _asking_only(),
        "prctl": _only(0, (_PR_SET_NAME, _PR_GET_NAME, _PR_SET_VMA)),
        "ioctl": _only(1, _TERMINAL_QUESTIONS),
        "fcntl": _only(1, _DESCRIPTOR_QUESTIONS),
        "tgkill": _only(0, (own_pid,)),
        "kill": _only(0, (own_pid,)),
    }


def program(machine: Processor, own_pid: int) -> bytes:
    """The filter for *machine*, which lets the process with id *own_pid* abort itself and nobody else."""
    parts = [
        _do(_LOAD, _ARCHITECTURE),
        _do(_EQUAL, machine.audit, yes=1),
        _do(
            _RETURN, _KILL_PROCESS
        ),  # another numbering (32-bit calls): every rule below would mean another call
        _do(_LOAD, _NUMBER),
    ]
    blocks = [(numbers, _do(_RETURN, _ALLOW)) for numbers in FREELY.values()]
    blocks += [(WITH_CONDITIONS[name], block) for name, block in _conditions(own_pid).items()]
    for numbers, block in blocks:
        number = machine.number(numbers)
        if number is not None:
            parts += [_do(_EQUAL, number, no=len(block) // 8), block]
    parts.append(_fail(errno.EPERM))
    return b"".join(parts)


def without_network(machine: Processor) -> bytes:
    """The filter of the whole program: everything but `GIVEN_UP`, and of sockets only those of this computer.

    A family it may not have is answered as by a kernel that was built without it (EAFNOSUPPORT).
    """
    parts = [
        _do(_LOAD, _ARCHITECTURE),
        _do(_EQUAL, machine.audit, yes=1),
        _do(_RETURN, _KILL_PROCESS),
        _do(_LOAD, _NUMBER),
        _do(_ANY_BIT, _X32, no=1),  # the x32 numbering of an x86-64: every call under a second number
        _fail(errno.ENOSYS),
    ]
    only_here = _argument(0) + _do(_EQUAL, _AF_UNIX, no=1) + _do(_RETURN, _ALLOW) + _fail(errno.EAFNOSUPPORT)
    blocks = [(numbers, only_here) for numbers in SOCKETS.values()]
    blocks += [(numbers, _fail(errno.EAFNOSUPPORT)) for numbers in RINGS.values()]
    blocks += [(numbers, _fail(errno.EPERM)) for numbers in GIVEN_UP.values()]
    for numbers, block in blocks:
        number = machine.number(numbers)
        if number is not None:
            parts += [_do(_EQUAL, number, no=len(block) // 8), block]
    parts.append(_do(_RETURN, _ALLOW))
    return b"".join(parts)


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def install() -> None:
    """Put the child's filter on this process, for good. Call it while there is one thread.

    Raises `NoConfinement`.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    with _loaded(program(processor(), os.getpid())) as filled:
        if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
            raise NoConfinement("seccomp")
        if libc.prctl(_PR_SET_SECCOMP, _FILTER_MODE, ctypes.byref(filled), 0, 0) != 0:
            raise NoConfinement("seccomp")


def forbid_network() -> bool:
    """Take the network from this process, all its threads and everything it will ever start or become.

    False where the kernel or the processor cannot; then nothing but our own habit keeps it from the network. A
    filter outlives exec: one that holds already is found by asking, and no second one is put over it.
    """
    try:
        machine = processor()
    except NoConfinement:
        return False
    if is_network_forbidden(machine):
        return True
    number = machine.number(_SECCOMP)
    libc = ctypes.CDLL(None, use_errno=True)
    with _loaded(without_network(machine)) as filled:
        if number is None or libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
            return False
        done = libc.syscall(number, _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(filled))
    return bool(done == 0)


def is_network_forbidden(machine: Processor) -> bool:
    """Whether `without_network` holds in this process.

    Asked of a ring that does not exist, not of a socket: whoever watches sees no socket tried, and no kernel and
    no other filter answers so.
    """
    number = machine.number(RINGS["io_uring_register"])
    libc = ctypes.CDLL(None, use_errno=True)
    if number is None:
        return False
    return bool(libc.syscall(number, -1, 0, 0, 0) == -1) and ctypes.get_errno() == errno.EAFNOSUPPORT


@contextlib.contextmanager
def _loaded(code: bytes) -> Iterator[_Program]:
    """The filter as the kernel takes it; its bytes live as long as the context."""
    buffer = ctypes.create_string_buffer(code, len(code))
    yield _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
