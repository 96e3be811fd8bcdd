"""Registry: what it holds of each person, and that it tells nobody by being printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.redaction.registry import (
    Identity,
    Registry,
    account_of,
    hyphenated,
    initials_of,
    less_one,
    masculine,
    notes,
    plate_letters,
)
from casebook.search.keys import name_tokens
from casebook.search.nameparts import Part, PersonName

FOLDED = st.text("abdegiklmnorstu", min_size=1, max_size=10)


def test_each_word_of_a_name_is_borne_as_its_part() -> None:
    registry = Registry.of([Identity("p", (PersonName("Куанбекова Айсұлу Серікқызы"),))])
    parts = {folded: {b.part for b in borne if b.own} for folded, borne in registry.tokens.items()}
    assert parts["kuanbekova"] == {Part.FAMILY}
    assert parts["aisulu"] == {Part.GIVEN}
    assert parts["serikizi"] == {Part.PATRONYMIC}
    assert [b.own for b in registry.tokens["kuanbekov"]] == [False]


@pytest.mark.parametrize(
    ("woman", "man"),
    [("kuanbekova", "kuanbekov"), ("ospanina", "ospanin"), ("kovalskaia", "kovalski"), ("aisulu", "aisulu")],
)
def test_family_names_of_women_and_men_meet(woman: str, man: str) -> None:
    assert masculine(woman) == man
    assert masculine(masculine(woman)) == masculine(woman)


def test_initials_in_either_script() -> None:
    (token,) = name_tokens("Yerkebulan")
    assert {"e", "i"} <= initials_of(token)
    (token,) = name_tokens("Zhanar")
    assert {"j", "z"} <= initials_of(token)


def test_a_maiden_name_in_brackets_is_a_name_and_a_remark_is_none() -> None:
    assert [t.text for t in notes("Роза Иванова (Петрова)")] == ["Петрова"]
    assert [t.text for t in notes("Aisulu Ospanova (Kuanbekova)")] == ["Kuanbekova"]
    assert list(notes("Sapar (brother of Ospan)")) == []
    assert list(notes("(Senator) Ward")) == []
    assert list(notes("(Kuanbekova)")) == []


def test_a_hyphenated_name_is_also_one_word() -> None:
    assert list(hyphenated("Жан-Айдар Каримханов")) == ["janaidar"]


def test_plates_are_read_by_their_looks() -> None:
    assert plate_letters("АВС") == plate_letters("abc") == "abc"
    assert plate_letters("٠٢") == "02"


def test_numbers_go_where_they_are_looked_for() -> None:
    registry = Registry.of(
        [
            Identity(
                "p",
                phones=("8 (701) 555-45-67", "112"),
                iins=("900101 300123", "1"),
                numbers=("75-12/18", "KZ 7654321"),
                emails=(" Sapar@Mail.example ",),
            )
        ]
    )
    assert set(registry.phones) == {"7015554567"}
    assert set(registry.iins) == {"900101300123"}
    assert set(registry.digit_numbers) == {"751218", "7654321"}
    assert set(registry.plates) == {"kz"}
    assert set(registry.emails) == {"sapar@mail.example"}


@pytest.mark.parametrize(
    "handle", ["sapar_77", "@sapar_77", "t.me/sapar_77", "https://a.example/@sapar_77/?x=1"]
)
def test_an_account_is_the_same_however_it_is_written(handle: str) -> None:
    assert account_of(handle) == "sapar_77"


def test_a_given_name_guessed_by_its_place_is_one_where_others_bear_it_so() -> None:
    registry = Registry.of(
        [Identity("a", (PersonName("Sapar Marat"),)), Identity("b", (PersonName("Marat Kuanbekov"),))]
    )
    assert {(b.person, b.part) for b in registry.tokens["marat"]} == {(0, Part.GIVEN), (1, Part.GIVEN)}


@given(FOLDED, FOLDED)
def test_words_one_letter_apart_share_a_word_less_one_letter(one: str, other: str) -> None:
    assert one in less_one(one)
    for at in range(len(one)):
        assert less_one(one) & less_one(one[:at] + "z" + one[at + 1 :])
        assert less_one(one) & less_one(one[:at] + "z" + one[at:])
        assert less_one(one) & less_one(one[:at] + one[at : at + 2][::-1] + one[at + 2 :])


def test_printing_tells_no_name() -> None:
    identity = Identity("p", (PersonName("Sapar Kuanbekov"),))
    assert "Kuanbekov" not in repr(identity)
    assert "kuanbekov" not in repr(Registry.of([identity])).lower()
