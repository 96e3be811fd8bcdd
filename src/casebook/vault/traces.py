"""What a searcher of this computer would find beside the casebook: of the system here, of programs in `leftovers.py`.

It only looks: nothing is changed, and no name of anything that is found leaves it, only what kind of thing it is and
how many. Every path is under `Roots`, so that a test builds the computer it looks at.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from casebook.vault import disks, leftovers
from casebook.vault.trace import Kind, Roots, Severity, Trace, entries, exists, files, read, text

HANDLERS: Final = {
    "apport": "Apport",
    "systemd-coredump": "systemd-coredump",
    "abrt-hook-ccpp": "ABRT",
    "drkonqi": "DrKonqi",
}
"""Programs the kernel hands the memory of a crashed process to, by a word of `core_pattern`."""


def look(roots: Roots | None = None, book: Path | None = None) -> tuple[Trace, ...]:
    """Everything there is to know, worst first; also what is in order. *book*: the folder of the casebook, if known.

    Takes some tens of milliseconds, and reads files of the person's programs: not on the window's thread.
    """
    roots = roots or Roots()
    swaps = _swaps(roots)
    found = [
        _swap(swaps),
        _hibernation(swaps, roots),
        _home(roots),
        _crashes(roots),
        _kernel_crashes(roots),
        _freed_memory(roots),
        _logs(roots),
        *leftovers.look(roots, book),
    ]
    return tuple(sorted(found, key=lambda trace: trace.severity.rank))


def worst(roots: Roots | None = None) -> Trace | None:
    """What one has to be told of at once: memory that goes to the disk readable. Cheap: asks the kernel alone."""
    roots = roots or Roots()
    swaps = _swaps(roots)
    found = (_hibernation(swaps, roots), _swap(swaps))
    return next((trace for trace in found if trace.severity is Severity.DANGER), None)


# ------------------------------------------------------------------------------------ memory on the disk


@dataclass(frozen=True, slots=True)
class _Swap:
    """A place memory is moved to. *safe*: encrypted, or in memory itself; `None` = that cannot be seen."""

    safe: bool | None
    in_memory: bool


def _swaps(roots: Roots) -> tuple[_Swap, ...] | None:
    """The swap areas in use; `None` where the kernel does not say."""
    told = text(roots.proc / "swaps")
    if told is None:
        return None
    found = []
    for line in told.splitlines()[1:]:
        words = line.split()
        if len(words) > 1:
            found.append(_one_swap(words[0].replace("\\040", " "), words[1], roots))
    return tuple(found)


def _one_swap(place: str, kind: str, roots: Roots) -> _Swap:
    if kind == "file":
        return _Swap(disks.is_encrypted_at(PurePosixPath(place), roots), in_memory=False)
    if PurePosixPath(place).name.startswith("zram"):
        behind = disks.zram_writes_to(place, roots)
        return _Swap(disks.is_encrypted(behind, roots) if behind else True, in_memory=not behind)
    return _Swap(disks.is_encrypted(place, roots), in_memory=False)


def _swap(swaps: tuple[_Swap, ...] | None) -> Trace:
    if swaps is None:
        return Trace(Kind.SWAP, "unseen", Severity.NOTE)
    if not swaps:
        return Trace(Kind.SWAP, "none", Severity.FINE)
    # A device the kernel does not show is one nobody has proved to be encrypted.
    open_ones = sum(swap.safe is not True for swap in swaps)
    if open_ones:
        return Trace(Kind.SWAP, "open", Severity.DANGER, {"count": open_ones})
    if all(swap.in_memory for swap in swaps):
        return Trace(Kind.SWAP, "in-memory", Severity.FINE, {"count": len(swaps)})
    return Trace(Kind.SWAP, "encrypted", Severity.FINE, {"count": len(swaps)})


def _hibernation(swaps: tuple[_Swap, ...] | None, roots: Roots) -> Trace:
    """All of memory on the disk. The kernel can if it knows the state "disk" and has a swap area that is on one."""
    states = (text(roots.sys / "power" / "state") or "").split()
    where = [swap for swap in swaps or () if not swap.in_memory]
    if "disk" not in states or not where:
        return Trace(Kind.HIBERNATION, "impossible", Severity.FINE)
    if _is_masked(roots):
        return Trace(Kind.HIBERNATION, "switched-off", Severity.FINE)
    if all(swap.safe is True for swap in where):
        return Trace(Kind.HIBERNATION, "encrypted", Severity.NOTE)
    resume = (text(roots.sys / "power" / "resume") or "").strip()
    prepared = resume not in ("", "0:0") or "resume=" in (text(roots.proc / "cmdline") or "")
    if prepared:
        return Trace(Kind.HIBERNATION, "open", Severity.DANGER)
    return Trace(Kind.HIBERNATION, "possible", Severity.WARNING)


def _is_masked(roots: Roots) -> bool:
    unit = roots.etc / "systemd" / "system" / "hibernate.target"
    try:
        return unit.is_symlink() and str(unit.readlink()) == "/dev/null"
    except OSError:
        return False


def _home(roots: Roots) -> Trace:
    safe = disks.is_encrypted_at(PurePosixPath(roots.home), roots)
    if safe is None:
        return Trace(Kind.HOME, "unseen", Severity.NOTE)
    state, severity = ("encrypted", Severity.FINE) if safe else ("open", Severity.WARNING)
    return Trace(Kind.HOME, state, severity)


# ------------------------------------------------------------------------------------ crashes


def _crashes(roots: Roots) -> Trace:
    """Who gets the memory of a process that crashes. Ours is not dumpable; a reader of the screen is."""
    pattern = (text(roots.proc / "sys" / "kernel" / "core_pattern") or "").strip()
    kept = sum(
        files(folder)
        for folder in (
            roots.var / "lib" / "systemd" / "coredump",
            roots.var / "crash",
            roots.var / "spool" / "abrt",
            roots.var / "lib" / "apport" / "coredump",
        )
    )
    handler = next((name for word, name in HANDLERS.items() if word in pattern), "")
    keeps = pattern.startswith("|") and not pattern.startswith(("|/bin/false", "|/bin/true"))
    if handler == "systemd-coredump" and _coredump_keeps_nothing(roots):
        keeps = False
    if keeps:
        return Trace(Kind.CRASHES, "handler", Severity.WARNING, {"programs": handler or "?", "count": kept})
    if kept:
        return Trace(Kind.CRASHES, "kept", Severity.WARNING, {"count": kept})
    return Trace(Kind.CRASHES, "none", Severity.FINE)


def _coredump_keeps_nothing(roots: Roots) -> bool:
    """What systemd's coredump.conf says: of several files the last one counts."""
    folder = roots.etc / "systemd"
    told = [folder / "coredump.conf", *entries(folder / "coredump.conf.d")]
    said = [
        match[1]
        for path in told
        for match in re.finditer(r"^\s*Storage\s*=\s*(\w+)", text(path) or "", re.MULTILINE)
    ]
    return said[-1:] == ["none"]


