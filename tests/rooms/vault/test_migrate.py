"""Forward only, one script at a time, and the number tells exactly how far it came."""

from __future__ import annotations

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from casebook.vault import migrate
from casebook.vault.database import Database
from casebook.vault.faults import NewerFormat

ONE = (1, "CREATE TABLE a (x); INSERT INTO a VALUES (1);")
TWO = (2, "ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x + 1;")
BROKEN = (3, "INSERT INTO a VALUES (5, 6); CREATE TABLE a (again);")


def test_only_what_is_missing_runs(database: Database) -> None:
    assert migrate.run(database, [ONE]) == (1,)
    assert migrate.run(database, [ONE, TWO]) == (2,)
    assert migrate.run(database, [ONE, TWO]) == ()
    assert database.execute("SELECT * FROM a") == [(1, 2)]
    assert migrate.version(database) == 2


def test_a_backup_is_made_before_the_first_change_to_something_old(database: Database) -> None:
    seen: list[int] = []

    def backup() -> None:
        seen.append(migrate.version(database))

    migrate.run(database, [ONE], backup=backup)
    assert seen == []
    migrate.run(database, [ONE, TWO], backup=backup)
    assert seen == [1]
    migrate.run(database, [ONE, TWO], backup=backup)
    assert seen == [1]


def test_a_backup_that_fails_stops_it(database: Database) -> None:
    migrate.run(database, [ONE])

    def backup() -> None:
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        migrate.run(database, [ONE, TWO], backup=backup)
    assert migrate.version(database) == 1


def test_a_script_that_fails_leaves_the_one_before(database: Database) -> None:
    with pytest.raises(sqlcipher.OperationalError):
        migrate.run(database, [ONE, TWO, BROKEN])
    assert migrate.version(database) == 2
    assert database.execute("SELECT * FROM a") == [(1, 2)]


@pytest.mark.torture("T16", "a database of a later version is refused, and named as that")
def test_a_newer_database_is_refused(database: Database) -> None:
    migrate.run(database, [ONE, TWO])
    with pytest.raises(NewerFormat) as caught:
        migrate.run(database, [ONE])
    assert (caught.value.what, caught.value.found, caught.value.known) == ("database", 2, 1)


@pytest.mark.parametrize("scripts", [[TWO], [ONE, BROKEN], [TWO, ONE]])
def test_a_gap_in_the_numbers_is_our_bug(database: Database, scripts: list[tuple[int, str]]) -> None:
    with pytest.raises(ValueError, match="without a gap"):
        migrate.run(database, scripts)
