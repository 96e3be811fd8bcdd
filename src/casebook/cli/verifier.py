"""``casebook verifier``: write the page that verifies bundles in a browser, and print its hash. Opens no casebook."""

from __future__ import annotations

import argparse
import hashlib
from typing import Final

from casebook.base import resources
from casebook.base.files import write_whole
from casebook.base.words import N_, Translator
from casebook.cli.shell import Shell, new_file
from casebook.formats import wordlist
from casebook.vault.faults import disk

EXAMPLE: Final = "casebook verifier --to verifier.html"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    parser.add_argument("--to", required=True, metavar="FILE", help=t(N_("write the page there")))
    parser.add_argument("--replace", action="store_true", help=t(N_("write over a file that stands there")))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Write it and print its SHA-256: it is handed over by itself, and its hash on another way."""
    to = new_file(args.to, replace=args.replace)
    page = resources.data("verifier", "verifier.html")
    with disk():
        write_whole(to, page)
    digest = hashlib.sha256(page).digest()
    words = wordlist.words_of(digest, "ru" if shell.language == "ru" else "en")
    found = {"sha256": digest.hex(), "words": list(words), "bytes": len(page)}
    advice = shell.t(N_("Hand it over by itself, never in a bundle, and its hash on another way."))
    shell.tell(found, [f"{digest.hex()}  {to.name}", " ".join(words), advice])
    return 0
