"""Cards and ledger of backups; a backup before the durable tables take another form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

import books
from casebook.base.errors import Refused
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.casework import backups, check, opening
from casebook.casework.book import Casebook
from casebook.vault import backups as cards
from casebook.vault import ledger, slots
from casebook.vault.faults import DiskFull, WrongRecoveryKey
from casebook.vault.keys import CHEAPEST, make_recovery_public
from casebook.vault.ledger import Generation, Plan
from casebook.vault.slots import Opening
from drawing import draw

OPENING = Opening(Secret(books.PASSPHRASE))


@pytest.fixture(autouse=True)
def cheap() -> Iterator[None]:
    with books.derived_once(), mock.patch.object(cards, "calibrate", return_value=CHEAPEST):
        yield


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Casebook]:
    made = books.make(tmp_path / "book", "Heron")
    draw(made, 'note:1  title  "amber"')
    yield made
    made.close()


def test_a_card_is_a_file_keys_for_another_key(tmp_path: Path) -> None:
    """The same passphrase, a salt of its own, the recovery box; and the name of the backup it opens."""
    folder = tmp_path / ("a" * 26)
    (folder / "files").mkdir(parents=True)
    (folder / folder.name).touch()
    key, private = Secret(bytes(range(32))), bytes(range(1, 33))
    public = make_recovery_public(private)
    cards.write_card(folder / "card", key, folder.name, [OPENING], kdf=CHEAPEST, recovery_public=public)
    assert (folder / "card").stat().st_size == slots.FILE_SIZE
    assert slots.read(folder / "card").block.database == folder.name
    assert cards.key_of(folder, OPENING) == key
    assert cards.key_by_recovery(folder, private) == key
    with pytest.raises(WrongRecoveryKey):
        cards.key_by_recovery(folder, bytes(32))


def test_the_ledger_keeps_whatever_a_path_may_be(one: Casebook) -> None:
    strange = Path("/media/\udcff stick\n")
    made = Generation("b" * 26, strange, strange / "cards", 5, 6, 7, 8, 9, 10, 11)
    ledger.note(one.db, made)
    assert ledger.ledger(one.db) == (made,)
    assert (made.reachable, made.card_reachable) == (False, False)
    ledger.set_plan(one.db, Plan(7, strange, None, 3))
    assert ledger.plan(one.db) == Plan(7, strange, None, 3)
    carved = [ledger.as_generation(row.values, one.safe.folder) for row in one.safe.carved(Progress())]
    assert made in carved
    assert ledger.as_generation((1, 2, 3), one.safe.folder) is None


def newer(script: str) -> tuple[tuple[int, str], ...]:
    return (*opening.MIGRATIONS, (len(opening.MIGRATIONS) + 1, script))


def test_before_a_migration_a_backup_is_made_that_the_typed_passphrase_opens(
    one: Casebook, tmp_path: Path
) -> None:
    state = check.state_hash(one)
    one.close()
    read = opening.resources.beside
    script = "CREATE TABLE newer (a INTEGER) STRICT;"
    with (
        mock.patch.object(opening, "MIGRATIONS", newer("0099-newer.sql")),
        mock.patch.object(
            opening.resources,
            "beside",
            lambda *names: script if names[-1] == "0099-newer.sql" else read(*names),
        ),
    ):
        again = books.reopen(tmp_path / "book")
        assert again.db.execute("SELECT * FROM newer") == []
        (found,) = backups.backups(again)
        assert (found.reachable, found.generation.place) == (True, tmp_path / "book" / "backups")
        again.close()
        books.reopen(tmp_path / "book").close()  # nothing to migrate any more, and no second backup
        assert len(list((tmp_path / "book" / "backups").iterdir())) == 1
    # This version cannot open what the newer one made of it, but it can restore what stood before.
    with pytest.raises(Refused):
        books.reopen(tmp_path / "book")
    other = backups.restore(found.generation.folder, tmp_path / "other", OPENING, kdf=CHEAPEST)
    assert books.the(other, "note")
    assert check.state_hash(other) != state  # it is a new device, and says so
    other.close()


def test_where_the_backup_cannot_be_made_nothing_is_migrated(one: Casebook, tmp_path: Path) -> None:
    one.close()
    with (
        mock.patch.object(opening, "MIGRATIONS", newer("0001-journal.sql")),
        mock.patch.object(cards, "export_copy", side_effect=DiskFull),
        pytest.raises(DiskFull),
    ):
        books.reopen(tmp_path / "book")
    again = books.reopen(tmp_path / "book")
    assert again.db.one("PRAGMA user_version") == (len(opening.MIGRATIONS),)
    assert backups.backups(again) == ()
    again.close()
