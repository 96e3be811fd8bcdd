"""Whom the texts of some records name. A small casebook for the road takes them along, so that they stay hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from casebook.base.ids import RecordId
from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.model.fields import Value
from casebook.redaction import mentions, people


def people_named(snapshot: Snapshot, records: Iterable[Record]) -> frozenset[RecordId]:
    """People with a record of their own whom any text of *records* names, in any script and spelling."""
    registry = people.registry_of(snapshot)
    texts = {text for record in records for text in _texts(record)}
    found = {
        RecordId(person)
        for text in texts
        for mention in mentions.find(text, registry)
        for person in people.meant(mention.people, snapshot.deleted.keys())
        if isinstance(person, bytes)
    }
    return frozenset(
        each for each in found if (one := snapshot.get(each)) is not None and one.kind == "person"
    )


def _texts(record: Record) -> Iterator[str]:
    for held in record.state.units.values():
        for each in held:
            yield from _in_value(each.value)


def _in_value(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _in_value(part)
