"""Functions that run in the jail, for `test_launch.py`: some honest, some as bad as a stranger's file can
make them.
"""

from __future__ import annotations

import ctypes
import hashlib
import mmap
import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

from casebook.base.errors import Damaged, Refused
from casebook.jail.frames import ANSWER_FD, Frame, frame
from casebook.jail.task import Task


@dataclass(frozen=True)
class Counted:
    letters: int
    names: tuple[str, ...]


@dataclass(eq=False)
class Torn(Damaged):
    at: int
    part: str


@dataclass(eq=False)
class NotOurs(Refused):
    pass


def echo(task: Task) -> bytes:
    return task.argument


def count(task: Task) -> Counted:
    text = task.argument.decode()
    return Counted(len(text), tuple(text.split()))


def read_files(task: Task) -> list[bytes]:
    return [file.read() for file in task.files]


def torn(task: Task) -> None:
    raise Torn(at=7, part=task.argument.decode())


def not_ours(task: Task) -> None:
    raise NotOurs


def crash(task: Task) -> None:
    raise KeyError(task.argument)


def segfault(task: Task) -> None:
    ctypes.string_at(0)


def abort(task: Task) -> None:
    os.abort()


def steps(task: Task) -> int:
    for done in range(1, 4):
        task.progress.step("reading", done, 3)
        time.sleep(0.06)
    return 3


def for_ever(task: Task) -> None:
    task.progress.step("reading", 0, 1)
    while True:
        pass


def sleep(task: Task) -> None:
    task.progress.step("reading", 0, 1)
    time.sleep(3600)


def swallow_memory(task: Task) -> int:
    return len(bytearray(1 << 34))


