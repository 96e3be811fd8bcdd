"""A change of keys cut off at every call to the file system, one after the other: the old or the new, never neither.

strace stops a real process at the n-th call of one kind, or has that call fail; what is left on the disk is opened
with both passphrases. Which calls there are is listed by a run that is not disturbed.
"""

from __future__ import annotations

import collections
import errno
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from books import derived_once
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.vault import safe as safes
from casebook.vault.faults import WrongPassphrase
from casebook.vault.head import HeadState
from casebook.vault.keys import CHEAPEST

OLD, NEW = "ferry lantern orchard", "walnut harbour thimble"
STATE = HeadState(7, 1_763_144_400_000, b"h" * 32)
CHANGING = ("rename", "link", "linkat", "unlink", "fsync", "fdatasync", "ftruncate", "pwrite64", "write")

REKEY = """
import os, sys
from pathlib import Path
from casebook.base.errors import CasebookError
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.vault import safe
from casebook.vault.keys import CHEAPEST
opened = safe.unlock(Path(sys.argv[1]), Secret(sys.argv[2]), progress=Progress())
os.rename(sys.argv[4], sys.argv[4] + ".begun")
try:
    after = safe.rekey(opened, Secret(sys.argv[3]), kdf=CHEAPEST, progress=Progress())
except CasebookError as error:
    assert opened.db.one("SELECT count(*) FROM note") == (40,)
    sys.exit(f"refused {type(error).__name__}")
after.close()
"""
"""The two passphrases are arguments here: they are those of an invented safe, and nothing reads them."""


@pytest.fixture(scope="module")
def strace() -> str:
    found = shutil.which("strace")
    if found is None:
        pytest.skip("needs strace")
    return found


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rekey") / "safe"
    safe = safes.create(folder, Secret(OLD), kdf=CHEAPEST, progress=Progress())
    with safe.db.transaction():
        safe.db.script("CREATE TABLE note (body TEXT);")
        safe.db.many("INSERT INTO note VALUES (?)", [(f"kestrel {i} " + "x" * 200,) for i in range(40)])
    safe.head.write(STATE)
    safe.close()
    return folder


