"""Keys between devices: which old ones are still here, and whom they wait for. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from casebook.base.progress import Progress
from casebook.base.words import Translator
from casebook.casework.authors import of_key
from casebook.casework.book import Casebook
from casebook.sync import keeping
from casebook.wording import of_epochs


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """A replaced key. *offered*: so old that somebody should look at it, and may close it."""

    hash: bytes
    words: str
    offered: bool


def load(tr: Translator, book: Casebook) -> tuple[Key, ...]:
    """Every replaced key that is still here, those that can be closed first."""
    found = [
        Key(
            each.epoch.hash,
            of_epochs.due(each, [of_key(book, one) for one in sorted(each.waits_for)], tr),
            each.offered and not each.settled,
        )
        for each in keeping.due(book)
    ]
    return tuple(sorted(found, key=lambda each: not each.offered))


def closing(digest: bytes) -> Callable[[Casebook, Progress], None]:
    """Destroy a key by hand."""
    return partial(_close, digest)


def _close(digest: bytes, book: Casebook, _progress: Progress) -> None:
    keeping.destroy(book, digest)
