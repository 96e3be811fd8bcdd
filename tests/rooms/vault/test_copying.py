"""A copy of a safe: verified, complete or absent, and with nothing in it that no copy may hold."""

from __future__ import annotations

import os
import subprocess
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

import books
from casebook.base.errors import Cancelled
from casebook.base.ids import FileId
from casebook.base.progress import Progress, Step
from casebook.base.secret import Secret
from casebook.vault import copying
from casebook.vault.copying import export_copy
from casebook.vault.database import Database
from casebook.vault.faults import FolderNotEmpty, IsABackup, NotACasebook, NotACopy
from casebook.vault.files import FileStore, StoredFile
from casebook.vault.keys import CHEAPEST
from casebook.vault.place import Place
from casebook.vault.safe import Safe, create
from casebook.vault.whole import remove_copy, remove_leftovers, whole_folder

KEY = Secret(bytes(range(32)))
SECRET = bytes(range(100, 132))
DRAFT = "half a sentence about a lighthouse"


@pytest.fixture
def safe(tmp_path: Path) -> Iterator[Safe]:
    with books.derived_once():
        made = create(tmp_path / "safe", Secret(books.PASSPHRASE), kdf=CHEAPEST, progress=Progress())
    made.db.script("CREATE TABLE draft (text TEXT NOT NULL); CREATE TABLE word (text TEXT NOT NULL);")
    made.db.execute("INSERT INTO draft VALUES (?)", (DRAFT,))
    made.db.execute("INSERT INTO word VALUES ('amber')")
    made.db.execute("PRAGMA user_version = 7")
    made.keyring.make_signing("device")
    made.keyring.make_one_time()
    made.keyring.keep_secret("epoch/00/ff", SECRET)
    yield made
    made.close()


def opened(folder: Path) -> Database:
    return Database.open(folder / copying.database_in(folder), KEY)


def test_a_copy_holds_all_but_what_no_copy_may(safe: Safe, tmp_path: Path) -> None:
    private = [bytes(row[0]) for row in safe.db.execute("SELECT private FROM private_key")] + [SECRET]
    assert len(private) == 3
    stored = safe.files.put([b"vermilion" * 100_000])
    copied = export_copy(safe, tmp_path / "copy", KEY, progress=Progress())
    assert (copied.files, copied.lost) == (1, ())
    assert copied.bytes == sum(p.stat().st_size for p in (tmp_path / "copy").rglob("*") if p.is_file())
    database = opened(tmp_path / "copy")
    assert database.one("SELECT text FROM word") == ("amber",)
    assert database.one("PRAGMA user_version") == (7,)
    here = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    left_out = here.intersection(copying.LEFT_OUT)
    assert left_out == set(copying.LEFT_OUT) - {"carried"}  # which the journal makes
    assert all(database.one(f"SELECT count(*) FROM {table}") == (0,) for table in left_out)
    database.close()
    # No block under the final key ever held them: not in a free page, not in the slack of a page in use.
    raw = b"".join(books.pages(tmp_path / "copy" / copied.database, KEY.reveal()))
    assert b"amber" in raw
    assert not any(each in raw for each in private)
    assert DRAFT.encode() not in raw
    assert {path.name for path in (tmp_path / "copy").iterdir()} == {copied.database, "files"}
    assert copied.database != safe.name
    store = FileStore(tmp_path / "copy" / "files")
    store.verify(stored.id, stored.key, size=stored.size, sha256=stored.sha256)


def test_files_are_shared_with_an_earlier_copy_and_never_with_the_safe(safe: Safe, tmp_path: Path) -> None:
    stored = safe.files.put([b"vermilion" * 1000])
    export_copy(safe, tmp_path / "one", KEY, progress=Progress())
    export_copy(safe, tmp_path / "two", KEY, earlier=[tmp_path / "one" / "files"], progress=Progress())
    one, two = (tmp_path / which / "files" / stored.id for which in ("one", "two"))
    assert one.samefile(two)
    assert not one.samefile(safe.files.path(stored.id))
    remove_copy(tmp_path / "one")
    assert not (tmp_path / "one").exists()
    FileStore(two.parent).verify(stored.id, stored.key, size=stored.size, sha256=stored.sha256)


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)


def holds(stored: StoredFile) -> copying.Holds:
    def judge(store: FileStore, name: FileId) -> None:
        store.verify(name, stored.key, size=stored.size, sha256=stored.sha256)

    return judge


def test_a_file_damaged_in_one_place_is_taken_from_the_other(safe: Safe, tmp_path: Path) -> None:
    stored = safe.files.put([b"vermilion" * 1000])
    export_copy(safe, tmp_path / "one", KEY, progress=Progress())
    flip(tmp_path / "one" / "files" / stored.id)
    earlier = [tmp_path / "one" / "files"]
    found = export_copy(
        safe, tmp_path / "two", KEY, earlier=earlier, holds=holds(stored), progress=Progress()
    )
    assert found.lost == ()
    flip(safe.files.path(stored.id))
    earlier.append(tmp_path / "two" / "files")
    found = export_copy(
        safe, tmp_path / "three", KEY, earlier=earlier, holds=holds(stored), progress=Progress()
    )
    assert found.lost == ()
    found = export_copy(safe, tmp_path / "four", KEY, holds=holds(stored), progress=Progress())
    assert (found.lost, found.files) == ((stored.id,), 0)
    assert not (tmp_path / "four" / "files" / stored.id).exists()


