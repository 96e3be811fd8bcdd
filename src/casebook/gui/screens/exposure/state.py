"""What a lost device held, in rows to read from the top down: computed when asked, kept nowhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator
from casebook.casework.book import Casebook
from casebook.casework.exposure import Exposed, Exposure, Source, exposure
from casebook.casework.lost_keys import LostKey
from casebook.gui.parts.moments import moment_text
from casebook.wording import of_exposure

PAGE: Final = 200
"""Rows that are shown at once: whoever is in most danger stands among the first."""


class Part(StrEnum):
    """The three questions after a loss."""

    PEOPLE = "people"
    SOURCES = "sources"
    KEYS = "keys"


TITLES: Final = {
    Part.PEOPLE: N_("People to warn"),
    Part.SOURCES: N_("Sources to move"),
    Part.KEYS: N_("Keys to cut"),
}
TOLD: Final = {
    Part.PEOPLE: N_("In order of danger: whoever stands first is warned first."),
    Part.SOURCES: N_(
        "They were promised that nobody would know. What a searcher now has of them, and how they can be reached."
    ),
    Part.KEYS: N_("Whoever has the device and opens it has these. What to do about each."),
}
NOBODY: Final = {
    Part.PEOPLE: N_("No person stands in this casebook."),
    Part.SOURCES: N_("Nobody here was promised not to be named."),
    Part.KEYS: N_("There are no keys to cut."),
}


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One line of a part. *heading* stands above it where a group begins; *record* is what its name leads to."""

    name: str
    lines: tuple[str, ...]
    heading: str = ""
    record: RecordId | None = None
    kind: str = ""


class ExposureState:
    """Computes what the device holds and words it."""

    def __init__(self, tr: Translator) -> None:
        self.tr = tr

    def load(self, book: Casebook, progress: Progress) -> Exposure:
        """Fold the whole journal. Writes nothing."""
        return exposure(book, progress)

    def held(self, found: Exposure) -> str:
        """One line: how much of everything, and as of when."""
        tr = self.tr
        parts = [of_exposure.held(each, tr) for each in found.counts]
        if found.files:
            parts.append(tr(N_("Attached files: {count}")).replace("{count}", str(found.files)))
        if found.drafts:
            parts.append(tr(N_("Unsaved drafts: {count}")).replace("{count}", str(found.drafts)))
        if found.entries:
            parts.append(tr(N_("Last saved: {when}")).replace("{when}", moment_text(found.last_ms)))
        return " · ".join(part.replace(": ", ":\u00a0") for part in parts)

    def count(self, found: Exposure, part: Part) -> int:
        """How many rows a part has."""
        return len({Part.PEOPLE: found.people, Part.SOURCES: found.sources, Part.KEYS: found.keys}[part])

    def rows(self, found: Exposure, part: Part, first: int = 0) -> tuple[Row, ...]:
        """The next rows of a part, from *first* on."""
        match part:
            case Part.PEOPLE:
                dangers = Counter(one.danger for one in found.people)
                before = found.people[first - 1].danger if first else None
                made = []
                for one in found.people[first : first + PAGE]:
                    heading = ""
                    if one.danger is not before:
                        heading = f"{of_exposure.danger(one.danger, self.tr)} · {dangers[one.danger]}"
                    made.append(self._person(one, heading))
                    before = one.danger
                return tuple(made)
            case Part.SOURCES:
                return tuple(self._source(one) for one in found.sources[first : first + PAGE])
            case Part.KEYS:
                return tuple(self._key(one) for one in found.keys[first : first + PAGE])

    def _person(self, one: Exposed, heading: str) -> Row:
        told = of_exposure.reasons(one, self.tr)
        return Row(_name(one), (told,) if told else (), heading, one.record, one.kind)

    def _source(self, one: Source) -> Row:
        tr = self.tr
        lines = [of_exposure.contact(each, tr) for each in one.contacts]
        lines += [tr(N_("Reach through: {name}")).replace("{name}", name) for name in one.through]
        if not lines:
            lines.append(tr(N_("No way to reach them stands here.")))
        held = "; ".join(of_exposure.held(each, tr) for each in one.held)
        if held:
            lines.append(tr(N_("Gave: {what}")).replace("{what}", held))
        return Row(_name(one), tuple(lines), record=one.record, kind=one.kind)

    def _key(self, one: LostKey) -> Row:
        """What to do about it; its first words say which key it is."""
        name, told = of_exposure.key_parts(one, self.tr)
        return Row(name[:1].upper() + name[1:], (told,), record=one.record)


def _name(one: Exposed | Source) -> str:
    return "  ".join(part for part in (one.code, one.name) if part)
