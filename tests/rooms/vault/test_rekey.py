"""New keys: the old way in or the new one, whenever the process dies; never neither, never both."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from casebook.base.errors import Cancelled
from casebook.base.progress import Progress, Step
from casebook.base.secret import Secret
from casebook.vault import safe as safes
from casebook.vault import slots
from casebook.vault.faults import (
    AlreadyOpen,
    BadPublicKey,
    DatabaseDamaged,
    DatabaseForeign,
    DatabaseMissing,
    DiskFull,
    HeadDamaged,
    HeadMissing,
    TooManyPassphrases,
    WrongPassphrase,
    WrongRecoveryKey,
)
from casebook.vault.head import HeadState
from casebook.vault.keys import CHEAPEST, make_recovery_public
from casebook.vault.place import Place
from casebook.vault.safe import Safe
from casebook.vault.slots import Opening
from casebook.vault.slottable import Slot

Make = Callable[..., Safe]
Unlock = Callable[..., Safe]

OLD, NEW = "ferry lantern orchard", "walnut harbour thimble"
STATE = HeadState(7, 1_763_144_400_000, b"h" * 32)

BEFORE_THE_CHANGE = [
    "deriving-key",
    "copying-database",
    "checking-pages",
    "checking-trees",
    "checking-references",
    "noting-change",
    "changing-keys",
]
AFTER_THE_CHANGE = ["changing-head", "overwriting-database", "rekeyed"]


def fill(safe: Safe) -> None:
    safe.db.script(
        """
        CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
        CREATE VIRTUAL TABLE words USING fts5(body, content='note', content_rowid='id');
        INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
        PRAGMA user_version=3;
        """
    )
    with safe.db.transaction():
        safe.db.many(
            "INSERT INTO note (body) VALUES (?)", [(f"kestrel {i} " + "x" * 500,) for i in range(300)]
        )
        safe.db.execute("INSERT INTO words (words) VALUES ('rebuild')")
    safe.head.write(STATE)


def intact(safe: Safe) -> None:
    """Everything `fill` wrote is there, and nothing is left over."""
    assert safe.db.one("SELECT count(*), min(id), max(id) FROM note") == (300, 1, 300)
    assert safe.db.one("SELECT count(*) FROM words WHERE words MATCH 'kestrel'") == (300,)
    assert safe.db.one("PRAGMA user_version") == (3,)
    assert safe.db.one("SELECT count(*) FROM safe_rekey") == (0,)
    assert safe.head.read() == STATE
    assert safe.strangers == ()
    assert Place(safe.folder).databases() == (safe.name,)
    safe.db.check_integrity(Progress())


def rekey(safe: Safe, passphrase: str = NEW, progress: Progress | None = None, **more: object) -> Safe:
    return safes.rekey(safe, Secret(passphrase), kdf=CHEAPEST, progress=progress or Progress(), **more)


def test_everything_under_new_keys(make_safe: Make, unlock: Unlock) -> None:
    safe = make_safe()
    fill(safe)
    public = safe.keyring.make_signing("device")
    stored = safe.files.put([b"a photograph"])
    before = {"name": safe.name, "salt": slots.read(safe.folder / "keys").block.salt}
    subkey = safe.subkey(b"casebook/test/1\0")
    after = rekey(safe)
    intact(after)
    assert after.name != before["name"]
    assert slots.read(after.folder / "keys").block.salt != before["salt"]
    assert after.subkey(b"casebook/test/1\0") != subkey
    assert after.keyring.public("device") == public
    assert after.files.open(stored.id, stored.key).read() == b"a photograph"
    after.close()
    with pytest.raises(WrongPassphrase):
        unlock(after.folder, OLD)
    intact(unlock(after.folder, NEW))


def test_the_old_safe_is_closed_and_the_lock_goes_over(make_safe: Make, unlock: Unlock) -> None:
    safe = make_safe()
    fill(safe)
    after = rekey(safe)
    assert len(safe._key) == 0
    safe.close()
    after.db.execute("INSERT INTO note (body) VALUES ('still held')")
    with pytest.raises(AlreadyOpen):
        unlock(after.folder, NEW)
    after.close()


def test_the_old_image_and_the_old_passphrase_do_not_open_the_new_database(
    make_safe: Make, unlock: Unlock, tmp_path: Path
) -> None:
    """A January image and the January passphrase, and the April casebook."""
    safe = make_safe()
    fill(safe)
    shutil.copy(safe.folder / "keys", tmp_path / "january-keys")
    january = safe.name
    after = rekey(safe)
    after.close()
    shutil.copy(tmp_path / "january-keys", after.folder / "keys")
    with pytest.raises(DatabaseMissing) as caught:
        unlock(after.folder, OLD)
    assert caught.value.others == 1, "an old `keys` beside a new database is named"
    (after.folder / after.name).rename(after.folder / january)
    with pytest.raises(DatabaseForeign):
        unlock(after.folder, OLD)


def test_an_old_database_and_keys_put_back_wipe_nothing(
    make_safe: Make, unlock: Unlock, tmp_path: Path
) -> None:
    """Whoever puts January back beside April must not make the program destroy April."""
    safe = make_safe()
    fill(safe)
    january = safe.name
    safe.db.execute("INSERT INTO safe_rekey (next) VALUES ('a')")  # as if copied in the midst of the act
    for name in ("keys", january):
        shutil.copy(safe.folder / name, tmp_path / name)
    safe.db.execute("DELETE FROM safe_rekey")
    after = rekey(safe)
    april = after.name
    after.close()
    for name in ("keys", january):
        shutil.copy(tmp_path / name, after.folder / name)
    again = unlock(after.folder, OLD)
    assert again.strangers == (april,)
    with pytest.raises(HeadDamaged):
        again.head.settle(STATE)
    assert (after.folder / april).exists()


# ------------------------------------------------------------------ ways in


def test_slots_not_typed_again_are_emptied_and_named(make_safe: Make, unlock: Unlock) -> None:
    safe = make_safe(label="ana")
    fill(safe)
    both = rekey(safe, "one", label="ana", others=[Opening(Secret("two"), b"", "luis")])
    assert both.slot_labels() == ("ana", "luis")
    assert both.emptied == ()
    one = rekey(both, "three", label="ana")
    assert one.emptied == ("luis",)
    assert one.slot_labels() == ("ana",)
    one.close()
    for gone in ("one", "two", OLD):
        with pytest.raises(WrongPassphrase):
            unlock(one.folder, gone)
    assert unlock(one.folder, "three").emptied == ()


def test_slots_written_before_key_files_were_noted(make_safe: Make, unlock: Unlock) -> None:
    safe = make_safe(label="ana")
    fill(safe)
    safe.db.script(
        """
        DROP TABLE safe_slot;
        CREATE TABLE safe_slot (number INTEGER PRIMARY KEY, label TEXT NOT NULL) STRICT;
        INSERT INTO safe_slot VALUES (0, 'ana');
        """
    )
    safe.close()
    again = unlock(safe.folder)
    assert again.slots() == (Slot(0, "ana", key_file=False),)
    after = rekey(again, label="ana", key_file=bytes(32))
    assert after.slots() == (Slot(0, "ana", key_file=True),)
    assert after.slot == 0
    intact(after)
    after.close()


def test_the_recovery_box_is_taken_away(make_safe: Make) -> None:
    private = X25519PrivateKey.generate().private_bytes_raw()
    safe = make_safe()
    fill(safe)
    safe = rekey(safe, "one", recovery_public=make_recovery_public(private))
    safe = rekey(safe, "two", drop_recovery=True)
    assert safe.recovery_public() is None
    safe.close()
    with pytest.raises(WrongRecoveryKey):
        safes.unlock_by_recovery(safe.folder, private, progress=Progress())


def test_the_recovery_box_is_renewed_without_the_private_key(make_safe: Make, unlock: Unlock) -> None:
    private = X25519PrivateKey.generate().private_bytes_raw()
    public = make_recovery_public(private)
    safe = make_safe()
    fill(safe)
    safe = rekey(safe, "one", recovery_public=public)
    safe = rekey(safe, "two")
    assert safe.recovery_public() == public
    safe.close()
    recovered = safes.unlock_by_recovery(safe.folder, private, progress=Progress())
    intact(recovered)
    recovered.close()
    with pytest.raises(WrongRecoveryKey):
        safes.unlock_by_recovery(safe.folder, bytes(range(32)), progress=Progress())


# ------------------------------------------------------------------ refused: nothing has changed


@pytest.mark.parametrize("stage", BEFORE_THE_CHANGE)
def test_cancelled_before_the_change(make_safe: Make, unlock: Unlock, stage: str) -> None:
    safe = make_safe()
    fill(safe)

    def watch(step: Step) -> None:
        if step.stage == stage:
            raise Cancelled

    with pytest.raises(Cancelled):
        rekey(safe, progress=Progress(watch))
    intact(safe)
    safe.close()
    intact(unlock(safe.folder, OLD))


@pytest.mark.parametrize("stage", AFTER_THE_CHANGE)
def test_too_late_to_cancel(make_safe: Make, stage: str) -> None:
    safe = make_safe()
    fill(safe)
    progress = Progress(lambda step: progress.cancel() if step.stage == stage else None)
    after = rekey(safe, progress=progress)
    intact(after)
    after.close()


def test_bad_requests_change_nothing(make_safe: Make) -> None:
    safe = make_safe()
    fill(safe)
    with pytest.raises(TooManyPassphrases):
        rekey(safe, others=[Opening(Secret("x"))] * 8)
    with pytest.raises(BadPublicKey):
        rekey(safe, recovery_public=bytes(32))
    intact(safe)


def test_a_damaged_head_is_told_first(make_safe: Make) -> None:
    safe = make_safe()
    fill(safe)
    whole = (safe.folder / "head").read_bytes()
    (safe.folder / "head").write_bytes(b"x" + whole[1:])
    with pytest.raises(HeadDamaged):
        rekey(safe)
    (safe.folder / "head").unlink()
    with pytest.raises(HeadMissing):
        rekey(safe)
    (safe.folder / "head").write_bytes(whole)
    intact(safe)


def test_a_full_disk(small_disk: Path, unlock: Unlock) -> None:
    safe = safes.create(small_disk / "casebook", Secret(OLD), kdf=CHEAPEST, progress=Progress())
    fill(safe)
    ballast = small_disk / "ballast"
    room = os.statvfs(small_disk)
    ballast.write_bytes(bytes(room.f_bavail * room.f_frsize - 100_000))
    with pytest.raises(DiskFull):
        rekey(safe)
    intact(safe)
    ballast.unlink()
    after = rekey(safe)
    intact(after)
    after.close()


# ------------------------------------------------------------------ killed

_DIE = """
import os, sys, threading, time
from pathlib import Path
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.vault import safe
from casebook.vault.keys import CHEAPEST
folder, stage, delay = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
old, new = sys.stdin.read().splitlines()
opened = safe.unlock(folder, Secret(old), progress=Progress())

