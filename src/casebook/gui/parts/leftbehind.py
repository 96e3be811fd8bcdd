"""What came later for a record that was made one with another, and still leads to it: in words, and brought over.

No Qt here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework import merging, titles
from casebook.casework.book import Casebook
from casebook.casework.merging import LeftBehind
from casebook.casework.touched import Touched
from casebook.gui.parts.names import record_name
from casebook.model.all_kinds import KINDS


@dataclass(frozen=True, slots=True, repr=False)
class Left:
    """A record that was made one with *kept*, and what came for it since. *name*: of the one that stays."""

    other: RecordId
    kept: RecordId
    name: str
    words: str


def left(book: Casebook, tr: Translator) -> tuple[Left, ...]:
    """All of them."""
    return tuple(_told(book, each, tr) for each in merging.left_behind(book))


def _told(book: Casebook, each: LeftBehind, tr: Translator) -> Left:
    words = []
    if each.back:
        words.append(tr(N_("Something was written about {who} that is not here yet.")))
    if each.moved and each.back:
        words.append(tr(N_("Records that came later still lead there: {what}.")))
    elif each.moved:
        words.append(tr(N_("Records that came later still lead to {who}: {what}.")))
    who = f"{record_name(book, each.other, tr.language)} ({titles.code(book, each.other)})"
    what = ", ".join(f"{tr(KINDS[moved.kind].plural)}: {moved.count}" for moved in each.moved)
    told = " ".join(words).replace("{who}", who).replace("{what}", what)
    return Left(each.other, each.kept, record_name(book, each.kept, tr.language), told)


def moving(one: Left) -> Callable[[Casebook, Progress], Touched]:
    """Bring it over. Raises what `merging.follow` raises."""
    return partial(_follow, one.other)


def _follow(other: RecordId, book: Casebook, _progress: Progress) -> Touched:
    return merging.follow(book, other)
