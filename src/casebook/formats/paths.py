"""File names that mean the same on every system, or are not used at all.

Only ASCII letters, digits, ``.``, ``_``, ``-`` and ``/`` between folders; so no name can climb out of its
folder, turn the reading direction, hide a control character, or be a device of Windows. Two names that
differ in case alone do not stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

LONGEST: Final = 120
_SEGMENT: Final = re.compile(r"[A-Za-z0-9_-](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?", re.ASCII)
_DEVICE: Final = re.compile(r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?:\..*)?", re.ASCII | re.IGNORECASE)


def is_portable(path: str) -> bool:
    """Whether *path* is a relative path of at most `LONGEST` portable characters, folders split by ``/``."""
    return len(path) <= LONGEST and all(
        _SEGMENT.fullmatch(segment) and not _DEVICE.fullmatch(segment) for segment in path.split("/")
    )


def stand_together(paths: Iterable[str]) -> bool:
    """Whether *paths* can be files of one tree everywhere: no two alike but for case, and none a folder."""
    files: set[str] = set()
    folders: dict[str, str] = {}
    for path in paths:
        if path.lower() in files:
            return False
        files.add(path.lower())
        for end in (found.start() for found in re.finditer("/", path)):
            if folders.setdefault(path[:end].lower(), path[:end]) != path[:end]:
                return False
    return files.isdisjoint(folders)
