"""Computers made of files, as the kernel and programs would show them, for `casebook.vault.traces`."""

from __future__ import annotations

from pathlib import Path

from casebook.vault import traces
from casebook.vault.trace import Kind, Roots, Severity, Trace

HEAD = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"


class Computer:
    """A computer made of files; everything about it is in order until something is put there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.roots = Roots.under(folder)
        self.put("proc/swaps", HEAD)
        self.put("proc/cmdline", "quiet init_on_free=1")
        self.put("proc/sys/kernel/core_pattern", "core")
        self.put("sys/power/state", "freeze mem")
        self.disk("nvme0n1p3")
        self.disk("dm-0", uuid="CRYPT-LUKS2-0a0b-disk", name="disk_crypt", below=("nvme0n1p3",))
        self.mount("/", "/dev/mapper/disk_crypt")
        (folder / "home/person").mkdir(parents=True)

    def put(self, place: str, what: str | bytes = "") -> Path:
        path = self.folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(what.encode() if isinstance(what, str) else what)
        return path

    def disk(self, device: str, *, uuid: str = "", below: tuple[str, ...] = (), **more: str) -> None:
        """A block device: *uuid* and name of a mapped one, what it stands on."""
        block = f"sys/class/block/{device}"
        (self.folder / block).mkdir(parents=True)
        if uuid:
            self.put(f"{block}/dm/uuid", f"{uuid}\n")
            self.put(f"{block}/dm/name", f"{more.pop('name', device)}\n")
        for one in below:
            (self.folder / block / "slaves" / one).mkdir(parents=True)
        for file, what in more.items():
            self.put(f"{block}/{file}", f"{what}\n")

    def mount(self, point: str, source: str, kind: str = "ext4") -> None:
        old = self.folder / "proc/self/mountinfo"
        told = old.read_text() if old.exists() else ""
        # The folder itself stands for the root of that computer.
        where = f"{self.folder}{point}".rstrip("/").replace(" ", "\\040")
        self.put("proc/self/mountinfo", f"{told}36 35 98:0 / {where} rw,relatime - {kind} {source} rw\n")

    def swap(self, *lines: str) -> None:
        self.put("proc/swaps", HEAD + "".join(f"{line}\t1024\t512\t-2\n" for line in lines))

    def runs(self, name: str) -> None:
        self.put(f"proc/{len(list((self.folder / 'proc').iterdir())) + 100}/comm", f"{name}\n")

    def seen(self, kind: Kind, book: Path | None = None) -> tuple[str, Severity]:
        found = self.trace(kind, book)
        return found.state, found.severity

    def trace(self, kind: Kind, book: Path | None = None) -> Trace:
        [found] = [one for one in traces.look(self.roots, book) if one.kind is kind]
        return found
