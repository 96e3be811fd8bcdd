"""Bundles in which nobody protected is named, though named people bear their names: the leak check finds nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import cleanbundles
import published
from casebook.jail import ocr
from casebook.redaction import leakcheck
from torture.table import Tally

ENTRIES = (12, 300)
"""Entries of a casebook in an ordinary run, and at the full number: then a bundle has eleven megabytes."""


@pytest.mark.torture("more", "clean bundles, protected and named people of the same names: no false hit")
def test_clean_bundles_are_clean(tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally) -> None:
    size = 0
    for seed in range(rounds(2, 9)):
        bundles = cleanbundles.bundles(tmp_path / str(seed), seed, rounds(*ENTRIES), rounds(1, 2))
        for (
            data,
            whom,
        ) in bundles:  # made, which the leak check allowed; now as a file, with pictures and sound
            files = cleanbundles.members(data)
            packed = tmp_path / "bundle.zip"
            packed.write_bytes(published.clean(files))
            handle = os.open(packed, os.O_RDONLY)
            try:
                found = leakcheck.check_file(handle, whom)
            finally:
                os.close(handle)
            assert found.leaks == ()
            assert {part.where for part in found.files} >= files.keys()
            size += len(data)
            tally.tried()
    tally.found(f"{size / 1e6:.1f} MB, no hit")
    if not ocr.is_there():
        tally.could_not("the words in pictures: Tesseract is not installed")
