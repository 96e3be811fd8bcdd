"""How many people of the casebook share what an export shows of somebody whose name it does not. Pure.

A seventy-year-old director who cannot see needs no name to be known. What stays visible of a person (or of a
withheld person's circumstances) is a set of facts: sex, birth, occupation, place, month, article. *k* is how
many people of the whole casebook have all of them, as far as they are told. Fewer than `FEWEST` block.
Specified, with what it cannot see, in docs/decisions/022-what-few-people-share.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.model.all_kinds import KINDS
from casebook.redaction.facts import ABOUT, FACTS, Fact, coarser, facts_of
from casebook.redaction.plan import Choices, Fate, RecordFate, RedactionPlan, Stricter, UnitFate
from casebook.redaction.precision import DateStep, PlaceStep
from casebook.redaction.profile import Naming

FEWEST: Final = 3
Place = tuple[RecordId, str]
"""A unit: the record and the path."""


@dataclass(frozen=True, slots=True)
class Part:
    """One visible fact: where it stands, and how many people have it, whatever else is shown."""

    fact: Fact
    places: tuple[Place, ...]
    alone: int


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: *what* is ``leave-out``, ``coarser-dates`` or ``coarser-places``; *k* after it and all
    steps before it.
    """

    what: str
    attribute: str
    places: tuple[Place, ...]
    k: int


@dataclass(frozen=True, slots=True)
class Combination:
    """What is shown of somebody in records that a reader knows to be about one person, and who shares it.

    *record*: the only record it stands in, where those of a withheld person cannot be joined. *reason*: why it
    is shown all the same; *steps*: what would make it as many as `FEWEST`.
    """

    person: RecordId
    record: RecordId | None
    naming: Naming
    parts: tuple[Part, ...]
    k: int
    reason: str
    steps: tuple[Step, ...]

    @property
    def blocks(self) -> bool:
        """Whether too few share it, and nobody wrote why it may go."""
        return self.k < FEWEST and not self.reason.strip()


@dataclass(frozen=True)
class Index:
    """Who of the casebook has which fact: bits of people, counted from 0. Built once, asked for everybody."""

    people: Mapping[RecordId, int]
    bearers: Mapping[Fact, int]

    @staticmethod
    def of(snapshot: Snapshot) -> Index:
        """Every fact of every person, at every step from the exact word to the coarsest."""
        people = {person.id: i for i, person in enumerate(snapshot.every("person"))}
        bearers: dict[Fact, int] = {}
        for kind in FACTS:
            for record in snapshot.every(kind):
                for path, who in _about_in(record):
                    for fact in _whole(record, path):
                        for person in who:
                            if person in people:
                                bearers[fact] = bearers.get(fact, 0) | 1 << people[person]
        return Index(people, bearers)

    def share(self, facts: Iterable[Fact], person: RecordId) -> int:
        """How many people have all of *facts*; the one they are about is always among them."""
        found = (1 << len(self.people)) - 1
        for fact in facts:
            found &= self.bearers.get(fact, 0)
        own = 1 << self.people[person] if person in self.people else 0
        return (found | own).bit_count() or 1


@dataclass(eq=False)
class TooFewShare(Refused):
    """What is shown of *people* people whose names are not is shared by fewer than *fewest* of the casebook."""

    people: int
    fewest: int = FEWEST


def require(snapshot: Snapshot, plan: RedactionPlan) -> tuple[Combination, ...]:
    """The combinations that few share and that somebody gave a reason for. Raises `TooFewShare` for any other."""
    found = check(snapshot, plan, propose=False)
    blocked = {each.person for each in found if each.blocks}
    if blocked:
        raise TooFewShare(len(blocked))
    return tuple(each for each in found if each.k < FEWEST)


def check(
    snapshot: Snapshot, plan: RedactionPlan, index: Index | None = None, *, propose: bool = True
) -> tuple[Combination, ...]:
    """Every combination the plan shows of somebody it does not name, those that few share first.

    With *propose*, those that block say what would help; that costs more than finding them.
    """
    if plan.profile.names_all:
        return ()
    index = index or Index.of(snapshot)
    reasons = dict(plan.choices.overrides)
    found = []
    for (person, record), visible in _visible(snapshot, plan).items():
        facts = {fact: tuple(places) for fact, places in visible.items()}
        k = index.share(facts, person)
        parts = tuple(
            Part(fact, places, index.share((fact,), person)) for fact, places in sorted(facts.items())
        )
        treated = plan.people[person]
        search = _Search(facts, person, index, treated.disguised and record is None)
        steps = search.steps() if propose and k < FEWEST else ()
        naming = treated.naming
        found.append(Combination(person, record, naming, parts, k, reasons.get(person, ""), steps))
    return tuple(sorted(found, key=lambda each: (each.k, each.person, each.record or b"")))


def following(choices: Choices, found: Iterable[Combination]) -> Choices:
    """*choices* with every step of *found* taken."""
    left, stricter = set(choices.leave_out), set(choices.stricter)
    for each in found:
        for step in each.steps:
            if step.what == "leave-out":
                left.update(step.places)
            elif step.what == "coarser-dates":
                stricter.add(Stricter(each.person, date=DateStep.YEAR))
            else:
                stricter.add(Stricter(each.person, place=PlaceStep.COUNTRY))
    return replace(choices, leave_out=frozenset(left), stricter=frozenset(stricter))


