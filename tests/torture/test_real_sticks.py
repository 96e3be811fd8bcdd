"""Sticks with the file systems sticks have: whatever was called safe opens wholly, however the writing ended.

The file systems are programs here (fusefat, exfat-fuse) on an image of a stick. Killed, they lose what they had not
written, as a stick loses it that is pulled out; the image is then mounted again and read.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import packs
import sticking
from casebook.sync import pack, stick
from casebook.sync.medium import Fault
from casebook.sync.pack import BadPack
from torture import disks
from torture.table import Tally

SIZE = 48 << 20
FILM = 1 << 20
SERVERS = {"vfat": "fusefat", "exfat": "mount.exfat-fuse"}
CALLS = "openat,mkdir,mkdirat,write,fsync,utimensat,close,read"
SESSIONS = 3


@contextlib.contextmanager
def looped(image: Path) -> Iterator[str]:
    """The image as a block device."""
    found = subprocess.run(
        ["losetup", "--find", "--show", str(image)], capture_output=True, text=True, check=False
    )
    if found.returncode != 0:
        pytest.skip(f"no loop device: {found.stderr.strip()}")
    try:
        yield found.stdout.strip()
    finally:
        subprocess.run(["losetup", "--detach", found.stdout.strip()], check=True)


@contextlib.contextmanager
def plugged(kind: str, image: Path, place: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A stick of that kind mounted at *place*; yields the program that serves it. A new image is formatted."""
    disks.need_fuse(SERVERS[kind], f"mkfs.{kind}", "losetup")
    if not image.exists():
        with image.open("wb") as stream:
            stream.truncate(SIZE)
        how = ["-F", "32"] if kind == "vfat" else []
        subprocess.run([f"mkfs.{kind}", *how, str(image)], check=True, capture_output=True)
    if kind == "vfat":
        command = ["fusefat", "-f", "-o", "rw+", str(image), str(place)]
        with disks.served(place, quiet(command)) as program:
            yield program
        return
    with looped(image) as device:
        command = ["mount.exfat-fuse", "-d", device, str(place)]
        with disks.served(place, quiet(command)) as program:
            yield program


def quiet(command: list[str]) -> list[str]:
    """Both tell every call when they stay in the foreground; nobody reads it, and a full pipe would stop them."""
    return ["sh", "-c", 'exec "$@" >/dev/null 2>&1', "sh", *command]


