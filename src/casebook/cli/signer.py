"""``casebook signer``: the key that signs bundles, for the card that is given from hand to hand; and its loss."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

from casebook.base.files import write_whole
from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.bundle import confirming
from casebook.bundle.confirming import Confirmed
from casebook.bundle.contents import NAMESPACE
from casebook.casework import organisation, receiving_key, snapshot
from casebook.casework.book import Casebook
from casebook.cli import books
from casebook.cli.books import opened
from casebook.cli.shell import Shell, UsageWrong, new_file, read_file
from casebook.formats import age, sshsig
from casebook.reports.card import Card, card
from casebook.reports.to_pdf import to_pdf
from casebook.vault.faults import disk
from casebook.wording import of_publishers
from casebook.wording.shells import AlreadyThere, InputNotText, NoFolderThere

EXAMPLE: Final = "casebook signer harbour --to harbour.signers"
PRINCIPAL: Final = "organisation"
_KEY: Final = "ssh-ed25519 "
_MOST_LINES: Final = 1 << 20


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument(
        "--principal",
        default=PRINCIPAL,
        metavar="NAME",
        help=t(N_("the name the line gives the key (ssh-keygen -I); without blanks")),
    )
    parser.add_argument("--to", default="", metavar="FILE", help=t(N_("write the line to a file as well")))
    parser.add_argument("--card", default="", metavar="FILE.pdf", help=t(N_("write a card to print")))
    parser.add_argument("--lang", default="", choices=("en", "ru", "kk"), help=t(N_("of the card")))
    parser.add_argument(
        "--organisation",
        default="",
        metavar="TEXT",
        help=t(N_("a name on the card; none if nothing is typed")),
    )
    parser.add_argument(
        "--receiving",
        action="store_true",
        help=t(N_("the key others encrypt to as well, made now if there is none")),
    )
    parser.add_argument(
        "--new-receiving",
        action="store_true",
        help=t(
            N_("another key for others to encrypt to; what was encrypted to the one before opens no more")
        ),
    )
    parser.add_argument(
        "--lost",
        default="",
        metavar="SHA256:…",
        help=t(N_("this key was lost or copied: dead for every date, a new one is made")),
    )
    parser.add_argument(
        "--old", default="", metavar="FILE", help=t(N_("a line of the lost key, where the casebook has none"))
    )
    parser.add_argument(
        "--lists",
        default="",
        metavar="DIR",
        help=t(N_("write to a new folder what confirms bundles of lost keys, and the dead keys")),
    )
    parser.add_argument("--replace", action="store_true", help=t(N_("write over a file that stands there")))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Print words, fingerprint and the line of allowed signers; the key is made now if there was none."""
    to = new_file(args.to, replace=args.replace) if args.to else None
    paper = new_file(args.card, replace=args.replace) if args.card else None
    folder = _new_folder(args.lists) if args.lists else None
    if args.old and not args.lost:
        raise UsageWrong(N_("--old belongs to --lost"))
    with opened(args, shell) as book:
        if args.lost:
            lost = args.lost.strip()
            organisation.declare_lost(book, lost, _line_of(lost, args.old) if args.old else None)
        public = organisation.public_key(book)
        line = sshsig.allowed_signers_line(public, args.principal, NAMESPACE)
        recipient = _recipient(args, book)
        if to is not None:
            with disk():
                write_whole(to, line.encode())
        if paper is not None:
            document = card(Card(public, recipient, args.organisation), args.lang or shell.language)
            pages = to_pdf(document, progress=shell.progress)
            with disk():
                write_whole(paper, pages)
        confirmed = None
        if folder is not None:
            confirmed = confirming.confirm(book, snapshot.take(book, shell.progress))
            confirming.write_out(confirmed, folder)
        _tell(public, line, recipient, confirmed, shell)
    return 0


def _recipient(args: argparse.Namespace, book: Casebook) -> str:
    """The key others encrypt to, made if it is asked for; empty if nobody ever asked."""
    if args.new_receiving:
        return receiving_key.renew_recipient(book)
    wanted = args.receiving or receiving_key.has_recipient(book)
    return receiving_key.our_recipient(book) if wanted else ""


def _new_folder(text: str) -> Path:
    path = Path(text)
    if path.exists() or path.is_symlink():
        raise AlreadyThere
    if not path.parent.is_dir():
        raise NoFolderThere
    return path


def _line_of(fingerprint: str, name: str) -> bytes:
    """The lost key in a file of allowed signers or public keys. Raises `BadKeyLine` where it is not in it."""
    try:
        text = read_file(Path(name), _MOST_LINES).decode()
    except UnicodeDecodeError:
        raise InputNotText from None
    lines = (line[line.index(_KEY) :] for line in text.splitlines() if _KEY in line and line[:1] != "#")
    for public in map(sshsig.read_public_line, lines):
        if sshsig.fingerprint(public) == fingerprint:
            return public
    raise sshsig.BadKeyLine


def _tell(public: bytes, line: str, recipient: str, confirmed: Confirmed | None, shell: Shell) -> None:
    words, russian = sshsig.fingerprint_words(public), sshsig.fingerprint_words(public, "ru")
    found: dict[str, Any] = {
        "fingerprint": sshsig.fingerprint(public),
        "words": list(words),
        "words_ru": list(russian),
        "line": line.rstrip("\n"),
    }
    lines = [" ".join(words), " ".join(russian), sshsig.fingerprint(public), line.rstrip("\n")]
    if recipient:
        theirs, in_russian = age.recipient_words(recipient), age.recipient_words(recipient, "ru")
        found["receiving"] = {"key": recipient, "words": list(theirs), "words_ru": list(in_russian)}
        lines += ["", shell.t(N_("Others encrypt to us with this key:")), recipient]
        lines += [" ".join(theirs), " ".join(in_russian)]
    if confirmed is not None:
        found["lists"] = [
            {
                "folder": each.folder,
                "key": each.key,
                "recipient": id_text(each.to.id) if each.to else None,
                "address": each.address,
                "audience": each.audience,
                "bundles": each.bundles,
            }
            for each in confirmed.lists
        ]
        found["unnamed"] = list(confirmed.unnamed)
        lines += ["", *of_publishers.confirmed(confirmed, shell.t)]
    shell.tell(found, lines)
