"""Frames: flat writing, seekable reading, and every cut, swap, flip or wrong name noticed."""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import tracemalloc
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from casebook.base.errors import CasebookError, Damaged
from casebook.formats.stream import TAG, BadStream, Frames, Reader, StreamProblem, padme, write

KEY = bytes(range(32))
AAD = b"casebook/test/1\0name"
FRAME = 64


def store(path: Path, content: bytes, *, cut: int = 7, frame: int = FRAME) -> bytes:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        chunks = (content[i : i + cut] for i in range(0, len(content), cut))
        written = write(handle, chunks, key=KEY, aad=AAD, frame=frame)
    finally:
        os.close(handle)
    assert written.size == len(content)
    assert written.sha256 == hashlib.sha256(content).digest()
    return path.read_bytes()


def reader(path: Path, *, key: bytes = KEY, aad: bytes = AAD, frame: int = FRAME) -> Reader:
    return Reader(os.open(path, os.O_RDONLY), key=key, aad=aad, frame=frame)


def problem_of(path: Path, stored: bytes, **other: bytes) -> StreamProblem:
    path.write_bytes(stored)
    with pytest.raises(BadStream) as caught, reader(path, **other) as opened:
        opened.check()
    return caught.value.problem


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stream") / "content"


ROOM = FRAME - TAG
SIZES = sorted({0, 1, 7, 8, 9, ROOM - 9, ROOM - 8, ROOM - 7, ROOM, 2 * ROOM - 8, 2 * ROOM - 7, 1000, 5000})


