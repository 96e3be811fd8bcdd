"""The database: every promise asked back, every error of the engine told as one of ours."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlcipher

from casebook.base.errors import Cancelled
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.vault import engine
from casebook.vault.database import Database, Row, statements
from casebook.vault.faults import (
    AlreadyOpen,
    DatabaseDamaged,
    DatabaseForeign,
    DatabaseMissing,
    DatabasePlaintext,
    DiskFull,
    EngineUnsafe,
)
from casebook.vault.transactions import Transactions

PAGE = 4096


def fill(database: Database, rows: int = 400, text: str = "kestrel") -> None:
    database.script(
        "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL); CREATE INDEX by ON note(body);"
    )
    with database.transaction():
        database.many(
            "INSERT INTO note (body) VALUES (?)", ((f"{text} {i} " + "x" * 60,) for i in range(rows))
        )


# ------------------------------------------------------------------ promises


def test_what_is_promised_reads_back(database: Database) -> None:
    expected = {
        "temp_store": 2,
        "secure_delete": 1,
        "synchronous": 2,
        "journal_mode": "delete",
        "locking_mode": "exclusive",
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cache_size": -65536,
        "cipher_page_size": "4096",
        "cipher_memory_security": "0",
        "cipher_log_level": "NONE",
    }
    assert {name: database.one(f"PRAGMA {name}") for name in expected} == {
        name: (value,) for name, value in expected.items()
    }


@pytest.mark.parametrize("setting", [entry for entry in engine.SETTINGS if entry[2] is not None])
def test_a_promise_that_is_not_kept_is_refused(
    tmp_path: Path, key: Secret, monkeypatch: pytest.MonkeyPatch, setting: tuple[str, str | None, str]
) -> None:
    name, value, _ = setting
    others = [entry for entry in engine.SETTINGS if entry[0] != name]
    monkeypatch.setattr(engine, "SETTINGS", (*others, (name, value, "something else")))
    with pytest.raises(EngineUnsafe) as caught:
        Database.create(tmp_path / "other", key)
    assert caught.value.promise == name


def test_the_file_is_noise_and_for_the_owner_alone(tmp_path: Path, key: Secret) -> None:
    before = os.umask(0)
    try:
        database = Database.create(tmp_path / "database", key)
        fill(database)
        with database.transaction():
            database.execute("UPDATE note SET body = body || 'kestrel'")
            modes = {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
            on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    finally:
        os.umask(before)
    database.close()
    on_disk += (tmp_path / "database").read_bytes()
    assert modes == {0o600}
    for trace in (b"kestrel", b"note", b"SQLite format 3", b"CREATE"):
        assert trace not in on_disk
    assert [path.name for path in tmp_path.iterdir()] == ["database"]


def test_sorting_more_than_memory_holds_writes_no_plaintext_anywhere(
    database: Database, tmp_path: Path
) -> None:
    fill(database, rows=3000)
    database.execute("PRAGMA cache_size=-100")
    database.execute("CREATE TEMP TABLE sorted AS SELECT body || id AS b FROM note ORDER BY random()")
    opened = {str(fd.readlink()) for fd in Path("/proc/self/fd").iterdir() if fd.is_symlink()}
    assert {Path(path).name for path in opened if str(tmp_path) in path} <= {"database", "database-journal"}
    assert not any("etilqs" in path for path in opened)


def test_a_plaintext_database_is_never_opened(tmp_path: Path, key: Secret) -> None:
    plain = sqlcipher.connect(str(tmp_path / "plain"))
    plain.execute("CREATE TABLE t (a)")
    plain.close()
    before = (tmp_path / "plain").read_bytes()
    with pytest.raises(DatabasePlaintext):
        Database.open(tmp_path / "plain", key)
    assert (tmp_path / "plain").read_bytes() == before


def test_attach_is_denied_but_vacuum_works(database: Database, tmp_path: Path) -> None:
    fill(database)
    for sql in (f"ATTACH '{tmp_path}/leak' AS leak KEY ''", f"ATTACH '{tmp_path}/leak' AS leak"):
        with pytest.raises(sqlcipher.DatabaseError, match="not authorized"):
            database.execute(sql)
    with pytest.raises(sqlcipher.DatabaseError, match="authorization denied"):
        database.execute("VACUUM")
    database.vacuum()
    with pytest.raises(sqlcipher.DatabaseError, match="not authorized"):
        database.execute(f"ATTACH '{tmp_path}/leak' AS leak")
    assert not (tmp_path / "leak").exists()


def test_deleted_text_is_overwritten(tmp_path: Path, key: Secret) -> None:
    """Seen in a decrypted copy: the row's text is gone from every page, free ones included."""
    database = Database.create(tmp_path / "database", key)
    fill(database, text="zebrafinch")
    database.execute("DELETE FROM note WHERE id > 5")
    database.execute("DELETE FROM note")
    with database.attaching():
        database.execute("ATTACH ? AS plain KEY ''", (str(tmp_path / "plain"),))
        database.execute("SELECT sqlcipher_export('plain')")
        database.execute("DETACH plain")
    assert database.one("PRAGMA secure_delete") == (1,)
    database.close()
    assert b"zebrafinch" not in (tmp_path / "plain").read_bytes()


