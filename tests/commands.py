"""The command line as it is used: a process for each verb, over a real casebook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PASSPHRASE = "ferry lantern orchard"
SOURCE = Path(__file__).resolve().parents[1] / "src"


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """What ``--json`` says of a failure: the last line on standard error."""
        return dict(json.loads(self.err.splitlines()[-1])["error"])


@dataclass
class Desk:
    """A casebook's folder, and commands over it."""

    folder: Path
    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    def start(self, *arguments: str, passphrase: str | None = PASSPHRASE) -> subprocess.Popen[bytes]:
        """A command that runs; the passphrase waits for it in a pipe."""
        words = list(arguments)
        pipe: tuple[int, ...] = ()
        if passphrase is not None:
            reading, writing = os.pipe()
            os.write(writing, passphrase.encode() + b"\n")
            os.close(writing)
            pipe = (reading,)
            words += ["--passphrase-fd", str(reading)]
        try:
            return subprocess.Popen(
                [sys.executable, "-m", "casebook", *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=pipe,
                cwd=self.home,
                env=self.environment,
                start_new_session=True,
            )
        finally:
            for handle in pipe:
                os.close(handle)

    def bare(self, *arguments: str, stdin: bytes = b"", passphrase: str | None = None) -> Ran:
        """A command to its end, without a passphrase unless one is given."""
        with self.start(*arguments, passphrase=passphrase) as child:
            out, err = child.communicate(stdin, timeout=120)
        return Ran(child.returncode, out.decode(), err.decode())

    def __call__(self, verb: str, *arguments: str, stdin: bytes = b"", passphrase: str = PASSPHRASE) -> Ran:
        """A verb over this casebook."""
        return self.bare(verb, str(self.folder), *arguments, stdin=stdin, passphrase=passphrase)

    def ok(self, verb: str, *arguments: str, stdin: bytes = b"") -> Any:
        """The document of a verb that has to succeed."""
        ran = self(verb, *arguments, "--json", stdin=stdin)
        assert ran.code == 0, ran.err
        return ran.json

    def add(self, kind: str, *assignments: str, stdin: bytes = b"") -> str:
        """The id of a new record."""
        return str(self.ok("add", kind, *assignments, stdin=stdin)["id"])


def environment(home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHONPATH": str(SOURCE),
        "LC_ALL": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


@dataclass(frozen=True)
class Published:
    """A casebook with people and an export for the public."""

    folder: Path
    bundle: Path
    signers: Path
    ids: dict[str, str]


def fill(desk: Desk) -> dict[str, str]:
    """Two people on a published list, one of them only known by name to us; who is shown is decided."""
    aru = desk.add("person", "names=Aru Serikova {script=Latn}", "names=Ару Серикова {script=Cyrl}", "sex=f")
    timur = desk.add("person", "names=Timur Zhaksybek {script=Latn}", "contacts=+7 701 000 11 22")
    source = desk.add("source", "title=The harbour list", "type=list", "date=2025-03")
    text = b"Aru Serikova was taken to the harbour.\n\nTimur Zhaksybek saw it. She was not released."
    event = desk.add("event", "title=At the harbour", "narrative=@-", stdin=text)
    decision = desk.ok(
        "decide", "--people", aru, "--use", "public", "--ground", "already-public", "--source", source,
        "--why", "On the list of March",
    )["id"]  # fmt: skip
    return {"aru": aru, "timur": timur, "source": source, "event": event, "decision": decision}
