"""The health check finds everything at once, names it, and puts right what can be."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import books
from casebook.base.errors import Cancelled
from casebook.base.moment import DAY_MS
from casebook.base.progress import Progress
from casebook.base.secret import Secret
from casebook.base.words import translator
from casebook.casework import backups, check, erasing, evidence, health, records
from casebook.casework.backing_up import make
from casebook.casework.book import Casebook
from casebook.casework.health import Health, Severity, What, examine, examine_closed, repair
from casebook.casework.touched import Verb
from casebook.vault.faults import WrongPassphrase
from casebook.vault.keys import CHEAPEST
from casebook.vault.slots import Opening
from casebook.wording import findings
from drawing import draw

OPENING = Opening(Secret(books.PASSPHRASE))


@pytest.fixture(autouse=True)
def derived() -> Iterator[None]:
    with books.derived_once():
        yield


@pytest.fixture
def filled(book: Casebook, tmp_path: Path) -> Casebook:
    """A casebook with people, two attached files, and a backup."""
    for i in range(30):
        draw(book, f'person:1  remarks  "amber {i}"')
    for name in ("paper", "letter"):
        (tmp_path / name).write_bytes(name.encode() * 20_000)
        evidence.attach(book, books.the(book, "person")[0], tmp_path / name)
    (tmp_path / "stick").mkdir()
    make(book, OPENING, tmp_path / "stick", kdf=CHEAPEST)
    return book


def whats(found: Health) -> set[What]:
    return {each.what for each in found.findings}


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 2
    path.write_bytes(data)


def a_file(book: Casebook, number: int = 0) -> Path:
    return book.safe.files.path(book.safe.files.ids()[number])


def test_a_sound_casebook_gets_advice_alone(filled: Casebook) -> None:
    found = examine(filled)
    assert whats(found) == {What.NO_RECOVERY}
    assert found.findings[0].severity is Severity.ADVICE
    whole = check.check(filled)
    assert (found.entries, found.records, found.files) == (whole.journal.entries, whole.records, 2)
    assert (found.state, found.still, found.damage) == (whole.state, None, ())


def test_everything_is_found_in_one_go(filled: Casebook, tmp_path: Path) -> None:
    flip(a_file(filled), 3000)
    a_file(filled, 1).unlink()
    filled.safe.files.put([b"left by an interrupted save"])
    filled.db.execute("UPDATE record SET title = 'another' WHERE kind = 'person'")
    filled.db.execute("UPDATE entry SET signature = zeroblob(64) WHERE n IN (5, 9)")
    (filled.safe.folder / "head").unlink()
    erasing.erase(filled, books.the(filled, "person")[3], "remarks", reason="consent-withdrawn")
    (filled.safe.folder / "head").unlink()
    shutil.rmtree(tmp_path / "stick")
    found = examine(filled)
    assert {
        *(What.JOURNAL, What.HEAD, What.FILE_MISSING, What.FILE_CHANGED, What.REKEY_DUE, What.NO_RECOVERY),
        What.BACKUP_HOLDS_ERASED,
    } == whats(found)
    assert sum(each.what is What.JOURNAL for each in found.findings) == 2
    severities = [each.severity for each in found.findings]
    assert severities == sorted(severities, reverse=True)
    assert found.still is not None
    assert found.still.unsigned == 2
    assert found.state == b""
    # Nothing is put right where the journal is damaged: one does not build on it.
    assert repair(filled, found) == health.Repaired(tables=False, fetched=(), strays=0, missing=())
    filled.anchor()


def test_repair_makes_tables_fetches_files_and_removes_strays(filled: Casebook) -> None:
    before = check.check(filled).state
    first, second = filled.safe.files.ids()
    flip(a_file(filled), 3000)
    a_file(filled, 1).unlink()
    stray = filled.safe.files.put([b"left by an interrupted save"])
    filled.db.execute("UPDATE record SET title = 'another' WHERE kind = 'person'")
    found = examine(filled)
    assert whats(found) == {
        *(What.TABLES, What.FILE_MISSING, What.FILE_CHANGED, What.STRAYS, What.NO_RECOVERY)
    }
    done = repair(filled, found)
    assert (done.tables, set(done.fetched), done.strays, done.missing) == (True, {first, second}, 1, ())
    assert whats(examine(filled)) == {What.NO_RECOVERY}
    assert stray.id not in filled.safe.files.ids()
    assert check.check(filled).state == before


def test_a_file_no_backup_has_whole_stays_named(filled: Casebook, tmp_path: Path) -> None:
    name = filled.safe.files.ids()[0]
    flip(a_file(filled), 3000)
    (copy,) = (tmp_path / "stick").rglob(name)
    flip(copy, 4000)
    done = repair(filled, examine(filled))
    assert (done.fetched, done.missing) == ((), (name,))
    assert What.FILE_CHANGED in whats(examine(filled))


def break_pages(book: Casebook, folder: Path, count: int) -> Path:
    """Close the book and flip one bit in each of some pages, well apart."""
    database = book.db.path
    book.close()
    pages = database.stat().st_size // books.PAGE
    for number in range(count):
        flip(folder / database.name, books.PAGE * (3 + number * (pages - 4) // count) + 700)
    return database


def test_broken_pages_are_counted_and_what_still_holds_is_told(filled: Casebook) -> None:
    folder, entries = filled.safe.folder, examine(filled).entries
    break_pages(filled, folder, 6)
    book, found = examine_closed(folder, OPENING)
    if book is not None:
        book.close()
    assert whats(found) & {What.PAGES, What.UNREADABLE}
    assert found.still is not None
    assert 0 < found.still.entries <= entries
    gone = sum(gap.last - gap.first + 1 for gap in found.still.gaps)
    assert found.still.entries + gone + found.still.tail == entries


def test_a_wrong_passphrase_is_refused_and_stopping_stops(filled: Casebook) -> None:
    folder = filled.safe.folder
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        examine(filled, progress)
    filled.close()
    with pytest.raises(WrongPassphrase):
        examine_closed(folder, Opening(Secret("fery lantern")))


def test_backups_that_are_due_or_lack_something(filled: Casebook, tmp_path: Path) -> None:
    backups.set_plan(filled, backups.Plan(7, tmp_path / "stick", None, 3))
    records.write(filled, Verb.EDIT, [records.Set(books.the(filled, "person")[0], "remarks", "birch")])
    filled.clock._wall.ms += 9 * DAY_MS  # type: ignore[attr-defined]  # the fixture's clock
    (due,) = (each for each in examine(filled).findings if each.what is What.BACKUP_DUE)
    assert due.facts == {"days": 9}
    for path in (a_file(filled), *(tmp_path / "stick").rglob(filled.safe.files.ids()[0])):
        path.unlink()
    make(filled, OPENING, tmp_path / "stick", kdf=CHEAPEST)
    assert {What.BACKUP_LACKS_FILES, What.FILE_MISSING} <= whats(examine(filled))
    for one in backups.backups(filled):
        backups.strike(filled, one.generation.name)
    assert What.NO_BACKUP in whats(examine(filled))


def test_every_finding_is_worded(filled: Casebook) -> None:
    assert findings.FINDINGS.keys() == set(What)
    filled.db.execute("UPDATE entry SET signature = zeroblob(64) WHERE n = 5")
    a_file(filled).unlink()
    filled.db.execute("UPDATE safe_backup SET verified_ms = 0")
    lines = list(findings.lines(examine(filled), translator("en")))
    assert len(lines) >= 5
    assert not any("{" in line or line.endswith(": ") for line in lines), lines
    for what, (said, then) in findings.FINDINGS.items():
        has_error = what in {What.UNREADABLE, What.HEAD, What.JOURNAL, What.STRANGER, What.TABLES}
        assert bool(said) != has_error, what
        assert then or has_error


@pytest.mark.parametrize(
    ("what", "statement"),
    [
        (What.JOURNAL, "DELETE FROM part WHERE entry = 4 AND place = 1"),
        (What.JOURNAL, "UPDATE part SET bytes = zeroblob(60) WHERE entry = 4 AND place = 1"),
        (What.JOURNAL, "UPDATE entry SET seq = 99 WHERE n = 7"),
        (What.JOURNAL, "UPDATE feed SET public = zeroblob(32)"),
        (What.TABLES, "DELETE FROM link"),
    ],
)
def test_single_rows(filled: Casebook, what: What, statement: str) -> None:
    filled.db.execute(statement)
    found = examine(filled)
    assert what in whats(found)
    assert found.damage
