"""Run a function in a confined child and check what comes back.

The child is a fresh interpreter started by exec, never a fork of this process, which would hold the keys. It
gets pipes, open files and a cleared environment, and nothing else. Its answer is read as hostile input: of
one declared type, of limited length, from a process that is gone when the answer is used. A file that lies
encrypted on the disk is served to it piece by piece over the pipe, so that it is in clear in memory alone.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import os
import re
import selectors
import signal
import subprocess
import sys
import threading
import time
import typing
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from casebook.base.errors import Cancelled, CasebookError
from casebook.base.progress import Progress
from casebook.jail.errors import (
    AnswerUnreadable,
    AskedTooMuch,
    NeededTooMuchMemory,
    ReaderCrashed,
    TookTooLong,
)
from casebook.jail.frames import ASK, HEAD, LAST, LENGTH, PIECE, SMALL, Frame, Request
from casebook.jail.limits import Limits
from casebook.jail.seccomp import processor

T = TypeVar("T")

PACKAGE_ROOT = Path(__file__).resolve().parents[2]
_CHILD = Path(__file__).with_name("child.py")
_TICK_S = 0.05
_MOST_PROGRESS = 1 << 20
_STAGE = re.compile(r"[a-z][a-z-]{0,40}")
_CLASS = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,60}")
_PLACE = re.compile(r"[A-Za-z0-9_<>. -]{1,60}:[0-9]{1,6}")


class Source(Protocol):
    """A seekable file open for reading in this process."""

    def seek(self, offset: int, whence: int = ..., /) -> int:
        """Go to a place; returns it."""

    def read(self, count: int, /) -> bytes | None:
        """As many bytes as there are, at most *count*."""


_running: set[subprocess.Popen[bytes]] = set()
_running_lock = threading.Lock()


def run(
    target: str,
    argument: bytes = b"",
    *,
    answer: type[T],
    files: Sequence[int] = (),
    sources: Sequence[Source] = (),
    limits: Limits | None = None,
    progress: Progress | None = None,
    code_from: Sequence[Path] = (PACKAGE_ROOT,),
) -> T:
    """Run ``package.module:function`` on a `Task` in a confined child and return what it returned.

    *files* are open descriptors the child may read; it sees them at their present position. *sources* are
    files only this process can read (decrypted as they are read): the child finds them behind the others in
    `Task.files` and is served pieces of them, within the limits. *answer* is the type the result must have
    (anything `msgspec` can decode, dataclasses included). *code_from* are the folders the child imports from.
    Raises the `Refused` or `Damaged` leaf the function raised, `Cancelled` when *progress* was cancelled (the
    child is killed), what reading a source raises, or a leaf of `casebook.jail.errors`.
    """
    limits = limits or Limits()
    progress = progress or Progress()
    processor()  # raises NoConfinement before a child is started in vain
    request = Request(
        parent=os.getpid(),
        target=target,
        argument=argument,
        files=tuple(files),
        sources=tuple(source.seek(0, os.SEEK_END) for source in sources),
        memory=limits.memory,
        cpu_s=limits.cpu_s,
        open_files=limits.files,
    )
    child = _start(files, code_from)
    try:
        served = _Served(sources, request.sources, limits)
        talk = _Conversation(child, msgspec.msgpack.encode(request), served, limits, progress)
        kind, body = talk.hold()
    finally:
        _end(child)
    return _result(kind, body, answer, target, limits)


def kill_all() -> int:
    """Kill every child that still runs and wait for it; how many there were. For lock and panic."""
    with _running_lock:
        children = tuple(_running)
    for child in children:
        child.kill()
    for child in children:
        child.wait()
    return len(children)


def _start(files: Sequence[int], code_from: Sequence[Path]) -> subprocess.Popen[bytes]:
    """A fresh interpreter: isolated (`-I`), writing no byte code, in the root folder."""
    # PyCA and typst start a thread for each processor; each arena of the C library reserves 64 MiB of
    # addresses.
    environment = {"MALLOC_ARENA_MAX": "2"}
    command = [sys.executable, "-I", "-B", "-X", "utf8", str(_CHILD), *map(str, code_from)]
    with _running_lock:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and our own file
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            close_fds=True,
            pass_fds=tuple(files),
            cwd="/",
            env=environment,
            start_new_session=True,  # Ctrl-C at a terminal is for us to handle
        )
        _running.add(child)
    return child


def _end(child: subprocess.Popen[bytes]) -> None:
    """Whatever happened, the child is gone and its pipes are closed."""
    with contextlib.suppress(ProcessLookupError):
        child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()
    with _running_lock:
        _running.discard(child)


class _Served:
    """Answers the child's questions for pieces of the sources, as long as they stay within bounds."""

    def __init__(self, sources: Sequence[Source], sizes: Sequence[int], limits: Limits) -> None:
        self.sources = tuple(zip(sources, sizes, strict=True))
        self._most = limits.served
        self._bytes = limits.served
        self._reads = limits.reads

    def reply(self, question: bytes) -> bytes:
        """The piece that *question* asks for, ready to be sent. Raises `AnswerUnreadable`, `AskedTooMuch`."""
        if len(question) != ASK.size:
            raise AnswerUnreadable
        number, offset, count = ASK.unpack(question)
        if number >= len(self.sources) or count > PIECE or offset > self.sources[number][1]:
            raise AnswerUnreadable
        source, size = self.sources[number]
        count = min(count, size - offset)
        self._bytes -= count
        self._reads -= 1
        if self._bytes < 0 or self._reads < 0:
            raise AskedTooMuch(self._most)
        source.seek(offset)
        piece = bytearray()
        while len(piece) < count and (part := source.read(count - len(piece))):
            piece += part
        return LENGTH.pack(len(piece)) + piece