# ------------------------------------------------------------------ one at a time, one thread


def test_a_second_opener_is_refused(database: Database, tmp_path: Path, key: Secret) -> None:
    fill(database)
    with pytest.raises(AlreadyOpen):
        Database.open(tmp_path / "database", key)
    assert database.execute("SELECT 1") == [(1,)]


def test_another_thread_may_only_interrupt(database: Database) -> None:
    seen: list[BaseException] = []

    def meddle() -> None:
        try:
            database.execute("SELECT 1")
        except sqlcipher.ProgrammingError as error:
            seen.append(error)

    thread = threading.Thread(target=meddle)
    thread.start()
    thread.join()
    assert len(seen) == 1


def test_interrupt_cancels_what_runs(database: Database) -> None:
    ended = threading.Event()

    def interrupt() -> None:
        while not ended.wait(0.01):  # one that comes before the statement has begun has no effect
            database.interrupt()

    thread = threading.Thread(target=interrupt)
    thread.start()
    try:
        with pytest.raises(Cancelled):
            database.one(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
            )
    finally:
        ended.set()
        thread.join()
    assert database.execute("SELECT 1") == [(1,)]


# ------------------------------------------------------------------ statements and transactions


def test_rows(database: Database) -> None:
    fill(database, rows=1000)
    assert database.one("SELECT count(*) FROM note") == (1000,)
    assert database.one("SELECT id FROM note WHERE id = 0") is None
    assert [row[0] for row in database.each("SELECT id FROM note ORDER BY id")] == list(range(1, 1001))
    assert len(database.execute("SELECT * FROM note LIMIT 7")) == 7


def test_a_transaction_is_all_or_nothing(database: Database) -> None:
    fill(database, rows=3)
    with contextlib.suppress(ZeroDivisionError), database.transaction():
        database.execute("DELETE FROM note")
        assert database.in_transaction
        raise ZeroDivisionError
    assert not database.in_transaction
    assert database.one("SELECT count(*) FROM note") == (3,)
    with database.transaction(), pytest.raises(RuntimeError), database.transaction():
        pass
    assert database.one("SELECT count(*) FROM note") == (3,)


def test_a_rehearsal_leaves_nothing_behind_transactions_included(database: Database) -> None:
    fill(database, rows=3)
    with database.rehearsal():
        with database.transaction():
            database.execute("DELETE FROM note WHERE id = 1")
        with contextlib.suppress(ZeroDivisionError), database.transaction():
            database.execute("DELETE FROM note")
            raise ZeroDivisionError
        assert database.execute("SELECT id FROM note") == [(2,), (3,)]
        with database.transaction(), pytest.raises(RuntimeError), database.transaction():
            pass
        with pytest.raises(RuntimeError), database.rehearsal():
            pass
    assert not database.in_transaction
    assert database.one("SELECT count(*) FROM note") == (3,)
    with database.transaction():
        database.execute("DELETE FROM note WHERE id = 1")
    assert database.one("SELECT count(*) FROM note") == (2,)


def test_a_rehearsal_that_was_cut_off_is_not_continued_as_a_transaction(database: Database) -> None:
    fill(database, rows=3)
    with database.rehearsal():
        database.execute("ROLLBACK")  # what a full disk does
        with pytest.raises(RuntimeError), database.transaction():
            database.execute("DELETE FROM note")
    assert database.one("SELECT count(*) FROM note") == (3,)


