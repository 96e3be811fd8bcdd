"""``casebook merge``: make two records of one person one, and bring over what was left behind."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import Any, Final

from casebook.base.ids import RecordId, id_text
from casebook.base.words import N_, Translator
from casebook.casework import merging
from casebook.casework.addressing import record_at
from casebook.casework.book import Casebook
from casebook.casework.merging import LeftBehind, Merging
from casebook.casework.merging_changes import Along, Choice, Moved
from casebook.cli import books, shown
from casebook.cli.books import opened
from casebook.cli.shell import Shell, UsageWrong
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Value
from casebook.model.kinds import Unit
from casebook.wording import of_merging

EXAMPLE: Final = "casebook merge harbour P-7KQ4 P-M2XD --look"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument("keep", nargs="?", default="", metavar="KEEP", help=t(N_("the record that stays")))
    parser.add_argument(
        "other", nargs="?", default="", metavar="OTHER", help=t(N_("the record that is merged into it"))
    )
    parser.add_argument("--look", action="store_true", help=t(N_("say what would happen, and write nothing")))
    parser.add_argument(
        "--take",
        action="append",
        default=[],
        metavar="UNIT=WHICH",
        help=t(N_("what stands in a field in which they differ: keep, other, or both (the default)")),
    )
    parser.add_argument(
        "--why",
        default="",
        metavar="TEXT",
        help=t(N_("why they are one person: @FILE or @- reads it; kept as a note on the record")),
    )
    parser.add_argument(
        "--left-behind",
        action="store_true",
        help=t(N_("list merged records that are still spoken of: it came later, by stick")),
    )
    parser.add_argument(
        "--follow", action="store_true", help=t(N_("with --left-behind: bring that over to the kept records"))
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Look, merge, or bring over."""
    pair = bool(args.keep and args.other)
    if args.left_behind == pair or (args.left_behind and (args.keep or args.look or args.take or args.why)):
        raise UsageWrong(N_("say KEEP and OTHER, or --left-behind"))
    if args.follow and not args.left_behind:
        raise UsageWrong(N_("--follow goes with --left-behind"))
    with opened(args, shell) as book:
        if args.left_behind:
            return _left_behind(book, shell, follow=args.follow)
        kept, other = record_at(book, args.keep), record_at(book, args.other)
        found = merging.look(book, kept, other)
        document = _document(found)
        if args.look:
            shell.tell(document, _lines(book, found, shell.t))
            return 0
        touched = merging.merge(book, kept, other, _choices(args.take), why=shell.value_of(args.why))
        entry = touched.entry.hex() if touched.entry else None
        said = [
            *of_merging.doubts(found.doubts, shell.t),
            shell.t(N_("Merged. `casebook undo` takes it back.")),
        ]
        shell.tell(document | {"entry": entry}, said)
    return 0


def _choices(taken: Iterable[str]) -> dict[str, Choice]:
    found: dict[str, Choice] = {}
    for each in taken:
        unit, _, which = each.partition("=")
        if which not in {choice.value for choice in Choice}:
            raise UsageWrong(N_("--take takes UNIT=keep, UNIT=other or UNIT=both"))
        found[unit.strip()] = Choice(which)
    return found


# ---------------------------------------------------------------------------------------------- two records


def _document(found: Merging) -> dict[str, Any]:
    return {
        "kept": id_text(found.kept),
        "other": id_text(found.other),
        "names": [_along(each) for each in found.names],
        "rest": [_along(each) for each in found.rest],
        "differing": [
            {"unit": each.unit, "kept": _text(each.unit, each.kept), "other": _text(each.unit, each.other)}
            for each in found.differing
        ],
        "moved": _counts(found.moved),
        "apart": _counts(found.apart),
        "related": found.related,
        "bundles": found.bundles,
        "doubts": [each.value for each in found.doubts],
    }


def _along(each: Along) -> dict[str, str]:
    return {"unit": each.unit, "value": _text(each.unit, each.value)}


def _counts(several: Iterable[Moved]) -> dict[str, int]:
    return {each.kind: each.count for each in several}


def _unit(name: str) -> Unit | None:
    declared = KINDS["person"].by_name.get(name)
    return declared if declared is None or isinstance(declared, Unit) else declared.main


def _text(name: str, value: Value) -> str:
    unit = _unit(name)
    return "" if unit is None else shown.text(unit.field, value, unit.name)


def _lines(book: Casebook, found: Merging, t: Translator) -> Iterator[str]:
    def said(name: str, value: Value) -> str:
        unit = _unit(name)
        return "" if unit is None else shown.readable(book, unit, value, t)

    def called(record: RecordId) -> str:
        return shown.called(book, record, t.language)

    yield t(N_("{other} would be merged into {kept}.")).format(
        other=called(found.other), kept=called(found.kept)
    )
    yield from (f"! {sentence}" for sentence in of_merging.doubts(found.doubts, t))
    for title, several in (
        (N_("Names that come along:"), found.names),
        (N_("What else comes along:"), found.rest),
    ):
        if several:
            yield t(title)
            yield from (
                f"  {of_merging.label(each.unit, t)}: {said(each.unit, each.value)}" for each in several
            )
    if found.differing:
        yield t(N_("In which they differ (both stay, as a conflict, unless --take says otherwise):"))
        for each in found.differing:
            yield f"  {each.unit}: {said(each.unit, each.kept)} ⚡ {said(each.unit, each.other)}"
    if found.moved:
        yield t(N_("What would lead to the kept record: {what}")).format(
            what=of_merging.moved(found.moved, t)
        )
    if found.apart:
        yield t(N_("What stays as it was said, and counts for both: {what}")).format(
            what=of_merging.moved(found.apart, t)
        )
    if found.related:
        yield t.plural(
            "{count} link between the two would end", "{count} links between the two would end", found.related
        )
    if found.bundles:
        yield t.plural(
            "{count} bundle left with the other record: it is found from the kept one",
            "{count} bundles left with the other record: they are found from the kept one",
            found.bundles,
        )


# --------------------------------------------------------------------------------------------- left behind


def _left_behind(book: Casebook, shell: Shell, *, follow: bool) -> int:
    found = merging.left_behind(book)
    document = [
        {
            "other": id_text(each.other),
            "kept": id_text(each.kept),
            "moved": _counts(each.moved),
            "back": each.back,
        }
        for each in found
    ]
    lines = [_left(book, each, shell.t) for each in found]
    if follow:
        for each in found:
            merging.follow(book, each.other)
        lines.append(shell.t(N_("Brought over.")))
    shell.tell({"left_behind": document, "followed": follow}, lines)
    return 0


def _left(book: Casebook, each: LeftBehind, t: Translator) -> str:
    names = {"other": each.other, "kept": each.kept}
    called = {name: shown.called(book, record, t.language) for name, record in names.items()}
    pieces = [t(N_("{other}, merged into {kept}")).format(**called)]
    if each.moved:
        pieces.append(of_merging.moved(each.moved, t))
    if each.back:
        pieces.append(t(N_("changed since by somebody who did not know")))
    return " · ".join(pieces)
