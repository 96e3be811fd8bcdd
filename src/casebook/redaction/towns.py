"""Towns that texts about somebody must not name, where their places are told by the region at most. Pure.

Of people under other names: the town that stands withheld in a place would stand in the sentence beside it. Only
towns their own records hold are looked for, in any case form; which other words lead to a door, a reader sees.
"""

from __future__ import annotations

from collections.abc import Iterator

from casebook.base.ids import RecordId
from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.model.all_kinds import KINDS
from casebook.model.shared import PLACE
from casebook.search.endings import stem
from casebook.search.folding import words

Town = tuple[str, ...]
"""The stems of the folded words of a town's name."""
_ABOUT = ("list-entry", "act")
_SHORTEST = 3


def towns_of(snapshot: Snapshot, person: RecordId) -> frozenset[Town]:
    """The towns and places as said that records about *person* hold in their places."""
    own = snapshot.get(person)
    about = [other for kind in _ABOUT for other in snapshot.pointing_at(person, kind)]
    return frozenset(town for record in ([own] if own else []) + about for town in _in_record(record))


def found_in(text: str, towns: frozenset[Town]) -> Iterator[tuple[int, int]]:
    """Where *text* names one of *towns*: characters, end exclusive."""
    if not towns:
        return
    run = list(words(text))
    stems = [stem(word.folded) for word in run]
    for at in range(len(run)):
        for town in towns:
            if tuple(stems[at : at + len(town)]) == town and run[at].text[0].isupper():
                yield run[at].start, run[at + len(town) - 1].end


def _in_record(record: Record) -> Iterator[Town]:
    for path in record.state.units:
        unit = KINDS[record.kind].find(path)
        if unit is None or unit.field is not PLACE:
            continue
        for value in record.values(path):
            for slot in ("locality", "name"):
                name = PLACE.part(value, slot)
                town = tuple(stem(word.folded) for word in words(name)) if isinstance(name, str) else ()
                if len("".join(town)) >= _SHORTEST:
                    yield town
