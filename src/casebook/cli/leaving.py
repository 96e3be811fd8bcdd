"""What `plan`, `export` and `leakcheck` share: what is chosen, for whom, and what a person reviewed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Annotated, Final

import msgspec

from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator
from casebook.casework import snapshot as snapshots
from casebook.casework.addressing import record_at
from casebook.casework.book import Casebook
from casebook.casework.snapshot import Snapshot
from casebook.cli import books
from casebook.cli.shell import Shell, read_file
from casebook.redaction import planning, selection
from casebook.redaction.plan import Choices, Place, RedactionPlan
from casebook.redaction.profile import PROFILES, profile
from casebook.search.query import find
from casebook.wording.shells import BadChoices, NothingChosen

MOST_FOUND: Final = 100_000
MOST_CHOICES: Final = 16 * 1024 * 1024
Offset = Annotated[int, msgspec.Meta(ge=0)]


class InText(msgspec.Struct, forbid_unknown_fields=True):
    """A place in a text: characters, end exclusive."""

    record: str
    path: str
    start: Offset
    end: Offset
    slot: str = ""


class Whole(msgspec.Struct, forbid_unknown_fields=True):
    """A record, or one unit of it, as a whole."""

    record: str
    path: str = ""


class Reviewed(msgspec.Struct, forbid_unknown_fields=True):
    """The file of ``--plan``.

    *stand*: words (as `casebook plan` gives them) that name nobody and stay wherever they are; *let*: single
    places that name nobody; *hide*: places to hide besides; *withhold*: people not to name;
    *leave_out*: records, or units of them, not to show at all.
    """

    stand: list[str] = []
    let: list[InText] = []
    hide: list[InText] = []
    withhold: list[str] = []
    leave_out: list[Whole] = []


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare BOOK, the audience, the selection and the reviewed choices."""
    books.arguments(parser, t)
    parser.add_argument("--audience", required=True, metavar="PROFILE", help=", ".join(PROFILES))
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument(
        "--select", default="", metavar="QUERY", help=t(N_("only what `casebook find` finds"))
    )
    chosen.add_argument(
        "--dossier",
        nargs="+",
        default=[],
        metavar="ID",
        help=t(N_("only these records and what belongs to them")),
    )
    parser.add_argument(
        "--plan",
        default="",
        metavar="FILE",
        help=t(
            N_(
                'reviewed choices, JSON: {"stand": [words], "let": [places], "hide": [places],'
                ' "withhold": [people], "leave_out": [units]}'
            )
        ),
    )


def planned(args: argparse.Namespace, shell: Shell, book: Casebook) -> tuple[Snapshot, RedactionPlan]:
    """A verified snapshot, and the plan for what was chosen.

    Raises `UnknownAudience`, `BadChoices`, `NothingChosen`, `Damaged`.
    """
    audience = profile(args.audience)
    chosen = _chosen(args, book)
    choices = _choices(args.plan, book) if args.plan else None
    taken = snapshots.take(book, shell.progress)
    wanted = selection.everything(taken) if chosen is None else selection.closure(taken, chosen)
    return taken, planning.make(taken, wanted, audience, choices, shell.progress)


def _chosen(args: argparse.Namespace, book: Casebook) -> list[RecordId] | None:
    if args.dossier:
        return [record_at(book, name) for name in args.dossier]
    if args.select:
        found = [hit.record for hit in find(book.db, args.select, limit=MOST_FOUND)]
        if not found:
            raise NothingChosen
        return found
    return None


def _choices(name: str, book: Casebook) -> Choices:
    try:
        read = msgspec.json.decode(read_file(Path(name), MOST_CHOICES), type=Reviewed)
    except msgspec.ValidationError as bad:
        raise BadChoices(_place(str(bad))) from None
    except msgspec.DecodeError:
        raise BadChoices("$") from None
    return Choices(
        stand=frozenset(read.stand),
        let=frozenset(_at(place, book) for place in read.let),
        hide=frozenset(_at(place, book) for place in read.hide),
        withhold=frozenset(record_at(book, name) for name in read.withhold),
        leave_out=frozenset((record_at(book, each.record), each.path) for each in read.leave_out),
    )


def _at(place: InText, book: Casebook) -> Place:
    return record_at(book, place.record), place.path, place.slot, place.start, place.end


def _place(message: str) -> str:
    """Where in the file: what `msgspec` says after "at", which is a path and no value."""
    _, at, path = message.rpartition(" - at `")
    return path.rstrip("`") if at else "$"