def test_a_missing_file_is_named_and_the_rest_is_copied(safe: Safe, tmp_path: Path) -> None:
    stored = safe.files.put([b"vermilion"])
    gone = FileId("a" * 26)
    found = export_copy(safe, tmp_path / "copy", KEY, wanted=[gone, stored.id], progress=Progress())
    assert (found.files, found.lost) == (1, (gone,))


class Stop(Progress):
    """Stops at the n-th step."""

    def __init__(self, at: int) -> None:
        super().__init__(self.count)
        self.left = at

    def count(self, _step: Step) -> None:
        self.left -= 1
        if self.left == 0:
            self.cancel()


@pytest.mark.parametrize("at", range(1, 9))
def test_stopped_anywhere_nothing_is_left(safe: Safe, tmp_path: Path, at: int) -> None:
    for _ in range(2):
        safe.files.put([os.urandom(3000)])
    with pytest.raises(Cancelled), whole_folder(tmp_path / "copy") as part:
        export_copy(safe, part, KEY, progress=Stop(at))
    assert {path.name for path in tmp_path.iterdir()} == {"safe"}


def test_a_long_statement_can_be_stopped(safe: Safe) -> None:
    progress = Progress()
    progress.cancel()
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(Cancelled), safe.db.stoppable(progress):
        safe.db.one(endless)
    assert safe.db.one("SELECT 1") == (1,)


def test_a_folder_appears_whole_and_only_over_nothing(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "new") as part:
        assert part.parent == tmp_path
        (part / "thing").write_bytes(b"1")
        assert not (tmp_path / "new").exists()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["thing"]
    with pytest.raises(FolderNotEmpty), whole_folder(tmp_path / "new"):
        pass
    assert {path.name for path in tmp_path.iterdir()} == {"new"}


def test_leftovers_of_a_kill_go_and_work_under_way_stays(tmp_path: Path) -> None:
    left = tmp_path / f".{'0a' * 8}.part"
    (left / "files").mkdir(parents=True)
    (left / ".busy").touch()
    (left / "files" / "b").write_bytes(b"1")
    other = tmp_path / f".{'0b' * 8}.part"  # nothing says that it is ours
    other.mkdir()
    with whole_folder(tmp_path / "new") as part:
        assert not left.exists()
        assert remove_leftovers(tmp_path) == 0
        assert part.is_dir()
    assert {path.name for path in tmp_path.iterdir()} == {"new", other.name}


def test_a_copy_is_no_casebook_and_says_so(safe: Safe, tmp_path: Path) -> None:
    (tmp_path / "place").mkdir()
    export_copy(safe, tmp_path / "place" / ("a" * 26), KEY, name="a" * 26, progress=Progress())
    for folder in (tmp_path / "place", tmp_path / "place" / ("a" * 26)):
        with pytest.raises(IsABackup):
            Place(folder).check_exists()
    with pytest.raises(NotACasebook):
        Place(tmp_path).check_exists()
    with pytest.raises(NotACopy):
        copying.database_in(tmp_path)


def test_on_a_disk_without_links_and_modes(safe: Safe, tmp_path: Path) -> None:
    """A stick formatted as FAT: every copy has files of its own, and modes stay as the stick gives them."""
    stored = safe.files.put([b"vermilion" * 1000])
    export_copy(safe, tmp_path / "one", KEY, progress=Progress())
    with (
        mock.patch.object(copying.os, "link", side_effect=PermissionError),
        mock.patch.object(Path, "chmod", side_effect=PermissionError),
    ):
        found = export_copy(
            safe, tmp_path / "two", KEY, earlier=[tmp_path / "one" / "files"], progress=Progress()
        )
        database = tmp_path / "two" / found.database
        os.chmod(database, 0o755)  # noqa: PTH101 - the other way is closed for the test
        opened(tmp_path / "two").close()
    one, two = (tmp_path / which / "files" / stored.id for which in ("one", "two"))
    assert not one.samefile(two)
    assert one.read_bytes() == two.read_bytes()


def test_a_large_file_is_copied_with_little_memory(safe: Safe, tmp_path: Path) -> None:
    stored = safe.files.put(os.urandom(1 << 20) for _ in range(40))
    tracemalloc.start()
    found = export_copy(safe, tmp_path / "copy", KEY, holds=holds(stored), progress=Progress())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.files == 1
    assert most < 12 << 20, most


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount a medium that takes no writing")
def test_a_copy_on_a_medium_that_takes_no_writing_is_taken_in(safe: Safe, tmp_path: Path) -> None:
    stored = safe.files.put([b"vermilion" * 1000])
    export_copy(safe, tmp_path / "copy", KEY, progress=Progress())
    (tmp_path / "disc").mkdir()
    (tmp_path / "new").mkdir()
    subprocess.run(["mount", "--bind", tmp_path / "copy", tmp_path / "disc"], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", tmp_path / "disc"], check=True)
        opened(tmp_path / "disc").close()
        new_key = Secret(bytes(32))
        found = copying.import_copy(tmp_path / "disc", KEY, tmp_path / "new", new_key, progress=Progress())
    finally:
        subprocess.run(["umount", tmp_path / "disc"], check=True)
    assert (found.files, found.lost) == (1, ())
    FileStore(tmp_path / "new" / "files").verify(
        stored.id, stored.key, size=stored.size, sha256=stored.sha256
    )
