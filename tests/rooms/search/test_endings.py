"""Endings: from any case back to the nominative."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.search.endings import bases, stem
from casebook.search.letters import fold_word

FOLDED = st.text("abcdefgijklmnoprstuvz", max_size=16)

CASES = {
    "Куанбеков": "Куанбекова Куанбекову Куанбековым Куанбекове Куанбековы Куанбековых Куанбековыми Kuanbekovs",
    "Куанбекова": "Куанбековой Куанбекову Куанбековою",
    "Сапар": "Сапара Сапару Сапаром Сапаре Сапардың Сапарға Сапарды Сапарда Сапардан Сапармен",
    "Игорь": "Игоря Игорю Игорем Игоре",
    "Наталья": "Натальи Наталье Наталью Натальей",
    "Мария": "Марии Марию Марией Марияның Марияға Мариямен",
    "Андрей": "Андрея Андрею Андреем Андрее",
    "Сания": "Сании Санию Санией",
    "Ковальский": "Ковальского Ковальскому Ковальским Ковальском Ковальская Ковальской Ковальских",
    "Айгүл": "Айгүлдің Айгүлге Айгүлді Айгүлден Айгүлмен Айгули Айгулью",
    "Нұржан": "Нұржанның Нұржанға Нұржанды Нұржаннан Нұржандікі Нұржандар Нұржандарға",
}


@pytest.mark.parametrize(
    ("name", "form"), [(n, form) for n, forms in CASES.items() for form in forms.split()]
)
def test_the_nominative_is_among_the_bases(name: str, form: str) -> None:
    assert fold_word(name) in {base for base, _ in bases(fold_word(form))}


@given(FOLDED)
def test_bases_are_shorter_words_with_a_vowel(folded: str) -> None:
    for base, language in bases(folded):
        assert base != folded
        assert len(base) >= 3
        assert language in {"ru", "kk", "en"}


@given(FOLDED)
def test_stems_are_beginnings_and_stay(folded: str) -> None:
    assert folded.startswith(stem(folded))
    assert stem(stem(folded)) == stem(folded)
    assert len(stem(folded)) >= min(4, len(folded))


def test_cases_of_one_name_have_one_stem() -> None:
    for name in ("Куанбеков", "Ковальский"):
        assert {stem(fold_word(form)) for form in [name, *CASES[name].split()]} == {stem(fold_word(name))}
