"""A wiped casebook: nothing opens it, nothing of it is left, strangers' files stay, and a cut-off wipe is ended."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

import books
from casebook.base.errors import Cancelled
from casebook.base.progress import Progress, Step
from casebook.base.secret import Secret
from casebook.casework import evidence
from casebook.casework.book import Casebook
from casebook.vault import safe, slots, wiping
from casebook.vault.faults import (
    AlreadyOpen,
    DiskFault,
    KeysDamaged,
    NotACasebook,
    ReadOnlyPlace,
    WipeBegun,
)
from casebook.vault.wiping import Found, ReadBack

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A closed casebook with a person and an attached file."""
    with books.derived_once():
        book = books.make(tmp_path / "book", "Heron")
        fill(book, tmp_path)
        book.close()
        yield tmp_path / "book"


def fill(book: Casebook, tmp_path: Path) -> None:
    from casebook.casework import records
    from casebook.casework.records import New, Set
    from casebook.casework.touched import Verb

    person = book.new_id()
    records.write(book, Verb.ADD, [New(person, "person"), Set(person, "code_name", "Linden")])
    source = tmp_path / "scan.bin"
    source.write_bytes(os.urandom(700_000))
    evidence.attach(book, person, source)


def opened(folder: Path) -> None:
    safe.unlock(folder, Secret(books.PASSPHRASE), progress=Progress()).close()


def test_everything_is_gone(folder: Path) -> None:
    count = sum(path.is_file() for path in folder.rglob("*"))

    wiped = wiping.wipe(folder, Progress())

    assert wiped.gone
    assert wiped.left == 0
    assert wiped.files == count - 1  # the empty file that is held has nothing to overwrite
    assert wiped.strangers == ()
    assert not folder.exists()


def test_blocks_are_overwritten_before_they_are_let_go(folder: Path) -> None:
    """A second name keeps the blocks of each file to be looked at afterwards."""
    kept = folder.parent / "kept"
    kept.mkdir()
    before = {}
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_size:
            os.link(path, kept / path.name)
            before[path.name] = path.read_bytes()

    wiping.wipe(folder, Progress())

    assert len(before) >= 3
    for name, was in before.items():
        now = (kept / name).read_bytes()
        assert len(now) == len(was)
        same = sum(a == b for a, b in zip(now, was, strict=True))
        assert same < len(was) // 64, name
    with pytest.raises(KeysDamaged):
        slots.parse((kept / "keys").read_bytes())


def test_keys_are_read_back_from_the_medium_where_it_can_be(folder: Path) -> None:
    wiped = wiping.wipe(folder, Progress())

    try:
        os.close(os.open(folder.parent / "scan.bin", os.O_RDONLY | os.O_DIRECT))
        direct = True
    except OSError:
        direct = False
    assert wiped.read_back is (ReadBack.MEDIUM if direct else ReadBack.SYSTEM)


@pytest.mark.parametrize("keeps", ["all", "half"])
def test_a_medium_that_keeps_the_old_keys_is_named(folder: Path, keeps: str) -> None:
    old = (folder / "keys").read_bytes()
    if (
        keeps == "half"
    ):  # too little for anything to open, and enough to know that it does not do what it says
        old = slots.WIPED + os.urandom(len(old) - len(slots.WIPED) - 300) + old[-300:]
    with (
        mock.patch.object(wiping, "_read_back", return_value=(ReadBack.MEDIUM, old)),
        pytest.raises(wiping.KeysNotOverwritten),
    ):
        wiping.wipe(folder, Progress())


