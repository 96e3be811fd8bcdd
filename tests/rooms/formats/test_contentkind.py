"""A file is what it holds, whatever it is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import media
from casebook.formats.contentkind import LOOKED_AT, ContentKind, content_kind


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF"])
def test_images(kind: str) -> None:
    assert content_kind(media.saved(media.quarters(32, 32), kind)[:LOOKED_AT]) is ContentKind.IMAGE


@pytest.mark.parametrize(
    ("codec", "form"),
    [
        ("flac", "flac"),
        ("libmp3lame", "mp3"),
        ("libopus", "ogg"),
        ("aac", "adts"),
        ("aac", "mp4"),
        ("libopus", "matroska"),
        ("pcm_s16be", "aiff"),
        ("pcm_s16le", "w64"),
        ("pcm_s16le", "caf"),
        ("pcm_s16le", "avi"),
        ("mp2", "asf"),
        ("mp2", "mpegts"),
        ("mp2", "mpeg"),
        ("pcm_s16be", "au"),
    ],
)
def test_recordings(codec: str, form: str) -> None:
    assert content_kind(media.encoded(1, codec, form)[:LOOKED_AT]) is ContentKind.SOUND


def test_the_others() -> None:
    assert content_kind(media.wav(1)[:LOOKED_AT]) is ContentKind.SOUND
    assert content_kind(media.document()[:LOOKED_AT]) is ContentKind.PDF
    assert content_kind(media.xlsx([["a"]])[:LOOKED_AT]) is ContentKind.TABLE
    assert content_kind(media.ods([["a"]])[:LOOKED_AT]) is ContentKind.TABLE
    assert content_kind("Здравствуйте".encode("koi8-r")) is ContentKind.TEXT
    assert content_kind("Здравствуйте".encode("utf-16")) is ContentKind.TEXT
    assert content_kind(b"\xfe\xff" + "Здравствуйте".encode("utf-16-be")) is ContentKind.TEXT
    assert content_kind(b"") is ContentKind.TEXT
    assert content_kind(b"PK\3\4" + bytes(26) + b"word/document.xml") is ContentKind.OTHER
    assert content_kind(b"\x7fELF" + bytes(100)) is ContentKind.OTHER
    assert content_kind(bytes(4) + b"ftypheic" + bytes(40)) is ContentKind.OTHER
    assert content_kind(b"MZ" + bytes(100)) is ContentKind.OTHER


@given(st.binary(max_size=600))
def test_any_bytes_have_a_kind(data: bytes) -> None:
    assert content_kind(data) in ContentKind
