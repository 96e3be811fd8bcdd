"""Addresses: their words are read decoded and keep their places."""

from hypothesis import given
from hypothesis import strategies as st

from casebook.redaction.addresses import addresses, pieces

ANY_TEXT = st.lists(
    st.one_of(st.characters(), st.sampled_from([*"abКа-_./:@#%0DCF \n", "http://", "xn--", "%D0%9A", "%C0"])),
    max_size=40,
).map("".join)


def _spans(text: str) -> list[str]:
    return [text[a:b] for a, b in addresses(text)]


def test_addresses_of_every_kind_are_seen() -> None:
    assert _spans("see (https://a.example/b), www.a.example a.example/b x@a.example @sapar #free") == [
        "https://a.example/b),",
        "www.a.example",
        "a.example/b",
        "x@a.example",
        "@sapar",
        "#free",
    ]
    assert _spans("file_name.pdf one-two-three") == ["file_name.pdf", "one-two-three"]


def test_prose_is_no_address() -> None:
    assert _spans("He said: and/or. Zhan-Aidar left.To go, 5:30 a.m. — no") == []


def test_escaped_letters_are_read_and_stand_where_they_stood() -> None:
    text = "at a.example/%D0%90%D1%81%D0%B0%D0%BD-1 now"
    read = [(p.text, text[p.start : p.end]) for p in pieces(text) if p.address]
    assert ("Асан", "%D0%90%D1%81%D0%B0%D0%BD") in read


def test_a_capital_tells_nothing_where_a_sentence_begins() -> None:
    text = "Rose came. Then Rose left\nand Rose slept.\n\nRose woke: «Rose»\n- Rose"
    assert [p.begins for p in pieces(text) if p.text == "Rose"] == [True, False, False, True, True, True]


@given(ANY_TEXT)
def test_pieces_stand_in_order_inside_the_text(text: str) -> None:
    end = 0
    for piece in pieces(text):
        assert end <= piece.start < piece.end <= len(text)
        assert piece.folded
        if not piece.address:
            assert text[piece.start : piece.end] == piece.text
        end = piece.end
