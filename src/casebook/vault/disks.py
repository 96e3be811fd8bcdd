"""Whether what is written to a place on this computer is encrypted: mounts, block devices, device mapper, zram.

proc(5) `mountinfo`, the kernel's sysfs-block and dm documentation. A device counts as encrypted when it, or
everything it stands on, is a dm-crypt target.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from casebook.vault.trace import Roots, entries, exists, text

_DEEPEST: Final = 8
IN_MEMORY: Final = frozenset({"tmpfs", "ramfs"})
ENCRYPTED_TYPES: Final = frozenset({"ecryptfs", "fuse.gocryptfs", "fuse.cryfs", "fuse.encfs"})
UNSEEN_TYPES: Final = frozenset({"zfs", "overlay", "nfs", "nfs4", "cifs", "9p", "fuse.sshfs", "virtiofs"})


@dataclass(frozen=True, slots=True)
class Mount:
    """A line of `mountinfo`: where, which kind of file system, from which device."""

    point: PurePosixPath
    kind: str
    source: str


def mounts(roots: Roots) -> tuple[Mount, ...]:
    """Everything that is mounted, in the order of mounting."""
    found = []
    for line in (text(roots.proc / "self" / "mountinfo") or "").splitlines():
        before, _, after = line.partition(" - ")
        # 36 35 98:0 /root /point options … - type source options
        words, more = before.split(" "), after.split(" ")
        if len(words) > 4 and len(more) > 1:
            found.append(Mount(PurePosixPath(_plain(words[4])), more[0], _plain(more[1])))
    return tuple(found)


def _plain(word: str) -> str:
    """The kernel writes spaces and the like as three octal digits."""
    for code in ("040", "011", "012", "134"):
        word = word.replace(f"\\{code}", chr(int(code, 8)))
    return word


def mount_of(path: PurePosixPath, roots: Roots) -> Mount | None:
    """The mount that *path* lies on: of the deepest, the last."""
    best: Mount | None = None
    for mount in mounts(roots):
        if path.is_relative_to(mount.point) and (
            best is None or len(mount.point.parts) >= len(best.point.parts)
        ):
            best = mount
    return best


def is_encrypted_at(path: PurePosixPath, roots: Roots) -> bool | None:
    """Whether what is written there is encrypted, or stays in memory. `None`: that cannot be seen from here."""
    mount = mount_of(path, roots)
    if mount is None or mount.kind in UNSEEN_TYPES:
        return None
    if mount.kind in IN_MEMORY | ENCRYPTED_TYPES:
        return True
    return is_encrypted(mount.source, roots)


def is_encrypted(device: str, roots: Roots) -> bool | None:
    """Whether a device (``/dev/…``) is encrypted. `None` where the kernel shows no such device."""
    name = _name(device, roots)
    if name is None or not exists(_block(name, roots)):
        return None
    return _is_crypt(name, roots, _DEEPEST)


def _block(name: str, roots: Roots) -> Path:
    return roots.sys / "class" / "block" / name


def _name(device: str, roots: Roots) -> str | None:
    """The kernel's name of a device: ``dm-0`` for ``/dev/mapper/…``."""
    if not device.startswith("/dev/"):
        return None
    path = PurePosixPath(device)
    if path.parent.name != "mapper":
        return path.name
    for block in entries(roots.sys / "class" / "block"):
        if (text(block / "dm" / "name") or "").strip() == path.name:
            return block.name
    return None


def _is_crypt(name: str, roots: Roots, deepest: int) -> bool:
    """Itself dm-crypt, or, a logical volume, standing on nothing that is not."""
    block = _block(name, roots)
    if (text(block / "dm" / "uuid") or "").startswith("CRYPT-"):
        return True
    below = entries(block / "slaves")
    return bool(below) and deepest > 0 and all(_is_crypt(one.name, roots, deepest - 1) for one in below)


def zram_writes_to(device: str, roots: Roots) -> str:
    """The disk to which compressed memory is written back; nothing if it stays in memory."""
    told = (text(_block(PurePosixPath(device).name, roots) / "backing_dev") or "").strip()
    return "" if told in ("", "none") else told
