"""Opens a casebook, writes so much in one transaction that half of it reaches the disk, and dies before its end.

python dying.py FOLDER
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import books
from casebook.casework import records
from casebook.casework.touched import Verb


def main(folder: Path) -> None:
    """Never returns."""
    book = books.reopen(folder)
    book.db.execute("PRAGMA cache_size = 12")
    real = book.db.execute

    def execute(sql: str, params: Sequence[object] = ()) -> object:
        if sql == "COMMIT":
            os.kill(os.getpid(), signal.SIGKILL)
        return real(sql, params)

    book.db.execute = execute
    people = books.the(book, "person")
    lie = "half of this would be a lie " * 40
    records.write(book, Verb.EDIT, [records.Set(person, "remarks", lie) for person in people])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
