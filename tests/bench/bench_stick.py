"""A stick: a hundred edits found, written, read back and taken in, in a small casebook and in a large one.

The two casebooks differ in nothing but their size; two teammates have all of it but the edits. Once with a hundred
people saved at a time, once with every person an entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from figure import Figure
from largebook import large_book

import costing

SIZES = (1_000, 100_000)


def figures(folder: Path) -> Iterator[Figure]:
    """What it costs to find, to write and to take the edits, and how much that is on the stick."""
    for apart, shape in ((False, "saved together"), (True, "saved one by one")):
        found: dict[str, list[tuple[float, str]]] = {}
        for count in SIZES:
            name = f"{count}-{shape}"
            alma, luis = costing.pair(large_book(count, apart=apart), folder / name)
            for what, value, unit in _measured(costing.passed(alma, luis, folder / f"stick-{name}")):
                found.setdefault(what, []).append((value, unit))
            alma.close()
            luis.close()
        for what, ((small, unit), (large, _)) in found.items():
            yield Figure(f"{shape}: {what}", large, unit, small, f"that of {SIZES[0]:,} people")


def _measured(done: costing.Passed) -> Iterator[tuple[str, float, str]]:
    yield "found", done.found_s * 1000, "ms"
    yield "rows read to find them", done.found.rows, "rows"
    yield "written and read back", done.written_s * 1000, "ms"
    yield "read and taken in", done.taken_s * 1000, "ms"
    yield "rows read to take them in", done.taken.rows, "rows"
    assert done.bytes < 300_000, done.bytes
    yield "bytes on the stick", done.bytes / 1000, "kB"
