"""Beside pixels and samples: what is refused, what is searched, and what needs no reader at all."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import published
from casebook.redaction.archives import Unreadable, View
from casebook.redaction.media import in_picture, in_sound
from casebook.redaction.views import Folded, Seen


def whys(found: Iterator[Seen]) -> set[str]:
    return {each.why for each in found if isinstance(each, Unreadable)}


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("more", [{}, {"progressive": True}, {"optimize": True}, {"quality": 20}])
def test_pixels_alone_may_leave_as_jpeg(mode: str, more: dict[str, object]) -> None:
    content = published.jpeg(published.picture().convert(mode), **more)
    assert list(in_picture(content, "jpg", "")) == []


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "P", "1"])
def test_pixels_alone_may_leave_as_png(mode: str) -> None:
    assert list(in_picture(published.png(published.picture().convert(mode)), "png", "")) == []


def test_samples_alone_may_leave() -> None:
    sound = published.flac((4, published.comments("ENCODER=Lavf61.7.100")), (3, bytes(36)), (1, bytes(8192)))
    assert whys(in_sound(sound, sound[-4096:], "")) == set()


def test_a_profile_is_searched_and_may_stay() -> None:
    found = list(in_picture(published.segment(0xE2, b"ICC_PROFILE\0\1\1 by Saule Dzhandosova"), "jpg", ""))
    assert whys(iter(found)) == set()
    assert any("Dzhandosova" in each.text for each in found if isinstance(each, View))


def test_a_picture_in_a_picture_is_handed_on() -> None:
    small = published.jpeg(published.picture("", (80, 60)))
    found = list(in_picture(published.segment(0xE1, b"Exif\0\0" + small), "jpg", ""))
    assert [each.content for each in found if isinstance(each, Folded)] == [small]
    assert whys(iter(found)) == {"metadata"}


@pytest.mark.parametrize("at", [3, 20, 200, 2000])
def test_a_picture_cut_off_is_refused(at: int) -> None:
    for kind, content in (("jpg", published.jpeg()), ("png", published.png())):
        assert whys(in_picture(content[: max(at, 9) if kind == "png" else at], kind, ""))


def test_bytes_behind_the_packed_pixels_are_refused() -> None:
    data = published.png()
    behind = published.chunk(b"IDAT", b"")  # an empty one before them is none of these
    assert whys(in_picture(behind, "png", "")) == set()
    end = data.index(b"IEND") - 4
    more = b"\0\0\0\x05IDAThello" + bytes(4)
    assert whys(in_picture(data[:end] + more + data[end:], "png", "")) == {"trailing"}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1 << 30))
def test_whatever_is_done_to_a_file_it_is_judged(seed: int) -> None:
    """Changed bytes are refused or are pixels; nothing goes wrong that would end the search."""
    chance = random.Random(seed)
    for kind, content in (("jpg", published.jpeg()), ("png", published.png()), ("flac", published.flac())):
        data = bytearray(content)
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(12, len(data))] = chance.randrange(256)
        told = bytes(data[: chance.randrange(12, len(data))]) if chance.random() < 0.3 else bytes(data)
        whys(in_sound(told, told[-4096:], "") if kind == "flac" else in_picture(told, kind, ""))
