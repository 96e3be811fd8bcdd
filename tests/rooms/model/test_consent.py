"""Consent levels: each opens what its words say, and nothing that was not spoken about."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from casebook.model.consent import CELL, SHOWS, STRICTEST, USES, level_answer, strictest
from casebook.model.shared import TERM, months_of
from casebook.model.vocabularies import vocabulary

LEVELS = [term.code for term in vocabulary("consent-level")]


def test_the_grid_is_that_of_the_vocabularies() -> None:
    assert tuple(term.code for term in vocabulary("consent-use")) == USES
    assert tuple(term.code for term in vocabulary("consent-show")) == SHOWS
    assert {term.code for term in vocabulary("consent-answer")} == set(STRICTEST)


def test_each_level_opens_what_its_words_say() -> None:
    def named(level: str) -> set[str]:
        return {use for use in USES if level_answer(level, use, "name") == "yes"}

    assert named("0") == named("x") == set()
    assert named("1") == named("2") == {"team"}
    assert named("3") == named("4") == {"team", "un-conf", "un-gov", "parl"}
    assert named("5") == set(USES)
    assert level_answer("4", "public", "name") == "disguised"
    assert level_answer("4", "media", "facts") == "not-discussed"
    assert level_answer("5", "public", "face-voice") == "ask"
    assert level_answer("newer", "public", "name") == "not-discussed"


def test_a_higher_level_never_opens_less() -> None:
    for low, high in pairwise(["0", "1", "2", "3", "4", "5"]):
        for use in USES:
            for show in SHOWS:
                before, after = (STRICTEST.index(level_answer(level, use, show)) for level in (low, high))
                assert max(before, 1) <= max(after, 1), (low, use, show)


@given(st.lists(st.sampled_from(STRICTEST), max_size=5), st.text(max_size=5))
def test_the_strictest_answer_holds(answers: list[str], strange: str) -> None:
    held = strictest(answers)
    assert all(STRICTEST.index(held) <= STRICTEST.index(answer) for answer in answers)
    assert strictest([]) == "not-discussed"
    if strange not in STRICTEST:
        assert strictest([*answers, strange]) == "no"


def test_a_cell_reads_as_one_types_it() -> None:
    value = CELL.parse("public {show=name; answer=только в изменённом виде}")
    assert value == ("public", "name", "disguised")
    assert CELL.parse(CELL.text(value)) == value


def test_terms_in_months() -> None:
    assert months_of(TERM.make(years=4, months=6)) == 54
    assert months_of(TERM.make(days=60)) == 2
    assert months_of(TERM.make(months=0)) == 0
    assert months_of(TERM.make(plus="for life")) is None
    assert months_of(None) is None
