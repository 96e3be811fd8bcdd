"""The devices that read and write in a compartment now."""

from __future__ import annotations

from casebook.casework.book import Casebook
from casebook.journal import quarantine


def live(book: Casebook, compartment: bytes) -> frozenset[bytes]:
    """The keys of the devices of *compartment* that were not removed: of the team's all, of a circle's its members."""
    return frozenset(device.public for device in quarantine.line(book.db).live(compartment))
