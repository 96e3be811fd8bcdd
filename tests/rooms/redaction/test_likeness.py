"""What begins like no name is no name: nothing that is found one by one is passed over."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from casebook.redaction.hits import Lookup
from casebook.redaction.likeness import Likeness
from casebook.redaction.registry import Identity, Registry
from casebook.search.letters import readings
from casebook.search.manywords import Forms
from casebook.search.nameparts import PersonName
from neutral import neutral

NAMES = (
    "Marat Oskenov", "Марат Оскенов", "Saule Dzhandosova", "Гүлнұр Жақсыберген", "Rose Hill", "Lia Kowalski",
    "Uriankhai Choi", "Наталия Вознесенская", "Ibragimov Ilyas",
)  # fmt: skip
REGISTRY = Registry.of(
    Identity(n, names=(PersonName(name),), aliases=("Samruk Apa",)) for n, name in enumerate(NAMES)
)
LIKENESS = Likeness(REGISTRY)
ENDINGS = (
    "",
    "a",
    "u",
    "om",
    "ym",
    "ov",
    "ova",
    "ға",
    "ның",
    "ымен",
    "ского",
    "ской",
    "у",
    "ом",
    "ой",
    "ы",
    "ии",
    "s",
)


def passes(word: str) -> bool:
    first, *others = readings(word)
    return bool(LIKENESS.among(Forms({word.lower(): first}, {word.lower(): others} if others else {})))


def is_found(word: str) -> bool:
    lookup = Lookup(REGISTRY)
    folded = readings(word)[0]
    return bool(
        lookup.word(word, in_address=False) or (folded and lookup.phrases(folded, as_it_stands=False))
    )


@given(
    st.sampled_from([part for name in NAMES for part in (*name.split(), "Samruk")]),
    st.sampled_from(ENDINGS),
    st.integers(0, 14),
    st.sampled_from(("", "more", "less", "other", "swapped")),
    st.sampled_from("aeiоуmnkstрлз"),
)
def test_no_case_and_no_slip_of_the_pen_is_passed_over(
    name: str, ending: str, at: int, slip: str, letter: str
) -> None:
    word = name + ending
    at = min(at, len(word) - 1)
    changed = {
        "": word,
        "more": word[:at] + letter + word[at:],
        "less": word[:at] + word[at + 1 :],
        "other": word[:at] + letter + word[at + 1 :],
        "swapped": word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    }[slip]
    if changed and is_found(changed):
        assert passes(changed)


def test_most_words_are_passed_over() -> None:
    words = {word for word in neutral(2, 40_000).split() if word.isalpha()}
    left = [word for word in words if passes(word)]
    assert len(left) * 20 < len(words)
    assert not any(is_found(word) for word in words if not passes(word))
