"""The process itself: hardened before anything else, and replaced, not cleaned, when it is locked.

After a careful clearing of memory a hundred copies of what was read are still in it; after `execve` of the
same process there are none. So locking is: become another process. `harden` is the first thing the program
does, before Qt is imported; `replace` is the only exec in it.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NoReturn

_PR_SET_DUMPABLE: Final = 4
_PR_SET_NO_NEW_PRIVS: Final = 38
_AT_EXEC: Final = 1 << 2  # CLOSE_RANGE_CLOEXEC, since Linux 5.11
RESUME: Final = "--resume-fd"
_FIRST_FD: Final = 3
_MOST_PATH: Final = 4096
_CHILDREN_SECONDS: Final = 0.5

KEPT: Final = frozenset(
    {
        *("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS", "DISPLAY", "HOME", "LANG", "LANGUAGE"),
        *("LOGNAME", "PATH", "PYTHONPATH"),
        *("QT_ACCESSIBILITY", "QT_FONT_DPI", "QT_IM_MODULE", "QT_QPA_PLATFORM", "QT_SCALE_FACTOR", "TZ"),
        *("TMPDIR", "USER", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"),
        *("XDG_CURRENT_DESKTOP", "XDG_DATA_DIRS", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_SESSION_ID"),
        *("XDG_SESSION_TYPE", "XMODIFIERS"),
        *("LC_ALL", "LC_COLLATE", "LC_CTYPE", "LC_MESSAGES", "LC_MONETARY", "LC_NUMERIC", "LC_TIME"),
    }
)
"""The environment a replaced process gets: what a window, its keyboard and its language need."""


def harden() -> None:
    """Files for the owner alone, no core dumps, no looking in from outside, no new privileges.

    To be called first, also after every `replace`: exec makes a process dumpable again. A core handler the
    kernel pipes to ignores the limit on core files, but not that the process is not dumpable. Raises
    `OSError` where the kernel refuses; the program must then not go on.
    """
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    for option, value in ((_PR_SET_DUMPABLE, 0), (_PR_SET_NO_NEW_PRIVS, 1)):
        if libc.prctl(option, value, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


def program() -> tuple[str, ...]:
    """The command that starts this program again, in the same interpreter."""
    isolated = ("-I",) if sys.flags.isolated else ()
    return (sys.executable, *isolated, "-m", "casebook")


def replace(
    folder: Path | None,
    *,
    end_children: Callable[[], object] = lambda: None,
    command: Sequence[str] | None = None,
) -> NoReturn:
    """Become a fresh, locked process with the same process id. Nothing of this one's memory is left.

    The caller has written the draft, blanked the window and closed the safe. *folder* is the casebook to
    offer for unlocking; it travels through a pipe, not through the arguments, which everybody can read.
    *end_children* ends the children it knows of; every other child of this process is killed too, for they
    would survive. The environment is cut down to `KEPT`; every other open file is closed, by the exec itself where
    the kernel can: what somebody waits for (sleep, for a file that is open here) comes after this memory is gone.

    It never returns and never raises: whatever fails, the process kills itself.
    """
    try:
        with contextlib.suppress(Exception):
            end_children()
        kill_children()
        words = list(program() if command is None else command)
        if folder is not None:
            handle = _hand_over(os.fsencode(folder))
            words += [RESUME, str(handle)]
            _close_between(_FIRST_FD, handle - 1)
            _close_between(handle + 1, None)
        else:
            _close_between(_FIRST_FD, None)
        # What exec would hand on besides: a blocked signal and a running timer.
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        signal.setitimer(signal.ITIMER_REAL, 0)
        environment = {name: os.environ[name] for name in sorted(KEPT & os.environ.keys())}
        os.execve(words[0], words, environment)  # noqa: S606 - the one exec of the program, without a shell
    finally:
        # Also for an exception on its way up: a handler above would run with the key still in memory.
        os.kill(os.getpid(), signal.SIGKILL)


def resumed(handle: int) -> Path:
    """The casebook's folder that `replace` passed through the pipe *handle*, which is closed."""
    with os.fdopen(handle, "rb") as pipe:
        return Path(os.fsdecode(pipe.read(_MOST_PATH)))


def kill_children() -> int:
    """Kill every child of this process and reap it; how many there were.

    A child that does not end within half a second (it hangs in the kernel) runs no code of its own any more
    and is left to the system.
    """
    found = children()
    for pid in found:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + _CHILDREN_SECONDS
    left = set(found)
    while left:
        left = {pid for pid in left if not _reaped(pid)}
        if time.monotonic() > end:
            break
        time.sleep(0.002 if left else 0)
    return len(found)


def children() -> frozenset[int]:
    """The process ids of this process's children, of whatever thread, dead ones included."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            found |= {int(word) for word in (task / "children").read_text().split()}
    return frozenset(found)


def _reaped(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def _hand_over(data: bytes) -> int:
    """Leave *data* in a pipe that survives exec; the descriptor to read it from.

    A number nobody else has: under a fixed one, a thread of Qt or GLib that still waits on its own descriptor
    of that number would wake up and read a part of it.
    """
    reading, writing = os.pipe()
    os.write(writing, data[:_MOST_PATH])  # a pipe holds more than the longest path
    os.close(writing)
    return fcntl.fcntl(reading, fcntl.F_DUPFD, _FIRST_FD)  # the duplicate is inheritable


def _close_between(first: int, last: int | None) -> None:
    """Let exec close every descriptor from *first* to *last*, or to the end, also one above a limit lowered since.

    The kernel does it after it has given up the memory of the process before. Where it has no such order they are
    closed now.
    """
    if last is not None and last < first:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    close_range = getattr(libc, "close_range", None)
    end = ctypes.c_uint(-1 if last is None else last)
    if close_range is not None and 0 in (close_range(first, end, flags) for flags in (_AT_EXEC, 0)):
        return
    # An older C library or kernel: those that are open now.
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - no open directory object is left behind
        if int(name) >= first and (last is None or int(name) <= last):
            with contextlib.suppress(OSError):
                os.close(int(name))
