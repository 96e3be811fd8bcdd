"""``casebook slip``: an author slip, which leads a court from a sealed record to the device that recorded it."""

from __future__ import annotations

import argparse
from typing import Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.bundle import unhiding
from casebook.bundle.author_slips import author_slip
from casebook.casework.addressing import record_at
from casebook.cli import books, opening
from casebook.cli.books import opened
from casebook.cli.shell import Shell, new_file

EXAMPLE: Final = (
    "casebook slip harbour X-2M4D E-7KQ4 --to slip.txt --for 'District court' --why 'Its order of 3 May'"
)


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    opening.handed_over(parser, t)


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Take the slip from the journal, judge it as its reader will, record to whom it goes, write it out."""
    to = new_file(args.to, replace=args.replace)
    with opened(args, shell) as book:
        disclosure, record = record_at(book, args.disclosure), record_at(book, args.id)
        slip = author_slip(book, disclosure, record)
        unhiding.hand_over(book, slip, to, who=args.who, why=args.why)
        said = slip.said
        lines = [
            shell.t(
                N_(
                    "It says: the device enrolled as {who} signed exactly this sealed text, as entry {number}."
                )
            )
            .replace("{who}", said.person or said.name or said.fingerprint)
            .replace("{number}", str(said.number)),
            shell.t(N_("The device's key: {value}")).replace("{value}", " ".join(said.words)),
            shell.t(N_("Hand it to a court and to nobody else. It is recorded with the bundle.")),
        ]
        shell.tell(
            {
                "disclosure": id_text(disclosure),
                "record": id_text(record),
                "seal": slip.name.hex(),
                "device": said.fingerprint,
                "words": list(said.words),
                "name": said.name,
                "person": said.person,
                "entry": said.number,
            },
            lines,
        )
    return 0
