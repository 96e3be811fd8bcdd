"""A small computer in emulation, with the kernel of a distribution and a real stick that can be pulled out of it.

QEMU without hardware help, a kernel from /boot with its modules, this computer's files for reading alone (9p), and a
`usb-storage` stick on an image. What a program in it says comes out of a serial line; QMP pulls the stick.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PATIENCE_S = 240.0
MODULES = (
    *("virtio_pci", "9pnet_virtio", "9p", "xhci_pci", "usb_storage", "sd_mod"),
    *("nls_cp437", "nls_ascii", "nls_iso8859_1", "nls_utf8", "vfat", "exfat"),
)
INIT = """#!/bin/busybox sh
/bin/busybox mkdir -p /proc /sys /dev /host
b=/bin/busybox
$b mount -t proc proc /proc
$b mount -t sysfs sysfs /sys
$b mount -t devtmpfs dev /dev
for each in $($b cat /modules); do $b insmod /m/$each; done
$b mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=262144,cache=loose host /host
$b mount --bind /dev /host/dev
$b mount -t proc proc /host/proc
$b mount -t tmpfs tmp /host/mnt
$b mkdir /host/mnt/stick
while [ ! -b /dev/sda ]; do $b sleep 0.1; done
$b mount -t KIND -o HOW /dev/sda /host/mnt/stick
$b stty -F /dev/ttyS1 raw
$b chroot /host /bin/sh -c 'cd /; COMMAND' >/dev/ttyS1 2>/dev/ttyS0
echo '{"left": true}' >/dev/ttyS1
$b sleep 1000
"""


def need() -> tuple[Path, Path]:
    """The kernel and the folder of its modules. Skips aloud where something is missing."""
    if os.geteuid() != 0:
        pytest.skip("needs root to read the kernel")
    missing = [tool for tool in ("qemu-system-x86_64", "busybox", "modinfo") if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    for kernel in sorted(Path("/boot").glob("vmlinuz-*"), reverse=True):
        folder = Path("/lib/modules") / kernel.name.removeprefix("vmlinuz-")
        if (folder / "modules.dep").exists() and list(folder.rglob("exfat.ko*")):
            return kernel, folder
    pytest.skip("no kernel in /boot with exFAT and its modules")


@dataclass
class Guest:
    """The computer: what it says, line by line, and the hand that pulls its stick."""

    program: subprocess.Popen[bytes]
    lines: Iterator[dict[str, Any]]
    qmp: Path
    console: Path

    def pull(self) -> None:
        """Take the stick out, at once."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.qmp))
            with line.makefile("rwb") as talk:
                talk.readline()
                for command in (
                    {"execute": "qmp_capabilities"},
                    {"execute": "device_del", "arguments": {"id": "pen"}},
                ):
                    talk.write(json.dumps(command).encode() + b"\n")
                    talk.flush()
                    while "return" not in (said := json.loads(talk.readline())):
                        assert "error" not in said, said


@contextlib.contextmanager
def running(image: Path, kind: str, how: str, command: list[str], folder: Path) -> Iterator[Guest]:
    """The computer with *image* plugged in and mounted at /mnt/stick, running *command*; off at the end."""
    kernel, modules = need()
    words = " ".join(f'"{word}"' for word in command)
    environment = f'PYTHONPATH="{os.pathsep.join(sys.path)}"'
    init = INIT.replace("KIND", kind).replace("HOW", how).replace("COMMAND", f"{environment} {words}")
    initrd, qmp, console = folder / "initrd", folder / "qmp", folder / "console"
    initrd.write_bytes(archive(init, modules))
    arguments = [
        *(
            "qemu-system-x86_64",
            "-accel",
            "tcg,thread=multi",
            "-cpu",
            "max",
            "-m",
            "512",
            "-nodefaults",
            "-no-reboot",
        ),
        *("-display", "none", "-kernel", str(kernel), "-initrd", str(initrd)),
        *(
            "-append",
            "console=ttyS0 quiet panic=-1 mitigations=off",
            "-serial",
            f"file:{console}",
            "-serial",
            "stdio",
        ),
        *("-qmp", f"unix:{qmp},server=on,wait=off", "-device", "virtio-9p-pci,fsdev=host,mount_tag=host"),
        *("-fsdev", "local,id=host,path=/,security_model=none,readonly=on,multidevs=remap"),
        *("-device", "qemu-xhci", "-drive", f"if=none,id=stick,file={image},format=raw,cache=writethrough"),
        *("-device", "usb-storage,drive=stick,id=pen"),
    ]
    with subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as program:
        try:
            yield Guest(program, _lines(program, console), qmp, console)
        finally:
            program.kill()


def _lines(program: subprocess.Popen[bytes], console: Path) -> Iterator[dict[str, Any]]:
    """What it says, until it left or is off."""
    assert program.stdout is not None
    os.set_blocking(program.stdout.fileno(), False)
    end, pending = time.monotonic() + PATIENCE_S, b""
    while time.monotonic() < end:
        piece = program.stdout.read(65536)
        if piece is None:
            time.sleep(0.005)
            continue
        if not piece:
            return
        *whole, pending = (pending + piece).split(b"\n")
        for line in whole:
            said = json.loads(line)
            if said == {"left": True}:
                return
            yield said
    pytest.fail(f"the guest stands still: {console.read_text(errors='replace')[-2000:]}")


def archive(init: str, modules: Path) -> bytes:
    """An initial file system: busybox, the modules in the order of their needs, and what is done first."""
    order = _in_order(modules)
    files = {
        "init": (init.encode(), 0o755),
        "modules": ("\n".join(path.name for path in order).encode(), 0o644),
    }
    files["bin/busybox"] = (Path(shutil.which("busybox") or "").read_bytes(), 0o755)
    files |= {f"m/{path.name}": (path.read_bytes(), 0o644) for path in order}
    rows = [_row(name, b"", 0o040755) for name in ("bin", "m")]
    rows += [_row(name, data, 0o100000 | mode) for name, (data, mode) in files.items()]
    return b"".join([*rows, _row("TRAILER!!!", b"", 0)])


def _in_order(modules: Path) -> list[Path]:
    needs = {}
    for line in (modules / "modules.dep").read_text().splitlines():
        path, _, others = line.partition(":")
        needs[path] = others.split()
    names = {Path(path).name.partition(".")[0].replace("-", "_"): path for path in needs}
    found: list[str] = []

    def take(path: str) -> None:
        for other in needs[path]:
            take(other)
        if path not in found:
            found.append(path)

    for name in MODULES:
        if name in names:  # else it is built into the kernel
            take(names[name])
    return [modules / path for path in found]


def _row(name: str, data: bytes, mode: int) -> bytes:
    """One file of an archive as the kernel reads it: cpio, "newc"."""
    label = name.encode() + b"\0"
    numbers = (0, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(label), 0)
    head = b"070701" + b"".join(b"%08X" % number for number in numbers) + label
    return head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4)
