"""The container in a sealed copy: read as it was written whatever the pieces, and anything else is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.formats import sealed
from casebook.formats.sealed import BadSealedCopy, Item, SealedProblem, Unpacker

KEY = bytes(range(32))
NAMES = ["a" * 26, "b" * 26, "c" * 26, "d" * 26]


class Kept:
    """A sink that keeps everything."""

    def __init__(self) -> None:
        self.secret = b""
        self.contents: dict[str, bytearray] = {}
        self.first = ""
        self.ended = False
        self._now = bytearray()

    def key(self, key: bytes) -> None:
        self.secret = key

    def begin(self, item: Item, *, first: bool) -> None:
        self._now = self.contents[item.name] = bytearray()
        self.first = item.name if first else self.first

    def write(self, data: bytes) -> None:
        self._now += data

    def end(self) -> None:
        self.ended = True


def packed(contents: list[bytes]) -> bytes:
    items = [Item(name, len(data)) for name, data in zip(NAMES, contents, strict=False)]
    by_name = dict(zip(NAMES, contents, strict=False))
    return b"".join(sealed.pack(KEY, items, lambda item: [by_name[item.name]]))


def unpacked(data: bytes, step: int = 1 << 20) -> Kept:
    kept = Kept()
    unpacker = Unpacker(kept)
    for start in range(0, len(data), step):
        unpacker.write(data[start : start + step])
    unpacker.finish()
    return kept


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4), st.integers(1, 200))
def test_what_was_packed_comes_out_in_pieces_of_any_size(contents: list[bytes], step: int) -> None:
    data = packed(contents)

    kept = unpacked(data, step)

    assert (kept.secret, kept.first, kept.ended) == (KEY, NAMES[0], True)
    assert [bytes(each) for each in kept.contents.values()] == contents
    assert len(data) == sealed.size_of([Item(n, len(c)) for n, c in zip(NAMES, contents, strict=False)])


@given(st.integers(0, 4000), st.integers(0, 7))
def test_every_flipped_bit_is_refused(place: int, bit: int) -> None:
    data = bytearray(packed([b"database" * 60, b"file" * 200, b""]))
    place %= len(data)
    data[place] ^= 1 << bit

    with pytest.raises(BadSealedCopy):
        unpacked(bytes(data))


@given(st.integers(0, 3000))
def test_every_cut_is_refused(length: int) -> None:
    data = packed([b"database" * 60, b"file" * 200])
    length %= len(data)

    with pytest.raises(BadSealedCopy):
        unpacked(data[:length])


def test_what_follows_the_padding_is_refused() -> None:
    with pytest.raises(BadSealedCopy) as refused:
        unpacked(packed([b"x"]) + b"\0")
    assert refused.value.problem is SealedProblem.LONG


def written(items: list[tuple[bytes, int]], count: int | None = None) -> bytes:
    """A head and a table as nobody of ours writes them."""
    table = b"".join(name + size.to_bytes(8, "big") for name, size in items)
    return sealed.MAGIC + KEY + (len(items) if count is None else count).to_bytes(4, "big") + table


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"PK\3\4" + bytes(200), SealedProblem.MAGIC),
        (written([], 0), SealedProblem.COUNT),
        (written([], 2_000_000), SealedProblem.COUNT),
        (written([(b"../" + b"a" * 23, 1)]), SealedProblem.NAME),
        (written([(b"/" + b"a" * 25, 1)]), SealedProblem.NAME),
        (written([(b"\xff" * 26, 1)]), SealedProblem.NAME),
        (written([(b"a" * 26, 1), (b"a" * 26, 1)]), SealedProblem.NAME),
        (written([(b"a" * 26, 1), (b"c" * 26, 1), (b"b" * 26, 1)]), SealedProblem.NAME),
        (written([(b"a" * 26, 1 << 63)]), SealedProblem.SIZE),
        (written([(b"a" * 26, 1 << 50)]), SealedProblem.SIZE),
    ],
)
def test_what_no_writer_writes_is_refused_before_a_content_begins(
    data: bytes, problem: SealedProblem
) -> None:
    kept = Kept()
    with pytest.raises(BadSealedCopy) as refused:
        Unpacker(kept).write(data)

    assert refused.value.problem is problem
    assert kept.contents == {}


@pytest.mark.parametrize("content", [b"", b"too long for it"])
def test_a_content_that_grew_or_shrank_is_not_packed(content: bytes) -> None:
    def contents(_: Item) -> Iterator[bytes]:
        yield content

    with pytest.raises(BadSealedCopy):
        b"".join(sealed.pack(KEY, [Item(NAMES[0], 5)], contents))
