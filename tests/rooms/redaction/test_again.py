from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import books
import lists
from casebook.base.ids import RecordId
from casebook.casework import snapshot
from casebook.casework.snapshot import Snapshot
from casebook.redaction import planning, selection
from casebook.redaction.again import again
from casebook.redaction.plan import Choices, Place, RedactionPlan
from casebook.redaction.profile import profile

TEXTS = (
    ("Marat Oskenov", "Oskenov was taken with Kuanyshgali. His sister saw Togzhanbek."),
    ("Zauresh Imanqul", "Imanqul met Kuanyshgali. Not Abulkair but Dzhandosova left."),
    ("Ruslan Pshenichny", "Pshenichny owned the tea house. Abulkair did not."),
)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, RedactionPlan]:
    folder: Path = tmp_path_factory.mktemp("again") / "book"
    with books.derived_once():
        book = books.make(folder, "Heron")
    listed = lists.edition(book)
    for i, (name, text) in enumerate(TEXTS):
        lists.entry(book, listed, str(i), name, text)
    lists.person(book, "Saule Dzhandosova")
    lists.already_public(book, *listed.people.values())
    seen = snapshot.take(book)
    book.close()
    return seen, planning.make(seen, selection.everything(seen), profile("public"))


def whole(seen: Snapshot, plan: RedactionPlan, choices: Choices) -> RedactionPlan:
    return planning.make(seen, [fate.record for fate in plan.records], plan.profile, choices)


@given(data=st.data())
@settings(max_examples=25)
def test_it_is_the_plan_made_anew(planned: tuple[Snapshot, RedactionPlan], data: st.DataObject) -> None:
    seen, plan = planned
    words = sorted({question.word for question in plan.questions})
    places: list[Place] = [question.place for question in plan.questions]
    people: list[RecordId] = sorted(plan.people)
    for _ in range(2):
        choices = Choices(
            stand=data.draw(st.frozensets(st.sampled_from(words))),
            let=data.draw(st.frozensets(st.sampled_from(places))),
            hide=data.draw(st.frozensets(st.sampled_from(places))),
            withhold=data.draw(st.frozensets(st.sampled_from(people), max_size=1)),
        )
        plan = again(seen, plan, choices)
        assert plan == whole(seen, plan, choices)


def test_records_no_answer_concerns_are_the_same_objects(planned: tuple[Snapshot, RedactionPlan]) -> None:
    seen, plan = planned
    asked = plan.questions[0]
    other = again(seen, plan, replace(plan.choices, let=frozenset((asked.place,))))
    for before, after in zip(plan.records, other.records, strict=True):
        assert (before is after) == (before.record != asked.record)


def test_a_single_place_stands_and_the_same_word_elsewhere_stays_hidden(
    planned: tuple[Snapshot, RedactionPlan],
) -> None:
    seen, plan = planned
    one, two = (question for question in plan.questions if question.word == plan.questions[0].word)
    other = again(seen, plan, Choices(let=frozenset((one.place,))))

    def text(of: Place) -> str:
        fate = other.record(of[0])
        assert fate is not None
        passage = fate.passage(of[1], of[2])
        assert passage is not None
        return passage.plain("▓")

    assert "Kuanyshgali" in text(one.place)
    assert "Kuanyshgali" not in text(two.place)
