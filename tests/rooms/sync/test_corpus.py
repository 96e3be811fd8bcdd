"""Three casebooks of forty-eight people, worked on apart and meeting over two sticks, of which one is lost.

What must be visible in the end is kept beside, by who saved what having seen what, and never asked of the program.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import books
import enrolling
import tables
from casebook.base.ids import RecordId
from casebook.casework import check, conflicts, erasing, incoming, orders, records
from casebook.casework.book import Casebook
from casebook.casework.conflicts import Deed
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.journal.fold import Life
from sticks import Sticks

EDITS, SHARED, DELETIONS, ERASURES = 600, 60, 12, 3
UNITS = ("remarks", "age", "ethnicity", "risk")
Three = tuple[Casebook, Casebook, Casebook]


@pytest.fixture(scope="module")
def corpus_team(
    corpus_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Three, Sticks]]:
    home = tmp_path_factory.mktemp("three")
    with books.derived_once():
        alma = enrolling.found(home / "alma").book
        tables.take_in(alma, corpus_path / "prisoners_2025.json")
        everybody = (
            alma,
            enrolling.take_in(alma, home / "otter", "Otter"),
            enrolling.take_in(alma, home / "heron", "Heron"),
        )
    sticks = Sticks(home)
    sticks.meet(everybody)
    yield everybody, sticks
    for book in everybody:
        book.close()


@pytest.fixture(scope="module")
def corpus_path() -> Path:
    path = Path(__file__).resolve().parents[4] / "shared" / "corpus"
    if not path.is_dir():
        pytest.skip("../shared/corpus is not here")
    return path


def state(book: Casebook) -> bytes:
    return check.check(book).state


def test_nothing_is_lost_and_every_disagreement_is_shown(corpus_team: tuple[Three, Sticks]) -> None:
    everybody, sticks = corpus_team
    people = books.the(everybody[0], "person")
    assert len(people) == 48
    assert len({state(book) for book in everybody}) == 1
    chance = random.Random(48)
    deleted, erased = people[:DELETIONS], people[DELETIONS : DELETIONS + ERASURES]
    work = _Work(everybody, sticks, chance)
    work.edit_apart(people[DELETIONS + ERASURES :])
    work.delete_against_edits(deleted)
    work.erase(erased)
    work.meet_somehow()
    sticks.meet(everybody)
    for book in everybody:
        incoming.obey(book, [one.order for one in orders.waiting(book)])
    sticks.meet(everybody)

    assert len({state(book) for book in everybody}) == 1
    for book in everybody:
        for (record, unit), values in work.expected().items():
            assert set(book.need(record).values(unit)) == values, "a value is gone, or one too many is there"
        found = {(one.record, one.path) for one in conflicts.conflicts(book)}
        assert found == work.expected_conflicts() | {(each, "") for each in deleted}
        for each in deleted:
            assert book.need(each).state.life is Life.DISPUTED
            [conflict] = conflicts.conflicts(book, each)
            assert {side.deed for side in conflict.sides} == {Deed.DELETED, Deed.SAID}
        for each in erased:
            assert book.get(each) is None
        assert all(len(one.erased) == 3 for one in orders.given(book))


class _Work:
    """What three people do apart; *said*: by record and unit, the last value each of them left standing."""

    def __init__(self, everybody: Three, sticks: Sticks, chance: random.Random) -> None:
        self._everybody, self._sticks, self._chance = everybody, sticks, chance
        self._said: dict[tuple[RecordId, str], dict[int, str]] = defaultdict(dict)

    def edit_apart(self, people: list[RecordId]) -> None:
        pairs = [(person, unit) for person in people for unit in UNITS]
        self._chance.shuffle(pairs)
        shared, own = pairs[: SHARED // 3], pairs[SHARED // 3 :]
        mine = [own[i::3] for i in range(3)]
        for number in range((EDITS - SHARED) // 3):
            for who in range(3):
                self._edit(who, *self._chance.choice(mine[who]), f"apart {who} {number}")
        for number, (person, unit) in enumerate(shared):
            for who in range(3):
                self._edit(who, person, unit, f"together {who} {number}")

    def _edit(self, who: int, person: RecordId, unit: str, value: str) -> None:
        records.write(self._everybody[who], Verb.EDIT, [Set(person, unit, value)])
        self._said[person, unit][who] = value

    def delete_against_edits(self, people: list[RecordId]) -> None:
        for number, person in enumerate(people):
            who = number % 3
            records.delete(self._everybody[who], person)
            self._edit((who + 1) % 3, person, "remarks", f"still here {number}")

    def erase(self, people: list[RecordId]) -> None:
        for who, person in enumerate(people):
            erasing.erase(self._everybody[who], person, reason="consent-withdrawn")
            self._everybody[(who + 1) % 3].need(person)
            records.write(
                self._everybody[(who + 1) % 3], Verb.EDIT, [Set(person, "remarks", "written unaware")]
            )

    def meet_somehow(self) -> None:
        """Two sticks in any order; one is lost on the way, with whatever was on it."""
        for step in range(14):
            who, which = self._chance.randrange(3), self._chance.randrange(2)
            (self._sticks.write if self._chance.random() < 0.5 else self._sticks.read)(
                self._everybody[who], which
            )
            if step == 7:
                self._sticks.lose(1)

    def expected(self) -> dict[tuple[RecordId, str], set[str]]:
        return {where: set(values.values()) for where, values in self._said.items()}

    def expected_conflicts(self) -> set[tuple[RecordId, str]]:
        return {where for where, values in self.expected().items() if len(values) > 1}