def run(strace: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """One rekey under strace. The renaming of a file beside the folder marks where it begins in the list of calls."""
    mark = folder.with_name("mark")
    mark.touch()
    return subprocess.run(
        [
            *(strace, "-f", "-qq", "-o", str(folder.with_name("calls")), *options),
            *(sys.executable, "-B", "-c", REKEY, str(folder), OLD, NEW, str(mark)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )


def calls(strace: str, template: Path, folder: Path) -> list[tuple[str, int]]:
    """Every call of the rekey itself: its kind, and the how many-eth of that kind it is in the whole process."""
    shutil.copytree(template, folder)
    done = run(strace, folder, "-e", "trace=" + ",".join(CHANGING))
    assert done.returncode == 0, done.stderr
    seen: collections.Counter[str] = collections.Counter()
    found, begun = [], False
    for line in folder.with_name("calls").read_text().splitlines():
        call = re.match(r"\d+ +(\w+)\(", line)
        if call is None:
            continue
        seen[call[1]] += 1
        if begun:
            found.append((call[1], seen[call[1]]))
        begun = begun or ".begun" in line
    return found


def opens_with(folder: Path) -> str:
    """Which one of the two passphrases opens; everything is there, and nothing is left over."""
    opened = []
    with derived_once():
        for passphrase in (OLD, NEW):
            try:
                safe = safes.unlock(folder, Secret(passphrase), progress=Progress())
            except WrongPassphrase:
                continue
            assert safe.db.one("SELECT count(*) FROM note") == (40,)
            assert safe.db.one("SELECT count(*) FROM safe_rekey") == (0,)
            assert safe.head.read() == STATE
            assert safe.strangers == ()
            safe.db.check_integrity(Progress())
            safe.close()
            assert {path.name for path in folder.iterdir()} - {f"{safe.name}-journal"} == {
                "keys",
                "head",
                "lock",
                "files",
                safe.name,
            }
            opened.append(passphrase)
    assert len(opened) == 1, opened
    return opened[0]


def chosen(found: list[tuple[str, int]], every: int) -> list[tuple[str, int]]:
    """The calls that are tried: all of the few kinds, of writing and syncing every *every*-th."""
    many = ("pwrite64", "fsync")
    return [call for place, call in enumerate(found) if call[0] not in many or place % every == 0]


def test_cut_off_at_every_call(
    strace: str, template: Path, tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    found = calls(strace, template, tmp_path / "listed" / "safe")
    kinds = collections.Counter(kind for kind, _ in found)
    assert kinds["rename"] >= 2, kinds
    assert kinds["fsync"] + kinds["fdatasync"] > 10, kinds
    told: list[str] = []
    for kind, number in chosen(found, rounds(12, 1)):
        folder = tmp_path / f"{kind}-{number}" / "safe"
        shutil.copytree(template, folder)
        died = run(strace, folder, "-e", f"trace={kind}", "-e", f"inject={kind}:signal=KILL:when={number}")
        assert died.returncode != 0, (kind, number)
        told.append(opens_with(folder))
        shutil.rmtree(folder.parent)
    assert told == sorted(told, key=(OLD, NEW).index), "once the new one opens, it goes on doing so"
    assert set(told) == {OLD, NEW}


def test_every_call_that_fails_ends_in_the_old_or_the_new(
    strace: str, template: Path, tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    """A disk that fails once: the act is refused with the safe as it was, or is done."""
    found = calls(strace, template, tmp_path / "listed" / "safe")
    refused = 0
    for kind, number in chosen(found, rounds(12, 1)):
        folder = tmp_path / f"{kind}-{number}" / "safe"
        shutil.copytree(template, folder)
        done = run(strace, folder, "-e", f"trace={kind}", "-e", f"inject={kind}:error=EIO:when={number}")
        assert done.returncode == 0 or "refused Disk" in done.stderr, (kind, number, done.stderr)
        assert opens_with(folder) == (OLD if done.returncode else NEW), (kind, number)
        refused += bool(done.returncode)
        shutil.rmtree(folder.parent)
    assert refused > 10


# ------------------------------------------------------------------ the old file of keys


def test_a_crash_beside_the_renaming_leaves_no_older_keys(template: Path, tmp_path: Path) -> None:
    """Before it, `keys.old` is `keys` under another name and must not be overwritten; after it, it must."""
    folder = shutil.copytree(template, tmp_path / "safe")
    os.link(folder / "keys", folder / "keys.old")
    assert opens_with(folder) == OLD
    assert opens_with(folder) == OLD

    (folder / "keys.old").write_bytes(os.urandom(1740))
    watched = os.open(folder / "keys.old", os.O_RDONLY)
    before = os.read(watched, 1740)
    assert opens_with(folder) == OLD
    assert not (folder / "keys.old").exists()
    assert os.pread(watched, 1740, 0) != before, "it was deleted without being overwritten"
    os.close(watched)


@pytest.mark.parametrize("links", [True, False])
def test_the_old_keys_are_overwritten_where_they_lay(
    template: Path, tmp_path: Path, *, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the file system has no second names, as FAT has none."""
    folder = shutil.copytree(template, tmp_path / "safe")
    safe = safes.unlock(folder, Secret(OLD), progress=Progress())
    watched = os.open(folder / "keys", os.O_RDONLY)
    before = os.read(watched, 1740)
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    after = safes.rekey(safe, Secret(NEW), kdf=CHEAPEST, progress=Progress())
    after.close()
    left = os.pread(watched, 1740, 0)
    os.close(watched)
    assert len(left) == 1740
    assert all(before[at : at + 8] not in left for at in range(0, 1736, 8))
    assert opens_with(folder) == NEW


def no_links(*_: object, **__: object) -> None:
    raise PermissionError(errno.EPERM, "Operation not permitted")


def test_mending_overwrites_the_damaged_keys_too(template: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(template, tmp_path / "safe")
    data = bytearray((folder / "keys").read_bytes())
    data[1000] ^= 4
    (folder / "keys").write_bytes(data)
    watched = os.open(folder / "keys", os.O_RDONLY)
    assert opens_with(folder) == OLD
    assert os.pread(watched, 64, 0) != bytes(data[:64])
    os.close(watched)
    assert (folder / "keys").read_bytes()[:870] == (folder / "keys").read_bytes()[870:] == bytes(data[:870])
