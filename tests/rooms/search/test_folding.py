"""Folding: words with their places, what a full text stores, and what is shown of it."""

from hypothesis import given
from hypothesis import strategies as st

from casebook.search.folding import fold, places, prefixes, snippet, words

ANY_TEXT = st.text(st.characters(), max_size=80)


@given(ANY_TEXT)
def test_folding_a_text_is_total_and_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT)
def test_words_stand_where_they_say(text: str) -> None:
    end = 0
    for word in words(text):
        assert end <= word.start < word.end
        assert text[word.start : word.end] == word.text
        assert word.folded
        assert word.is_number == word.folded.isdigit()
        end = word.end


def test_an_owner_s_is_no_part_of_the_word() -> None:
    assert [w.text for w in words("Kuanbekov’s wife, O'Hara's son, 7's")] == [
        *("Kuanbekov", "wife", "O'Hara", "son", "7", "s"),
    ]


def test_letters_and_digits_part() -> None:
    assert fold("qaz24 № 12-б ٣٤") == "kaz 24 12 b 34"


def test_a_query_in_one_script_finds_the_other_in_every_case() -> None:
    text = "Кеше Қуанбековке жазды. Later Kuanbekova met Quanbekov."
    terms = prefixes("Куанбекову")
    assert [text[a:b] for a, b in places(text, terms)] == ["Қуанбековке", "Kuanbekova", "Quanbekov"]


def test_short_words_and_numbers_are_found_whole_only() -> None:
    assert prefixes("Ким 12") == ("kim", "12")
    assert places("Kimono Kim 123 12", prefixes("Ким 12")) == ((7, 10), (15, 17))


@given(ANY_TEXT)
def test_terms_hold_nothing_a_query_language_could_read(text: str) -> None:
    assert all(term.removesuffix("*").isalnum() for term in prefixes(text))


def test_a_snippet_shows_where_most_words_stand_together() -> None:
    text = (
        "Sapar came. "
        + "Nothing happened here. " * 20
        + "Then Sapar met Aigerim at the gate. "
        + "Rest. " * 30
    )
    shown = snippet(text, prefixes("сапар айгерим"), width=60)
    assert [shown.text[a:b] for a, b in shown.marks] == ["Sapar", "Aigerim"]
    assert shown.cut_before
    assert shown.cut_after
    assert text[shown.start : shown.start + len(shown.text)] == shown.text
    assert not shown.text[0].isalpha() or not text[shown.start - 1].isalpha()


@given(ANY_TEXT, st.text(st.characters(), max_size=10), st.integers(1, 60))
def test_a_snippet_lies_in_the_text(text: str, query: str, width: int) -> None:
    shown = snippet(text, prefixes(query), width=width)
    assert text[shown.start : shown.start + len(shown.text)] == shown.text
    assert all(0 <= a < b <= len(shown.text) for a, b in shown.marks)
    assert shown.cut_before == (shown.start > 0)
    assert shown.cut_after == (shown.start + len(shown.text) < len(text))
