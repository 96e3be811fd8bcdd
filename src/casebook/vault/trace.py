"""What can be found beside a casebook on the computer it is used on: the nouns of `traces.py` and `leftovers.py`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 8 << 20
"""As much of a file is looked at."""


class Severity(Enum):
    """How much it matters, worst first."""

    DANGER = "danger"
    """Text of an open casebook may stand readable on the disk."""
    WARNING = "warning"
    """Something near it is kept: what was copied, typed, opened, or an older state."""
    NOTE = "note"
    """Tells that, and when, somebody worked here; or could not be seen."""
    FINE = "fine"
    """Looked at, and in order."""

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return list(Severity).index(self)


class Kind(StrEnum):
    """What was looked at."""

    SWAP = "swap"
    HIBERNATION = "hibernation"
    HOME = "home"
    CRASHES = "crashes"
    KERNEL_CRASHES = "kernel-crashes"
    FREED_MEMORY = "freed-memory"
    LOGS = "logs"
    RECENT = "recent"
    CLIPBOARDS = "clipboards"
    SPEECH = "speech"
    TYPING = "typing"
    INDEXES = "indexes"
    THUMBNAILS = "thumbnails"
    SHELLS = "shells"
    STICKS = "sticks"
    SNAPSHOTS = "snapshots"
    SYNCED = "synced"


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing that was looked at, and how it stands.

    *state* is a word of `wording/of_traces.py`. *facts* holds counts, and names of programs out of our own lists; never
    a name, a path or a text that was found.
    """

    kind: Kind
    state: str
    severity: Severity
    facts: Mapping[str, int | str] = field(default_factory=dict)


def _xdg(name: str, usual: str) -> Path:
    """A base folder of the user (XDG Base Directory Specification: only an absolute path counts)."""
    told = os.environ.get(name, "")
    return Path(told) if told.startswith("/") else Path.home() / usual


@dataclass(frozen=True)
class Roots:
    """Where to look: of this computer, or (`under`) of one that a folder holds."""

    proc: Path = Path("/proc")
    sys: Path = Path("/sys")
    etc: Path = Path("/etc")
    var: Path = Path("/var")
    boot: Path = Path("/boot")
    home: Path = field(default_factory=Path.home)
    config: Path = field(default_factory=lambda: _xdg("XDG_CONFIG_HOME", ".config"))
    data: Path = field(default_factory=lambda: _xdg("XDG_DATA_HOME", ".local/share"))
    cache: Path = field(default_factory=lambda: _xdg("XDG_CACHE_HOME", ".cache"))

    @classmethod
    def under(cls, folder: Path, home: str = "home/person") -> Roots:
        """The computer whose files stand in *folder*."""
        person = folder / home
        system = {name: folder / name for name in ("proc", "sys", "etc", "var", "boot")}
        return cls(
            **system,
            home=person,
            config=person / ".config",
            data=person / ".local/share",
            cache=person / ".cache",
        )


def text(path: Path) -> str | None:
    """What stands in a small file; `None` if it is not there or not ours to read."""
    found = read(path)
    return None if found is None else found.decode(errors="replace")


def read(path: Path) -> bytes | None:
    """The last `MOST_BYTES` of a file; `None` if it is not there, not ours to read, or no plain file."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            # The kernel's own files have no length, and are read from their beginning.
            size = path.stat().st_size
            stream.seek(max(0, size - MOST_BYTES))
            return stream.read(MOST_BYTES)
    except OSError:
        return None


def entries(folder: Path) -> list[Path]:
    """What stands in a folder; nothing if it is not there or not ours to read."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def files(folder: Path, pattern: str = "*") -> int:
    """How many files stand beneath a folder."""
    try:
        return sum(1 for path in folder.rglob(pattern) if path.is_file())
    except OSError:
        return 0


def exists(path: Path) -> bool:
    """Whether something is there; false if that is not ours to see."""
    try:
        return path.exists()
    except OSError:
        return False


def running(roots: Roots) -> frozenset[str]:
    """The names of all processes, as the kernel keeps them: fifteen characters at most."""
    return frozenset(_names(roots))


def _names(roots: Roots) -> Iterator[str]:
    for process in entries(roots.proc):
        if process.name.isdigit():
            yield (text(process / "comm") or "").strip()