def threads(task: Task) -> list[int]:
    found: list[int] = []
    workers = [threading.Thread(target=found.append, args=(number,)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sorted(found)


def forbidden(task: Task) -> dict[str, str]:
    """Try every way out; for each, the name of the error it met, or what it got."""
    folder = Path(task.argument.decode())
    libc = ctypes.CDLL(None, use_errno=True)

    def call(number: int, *arguments: object) -> str:
        ctypes.set_errno(0)
        got = libc.syscall(number, *arguments)
        return "done" if got >= 0 else os.strerror(ctypes.get_errno())

    ways = {
        "a socket of the internet": lambda: socket.socket(socket.AF_INET),
        "a socket of IPv6": lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM),
        "a local socket": lambda: socket.socket(socket.AF_UNIX),
        "a pair of sockets": socket.socketpair,
        "a new file": lambda: (folder / "new").write_bytes(b"x"),
        "an old file, written": lambda: (folder / "there").open("r+b"),
        "an old file, appended": lambda: (folder / "there").open("ab"),
        "an old file, truncated": lambda: os.truncate(folder / "there", 0),
        "an old file, removed": (folder / "there").unlink,
        "an old file, renamed": lambda: (folder / "there").rename(folder / "gone"),
        "an old file, opened to all": lambda: (folder / "there").chmod(0o777),
        "an old file, read": (folder / "there").read_bytes,
        "a folder, listed": lambda: list(folder.iterdir()),
        "a file without a name": lambda: os.open(folder, os.O_TMPFILE | os.O_RDWR),
        "a file in memory": lambda: os.memfd_create("x"),
        "a folder": (folder / "folder").mkdir,
        "a link": lambda: (folder / "link").symlink_to("/"),
        "a program": lambda: subprocess.run(["/bin/true"], check=True),
        "itself replaced": lambda: os.execv("/bin/true", ["true"]),
        "a fork": os.fork,
        "a signal to the parent": lambda: os.kill(os.getppid(), 0),
        "higher limits": lambda: __import__("resource").setrlimit(0, (-1, -1)),
        "shared memory": lambda: mmap.mmap(os.open(folder / "there", os.O_RDWR), 1),
        "its root changed": lambda: os.chroot("/"),
    }
    results = {}
    for name, way in ways.items():
        try:
            results[name] = f"got {way()!r}"
        except OSError as error:
            results[name] = type(error).__name__
        except ValueError as error:
            results[name] = type(error).__name__
    if sys.platform == "linux" and os.uname().machine == "x86_64":
        results["ptrace"] = call(101, 0, 0, 0, 0)
        results["socket by an x32 number"] = call(0x40000000 + 41, 2, 1, 0)
        results["io_uring"] = call(425, 1, 0)
        results["memory of another"] = call(310, os.getppid(), 0, 0, 0, 0, 0)
        results["a namespace"] = call(272, 0x10000000)
        results["a key ring"] = call(250, 0, 0)
        results["not to die with the parent"] = call(157, 1, 0, 0, 0, 0)
    return results


def about_itself(task: Task) -> dict[str, str]:
    return {
        "environment": " ".join(sorted(os.environ)),
        "arguments": " ".join(sys.argv),
        "folder": str(Path.cwd()),
        "open": " ".join(str(number) for number in range(1024) if _is_open(number)),
    }


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def answer_raw(task: Task) -> None:
    """Write the argument as if it were frames, and end."""
    view = memoryview(task.argument)
    while view:
        view = view[os.write(ANSWER_FD, view) :]
    os._exit(0)


def answer_and_stay(task: Task) -> None:
    """Answer, close the pipe, and live on."""
    os.write(ANSWER_FD, frame(Frame.ANSWER, msgspec.msgpack.encode(b"fine")))
    os.close(ANSWER_FD)
    time.sleep(3600)


def flood(task: Task) -> None:
    """Answer without end."""
    os.write(ANSWER_FD, frame(Frame.ANSWER)[:1] + b"\x7f\xff\xff\xff")
    while True:
        os.write(ANSWER_FD, bytes(1 << 16))


def flood_progress(task: Task) -> None:
    """Report progress without end."""
    body = msgspec.msgpack.encode(("reading", 1, 2))
    while True:
        os.write(ANSWER_FD, frame(Frame.PROGRESS, body) * 1000)


def print_much(task: Task) -> str:
    print("a library says hello")
    sys.stderr.write("and complains")
    return "fine"


def check_signature(task: Task) -> bool:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    key.public_key().verify(key.sign(task.argument), task.argument)
    return True


def read_pdf(task: Task) -> list[str]:
    import io

    import pypdf
    import pypdfium2

    pdf = pypdfium2.PdfDocument(task.argument)
    picture = pdf[0].render(scale=1)
    return [
        pdf[0].get_textpage().get_text_range(),
        pypdf.PdfReader(io.BytesIO(task.argument)).pages[0].extract_text(),
        f"{picture.width} x {picture.height}",
    ]


def word_forms(task: Task) -> str:
    import pymorphy3

    return str(pymorphy3.MorphAnalyzer().parse(task.argument.decode())[0].normal_form)


# --------------------------------------------------------------------------- sources, served piece by piece


def read_places(task: Task) -> list[bytes]:
    """Ten bytes at each of the places in the argument."""
    file = task.files[-1]
    found = []
    for place in msgspec.msgpack.decode(task.argument, type=list[int]):
        file.seek(place)
        found.append(file.read(10))
    return found


def digest_source(task: Task) -> str:
    """SHA-256 of the whole source, read in steps."""
    digest = hashlib.sha256()
    while part := task.files[0].read(1 << 20):
        digest.update(part)
    return digest.hexdigest()


def read_for_ever(task: Task) -> None:
    """Go over the source again and again."""
    while True:
        task.files[0].seek(0)
        while task.files[0].read(1 << 20):
            pass


def ask_raw(task: Task) -> None:
    """Ask whatever the argument says, and stay."""
    os.write(ANSWER_FD, frame(Frame.READ, task.argument))
    time.sleep(3600)


def ask_once(task: Task) -> bytes:
    """Ask whatever the argument says; what came back, its length first."""
    os.write(ANSWER_FD, frame(Frame.READ, task.argument))
    return os.read(0, 1 << 16)


def ask_and_leave(task: Task) -> None:
    """Ask for a piece and end without taking it."""
    os.write(ANSWER_FD, frame(Frame.READ, task.argument))
    os._exit(0)


def ask_for_ever(task: Task) -> None:
    """Ask again and again without taking what is answered."""
    question = frame(Frame.READ, task.argument) * 1000
    while True:
        os.write(ANSWER_FD, question)
