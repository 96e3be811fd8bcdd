"""A file of two gigabytes: kept beside what `age` takes for the same bytes, and read from anywhere.

Both read one file from a warm cache and write to one disk, by turns; ours is on the disk when it says so
(fsync), age's need not be. Memory is the most that each process held, as the kernel counts it.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import filestorer
from figure import Figure

import books
from casebook.casework import records
from casebook.casework.touched import Verb

SIZE = 2_000_000_000
SMALL = 20_000_000
ROUNDS = 3
READS = 400
MIB = 1 << 20
STORER = Path(__file__).with_name("filestorer.py")


def figures(folder: Path) -> Iterator[Figure]:
    """Speed and memory of keeping, and the time of a read anywhere."""
    age, keygen = shutil.which("age"), shutil.which("age-keygen")
    if age is None or keygen is None:
        raise FileNotFoundError("age")
    told = subprocess.run([keygen], capture_output=True, text=True, check=True).stdout
    recipient = told.split("public key: ")[1].split()[0]
    book = books.make(folder / "book")
    person = book.new_id()
    records.write(book, Verb.ADD, [records.New(person, "person"), records.Set(person, "remarks", "-")])
    book.close()
    small = _made(folder / "small", SMALL)
    *_, memory_small = _ours(folder / "book", small)
    large = _made(folder / "large", SIZE)
    kept, aged = [], []
    memory = memory_age = 0
    for _ in range(ROUNDS):
        seconds, memory_age = _watched([age, "-r", recipient, "-o", str(folder / "aged"), str(large)])
        aged.append(seconds)
        (folder / "aged").unlink()
        seconds, memory = _ours(folder / "book", large)
        kept.append(seconds)
        if len(kept) < ROUNDS:
            _forget(folder / "book" / "files")
    ours, theirs = (SIZE / MIB / statistics.median(each) for each in (kept, aged))
    yield Figure("2 GB kept", ours, "MiB/s", theirs, "age -r", f"({min(kept):.2f}-{max(kept):.2f} s)")
    yield Figure("2 GB by age", theirs, "MiB/s", remark=f"({min(aged):.2f}-{max(aged):.2f} s)")
    yield Figure("most memory while 2 GB are kept", memory, "MiB", memory_small, "that for 20 MB")
    yield Figure("most memory of age", memory_age, "MiB")
    reads, memory = _reads(folder / "book")
    slow = sorted(reads)[len(reads) * 95 // 100]
    told = f"(95 % under {slow:.2f} ms; most memory {memory:.0f} MiB)"
    yield Figure("64 KiB from anywhere, opening included", statistics.median(reads), remark=told)


def _made(path: Path, size: int) -> Path:
    """A file of random bytes, read once so that it lies in the cache."""
    with path.open("wb") as file:
        for start in range(0, size, MIB):
            file.write(os.urandom(min(MIB, size - start)))
        file.flush()
        os.fsync(file.fileno())
    with path.open("rb") as file:
        while file.read(MIB):
            pass
    return path


def _forget(files: Path) -> None:
    """Only one copy at a time on the disk; of the record nobody asks here."""
    for path in files.iterdir():
        path.unlink()


def _watched(command: list[str]) -> tuple[float, float]:
    """Seconds a program took, and MiB it held at most, looked at every ten milliseconds.

    (What `wait4` says is at least what this process held when it started the other.)
    """
    os.sync()
    most = 0.0
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while child.poll() is None:
        most = max(most, filestorer.most_memory(child.pid))
        time.sleep(0.01)
    seconds = time.perf_counter() - start
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command[0])
    return seconds, most


def _storer(*arguments: str) -> tuple[list[float], float]:
    """The seconds our process prints, and MiB it held at most, which it prints last."""
    os.sync()
    path = os.pathsep.join(str(folder) for folder in sys.path if folder)
    command = [sys.executable, str(STORER), *arguments]
    environment = {**os.environ, "PYTHONPATH": path}
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout.split()
    return [float(each) for each in told[:-1]], float(told[-1])


def _ours(book: Path, file: Path) -> tuple[float, float]:
    told, memory = _storer("put", str(book), str(file))
    return told[0], memory


def _reads(book: Path) -> tuple[list[float], float]:
    told, memory = _storer("read", str(book), str(READS))
    return [seconds * 1000 for seconds in told], memory
