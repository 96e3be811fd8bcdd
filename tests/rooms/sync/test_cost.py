"""What a stick costs follows what changed, not how much there is: a hundred edits among many records and among more."""

from __future__ import annotations

import pytest

import costing
from bench.largebook import large_book
from costing import EDITS, Passed

SMALL, LARGE = 400, 4_000


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Passed, Passed]:
    folder = tmp_path_factory.mktemp("cost")
    found = []
    for count in (SMALL, LARGE):
        alma, luis = costing.pair(large_book(count), folder / str(count))
        found.append(costing.passed(alma, luis, folder / f"stick-{count}"))
        alma.close()
        luis.close()
    return found[0], found[1]


def test_the_same_is_written_and_it_is_little(both: tuple[Passed, Passed]) -> None:
    small, large = both
    # The edits, the key they are under, and what everybody holds.
    assert EDITS <= large.entries == small.entries <= EDITS + 4
    assert large.bytes == small.bytes < 300_000


def test_as_many_rows_are_read_to_find_and_to_write_it(both: tuple[Passed, Passed]) -> None:
    small, large = both
    assert (large.found.rows, large.written.rows) == (small.found.rows, small.written.rows)
    assert (large.found.written, large.written.written) == (small.found.written, small.written.written)
    assert large.found.rows < 10 * EDITS
    # Rows that a statement walks over and does not hand out. A larger tree has more levels, not more leaves.
    assert large.found.steps < 2 * small.found.steps
    assert large.written.steps < 2 * small.written.steps


def test_as_many_rows_are_taken_in(both: tuple[Passed, Passed]) -> None:
    small, large = both
    assert (large.taken.rows, large.taken.written) == (small.taken.rows, small.taken.written)
    # Words that other people have too are looked up, not written: there are more of them in a large casebook.
    assert max(large.taken.shared, small.taken.shared) < 50 * EDITS
    assert large.taken.steps < 4 * small.taken.steps