# ------------------------------------------------------------------------------------------ who and where


def _about_in(record: Record) -> Iterator[tuple[str, tuple[RecordId, ...]]]:
    """Paths of a record that hold facts, and the people they are about."""
    whole = [
        RecordId(value)
        for unit in ABOUT.get(record.kind, ())
        for value in _links(record, unit)
        if isinstance(value, bytes)
    ]
    if record.kind == "person":
        whole = [record.id]
    for path in record.state.units:
        if _pattern(path) not in FACTS[record.kind]:
            continue
        name, *rest = path.split("/")
        own = record.values(f"{name}/{rest[0]}/person") if rest else ()
        people = [RecordId(value) for value in own if isinstance(value, bytes)] or whole
        if people:
            yield path, tuple(people)


def _links(record: Record, unit: str) -> Iterable[object]:
    if "/" in unit:
        name, inner = unit.split("/")
        return [value for _, value in record.each(name, inner)]
    return record.values(unit)


def _pattern(path: str) -> str:
    pieces = path.split("/")
    return path if len(pieces) == 1 else f"{pieces[0]}/{pieces[-1]}"


def _whole(record: Record, path: str) -> Iterator[Fact]:
    unit = KINDS[record.kind].find(path)
    if unit is None:
        return
    attribute = FACTS[record.kind][_pattern(path)]
    for value in record.values(path):
        yield from facts_of(attribute, unit.field, value, every_step=True)


# ------------------------------------------------------------------------------------------ what is visible

_Visible = dict[Fact, list[Place]]
_Move = tuple[str, str]


def _visible(snapshot: Snapshot, plan: RedactionPlan) -> dict[tuple[RecordId, RecordId | None], _Visible]:
    """By whom (and, where records cannot be joined, by record): the facts that stay, and where."""
    found: dict[tuple[RecordId, RecordId | None], _Visible] = {}
    for fate in plan.records:
        record = snapshot.get(fate.record)
        if not fate.shown or record is None or fate.kind not in FACTS:
            continue
        for path, people in _about_in(record):
            for fact in _shown(fate, path):
                for person in people:
                    treated = plan.people.get(person)
                    if treated is None or treated.named:
                        continue
                    joined = treated.disguised and fate.kind != "interview"
                    where = found.setdefault((person, None if joined else fate.record), {})
                    where.setdefault(fact, []).append((fate.record, path))
    return found


def _shown(fate: RecordFate, path: str) -> Iterator[Fact]:
    unit = fate.units.get(path)
    declared = KINDS[fate.kind].find(path)
    if unit is None or declared is None or unit.fate is Fate.WITHHELD:
        return
    attribute = FACTS[fate.kind][_pattern(path)]
    yield from facts_of(attribute, declared.field, unit.shown, every_step=False, hidden=_hidden(unit))


def _hidden(unit: UnitFate) -> Collection[str]:
    """Slots of which something is hidden: what is left of them says no whole fact."""
    return frozenset(slot for slot, passage in unit.passages.items() if passage.hidden)


# ------------------------------------------------------------------------------------------ what would help


@dataclass
class _Search:
    """The steps that make enough people share what is left: each time the one that helps most."""

    facts: Mapping[Fact, tuple[Place, ...]]
    person: RecordId
    index: Index
    coarsens: bool
    """Whether dates and places can be told coarser for this person alone."""
    taken: list[_Move] = field(default_factory=list)

    def steps(self) -> tuple[Step, ...]:
        """Enough of them, and none that is not needed."""
        while self._share(self.taken) < FEWEST:
            self.taken.append(max(self._moves(), key=lambda move: self._share([*self.taken, move])))
        for move in list(self.taken):
            without = [other for other in self.taken if other != move]
            if self._share(without) >= FEWEST:
                self.taken = without
        return tuple(
            Step(what, attribute, self._places(what, attribute), self._share(self.taken[: i + 1]))
            for i, (what, attribute) in enumerate(self.taken)
        )

    def _places(self, what: str, attribute: str) -> tuple[Place, ...]:
        if what == "leave-out":
            at = [places for fact, places in self.facts.items() if fact.attribute == attribute]
        else:
            at = [places for fact, places in self.facts.items() if coarser(fact, what) != fact]
        return tuple(dict.fromkeys(place for places in at for place in places))

    def _left(self, steps: Iterable[_Move]) -> set[Fact]:
        chosen = set(steps)
        out = {attribute for what, attribute in chosen if what == "leave-out"}
        found = {fact for fact in self.facts if fact.attribute not in out}
        for what, _ in chosen:
            if what != "leave-out":
                found = {less for fact in found if (less := coarser(fact, what)) is not None}
        return found

    def _share(self, steps: Iterable[_Move]) -> int:
        """Where nothing is left there is no combination: nobody is told apart by it."""
        left = self._left(steps)
        return self.index.share(left, self.person) if left else max(FEWEST, len(self.index.people))

    def _moves(self) -> list[_Move]:
        attributes = sorted({fact.attribute for fact in self.facts})
        coarse = [("coarser-dates", ""), ("coarser-places", "")] if self.coarsens else []
        every = [*coarse, *(("leave-out", each) for each in attributes)]
        now = self._left(self.taken)
        return [move for move in every if move not in self.taken and self._left([*self.taken, move]) != now]
