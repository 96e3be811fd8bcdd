"""``casebook travel``: seal the whole casebook for somebody else, wipe it here, take a small one along."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

from casebook.base.words import N_, Translator
from casebook.casework import travel
from casebook.casework.addressing import record_at
from casebook.casework.book import Casebook
from casebook.casework.travel import Look, Road, Travelled
from casebook.cli import books, passphrase, wipe
from casebook.cli.books import opened, shown_time
from casebook.cli.shell import Shell, UsageWrong
from casebook.redaction.named import people_named
from casebook.vault.slots import Opening
from casebook.wording import of_travel

EXAMPLE: Final = (
    "casebook travel harbour --to /media/stick/harbour.age"
    " --recipient age1nwwhpdr53fuwl93qva9sqexua7vpm45el8k7cjfmup263zm42ges7dgf0j --look"
)


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument("--to", required=True, metavar="FILE", help=t(N_("where to write the sealed copy")))
    parser.add_argument(
        "--recipient",
        action="append",
        required=True,
        metavar="age1…",
        help=t(N_("who can open it; may be said again")),
    )
    parser.add_argument(
        "--keep",
        action="append",
        default=[],
        metavar="ID",
        help=t(N_("take this dossier or person along, with all it needs; may be said again")),
    )
    parser.add_argument("--small-book", metavar="DIR", help=t(N_("the folder of the small casebook")))
    passphrase.arguments(parser, t, prefix="new-")
    parser.add_argument(
        "--drop-drafts", action="store_true", help=t(N_("unsaved drafts may be lost: no copy holds them"))
    )
    parser.add_argument("--look", action="store_true", help=t(N_("only say what would happen")))
    parser.add_argument(
        "--yes-wipe", action="store_true", help=t(N_("do not ask for the word: it is to be wiped"))
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Look, tell, ask, seal, make the small one, wipe, tell."""
    if bool(args.keep) != bool(args.small_book) and not args.look:
        raise UsageWrong(N_("--keep and --small-book go together"))
    with opened(args, shell) as book:
        keep = tuple(record_at(book, text) for text in args.keep)
        look = travel.look(book, args.recipient, keep, people_named, shell.progress)
        if args.look:
            shell.tell(_plan(look), of_travel.plan(look, shell.t))
            return 0
        wipe.say(of_travel.plan(look, shell.t), shell)
        wipe.confirm(shell, given=args.yes_wipe)
        done = _travel(book, keep, args, shell)
    shell.tell(_document(done), of_travel.done(done, shell.t))
    return 1 if done.wiped.left else 0


def _travel(book: Casebook, keep: Any, args: argparse.Namespace, shell: Shell) -> Travelled:  # noqa: ANN401 - ids
    road = None
    if keep:
        secret = passphrase.read(args, shell, new=True, prefix="new-")
        road = Road(keep, Path(args.small_book), Opening(secret), named=people_named)
    try:
        return travel.travel(
            book,
            Path(args.to),
            args.recipient,
            road=road,
            drop_drafts=args.drop_drafts,
            progress=shell.progress,
        )
    finally:
        if road is not None:
            road.opening.passphrase.wipe()


def _plan(look: Look) -> dict[str, Any]:
    taken = look.taken
    return {
        "recipients": [{"key": key, "words": list(words)} for key, words in look.recipients],
        "records": look.before.records,
        "entries": look.before.entries,
        "files": look.before.files,
        "bytes": look.before.bytes,
        "drafts": look.before.drafts,
        "last_save": shown_time(look.before.last_ms),
        "publisher": look.before.publisher,
        "backups": [str(one.generation.folder) for one in look.before.backups],
        "taken": None
        if taken is None
        else {
            "counts": dict(taken.counts),
            "named": taken.named,
            "files": taken.files,
            "bytes": taken.bytes,
            "cut": taken.cut,
        },
    }


def _document(done: Travelled) -> dict[str, Any]:
    small = done.small
    return {
        "sealed": {
            "bytes": done.sealed.size,
            "sha256": done.sealed.sha256.hex(),
            "files": done.sealed.files,
            "entries": done.sealed.entries,
        },
        "small": None if small is None else {"records": small.records, "files": small.files},
        "wiped": wipe.document(done.wiped, None),
    }
