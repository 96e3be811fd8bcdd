"""A writer on a bad disk: does a list of acts, says how each ended, and goes on with the next.

    python patient.py FOLDER PASSPHRASE-NUMBER SEED OUTSIDE ACT...

Besides the lines of `writer`: ``failed``, the name of the error, its family, and when it was said; the sentence is
worded, as it would be for a person. What is no error of ours is told as it is, and ends the process.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import writer
from casebook.base.errors import CasebookError
from casebook.base.words import translator
from casebook.casework import backing_up, evidence
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
from casebook.wording import errors


def tell(**line: Any) -> None:
    """As `writer.tell`, by another call of the system than files are written with."""
    os.writev(1, [json.dumps(line).encode() + b"\n"])


def tell_of(error: CasebookError, kind: str, **what: Any) -> None:
    tell(
        failed=kind,
        error=type(error).__name__,
        sentence=errors.sentence(error, translator("en")),
        at=time.time(),
        **what,
    )


class Patient(writer.Writer):
    """A writer that survives refusals."""

    refused = 0

    def act(self, kind: str, work: Callable[[], object], **what: Any) -> None:
        began = time.monotonic()
        try:
            super().act(kind, work, **what)
        except CasebookError as error:
            self.refused += 1
            tell_of(error, kind, took=time.monotonic() - began)
            with contextlib.suppress(CasebookError):  # where nothing can be read any more
                there = set(writer._people(self.book))
                self.people = [person for person in self.people if person in there]

    def change_passphrase(self) -> None:
        before = self.refused
        super().change_passphrase()
        self.number -= self.refused - before

    def bring(self) -> None:
        """Attach the file that lies outside already."""
        work = functools.partial(evidence.attach, self.book, self.people[0], self.outside / "recording.bin")
        self.act("attach", work, record=self.people[0].hex())

    def back_up(self) -> None:
        """A backup, in the folder outside."""

        def work() -> dict[str, str]:
            opening = Opening(writer.passphrase(self.number))
            return {"name": backing_up.make(self.book, opening, self.outside, kdf=CHEAPEST).generation.name}

        self.act("backup", work, number=self.number)

    def fill(self) -> None:
        """Save until that is refused three times."""
        before = self.refused
        while self.refused < before + 3:
            self.save()

    def wait(self) -> None:
        """Until somebody has made room."""
        tell(waiting=True)
        sys.stdin.readline()

    def do(self, act: str) -> None:
        deeds = {
            "fill": self.fill,
            "bring": self.bring,
            "backup": self.back_up,
            "save": self.save,
            "import": self.bring_in,
            "erase": self.erase,
            "attach": self.attach,
            "export": self.export,
            "passphrase": self.change_passphrase,
            "wait": self.wait,
        }
        try:
            deeds[act]()
        except CasebookError as error:  # looking whom to write about needs the disk, too
            tell(begin="look")
            tell_of(error, "look", took=0.0)
        except OSError as error:
            # The paper to attach lies on the same disk: with no room for it, nothing was asked of the program.
            if error.errno != errno.ENOSPC:
                raise


def main(folder: str, number: str, seed: str, outside: str, *acts: str) -> None:
    writer.tell = tell
    try:
        patient = Patient(Path(folder), int(number), int(seed), Path(outside), early=False)
    except CasebookError as error:
        tell_of(error, "open", took=0.0)
        return
    for act in acts:
        patient.do(act)
    patient.book.close()
    tell(closed=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
