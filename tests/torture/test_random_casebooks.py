"""Casebooks of chance, with attachments, seals and people under other names: nothing withheld is in their bundles."""

from __future__ import annotations

import shutil
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import withheld
from torture.table import Tally

ODD = 1_000_003
"""Seeds are numbers of the round, so that one that failed can be made again; not those of other tests."""


@pytest.mark.torture("more", "casebooks of chance: no withheld word in a bundle, and a mark wherever one was")
def test_casebooks_of_chance(tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally) -> None:
    found, failed = Counter[str](), []
    for number in range(rounds(3, 1000)):
        audience = withheld.AUDIENCES[number % len(withheld.AUDIENCES)]
        folder = tmp_path / "one"
        folder.mkdir()
        try:
            found += withheld.one(folder, ODD + number, audience)
        except Exception:  # noqa: BLE001 - every one is told at the end, with the seed that gives it again
            failed.append(f"{audience}, seed {ODD + number}: {traceback.format_exc(limit=-3)}")
        shutil.rmtree(folder)
        tally.tried()
    tally.found(", ".join(f"{count:,} {what}" for what, count in sorted(found.items())))
    assert not failed, "\n".join(failed)
    if shutil.which("tesseract"):
        # A reader that is blind finds nothing under a box either.
        assert found["read"] >= found["pictures"] * 0.8
    else:
        tally.could_not("the words in pictures: Tesseract is not installed")
