"""What a bundle of somebody else says, as plain texts: read in the jail, and only after every point of it held.

The bundle itself is kept; these texts are what is shown and searched of it. Whoever wrote it chose every letter of
them, so nothing that steers a screen is left in them.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from casebook.base.errors import Refused
from casebook.bundle import contents, verify
from casebook.bundle.verify import Verdict
from casebook.formats import archive
from casebook.jail.errors import AnswerUnreadable
from casebook.jail.limits import MIB, Limits
from casebook.jail.task import Task

TASK: Final = "casebook.bundle.reading:read_task"
LIMITS: Final = Limits(memory=4096 * MIB, cpu_s=300, wall_s=600.0, answer=64 * MIB, served=1024 * MIB)
MOST_RECORDS: Final = 5_000
MOST_TEXT: Final = 16 * MIB
"""Characters of all texts together."""
LONGEST_TEXT: Final = 12_000
"""Characters of one piece: in the widest letters it still fits a field."""
LONGEST_LINE: Final = 200
UNPRINTED: Final = "\N{REPLACEMENT CHARACTER}"
_KIND: Final = re.compile(r"[a-z][a-z-]{0,40}")
_ID: Final = re.compile(r"[a-z2-7]{1,40}")
_STEERING: Final = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Control characters, line ends of other sorts, those that turn the direction of writing, and halves of characters."""


@dataclass(eq=False)
class TooMuchToKeep(Refused):
    """The bundle holds, but it tells of *records* records in *characters* characters: more than is kept at once."""

    records: int
    characters: int


@dataclass(frozen=True, slots=True)
class Told:
    """One record of a bundle: its number, what it says it is, its id there, its names, and all it says.

    *pieces* are lines ``path: text`` in the bundle's own words for fields, cut where one text would be too long.
    """

    number: int
    kind: str
    id: str
    names: tuple[str, ...]
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A bundle of which every point held, and what it says. *files*: what is attached in it (name, size)."""

    verdict: Verdict
    records: tuple[Told, ...]
    files: tuple[tuple[str, int], ...]

    def check(self) -> None:
        """Refuse what no honest reader would answer. Raises `AnswerUnreadable`."""
        fine = len(self.records) <= MOST_RECORDS and all(
            _KIND.fullmatch(each.kind)
            and _ID.fullmatch(each.id)
            and all(len(piece) <= LONGEST_TEXT and not _STEERING.search(piece) for piece in each.pieces)
            and all(len(name) <= LONGEST_LINE and not _STEERING.search(name) for name in each.names)
            for each in self.records
        )
        if not fine or not re.fullmatch(r"[0-9a-f]{64}", self.verdict.manifest):
            raise AnswerUnreadable


def read_task(task: Task) -> Read:
    """For the jail: the bundle is the first file. Raises as `verify.verify` does, and `TooMuchToKeep`."""
    data = verify.mapped(task.files[0])
    verdict = verify.verify(data, None, task.progress)
    members = archive.read(data)
    facts = json.loads(members[contents.FOLDER + contents.RECORDS])
    found = tuple(told(number, each) for number, each in enumerate(facts, 1))
    characters = sum(len(piece) for each in found for piece in each.pieces)
    if len(found) > MOST_RECORDS or characters > MOST_TEXT:
        raise TooMuchToKeep(len(found), characters)
    folder = contents.FOLDER + "data/files/"
    files = tuple(
        (name.removeprefix(folder), members.size(name)) for name in members if name.startswith(folder)
    )
    return Read(verdict, found, files)


def told(number: int, fact: Mapping[str, Any]) -> Told:
    """The plain facts of one seal as lines."""
    kind, own = str(fact.get("kind", "")), str(fact.get("id", ""))
    found = ((path, indented(text)) for path, text in _lines("", fact))
    lines = [f"{path}: {text}" for path, text in found if path not in ("kind", "id")]
    return Told(
        number,
        kind if _KIND.fullmatch(kind) else "unknown",
        own if _ID.fullmatch(own) else "unknown",
        tuple(dict.fromkeys(_names(fact)))[:50],
        tuple(cut("\n".join(lines))),
    )


def _lines(path: str, fact: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - whatever was signed
    """Every text and number in it with its path; elements of lists are counted from 1."""
    if isinstance(fact, dict):
        for name, part in fact.items():
            yield from _lines(f"{path}.{name}" if path else str(name), part)
    elif isinstance(fact, list):
        for place, part in enumerate(fact, 1):
            yield from _lines(f"{path}.{place}", part)
    else:
        yield line(path), contents.MARK if fact is None else plain(str(fact))


def indented(text: str) -> str:
    """A text that stands behind the name of its field: no further line of it can pass for another field."""
    return text.replace("\n", "\n    ")


def plain(text: str) -> str:
    """A stranger's text without what steers a screen; in NFC."""
    return _STEERING.sub(UNPRINTED, unicodedata.normalize("NFC", text.replace("\r\n", "\n")))


def _names(fact: Mapping[str, Any]) -> Iterator[str]:
    """What the record is called: names of people as printed, else its title."""
    for element in fact.get("names") or () if isinstance(fact.get("names"), list) else ():
        name = element.get("name") if isinstance(element, dict) else None
        full = name.get("full") if isinstance(name, dict) else None
        if isinstance(full, str) and full.strip():
            yield line(full)
    for unit in ("name", "title"):
        if isinstance(fact.get(unit), str) and fact[unit].strip():
            yield line(fact[unit])


def line(text: str) -> str:
    """The same as one short line."""
    return " ".join(plain(text).split())[:LONGEST_LINE]


def cut(text: str) -> Iterator[str]:
    """Pieces that fit a field, parted at the ends of lines where there are any."""
    while len(text) > LONGEST_TEXT:
        end = text.rfind("\n", 1, LONGEST_TEXT)
        end = LONGEST_TEXT if end < 1 else end
        yield text[:end]
        text = text[end:].removeprefix("\n")
    yield text
