"""Sticks that are plugged in: folders on which something is mounted where desktops mount what is pulled out again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

WHERE: Final = (Path("/run/media"), Path("/media"))
"""udisks2 mounts in a folder of the person's below one of these; by hand one mounts right below /media."""
_MOST: Final = 20


def mounted(where: Sequence[Path] = WHERE) -> tuple[Path, ...]:
    """The folders of what is plugged in, sorted; empty where nothing is. Never raises."""
    found = {place for root in where for place in _below(root, depth=2) if os.path.ismount(place)}
    return tuple(sorted(found))[:_MOST]


def _below(root: Path, *, depth: int) -> Iterator[Path]:
    try:
        children = sorted(each for each in root.iterdir() if each.is_dir() and not each.is_symlink())
    except OSError:
        return
    for child in children[:_MOST]:
        yield child
        if depth > 1 and not os.path.ismount(child):
            yield from _below(child, depth=depth - 1)
