"""What somebody typed becomes ranked results, each with the reason it was found.

People are found by name first, in any script and spelling; then every record whose words hold all the words
typed. A short code (``P-7KQ4``) finds its record at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from casebook.base.ids import RecordId
from casebook.journal import current
from casebook.journal.current import Record
from casebook.model.all_kinds import KINDS
from casebook.search import index
from casebook.search.folding import Snippet, fold, prefixes, snippet
from casebook.search.keys import Match, NameToken, best_score, name_tokens, query_keys
from casebook.vault.database import Database

CANDIDATES: Final = 120
LEAST_NAME: Final = 0.45
_CODE: Final = re.compile(r"\s*(?:[A-Za-z]-)?([0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{4,14})\s*")


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found. *path* and *snippet* say where; *match* why a name did, *code* that its code did."""

    record: RecordId
    kind: str
    score: float
    path: str
    snippet: Snippet | None
    match: Match | None = None
    code: bool = False


def find(db: Database, query: str, *, kind: str = "", limit: int = 50) -> list[Hit]:
    """The best *limit* records for *query*, names before other words, of one *kind* or of all."""
    hits: dict[RecordId, Hit] = {}
    for found in (*by_code(db, query), *by_name(db, query), *by_words(db, query, limit=limit, kind=kind)):
        if (not kind or found.kind == kind) and found.record not in hits:
            hits[found.record] = found
    return list(hits.values())[:limit]


def by_code(db: Database, query: str) -> Iterator[Hit]:
    """Records by short code; letters easily confused (I, L, O) are read as Crockford means them."""
    typed = (
        query.upper().replace("O", "0").replace("I", "1").replace("L", "1") if "-" in query else query.upper()
    )
    match = _CODE.fullmatch(typed)
    if match is None:
        return
    for record in current.by_code(db, match[1]):
        found = current.get(db, record)
        if found is not None and not ("-" in query and found.code[0] != query.strip()[:1].upper()):
            yield Hit(record, found.kind, 2.0, "", None, code=True)


def by_name(db: Database, query: str) -> list[Hit]:
    """People by name, best first."""
    tokens = name_tokens(query)
    if not tokens:
        return []
    hits: list[Hit] = []
    for number in _candidates(db, tokens):
        row = db.one("SELECT record FROM found_in WHERE n = ?", (number,))
        found = None if row is None else current.get(db, RecordId(bytes(row[0])))
        if found is not None:
            hits += _name_hit(found, tokens)
    return sorted(hits, key=lambda hit: (-hit.score, hit.record))


def _candidates(db: Database, tokens: tuple[NameToken, ...]) -> list[int]:
    """Row numbers of people who share a key with the query: most shared words first, exact ones before."""
    asked = [(i, key) for i, token in enumerate(tokens) for key in query_keys(token)]
    marks = ",".join("(?,?)" for _ in asked)
    rows = db.execute(
        f"WITH asked (i, key) AS (VALUES {marks}),"
        " matched AS (SELECT DISTINCT asked.i, token_key.t, substr(asked.key, 1, 1) = '=' AS exact"
        "   FROM asked JOIN token_key ON token_key.key = asked.key)"
        " SELECT bearer.n FROM matched JOIN bearer ON bearer.t = matched.t GROUP BY bearer.n"
        " ORDER BY count(DISTINCT i) + count(DISTINCT CASE WHEN exact THEN i END) DESC, bearer.n LIMIT ?",
        (*(part for pair in asked for part in pair), CANDIDATES),
    )
    return [row[0] for row in rows]


def _name_hit(found: Record, tokens: tuple[NameToken, ...]) -> list[Hit]:
    best, where, shown = 0.0, "", ""
    why: Match | None = None
    kind = KINDS[found.kind]
    for path, _, text in index.texts(kind, found.state):
        if path.split("/")[0] not in index.NAME_LISTS:
            continue
        score = best_score(tokens, [name_tokens(text)])
        if score.value > best:
            best, where, shown, why = score.value, path, text, score.match
    if best < LEAST_NAME:
        return []
    return [Hit(found.id, found.kind, 1 + best, where, Snippet(shown, 0, (), False, False), why)]


def by_words(db: Database, query: str, *, limit: int, kind: str = "") -> list[Hit]:
    """Records whose folded words hold every word of *query*, best first (bm25, names weighing more)."""
    terms = prefixes(query)
    if not terms:
        return []
    match = " ".join(f'"{term[:-1]}"*' if term.endswith("*") else f'"{term}"' for term in terms)
    # The best are chosen by the index alone: asking two more tables about every match is what takes time.
    chosen = " JOIN record ON record.n = full_text.rowid AND record.kind = ?" if kind else ""
    rows = db.execute(
        "WITH best AS (SELECT full_text.rowid AS n, bm25(full_text, 4.0, 1.0) AS weight FROM full_text"
        f"{chosen} WHERE full_text MATCH ? ORDER BY weight, full_text.rowid LIMIT ?)"
        " SELECT record.id, record.kind, best.weight FROM best JOIN record ON record.n = best.n"
        " ORDER BY best.weight, best.n",
        (*([kind] if kind else []), match, limit),
    )
    hits = []
    for record, found_kind, weight in rows:
        path, shown = _where(db, RecordId(bytes(record)), terms)
        hits.append(Hit(RecordId(bytes(record)), found_kind, min(0.99, -weight / 100), path, shown))
    return hits


def _where(db: Database, record: RecordId, terms: tuple[str, ...]) -> tuple[str, Snippet | None]:
    """The unit that holds most of the words, and the part of it to show."""
    found = current.get(db, record)
    best, where, text = 0, "", ""
    for path, _, candidate in index.texts(KINDS[found.kind], found.state) if found is not None else ():
        words = fold(candidate).split()
        held = sum(any(_matches(word, term) for word in words) for term in terms)
        if held > best:
            best, where, text = held, path, candidate
    return where, snippet(text, terms) if best else None


def _matches(word: str, term: str) -> bool:
    return word.startswith(term[:-1]) if term.endswith("*") else word == term
