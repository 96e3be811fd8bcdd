"""``--circle NAME`` of the commands that record something new, and a circle as the command line shows it."""

from __future__ import annotations

import argparse
from typing import Any

from casebook.base.ids import RecordId, id_text
from casebook.base.words import N_, Translator
from casebook.casework import circles
from casebook.casework.book import Casebook
from casebook.casework.circles import Circle


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare ``--circle``."""
    parser.add_argument(
        "--circle",
        default="",
        metavar="NAME",
        help=t(N_("in this circle, by name or code; without it where what it is linked with stands")),
    )


def choose(book: Casebook, args: argparse.Namespace) -> bytes | None:
    """The circle that was asked for, from now on that of new records; nothing if none was.

    Raises `NoSuchCircle`, `SeveralCircles`, `NotInCircle`.
    """
    if not args.circle:
        return None
    found = circles.find(book, args.circle).compartment
    circles.check_writable(book, found)
    book.circle = found
    return found


def document(found: Circle | None) -> dict[str, Any] | None:
    """A circle, for ``--json``; nothing for what is the team's."""
    return None if found is None else {"id": id_text(RecordId(found.compartment)), "name": found.name}


def line(book: Casebook, record: RecordId, t: Translator) -> str:
    """The same to read; empty if it is the team's."""
    found = circles.of_record(book, record)
    if found is None:
        return ""
    return t(N_("Circle: {value}")).replace("{value}", found.name or t(N_("one whose name is not here yet")))
