"""``casebook leakcheck``: search any finished file for everybody who is protected."""

from __future__ import annotations

import argparse
import os
import stat
from pathlib import Path
from typing import Any, Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.casework import snapshot as snapshots
from casebook.cli import books
from casebook.cli.books import opened
from casebook.cli.export import leak_line
from casebook.cli.shell import Shell
from casebook.redaction import leakcheck
from casebook.redaction.leakcheck import FileReport, Found, Leak, Protected
from casebook.redaction.people import treatments
from casebook.redaction.profile import PROFILES, profile
from casebook.wording import plans
from casebook.wording.shells import InputUnreadable

EXAMPLE: Final = "casebook leakcheck harbour statement.pdf --audience partner"
DEFAULT: Final = "public"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help=t(N_("text, HTML, JSON, PDF, zip, a bundle"))
    )
    parser.add_argument(
        "--audience",
        default=DEFAULT,
        metavar="PROFILE",
        help=t(N_("whom it is for; without, everybody not released for the public is protected"))
        + f" ({', '.join(PROFILES)})",
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Search each file. 0: nobody was found; 1: somebody was, or a part cannot be looked into."""
    audience = profile(args.audience)
    with opened(args, shell) as book:
        taken = snapshots.take(book, shell.progress)
        whom = leakcheck.protecting(taken, treatments(taken, audience), audience)
        told: list[dict[str, Any]] = []
        lines: list[str] = []
        found = 0
        for name in args.files:
            result = _searched(Path(name), whom, shell)
            found += len(result.leaks)
            leaks = [_leak(leak) for leak in result.leaks]
            told.append(
                {
                    "file": name,
                    "identities": result.identities,
                    "views": result.views,
                    "leaks": leaks,
                    "parts": [_part(part) for part in result.files if part.kind],
                }
            )
            lines += _lines(name, result, shell.t)
        shell.tell({"files": told}, lines)
    return 1 if found else 0


def _searched(path: Path, whom: Protected, shell: Shell) -> leakcheck.Found:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        raise InputUnreadable from None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise InputUnreadable
        return leakcheck.check_file(handle, whom, shell.progress)
    finally:
        os.close(handle)


def _leak(leak: Leak) -> dict[str, Any]:
    person = id_text(leak.person) if leak.person is not None else None
    return {
        "where": leak.where,
        "how": leak.how,
        "why": leak.why,
        "person": person,
        "place": leak.fingerprint,
    }


def _part(part: FileReport) -> dict[str, Any]:
    return {
        "where": part.where,
        "kind": part.kind,
        "size": part.size,
        "views": part.views,
        "ways": list(part.ways),
        "leaks": len(part.leaks),
        "look": list(part.eye),
    }


def _lines(name: str, found: Found, t: Translator) -> list[str]:
    """What was found, then what was searched, part by part, and what is left for a person."""
    if found.leaks:
        head = t(N_("{file}: places to look at: {count}")).replace("{file}", name)
        lines = [
            head.replace("{count}", str(len(found.leaks))),
            *(leak_line(leak, t) for leak in found.leaks),
        ]
    else:
        text = t(N_("{file}: none of {count} protected identities was found."))
        lines = [text.replace("{file}", name).replace("{count}", str(found.identities))]
    return [*lines, *(_part_line(part, t) for part in found.files if part.kind and part.where)]


def _part_line(part: FileReport, t: Translator) -> str:
    line = (
        t(N_("  {part}: {kind}, {views} views, {leaks} places"))
        .replace("{part}", part.where)
        .replace("{kind}", plans.file_kind(part.kind, t))
        .replace("{views}", str(part.views))
        .replace("{leaks}", str(len(part.leaks)))
    )
    return "; ".join((line, *(plans.eye(code, t) for code in part.eye)))
