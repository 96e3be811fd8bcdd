"""What `plan`, `export` and `leakcheck` share: what is chosen, for whom, and what a person reviewed."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from casebook.base.ids import RecordId
from casebook.base.words import N_, Translator
from casebook.casework import plans, recipients
from casebook.casework import snapshot as snapshots
from casebook.casework.addressing import record_at
from casebook.casework.book import Casebook
from casebook.casework.plans import Draft
from casebook.casework.snapshot import Snapshot
from casebook.cli import books
from casebook.cli.shell import Shell, UsageWrong, read_file
from casebook.redaction import othernames, plan, planning, saving, selection
from casebook.redaction.plan import Choices, Place, RedactionPlan
from casebook.redaction.precision import DateStep, PlaceStep
from casebook.redaction.profile import PROFILES, Naming, profile
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


class Told(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody, and a text about them: why to show what few share, or the name they keep."""

    person: str
    text: str


class Stricter(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody to be treated more strictly than consent and profile ask."""

    person: str
    naming: Naming = Naming.NAMED
    date: Literal["day", "month", "year"] = "day"
    place: Literal["exact", "city", "region", "country"] = "exact"
    health: bool = True


class Reviewed(msgspec.Struct, forbid_unknown_fields=True):
    """The file of ``--plan``.

    *stand*: words (as `casebook plan` gives them) that name nobody and stay wherever they are; *let*: single
    places that name nobody; *hide*: places to hide besides; *withhold*: people not to name;
    *leave_out*: records, or units of them, not to show at all; *attach*: evidence whose files may go;
    *overrides*: people to show though few share what is shown, with the reason; *stricter*, *naming*, *date*,
    *place*: people, or everybody, treated more strictly; *kept*: names kept from an earlier bundle.
    """

    stand: list[str] = []
    let: list[InText] = []
    hide: list[InText] = []
    withhold: list[str] = []
    leave_out: list[Whole] = []
    attach: list[str] = []
    overrides: list[Told] = []
    stricter: list[Stricter] = []
    kept: list[Told] = []
    naming: Naming = Naming.NAMED
    date: Literal["day", "month", "year"] = "day"
    place: Literal["exact", "city", "region", "country"] = "exact"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare BOOK, the audience, the selection and the reviewed choices."""
    books.arguments(parser, t)
    parser.add_argument("--audience", default="", metavar="PROFILE", help=", ".join(PROFILES))
    parser.add_argument(
        "--saved",
        default="",
        metavar="ID",
        help=t(N_("a plan kept with `casebook plan --save`, as it is today")),
    )
    parser.add_argument(
        "--partner",
        default="",
        metavar="NAME",
        help=t(N_("which organisation receives it, as consents name it")),
    )
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
        "--recipient",
        action="append",
        default=[],
        metavar="WHO",
        help=t(N_("encrypt it to this key (age1…) or to somebody of the address book; may be said again")),
    )
    parser.add_argument(
        "--keep-names",
        action="store_true",
        help=t(N_("other names stay those of the last bundle for these recipients: then both can be joined")),
    )
    parser.add_argument(
        "--plan",
        default="",
        metavar="FILE",
        help=t(
            N_(
                'reviewed choices, JSON: {"stand": [words], "let": [places], "hide": [places],'
                ' "withhold": [people], "leave_out": [units], …}'
            )
        ),
    )


@dataclass(frozen=True, slots=True)
class Planned:
    """A verified snapshot, and the plan for what was chosen. *chosen*: the records named, none for everything;
    *saved*: the kept plan it comes from, and its record; *keys*: whom it would be encrypted to.
    """

    snapshot: Snapshot
    plan: RedactionPlan
    chosen: tuple[RecordId, ...] | None
    saved: Draft | None
    record: RecordId | None
    keys: tuple[str, ...]


def planned(args: argparse.Namespace, shell: Shell, book: Casebook) -> tuple[Snapshot, RedactionPlan]:
    """A verified snapshot, and the plan for what was chosen. Raises as `asked`."""
    found = asked(args, shell, book)
    return found.snapshot, found.plan


def asked(args: argparse.Namespace, shell: Shell, book: Casebook) -> Planned:
    """What the command line asks for.

    Raises `UnknownAudience`, `BadChoices`, `NothingChosen`, `NoSuchPlan`, `Damaged`, and as
    `recipients.keys_for`.
    """
    if bool(args.audience) is bool(args.saved):
        raise UsageWrong(N_("say --audience, or --saved and a plan that has one"))
    record = record_at(book, args.saved) if args.saved else None
    saved = plans.read(book.need(record)) if record is not None else None
    if saved is None:
        audience, chosen = replace(profile(args.audience), partner=args.partner), _chosen(args, book)
    else:
        audience = replace(profile(saved.audience), partner=args.partner or saved.partner)
        chosen = _chosen(args, book) if args.dossier or args.select else saved.selection
    choices = _choices(args.plan, book) if args.plan else None
    if choices is None and saved is not None:
        choices = saving.choices_of(saved, book.get)
    taken = snapshots.take(book, shell.progress)
    keys = tuple(recipients.keys_for(recipients.recipients(taken), args.recipient))
    if not keys and saved is not None:
        keys = saved.recipients
    if args.keep_names:
        kept = othernames.earlier_names(taken, audience.name, frozenset(keys))
        choices = replace(choices or Choices(), kept=frozenset(kept.items()))
    wanted = selection.everything(taken) if chosen is None else selection.closure(taken, chosen)
    made = planning.make(taken, wanted, audience, choices, shell.progress)
    return Planned(taken, made, None if chosen is None else tuple(chosen), saved, record, keys)


def _chosen(args: argparse.Namespace, book: Casebook) -> Sequence[RecordId] | None:
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
        attach=frozenset(record_at(book, name) for name in read.attach),
        overrides=frozenset((record_at(book, each.person), each.text) for each in read.overrides),
        stricter=frozenset(_stricter(each, book) for each in read.stricter),
        kept=frozenset((record_at(book, each.person), each.text) for each in read.kept),
        naming=read.naming,
        date=DateStep[read.date.upper()],
        place=PlaceStep[read.place.upper()],
    )


def _stricter(asked: Stricter, book: Casebook) -> plan.Stricter:
    steps = DateStep[asked.date.upper()], PlaceStep[asked.place.upper()]
    return plan.Stricter(record_at(book, asked.person), asked.naming, *steps, asked.health)


def _at(place: InText, book: Casebook) -> Place:
    return record_at(book, place.record), place.path, place.slot, place.start, place.end


def _place(message: str) -> str:
    """Where in the file: what `msgspec` says after "at", which is a path and no value."""
    _, at, path = message.rpartition(" - at `")
    return path.rstrip("`") if at else "$"
