"""On what terms a bundle leaves: until when it is kept, and which edition it takes the place of."""

from __future__ import annotations

import argparse

from casebook.base.words import N_, Translator
from casebook.casework import editions
from casebook.casework.addressing import record_at
from casebook.casework.book import Casebook
from casebook.casework.disclosures import Terms
from casebook.model.dates import parse_typed


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare them."""
    parser.add_argument(
        "--expires", default="", metavar="DATE", help=t(N_("by when whoever gets it is to destroy it"))
    )
    parser.add_argument(
        "--edition-of",
        default="",
        metavar="ID",
        help=t(N_("it is the next edition of what left as this disclosure")),
    )
    parser.add_argument(
        "--now",
        action="store_true",
        help=t(N_("--edition-of between two rounds too; whoever sees it then knows that something happened")),
    )


def terms(args: argparse.Namespace, book: Casebook, audience: str, *, encrypted: bool) -> Terms:
    """What was asked for. Raises as `editions.to_replace`, `BadDate`."""
    expires = parse_typed(args.expires).edtf if args.expires else ""
    replaces = None
    if args.edition_of:
        before = record_at(book, args.edition_of)
        replaces = editions.to_replace(book, before, audience, encrypted=encrypted, now=args.now)
    return Terms(expires, replaces)