class _Conversation:
    """Sends the request and reads frames until the last one, the deadline, or the wish to stop."""

    def __init__(
        self,
        child: subprocess.Popen[bytes],
        request: bytes,
        served: _Served,
        limits: Limits,
        progress: Progress,
    ) -> None:
        self._child = child
        self._served = served
        self._to_send = memoryview(LENGTH.pack(len(request)) + request)
        self._limits = limits
        self._progress = progress
        self._received = bytearray()
        self._progress_bytes = 0

    def hold(self) -> tuple[Frame, bytes]:
        """The last frame: an answer, a failure, a crash, or out of memory."""
        end = time.monotonic() + self._limits.wall_s
        child = self._child
        assert child.stdin is not None
        assert child.stdout is not None
        with selectors.DefaultSelector() as selector:
            os.set_blocking(child.stdin.fileno(), False)
            os.set_blocking(child.stdout.fileno(), False)
            selector.register(child.stdin, selectors.EVENT_WRITE)
            selector.register(child.stdout, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select(_TICK_S):
                    if key.fileobj is child.stdin:
                        if self._send():
                            selector.unregister(child.stdin)
                            if not self._served.sources:
                                child.stdin.close()
                    elif not self._receive():
                        return self._last_frame()
                self._show_progress()
                if self._answer_question():
                    selector.register(child.stdin, selectors.EVENT_WRITE)
                if self._progress.cancelled:
                    raise Cancelled
                if time.monotonic() > end:
                    raise TookTooLong(self._limits.wall_s)

    def _send(self) -> bool:
        """Write what the pipe takes. True when all is written, or the child reads no more."""
        assert self._child.stdin is not None
        try:
            written = os.write(self._child.stdin.fileno(), self._to_send[: 1 << 16])
        except BrokenPipeError:
            self._to_send = memoryview(b"")
            return True
        self._to_send = self._to_send[written:]
        return not self._to_send

    def _receive(self) -> bool:
        """Read what is there. False at the end."""
        assert self._child.stdout is not None
        data = os.read(self._child.stdout.fileno(), 1 << 16)
        self._received += data
        if len(self._received) > self._limits.answer + HEAD.size + SMALL:
            raise AnswerUnreadable
        return bool(data)

    def _frame(self) -> tuple[int, bytes] | None:
        """Take the first whole frame off what was received. Raises `AnswerUnreadable` on a length beyond
        limits.
        """
        if len(self._received) < HEAD.size:
            return None
        kind, length = HEAD.unpack_from(self._received)
        if length > (self._limits.answer if kind == Frame.ANSWER else SMALL):
            raise AnswerUnreadable
        if len(self._received) < HEAD.size + length:
            return None
        body = bytes(self._received[HEAD.size : HEAD.size + length])
        del self._received[: HEAD.size + length]
        return kind, body

    def _show_progress(self) -> None:
        """Hand on progress frames; leave the first other frame where it is."""
        while self._received[:1] == bytes((Frame.PROGRESS,)):
            found = self._frame()
            if found is None:
                return
            self._progress_bytes += HEAD.size + len(found[1])
            if self._progress_bytes > _MOST_PROGRESS:
                raise AnswerUnreadable
            stage, done, total = _decode(found[1], tuple[str, int, int])
            if not (_STAGE.fullmatch(stage) and 0 <= done < 1 << 53 and 0 <= total < 1 << 53):
                raise AnswerUnreadable
            self._progress.step(stage, done, total)

    def _answer_question(self) -> bool:
        """Take a question for a piece off what was received, and have the piece ready to be sent.

        True if there was one. While the child has not taken the last piece, the next question waits.
        """
        if self._to_send or self._received[:1] != bytes((Frame.READ,)):
            return False
        found = self._frame()
        if found is None:
            return False
        self._to_send = memoryview(self._served.reply(found[1]))
        return True

    def _last_frame(self) -> tuple[Frame, bytes]:
        """The frame that ends the conversation. If there is none, why the child ended without."""
        self._show_progress()
        found = self._frame()
        if found is None and not self._received:
            raise self._why_silent()
        if found is None or self._received or found[0] not in LAST:
            raise AnswerUnreadable
        return Frame(found[0]), found[1]

    def _why_silent(self) -> CasebookError:
        """From the way the child ended."""
        try:
            code = self._child.wait(timeout=_TICK_S * 20)
        except subprocess.TimeoutExpired:
            return AnswerUnreadable()  # it closed its pipe and lives on
        if code == -signal.SIGXCPU:
            return TookTooLong(float(self._limits.cpu_s))
        return ReaderCrashed(signal=-code if code < 0 else 0)


def _decode(body: bytes, kind: type[T]) -> T:
    """*body* as MessagePack of exactly this type. Raises `AnswerUnreadable`."""
    try:
        return msgspec.msgpack.decode(body, type=kind, strict=True)
    except (msgspec.MsgspecError, RecursionError, ValueError, TypeError):
        raise AnswerUnreadable from None


def _result(kind: Frame, body: bytes, answer: type[T], target: str, limits: Limits) -> T:
    """The answer, or the error it stands for."""
    if kind is Frame.ANSWER:
        return _decode(body, answer)
    if kind is Frame.MEMORY:
        raise NeededTooMuchMemory(limits.memory)
    if kind is Frame.FAILURE:
        raise _failure(body, target)
    error, where = _decode(body, tuple[str, list[str]])
    if not _CLASS.fullmatch(error) or not all(_PLACE.fullmatch(place) for place in where):
        raise AnswerUnreadable
    raise ReaderCrashed(error=error, where=tuple(where))


def _leaves(family: type[CasebookError]) -> dict[str, type[CasebookError]]:
    """Every error class loaded in this process, by ``module:Class``."""
    found = {f"{family.__module__}:{family.__qualname__}": family}
    for below in family.__subclasses__():
        found |= _leaves(below)
    return found


def _failure(body: bytes, target: str) -> CasebookError:
    """The error the function raised: one of our own classes, with facts of the declared types."""
    name, facts = _decode(body, tuple[str, dict[str, msgspec.Raw]])
    leaf = _leaves(CasebookError).get(name)
    if leaf is None:
        # The child names a class; it never has one imported. What its function may raise is loaded with the
        # module of that function, which the caller named.
        importlib.import_module(target.partition(":")[0])
        leaf = _leaves(CasebookError).get(name)
    if leaf is None or not dataclasses.is_dataclass(leaf):
        raise AnswerUnreadable
    types = typing.get_type_hints(leaf)
    names = {field.name for field in dataclasses.fields(leaf)}
    if facts.keys() != names:
        raise AnswerUnreadable
    return leaf(**{key: _decode(bytes(value), types[key]) for key, value in facts.items()})
