"""When something can have been written, in words."""

from __future__ import annotations

import pytest

from casebook.base.words import translator
from casebook.wording.of_intervals import between


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        ("12.11.2026", "14.11.2026", "written between 12.11.2026 and 14.11.2026 (Amina, Leila)"),
        ("12.11.2026 10:20", "12.11.2026 10:20", "written at about 12.11.2026 10:20 (Amina, Leila)"),
        ("12.11.2026", "", "written after 12.11.2026 (Amina, Leila)"),
        ("", "14.11.2026", "written before 14.11.2026 (Amina, Leila)"),
        ("", "", ""),
    ],
)
def test_both_ends_one_or_none(earliest: str, latest: str, words: str) -> None:
    assert between(earliest, latest, ("Amina", "Leila"), translator("en")) == words
