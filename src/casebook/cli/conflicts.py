"""``casebook conflicts``: fields of which two versions stand side by side."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any, Final

from casebook.base.ids import id_text
from casebook.base.words import N_, Translator
from casebook.casework import conflicts, merging
from casebook.casework.book import Casebook
from casebook.casework.conflicts import Conflict, Deed, Saying
from casebook.cli import books, shown
from casebook.cli.books import opened, shown_time
from casebook.cli.shell import Shell
from casebook.model.all_kinds import KINDS
from casebook.model.kinds import Unit

EXAMPLE: Final = "casebook conflicts harbour"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    books.arguments(parser, t)


def run(args: argparse.Namespace, shell: Shell) -> int:
    """List them."""
    with opened(args, shell) as book:
        found = conflicts.conflicts(book)
        shell.tell({"conflicts": [_document(each) for each in found]}, _lines(book, found, shell.t))
        shell.say(shell.t.plural("{count} conflict to settle", "{count} conflicts to settle", len(found)))
        left = len(merging.left_behind(book))
        if left:
            told = shell.t.plural(
                "{count} merged record is still spoken of: `casebook merge BOOK --left-behind`",
                "{count} merged records are still spoken of: `casebook merge BOOK --left-behind`",
                left,
            )
            shell.say(told)
    return 0


def _unit(conflict: Conflict) -> Unit | None:
    return KINDS[conflict.kind].find(conflict.path) if conflict.kind in KINDS else None


def _document(conflict: Conflict) -> dict[str, Any]:
    unit = _unit(conflict)
    versions = [
        {
            "text": shown.text(unit.field, version.value, unit.name) if unit is not None else "",
            "entries": [entry.hex() for entry in version.entries],
            "times": [shown_time(stamp.moment.shown_ms) for stamp in version.stamps],
        }
        for version in conflict.versions
    ]
    return {
        "id": id_text(conflict.record),
        "kind": conflict.kind,
        "path": conflict.path,
        "gravity": conflict.gravity.name.lower(),
        "versions": versions,
        "sides": [_side(conflict, side) for side in conflict.sides],
    }


def _side(conflict: Conflict, side: Saying) -> dict[str, Any]:
    unit = KINDS[conflict.kind].find(side.path) if conflict.kind in KINDS and side.path else None
    return {
        "entry": side.entry.hex(),
        "did": side.deed.name.lower(),
        "path": side.path,
        "device": "" if side.author.device is None else id_text(side.author.device),
        "name": side.author.name,
        "person": side.author.person,
        "here": side.author.own,
        "time": "" if side.stamp is None else shown_time(side.stamp.moment.shown_ms),
        "saw": [shown.text(unit.field, value, unit.name) for value in side.saw] if unit is not None else [],
    }


def _lines(book: Casebook, found: list[Conflict], t: Translator) -> Iterator[str]:
    for conflict in found:
        place = conflict.path or t(N_("deleted by one, changed by another"))
        yield f"{shown.called(book, conflict.record, t.language)}  {place}"
        unit = _unit(conflict)
        for version in conflict.versions:
            said = shown.readable(book, unit, version.value, t) if unit is not None else ""
            sides = [side for side in conflict.sides if side.entry in version.entries]
            yield f"  {version.entries[0].hex()[:12]}  {said}  ({'; '.join(_who(side, t) for side in sides)})"
        if not conflict.versions:
            for side in conflict.sides:
                yield f"  {t(_DID[side.deed])}: {_who(side, t)}"


def _who(side: Saying, t: Translator) -> str:
    name = " · ".join(piece for piece in (side.author.person, side.author.name) if piece)
    time = "" if side.stamp is None else shown_time(side.stamp.moment.shown_ms)
    return ", ".join(piece for piece in (name or t(N_("a device without a name")), time) if piece)


_DID: Final = {
    Deed.SAID: N_("written"),
    Deed.REMOVED: N_("removed"),
    Deed.DELETED: N_("deleted"),
    Deed.RESTORED: N_("brought back"),
}
