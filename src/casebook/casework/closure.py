"""What a few records cannot do without: the people they are about, and with them their consents and protection.

A small casebook for the road takes this along and nothing else. From the chosen dossiers the people, proceedings,
interviews, acts, events, claims, notes and files about them are followed. People whom those records only name come
along with what protects them and nothing more: a name that stood in a text without its person's record would not
be hidden any more when something leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.casework.merged import identities_in
from casebook.casework.receiving import from_others
from casebook.casework.snapshot import Snapshot
from casebook.journal import rows
from casebook.journal.current import Record
from casebook.model.all_kinds import HOUSEHOLD, KINDS
from casebook.model.evidence import FILE

Named = Callable[[Snapshot, Iterable[Record]], Iterable[RecordId]]
"""The people whom texts of records name. `redaction` can tell; this room stands below it."""


@dataclass(eq=False)
class NothingToKeep(Refused):
    """None of the chosen records is one that can be taken along: they are deleted, erased, or none."""


@dataclass(frozen=True, slots=True)
class Closure:
    """What comes along. *cut*: links that would lead out of it and are left off.

    *named*: people taken along only because a record names them. *bytes* are those of the attached files.
    """

    records: tuple[RecordId, ...]
    counts: tuple[tuple[str, int], ...]
    named: int
    files: int
    bytes: int
    cut: int


KEPT: Final = frozenset(KINDS) - HOUSEHOLD - {"erase", "disclosure", "list-entry"}
"""Kinds that can come along. What left stays with the whole casebook; entries of lists are printed already."""

_ABOUT_A_PERSON: Final = frozenset(
    (
        ("interview", "speaker"),
        ("interview", "about"),
        ("act", "victim"),
        ("act", "pressed"),
        ("event", "people"),
        ("proceeding", "parties"),
        ("relation", "person"),
        ("relation", "other"),
    )
)
_ABOUT_ANYTHING: Final = frozenset((("claim", "about"), ("evidence", "about"), ("note", "about")))
_PROTECTING: Final = frozenset((("consent", "subject"), ("decision", "people")))
_HIDING: Final = frozenset((("derivative", "of"),))
"""What was hidden of a file has to be known wherever the file is: it stays hidden in whatever is made of it."""
_NOT_FOLLOWED: Final = frozenset(
    (
        ("decision", "people"),
        ("claim", "about"),
        ("claim", "related"),
        ("evidence", "about"),
        ("note", "about"),
        ("dossier", "related"),
        ("event", "linked"),
        ("person", "custody"),
        ("person", "procedure"),
        ("person", "safety"),
        ("person", "whereabouts"),
    )
)
"""(kind, first name of the path) of links that lead on to other cases."""


def closure(snapshot: Snapshot, chosen: Iterable[RecordId], named: Named | None = None) -> Closure:
    """Everything the *chosen* records need; *named* finds people by the texts that name them.

    Raises `NothingToKeep`.
    """
    seeds = [record for each in chosen if (record := snapshot.get(each)) is not None and record.kind in KEPT]
    if not seeds:
        raise NothingToKeep
    walk = _Walk(snapshot)
    walk.follow(seeds)
    while named is not None:
        taken = [snapshot.records[each] for each in sorted(walk.taken)]
        if not walk.protect(named(snapshot, taken)):
            break
    return _told(snapshot, walk)


@dataclass
class _Walk:
    """Records taken so far: in *full* what is about the chosen people, in *taken* also whom that names."""

    snapshot: Snapshot

    def __post_init__(self) -> None:
        self.taken: set[RecordId] = set()
        self.full: set[RecordId] = set()

    def follow(self, seeds: Iterable[Record]) -> None:
        """Take *seeds* with all that is about them, and whatever those need."""
        waiting = list(seeds)
        while waiting:
            record = waiting.pop()
            if record.id in self.full:
                continue
            self.full.add(record.id)
            self.taken.add(record.id)
            waiting += self._central(record)
            waiting += self._pointing(record, _ABOUT_ANYTHING)
            if record.kind == "person":
                waiting += self._back_to_person(record)
        self._complete(self.snapshot.records[each] for each in self.full)

    def protect(self, people: Iterable[RecordId]) -> bool:
        """Take *people* along with what protects them. Whether any was new."""
        new = [self.snapshot.records[p] for p in people if p not in self.taken and p in self.snapshot.records]
        self.taken.update(record.id for record in new)
        self._complete(new)
        return bool(new)

    def _central(self, record: Record) -> Iterator[Record]:
        """The people and proceedings of a dossier are what it is about."""
        if record.kind == "dossier":
            for path, target in self._links(record):
                if path in {"persons", "proceedings"}:
                    yield target

    def _back_to_person(self, person: Record) -> Iterator[Record]:
        for other in self._pointing(person, _ABOUT_A_PERSON):
            if other.kind in {"event", "proceeding", "relation"}:
                # Others are in it too: it comes along, and they do with what protects them.
                self.taken.add(other.id)
                self.full.add(other.id)
                yield from self._pointing(other, _ABOUT_ANYTHING)
            else:
                yield other

    def _complete(self, records: Iterable[Record]) -> None:
        """Whatever *records* lead to, and for every person the consents and decisions."""
        waiting = list(records)
        while waiting:
            record = waiting.pop()
            self.taken.add(record.id)
            onward = [
                target for path, target in self._links(record) if (record.kind, path) not in _NOT_FOLLOWED
            ]
            if record.kind == "person":
                onward += self._pointing(record, _PROTECTING)
                for one in identities_in(self.snapshot, record.id)[1:]:
                    onward += self._pointing_at(one, _PROTECTING)
            if record.kind == "evidence":
                onward += self._pointing(record, _HIDING)
            waiting += [target for target in onward if target.id not in self.taken]
            self.taken.update(target.id for target in onward)

    def _links(self, record: Record) -> Iterator[tuple[str, Record]]:
        if from_others(record):
            return  # what others sent stays at home: along comes its name, for who cites it
        for target, _, path in sorted(rows.links_of(record.state)):
            found = self.snapshot.get(RecordId(target))
            if found is not None and found.kind in KEPT:
                yield path.partition("/")[0], found

    def _pointing(self, target: Record, through: frozenset[tuple[str, str]]) -> list[Record]:
        return self._pointing_at(target.id, through)

    def _pointing_at(self, target: RecordId, through: frozenset[tuple[str, str]]) -> list[Record]:
        found = []
        for kind in sorted({kind for kind, _ in through}):
            for record in self.snapshot.pointing_at(target, kind):
                paths = {p.partition("/")[0] for t, _, p in rows.links_of(record.state) if t == target}
                if any((kind, path) in through for path in paths):
                    found.append(record)
        return found


def _told(snapshot: Snapshot, walk: _Walk) -> Closure:
    taken = [snapshot.records[each] for each in sorted(walk.taken)]
    whole = with_merged(snapshot, walk.taken)
    counts = Counter(record.kind for record in taken)
    sizes = [size for record in taken for size in _file_sizes(record)]
    return Closure(
        records=tuple(record.id for record in taken),
        counts=tuple((kind, counts[kind]) for kind in KINDS if counts[kind]),
        named=sum(record.kind == "person" and record.id not in walk.full for record in taken),
        files=len(sizes),
        bytes=sum(sizes),
        cut=sum(target not in whole for record in taken for target, _, _ in rows.links_of(record.state)),
    )


def with_merged(snapshot: Snapshot, records: Iterable[RecordId]) -> frozenset[RecordId]:
    """*records* and those merged into them. Links to these stay, though the merged records do not come along: what
    was agreed and decided about each goes on to count.
    """
    return frozenset(one for record in records for one in identities_in(snapshot, record))


def _file_sizes(record: Record) -> Iterator[int]:
    for value in record.values("file") if record.kind == "evidence" else ():
        size = FILE.part(value, "size")
        if isinstance(size, int):
            yield size
