"""In whose name something is done about a device: this one's, or the paper admin's by its shares. No Qt here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from casebook.base.progress import Progress
from casebook.base.words import N_
from casebook.casework.book import Casebook
from casebook.casework.roster import PaperKey
from casebook.sync import paper

Texts = tuple[str, ...]
"""Shares as they were typed; none where this device acts itself."""
OWN: Final[Texts] = ()
SHARES_TOLD: Final = N_(
    "This device does not stand above it: only the paper admin can do this. Type as many of the team's recovery shares "
    "as are needed."
)


@contextmanager
def acting_as(book: Casebook, texts: Texts, progress: Progress) -> Iterator[PaperKey | None]:
    """The paper admin's key within the block, if there are shares. Raises as `paper.from_shares`."""
    if not texts:
        yield None
        return
    with paper.from_shares(book, texts, progress) as key:
        yield key
