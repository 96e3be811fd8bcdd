"""The real program in a process of its own, driven by its keyboard and looked at from outside.

`python -m casebook FOLDER`, with nothing changed; `tests/driven` puts a `Driver` into it. What it is told and what
it answers goes through its standard input and output, which locking leaves open.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 60.0
SKIPPED = ("[vvar]", "[vsyscall]", "[vvar_vclock]")


class FailedError(AssertionError):
    """The program did not do what it was told, or is gone."""


def environment(home: Path) -> dict[str, str]:
    """What the program is started with: a home of its own, and the driver on its path."""
    path = [str(ROOT / "tests" / "driven"), str(ROOT / "tests"), str(ROOT / "src")]
    return {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
        "TMPDIR": str(home / "tmp"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_RUNTIME_DIR": str(home / "run"),
    }


def until(condition: Callable[[], object], what: str) -> None:
    """Look again and again until *condition* holds."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            raise FailedError(f"waited for {what}")
        time.sleep(0.001)


def make_home(home: Path) -> Path:
    """A fresh home with the folders a desktop has."""
    for name in ("", "tmp", "run"):
        (home / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


@dataclass
class Program:
    """The program while it runs. *pid* is its process id, which locking does not change."""

    running: subprocess.Popen[bytes]
    errors: Path
    pid: int = 0

    def _line(self, patience: float = PATIENCE_S) -> dict[str, Any]:
        assert self.running.stdout is not None
        end = time.monotonic() + patience
        held = b""
        while not held.endswith(b"\n"):
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.running.stdout], [], [], left)[0]:
                raise FailedError(f"no answer; standard error: {self.stderr()}")
            data = os.read(self.running.stdout.fileno(), 1)
            if not data:
                raise FailedError(f"it ended with {self.running.wait()}; standard error: {self.stderr()}")
            held += data
        answer: dict[str, Any] = json.loads(held)
        return answer

    def wait_ready(self, patience: float = PATIENCE_S) -> None:
        """Wait for the window of a process that has just started, also by locking."""
        while "ready" not in (told := self._line(patience)):
            if "failed" in told:
                raise FailedError(told["failed"])
        self.pid = told["ready"]

    def tell(self, do: str, *args: object) -> None:
        """Give an order and do not wait: for keys that end the process."""
        assert self.running.stdin is not None
        self.running.stdin.write(json.dumps({"do": do, "with": args}).encode() + b"\n")
        self.running.stdin.flush()

    def do(self, do: str, *args: object) -> Any:
        """Give an order of `Driver` and return what it returned."""
        self.tell(do, *args)
        told = self._line()
        if "failed" in told:
            raise FailedError(told["failed"])
        return told["done"]

    def stderr(self) -> str:
        """What it wrote to standard error."""
        return self.errors.read_text(errors="replace")

    def unlock(self, passphrase: str) -> None:
        """Type the passphrase, wait for the casebook."""
        self.do("until_here", "Passphrase")
        self.do("type", passphrase)
        self.do("press", "Return")
        self.do("until_gone", "Open the casebook")
        self.do("until_sees", "network: none")

    def lock(self, keys: str = "Ctrl+Shift+L") -> None:
        """Press the keys, and wait for the process that comes after."""
        before = self.pid
        self.tell("press", keys)
        self.wait_ready()
        assert self.pid == before, "locking keeps the process id"


@contextlib.contextmanager
def started(
    folder: Path | None,
    home: Path,
    *,
    user: int | None = None,
    under: Sequence[str] = (),
    umask: int = 0o022,
    command: Sequence[str] = (),
    more: Mapping[str, str] | None = None,
) -> Iterator[Program]:
    """Start the program on a casebook, as *user*, perhaps *under* another program that watches it.

    *more*: what stands in its environment besides.
    """
    errors = home.with_name(f"{home.name}.stderr")
    words = [*under, *(command or (sys.executable, "-m", "casebook")), *([str(folder)] if folder else [])]
    with errors.open("wb") as sink:
        running = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=sink,
            env={**environment(home), **(more or {})},
            cwd="/",
            umask=umask,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )
    program = Program(running, errors)
    try:
        program.wait_ready()
        yield program
    finally:
        if program.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(program.pid, signal.SIGKILL)
        if not under:
            running.kill()
        running.communicate()


# ------------------------------------------------------------------------------------ what is in its memory


def descendants(pid: int) -> Iterator[int]:
    """The process and everything it started, whoever started it since."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for child in (task / "children").read_text().split():
                yield from descendants(int(child))


def memory(pid: int) -> Iterator[bytes]:
    """Every readable mapping of a process."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as stream:
        for mapping in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights, *_ = mapping.split()
            if "r" not in rights or mapping.endswith(SKIPPED):
                continue
            start, end = (int(part, 16) for part in place.split("-"))
            stream.seek(start)
            with contextlib.suppress(OSError):  # a page of a file cut short since: there is nothing behind it
                yield stream.read(end - start)


class Looked:
    """What is looked for in the memory of a process: texts in any encoding and case, keys raw and written out.

    Without its zero bytes, text of two or four bytes a letter is as short as other text; so one search finds
    all of them, in a memory that is mostly zeros.
    """

    def __init__(self) -> None:
        self._texts: set[bytes] = set()
        self._raw: set[bytes] = set()

    def text(self, *texts: str) -> Looked:
        """Look for *texts*, too."""
        for text in texts:
            for spelled in (text, text.lower(), text.upper()):
                self._texts |= {_squeezed(spelled.encode(coding)) for coding in ("utf-8", "utf-16-le")}
        return self

    def passphrase(self, secret: str, length: int = 12) -> Looked:
        """Look for *secret*, and for parts of it long enough to stand nowhere by chance."""
        return self.text(*(secret[i : i + length] for i in range(0, len(secret) - length + 1, length // 2)))

    def key(self, key: bytes) -> Looked:
        """Look for *key* and its halves, as bytes, in hexadecimal digits and in base 64."""
        for part in (key, key[: len(key) // 2], key[len(key) // 2 :]):
            self._raw |= {part, part[::-1]}
            self._texts.add(_squeezed(part.hex().encode()))
            self._texts.add(_squeezed(base64.b64encode(part)[: len(part)]))
        return self

    def found(self, pid: int) -> list[bytes]:
        """What of it stands in the memory of a process or of one of its descendants."""
        return sorted({hit for one in descendants(pid) for part in memory(one) for hit in self._in(part)})

    def found_in(self, parts: Iterable[bytes]) -> list[bytes]:
        """What of it stands in a memory that was copied."""
        return sorted({hit for part in parts for hit in self._in(part)})

    def is_found(self, pid: int) -> bool:
        """Whether any of it is there: what a search has to see before its silence says something."""
        return any(True for one in descendants(pid) for part in memory(one) for _ in self._in(part))

    def _in(self, part: bytes) -> Iterator[bytes]:
        yield from (raw for raw in self._raw if raw in part)
        squeezed = _squeezed(part)
        yield from (text for text in self._texts if text in squeezed)


def _squeezed(data: bytes) -> bytes:
    return data.replace(b"\0", b"").lower()
