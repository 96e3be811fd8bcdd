"""The tables that make things found: folded words in FTS5, and keys under which names meet their spellings.

Derived like the other tables: made from states, dropped and made again when their shape changes. FTS5 reads
an external table of folded words with `secure-delete` on, so that a deleted word is gone from the file.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from casebook.base import resources
from casebook.base.progress import Progress
from casebook.journal import log, projection
from casebook.journal.fold import Life, State
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Choice, Text, Value
from casebook.model.fields import Struct as StructField
from casebook.model.kinds import Kind, Unit
from casebook.search.folding import fold
from casebook.search.keys import NameToken, lookup_keys, name_tokens
from casebook.vault.database import Database
from casebook.vault.faults import DatabaseDamaged, ReadOnlyPlace

SHAPE: Final = 2
UNINDEXED: Final = frozenset(
    ("erase", "erased", "lost", "receipt", "device", "setting", "recipient", "publisher")
)
NAME_KINDS: Final = frozenset(("person",))
NAME_LISTS: Final = frozenset(("names", "aliases", "code_name"))


def schema() -> str:
    """The SQL of the tables, which stands beside this file."""
    return resources.beside(__file__, "index.sql")


def version() -> bytes:
    """Names the shape of the tables."""
    searched = repr([(k.name, [p for p, u in k.every_unit() if u.search]) for k in KINDS.values()])
    return hashlib.sha256(f"{SHAPE}\n{searched}\n{schema()}".encode()).digest()


def ensure_current(db: Database, progress: Progress, *, rebuild: bool = False) -> bool:
    """Make the tables again if their shape changed, or if *rebuild* says that row numbers did."""
    if not rebuild and log.noted(db, "search") == version():
        return False
    make_again(db, progress)
    return True


def make_again(db: Database, progress: Progress) -> None:
    """Drop the tables and make them from the stored states, in one transaction."""
    with db.bulk(), db.transaction():
        for name in ("full_text", "found_in", "name_token", "token_key", "bearer"):
            db.execute(f"DROP TABLE IF EXISTS {name}")
        db.script(schema())
        batch: list[State] = []
        for state in projection.states(db, progress):
            batch.append(state)
            if len(batch) >= projection.BATCH:
                _write(db, batch)
                batch = []
        _write(db, batch)
        log.note(db, "search", version())


def apply(db: Database, states: Iterable[State]) -> None:
    """Take changed records into the tables. Belongs inside the transaction that changed them."""
    states = list(states)
    for state in states:
        for (number,) in db.execute("SELECT n FROM found_in WHERE record = ?", (state.record,)):
            _forget(db, number)
    _write(db, states)


def _forget(db: Database, number: int) -> None:
    row = db.one("SELECT names, body FROM found_in WHERE n = ?", (number,))
    if row is not None:
        db.execute(
            "INSERT INTO full_text (full_text, rowid, names, body) VALUES ('delete', ?, ?, ?)", (number, *row)
        )
        db.execute("DELETE FROM found_in WHERE n = ?", (number,))
    borne = db.execute("SELECT t FROM bearer WHERE n = ?", (number,))
    db.execute("DELETE FROM bearer WHERE n = ?", (number,))
    for (token,) in borne:
        # A token nobody bears any more is a name that must not stay behind.
        if db.one("SELECT 1 FROM bearer WHERE t = ?", (token,)) is None:
            db.execute("DELETE FROM token_key WHERE t = ?", (token,))
            db.execute("DELETE FROM name_token WHERE t = ?", (token,))


def _write(db: Database, states: Iterable[State]) -> None:
    for state in states:
        content = indexed(state)
        row = None if content is None else db.one("SELECT n FROM record WHERE id = ?", (state.record,))
        if content is None or row is None:
            continue
        names, body, tokens = content
        number = int(row[0])
        db.execute(
            "INSERT INTO found_in (n, record, names, body) VALUES (?, ?, ?, ?)",
            (number, state.record, names, body),
        )
        db.execute("INSERT INTO full_text (rowid, names, body) VALUES (?, ?, ?)", (number, names, body))
        for token in tokens:
            db.execute("INSERT OR IGNORE INTO bearer (t, n) VALUES (?, ?)", (_token(db, token), number))


def _token(db: Database, token: NameToken) -> int:
    row = db.one("SELECT t FROM name_token WHERE folded = ? AND text = ?", (token.folded, token.text))
    if row is None:
        db.execute("INSERT INTO name_token (folded, text) VALUES (?, ?)", (token.folded, token.text))
        row = db.one("SELECT t FROM name_token WHERE folded = ? AND text = ?", (token.folded, token.text))
        assert row is not None
        db.many("INSERT INTO token_key (key, t) VALUES (?, ?)", [(key, row[0]) for key in lookup_keys(token)])
    return int(row[0])


def indexed(state: State) -> tuple[str, str, frozenset[NameToken]] | None:
    """Folded names, folded other words, and name tokens of a record; `None` if it is not to be found."""
    kind = KINDS.get(state.kind)
    if kind is None or state.kind in UNINDEXED or state.life is Life.DELETED:
        return None
    names: list[str] = []
    body: list[str] = []
    tokens: set[NameToken] = set()
    for path, unit, text in texts(kind, state):
        (names if unit.identity or path.split("/")[0] in kind.title else body).append(fold(text))
        if state.kind in NAME_KINDS and path.split("/")[0] in NAME_LISTS:
            tokens.update(name_tokens(text))
    return " ".join(names), " ".join(body), frozenset(tokens)


def texts(kind: Kind, state: State) -> Iterator[tuple[str, Unit, str]]:
    """Path, unit and text of everything in a record that can be searched for."""
    for path, held in state.units.items():
        unit = kind.find(path)
        if unit is None or not unit.search:
            continue
        for value in held:
            for text in _texts_in(unit.field, value.value):
                yield path, unit, text


def _texts_in(field: object, value: Value) -> Iterator[str]:
    match field, value:
        case Text(), str():
            yield value
        case Choice(), str():
            term = field.terms.term(value)
            yield from dict.fromkeys(label for _, label in term.labels) if term is not None else ()
        case StructField(), tuple():
            for slot, part in zip(field.slots, value, strict=False):
                if not isinstance(slot.field, Choice):
                    yield from _texts_in(slot.field, part)
        case _, str():
            yield value


def differing(db: Database, states: Iterable[State], progress: Progress) -> int:
    """How many records the tables hold otherwise than a fresh fold would, FTS5's own check included."""
    count = wanted = 0
    for i, state in enumerate(states):
        if i % projection.BATCH == 0:
            progress.step("comparing-search", i)
        content = indexed(state)
        row = db.one("SELECT n, names, body FROM found_in WHERE record = ?", (state.record,))
        if content is None or row is None:
            count += (content is None) != (row is None)
            wanted += content is not None
            continue
        wanted += 1
        borne = db.execute(
            "SELECT folded, text FROM bearer JOIN name_token ON name_token.t = bearer.t WHERE n = ?",
            (row[0],),
        )
        tokens = {(token.folded, token.text) for token in content[2]}
        count += (row[1], row[2], set(borne)) != (content[0], content[1], tokens)
    stored = db.one("SELECT count(*) FROM found_in")
    return count + abs((int(stored[0]) if stored else 0) - wanted) + _broken_words(db) + _stray_names(db)


def _broken_words(db: Database) -> int:
    """FTS5's own comparison of its segments with the table they are made from: 1 if they differ.

    It is spelled as a write, so it cannot be asked of a medium that takes none; what else is compared has to do.
    """
    try:
        db.execute("INSERT INTO full_text (full_text, rank) VALUES ('integrity-check', 1)")
    except DatabaseDamaged:
        return 1
    except ReadOnlyPlace:
        return 0
    return 0


def _stray_names(db: Database) -> int:
    """Names in the tables that nobody bears any more, and names that are not found under all of their keys."""
    row = db.one("SELECT count(*) FROM name_token WHERE t NOT IN (SELECT t FROM bearer)")
    count = int(row[0]) if row is not None else 0
    keys: dict[int, set[str]] = defaultdict(set)
    for key, t in db.each("SELECT key, t FROM token_key"):
        keys[t].add(key)
    for t, text in db.each("SELECT t, text FROM name_token"):
        wanted = {key for token in name_tokens(text) for key in lookup_keys(token)}
        count += keys.pop(t, set()) != wanted
    return count + len(keys)
