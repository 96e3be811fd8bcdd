"""``casebook info``: what a casebook holds."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.casework import settings
from casebook.casework.book import Casebook
from casebook.cli import books
from casebook.cli.books import opened, shown_time
from casebook.cli.shell import Shell
from casebook.journal import current, log
from casebook.model.all_kinds import KINDS, ORDERS

EXAMPLE: Final = "casebook info harbour --json"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Count."""
    with opened(args, shell) as book:
        found = _facts(book)
        shell.tell(found, _lines(found, shell.t))
    return 0


def _facts(book: Casebook) -> dict[str, Any]:
    counts = {
        kind: count for kind, count in current.counts(book.db).items() if kind in KINDS and kind not in ORDERS
    }
    feeds = log.feeds(book.db)
    return {
        "name": settings.setting(book, "organisation") or "",
        "author": settings.setting(book, "author") or "",
        "counts": counts,
        "conflicts": len(current.in_conflict(book.db)),
        "device": id_text(book.own.device),
        "feeds": [feed.hex() for feed, _ in feeds],
        "entries": book.saved.entries,
        "last_save": shown_time(book.saved.wall_ms),
        "format": 1,
        "kdf": {"memory_kib": book.safe.kdf.memory_kib, "iterations": book.safe.kdf.iterations},
        "files": len(list(book.safe.files.ids())),
        "bytes": sum(path.stat().st_size for path in Path(book.safe.folder).rglob("*") if path.is_file()),
    }


def _lines(found: dict[str, Any], t: Translator) -> list[str]:
    rows = [
        (t(kind.plural), found["counts"][name]) for name, kind in KINDS.items() if name in found["counts"]
    ]
    rows += [(t(N_("Conflicts to settle")), found["conflicts"]), (t(N_("Attached files")), found["files"])]
    rows += [(t(N_("Saves")), found["entries"]), (t(N_("Devices that wrote here")), len(found["feeds"]))]
    rows += [(t(N_("Size in bytes")), found["bytes"])]
    width = max(len(label) for label, _ in rows)
    return [
        *([found["name"]] if found["name"] else []),
        *(f"{label:{width}}  {count}" for label, count in rows),
        f"{t(N_('Last save'))}: {found['last_save']}",
    ]
