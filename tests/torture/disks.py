"""Disks that are small, read-only, of another system, or pulled out: mounted for one test.

Only root may mount. Elsewhere, and where a tool is missing, the test is skipped aloud.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

PATIENCE_S = 20.0


def need(*tools: str) -> None:
    """Skip, and say so, without root or without one of *tools*."""
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a file system")
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


def need_fuse(*tools: str) -> None:
    """The same for file systems that are programs."""
    need("fusermount3", *tools)
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        pytest.skip("/dev/fuse is not here")


@contextlib.contextmanager
def mounted(place: Path, *how: str) -> Iterator[Path]:
    """`mount` *how* at *place*, which is made; unmounted at the end, whoever still uses it."""
    place.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *how, str(place)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"mount {' '.join(how[:2])}: {done.stderr.strip()}")
    try:
        yield place
    finally:
        pull(place)


def small(place: Path, size: str = "4m") -> contextlib.AbstractContextManager[Path]:
    """A file system of so many bytes, in memory."""
    need("mount")
    return mounted(place, "-t", "tmpfs", "-o", f"size={size}", "tmpfs")


@contextlib.contextmanager
def read_only(folder: Path, place: Path) -> Iterator[Path]:
    """*folder* seen at *place*, where nothing can be written."""
    need("mount")
    with mounted(place, "--bind", str(folder)):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(place)], check=True)
        yield place


@contextlib.contextmanager
def served(place: Path, command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A file system served by a program in the foreground; yields the program, which may be killed."""
    place.mkdir(exist_ok=True)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as program:
        end = time.monotonic() + PATIENCE_S
        while not os.path.ismount(place):
            if program.poll() is not None or time.monotonic() > end:
                program.kill()
                pytest.skip(f"{command[0]} does not mount here: {program.communicate()[1].decode().strip()}")
            time.sleep(0.01)
        try:
            yield program
        finally:
            pull(place)
            with contextlib.suppress(ProcessLookupError):
                program.send_signal(signal.SIGTERM)
            try:
                program.communicate(timeout=5)
            except subprocess.TimeoutExpired:
                program.kill()
                program.communicate()


def pull(place: Path) -> None:
    """Take it away, as a stick is pulled out: what is open there stays open, nothing new is found."""
    subprocess.run(["umount", "-l", str(place)], capture_output=True, check=False)


@contextlib.contextmanager
def formatted(kind: str, image: Path, place: Path, size: int) -> Iterator[Path]:
    """An image of so many bytes with a file system of that kind (``vfat``, ``exfat``, ``ntfs``), mounted at *place*.

    By the kernel where it knows the kind, else by a program; an image that exists is mounted again as it is.
    """
    make = {"vfat": ["mkfs.vfat", "-F", "32"], "exfat": ["mkfs.exfat"], "ntfs": ["mkntfs", "-q", "-F", "-f"]}[
        kind
    ]
    serve = {"exfat": "mount.exfat-fuse", "ntfs": "ntfs-3g"}.get(kind)
    need("mount", "losetup", make[0])
    if not image.exists():
        with image.open("wb") as stream:
            stream.truncate(size)
        subprocess.run([*make, str(image)], check=True, capture_output=True)
    found = subprocess.run(
        ["losetup", "--find", "--show", str(image)], capture_output=True, text=True, check=False
    )
    if found.returncode != 0:
        pytest.skip(f"no loop device: {found.stderr.strip()}")
    device = found.stdout.strip()
    place.mkdir(exist_ok=True)
    try:
        done = subprocess.run(["mount", "-t", kind, device, str(place)], capture_output=True, check=False)
        if done.returncode != 0:
            if serve is None or shutil.which(serve) is None:
                pytest.skip(f"neither the kernel nor a program here mounts {kind}")
            need_fuse(serve)
            done = subprocess.run([serve, device, str(place)], capture_output=True, check=False)
            if done.returncode != 0:
                pytest.skip(f"{serve} does not mount here: {done.stderr.decode().strip()}")
        try:
            yield place
        finally:
            subprocess.run(["umount", str(place)], check=True)
            _wait_until_free(device)
    finally:
        subprocess.run(["losetup", "--detach", device], check=True)


def _wait_until_free(device: str) -> None:
    """A program that served a file system writes its last blocks after it was unmounted."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        users = subprocess.run(["pgrep", "-f", f" {device} "], capture_output=True, check=False)
        if users.returncode != 0:
            return
        time.sleep(0.02)
