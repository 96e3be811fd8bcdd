"""``casebook disclosures``: what left, to whom, what allowed it, and who still holds it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any, Final

from casebook.base.ids import RecordId, id_text
from casebook.base.words import N_, Translator
from casebook.casework import disclosures, holders
from casebook.casework.addressing import record_at
from casebook.casework.book import Casebook
from casebook.casework.holders import Holding
from casebook.cli import books, shown
from casebook.cli.books import opened
from casebook.cli.shell import Shell, UsageWrong
from casebook.journal.current import Record
from casebook.model.vocabularies import vocabulary
from casebook.wording import of_holders

EXAMPLE: Final = "casebook disclosures harbour --of P-7KQ4"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument(
        "--of",
        default="",
        metavar="ID",
        help=t(N_("only those that hold this person, record, file or consent, and in what way")),
    )
    parser.add_argument(
        "--due",
        action="store_true",
        help=t(N_("only those that are to be destroyed by a day, the earliest first")),
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """List them, oldest first; with --due by the day."""
    if args.of and args.due:
        raise UsageWrong(N_("--of and --due do not go together"))
    with opened(args, shell) as book:
        held = _held(book, args)
        shell.tell(
            {"disclosures": [_document(book, each) for each in held]},
            (line for each in held for line in _lines(book, each, shell.t)),
        )
        if not held:
            nothing = N_("Nothing of it has left.") if args.of else N_("Nothing has left.")
            shell.say(shell.t(N_("Nothing is to be destroyed by a day.") if args.due else nothing))
    return 0


def _held(book: Casebook, args: argparse.Namespace) -> tuple[Holding, ...]:
    if args.due:
        return holders.to_be_destroyed(book)
    if args.of:
        return holders.holders(book, record_at(book, args.of))[::-1]
    return holders.every_holding(book)[::-1]


def _ids(record: Record, name: str, inner: str) -> list[str]:
    return [id_text(each) for each in disclosures.ids_in(record, name, inner)]


def document(each: Holding) -> dict[str, Any]:
    """A bundle and what became of it, for ``--json``."""
    return {
        "id": id_text(each.disclosure),
        "code": each.code,
        "audience": each.audience,
        "date": each.date,
        "purpose": each.purpose,
        "bundle": each.bundle,
        "manifest": each.manifest.hex(),
        "how": [way.value for way in each.how],
        "standing": each.standing.value,
        "expires": each.expires,
        "edition": each.edition,
        "replaced_by": "" if each.replaced_by is None else id_text(each.replaced_by),
        "receipts": each.receipts,
        "handed": each.handed,
    }


def _document(book: Casebook, each: Holding) -> dict[str, Any]:
    record = book.need(each.disclosure)
    outer = record.value("outer")
    return document(each) | {
        "sha256": outer.hex() if isinstance(outer, bytes) else "",
        "signer": record.text("signer"),
        "recipients": [one.key for one in each.recipients],
        "names": [one.name for one in each.recipients],
        "shown": _ids(record, "shown", "record"),
        "named": _ids(record, "named", "person"),
        "mentioned": _ids(record, "mentioned", "person"),
        "files": _ids(record, "files", "record"),
        "allowed_by": _ids(record, "allowed_by", "record"),
        "concerned": {
            "records": [id_text(one) for one in each.records],
            "files": [id_text(one) for one in each.files],
            "allowed_by": [id_text(one) for one in each.allowed_by],
        },
    }


def line(book: Casebook, each: Holding, t: Translator) -> str:
    """One bundle in a line: its code, day, edition, for whom, and what became of it."""
    whom = ", ".join(one.name or one.key for one in each.recipients)
    audience = vocabulary("audience").label(each.audience, t.language)
    parts = (
        each.code,
        each.date,
        of_holders.edition(each, t),
        f"{audience} ({whom})" if whom else audience,
        each.bundle,
        each.purpose,
        of_holders.standing(each, t, None if each.replaced_by is None else _code(book, each.replaced_by)),
    )
    return "  ".join(part for part in parts if part)


def _code(book: Casebook, record: RecordId) -> str:
    found = book.get(record)
    return "" if found is None else found.code


def _lines(book: Casebook, each: Holding, t: Translator) -> Iterator[str]:
    yield line(book, each, t)
    record = book.need(each.disclosure)
    counts = t(N_("records: {shown}, people named: {named}"))
    counts = counts.replace("{shown}", str(len(record.elements("shown"))))
    yield "    " + counts.replace("{named}", str(len(record.elements("named"))))
    for way in each.how:
        yield f"    {of_holders.how(way, t)}"
    concerned = (*each.records, *each.files) if each.how else ()
    if concerned:
        called = ", ".join(shown.called(book, one, t.language) for one in concerned)
        yield "    " + t(N_("with: {value}")).replace("{value}", called)
    if each.allowed_by:
        # By their codes: a consent is called after who gave it, and this list is shown to those who ask who did what.
        codes = ", ".join(_code(book, one) for one in each.allowed_by)
        yield "    " + t(N_("allowed by: {value}")).replace("{value}", codes)
