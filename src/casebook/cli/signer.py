"""``casebook signer``: the key that signs bundles, for the card that is given from hand to hand."""

from __future__ import annotations

import argparse
from typing import Final

from casebook.base.files import write_whole
from casebook.base.words import N_, Translator
from casebook.bundle.contents import NAMESPACE
from casebook.casework import organisation
from casebook.cli import books
from casebook.cli.books import opened
from casebook.cli.shell import Shell, new_file
from casebook.formats import sshsig
from casebook.vault.faults import disk

EXAMPLE: Final = "casebook signer harbour --to harbour.signers"
PRINCIPAL: Final = "organisation"


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
    parser.add_argument("--replace", action="store_true", help=t(N_("write over a file that stands there")))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Print words, fingerprint and the line of allowed signers; the key is made now if there was none."""
    to = new_file(args.to, replace=args.replace) if args.to else None
    with opened(args, shell) as book:
        public = organisation.public_key(book)
        line = sshsig.allowed_signers_line(public, args.principal, NAMESPACE)
        if to is not None:
            with disk():
                write_whole(to, line.encode())
        words = sshsig.fingerprint_words(public)
        found = {"fingerprint": sshsig.fingerprint(public), "words": list(words), "line": line.rstrip("\n")}
        shell.tell(found, [" ".join(words), sshsig.fingerprint(public), line.rstrip("\n")])
    return 0
