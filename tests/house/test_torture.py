"""Every line of the table of `make torture` has a test."""

from __future__ import annotations

import re

from reading import ROOT
from torture.table import NUMBERS

MARK = re.compile(r'pytest\.mark\.torture\(\s*"(\w+)"')


def test_every_number_has_a_test() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    marked = {number for text in texts for number in MARK.findall(text)}
    assert sorted(set(NUMBERS) - marked) == []
