"""Run by `bench_files.py` in a process of its own: keeps a file in a casebook, or reads about in it, and tells.

filestorer.py put BOOK FILE      seconds that attaching took
filestorer.py read BOOK TIMES    seconds of each of so many reads of 64 KiB anywhere, opening included
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import time
from pathlib import Path

import books
from casebook.casework import evidence

PIECE = 64 << 10


def main(verb: str, folder: str, what: str) -> None:
    """Do it, and print seconds; last, the most memory that was held."""
    book = books.reopen(Path(folder))
    try:
        if verb == "put":
            [person] = books.the(book, "person")
            start = time.perf_counter()
            evidence.attach(book, person, Path(what))
            print(time.perf_counter() - start)
            return
        every = [evidence.kept(book, record) for record in books.the(book, "evidence")]
        there = book.safe.files.ids()  # `bench_files.py` removed all but the last
        [kept] = [each for each in every if each.file in there]
        for _ in range(int(what)):
            place = random.randrange(kept.size - PIECE)
            start = time.perf_counter()
            with book.safe.files.open(kept.file, kept.key) as reader:
                reader.seek(place)
                assert len(reader.read(PIECE)) == PIECE
            print(time.perf_counter() - start)
    finally:
        book.close()
        print(most_memory(os.getpid()))


def most_memory(process: int) -> float:
    """MiB a process held at most; 0 once it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main(*sys.argv[1:])
