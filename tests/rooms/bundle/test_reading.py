"""What a stranger's bundle says becomes lines that steer no screen, fit their fields, and lose nothing."""

from __future__ import annotations

import dataclasses
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.bundle import reading
from casebook.bundle.contents import MARK
from casebook.bundle.reading import Read, Told
from casebook.bundle.verify import Verdict
from casebook.jail.errors import AnswerUnreadable
from casebook.model.fields import clean_text

VERDICT = Verdict(
    identifier="abc",
    signer="SHA256:x",
    words=(),
    expected=False,
    files=1,
    size=1,
    records=1,
    hidden=0,
    removals=0,
    manifest="0" * 64,
    kinds=(),
)
TOLD = Told(1, "person", "abcd", ("Marat",), ("names.1.name.full: Marat",))


def test_facts_become_lines_with_their_paths() -> None:
    fact = {
        "kind": "person",
        "id": "mzxw6",
        "names": [{"name": {"full": "Marat Oskenov", "script": "Latn"}}, None],
        "number": 3,
        "narrative": [{"text": f"Taken with {MARK}.\nThen held."}],
    }

    told = reading.told(7, fact)

    assert (told.number, told.kind, told.id, told.names) == (7, "person", "mzxw6", ("Marat Oskenov",))
    assert told.pieces == (
        (
            "names.1.name.full: Marat Oskenov\nnames.1.name.script: Latn\nnames.2: ▓▓▓\nnumber: 3\n"
            "narrative.1.text: Taken with ▓▓▓.\n    Then held."
        ),
    )


def test_no_line_of_a_text_passes_for_another_field() -> None:
    texts = {
        f"text {i}": f"harmless{end}birth: 1980"
        for i, end in enumerate(("\n", "\r", "\u2028", "\u2029", "\x85"))
    }
    told = reading.told(1, {"kind": "note", "id": "a", **texts, "a\nbirth": "1980"})

    assert all(not line.startswith("birth") for line in told.pieces[0].splitlines())


@pytest.mark.parametrize("fact", [{}, {"kind": 3, "id": None}, {"kind": "\x1b[31m", "id": "../.."}])
def test_what_is_no_kind_and_no_id_is_called_unknown(fact: dict[str, object]) -> None:
    told = reading.told(1, fact)

    assert (told.kind, told.id) == ("unknown", "unknown")


@given(st.text(st.characters(), max_size=400))
def test_no_text_steers_a_screen_and_every_field_takes_it(text: str) -> None:
    plain = reading.plain(text)

    assert clean_text(plain, lines=True) == unicodedata.normalize("NFC", plain).strip()
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") and letter != "\n" for letter in plain)
    assert not set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c") & set(plain)
    assert reading.plain(plain) == plain


@given(st.lists(st.text(st.characters(exclude_characters="\n"), max_size=5_000), max_size=9))
def test_long_texts_are_cut_and_nothing_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)

    pieces = list(reading.cut(text))

    assert all(len(piece) <= reading.LONGEST_TEXT for piece in pieces)
    assert "".join(pieces).replace("\n", "") == text.replace("\n", "")


def test_the_widest_letters_still_fit_a_field() -> None:
    [first, *_] = reading.cut("\N{PILE OF POO}" * 20_000)

    assert clean_text(first, lines=True) == first


LIES = {
    "a control character": dataclasses.replace(TOLD, pieces=("a\x1b[2Jb",)),
    "a turned name": dataclasses.replace(TOLD, names=("\u202eMarat",)),
    "no kind": dataclasses.replace(TOLD, kind="a b"),
    "no id": dataclasses.replace(TOLD, id="../../x"),
    "too long": dataclasses.replace(TOLD, pieces=("x" * (reading.LONGEST_TEXT + 1),)),
}


@pytest.mark.parametrize("told", LIES.values(), ids=LIES)
def test_an_answer_no_honest_reader_gives_is_refused(told: Told) -> None:
    """The reader runs confined because it may be taken over: its answer is hostile input, too."""
    Read(VERDICT, (TOLD,), ()).check()

    with pytest.raises(AnswerUnreadable):
        Read(VERDICT, (TOLD, told), ()).check()


def test_more_records_than_are_kept_are_refused() -> None:
    with pytest.raises(AnswerUnreadable):
        Read(VERDICT, (TOLD,) * (reading.MOST_RECORDS + 1), ()).check()
    with pytest.raises(AnswerUnreadable):
        Read(dataclasses.replace(VERDICT, manifest="x"), (TOLD,), ()).check()