@dataclass
class Told:
    """What a writer said: what it had begun, and what it called safe."""

    begun: dict[str, set[str]] = field(default_factory=dict)
    safe: dict[tuple[str, str], int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    ended: bool = False

    def take(self, line: dict[str, Any]) -> None:
        match line:
            case {"writing": str() as name, "folder": str() as folder}:
                self.begun.setdefault(folder, set()).add(name)
            case {"safe": list() as files}:
                for folder, name, frames in files:
                    self.safe[folder, name] = frames
            case {"fault": str() as fault}:
                self.faults.append(fault)
            case {"ended": True}:
                self.ended = True


def writer(place: Path, seed: str, *before: str, sessions: int = SESSIONS) -> subprocess.Popen[bytes]:
    """The process that writes; *before* stands before its command."""
    return subprocess.Popen(
        [*before, sys.executable, sticking.__file__, str(place), seed, str(sessions)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def told_by(process: subprocess.Popen[bytes], told: Told) -> None:
    """Everything it says until its end."""
    said, _ = process.communicate(timeout=120)
    for line in said.split(b"\n")[:-1]:
        told.take(json.loads(line))


def look(place: Path, told: Told) -> Counter[str]:
    """Read the stick again: what was safe is whole, and everything else is the start of a pack, or not ours."""
    there = {(each.folder, each.name): each for each in stick.look(place, recovered=True).files}
    lost = told.safe.keys() - there.keys()
    assert not lost, f"{len(lost)} of {len(told.safe)} safe files are not there"
    found: Counter[str] = Counter(safe=len(told.safe))
    for name, each in there.items():
        with stick.stage(place, each) as staged:
            assert staged.whole
            try:
                reader = pack.Reader(staged.file, packs.TEAM)
            except BadPack:
                assert name not in told.safe, "a safe file does not open"
                found["empty"] += 1
                continue
            good = reader.good_frames()
            for lying in reader.blobs:
                came = reader.blob(lying, [packs.TEAM])
                assert came is None or packs.taken(came).index is not None or not came
        if name in told.safe:
            assert good == reader.count == told.safe[name], "a safe file does not open wholly"
        else:
            found["whole, not told" if good == reader.count else "torn"] += 1
    return found


def summed(found: Counter[str]) -> str:
    return ", ".join(f"{name} {found[name]:,}" for name in sorted(found))


@pytest.mark.torture("T15", "packs written to a stick: unmounted, mounted, every one of them whole")
@pytest.mark.parametrize("kind", SERVERS)
def test_packs_on_a_stick(kind: str, tmp_path: Path, tally: Tally) -> None:
    image, place, told = tmp_path / "image", tmp_path / "mnt", Told()
    with plugged(kind, image, place):
        (place / "photo.jpg").write_bytes(b"somebody's" * 1000)
        with writer(place, "life") as process:
            told_by(process, told)
    assert told.ended
    assert len(told.safe) == 2 * SESSIONS
    with plugged(kind, image, place):
        found = look(place, told)
        assert (place / "photo.jpg").read_bytes() == b"somebody's" * 1000
        there = stick.look(place)
        assert (there.foreign, there.sessions) == (1, SESSIONS)
        named = [(each, stick.head(place, each)) for each in there.files[:3]]
        assert stick.free(place, named) == 3
    with plugged(kind, image, place):
        assert stick.look(place).files == there.files[3:]
    tally.found(f"{kind}: {summed(found)}")


@pytest.mark.torture(
    "T15", "a stick that is full: the start of the last pack is of use, what is safe is whole"
)
@pytest.mark.parametrize("kind", SERVERS)
def test_a_full_stick(kind: str, tmp_path: Path, tally: Tally) -> None:
    image, place, told = tmp_path / "image", tmp_path / "mnt", Told()
    with plugged(kind, image, place):
        with contextlib.suppress(OSError):
            for number in range(SIZE // FILM):
                (place / f"film{number}").write_bytes(bytes(FILM))
        for film in sorted(place.glob("film*"), key=lambda path: (path.stat().st_size, path.name))[:2]:
            film.unlink()
        with writer(place, "full", sessions=20) as process:
            told_by(process, told)
        (fault,) = told.faults
        # fusefat says EACCES where no cluster is free.
        assert fault in {"StickFull", "StickClosed"}
        assert told.safe
    with plugged(kind, image, place):
        found = look(place, told)
        assert {path.stat().st_size for path in place.glob("film*")} == {FILM}
    tally.found(f"{kind}: {summed(found)}")


@pytest.mark.torture(
    "T15", "the writer of packs killed at a call to the system: what was called safe is whole"
)
@pytest.mark.parametrize("kind", SERVERS)
def test_the_writer_is_killed(
    kind: str, tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not here")
    chance, found, place = random.Random(f"20260101 {kind}"), Counter[str](), tmp_path / "mnt"
    with plugged(kind, tmp_path / "image", place):
        calls = calls_to(place, tmp_path / "log")
    for number in range(rounds(6, 150)):
        image, told = tmp_path / f"image{number}", Told()
        with plugged(kind, image, place):
            name = sorted(calls)[number % len(calls)]
            inject = f"inject={name}:signal=SIGKILL:when={chance.choice(calls[name])}"
            with writer(place, "kill", "strace", "-qq", "-o", str(tmp_path / "log"), "-e", inject) as process:
                told_by(process, told)
            found["ended first"] += told.ended
        with plugged(kind, image, place):
            found += look(place, told)
        image.unlink()
        tally.tried()
    assert found["torn"] + found["empty"] + found["whole, not told"] > 0, "it was never killed in the midst"
    tally.found(f"{kind}: {summed(found)}")


def calls_to(place: Path, log: Path) -> dict[str, list[int]]:
    """Which calls of a writer reach the stick, by name and number: the interpreter itself makes a thousand others."""
    with writer(place, "kill", "strace", "-qq", "-y", "-o", str(log), "-e", f"trace={CALLS}") as process:
        process.communicate(timeout=60)
    seen, found = Counter[str](), dict[str, list[int]]()
    for line in log.read_text(errors="replace").splitlines():
        name = line.partition("(")[0]
        seen[name] += 1
        if f"<{place}" in line:
            found.setdefault(name, []).append(seen[name])
    assert len(found) > 4
    return found


@pytest.mark.torture("T14", "a stick pulled out while packs are written: what was called safe is whole")
@pytest.mark.parametrize("kind", SERVERS)
def test_pulled_out(kind: str, tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally) -> None:
    chance, found, faults = random.Random(f"20260102 {kind}"), Counter[str](), Counter[str]()
    for number in range(rounds(4, 100)):
        image, place, told = tmp_path / f"image{number}", tmp_path / "mnt", Told()
        with plugged(kind, image, place) as program, writer(place, f"pull {number}") as process:
            assert process.stdout is not None
            for _ in range(chance.randrange(1, 3 * SESSIONS)):
                told.take(json.loads(process.stdout.readline()))
            with contextlib.suppress(subprocess.TimeoutExpired):
                program.wait(chance.random() * 0.02)
            program.kill()
            program.wait()
            told_by(process, told)
            faults.update(told.faults)
        with plugged(kind, image, place):
            found += look(place, told)
        image.unlink()
        tally.tried()
    assert faults.keys() <= {"NotReadBack", *(leaf.__name__ for leaf in Fault.__subclasses__())}
    assert faults, "it was always pulled too late"
    tally.found(f"{kind}: {summed(found)}; the writer was told {summed(faults)}")


@pytest.mark.torture(
    "T15", "entries of a directory lost, and what a repair saved: packs without a name are read"
)
def test_packs_that_lost_their_names(tmp_path: Path, tally: Tally) -> None:
    image, place, told = tmp_path / "image", tmp_path / "mnt", Told()
    with plugged("vfat", image, place), writer(place, "nameless") as process:
        told_by(process, told)
    data, lost = bytearray(image.read_bytes()), {name for _, name in list(told.safe)[::2]}
    for name in lost:
        at = data.index(name[:5].encode("utf-16-le")) - 1
        data[at] = data[at + 32] = (
            0xE5  # long and short name: what FAT writes over a letter of what was removed
        )
    image.write_bytes(data)
    # Lost chains are saved as files; 1: it mended something.
    repaired = subprocess.run(["fsck.vfat", "-a", "-f", str(image)], capture_output=True, check=False)
    assert repaired.returncode == 1, repaired.stdout.decode()
    with plugged("vfat", image, place):
        assert len(stick.look(place).files) == len(told.safe) - len(lost)
        whole = 0
        for each in stick.look(place, recovered=True).files:
            with stick.stage(place, each) as staged:
                whole += (reader := pack.Reader(staged.file, packs.TEAM)).good_frames() == reader.count
    assert whole == len(told.safe)
    tally.found(f"{len(lost)} of {len(told.safe)} lost their names, all were read")


@pytest.mark.torture("T14", "one changed byte of a safe file is found")
def test_the_look_at_a_stick_is_not_blind(tmp_path: Path) -> None:
    """The search that the other tests here rest on."""
    image, place, told = tmp_path / "image", tmp_path / "mnt", Told()
    with plugged("vfat", image, place), writer(place, "blind") as process:
        told_by(process, told)
    data = bytearray(image.read_bytes())
    written = b"".join(sticking.pack_of("blind 2 1").frames())
    data[data.index(written[-4096:-2048])] ^= 1
    image.write_bytes(data)
    with plugged("vfat", image, place), pytest.raises(AssertionError):
        look(place, told)
