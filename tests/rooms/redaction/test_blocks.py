"""A text of any length, read in pieces: nothing is lost where two pieces meet, and little is held."""

from __future__ import annotations

import base64
import io
import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import leaks
from casebook.redaction import blocks
from casebook.redaction.apart import pieces
from casebook.redaction.archives import Unreadable, View
from casebook.redaction.blocks import Blocks, kind_of
from casebook.redaction.exactkeys import InBytes
from neutral import neutral

NOTHING = InBytes(())
BLOCK = 128 * 1024
"""Smaller here than in earnest, and larger than what two pieces share."""


@pytest.fixture(autouse=True, scope="module")
def small_blocks() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", BLOCK)
        yield


def read(data: bytes) -> list[bytes]:
    return list(Blocks(io.BytesIO(data), len(data)).texts())


@settings(max_examples=40, deadline=None)
@given(st.integers(-300, 300), st.sampled_from((leaks.LATIN, leaks.CYRILLIC, "\u00ad".join("Dzhandosova"))))
def test_a_name_where_two_pieces_meet_is_in_one_of_them(offset: int, name: str) -> None:
    text = neutral(offset % 3, 3 * BLOCK).encode()
    at = text.index(b" ", BLOCK + offset)
    planted = text[:at] + b" " + name.encode() + text[at:]
    assert any(name.encode() in block for block in read(planted))


def test_all_of_a_text_is_read_and_every_piece_is_text() -> None:
    text = neutral(5, 5 * BLOCK)
    found = read(text.encode())
    assert len(found) > 4
    assert all(block.decode() for block in found)
    at = 0
    for block in found:
        place = text.encode().index(block[:200], max(0, at - blocks.AROUND * 3))
        assert place <= at
        at = place + len(block)
    assert at == len(text.encode())


@pytest.mark.parametrize("shift", range(9))
def test_base_64_without_an_end_is_opened_wherever_it_is_cut(shift: int) -> None:
    words = random.Random(shift).choices("abcdefgh ", k=3 * BLOCK)
    told = "".join(words[: 2 * BLOCK - shift]) + leaks.LATIN + "".join(words[2 * BLOCK - shift :])
    packed = b" " * shift + base64.b64encode(told.encode())
    texts = [p.text for p in pieces(io.BytesIO(packed), NOTHING) if isinstance(p, View) and p.how == "base64"]
    assert any(leaks.LATIN in text for text in texts)


def test_only_json_is_kept_whole() -> None:
    data = neutral(1, 3 * BLOCK).encode()
    some = Blocks(io.BytesIO(data), len(data))
    assert list(some.texts())
    assert some.kept == []
    whole = Blocks(io.BytesIO(data), len(data))
    assert list(whole.texts(keep=True))
    assert b"".join(whole.kept) == data


def test_windows_of_bytes_share_the_longest_key() -> None:
    data = random.Random(2).randbytes(3 * BLOCK + 7)
    found = list(Blocks(io.BytesIO(data), len(data)).windows())
    for at in (BLOCK - 20, BLOCK, 2 * BLOCK - 3):
        assert any(data[at : at + 100] in window for window in found)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7\n", "a.txt", "pdf"),
        (b"\xff\xd8\xff\xe0", "a", "jpg"),
        (b"\x89PNG\r\n\x1a\n", "a.jpg", "png"),
        (b"fLaC", "", "flac"),
        (b"PK\x03\x04", "a.json", "zip"),
        (bytes(100), "padding.bin", "padding"),
        (b"", "empty.txt", "text"),
        (b"{}", "a/records.json", "json"),
        (b"<p>", "report.HTML", "html"),
        ("Ә".encode() * 1000 + "Ә".encode()[:1], "note", "text"),
        ("Они сказали, что придут".encode("cp1251"), "note", "text"),
        (b"OggS" + bytes(range(256)), "a.ogg", "unknown"),
    ],
)
def test_what_kind_of_file_it_is(content: bytes, name: str, kind: str) -> None:
    assert kind_of(content, name) == kind


def test_a_long_json_that_is_none_is_refused() -> None:
    data = b"[" + b'"a", ' * BLOCK + b"]"
    target = leaks.zipped({"a.json": data})
    whys = [piece.why for piece in pieces(io.BytesIO(target), NOTHING) if isinstance(piece, Unreadable)]
    assert whys == ["not-json"]
