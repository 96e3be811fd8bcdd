"""The confined child. Run as a file by a fresh interpreter (`launch.py`); imported by nobody.

The order matters: it dies with its parent, hardens itself, gives up every way out, and only then imports the
code that will meet a stranger's bytes.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":
    # `-I` keeps this file's folder and the environment out of the path; the launcher says where our code is.
    sys.path[:0] = sys.argv[1:]

import ctypes
import dataclasses
import functools
import importlib
import io
import os
import resource
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from casebook.base import process, resources
from casebook.base.errors import CasebookError
from casebook.base.progress import Progress, Step
from casebook.jail import landlock, seccomp
from casebook.jail.frames import ANSWER_FD, ASK, LENGTH, SMALL, Frame, Request, frame
from casebook.jail.remote import RemoteFile
from casebook.jail.task import Task

_PR_SET_PDEATHSIG = 1
_PROGRESS_EVERY_S = 0.05
_QUESTION_FD = 0


def _die_with(parent: int) -> None:
    """Be killed when the parent ends, also if it ended just now."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _limit(request: Request) -> None:
    """The limits the kernel keeps. The soft limit of computing time ends it with SIGXCPU, the hard one
    anyhow.
    """
    for what, soft, hard in (
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_MEMLOCK, 0, 0),
        (resource.RLIMIT_NOFILE, request.open_files, request.open_files),
        (resource.RLIMIT_CPU, request.cpu_s, request.cpu_s + 1),
        (resource.RLIMIT_AS, request.memory, request.memory),
    ):
        resource.setrlimit(what, (soft, hard))


def confine(request: Request) -> None:
    """Give up every way out of this process. Raises `NoConfinement` and then nothing of the job is done."""
    _die_with(request.parent)
    process.harden()
    _limit(request)
    landlock.restrict({*landlock.code_folders(), resources.folder()})
    seccomp.install()


def _write(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(ANSWER_FD, view) :]


def _received(count: int) -> bytes:
    """Exactly so many bytes from the parent. When it has no more to say, there is nobody to answer."""
    parts = bytearray()
    while len(parts) < count:
        part = os.read(_QUESTION_FD, count - len(parts))
        if not part:
            os._exit(1)
        parts += part
    return bytes(parts)


def _message() -> bytes:
    return _received(LENGTH.unpack(_received(LENGTH.size))[0])


def _ask(source: int, offset: int, count: int) -> bytes:
    """A piece of a source, from the parent."""
    _write(frame(Frame.READ, ASK.pack(source, offset, count)))
    return _message()


def _sources(sizes: tuple[int, ...]) -> list[io.BufferedReader]:
    return [
        io.BufferedReader(RemoteFile(functools.partial(_ask, number), size), buffer_size=1 << 16)
        for number, size in enumerate(sizes)
    ]


def _progress() -> Progress:
    """Progress that goes to the parent, not oftener than it can be looked at."""
    last = 0.0

    def send(step: Step) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _PROGRESS_EVERY_S or (step.total and step.done == step.total):
            last = now
            _write(frame(Frame.PROGRESS, msgspec.msgpack.encode((step.stage, step.done, step.total))))

    return Progress(send)


def _failure(error: CasebookError) -> bytes:
    """One of our own errors: its class and its facts."""
    kind = type(error)
    fields = dataclasses.fields(error)  # type: ignore[arg-type]  # every leaf is a dataclass
    facts = {field.name: getattr(error, field.name) for field in fields}
    return frame(Frame.FAILURE, msgspec.msgpack.encode((f"{kind.__module__}:{kind.__qualname__}", facts)))


def _crash(error: BaseException) -> bytes:
    """An exception that is none of ours: its class and the lines it went through, never what it says."""
    where = []
    trace = error.__traceback__
    while trace is not None:
        where.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return frame(Frame.CRASH, msgspec.msgpack.encode((type(error).__name__, where[-20:])))


def _run(request: Request) -> bytes:
    """Do the job and say how it ended."""
    try:
        confine(request)
        module, _, name = request.target.partition(":")
        function: Callable[[Task], Any] = getattr(importlib.import_module(module), name)
        files = (*(os.fdopen(number, "rb") for number in request.files), *_sources(request.sources))
        answer = function(Task(request.argument, files, _progress()))
        return frame(Frame.ANSWER, msgspec.msgpack.encode(answer))
    except MemoryError:
        return frame(Frame.MEMORY)
    except CasebookError as error:
        told = _failure(error)
        return told if len(told) <= SMALL else _crash(error)
    except BaseException as error:  # noqa: BLE001 - whatever it was, the parent is told its name
        return _crash(error)


def main() -> None:
    """Read the request, do it, answer, and end without running anything that was registered for the end."""
    request = msgspec.msgpack.decode(_message(), type=Request)
    sys.stdout = None  # what a library prints must not get among the frames
    _write(_run(request))
    os._exit(0)


if __name__ == "__main__":
    main()
