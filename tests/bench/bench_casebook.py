"""The casebook: writing, reading, finding and opening again, beside the same engine without a key.

Two things are compared with. *Without a key*: this very code on the same engine, never given a key, which is what
encryption alone costs. *Bare tables*: the same texts in two plain tables of that engine, with full text, nothing
signed and nothing kept of the past, which is what all of it costs.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import largebook
from figure import Figure
from sqlcipher3 import dbapi2

import books
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework import check, records
from casebook.casework.book import Casebook
from casebook.casework.touched import Verb
from casebook.journal import current, lists, projection
from casebook.journal.lists import Asked
from casebook.search import index
from casebook.search.query import find
from casebook.vault import database, engine

SOME = 20_000
MANY = 100_000
READS = 2_000
SAVES = 200
SEARCHES = 60


def figures(folder: Path) -> Iterator[Figure]:
    """All of them."""
    with books.derived_once():
        ours = _measured(folder / "keyed")
        with _no_key():
            plain = _measured(folder / "plain")
    bare = _bare(folder / "bare.db")
    for what, value in ours.items():
        remark = f"= {value / bare[what]:.1f} x bare tables"
        yield Figure(what, value * 1e3, "ms", plain[what] * 1e3, "without a key", remark)
    yield from _large()


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _median(work: Callable[[str], object], of: Sequence[str]) -> float:
    work(of[0])
    return statistics.median(_timed(lambda one=one: work(one)) for one in of)


def _asked(count: int) -> list[str]:
    """Half of them a given name, half a whole one."""
    names = largebook.names(count, seed=9)
    return [name if i % 2 else name.split()[0] for i, name in enumerate(names)]


def _measured(folder: Path) -> dict[str, float]:
    """Seconds a record, a save, a read, a search, an opening."""
    book = books.make(folder)
    people = _texts(SOME)
    bulk = _timed(lambda: _write(book, people))
    ids = [RecordId(bytes(row[0])) for row in book.db.execute("SELECT id FROM record WHERE kind = 'person'")]
    chance = random.Random(7)
    chosen = [chance.choice(ids) for _ in range(READS)]
    saves = [chance.choice(ids) for _ in range(SAVES)]
    found = {
        "bulk write, a record (100 an act)": bulk / SOME,
        "single save": statistics.median(_timed(lambda r=r: _save(book, r)) for r in saves),
        "point read": _timed(lambda: [current.get(book.db, record) for record in chosen]) / READS,
        "search": _median(lambda query: find(book.db, query, limit=20), _asked(SEARCHES)),
    }
    book.close()
    opened: list[Casebook] = []
    found["re-open, key derived"] = _timed(lambda: opened.append(books.reopen(folder)))
    opened[0].close()
    return found


def _texts(count: int) -> list[tuple[str, str, str]]:
    chance = random.Random(6)
    everybody = largebook.names(count)
    return [
        (
            name,
            str(1940 + chance.randrange(60)),
            " ".join(chance.choice(everybody).split()[0] for _ in range(20)),
        )
        for name in everybody
    ]


def _write(book: Casebook, people: Sequence[tuple[str, str, str]]) -> None:
    for start in range(0, len(people), largebook.BATCH):
        edits: list[records.Edit] = []
        for name, birth, remarks in people[start : start + largebook.BATCH]:
            edits += largebook.person(book.new_id(), name, birth, remarks)
        records.write(book, Verb.IMPORT, edits, act=book.new_act())


def _save(book: Casebook, record: RecordId) -> None:
    records.write(book, Verb.EDIT, [records.Set(record, "remarks", "seen near the harbour")])


# ------------------------------------------------------------------ what is compared with


@contextmanager
def _no_key() -> Iterator[None]:
    """This code on the same engine, never given a key. Only here: the product refuses such a database."""

    def set_up(connection: dbapi2.Connection, _: object) -> None:
        for name, value, _expected in engine.SETTINGS:
            if value is not None and not name.startswith("cipher"):
                connection.execute(f"PRAGMA {name}={value}").fetchall()

    with (
        mock.patch.object(engine, "_set_up", set_up),
        mock.patch.object(database, "PLAIN_HEADER", b"not this one..."),
    ):
        yield


def _bare(path: Path) -> dict[str, float]:
    db = dbapi2.connect(str(path), isolation_level=None)
    for pragma in ("journal_mode=DELETE", "synchronous=FULL", "locking_mode=EXCLUSIVE", "cache_size=-65536"):
        db.execute(f"PRAGMA {pragma}").fetchall()
    db.execute(
        "CREATE TABLE person (n INTEGER PRIMARY KEY, id BLOB UNIQUE, name TEXT, birth TEXT, remarks TEXT)"
    )
    db.execute(
        "CREATE VIRTUAL TABLE words USING fts5(name, remarks, content = 'person', content_rowid = 'n')"
    )
    chance = random.Random(7)
    people = [(i, chance.randbytes(16), *texts) for i, texts in enumerate(_texts(SOME), 1)]

    def write() -> None:
        for start in range(0, len(people), largebook.BATCH):
            db.execute("BEGIN IMMEDIATE")
            for n, key, name, birth, remarks in people[start : start + largebook.BATCH]:
                db.execute("INSERT INTO person VALUES (?, ?, ?, ?, ?)", (n, key, name, birth, remarks))
                db.execute("INSERT INTO words (rowid, name, remarks) VALUES (?, ?, ?)", (n, name, remarks))
            db.execute("COMMIT")

    def save(row: tuple[int, bytes, str, str, str]) -> None:
        db.execute("BEGIN IMMEDIATE")
        old = db.execute("SELECT name, remarks FROM person WHERE n = ?", row[:1]).fetchone()
        db.execute(
            "INSERT INTO words (words, rowid, name, remarks) VALUES ('delete', ?, ?, ?)", (row[0], *old)
        )
        db.execute("UPDATE person SET remarks = 'seen near the harbour' WHERE n = ?", row[:1])
        db.execute(
            "INSERT INTO words (rowid, name, remarks) VALUES (?, ?, 'seen near the harbour')",
            (row[0], row[2]),
        )
        db.execute("COMMIT")

    def search(query: str) -> None:
        match = " ".join(f'"{word}"' for word in query.split())
        db.execute(
            "SELECT person.* FROM words JOIN person ON person.n = words.rowid"
            " WHERE words MATCH ? ORDER BY bm25(words) LIMIT 20",
            (match,),
        ).fetchall()

    chosen = [chance.choice(people) for _ in range(READS)]
    found = {
        "bulk write, a record (100 an act)": _timed(write) / SOME,
        "single save": statistics.median(_timed(lambda r=r: save(r)) for r in chosen[:SAVES]),
        "point read": _timed(
            lambda: [db.execute("SELECT * FROM person WHERE id = ?", row[1:2]).fetchone() for row in chosen]
        )
        / READS,
        "search": _median(search, _asked(SEARCHES)),
    }
    db.close()

    def opened() -> None:
        again = dbapi2.connect(str(path))
        again.execute("SELECT count(*) FROM sqlite_master").fetchone()
        again.close()

    found["re-open, key derived"] = _timed(opened)
    return found


# ------------------------------------------------------------------ at full size


def _large() -> Iterator[Figure]:
    """A casebook of many: what a person waits for."""
    start = time.perf_counter()
    folder = largebook.large_book(MANY)
    made = time.perf_counter() - start
    with books.derived_once():
        books.reopen(folder).close()
        opened: list[Casebook] = []
        seconds = _timed(lambda: opened.append(books.reopen(folder)))
    [book] = opened

    def first_page() -> None:
        order = lists.order(book.db, Asked("person"))
        assert len(lists.rows(book.db, "person", order[: lists.PAGE])) == lists.PAGE

    listed = _timed(first_page)
    people = [RecordId(bytes(row[0])) for row in book.db.execute("SELECT id FROM record LIMIT 10000")]
    chance = random.Random(8)
    if made > 1:
        yield Figure(f"writing {MANY:,} people", made, "s")
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    yield Figure(f"{MANY:,} people on the disk", size / 1e6, "MB")
    yield Figure(f"key derived to the list of {MANY:,}, first page", (seconds + listed) * 1e3, "ms")
    taken = [_timed(lambda q=q: find(book.db, q, limit=20)) * 1e3 for q in _asked(SEARCHES)]
    remark = f"(slowest {max(taken):.0f} ms)"
    yield Figure(f"search among {MANY:,}, median", statistics.median(taken), "ms", remark=remark)
    saves = [_timed(lambda: _save(book, chance.choice(people))) * 1e3 for _ in range(SAVES)]
    remark = f"(slowest {max(saves):.1f} ms)"
    yield Figure(f"single save among {MANY:,}, median", statistics.median(saves), "ms", remark=remark)
    yield Figure("making all tables again", _timed(lambda: projection.rebuild(book.db, Progress())), "s")
    yield Figure("making the index again", _timed(lambda: index.make_again(book.db, Progress())), "s")
    yield Figure("the full check", _timed(lambda: check.check(book)), "s")
    book.close()
