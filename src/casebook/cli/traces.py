"""``casebook traces``: what a searcher of this computer would find beside the casebook."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from casebook.base.words import N_, Translator
from casebook.cli.shell import Shell
from casebook.vault import traces
from casebook.vault.trace import Severity, Trace
from casebook.wording.of_traces import Shown, shown

EXAMPLE: Final = "casebook traces harbour"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    parser.add_argument(
        "book",
        nargs="?",
        metavar="BOOK",
        help=t(N_("look also at where this casebook lies; it is not opened")),
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Look. Nothing is changed, and no passphrase is asked for."""
    book = None if args.book is None else Path(args.book).absolute()
    found = [shown(trace, shell.t) for trace in traces.look(book=book)]
    shell.tell([_document(one) for one in found], _lines(found, shell.t))
    return 0


def _document(one: Shown) -> dict[str, Any]:
    trace: Trace = one.trace
    return {
        "kind": trace.kind.value,
        "state": trace.state,
        "severity": trace.severity.value,
        "facts": dict(trace.facts),
        "heading": one.heading,
        "meaning": one.meaning,
        "mending": one.mending,
        "ways": [{"where": way.where, "commands": list(way.commands)} for way in one.ways],
    }


def _lines(found: list[Shown], t: Translator) -> Iterator[str]:
    for severity in Severity:
        ones = [one for one in found if one.trace.severity is severity]
        if ones:
            yield f"{ones[0].severity}:"
            for one in ones:
                yield from _told(one)
            yield ""
    yield t(N_("Nothing was changed. The commands are for you to read, and to copy into a terminal."))


def _told(one: Shown) -> Iterator[str]:
    yield f"  {one.heading}"
    if one.trace.severity is Severity.FINE:
        return
    yield f"    {one.meaning} {one.mending}".rstrip()
    for way in one.ways:
        yield f"    {way.where}:"
        yield from (f"      {command}" for command in way.commands)
