"""Keys between devices: which old ones are still here, and whom they wait for. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework.authors import of_key
from casebook.casework.book import Casebook
from casebook.gui.parts.moments import day_text
from casebook.sync import keeping
from casebook.sync.keeping import Due
from casebook.wording import of_epochs


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """A replaced key. *offered*: so old that somebody should look at it, and may close it."""

    hash: bytes
    words: str
    offered: bool


def load(tr: Translator, book: Casebook) -> tuple[Key, ...]:
    """Every replaced key that is still here, those that can be closed first."""
    found = [_key(tr, book, each) for each in keeping.due(book)]
    return tuple(sorted(found, key=lambda each: not each.offered))


def _key(tr: Translator, book: Casebook, due: Due) -> Key:
    waits_for = [of_key(book, one) for one in sorted(due.waits_for)]
    called = tr(N_("A key of the team"))
    if due.epoch.compartment != book.own.compartment:
        circle = book.get(RecordId(due.epoch.compartment))
        name = circle.text("name") if circle is not None else ""
        called = tr(N_("A key of the circle “{name}”")).replace("{name}", name)
    words = of_epochs.due(due, waits_for, tr, key=called, on=day_text(due.since_ms))
    return Key(due.epoch.hash, words, due.offered and not due.settled)


def closing(digest: bytes) -> Callable[[Casebook, Progress], None]:
    """Destroy a key by hand."""
    return partial(_close, digest)


def _close(digest: bytes, book: Casebook, _progress: Progress) -> None:
    keeping.destroy(book, digest)
