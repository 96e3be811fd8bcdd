"""Tables on a terminal: columns aligned, long cells cut, nothing that could move the cursor."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

WIDEST: Final = 48


def aligned(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The rows under their head; columns that are empty in every row are left out."""
    cells = [[_cell(text) for text in row] for row in rows]
    used = [i for i in range(len(head)) if any(row[i] for row in cells)]
    widths = {i: max([_width(head[i]), *(_width(row[i]) for row in cells)]) for i in used}
    if used:
        yield "  ".join(_padded(head[i], widths[i]) for i in used).rstrip()
    for row in cells:
        yield "  ".join(_padded(row[i], widths[i]) for i in used).rstrip()


def _cell(text: str) -> str:
    line = "".join(char if char.isprintable() else " " for char in text)
    return line if len(line) <= WIDEST else line[: WIDEST - 1] + "…"


def _width(text: str) -> int:
    """Columns of the terminal: marks that stand on a letter take none, wide letters two."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
