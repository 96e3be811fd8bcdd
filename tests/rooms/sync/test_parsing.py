"""JOIN and WELCOME are taken apart by a confined child: whatever lies there, this process neither swells nor trips."""

from __future__ import annotations

import contextlib
import os
import random
import re
from pathlib import Path
from typing import Any, Final, Self

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.base.encode import pack
from casebook.base.errors import CasebookError
from casebook.base.ids import EntryId
from casebook.base.progress import Progress
from casebook.jail.errors import AnswerUnreadable, NeededTooMuchMemory
from casebook.jail.task import Task
from casebook.sync import joining, parsing, room, welcoming
from casebook.sync.joining import (
    BadJoin,
    BadTeam,
    BadWelcome,
    Carried,
    Epoch,
    Join,
    NewerJoining,
    Team,
    Welcome,
)
from casebook.vault import keys

MIB: Final = 1 << 20
MANY: Final = 16 * MIB
TEAM: Final = joining.make_team(EntryId(os.urandom(32)), keys.make_signing()[1], os.urandom)
JOIN: Final = joining.make_join("Omar", keys.make_signing()[1], keys.make_exchange()[1], os.urandom)


def welcome_of(*entries: Carried, team: Team = TEAM) -> Welcome:
    return Welcome(1, team.encode(), b"d" * 16, b"c" * 32, (Epoch(b"t" * 16, b"k" * 32),), entries)


ENTRY: Final = Carried(b"h" * 100, b"s" * 64, (b"stamp", None, b"part"))
FIELDS: Final[list[Any]] = msgspec.msgpack.decode(pack(welcome_of(ENTRY)))


def _array(count: int) -> bytes:
    """The head of a row of so many."""
    return b"\xdd" + count.to_bytes(4, "big")


def _with_entries(entries: bytes) -> bytes:
    """A WELCOME whose last field is *entries*."""
    return b"\x96" + b"".join(pack(field) for field in FIELDS[:5]) + entries


def never(*_: object, **__: object) -> Any:
    raise AssertionError("nothing was to be read of this")


# ------------------------------------------------------------------------------------------ as it should be


def test_the_child_reads_what_was_made() -> None:
    assert parsing.join(JOIN.encode()) == JOIN
    made = welcome_of(ENTRY, ENTRY)
    assert parsing.welcome(pack(made)) == made


# ---------------------------------------------------------------------------------------------- what is hostile


def test_a_join_that_is_too_long_is_not_read_at_all() -> None:
    for size in (joining.MOST + 1, 8 * MIB):
        with pytest.raises(BadJoin):
            parsing.join(JOIN.encode().ljust(size, b"\0"), run=never)
    number = "12345 67890"
    for content in (bytes(joining.MOST + 1), bytes(MIB)):
        with pytest.raises(BadJoin):
            welcoming.open_join(room.seal(content, number, os.urandom), number, run=never)


JOINS: Final = {
    "nested": b"\x91" * joining.MOST,
    "wide": (_array(4000) + b"\x01" * 4000)[: joining.MOST],
    "promised": _array(0xFFFFFFFF) + b"\x01",
    "map": b"\x81" * joining.MOST,
    "text": pack([1, "O\ud7ff" * 1000, b"", b"", b""]),
    "no text": b"\x95\x01\xa2\xff\xfe" + b"\xc4\x00" * 3,
    "true": pack([True, "Omar", b"", b"", b""]),
    "nothing": b"",
}


@pytest.mark.parametrize("which", JOINS)
def test_the_child_refuses_a_hostile_join(which: str) -> None:
    with pytest.raises(BadJoin):
        parsing.join(JOINS[which])


def test_the_child_tells_of_a_newer_form() -> None:
    with pytest.raises(NewerJoining):
        parsing.join(pack([2, "Omar", {}]))
    with pytest.raises(NewerJoining):
        parsing.welcome(pack([2, *FIELDS[1:]]))
    newer = Welcome(**{**msgspec.structs.asdict(welcome_of(ENTRY)), "team": pack([2, b""])})
    with pytest.raises(NewerJoining):
        parsing.welcome(pack(newer))


WELCOMES: Final = {
    "nested": b"\x91" * MANY,
    "nested within": _with_entries(b"\x91" * MANY),
    "wide": _array(MANY) + b"\x01" * MANY,
    "wide within": _with_entries(_array(MANY) + b"\x90" * MANY),
    "promised": b"\x96\x01" + _array(0xFFFFFFFF),
    "parts": _with_entries(b"\x91\x93" + pack(b"h") + pack(b"s" * 64) + _array(MANY) + b"\xc0" * MANY),
    "header": _with_entries(b"\x91\x93" + pack(bytes(MANY)) + pack(b"s" * 64) + b"\x90"),
    "team": pack(msgspec.structs.replace(welcome_of(ENTRY), team=b"\x94" * MANY)),
    "maps": b"\xdf" + MANY.to_bytes(4, "big") + b"\x01" * MANY,
    "behind": pack(welcome_of(ENTRY)) + bytes(MANY),
}


@pytest.mark.parametrize("which", WELCOMES)
def test_the_child_refuses_a_hostile_welcome_and_this_process_stays_small(which: str) -> None:
    plain = WELCOMES[which]
    assert which == "promised" or len(plain) >= MANY
    with Swelling() as swelling, pytest.raises((BadWelcome, BadTeam)):
        parsing.welcome(plain)
    # The request is written once and framed once; nothing of what it says is made here.
    assert swelling.bytes < 2.5 * len(plain) + 4 * MIB