@pytest.mark.parametrize("size", SIZES)
def test_what_was_written_is_read(place: Path, size: int) -> None:
    content = os.urandom(size)
    stored = store(place, content)
    with reader(place) as opened:
        assert opened.size == size
        assert opened.read() == content
        assert opened.check() == hashlib.sha256(content).digest()
    padded = padme(8 + size)
    assert len(stored) == padded + -(-padded // ROOM) * TAG


@given(
    content=st.binary(max_size=700),
    cut=st.integers(1, 300),
    at=st.integers(0, 800),
    count=st.integers(0, 800),
)
def test_any_part_is_read_as_from_memory(place: Path, content: bytes, cut: int, at: int, count: int) -> None:
    store(place, content, cut=cut)
    model = io.BytesIO(content)
    with reader(place) as opened:
        assert opened.seek(at) == model.seek(at)
        assert opened.read(count) == model.read(count)
        assert opened.tell() == model.tell()
        assert opened.seek(-min(3, len(content)), os.SEEK_END) == model.seek(
            -min(3, len(content)), os.SEEK_END
        )
        assert opened.read() == model.read()


def test_the_bytes_are_those_of_the_document(place: Path) -> None:
    """A second writer, straight from docs/formats/files.md, gives the same file."""
    content = bytes(range(100))
    plain = len(content).to_bytes(8, "big") + content
    plain += bytes(padme(len(plain)) - len(plain))
    pieces = [plain[i : i + ROOM] for i in range(0, len(plain), ROOM)]
    expected = b"".join(
        AESGCM(KEY).encrypt(i.to_bytes(11, "big") + bytes([i == len(pieces) - 1]), piece, AAD)
        for i, piece in enumerate(pieces)
    )
    assert store(place, content) == expected


def test_a_bigger_frame_makes_a_different_file_of_one_content(place: Path) -> None:
    content = os.urandom(100_000)
    stored = store(place, content, cut=40_000, frame=65_536)
    assert len(stored) == padme(100_008) + 2 * TAG
    with reader(place, frame=65_536) as opened:
        assert opened.read() == content


@pytest.mark.parametrize("size", [0, 30, 200])
def test_every_flipped_bit_is_noticed(place: Path, size: int) -> None:
    stored = store(place, os.urandom(size))
    for bit in range(len(stored) * 8):
        broken = bytearray(stored)
        broken[bit // 8] ^= 1 << bit % 8
        assert problem_of(place, bytes(broken)) is StreamProblem.FRAME


@pytest.mark.parametrize("size", [0, 30, 200])
def test_every_cut_and_every_longer_file_is_noticed(place: Path, size: int) -> None:
    stored = store(place, os.urandom(size))
    for end in range(len(stored)):
        assert problem_of(place, stored[:end]) in {StreamProblem.FRAME, StreamProblem.SHORT}
    for extra in (1, TAG, TAG + 1, FRAME):
        assert problem_of(place, stored + bytes(extra)) in {StreamProblem.FRAME, StreamProblem.SHORT}


def test_what_is_too_short_to_hold_a_length_is_called_short(place: Path) -> None:
    for size in range(TAG + 8):
        assert problem_of(place, bytes(size)) is StreamProblem.SHORT
    for tail in range(1, TAG + 1):
        assert problem_of(place, bytes(FRAME + tail)) is StreamProblem.SHORT
    assert problem_of(place, bytes(TAG + 8)) is StreamProblem.FRAME


def test_a_file_cut_off_while_it_is_read_is_noticed(place: Path) -> None:
    store(place, bytes(1000))
    with reader(place) as opened:
        os.truncate(place, 3 * FRAME)
        opened.seek(500)
        with pytest.raises(BadStream) as caught:
            opened.read()
    assert caught.value.problem is StreamProblem.SHORT


def test_no_place_before_the_start(place: Path) -> None:
    store(place, b"content")
    with reader(place) as opened:
        with pytest.raises(ValueError, match="before"):
            opened.seek(-8, os.SEEK_END)
        assert opened.seek(-7, os.SEEK_END) == 0
        assert opened.seek(3, os.SEEK_CUR) == 3
        assert opened.readable()
        assert opened.seekable()


def test_frames_in_another_order_are_noticed(place: Path) -> None:
    stored = store(place, os.urandom(180))
    frames = [stored[i : i + FRAME] for i in range(0, len(stored), FRAME)]
    assert len(frames) == 4
    for order in itertools.permutations(range(4)):
        if order != (0, 1, 2, 3):
            assert problem_of(place, b"".join(frames[i] for i in order)) is StreamProblem.FRAME
    for gone in range(4):
        rest = b"".join(frame for i, frame in enumerate(frames) if i != gone)
        assert problem_of(place, rest) is StreamProblem.FRAME


def test_another_key_or_another_name_does_not_open(place: Path) -> None:
    stored = store(place, b"content")
    assert problem_of(place, stored, key=bytes(32)) is StreamProblem.FRAME
    assert problem_of(place, stored, aad=AAD + b"2") is StreamProblem.FRAME


def test_a_writer_that_was_cut_off_leaves_nothing_that_opens(place: Path) -> None:
    class PulledOutError(Exception):
        pass

    def chunks():  # noqa: ANN202 - a generator that breaks
        yield bytes(500)
        raise PulledOutError

    handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    with pytest.raises(PulledOutError):
        write(handle, chunks(), key=KEY, aad=AAD, frame=FRAME)
    os.close(handle)
    with pytest.raises(BadStream):
        reader(place)


def test_a_false_length_and_hidden_padding_are_noticed(place: Path) -> None:
    """Somebody who holds the key still cannot hide bytes behind the content."""
    frames = Frames(KEY, AAD)
    good = frames.seal(0, (5).to_bytes(8, "big") + b"12345" + bytes(padme(13) - 13), last=True)
    place.write_bytes(good)
    with reader(place) as opened:
        assert opened.read() == b"12345"
    wrong_length = frames.seal(0, (500).to_bytes(8, "big") + b"12345", last=True)
    assert problem_of(place, wrong_length) is StreamProblem.LENGTH
    huge = frames.seal(0, b"\xff" * 8 + b"12345", last=True)
    assert problem_of(place, huge) is StreamProblem.LENGTH
    assert padme(8 + 9) == 18
    hidden = frames.seal(0, (9).to_bytes(8, "big") + b"123456789" + b"!", last=True)
    assert problem_of(place, hidden) is StreamProblem.PADDING


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_damage(place: Path, stored: bytes) -> None:
    place.write_bytes(stored)
    with pytest.raises(Damaged) as caught:
        reader(place).check()
    assert isinstance(caught.value, CasebookError)


def test_a_stream_that_does_not_open_leaves_no_descriptor(place: Path) -> None:
    place.write_bytes(b"nothing")
    handle = os.open(place, os.O_RDONLY)
    with pytest.raises(BadStream):
        Reader(handle, key=KEY, aad=AAD)
    with pytest.raises(OSError, match="Bad file"):
        os.fstat(handle)


def test_a_closed_reader_reads_no_more(place: Path) -> None:
    store(place, b"content")
    opened = reader(place)
    opened.close()
    opened.close()
    with pytest.raises(ValueError, match="closed"):
        opened.read(1)


def test_a_buffered_reader_stands_on_top(place: Path) -> None:
    content = os.urandom(3000)
    store(place, content)
    with io.BufferedReader(reader(place)) as opened:
        opened.seek(1000)
        assert opened.read(5) == content[1000:1005]
        opened.seek(-10, os.SEEK_END)
        assert opened.read() == content[-10:]


def test_memory_stays_flat(place: Path) -> None:
    size = 48 * 1024 * 1024
    handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    tracemalloc.start()
    try:
        write(handle, itertools.repeat(bytes(64 * 1024), size // (64 * 1024)), key=KEY, aad=AAD)
        with Reader(handle, key=KEY, aad=AAD) as opened:
            opened.check()
        assert tracemalloc.get_traced_memory()[1] < 6 * 1024 * 1024
    finally:
        tracemalloc.stop()
    place.unlink()


@given(st.integers(0, 1 << 60))
def test_padme_grows_by_at_most_12_percent(size: int) -> None:
    padded = padme(size)
    assert size <= padded <= size * 1.12 + 1
    assert padme(padded) == padded


def test_padme_gives_the_sizes_of_its_paper() -> None:
    """Worked by hand from the paper's Algorithm: E = ⌊log₂ L⌋, S = ⌊log₂ E⌋ + 1, E − S bits rounded up."""
    assert [padme(n) for n in (0, 1, 8, 9, 10, 11, 100, 1000, 1025, 1_000_000)] == [
        0, 1, 8, 10, 10, 12, 104, 1024, 1088, 1_015_808,
    ]  # fmt: skip
    assert len({padme(n) for n in range(1, 1 << 20)}) < 400


@given(st.integers(0, 1 << 40), st.integers(0, 1 << 40))
def test_padme_keeps_order(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert padme(low) <= padme(high)


def test_the_vector_of_the_document_opens(vectors: Path) -> None:
    with reader(vectors / "stream" / "hundred.bin") as opened:
        assert opened.read() == bytes(range(100))
    assert (vectors / "stream" / "hundred.bin").stat().st_size == 160
