"""The search for canaries finds what it is there to find; a blind one would make every test of it pass."""

from __future__ import annotations

import base64
import gzip
import io
import json
import urllib.parse
import zipfile
import zlib
from pathlib import Path

import pytest

from canary import Canaries

PLACES = {
    "utf-8": lambda text: text.encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-32": lambda text: text.encode("utf-32"),
    "lower case": lambda text: text.lower().encode(),
    "json": lambda text: json.dumps({"a": text}).encode(),
    "percent": lambda text: urllib.parse.quote(text).encode(),
    "hex": lambda text: text.encode().hex().encode(),
    "base 64, offset 0": lambda text: base64.b64encode(text.encode() + b"?"),
    "base 64, offset 1": lambda text: base64.b64encode(b"{" + text.encode() + b"tail"),
    "base 64, offset 2": lambda text: base64.urlsafe_b64encode(b'["' + text.encode() + b"tail"),
    "gzip": lambda text: b"head" + gzip.compress(text.encode()),
    "a stream of a PDF": lambda text: b"1 0 obj\nstream\n" + zlib.compress(text.encode()) + b"\nendstream",
}


@pytest.mark.parametrize("place", PLACES)
def test_every_canary_is_found_in_every_place(canaries: Canaries, place: str) -> None:
    for text in canaries.texts():
        assert canaries.found_in(b"\0\1before" + PLACES[place](text) + b"\0after") == [text]


def test_a_canary_in_a_packed_zip_is_found(canaries: Canaries, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", f"before {canaries.sentence} after")
    (tmp_path / "b.zip").write_bytes(buffer.getvalue())

    assert canaries.found_under(tmp_path) == [f"{tmp_path / 'b.zip'}: {canaries.sentence}"]


def test_a_canary_in_the_name_of_a_file_is_found(canaries: Canaries, tmp_path: Path) -> None:
    (tmp_path / f"{canaries.name}.txt").touch()

    assert len(canaries.found_under(tmp_path)) == 1


def test_nothing_is_found_where_nothing_is(canaries: Canaries, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(bytes(range(256)) * 1000 + Canaries.fresh().sentence.encode())

    assert canaries.found_under(tmp_path) == []
