"""Asking the system to let a stick go, where there is a service that does; else a person does it, and is told so.

`udisksctl` belongs to udisks2, which every larger desktop runs. It is told the name of a device and nothing of ours.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

PROGRAM: Final = "udisksctl"
PATIENCE_S: Final = 60.0
"""Whatever is still on its way to a slow stick is written when it is unmounted."""
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_DEEP: Final = 4
"""Devices made of devices, one upon another: encryption, volumes, partitions."""
_ENVIRONMENT: Final = ("PATH", "DBUS_SYSTEM_BUS_ADDRESS")


class Ejected(StrEnum):
    """What came of it."""

    GONE = "gone"
    """It is unmounted: it can be pulled out."""
    BY_HAND = "by-hand"
    """Nobody here can do it: it has to be ejected in the desktop's own way."""
    BUSY = "busy"
    """The system refused: another program has a file open on it, or may not let it go."""
    NO_STICK = "no-stick"
    """The folder lies on no medium that is pulled out."""


@dataclass(frozen=True, slots=True)
class System:
    """Where the kernel tells of mounts and devices, and where programs are looked for."""

    mounts: Path = Path("/proc/self/mountinfo")
    devices: Path = Path("/sys/class/block")
    nodes: Path = Path("/dev")
    programs: str | None = None
    """Folders, as in PATH; `None`: those of PATH."""


def eject(place: Path, system: System | None = None) -> Ejected:
    """Have the medium that *place* lies on unmounted. Everything on it must be synced and closed before.

    Only a medium that can be pulled out is ever asked for. Never raises for the medium.
    """
    system = system or System()
    device = _device_of(place, system)
    if device is None or not _is_pulled_out(device, system):
        return Ejected.NO_STICK
    program = shutil.which(PROGRAM, path=system.programs)
    if program is None:
        return Ejected.BY_HAND
    command = [program, "unmount", "--no-user-interaction", "--block-device", device]
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - a program of the system's, and the name of a device
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd="/",  # a working folder on the stick would keep it
            timeout=PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return Ejected.BUSY
    return Ejected.GONE if done.returncode == 0 and _device_of(place, system) != device else Ejected.BUSY


def _device_of(place: Path, system: System) -> str | None:
    """The device under *place*: that of the innermost mount, by the kernel's own list."""
    try:
        wanted = os.path.realpath(place)
        rows = system.mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    best, found = -1, None
    for row in rows:
        before, _, after = row.partition(" - ")
        fields, source = before.split(" "), after.split(" ")
        if len(fields) < 5 or len(source) < 2:
            continue
        point = _plain(fields[4])
        inside = wanted == point or wanted.startswith(point.rstrip("/") + "/")
        # The later of two mounts on one point is the one that is seen.
        if inside and len(point) >= best:
            best, found = len(point), source[1]
    return None if found is None else _named(_plain(found), system)


def _named(source: str, system: System) -> str | None:
    """The device by its first name: `/dev/dm-0`, where the mount says `/dev/mapper/stick`."""
    if not source.startswith("/dev/") or ".." in source:
        return None
    node = (system.nodes / source.removeprefix("/dev/")).resolve()
    name = node.name
    return f"/dev/{name}" if node.parent == system.nodes.resolve() and _NAME.fullmatch(name) else None


def _plain(field: str) -> str:
    """A path of the kernel's list, in which space, tab, line end and backslash are written in octal."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), field)


def _is_pulled_out(device: str, system: System) -> bool:
    """Whether a device, or the one it is a part of, is removable, on USB, or a memory card."""
    return _is_on_a_stick(device.rpartition("/")[2], system, _DEEP)


def _is_on_a_stick(name: str, system: System, deep: int) -> bool:
    try:
        where = (system.devices / name).resolve(strict=True)
        below = [each.name for each in (where / "slaves").iterdir()] if (where / "slaves").is_dir() else []
    except OSError:
        return False
    if any(part.startswith(("usb", "mmc")) for part in where.parts):
        return True
    if any(_says_one(folder / "removable") for folder in (where, where.parent)):
        return True
    return deep > 0 and bool(below) and all(_is_on_a_stick(each, system, deep - 1) for each in below)


def _says_one(path: Path) -> bool:
    try:
        return path.read_text(encoding="ascii").strip() == "1"
    except (OSError, UnicodeDecodeError):
        return False