def die():
    time.sleep(delay)
    os._exit(9)

def watch(step):
    if step.stage == stage:
        if delay:
            threading.Thread(target=die, daemon=True).start()
        else:
            os._exit(9)

safe.rekey(opened, Secret(new), kdf=CHEAPEST, progress=Progress(watch))
os._exit(9 if delay else 1)
"""


def killed(folder: Path, stage: str, delay: float = 0.0) -> None:
    died = subprocess.run(
        [sys.executable, "-c", _DIE, str(folder), stage, str(delay)],
        input=f"{OLD}\n{NEW}",
        text=True,
        check=False,
    )
    assert died.returncode == 9


def opens_with(folder: Path, unlock: Unlock) -> str:
    """Which one of the two passphrases opens. Both, or neither, fails."""
    opened = []
    for passphrase in (OLD, NEW):
        try:
            safe = unlock(folder, passphrase)
        except WrongPassphrase:
            continue
        intact(safe)
        safe.close()
        opened.append(passphrase)
    assert len(opened) == 1
    return opened[0]


@pytest.mark.parametrize("stage", BEFORE_THE_CHANGE)
def test_killed_before_the_change_the_old_one_opens(make_safe: Make, unlock: Unlock, stage: str) -> None:
    safe = make_safe()
    fill(safe)
    safe.close()
    killed(safe.folder, stage)
    assert opens_with(safe.folder, unlock) == OLD


@pytest.mark.parametrize("stage", AFTER_THE_CHANGE)
def test_killed_after_the_change_the_new_one_opens(make_safe: Make, unlock: Unlock, stage: str) -> None:
    safe = make_safe()
    fill(safe)
    safe.close()
    killed(safe.folder, stage)
    assert opens_with(safe.folder, unlock) == NEW


@pytest.mark.parametrize("stage", ["copying-database", "noting-change", "changing-keys", "changing-head"])
@pytest.mark.parametrize("delay", [0.0005, 0.003, 0.01])
def test_killed_somewhere_in_between(make_safe: Make, unlock: Unlock, stage: str, delay: float) -> None:
    safe = make_safe()
    fill(safe)
    safe.close()
    killed(safe.folder, stage, delay)
    assert opens_with(safe.folder, unlock) in {OLD, NEW}


def test_killed_while_the_rest_is_done_at_the_next_opening(make_safe: Make, unlock: Unlock) -> None:
    """Twice interrupted, and again: each opening brings it further or leaves it as it was."""
    safe = make_safe()
    fill(safe)
    safe.close()
    killed(safe.folder, "changing-head")
    copy = safe.folder.with_name("as-it-died")
    shutil.copytree(safe.folder, copy)
    intact(unlock(safe.folder, NEW))
    # The old database is gone already, the head not yet sealed anew; or the other way round.
    old = next(name for name in Place(copy).databases() if name == safe.name)
    (copy / old).unlink()
    intact(unlock(copy, NEW))


def test_a_damaged_database_is_not_copied(make_safe: Make, unlock: Unlock) -> None:
    safe = make_safe()
    fill(safe)
    safe.close()
    path = safe.folder / safe.name
    whole = path.read_bytes()
    data = bytearray(whole)
    for page in range(6, len(data) // 4096, 3):
        data[page * 4096 + 50] ^= 1
    path.write_bytes(data)
    damaged = unlock(safe.folder, OLD)
    with pytest.raises(DatabaseDamaged):
        rekey(damaged)
    damaged.close()
    path.write_bytes(whole)
    again = unlock(safe.folder, OLD)
    assert again.db.one("SELECT count(*) FROM note") == (300,)
    assert again.strangers == ()
