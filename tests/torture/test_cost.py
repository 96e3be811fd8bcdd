"""A hundred edits in a casebook of a hundred thousand records, each an entry of its own, cost what they cost in a small
one. Fewer in an ordinary run.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import costing
from bench.largebook import large_book
from torture.table import Tally

SMALL = 200


@pytest.mark.torture(
    "more", "100 edits written on a stick and taken in, in a small casebook and in a large one"
)
def test_a_stick_costs_what_changed(tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally) -> None:
    large = rounds(1_000, 100_000)
    found = []
    for count in (SMALL, large):
        alma, luis = costing.pair(large_book(count, apart=True), tmp_path / str(count))
        found.append(costing.passed(alma, luis, tmp_path / f"stick-{count}"))
        alma.close()
        luis.close()
    few, many = found
    assert (many.entries, many.bytes) == (few.entries, few.bytes)
    assert many.bytes < 300_000
    for one, other in ((few.found, many.found), (few.written, many.written), (few.taken, many.taken)):
        assert (one.rows, one.written) == (other.rows, other.written)
        assert other.steps < 4 * one.steps
    tally.found(
        f"{large:,} entries: {many.bytes // 1000} kB, {many.taken.rows} rows read to take them in, as in {SMALL};"
        f" taken in {many.taken_s:.2f} s here (in {few.taken_s:.2f} s)"
    )