def test_reading_it_here_would_be_seen() -> None:
    with Swelling() as swelling:
        msgspec.msgpack.decode(_array(MANY) + b"\x90" * MANY)
    assert swelling.bytes > 20 * MANY


def test_as_many_parts_as_bytes_are_not_made_here() -> None:
    """Well formed but for what a header commits to: 8 bytes of memory for each byte, at most, and in the child."""
    row = b"\x93" + pack(b"h") + pack(b"s" * 64) + pack([None] * joining.MOST_PARTS)
    count = 32 * MIB // len(row)
    plain = _with_entries(_array(count) + row * count)
    with Swelling() as swelling, pytest.raises((BadWelcome, NeededTooMuchMemory)):
        parsing.welcome(plain)
    assert swelling.bytes < 2.5 * len(plain) + 4 * MIB


def test_the_fullest_welcome_that_anybody_can_make_is_read(tmp_path: Path) -> None:
    """A file of 64 MiB full of the smallest entries of a real casebook: within the child's memory and ours."""
    entry = Carried(b"h" * 160, b"s" * 64, (os.urandom(80), os.urandom(80), None))
    count = (room.MOST - MIB) // len(pack(entry))
    made = welcome_of(*[entry] * count)
    plain = pack(made)
    with Swelling() as swelling:
        found = parsing.welcome(plain)
    assert len(found.entries) == count
    assert swelling.bytes < 7 * len(plain)


# ------------------------------------------------------------------------------- what the child answers


def test_an_answer_that_is_not_what_lies_there_is_not_taken() -> None:
    other = joining.make_join("Omar", JOIN.signing, JOIN.one_time, os.urandom)
    with pytest.raises(AnswerUnreadable):
        parsing.join(JOIN.encode(), run=lambda *_, **__: other)  # type: ignore[arg-type]  # a liar
    lie = welcome_of(ENTRY, team=joining.make_team(TEAM.root, TEAM.admin, os.urandom))
    with pytest.raises(AnswerUnreadable):
        parsing.welcome(pack(welcome_of(ENTRY)), run=lambda *_, **__: lie)  # type: ignore[arg-type]  # a liar


def test_an_answer_is_checked_here_too() -> None:
    """A child that was taken over says what it likes: what would not have passed there does not pass here."""
    weak = Join("Omar", bytes(32), JOIN.one_time, JOIN.random)
    with pytest.raises(BadJoin):
        parsing.join(weak.encode(), run=lambda *_, **__: weak)  # type: ignore[arg-type]  # a liar
    short = msgspec.structs.replace(welcome_of(ENTRY), carrier=b"")
    with pytest.raises(BadWelcome):
        parsing.welcome(pack(short), run=lambda *_, **__: short)  # type: ignore[arg-type]  # a liar


# -------------------------------------------------------------------------------------------------- fuzzing


def _task(data: bytes) -> Task:
    return Task(data, (), Progress())


def _altered(whole: bytes, at: int, bits: int, cut: int, put: bytes) -> bytes:
    place = at % len(whole)
    changed = bytearray(whole)
    changed[place] ^= bits
    changed[place:place] = put
    return bytes(changed[: len(changed) - cut])


@given(
    at=st.integers(0, 1 << 20),
    bits=st.integers(0, 255),
    cut=st.integers(0, 40),
    put=st.binary(max_size=12),
)
def test_whatever_is_altered_is_refused_as_one_of_ours(at: int, bits: int, cut: int, put: bytes) -> None:
    """What runs in the child, here: it takes exactly what it would have written, and raises nothing foreign."""
    join = _altered(JOIN.encode(), at, bits, cut, put)
    welcome = _altered(pack(welcome_of(ENTRY, ENTRY)), at, bits, cut, put)
    with contextlib.suppress(CasebookError):
        assert parsing.join_task(_task(join)).encode() == join
    with contextlib.suppress(CasebookError):
        assert pack(parsing.welcome_task(_task(welcome))) == welcome


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 63), (1 << 64) - 1)
    | st.binary(max_size=70)
    | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=7) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=25,
)


@given(VALUES, st.integers(0, 5))
def test_whatever_messagepack_can_say_is_refused_as_one_of_ours(value: object, field: int) -> None:
    for data in (pack(value), pack([1, value]), pack([*FIELDS[:field], value, *FIELDS[field + 1 :]])):
        with contextlib.suppress(CasebookError):
            assert parsing.join_task(_task(data)).encode() == data
        with contextlib.suppress(CasebookError):
            assert pack(parsing.welcome_task(_task(data))) == data


def test_the_child_answers_for_altered_ones_as_this_process_would() -> None:
    """Some of the same through the child: the same leaf comes out, with the same facts."""
    choose = random.Random(11)
    whole = pack(welcome_of(ENTRY))
    for _ in range(6):
        data = _altered(
            whole, choose.randrange(len(whole)), choose.randrange(1, 256), choose.randrange(3), b""
        )
        assert _told(parsing.welcome, data) == _told(lambda plain: parsing.welcome_task(_task(plain)), data)


def _told(read: Any, data: bytes) -> object:
    try:
        return read(data)
    except CasebookError as error:
        return type(error), vars(error)


class Swelling:
    """How much more memory than at its beginning this process held at any moment."""

    def __enter__(self) -> Self:
        # 5 resets the mark of the most (proc(5)).
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        self._before = _peak()
        return self

    def __exit__(self, *_: object) -> None:
        self.bytes = _peak() - self._before


def _peak() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024