def test_what_was_found_is_found_again_after_any_change_and_after_any_that_was_undone(
    database: Database,
) -> None:
    """A transaction that is rolled back changes something, too: what was found within it."""
    asked = 0

    def find() -> list[Row]:
        nonlocal asked
        asked += 1
        return database.execute("SELECT count(*) FROM t")

    def found() -> int:
        return int(database.remembered("count", find)[0][0])

    database.execute("CREATE TABLE t (a)")
    assert (found(), found(), asked) == (0, 0, 1)
    database.execute("INSERT INTO t VALUES (1)")
    assert (found(), found(), asked) == (1, 1, 2)
    with contextlib.suppress(ZeroDivisionError), database.transaction():
        database.execute("INSERT INTO t VALUES (2)")
        assert found() == 2
        raise ZeroDivisionError
    assert found() == 1
    with database.rehearsal():
        with contextlib.suppress(ZeroDivisionError), database.transaction():
            database.execute("DELETE FROM t")
            assert found() == 0
            raise ZeroDivisionError
        assert found() == 1
        with database.transaction():
            database.many("INSERT INTO t VALUES (?)", [(3,), (4,)])
        assert found() == 3
    assert found() == 1
    with database.transaction():
        database.execute("UPDATE t SET a = 5")
    asked = 0
    assert (found(), found(), asked) == (1, 1, 1)


def test_an_abandoned_reader_keeps_nothing_locked(database: Database) -> None:
    fill(database, rows=1000)
    reader = database.each("SELECT id FROM note")
    assert next(reader) == (1,)
    reader.close()
    with database.transaction():
        database.execute("DROP INDEX by")


def test_scripts_run_inside_the_transaction(database: Database) -> None:
    script = """
    CREATE TABLE one (a, b DEFAULT ';'); -- a remark; with a semicolon
    CREATE TRIGGER t AFTER INSERT ON one BEGIN
      UPDATE one SET b = 'x;y'; DELETE FROM one WHERE a = 2;
    END;
    INSERT INTO one (a) VALUES (1); INSERT INTO one (a) VALUES (2);
    -- the end
    """
    with contextlib.suppress(ZeroDivisionError), database.transaction():
        database.script(script)
        assert database.execute("SELECT * FROM one") == [(1, "x;y")]
        raise ZeroDivisionError
    assert database.execute("SELECT name FROM sqlite_master") == []


def test_a_script_without_end_is_our_bug(database: Database) -> None:
    with pytest.raises(ValueError, match="no end"):
        database.script("CREATE TABLE a (b); CREATE TABLE c (d)")


@given(st.lists(st.sampled_from(["SELECT 1;", "SELECT ';';", "SELECT 1 -- ;\n;", '/* ; */ SELECT ";";'])))
def test_statements_are_cut_at_their_ends(parts: list[str]) -> None:
    assert list(statements("".join(parts))) == parts


def test_bulk_raises_the_cache_for_a_while(database: Database) -> None:
    with database.bulk():
        assert database.one("PRAGMA cache_size") == (-131072,)
    assert database.one("PRAGMA cache_size") == (-65536,)


# ------------------------------------------------------------------ copies


def test_an_export_has_everything_under_another_key(database: Database, tmp_path: Path) -> None:
    fill(database)
    database.execute("PRAGMA user_version=65539")
    database.script(
        "CREATE VIRTUAL TABLE words USING fts5(body, content='note', content_rowid='id');"
        "INSERT INTO words (words, rank) VALUES ('secure-delete', 1);"
        "INSERT INTO words (words) VALUES ('rebuild');"
    )
    other = Secret(b"k" * 32)
    database.export(tmp_path / "copy", other)
    copy = Database.open(tmp_path / "copy", other)
    assert copy.one("PRAGMA user_version") == (65539,)
    assert copy.execute("SELECT * FROM note") == database.execute("SELECT * FROM note")
    assert copy.one("SELECT count(*) FROM words WHERE words MATCH 'kestrel'") == (400,)
    assert copy.one("SELECT v FROM words_config WHERE k = 'secure-delete'") == (1,)
    copy.close()
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "copy").read_bytes()[:16] != (tmp_path / "database").read_bytes()[:16]


# ------------------------------------------------------------------ damage


def test_no_database(tmp_path: Path, key: Secret) -> None:
    (tmp_path / "elsewhere").write_bytes(os.urandom(PAGE))
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("nothing", "link"):
        with pytest.raises(DatabaseMissing):
            Database.open(tmp_path / name, key)


def test_the_wrong_key(database: Database, tmp_path: Path) -> None:
    fill(database)
    database.close()
    with pytest.raises(DatabaseForeign):
        Database.open(tmp_path / "database", Secret(bytes(32)))


