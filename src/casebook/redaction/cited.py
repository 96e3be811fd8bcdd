"""Addresses cited by records that stay here: whoever opens one elsewhere reads about their person. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.redaction.addresses import addresses
from casebook.redaction.leaving import Leaving
from casebook.redaction.passages import plain_address

ADDRESSES: Final = frozenset(("url", "archive_url"))
"""Units that hold an address and nothing else."""


def shared_addresses(snapshot: Snapshot, leaving: Leaving) -> frozenset[str]:
    """Addresses in records that stay here because of somebody: footnotes, sources, contacts."""
    if leaving.profile.names_all:
        return frozenset()
    found: set[str] = set()
    for kind in ("list-entry", "person", "source", "act", "event", "proceeding"):
        for record in snapshot.every(kind):
            if leaving.why_not(record):
                found.update(_addresses_of(record))
    return frozenset(found)


def _addresses_of(record: Record) -> Iterator[str]:
    for path in record.state.units:
        name, *rest = path.split("/")
        if name in ("citations", "contacts") or (rest[-1] if rest else name) in ADDRESSES:
            for value in record.values(path):
                text = value if isinstance(value, str) else ""
                for start, end in addresses(text):
                    yield plain_address(text[start:end])
