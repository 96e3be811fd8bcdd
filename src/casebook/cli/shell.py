"""What every command shares: where words and documents go, how far work has come, and what was asked to stop.

Knows no casebook, so that `casebook verify` can use it too.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from casebook.base.errors import Cancelled
from casebook.base.progress import Progress, Step
from casebook.base.words import LANGUAGES, N_, Translator, translator
from casebook.wording import stages
from casebook.wording.shells import (
    AlreadyThere,
    InputNotText,
    InputTooLarge,
    InputUnreadable,
    NoFolderThere,
)

QUIET_S: Final = 1.0
"""Work that ends sooner than this shows no progress."""
EVERY_S: Final = 0.2
MOST_INPUT: Final = 64 * 1024 * 1024


class UsageWrong(Exception):  # noqa: N818 - named by the fate, not the mechanism
    """The command line is wrong in a way the parser cannot see. Exit 2, with what is wrong."""


@dataclass
class Shell:
    """One run of the command line."""

    json: bool = False
    quiet: bool = False
    language: str = "en"
    progress: Progress = field(init=False)
    waiting: bool = False
    """Somebody is being asked, or standard input is being read: Ctrl-C has to end that at once."""
    _began: float = field(default_factory=time.monotonic)
    _last: float = 0.0
    _stage: str = ""
    _input_taken: bool = False

    def __post_init__(self) -> None:
        self.progress = Progress(self._show)

    @property
    def t(self) -> Translator:
        """Words in the language of the terminal."""
        return translator(self.language)

    # ------------------------------------------------------------------------------------------ output

    def tell(self, document: Any, lines: Iterable[str]) -> None:  # noqa: ANN401 - whatever JSON can say
        """The result: with ``--json`` the document, else the lines; on standard output, and nothing else is.

        Raises `Cancelled` between two lines.
        """
        self._end_progress()
        if self.json:
            print(json.dumps(document, ensure_ascii=False, indent=1))
        else:
            for line in lines:
                if self.progress.cancelled:
                    raise Cancelled
                print(line)
        sys.stdout.flush()

    def say(self, text: str) -> None:
        """A word beside the result, on standard error; silent with ``--quiet``."""
        if not self.quiet:
            self._end_progress()
            print(text, file=sys.stderr, flush=True)

    def _show(self, step: Step) -> None:
        """One line a stage; on a terminal the line follows the work."""
        now = time.monotonic()
        if self.quiet or now - self._began < QUIET_S:
            return
        terminal = sys.stderr.isatty()
        if step.stage == self._stage and (not terminal or now - self._last < EVERY_S):
            return
        if terminal:
            print(f"\r\x1b[K{stages.line(step, self.t)}", end="", file=sys.stderr, flush=True)
        else:
            print(stages.stage(step.stage, self.t), file=sys.stderr, flush=True)
        self._stage, self._last = step.stage, now

    def _end_progress(self) -> None:
        if self._stage and sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        self._stage = ""

    # ------------------------------------------------------------------------------------------- input

    @contextlib.contextmanager
    def wait(self) -> Iterator[None]:
        """Within it, Ctrl-C ends the waiting."""
        self.waiting = True
        try:
            yield
        finally:
            self.waiting = False

    def value_of(self, text: str) -> str:
        """A VALUE of the command line: ``@FILE`` reads a file, ``@-`` standard input, ``@@…`` is ``@…`` itself.

        Raises `InputUnreadable`, `InputNotText`, `InputTooLarge`, `UsageWrong`.
        """
        if not text.startswith("@"):
            return text
        if text.startswith("@@"):
            return text[1:]
        data = self._standard_input() if text == "@-" else read_file(Path(text[1:]))
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise InputNotText from None

    def _standard_input(self) -> bytes:
        if self._input_taken:
            raise UsageWrong(N_("@- can be used once: standard input has one end"))
        self._input_taken = True
        with self.wait():
            data = sys.stdin.buffer.read(MOST_INPUT + 1)
        if len(data) > MOST_INPUT:
            raise InputTooLarge(MOST_INPUT)
        return data


def read_file(path: Path, most: int = MOST_INPUT) -> bytes:
    """A file somebody named, whole. Raises `InputUnreadable`, `InputTooLarge`."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as stream:
            data = stream.read(most + 1)
    except OSError:
        raise InputUnreadable from None
    if len(data) > most:
        raise InputTooLarge(most)
    return data


def new_file(text: str, *, replace: bool) -> Path:
    """Where a file shall be written. Raises `AlreadyThere` unless *replace*, `NoFolderThere`."""
    path = Path(text)
    if path.is_dir() or not path.parent.is_dir():
        raise NoFolderThere
    if not replace and (path.exists() or path.is_symlink()):
        raise AlreadyThere
    return path


def terminal_language() -> str:
    """The language of the environment, if the program speaks it; else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        wanted = os.environ.get(name, "")
        if wanted:
            return wanted[:2] if wanted[:2] in LANGUAGES else "en"
    return "en"
