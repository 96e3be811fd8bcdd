"""``casebook check``: everything that is wrong or should be done; put right what can be, save what still holds."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

from casebook.base.words import N_, Translator
from casebook.casework import health, rescuing
from casebook.casework.book import Casebook
from casebook.casework.health import Finding, Health, Repaired
from casebook.casework.rescuing import Rescued
from casebook.cli import books, passphrase
from casebook.cli.shell import Shell
from casebook.vault.place import Place
from casebook.vault.slots import Opening
from casebook.wording import errors, findings

EXAMPLE: Final = "casebook check harbour --repair"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--repair",
        action="store_true",
        help=t(N_("make tables again, take damaged files from a backup, remove strays")),
    )
    group.add_argument(
        "--rescue-to",
        metavar="DIR",
        help=t(N_("save all that still holds into a new casebook; the old one stays as it is")),
    )
    parser.add_argument(
        "--backup",
        metavar="DIR",
        action="append",
        default=[],
        help=t(N_("with --rescue-to: take what is gone from this backup, if it has it")),
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Look at everything, from the ground up; exit 3 if something is damaged and was not put right."""
    folder = Path(args.book)
    Place(folder).check_exists()
    typed = passphrase.opening(args, shell)
    try:
        if args.rescue_to is not None:
            return _rescue(args, typed, shell)
        book, found = health.examine_closed(folder, typed, shell.progress)
        try:
            return _examined(book, found, shell, repair=args.repair)
        finally:
            if book is not None:
                book.close()
    finally:
        typed.passphrase.wipe()


def _examined(book: Casebook | None, found: Health, shell: Shell, *, repair: bool) -> int:
    if book is not None and book.saved.checked:
        shell.say(shell.t(N_("The casebook was not closed properly last time. It was checked: it is whole.")))
    done = None
    if repair and book is not None:
        done = health.repair(book, found, shell.progress)
        found = health.examine(book, shell.progress)
    shell.tell(_document(found, done), _lines(found, done, shell.t))
    first = next((each.error for each in found.damage if each.error is not None), None)
    if first is not None:
        raise first
    return 0


def _rescue(args: argparse.Namespace, typed: Opening, shell: Shell) -> int:
    to = Path(args.rescue_to)
    generations = [Path(each) for each in args.backup]
    book, found = rescuing.rescue(
        Path(args.book), typed, to, generations=generations, progress=shell.progress
    )
    book.close()
    lines = [
        *findings.rescued(found, shell.t),
        shell.t(N_("The new casebook is a new device. The old folder is as it was: keep it.")),
    ]
    shell.tell(_still(found), lines)
    return 0


def _document(found: Health, done: Repaired | None) -> dict[str, Any]:
    return {
        "entries": found.entries,
        "feeds": found.feeds,
        "parts": found.parts,
        "destroyed": found.destroyed,
        "records": found.records,
        "files": found.files,
        "state": found.state.hex(),
        "forks": [[feed.hex(), seq] for feed, seq in found.forks],
        "strays": list(found.strays),
        "findings": [_finding(each) for each in found.findings],
        "still": None if found.still is None else _still(found.still),
        "repaired": done is not None and done.tables,
        "fetched": [] if done is None else list(done.fetched),
        "removed": 0 if done is None else done.strays,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    error = finding.error
    return {
        "what": finding.what.value,
        "severity": finding.severity.name.lower(),
        "facts": {**finding.facts, **({} if error is None else errors.facts_of(error))},
        "kind": None if error is None else type(error).__name__,
    }


def _still(found: Rescued) -> dict[str, Any]:
    return {
        "entries": found.entries,
        "gaps": [{"feed": gap.feed.hex(), "first": gap.first, "last": gap.last} for gap in found.gaps],
        "parts": found.parts,
        "unsigned": found.unsigned,
        "tail": found.tail,
        "files": list(found.files),
    }


def _lines(found: Health, done: Repaired | None, t: Translator) -> list[str]:
    lines = [] if done is None else list(findings.repaired(done, t))
    if not found.damage:
        said = [
            (N_("Journal: {value} entries, every chain, signature and commitment holds."), found.entries),
            (N_("Erased in good order: {value} parts."), found.destroyed),
            (N_("Records: {value}, each as the journal says."), found.records),
            (N_("Attached files: {value}, each as its record says."), found.files),
        ]
        lines += [t(text).replace("{value}", str(value)) for text, value in said]
    lines += findings.lines(found, t)
    return lines if found.damage else [*lines, t(N_("Everything holds."))]
