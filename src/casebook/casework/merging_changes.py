"""The changes that bring one record of a person into another: what comes along, and which links move. Writes nothing.

Whatever is there twice comes once. Nothing that stands in the kept record is replaced unless somebody chose so: a
second value stands beside the first. docs/decisions/037-a-merge-tells-nobody-more.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import EntryId, RecordId
from casebook.casework.book import Casebook
from casebook.casework.merged import MERGED, merged_in
from casebook.casework.restating import redirected
from casebook.journal import current
from casebook.journal.current import Record
from casebook.journal.entry import Change, Op, value_bytes
from casebook.journal.fold import Held, element_of, orders_over, seen_by_delete, seen_by_remove
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Value
from casebook.model.kinds import Unit


@dataclass(eq=False)
class ErasedThere(Refused):
    """An order to erase covers *unit* of the record that is to be kept: what came there would undo it."""

    unit: str


Content = dict[str, list[Value]]
"""What stands in an element of a list: unit inside → its values."""


class Choice(StrEnum):
    """Which value of a unit stands in the kept record: its own, the other's, or both as a conflict."""

    KEEP = "keep"
    OTHER = "other"
    BOTH = "both"


@dataclass(frozen=True, slots=True, repr=False)
class Along:
    """Something the kept record does not have yet: *unit* is a list's name or a unit's path, *value* its main value."""

    unit: str
    value: Value


@dataclass(frozen=True, slots=True, repr=False)
class Differing:
    """A single unit in which both have a value, and not the same."""

    unit: str
    kept: Value
    other: Value


@dataclass(frozen=True, slots=True)
class Moved:
    """How many records of a kind hang on the other one."""

    kind: str
    count: int


_STAYS: Final = frozenset(
    (
        ("disclosure", ""),
        ("consent", "subject"),
        ("consent", MERGED),
        ("decision", "people"),
        ("decision", MERGED),
        ("person", MERGED),
        ("plan", "outcomes"),
    )
)
"""(kind, first name of the path) of links that never move: what left, what somebody agreed to or decided about."""
_HIDING: Final = frozenset(("hide", "withhold", "leave-out", "stricter", "looked"))
"""Choices of a plan that hide. What one lets through was looked at in another record's words."""


def moves(source: Record, path: str) -> bool:
    """Whether a link at *path* of *source* goes along when whom it leads to is merged."""
    head = path.partition("/")[0]
    if (source.kind, "") in _STAYS or (source.kind, head) in _STAYS:
        return False
    if (source.kind, head) == ("plan", "choices"):
        return _HIDING.issuperset(map(str, source.values(f"{element_of(path)}/what")))
    return True


