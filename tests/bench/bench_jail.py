"""The jail: what confining the reader of a file costs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from figure import Figure, median_ms

from casebook.jail import launch
from casebook.reports.document import Document, Entry, Note, Text
from casebook.reports.to_pdf import to_pdf

TESTS = Path(__file__).resolve().parents[1]


def figures(_folder: Path) -> Iterator[Figure]:
    """A child for nothing, a child for a megabyte, and a printed list."""
    bare = median_ms(
        lambda: subprocess.run([sys.executable, "-I", "-c", "import msgspec"], check=True), times=15
    )
    code = (launch.PACKAGE_ROOT, TESTS)

    def echo(size: int) -> float:
        data = bytes(size)
        return median_ms(lambda: launch.run("jailed:echo", data, answer=bytes, code_from=code), times=15)

    yield Figure("a confined child, start to answer", echo(1), base=bare, against="a bare interpreter")
    yield Figure("the same with 8 MB there and back", echo(8 << 20), base=bare, against="a bare interpreter")

    entry = Entry(
        "1", ((Text("A person", bold=True), Note((Text("a source"),)), Text(" and what happened. " * 60)),)
    )
    document = Document("en", "A list", (entry,) * 48)
    yield Figure("a list of 48 entries as PDF", median_ms(lambda: to_pdf(document), times=5), base=bare,
                 against="a bare interpreter")  # fmt: skip
