"""The safe as a whole: made complete or not at all, opened by one, its parts never mixed up unseen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from casebook.base.errors import Cancelled, CasebookError
from casebook.base.progress import Progress, Step
from casebook.base.secret import Secret
from casebook.vault import head as heads
from casebook.vault import safe as safes
from casebook.vault import slots
from casebook.vault.faults import (
    AlreadyOpen,
    DatabaseForeign,
    DatabaseMissing,
    DatabasePlaintext,
    DiskFull,
    EmptyPassphrase,
    FileMissing,
    FolderNotEmpty,
    HeadDamaged,
    KeysDamaged,
    NotACasebook,
    WrongPassphrase,
)
from casebook.vault.head import HeadState
from casebook.vault.keys import CHEAPEST
from casebook.vault.place import Place
from casebook.vault.safe import Safe
from casebook.vault.slots import Mend

Make = Callable[..., Safe]
Unlock = Callable[..., Safe]


def write(safe: Safe, text: str) -> None:
    with safe.db.transaction():
        safe.db.execute("CREATE TABLE IF NOT EXISTS note (body TEXT)")
        safe.db.execute("INSERT INTO note VALUES (?)", (text,))


def notes(safe: Safe) -> list[str]:
    return [row[0] for row in safe.db.execute("SELECT body FROM note ORDER BY rowid")]


# ------------------------------------------------------------------ making and opening


def test_what_was_written_is_there_after_opening_again(make_safe: Make, unlock: Unlock) -> None:
    safe = make_safe()
    write(safe, "kestrel over the ferry")
    signing, exchange = safe.keyring.make_signing("device"), safe.keyring.make_exchange("device")
    stored = safe.files.put([b"a photograph"])
    subkey = safe.subkey(b"casebook/test/1\0")
    safe.close()
    again = unlock(safe.folder)
    assert notes(again) == ["kestrel over the ferry"]
    assert again.keyring.public("device") == signing
    assert again.keyring.exchange_public("device") == exchange
    assert again.files.open(stored.id, stored.key).read() == b"a photograph"
    assert again.subkey(b"casebook/test/1\0") == subkey != again.subkey(b"casebook/test/2\0")
    assert again.head.read() == heads.NOTHING_YET
    assert (again.hot_journal, again.mended, again.strangers) == (False, None, ())


def test_an_empty_folder_that_copying_dropped_is_made_again(make_safe: Make, unlock: Unlock) -> None:
    safe = make_safe()
    safe.close()
    (safe.folder / "files").rmdir()
    again = unlock(safe.folder)
    assert (safe.folder / "files").stat().st_mode & 0o777 == 0o700
    stored = again.files.put([b"a photograph"])
    again.close()
    shutil.rmtree(safe.folder / "files")
    with pytest.raises(FileMissing):
        unlock(safe.folder).files.open(stored.id, stored.key)


def test_a_folder_with_nothing_readable_in_it(make_safe: Make) -> None:
    before = os.umask(0)
    try:
        safe = make_safe(label="zebrafinch")
        write(safe, "zebrafinch")
        safe.keyring.make_signing("zebrafinch")
        safe.files.put([b"zebrafinch" * 100])
    finally:
        os.umask(before)
    safe.close()
    for path in [safe.folder, *safe.folder.rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path.name
        assert "zebrafinch" not in path.name
        if path.is_file():
            assert b"zebrafinch" not in path.read_bytes()
            assert not path.read_bytes().startswith(b"SQLite")
    assert sorted(path.name for path in safe.folder.iterdir() if len(path.name) != 26) == [
        "files",
        "head",
        "keys",
        "lock",
    ]
    assert (safe.folder / "lock").stat().st_size == 0


def test_a_new_casebook_is_calibrated_when_nothing_else_is_said(tmp_path: Path) -> None:
    safe = safes.create(tmp_path / "casebook", Secret("ferry"), progress=Progress())
    safe.close()
    assert safe.kdf.memory_kib >= 256 * 1024
    assert safe.kdf.iterations >= 3
    assert slots.read(tmp_path / "casebook" / "keys").block.kdf == safe.kdf


def test_the_wrong_passphrase(make_safe: Make, unlock: Unlock) -> None:
    safe = make_safe(key_file=bytes(32))
    safe.close()
    for passphrase, key_file in (("ferry lantern", bytes(32)), ("ferry lantern orchard", b"")):
        with pytest.raises(WrongPassphrase):
            unlock(safe.folder, passphrase, key_file=key_file)
    with pytest.raises(EmptyPassphrase):
        unlock(safe.folder, "")
    assert unlock(safe.folder, key_file=bytes(32)).db.in_transaction is False


def test_no_casebook(tmp_path: Path, unlock: Unlock) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "nowhere"):
        with pytest.raises(NotACasebook):
            unlock(folder)
    assert not list(tmp_path.joinpath("empty").iterdir())


# ------------------------------------------------------------------ complete or absent


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path, make_safe: Make) -> None:
    (tmp_path / "casebook").mkdir()
    (tmp_path / "casebook" / "letter.txt").write_text("dear")
    with pytest.raises(FolderNotEmpty) as caught:
        make_safe()
    assert caught.value.entries == 1
    assert [path.name for path in (tmp_path / "casebook").iterdir()] == ["letter.txt"]


def test_a_casebook_is_not_overwritten(make_safe: Make, unlock: Unlock) -> None:
    safe = make_safe()
    write(safe, "stays")
    safe.close()
    with pytest.raises(FolderNotEmpty):
        make_safe()
    assert notes(unlock(safe.folder)) == ["stays"]


@pytest.mark.parametrize("existed", [False, True])
@pytest.mark.parametrize("stage", ["deriving-key", "making-database", "making-keys"])
def test_a_cancelled_creation_leaves_nothing(tmp_path: Path, stage: str, *, existed: bool) -> None:
    folder = tmp_path / "casebook"
    if existed:
        folder.mkdir()

    def watch(step: Step) -> None:
        if step.stage == stage:
            raise Cancelled

    with pytest.raises(Cancelled):
        safes.create(folder, Secret("ferry"), kdf=CHEAPEST, progress=Progress(watch))
    assert folder.exists() == existed
    assert not existed or not list(folder.iterdir())


_DIE_CREATING = """
import os, sys
from pathlib import Path
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.vault import safe
from casebook.vault.keys import CHEAPEST
watch = lambda step: os._exit(9) if step.stage == sys.argv[2] else None
safe.create(Path(sys.argv[1]), Secret("ferry"), kdf=CHEAPEST, progress=Progress(watch))
"""


@pytest.mark.parametrize("stage", ["deriving-key", "making-database", "making-keys"])
def test_a_creation_that_died_is_begun_again(
    tmp_path: Path, make_safe: Make, unlock: Unlock, stage: str
) -> None:
    run = [sys.executable, "-c", _DIE_CREATING, str(tmp_path / "casebook"), stage]
    assert subprocess.run(run, check=False).returncode == 9
    with pytest.raises(NotACasebook):
        unlock(tmp_path / "casebook")
    safe = make_safe()
    assert Place(safe.folder).databases() == (safe.name,)
    assert safe.strangers == ()


def test_creating_on_a_full_disk(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(4 * 1024 * 1024 - 3 * 4096))
    with pytest.raises(DiskFull):
        safes.create(small_disk / "casebook", Secret("ferry"), kdf=CHEAPEST, progress=Progress())
    assert [path.name for path in small_disk.iterdir()] == ["ballast"]


# ------------------------------------------------------------------ one opener

_HOLD = """
import sys
from pathlib import Path
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.vault import safe
opened = safe.unlock(Path(sys.argv[1]), Secret(sys.stdin.readline().strip()), progress=Progress())
print("open", flush=True)
sys.stdin.readline()
"""


def test_a_second_process_is_refused_and_a_killed_one_lets_go(make_safe: Make, unlock: Unlock) -> None:
    safe = make_safe()
    safe.close()
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(safe.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        holder.stdin.write("ferry lantern orchard\n")
        holder.stdin.flush()
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(AlreadyOpen):
            unlock(safe.folder)
        with pytest.raises(FolderNotEmpty):
            safes.create(safe.folder, Secret("x"), kdf=CHEAPEST, progress=Progress())
        holder.kill()
        holder.wait()
    assert unlock(safe.folder).hot_journal is False


def test_a_second_opener_in_one_process(make_safe: Make, unlock: Unlock) -> None:
    safe = make_safe()
    with pytest.raises(AlreadyOpen):
        unlock(safe.folder)
    write(safe, "still here")


def test_a_refused_opening_lets_go(make_safe: Make, unlock: Unlock) -> None:
    safe = make_safe()
    safe.close()
    for _ in range(2):
        with pytest.raises(WrongPassphrase):
            unlock(safe.folder, "wrong")
    unlock(safe.folder).close()
    unlock(safe.folder)


def test_what_was_closed_is_closed(make_safe: Make) -> None:
    safe = make_safe()
    safe.close()
    safe.close()
    assert len(safe._key) == 0


# ------------------------------------------------------------------ damage and exchange


def test_a_damaged_keys_file_is_mended_on_disk(make_safe: Make, unlock: Unlock) -> None:
    safe = make_safe()
    safe.close()
    path = safe.folder / "keys"
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + bytes([whole[100] ^ 4]) + whole[101:])
    again = unlock(safe.folder)
    assert again.mended == Mend(1, 100, 1)
    assert path.read_bytes() == whole
    again.close()
    assert unlock(safe.folder).mended is None


def test_a_mend_needs_the_passphrase(make_safe: Make, unlock: Unlock) -> None:
    """Whoever cannot open the safe cannot make the program write a copy of their own over its twin."""
    safe = make_safe()
    safe.close()
    path = safe.folder / "keys"
    broken = path.read_bytes()[:-1]
    path.write_bytes(broken)
    with pytest.raises(WrongPassphrase):
        unlock(safe.folder, "wrong")
    assert path.read_bytes() == broken


def test_keys_damaged_beyond_mending_are_not_called_a_wrong_passphrase(
    make_safe: Make, unlock: Unlock
) -> None:
    safe = make_safe()
    safe.close()
    (safe.folder / "keys").write_bytes(b"")
    with pytest.raises(KeysDamaged):
        unlock(safe.folder)


def test_keys_of_another_safe(make_safe: Make, unlock: Unlock) -> None:
    one, two = make_safe("one"), make_safe("two")
    one.close()
    two.close()
    shutil.copy(two.folder / "keys", one.folder / "keys")
    with pytest.raises(DatabaseMissing) as caught:
        unlock(one.folder)
    assert caught.value.others == 1
    (one.folder / one.name).rename(one.folder / two.name)
    with pytest.raises(DatabaseForeign):
        unlock(one.folder)


def test_the_database_is_gone(make_safe: Make, unlock: Unlock) -> None:
    safe = make_safe()
    safe.close()
    (safe.folder / safe.name).unlink()
    with pytest.raises(DatabaseMissing) as caught:
        unlock(safe.folder)
    assert caught.value.others == 0


def test_a_plaintext_database_under_the_right_name(make_safe: Make, unlock: Unlock) -> None:
    safe = make_safe()
    safe.close()
    (safe.folder / safe.name).write_bytes(b"SQLite format 3\0" + bytes(4080))
    with pytest.raises(DatabasePlaintext):
        unlock(safe.folder)


def test_head_of_another_safe(make_safe: Make) -> None:
    one, two = make_safe("one"), make_safe("two")
    shutil.copy(two.folder / "head", one.folder / "head")
    with pytest.raises(HeadDamaged):
        one.head.settle(HeadState(0, 0, bytes(32)))


# ------------------------------------------------------------------ what a crash leaves

_DIE_WRITING = """
import os, sys
from pathlib import Path
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.vault import safe
opened = safe.unlock(Path(sys.argv[1]), Secret(sys.stdin.read()), progress=Progress())
db = opened.db
db.execute("CREATE TABLE note (body TEXT)")
with db.transaction():
    db.many("INSERT INTO note VALUES (?)", [("before " * 20,)] * 500)
