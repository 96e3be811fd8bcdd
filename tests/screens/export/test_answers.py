from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from casebook.base.ids import RecordId
from casebook.gui.screens.export.answers import Answers, Said
from casebook.redaction.plan import Question

RECORDS = [RecordId(bytes([n]) * 16) for n in range(2)]
QUESTIONS = [
    Question(record, path, "", start, start + 3, word, "no_word")
    for record in RECORDS
    for path in ("narrative/a/text", "title")
    for start, word in ((0, "osk"), (10, "ken"), (20, "osk"))
]
ANSWERS = st.lists(
    st.tuples(st.sampled_from(QUESTIONS), st.sampled_from(["show", "hide", "same"])), max_size=12
)


def after(given_answers: list[tuple[Question, str]]) -> Answers:
    answers = Answers()
    for question, what in given_answers:
        if what == "same":
            answers = answers.same(question, QUESTIONS)
        else:
            answers = answers.answer(question, Said.SHOWN if what == "show" else Said.HIDDEN)
    return answers


@given(ANSWERS)
def test_the_plan_lets_stand_exactly_what_was_answered_so(given_answers: list[tuple[Question, str]]) -> None:
    answers = after(given_answers)
    choices = answers.choices(QUESTIONS)
    for question in QUESTIONS:
        stands = question.word in choices.stand or question.place in choices.let
        assert stands == (answers.of(question) is Said.SHOWN)


@given(ANSWERS, st.sampled_from(QUESTIONS), st.sampled_from([Said.SHOWN, Said.HIDDEN]))
def test_the_last_answer_for_a_place_counts(
    given_answers: list[tuple[Question, str]], question: Question, said: Said
) -> None:
    before = after(given_answers)
    answers = before.answer(question, said)
    assert answers.of(question) is said
    others = [other for other in QUESTIONS if other != question]
    assert [answers.of(other) for other in others] == [before.of(other) for other in others]


@given(ANSWERS, st.sampled_from(QUESTIONS))
def test_the_same_for_all_is_the_same_for_all(
    given_answers: list[tuple[Question, str]], question: Question
) -> None:
    before = after(given_answers)
    answers = before.same(question, QUESTIONS)
    said = before.of(question)
    alike = [other for other in QUESTIONS if other.word == question.word]
    if said is Said.OPEN:
        assert answers == before
    else:
        assert {answers.of(other) for other in alike} == {said}


@given(ANSWERS)
def test_of_a_record_that_changed_nothing_stands_place_by_place(
    given_answers: list[tuple[Question, str]],
) -> None:
    answers = after(given_answers).without({RECORDS[0]})
    for name in ("shown", "hidden", "cut", "left"):
        assert not [place for place in getattr(answers, name) if place[0] == RECORDS[0]]