def test_strangers_are_left_alone_and_named(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")
    (folder / "files" / "photo.jpg").write_bytes(b"x")
    (folder / "elsewhere").symlink_to(folder.parent / "scan.bin")
    shutil.copy(folder / "keys", folder / "keys.bak")

    wiped = wiping.wipe(folder, Progress())

    assert set(wiped.strangers) == {"notes.txt", "files/photo.jpg", "elsewhere", "keys.bak"}
    assert wiped.keys_beside == ("keys.bak",)
    assert not wiped.gone
    assert (folder / "notes.txt").read_text() == "mine"
    assert (folder.parent / "scan.bin").stat().st_size == 700_000
    assert {path.name for path in folder.iterdir()} == {"notes.txt", "files", "elsewhere", "keys.bak"}


def test_old_keys_unfinished_files_and_copies_inside_go_too(folder: Path) -> None:
    name = next(path.name for path in folder.iterdir() if wiping.NAME.fullmatch(path.name))
    shutil.copy(folder / "keys", folder / "keys.old")
    shutil.copy(folder / "keys", folder / ".0123456789abcdef.part")
    generation = folder / "backups" / name
    (generation / "files").mkdir(parents=True)
    shutil.copy(folder / "keys", generation / "card")
    shutil.copy(folder / name, generation / name)
    attached = next((folder / "files").iterdir())
    shutil.copy(attached, generation / "files" / attached.name)

    wiped = wiping.wipe(folder, Progress())

    assert wiped.gone, wiped


def test_a_file_another_backup_shares_loses_its_name_and_keeps_its_blocks(folder: Path) -> None:
    attached = next((folder / "files").iterdir())
    generation = folder / "backups" / ("a" * 26)
    (generation / "files").mkdir(parents=True)
    os.link(attached, folder.parent / "elsewhere")
    content = attached.read_bytes()

    wiped = wiping.wipe(folder, Progress())

    assert wiped.gone
    assert (folder.parent / "elsewhere").read_bytes() == content


def test_stopping_counts_before_the_keys_and_not_after(folder: Path) -> None:
    early = Progress()
    early.cancel()
    with pytest.raises(Cancelled):
        wiping.wipe(folder, early)
    opened(folder)

    late: Progress

    def stop(step: Step) -> None:
        if step.stage == "wiping":
            late.cancel()

    late = Progress(stop)
    assert wiping.wipe(folder, late).gone


def test_a_casebook_in_use_is_refused(folder: Path) -> None:
    book = books.reopen(folder)
    try:
        with pytest.raises(AlreadyOpen):
            wiping.wipe(folder, Progress())
    finally:
        book.close()
    opened(folder)


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("mine")

    for place in (tmp_path / "letters", tmp_path / "missing"):
        with pytest.raises(NotACasebook):
            wiping.look(place)
    assert (tmp_path / "letters" / "letter.txt").exists()


class _CutOff(BaseException):
    """The process dies here, as far as the files can tell."""


@pytest.mark.parametrize("at", range(12))
def test_cut_off_anywhere_it_opens_whole_or_not_at_all_and_is_ended(folder: Path, at: int) -> None:
    """Dies at the *at*-th call that changes the disk."""
    calls = 0

    def dying(real: object) -> object:
        def act(*arguments: object, **named: object) -> object:
            nonlocal calls
            calls += 1
            if calls > at:
                raise _CutOff
            return real(*arguments, **named)  # type: ignore[operator]  # the real call

        return act

    with (
        mock.patch.object(os, "pwrite", dying(os.pwrite)),
        mock.patch.object(os, "write", dying(os.write)),
        mock.patch.object(os, "unlink", dying(os.unlink)),
        mock.patch.object(os, "rmdir", dying(os.rmdir)),
        pytest.raises(_CutOff),
    ):
        wiping.wipe(folder, Progress())

    if at == 0:
        assert wiping.look(folder) is Found.WHOLE
        opened(folder)
    else:
        assert wiping.look(folder) is Found.BEGUN
        with pytest.raises((WipeBegun, NotACasebook)):
            opened(folder)
    assert wiping.wipe(folder, Progress()).gone


def test_half_of_the_keys_overwritten_is_no_wipe(folder: Path) -> None:
    """A power failure between two sectors: the second copy still opens, and the casebook is as it was."""
    keys = folder / "keys"
    data = keys.read_bytes()
    keys.write_bytes((slots.WIPED + os.urandom(len(data)))[: len(data) // 2] + data[len(data) // 2 :])

    assert wiping.look(folder) is Found.WHOLE
    opened(folder)
    assert keys.read_bytes() == data


@pytest.mark.parametrize("code", [errno.EROFS, errno.EIO])
def test_keys_that_cannot_be_overwritten_stay_and_it_is_said(folder: Path, code: int) -> None:
    def failing(*_: object) -> int:
        raise OSError(code, "")

    wanted = ReadOnlyPlace if code == errno.EROFS else DiskFault
    with mock.patch.object(os, "pwrite", failing), pytest.raises(wanted):
        wiping.wipe(folder, Progress())
    opened(folder)


def test_what_cannot_be_deleted_is_counted_and_done_again(folder: Path) -> None:
    real = os.unlink

    def sticking(path: object, **named: object) -> None:
        if str(path).endswith("head"):
            raise OSError(errno.EIO, "")
        real(path, **named)  # type: ignore[arg-type]  # as it was called

    with mock.patch.object(os, "unlink", sticking):
        wiped = wiping.wipe(folder, Progress())

    assert (wiped.left, wiped.gone) == (1, False)
    assert wiping.look(folder) is Found.BEGUN
    assert wiping.wipe(folder, Progress()).gone


KILLED = """
import os, signal, sys
from pathlib import Path
from casebook.base.progress import Progress
from casebook.vault import wiping
at = sys.argv[2]
def watch(step):
    if step.stage == at and (at != "wiping" or step.done > 200_000):
        os.kill(os.getpid(), signal.SIGKILL)
wiping.wipe(Path(sys.argv[1]), Progress(watch))
"""


@pytest.mark.parametrize("stage", ["wiping-keys", "wiping"])
def test_killed_for_good(folder: Path, stage: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), stage],
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": os.environ["PATH"]},
        check=False,
    )

    assert ran.returncode == -signal.SIGKILL
    if stage == "wiping-keys":
        opened(folder)
    else:
        with pytest.raises(WipeBegun):
            opened(folder)
    assert wiping.wipe(folder, Progress()).gone


def test_a_full_disk_is_no_hindrance(folder: Path) -> None:
    """Nothing is made longer: a limit of no bytes beyond what is there changes nothing."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    largest = max(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, hard))
    try:
        assert wiping.wipe(folder, Progress()).gone
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
