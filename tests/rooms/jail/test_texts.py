"""Plain texts in the encodings people's files are in, piece by piece."""

from __future__ import annotations

import io

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.base.progress import Progress
from casebook.jail import launch
from casebook.jail.errors import AnswerUnreadable
from casebook.jail.shapes import MOST_TEXT, From, NotText, Piece
from casebook.jail.task import Task
from casebook.jail.texts import ENCODINGS, encoding_of, read

LETTER = "Здравствуйте! Пишу вам из СИЗО № 3.\nУслышьте нас, пожалуйста. Айнұр."
RUSSIAN = "Здравствуйте! Пишу вам из следственного изолятора.\r\nУслышьте нас, пожалуйста."
LATIN = "We stood at the gate.\n\tNobody spoke."


def piece(data: bytes, ask: From = From()) -> Piece:  # noqa: B008 - frozen
    found = read(Task(msgspec.msgpack.encode(ask), (io.BufferedReader(io.BytesIO(data)),), Progress()))  # type: ignore[arg-type]  # a BytesIO serves
    found.check(ask, ENCODINGS)
    return found


@pytest.mark.parametrize(
    ("text", "encoding", "data"),
    [
        (LETTER, "utf-8", LETTER.encode()),
        (LETTER, "utf-8", LETTER.encode("utf-8-sig")),
        (LETTER, "utf-16-le", LETTER.encode("utf-16")),
        (LETTER, "utf-16-be", b"\xfe\xff" + LETTER.encode("utf-16-be")),
        (LETTER, "utf-16-le", LETTER.encode("utf-16-le")),
        (LETTER, "utf-16-be", LETTER.encode("utf-16-be")),
        (LATIN, "utf-16-le", LATIN.encode("utf-16-le")),
        (RUSSIAN, "windows-1251", RUSSIAN.encode("windows-1251")),
        (RUSSIAN, "koi8-r", RUSSIAN.encode("koi8-r")),
        (LATIN, "utf-8", LATIN.encode("ascii")),
        ("", "utf-8", b""),
    ],
)
def test_a_text_is_read_in_its_encoding(text: str, encoding: str, data: bytes) -> None:
    assert (piece(data).text, piece(data).encoding) == (text.replace("\r\n", "\n"), encoding)


def test_it_is_read_in_the_jail() -> None:
    found = launch.run(
        "casebook.jail.texts:read",
        msgspec.msgpack.encode(From()),
        answer=Piece,
        sources=[io.BytesIO(LETTER.encode())],
    )

    assert found == Piece(LETTER, "utf-8", 0, len(LETTER.encode()), len(LETTER.encode()))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "windows-1251"])
def test_pieces_join_without_a_gap(encoding: str) -> None:
    text = "Ещё одна строка, и ещё одна.\n" * 20_000
    data = text.encode(encoding)
    parts, at, known = [], 0, ""
    while at < len(data):
        found = piece(data, From(at, known))
        parts.append(found.text)
        at, known = found.end, found.encoding
        assert found.size == len(data)

    assert "".join(parts) == text


@given(st.text(max_size=200), st.integers(0, 400))
def test_a_cut_letter_waits_for_the_next_piece(text: str, cut: int) -> None:
    data = text.encode("utf-8")
    first = piece(data[:cut], From(0, "utf-8"))

    assert first.end == min(
        cut, len(data)
    )  # the last piece of a file is read to its end, whole letters or not


@pytest.mark.parametrize(
    "data", [bytes(100), bytes(range(256)) * 10, b"\x7fELF\2\1\1\0" + bytes(100), b"PK\3\4\0\0\0\0" * 20]
)
def test_what_is_no_text(data: bytes) -> None:
    with pytest.raises(NotText):
        encoding_of(data)


def test_what_a_terminal_would_obey_is_shown_as_nothing() -> None:
    assert piece(b"before \x1b[2J after" + b" and more" * 20).text.startswith("before \ufffd[2J after")


@pytest.mark.parametrize(
    "lie",
    [
        Piece("x" * (MOST_TEXT + 1), "utf-8", 0, 5, 5),
        Piece("x", "utf-7", 0, 5, 5),
        Piece("x", "utf-8", 1, 5, 5),
        Piece("x", "utf-8", 0, 6, 5),
        Piece("", "utf-8", 0, 0, 5),
    ],
)
def test_a_piece_that_cannot_be_is_thrown_away(lie: Piece) -> None:
    with pytest.raises(AnswerUnreadable):
        lie.check(From(), ENCODINGS)