@pytest.fixture
def at_rest(tmp_path: Path, key: Secret) -> Path:
    database = Database.create(tmp_path / "database", key)
    fill(database)
    database.close()
    return tmp_path / "database"


def test_a_flipped_bit_in_any_page_is_named(at_rest: Path, key: Secret, progress: Progress) -> None:
    whole = at_rest.read_bytes()
    for page in range(len(whole) // PAGE):
        data = bytearray(whole)
        data[page * PAGE + (page * 131) % PAGE] ^= 1 << page % 8
        at_rest.write_bytes(data)
        if page == 0:
            with pytest.raises(DatabaseForeign):
                Database.open(at_rest, key)
            continue
        database = Database.open(at_rest, key)
        with pytest.raises(DatabaseDamaged) as caught:
            database.check_integrity(progress)
        assert caught.value.pages == (page + 1,)
        database.close()


def test_reading_a_damaged_page_is_damage_and_says_nothing_aloud(
    at_rest: Path, key: Secret, capfd: pytest.CaptureFixture[str]
) -> None:
    data = bytearray(at_rest.read_bytes())
    for page in range(2, len(data) // PAGE):
        data[page * PAGE + 77] ^= 1
    at_rest.write_bytes(data)
    database = Database.open(at_rest, key)
    with pytest.raises(DatabaseDamaged):
        database.execute("SELECT * FROM note")
    database.close()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("size", [0, 1, 15, 16, PAGE - 1])
def test_cut_short_in_the_first_page(at_rest: Path, key: Secret, size: int) -> None:
    os.truncate(at_rest, size)
    with pytest.raises(DatabaseForeign):
        Database.open(at_rest, key)


@pytest.mark.parametrize("left", [PAGE, PAGE * 3, PAGE * 3 - 1])
def test_cut_short_later(at_rest: Path, key: Secret, progress: Progress, left: int) -> None:
    os.truncate(at_rest, left)
    try:
        database = Database.open(at_rest, key)
    except DatabaseDamaged:
        return
    with pytest.raises(DatabaseDamaged):
        database.check_integrity(progress)
    database.close()


def test_a_whole_database_passes(at_rest: Path, key: Secret, progress: Progress) -> None:
    database = Database.open(at_rest, key)
    database.check_integrity(progress)
    database.execute("PRAGMA foreign_keys=OFF")
    database.script("CREATE TABLE a (b REFERENCES note(id)); INSERT INTO a VALUES (99999);")
    with pytest.raises(DatabaseDamaged) as caught:
        database.check_integrity(progress)
    assert (caught.value.pages, caught.value.problems) == ((), 1)
    database.close()


# ------------------------------------------------------------------ a full disk

_FULL = """
import sys
from pathlib import Path
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.vault.database import Database
from casebook.vault.faults import DiskFull

folder = Path(sys.argv[1])
database = Database.create(folder / "database", Secret(bytes(32)))
database.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")
saved = 0
try:
    while True:
        with database.transaction():
            database.execute("INSERT INTO note (body) VALUES (randomblob(30000))")
        saved += 1
except DiskFull:
    pass
assert saved > 10
assert not database.in_transaction
assert database.one("SELECT count(*) FROM note") == (saved,), "acknowledged and there"
database.close()
database = Database.open(folder / "database", Secret(bytes(32)))
database.check_integrity(Progress())
assert database.one("SELECT count(*) FROM note") == (saved,)
(folder / "ballast").unlink()
with database.transaction():
    database.execute("INSERT INTO note (body) VALUES (randomblob(30000))")
assert database.one("SELECT count(*) FROM note") == (saved + 1,)
database.close()
print(saved)
"""


def test_a_full_disk_loses_nothing(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(500_000))
    ended = subprocess.run(
        [sys.executable, "-c", _FULL, str(small_disk)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_full_disk_in_a_rollback_journal(small_disk: Path, key: Secret) -> None:
    """The journal of a large change finds no room: the change is refused, the rows stay."""
    database = Database.create(small_disk / "database", key)
    database.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")
    with database.transaction():
        database.many("INSERT INTO note (body) VALUES (randomblob(?))", [(30000,)] * 80)
    with pytest.raises(DiskFull), database.transaction():
        database.execute("UPDATE note SET body = randomblob(30000)")
    assert database.one("SELECT count(*) FROM note") == (80,)
    database.check_integrity(Progress())
    database.close()


def test_what_begins_transactions_is_no_database_by_itself() -> None:
    with pytest.raises(TypeError, match="abstract"):
        Transactions()  # type: ignore[abstract]  # that is what is tried
