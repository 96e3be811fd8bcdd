"""The finder on passages it was not written for: every mention in them is marked by hand."""

import pytest

import marked


@pytest.fixture(scope="module")
def known() -> marked.Registry:
    return marked.registry()


def test_there_are_enough_mentions_of_each_language() -> None:
    every = [passage for half in marked.HALVES for passage in marked.passages(half)]
    for language in marked.LANGUAGES:
        assert sum(len(p.marks) for p in every if p.language == language) >= 100
    assert sum(len(p.marks) for p in every) >= 450


@pytest.mark.parametrize("half", marked.HALVES)
@pytest.mark.parametrize("language", [*marked.LANGUAGES, "all"])
def test_registry_and_review_miss_next_to_nothing(known: marked.Registry, language: str, half: str) -> None:
    found = marked.tally((p for p in marked.passages(half) if language in (p.language, "all")), known)
    least = 0.995 if language == "all" else 0.98
    assert found.covered >= least * found.mentions, found.missed
    assert found.right >= 0.98 * found.marks
    assert found.needed >= 0.6 * found.questions
    assert found.relatives_found == found.relatives


def test_a_mark_stands_where_it_was_set() -> None:
    for passage in [one for half in marked.HALVES for one in marked.passages(half)]:
        assert "⟦" not in passage.text
        assert "⟧" not in passage.text
        for mark in passage.marks:
            assert passage.text[mark.start : mark.end].strip() == passage.text[mark.start : mark.end] != ""
