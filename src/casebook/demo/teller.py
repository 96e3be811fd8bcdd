"""Runs commands as if they were typed, prints them and what they say, and remembers what was made."""

from __future__ import annotations

import contextlib
import io
import json
import shlex
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casebook.base.files import write_whole
from casebook.base.words import N_, Translator
from casebook.cli.main import main as cli

PASSPHRASE_FILE = "passphrase"  # noqa: S105 - the name of a file
WITHOUT_BOOK = frozenset(("verify", "verifier", "kinds"))


@dataclass(eq=False)
class Failed(Exception):  # noqa: N818 - named by the fate, not the mechanism
    """A command ended otherwise than the story needs: *step* as typed, *code* its exit code."""

    step: str
    code: int


@dataclass
class Teller:
    """The story so far: the folder it happens in, and what was verified."""

    folder: Path
    t: Translator
    verified: list[str] = field(default_factory=list)

    def chapter(self, title: str) -> None:
        """A heading, marked for translation."""
        print(f"\n── {self.t(title)} ──", flush=True)

    def say(self, line: str) -> None:
        """A line that no command printed."""
        print(line, flush=True)

    def write(self, name: str, text: str) -> None:
        """A file of the story."""
        write_whole(self.folder / name, text.encode())

    def run(self, *words: str, expect: int = 0, most: int = 0) -> str:
        """Run a command, print it and the first *most* lines of what it says (0: all). Raises `Failed`."""
        typed = shlex.join(("casebook", *words))
        print(f"$ {typed}", flush=True)
        code, text = self._ran(words)
        lines = text.splitlines()
        for line in lines[: most or None]:
            print(f"  {line}")
        if most and len(lines) > most:
            print(
                "  … " + self.t.plural("and {count} line more", "and {count} lines more", len(lines) - most)
            )
        if code != expect:
            raise Failed(typed, code or 1)
        if words[0] in ("verify", "check", "leakcheck"):
            fate = self.t(N_("holds")) if expect == 0 else self.t(N_("refused, as it has to be"))
            self.verified.append(f"{typed}: {fate}")
        return text

    def add(self, kind: str, *assignments: str) -> str:
        """Add a record; its id."""
        return self.run("add", "book", kind, *assignments).strip()

    def ask(self, *words: str) -> Any:  # noqa: ANN401 - whatever JSON can say
        """What a command says with ``--json``, unseen. Raises `Failed`."""
        code, text = self._ran((*words, "--json"))
        if code != 0:
            raise Failed(shlex.join(("casebook", *words)), code)
        return json.loads(text)

    def _ran(self, words: tuple[str, ...]) -> tuple[int, str]:
        needs_none = words[0] in WITHOUT_BOOK or words[:2] == ("shares", "drill")
        given = words if needs_none else (*words, "--passphrase-file", PASSPHRASE_FILE)
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            try:
                code = cli((*given, "--quiet"))
            except SystemExit as ended:  # the parser ends the process when the words are wrong
                code = ended.code if isinstance(ended.code, int) else 2
        return code, out.buffer.getvalue().decode()

    def made(self) -> None:
        """The end: every file that was made, and everything that was verified."""
        self.chapter(N_("Made"))
        for path in sorted(self.folder.iterdir()):
            size = sum(each.stat().st_size for each in [path, *path.rglob("*")] if each.is_file())
            told = self.t.plural("{count} byte", "{count} bytes", size)
            print(f"  {path}{'/' if path.is_dir() else ''}  {told}")
        self.chapter(N_("Verified"))
        for line in self.verified:
            print(f"  {line}")
        sys.stdout.flush()
