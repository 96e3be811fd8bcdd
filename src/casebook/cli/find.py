"""``casebook find``: records by any word, in any script and spelling."""

from __future__ import annotations

import argparse
from typing import Any, Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.casework import titles
from casebook.casework.book import Casebook
from casebook.cli import books
from casebook.cli.assignments import kind_of
from casebook.cli.books import opened
from casebook.cli.shell import Shell, UsageWrong
from casebook.model.all_kinds import KINDS
from casebook.search.query import Hit, find
from casebook.wording import plans

EXAMPLE: Final = "casebook find harbour 'Серик' --kind person --limit 3"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument("query", metavar="QUERY", help=t(N_("a name, any words, or a short code")))
    parser.add_argument("--kind", default="", metavar="KIND", help=t(N_("only records of this kind")))
    parser.add_argument("--limit", type=int, default=20, metavar="N", help=t(N_("at most so many (20)")))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Search."""
    if args.kind:
        kind_of(args.kind)
    query = shell.value_of(args.query)
    if not query.strip():
        raise UsageWrong(N_("QUERY is empty"))
    if args.limit < 1:
        raise UsageWrong(N_("--limit is a number from 1 up"))
    with opened(args, shell) as book:
        hits = find(book.db, query, kind=args.kind, limit=args.limit)
        found = [_document(book, hit, shell.language) for hit in hits]
        shell.tell({"hits": found}, [_line(book, hit, shell.t) for hit in hits])
        if not hits:
            shell.say(shell.t(N_("Nothing was found.")))
    return 0


def _document(book: Casebook, hit: Hit, language: str) -> dict[str, Any]:
    return {
        "id": id_text(hit.record),
        "code": titles.code(book, hit.record),
        "kind": hit.kind,
        "title": titles.title(book, hit.record, language),
        "score": round(hit.score, 4),
        "path": hit.path,
        "snippet": hit.snippet.text if hit.snippet is not None else "",
        "why": "code" if hit.code else hit.match.name.lower().replace("_", "-") if hit.match else "words",
    }


def _line(book: Casebook, hit: Hit, t: Translator) -> str:
    kind = KINDS.get(hit.kind)
    why = t(N_("short code")) if hit.code else plans.match(hit.match, t) if hit.match else ""
    snippet = " ".join(hit.snippet.text.split()) if hit.snippet is not None else ""
    title = titles.title(book, hit.record, t.language)
    parts = (
        titles.code(book, hit.record),
        t(kind.label) if kind is not None else hit.kind,
        title,
        snippet if snippet != title else "",
        f"({why})" if why else "",
    )
    return "  ".join(part for part in parts if part)
