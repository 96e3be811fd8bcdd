from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.redaction.segments import cut


@given(st.text())
def test_the_pieces_joined_are_the_text(text: str) -> None:
    sentences = cut(text)
    assert "".join(text[s.start : s.end] for s in sentences) == text
    for sentence in sentences:
        assert "".join(text[s.start : s.end] for s in sentence.spans) == text[sentence.start : sentence.end]
        assert all(span.start < span.end for span in sentence.spans)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("he was beaten by Marat Oskenov in Almaty.", ["Marat Oskenov", "Almaty"]),
        ("call +7 701 000 00 00 or write to m.o@mail.example", ["+7 701 000 00 00", "m.o@mail.example"]),
        ("see https://news.example/marat-oskenov, he said", ["https://news.example/marat-oskenov"]),
        ("«Маратом Оскеновым», сказал он", ["Маратом Оскеновым"]),
        ("OSKENOV, M. was there", ["OSKENOV", "M"]),
        ("nothing here at all", []),
    ],
)
def test_runs_are_words_that_may_name_somebody(text: str, runs: list[str]) -> None:
    assert [text[s.start : s.end] for sentence in cut(text) for s in sentence.spans if s.run] == runs


def test_sentences_end_where_sentences_end() -> None:
    text = "He was taken. She saw it! «Кто?» Никто не ответил.\nNext day nothing."
    assert [text[s.start : s.end] for s in cut(text)] == [
        "He was taken. ",
        "She saw it! ",
        "«Кто?» ",
        "Никто не ответил.\n",
        "Next day nothing.",
    ]


@given(st.text(alphabet="Aa b.Ж ж1@"), st.text(alphabet="Aa b.Ж ж1@"))
def test_what_stands_behind_a_paragraph_does_not_change_its_cuts(before: str, after: str) -> None:
    """The cut depends on the text alone, and on nothing further on than the next paragraph."""
    alone = cut(before + "\n")
    together = cut(before + "\n" + after.lstrip())
    assert together[: len(alone)] == alone


@pytest.mark.parametrize("text", ["." * 65_000, "a. " * 20_000, "!?" * 30_000 + '"' * 5_000, " " * 65_000])
def test_a_text_of_nothing_but_ends_is_cut_in_linear_time(text: str) -> None:
    assert "".join(text[s.start : s.end] for s in cut(text)) == text
