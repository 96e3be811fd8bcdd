"""Rows of items: whatever they say, what was complete before comes out, and nothing is raised."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import packs
from casebook.base.encode import pack as encoded
from casebook.jail.errors import AnswerUnreadable
from casebook.sync import items
from casebook.sync.items import BlobIndex, CameEntry, CamePiece, PieceRange, Range, Rest, Split

SIGNATURE = b"s" * 64
INDEX = BlobIndex(
    b"c" * 16, (Range(b"f" * 32, 2, 9, b"header", SIGNATURE),), (PieceRange("abc2", 0, 9),), b"g" * 32
)
START = items.index(INDEX)
END = bytes(4)


def whole(*rows: bytes) -> Split:
    return items.take_apart(b"".join((START, *rows, END)))


def test_headers_first_and_their_parts_later() -> None:
    found = whole(
        items.entry(b"one", SIGNATURE, None),
        items.entry(b"two", SIGNATURE, (b"stamp", None)),
        items.entry(b"three", SIGNATURE, None),
        items.piece("abc2", 5, b"bytes"),
        items.parts(0, (b"stamp", b"part")),
    )

    assert found.entries == (
        CameEntry(b"one", SIGNATURE, (b"stamp", b"part")),
        CameEntry(b"two", SIGNATURE, (b"stamp", None)),
        CameEntry(b"three", SIGNATURE, None),
    )
    assert found.pieces == (CamePiece("abc2", 5, b"bytes"),)
    assert (found.index, found.count, found.newer, found.rest) == (INDEX, 5, 0, Rest.END)
    assert found.check() is found


def test_the_jail_answers_the_same_and_is_given_no_key() -> None:
    data = b"".join((START, items.entry(b"one", SIGNATURE, (b"stamp",)), items.piece("a", 0, b"1"), END))

    assert items.parted(data) == items.parted(data, run=items.here) == items.take_apart(data)


def test_a_blob_as_large_as_a_pack_goes_through_the_jail() -> None:
    piece = items.piece("a", 0, bytes(items.MOST_PIECE))
    found = items.parted(b"".join((START, *[piece] * 246, END)))

    assert (len(found.pieces), found.rest) == (246, Rest.END)


BAD = {
    "no message": b"\xc1",
    "not canonical": b"\x94\x01\xc4\x01h\xc4\x40" + SIGNATURE + b"\xdc\x00\x00",
    "kind 0": encoded([0, b"h"]),
    "kind -1": encoded([-1, b"h"]),
    "kind true": encoded([True, b"h"]),
    "no kind": encoded([]),
    "no array": encoded(5),
    "nil": encoded(None),
    "an entry without a header": encoded([1, b"", SIGNATURE, None]),
    "a short signature": encoded([1, b"h", SIGNATURE[1:], None]),
    "a header too long": encoded([1, bytes(items.MOST_HEADER + 1), SIGNATURE, None]),
    "too many parts": encoded([1, b"h", SIGNATURE, [None] * 1025]),
    "a part of text": encoded([1, b"h", SIGNATURE, ["text"]]),
    "an entry of five": encoded([1, b"h", SIGNATURE, None, 5]),
    "parts of no entry": encoded([2, 1, [b"p"]]),
    "parts before the first": encoded([2, -1, [b"p"]]),
    "parts twice": encoded([2, 0, [b"p"]]),
    "parts of entry true": encoded([2, False, [b"p"]]),
    "an empty piece": encoded([3, "abc", 0, b""]),
    "a piece too long": encoded([3, "abc", 0, bytes(items.MOST_PIECE + 1)]),
    "a piece before the start": encoded([3, "abc", -1, b"1"]),
    "a piece beyond all files": encoded([3, "abc", 1 << 53, b"1"]),
    "a way out of the folder": encoded([3, "../keys", 0, b"1"]),
    "a name with a NUL": encoded([3, "a\0", 0, b"1"]),
    "a name in other letters": encoded([3, "имя", 0, b"1"]),
    "no name": encoded([3, "", 0, b"1"]),
    "a long name": encoded([3, "a" * 65, 0, b"1"]),
    "a map": b"\x81\x01\x02",
    "an extension": b"\xd4\x05\x00",
    "a date beyond time": b"\xd7\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    "deep": b"\x91" * 100_000,
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_item_ends_the_reading_and_what_stood_before_holds(what: str) -> None:
    first = items.entry(b"one", SIGNATURE, (b"stamp",))
    found = whole(first, items.framed(BAD[what]), first)

    assert found.entries == (CameEntry(b"one", SIGNATURE, (b"stamp",)),)
    assert (found.count, found.rest) == (1, Rest.BAD)


def test_items_of_a_newer_version_are_counted_and_skipped() -> None:
    found = whole(items.framed(encoded([4, {"a": 1}])), items.entry(b"one", SIGNATURE, None))

    assert (len(found.entries), found.newer, found.rest) == (1, 1, Rest.END)


INDEXES = {
    "version 0": [0, b"c" * 16, [], [], b""],
    "version true": [True, b"c" * 16, [], [], b""],
    "a short compartment": [1, b"c", [], [], b""],
    "a range backwards": [1, b"c" * 16, [[b"f" * 32, 3, 2, b"", b""]], [], b""],
    "a range from 0": [1, b"c" * 16, [[b"f" * 32, 0, 2, b"", b""]], [], b""],
    "a header without signature": [1, b"c" * 16, [[b"f" * 32, 1, 2, b"h", b""]], [], b""],
    "a signature without header": [1, b"c" * 16, [[b"f" * 32, 1, 2, b"", SIGNATURE]], [], b""],
    "a range of numbers": [1, b"c" * 16, [1], [], b""],
    "a range of four": [1, b"c" * 16, [[b"f" * 32, 1, 2, b""]], [], b""],
    "a piece of two": [1, b"c" * 16, [], [["a", 1]], b""],
    "a piece of nothing": [1, b"c" * 16, [], [["a", 1, 0]], b""],
    "no giver": [1, b"c" * 16, [], []],
    "a short giver": [1, b"c" * 16, [], [], b"g"],
    "text": "index",
}


@pytest.mark.parametrize("what", INDEXES)
def test_a_bad_index_gives_nothing(what: str) -> None:
    data = items.framed(encoded(INDEXES[what])) + items.entry(b"one", SIGNATURE, None) + END

    assert items.take_apart(data) == Split(None, (), (), 0, 0, Rest.BAD)


def test_an_index_of_a_newer_version_is_read_as_far_as_it_is_known() -> None:
    data = (
        items.framed(encoded([2, b"c" * 16, [], [], b"g" * 32, "more"]))
        + items.entry(b"one", SIGNATURE, None)
        + END
    )

    assert len(items.take_apart(data).entries) == 1


@pytest.mark.parametrize(
    ("end", "rest"),
    [(b"", Rest.TORN), (bytes(3), Rest.TORN), (bytes(4), Rest.END), (bytes(400), Rest.END),
     (bytes(4) + b"x", Rest.BAD), (b"\xff\xff\xff\xff", Rest.BAD), (b"\0\0\0\5abc", Rest.TORN)],
)  # fmt: skip
def test_how_a_row_ends_is_told(end: bytes, rest: Rest) -> None:
    found = items.take_apart(START + items.entry(b"one", SIGNATURE, None) + end)

    assert (len(found.entries), found.rest) == (1, rest)


def test_more_items_than_a_pack_can_hold_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "MOST_ITEMS", 10)
    found = whole(*[items.framed(encoded([9]))] * 11)

    assert (found.count, found.rest) == (10, Rest.BAD)


ROWS = packs.rows("rows", [50, 700, 10, 3000], [90, 10])
DATA = b"".join((items.index(ROWS.index(b"c" * 16)), *ROWS.encoded(), END))


@given(st.integers(0, len(DATA)))
def test_cut_anywhere_what_is_complete_comes_out(at: int) -> None:
    found, all_of_it = items.take_apart(DATA[:at]), items.take_apart(DATA)
    ends = [len(items.index(ROWS.index(b"c" * 16)))]
    for row in ROWS.encoded():
        ends.append(ends[-1] + len(row))
    complete = max(0, sum(end <= at for end in ends) - 1)

    assert found.count == complete
    assert (found.entries + found.pieces)[:complete] == (all_of_it.entries + all_of_it.pieces)[:complete]
    assert found.rest is (Rest.END if at == len(DATA) else Rest.TORN)


def _try(value: Any) -> bytes:
    try:
        return encoded(value)
    except (OverflowError, msgspec.MsgspecError):
        return b"\xc1"


MESSAGES = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 63), (1 << 64) - 1) | st.binary(max_size=80) | st.text(max_size=8)
    | st.floats(),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.integers() | st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(MESSAGES.map(_try), max_size=8), st.binary(max_size=40))
@settings(max_examples=300)
def test_nothing_is_raised_whatever_it_says(rows: list[bytes], tail: bytes) -> None:
    for data in (
        b"".join(map(items.framed, rows)) + tail,
        START + b"".join(map(items.framed, rows)) + tail,
        tail,
        START + tail,
    ):
        found = items.take_apart(data)
        assert found.check() is found
        assert items.take_apart(data) == found


@given(at=st.integers(0, len(DATA) - 1), byte=st.integers(0, 255), count=st.integers(0, 3))
@settings(max_examples=300)
def test_nothing_is_raised_when_bytes_change(at: int, byte: int, count: int) -> None:
    changed = items.take_apart(DATA[:at] + bytes([byte]) * count + DATA[at + 1 :])

    assert changed.check() is changed


LIES = {
    "a short signature": CameEntry(b"h", b"s"),
    "a header too long": CameEntry(bytes(items.MOST_HEADER + 1), SIGNATURE),
    "too many parts": CameEntry(b"h", SIGNATURE, (None,) * 1025),
    "a way out": CamePiece("../keys", 0, b"1"),
    "an empty piece": CamePiece("a", 0, b""),
}


@pytest.mark.parametrize("what", LIES)
def test_what_the_jail_answers_is_held_against_the_limits_again(what: str) -> None:
    """The child read hostile bytes: it may answer anything of the right type."""
    lie = LIES[what]
    entries = (lie,) if isinstance(lie, CameEntry) else ()
    pieces = (lie,) if isinstance(lie, CamePiece) else ()

    def answered(*_: object, **__: object) -> Split:
        return Split(INDEX, entries, pieces, 1, 0, Rest.END)

    with pytest.raises(AnswerUnreadable):
        items.parted(b"", run=answered)


@pytest.mark.parametrize("count", [-1, 0, items.MOST_ITEMS + 1])
def test_a_count_that_cannot_be_is_refused(count: int) -> None:
    with pytest.raises(AnswerUnreadable):
        Split(INDEX, (CameEntry(b"h", SIGNATURE),), (), count, 0, Rest.END).check()


@pytest.mark.parametrize(
    "bad",
    [
        BlobIndex(b"short"),
        BlobIndex(b"c" * 16, (Range(b"f", 1, 1),)),
        BlobIndex(b"c" * 16, (), (PieceRange("..", 0, 1),)),
    ],
)
def test_an_index_nobody_would_read_is_not_written(bad: BlobIndex) -> None:
    with pytest.raises(ValueError):
        items.index(bad)


def test_a_piece_nobody_would_read_is_not_written() -> None:
    with pytest.raises(ValueError):
        items.piece("a", 0, bytes(items.MOST_PIECE + 1))