@dataclass
class Bringing:
    """*other* brought into *kept*. *seen*: entries of *other* that were taken over before and are passed by."""

    book: Casebook
    kept: Record
    other: Record
    choices: Mapping[str, Choice] = field(default_factory=dict)
    seen: Collection[EntryId] = frozenset()

    names: list[Along] = field(default_factory=list, init=False)
    rest: list[Along] = field(default_factory=list, init=False)
    differing: list[Differing] = field(default_factory=list, init=False)
    moved: Counter[str] = field(default_factory=Counter, init=False)
    apart: Counter[str] = field(default_factory=Counter, init=False)
    related: int = field(default=0, init=False)

    def changes(self) -> list[Change]:
        """Every change, in the order in which they are to be written. Fills what there is to tell."""
        return [*self._units(), *self._lists(), *self._listed(), *self._links()]

    def gone(self) -> Change:
        """The deletion of *other*, by somebody who saw all of it."""
        state = self.other.state
        stands = (*state.register, *orders_over(state, ""))
        return Change(self.other.id, self.other.kind, "", Op.DELETE, seen_by_delete(state), stands)

    # ------------------------------------------------------------------------------------ the record itself

    def _units(self) -> Iterator[Change]:
        for path, held in self.other.state.units.items():
            if element_of(path):
                continue
            theirs = self._values(path, held)
            ours = self.kept.values(path)
            new = _without(theirs, ours)
            if not new:
                continue
            if ours:
                self.differing.append(Differing(path, ours[0], new[0]))
            else:
                self._tell(path, new[0])
            choice = self.choices.get(path, Choice.BOTH)
            if choice is Choice.KEEP:
                continue
            # Written beside the value that stands, as by somebody who had not seen it: that is a conflict.
            beside = bool(ours) and choice is Choice.BOTH
            replaces = orders_over(self.kept.state, path) if beside else self.kept.seen(path)
            yield from (self._change(path, Op.SET, value, replaces) for value in new)

    def _lists(self) -> Iterator[Change]:
        for name in self.other.state.elements:
            mine = [content_of(self.kept, f"{name}/{key}") for key in self.kept.elements(name)]
            for key in self.other.elements(name):
                element = f"{name}/{key}"
                content = self._content(element)
                if content and not any(is_within(content, each) for each in mine):
                    mine.append(content)
                    self._tell(name, _main(name, content))
                    yield from self._element(element, content)

    def _content(self, element: str) -> Content:
        """What of an element of *other* comes along; nothing, if all of it did before."""
        state = self.other.state
        fresh = any(entry not in self.seen for entry in state.adds.get(element, ()))
        fresh = fresh or any(
            self._is_new(each)
            for path, held in state.units.items()
            if element_of(path) == element
            for each in held
        )
        if not fresh:
            return {}
        name, _, key = element.partition("/")
        there = key in self.kept.state.elements.get(name, ())
        found: Content = {}
        for path, held in state.units.items():
            if element_of(path) == element:
                values = self._values(path, held, every=not there)
                if element.startswith(f"{MERGED}/"):
                    known = {self.kept.id, self.other.id, *merged_in(self.kept)}
                    values = [value for value in values if value not in known]
                if values:
                    found[path.rpartition("/")[2]] = values
        return found

    def _element(self, element: str, content: Content) -> Iterator[Change]:
        name, _, key = element.partition("/")
        if key not in self.kept.state.elements.get(name, ()):
            yield self._change(element, Op.ADD, None, orders_over(self.kept.state, element))
        for inner, values in content.items():
            path = f"{element}/{inner}"
            orders = orders_over(self.kept.state, path)
            for value in _without(values, self.kept.values(path)):
                yield self._change(path, Op.SET, value, orders)

    def _listed(self) -> Iterator[Change]:
        """The kept record says whom it took in."""
        if self.other.id not in merged_in(self.kept):
            element = f"{MERGED}/{self.book.random(8).hex()}"
            yield self._change(element, Op.ADD, None, orders_over(self.kept.state, element))
            path = f"{element}/person"
            yield self._change(path, Op.SET, self.other.id, orders_over(self.kept.state, path))

    def _values(self, path: str, held: Iterable[Held], *, every: bool = False) -> list[Value]:
        """The values of a unit of *other* that come along, none of which leads from the person to itself."""
        unit = KINDS["person"].find(path)
        there = (each.value for each in held if each.value is not None and (every or self._is_new(each)))
        found = [redirected(unit, value, self._renamed) for value in there]
        return [value for value in found if unit is None or not self._leads_to_itself(unit, value)]

    def _leads_to_itself(self, unit: Unit, value: Value) -> bool:
        return value == self.kept.id and redirected(unit, value, {self.kept.id: self.other.id}) != value

    def _is_new(self, held: Held) -> bool:
        return any(entry not in self.seen for entry in held.entries)

    def _tell(self, unit: str, value: Value) -> None:
        if unit != MERGED:
            (self.names if unit in _NAMES else self.rest).append(Along(unit, value))

    def _change(self, path: str, op: Op, value: Value, replaces: Iterable[EntryId]) -> Change:
        if orders_over(self.kept.state, path):
            raise ErasedThere(path.partition("/")[0])
        return Change(self.kept.id, self.kept.kind, path, op, value, tuple(replaces))

    @property
    def _renamed(self) -> Mapping[RecordId, RecordId]:
        return {self.other.id: self.kept.id}

    # --------------------------------------------------------------------------------------- links to it

    def _links(self) -> Iterator[Change]:
        for source, paths in links_to(self.book, self.other.id).items():
            record = self.book.need(source)
            moving = [path for path in paths if moves(record, path)]
            if record.id == self.other.id:
                continue
            if not moving:
                self.apart[record.kind] += record.kind in ("consent", "decision")
            elif record.id == self.kept.id:
                self.related += 1
                yield from self._unlinked(moving)
            elif record.kind == "relation" and self._joins_both(record):
                self.related += 1
                state = record.state
                stands = (*state.register, *orders_over(state, ""))
                yield Change(record.id, record.kind, "", Op.DELETE, seen_by_delete(state), stands)
            else:
                self.moved[record.kind] += 1
                yield from self._moved(record, moving)

    def _unlinked(self, paths: Iterable[str]) -> Iterator[Change]:
        """Links of the kept record to the other: nobody is their own relative. What else stands there stays."""
        for path in paths:
            left = [value for value in self.kept.values(path) if value != self.other.id]
            yield from (self._change(path, Op.SET, value, self.kept.seen(path)) for value in left or [None])

    def _joins_both(self, relation: Record) -> bool:
        both = {self.kept.id, self.other.id}
        ends = {*relation.values("person"), *relation.values("other")}
        return ends <= both

    def _moved(self, record: Record, paths: Sequence[str]) -> Iterator[Change]:
        """The links of one record; an element that would stand there twice then is removed."""
        elements = dict.fromkeys(element_of(path) for path in paths if element_of(path))
        for path in paths:
            if not element_of(path):
                yield from self._redirected(record, path)
        for element in elements:
            name = element.partition("/")[0]
            content = self._redirected_content(record, element)
            others = [
                content_of(record, f"{name}/{key}")
                for key in record.elements(name)
                if f"{name}/{key}" not in elements
            ]
            if any(is_within(content, each) for each in others):
                seen = seen_by_remove(record.state, element)
                orders = orders_over(record.state, element)
                yield Change(record.id, record.kind, element, Op.REMOVE, seen, orders)
                continue
            for path in paths:
                if element_of(path) == element:
                    yield from self._redirected(record, path)

    def _redirected(self, record: Record, path: str) -> Iterator[Change]:
        unit = KINDS[record.kind].find(path)
        for held in record.state.units.get(path, ()):
            value = redirected(unit, held.value, self._renamed)
            if value != held.value:
                replaces = (*held.entries, *orders_over(record.state, path))
                yield Change(record.id, record.kind, path, Op.SET, value, replaces)

    def _redirected_content(self, record: Record, element: str) -> Content:
        kind = KINDS[record.kind]
        return {
            inner: [redirected(kind.find(f"{element}/{inner}"), value, self._renamed) for value in values]
            for inner, values in content_of(record, element).items()
        }