def _kernel_crashes(roots: Roots) -> Trace:
    """A crash kernel writes out all of memory when the kernel fails."""
    loaded = (text(roots.sys / "kernel" / "kexec_crash_loaded") or "0").strip()
    if loaded == "1":
        return Trace(Kind.KERNEL_CRASHES, "loaded", Severity.WARNING)
    return Trace(Kind.KERNEL_CRASHES, "none", Severity.FINE)


def _freed_memory(roots: Roots) -> Trace:
    """Whether the kernel wipes memory that was given back: asked for at its start, or built in."""
    words = (text(roots.proc / "cmdline") or "").split()
    if "init_on_free=1" in words or ("init_on_free=0" not in words and _wipes_by_itself(roots)):
        return Trace(Kind.FREED_MEMORY, "wiped", Severity.FINE)
    return Trace(Kind.FREED_MEMORY, "kept", Severity.NOTE)


def _wipes_by_itself(roots: Roots) -> bool:
    release = (text(roots.proc / "sys" / "kernel" / "osrelease") or "").strip()
    built = text(roots.boot / f"config-{release}") or ""
    packed = read(roots.proc / "config.gz")
    if packed:
        try:
            built = gzip.decompress(packed).decode(errors="replace")
        except (OSError, EOFError, ValueError):
            return False
    return "CONFIG_INIT_ON_FREE_DEFAULT_ON=y" in built.splitlines()


def _logs(roots: Roots) -> Trace:
    """Logs that outlive the session. They say when programs ran; we write nothing to them."""
    kept = exists(roots.var / "log" / "journal") or exists(roots.home / ".xsession-errors")
    return Trace(Kind.LOGS, "kept" if kept else "none", Severity.NOTE if kept else Severity.FINE)