if sys.argv[2] == "inside":
    db.execute("PRAGMA cache_size=5")
    db.execute("BEGIN IMMEDIATE")
    db.execute("UPDATE note SET body = 'after'")
(opened.folder / ".0123456789abcdef.part").write_bytes(b"half")
(opened.folder / "files" / ".0123456789abcdef.part").write_bytes(b"half")
os._exit(9)
"""


@pytest.mark.parametrize(("place", "hot"), [("between", False), ("inside", True)])
def test_a_process_that_died(make_safe: Make, unlock: Unlock, place: str, *, hot: bool) -> None:
    """Within a transaction: rolled back, and the book is told to run the full check."""
    safe = make_safe()
    safe.close()
    run = [sys.executable, "-c", _DIE_WRITING, str(safe.folder), place]
    died = subprocess.run(run, input=b"ferry lantern orchard", check=False)
    assert died.returncode == 9
    again = unlock(safe.folder)
    assert again.hot_journal is hot
    assert set(notes(again)) == {"before " * 20}
    assert not list(safe.folder.rglob("*.part"))
    again.db.check_integrity(Progress())
    again.close()
    assert unlock(safe.folder).hot_journal is False


def test_other_databases_are_left_alone_and_named(make_safe: Make, unlock: Unlock) -> None:
    safe = make_safe()
    safe.close()
    (safe.folder / ("a" * 26)).write_bytes(os.urandom(4096))
    assert unlock(safe.folder).strangers == ("a" * 26,)
    assert (safe.folder / ("a" * 26)).exists()


def test_every_error_is_one_of_ours(make_safe: Make, unlock: Unlock) -> None:
    """The folder's parts replaced by things of another sort: never a traceback of the system's own."""
    for part in ("keys", "lock"):
        safe = make_safe(part)
        safe.close()
        (safe.folder / part).unlink()
        (safe.folder / part).symlink_to("/dev/null")
        with pytest.raises(CasebookError):
            unlock(safe.folder)
