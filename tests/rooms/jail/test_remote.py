"""A source only the parent can read: served piece by piece, within bounds, and no question is believed."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import struct
import tracemalloc
from pathlib import Path
from typing import Any

import msgspec
import pytest

from casebook.base.errors import Cancelled
from casebook.base.progress import Progress
from casebook.formats import stream
from casebook.formats.stream import BadStream
from casebook.jail import launch
from casebook.jail.errors import AnswerUnreadable, AskedTooMuch, ReaderCrashed, TookTooLong
from casebook.jail.frames import ASK, LENGTH, PIECE
from casebook.jail.limits import MIB, Limits
from casebook.jail.remote import KEPT, RemoteFile

TESTS = Path(__file__).resolve().parents[2]
CODE = (launch.PACKAGE_ROOT, TESTS)


def run(name: str, argument: bytes = b"", *, answer: Any = bytes, **more: Any) -> Any:
    return launch.run(f"jailed:{name}", argument, answer=answer, code_from=CODE, **more)


def test_any_place_of_a_source_is_read() -> None:
    data = os.urandom(3 * PIECE + 17)
    places = [0, PIECE - 3, len(data) - 4, 2 * PIECE, len(data), len(data) + 100]

    found = run("read_places", msgspec.msgpack.encode(places), answer=list[bytes], sources=[io.BytesIO(data)])

    assert found == [data[place : place + 10] for place in places]


def test_sources_stand_behind_files(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"first")
    with (tmp_path / "one").open("rb") as one:
        answer = run(
            "read_files",
            answer=list[bytes],
            files=[one.fileno()],
            sources=[io.BytesIO(b"second"), io.BytesIO(b"")],
        )

    assert answer == [b"first", b"second", b""]


class Sparse(io.RawIOBase):
    """Very many zeros that stand nowhere."""

    def __init__(self, size: int) -> None:
        self._size, self._at = size, 0

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (self._size if whence == os.SEEK_END else 0)
        return self._at

    def readinto(self, buffer: Any) -> int:
        count = min(len(buffer), self._size - self._at)
        buffer[:count] = bytes(count)
        self._at += count
        return count


def test_the_child_needs_less_memory_than_the_source_has_bytes() -> None:
    size = 256 * MIB

    digest = run("digest_source", answer=str, sources=[Sparse(size)], limits=Limits(memory=192 * MIB))

    assert digest == hashlib.sha256(bytes(size)).hexdigest()


def test_the_parent_holds_a_few_pieces() -> None:
    tracemalloc.start()
    try:
        run("digest_source", answer=str, sources=[Sparse(64 * MIB)])
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 4 * MIB


def test_a_sealed_stream_is_served_and_its_damage_is_named(tmp_path: Path) -> None:
    data = os.urandom(2 * MIB)
    path = tmp_path / "sealed"
    handle = os.open(path, os.O_RDWR | os.O_CREAT)
    stream.write(handle, [data], key=bytes(32), aad=b"x")
    os.close(handle)

    def sealed() -> stream.Reader:
        return stream.Reader(os.open(path, os.O_RDONLY), key=bytes(32), aad=b"x")

    with sealed() as reader:
        assert run("read_files", answer=list[bytes], sources=[reader]) == [data]
    with path.open("r+b") as file:
        file.seek(stream.FRAME + 100)
        file.write(bytes(16))
    with sealed() as reader, pytest.raises(BadStream):
        run("read_files", answer=list[bytes], sources=[reader])


@pytest.mark.parametrize("limits", [Limits(served=3 * MIB), Limits(reads=12)])
def test_a_child_that_reads_without_end_is_stopped(limits: Limits) -> None:
    with pytest.raises(AskedTooMuch) as caught:
        run("read_for_ever", answer=None, sources=[io.BytesIO(bytes(5 * MIB))], limits=limits)
    assert caught.value.limit == limits.served


def test_a_source_that_is_slow_ends_with_the_time() -> None:
    with pytest.raises(TookTooLong):
        run(
            "read_for_ever",
            answer=None,
            sources=[io.BytesIO(bytes(9 * MIB))],
            limits=Limits(wall_s=1.0, reads=1 << 40, served=1 << 50),
        )


@pytest.mark.parametrize(
    "question",
    [
        ASK.pack(1, 0, 10),
        ASK.pack(255, 0, 10),
        ASK.pack(0, 0, PIECE + 1),
        ASK.pack(0, 0, 2**32 - 1),
        ASK.pack(0, 101, 1),
        ASK.pack(0, 2**64 - 1, 1),
        b"",
        b"x",
        ASK.pack(0, 0, 10) + b"x",
        bytes(1 << 15),
    ],
)
def test_a_question_out_of_order_ends_the_child(question: bytes) -> None:
    with pytest.raises(AnswerUnreadable):
        run("ask_raw", question, answer=None, sources=[io.BytesIO(bytes(100))], limits=Limits(wall_s=20))


def test_a_question_where_there_is_no_source() -> None:
    with pytest.raises(AnswerUnreadable):
        run("ask_raw", ASK.pack(0, 0, 1), answer=None, limits=Limits(wall_s=20))


def test_a_piece_is_as_long_as_there_is() -> None:
    data = bytes(range(100))

    assert run("ask_once", ASK.pack(0, 90, 50), sources=[io.BytesIO(data)]) == LENGTH.pack(10) + data[90:]
    assert run("ask_once", ASK.pack(0, 100, 50), sources=[io.BytesIO(data)]) == LENGTH.pack(0)


def test_questions_without_end_whose_answers_nobody_takes() -> None:
    """The pipe fills, the next question waits, and the time ends it: nothing piles up here."""
    tracemalloc.start()
    try:
        with pytest.raises((TookTooLong, AnswerUnreadable)):
            run(
                "ask_for_ever",
                ASK.pack(0, 0, PIECE),
                answer=None,
                sources=[io.BytesIO(bytes(PIECE))],
                limits=Limits(wall_s=1.0, answer=MIB),
            )
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 8 * MIB


def test_a_child_that_takes_no_piece_and_ends() -> None:
    with pytest.raises((ReaderCrashed, AnswerUnreadable)):
        run("ask_and_leave", ASK.pack(0, 0, PIECE), answer=None, sources=[io.BytesIO(bytes(PIECE))])


def test_a_child_that_is_read_to_can_be_stopped() -> None:
    progress = Progress()

    class Stopping(Sparse):
        def readinto(self, buffer: Any) -> int:
            progress.cancel()
            return super().readinto(buffer)

    with pytest.raises(Cancelled):
        run("read_for_ever", answer=None, sources=[Stopping(9 * MIB)], progress=progress)
    assert launch.kill_all() == 0


def test_a_source_that_shrank_ends_early() -> None:
    class Shrunk(Sparse):
        def readinto(self, buffer: Any) -> int:
            return 0

    assert run("read_files", answer=list[bytes], sources=[Shrunk(MIB)]) == [b""]


def test_a_child_crashes_while_it_is_served() -> None:
    with pytest.raises(ReaderCrashed) as caught:
        run("segfault", sources=[io.BytesIO(b"x")])
    assert caught.value.signal == signal.SIGSEGV


# ---------------------------------------------------------------------------------- the child's side alone


def test_pieces_used_last_are_kept() -> None:
    data = os.urandom((KEPT + 4) * PIECE)
    asked: list[int] = []

    def ask(offset: int, count: int) -> bytes:
        asked.append(offset)
        return data[offset : offset + count]

    file = RemoteFile(ask, len(data))
    for place in (0, PIECE, 0, PIECE + 5):
        file.seek(place)
        assert file.read(4) == data[place : place + 4]
    assert asked == [0, PIECE]
    assert file.seek(-3, os.SEEK_END) == len(data) - 3
    assert file.readall() == data[-3:]
    file.seek(0)
    assert file.readall() == data
    assert len(file._kept) == KEPT
    with pytest.raises(ValueError):
        file.seek(-1)


def test_the_form_of_a_question_is_written_down() -> None:
    assert ASK.pack(1, 2, 3) == struct.pack(">B", 1) + struct.pack(">Q", 2) + struct.pack(">I", 3)
