"""``casebook disclosures``: what left, to whom, and what allowed it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any, Final

from casebook.base.ids import RecordId, id_text
from casebook.base.words import N_, Translator
from casebook.casework.addressing import record_at
from casebook.casework.book import Casebook
from casebook.cli import books, shown
from casebook.cli.books import opened
from casebook.cli.shell import Shell
from casebook.journal import current
from casebook.journal.current import Record
from casebook.model.vocabularies import vocabulary

EXAMPLE: Final = "casebook disclosures harbour --of P-7KQ4"
_LINKS: Final = (("shown", "record"), ("named", "person"), ("allowed_by", "record"))


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument(
        "--of",
        default="",
        metavar="ID",
        help=t(N_("only those that held this record, named this person or rest on it")),
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """List them, oldest first."""
    with opened(args, shell) as book:
        wanted = record_at(book, args.of) if args.of else None
        found = [
            record
            for record in current.every(book.db, "disclosure")
            if wanted is None or wanted in set(_concerned(record))
        ]
        documents = [_document(record) for record in found]
        shell.tell({"disclosures": documents}, (_line(book, record, shell.t) for record in found))
        if not found:
            shell.say(shell.t(N_("Nothing of it has left.") if wanted else N_("Nothing has left.")))
    return 0


def _concerned(record: Record) -> Iterator[RecordId]:
    for name, inner in _LINKS:
        yield from (RecordId(value) for _, value in record.each(name, inner) if isinstance(value, bytes))


def _ids(record: Record, name: str, inner: str) -> list[str]:
    return [id_text(RecordId(value)) for _, value in record.each(name, inner) if isinstance(value, bytes)]


def _document(record: Record) -> dict[str, Any]:
    manifest, outer = record.value("manifest"), record.value("outer")
    return {
        "id": id_text(record.id),
        "code": record.code,
        "audience": record.text("audience"),
        "date": record.text("date"),
        "purpose": record.text("purpose"),
        "bundle": record.text("bundle"),
        "manifest": manifest.hex() if isinstance(manifest, bytes) else "",
        "sha256": outer.hex() if isinstance(outer, bytes) else "",
        "signer": record.text("signer"),
        "recipients": [str(value) for _, value in record.each("recipients", "key")],
        "shown": _ids(record, "shown", "record"),
        "named": _ids(record, "named", "person"),
        "allowed_by": _ids(record, "allowed_by", "record"),
    }


def _line(book: Casebook, record: Record, t: Translator) -> str:
    audience = vocabulary("audience").label(record.text("audience"), t.language)
    counts = t(N_("records: {shown}, people named: {named}"))
    counts = counts.replace("{shown}", str(len(record.elements("shown"))))
    counts = counts.replace("{named}", str(len(record.elements("named"))))
    allowed = ", ".join(
        shown.called(book, RecordId(value), t.language)
        for _, value in record.each("allowed_by", "record")
        if isinstance(value, bytes)
    )
    parts = (
        record.code,
        record.text("date"),
        audience,
        record.text("bundle"),
        counts,
        record.text("purpose"),
        allowed,
    )
    return "  ".join(part for part in parts if part)
