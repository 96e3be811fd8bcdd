"""Names that are the same on every system."""

from __future__ import annotations

import os
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.formats.paths import is_portable, stand_together

GOOD = [
    "a",
    "data/records/0001.sdjwt",
    "tagmanifest-sha256.txt.sig",
    "A_b-c.9",
    "console",
    "com10.x",
    "x" * 120,
]
BAD = [
    "", "/", "/etc/passwd", "../x", "a/../b", "a/..", ".", "..", "./a", "a//b", "a/", "a\\b", "C:x", "c:/x",
    "a b", ".hidden", "a.", "a/.b", "a/b.", "CON", "con", "nul.txt", "data/aux.jpg", "LPT1", "com9.tar.gz",
    "a\nb", "a\0b", "a\x7fb", "a\u202eb", "ä", "дело", "a\u200bb", "a:b", "a*b", 'a"b', "a|b",
    "a?b", "~", "$x",
    "x" * 121, "a\n", "a²",
]  # fmt: skip


@pytest.mark.parametrize("path", GOOD)
def test_portable(path: str) -> None:
    assert is_portable(path)


@pytest.mark.parametrize("path", BAD)
def test_not_portable(path: str) -> None:
    assert not is_portable(path)


ALPHABET = st.text(st.sampled_from("ab./\\CON-_:* \u202e\0éA1"), max_size=12)


@given(ALPHABET)
def test_a_portable_path_stays_where_it_is_put(path: str) -> None:
    if is_portable(path):
        assert os.path.normpath("/base/" + path) == "/base/" + path
        assert not PureWindowsPath(path).is_absolute()
        assert not PureWindowsPath(path).is_reserved()
        assert PureWindowsPath(path).as_posix() == path == str(PurePosixPath(path))


@pytest.mark.parametrize(
    ("paths", "verdict"),
    [
        ([], True),
        (["a", "b", "c/a", "c/b"], True),
        (["a", "a"], False),
        (["a", "A"], False),
        (["a", "a/b"], False),
        (["a/b", "A"], False),
        (["a/x", "A/y"], False),
        (["a/b/c", "a/B/d"], False),
        (["a-b", "a/b"], True),
    ],
)
def test_names_side_by_side(paths: list[str], verdict: bool) -> None:  # noqa: FBT001 - the table's column
    assert stand_together(paths) is verdict
    assert stand_together(reversed(paths)) is verdict