_NAMES: Final = frozenset(("names", "aliases", "code_name"))


def links_to(book: Casebook, target: RecordId) -> dict[RecordId, list[str]]:
    """By record that is not deleted, the paths at which it leads to *target*."""
    found: dict[RecordId, list[str]] = {}
    for source, _, path in current.pointing_at(book.db, target):
        found.setdefault(source, []).append(path)
    return found


def content_of(record: Record, element: str) -> Content:
    """The visible values in an element, by the unit inside."""
    return {
        path.rpartition("/")[2]: list(values)
        for path in record.state.units
        if element_of(path) == element and (values := record.values(path))
    }


def is_within(content: Content, other: Content) -> bool:
    """Whether *other* holds every value of *content* in the same place."""
    return all(inner in other and not _without(values, other[inner]) for inner, values in content.items())


def _without(values: Iterable[Value], known: Iterable[Value]) -> list[Value]:
    """*values* that are none of *known*, each once."""
    seen = {value_bytes(value) for value in known}
    found: list[Value] = []
    for value in values:
        if (key := value_bytes(value)) not in seen:
            seen.add(key)
            found.append(value)
    return found


def _main(name: str, content: Content) -> Value:
    """What names an element in short texts: its list's first unit that has a value."""
    declared = KINDS["person"].by_name.get(name)
    inside = () if declared is None or isinstance(declared, Unit) else declared.inside
    return next((content[unit.name][0] for unit in inside if unit.name in content), None)
