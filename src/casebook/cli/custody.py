"""``casebook custody``: the custody sheet, for the team and for a court. It stays out of every bundle."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

from casebook.base.files import write_whole
from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.casework import custody
from casebook.casework.addressing import record_at
from casebook.casework.custody import Derived, Gone, Hand, Held
from casebook.cli import books
from casebook.cli.books import opened, shown_time
from casebook.cli.shell import Shell, new_file
from casebook.reports import all_reports, custodysheet
from casebook.vault.faults import disk

EXAMPLE: Final = "casebook custody harbour --to custody.pdf"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument(
        "files", nargs="*", metavar="FILEID", help=t(N_("only these evidence records: short codes or ids"))
    )
    parser.add_argument(
        "--to", default="", metavar="FILE", help=t(N_("a name that ends in .pdf, .html or .csv"))
    )
    parser.add_argument("--replace", action="store_true", help=t(N_("write over a file that stands there")))
    parser.add_argument("--lang", default="", choices=("en", "ru", "kk"), help=t(N_("en, ru or kk")))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Print it, or write it as a document."""
    to = new_file(args.to, replace=args.replace) if args.to else None
    language = args.lang or shell.language
    with opened(args, shell) as book:
        only = [record_at(book, name) for name in args.files]
        held = custody.sheet(book, only, language=language, progress=shell.progress)
        if to is not None:
            data = all_reports.render(
                custodysheet.document(held, language), Path(args.to).suffix, shell.progress
            )
            with disk():
                write_whole(to, data)
            shell.say(shell.t(N_("It stands there in clear now: nothing here protects that copy.")))
        shell.tell(
            [_document(each) for each in held],
            [f"{each.code}  {each.sha256.hex()}  {each.title}" for each in held],
        )
    return 0


def _document(held: Held) -> dict[str, Any]:
    return {
        "id": id_text(held.record),
        "code": held.code,
        "title": held.title,
        "size": held.size,
        "sha256": held.sha256.hex(),
        "attached": shown_time(held.attached_ms),
        "by": _hand(held.hand),
        "entry": held.entry.hex() if held.entry is not None else None,
        "custody": [
            {
                "what": step.what,
                "date": step.date,
                "by": step.by,
                "sha256": step.sha256.hex(),
                "note": step.note,
            }
            for step in held.steps
        ],
        "derivatives": [_derived(each) for each in held.derived],
        "left": [_gone(each) for each in held.gone],
    }


def _derived(derived: Derived) -> dict[str, Any]:
    return {
        "id": id_text(derived.record),
        "code": derived.code,
        "form": derived.form.value,
        "decided": derived.decided,
        "by": _hand(derived.hand),
        "sha256": derived.sha256.hex(),
        "size": derived.size,
        "left": [_gone(each) for each in derived.gone],
    }


def _gone(gone: Gone) -> dict[str, Any]:
    return {
        "disclosure": id_text(gone.disclosure),
        "audience": gone.audience,
        "date": gone.date,
        "recipients": list(gone.recipients),
        "name": gone.name,
    }


def _hand(hand: Hand | None) -> dict[str, str] | None:
    return None if hand is None else {"name": hand.name, "feed": hand.feed.hex()}
