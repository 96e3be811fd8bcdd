"""Why a unit goes nowhere, whatever stands in it: consent, sensitivity, and what it would tell by standing there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from casebook.base.ids import RecordId
from casebook.casework.merged import MERGED
from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.model.fields import Blob, Link, Value
from casebook.model.kinds import Sensitivity, Unit
from casebook.model.shared import COMMON
from casebook.redaction import told
from casebook.redaction.about import About
from casebook.redaction.leaving import Leaving
from casebook.redaction.plan import Choices, fits
from casebook.redaction.profile import Profile

_HEALTH: Final = frozenset(("health", "disability", "vulnerabilities", "safety"))
_NUMBERING: Final = frozenset(("number", "order"))
"""Numbers that tell by their gaps who is missing: an export numbers what it shows."""
_TOLD: Final = frozenset(("narrative", "acts", "happened", "basis", "custody_now", "wishes"))
"""What of an interview its speaker's consent can let out, beyond the audience's limit."""
_QUOTED: Final = frozenset(("narrative", "wishes"))
"""What of it is in the speaker's own words."""
_FOR_THE_TEAM: Final = frozenset(unit.name for unit in COMMON)
_ABOUT_PROTECTION: Final = frozenset(
    (
        ("person", "protection"),
        ("person", "code_name"),
        ("person", MERGED),
        ("consent", MERGED),
        ("decision", MERGED),
    )
)
"""Who is guarded, which name of ours is whose and which records were two is nobody else's to know."""
_EXACT_TEXTS: Final = frozenset(("facility", "custody_place", "age"))
"""Texts that say exactly where or how old somebody is."""
_FEWEST_COUNTED: Final = 5


@dataclass
class Withholding:
    """The same for all units of a plan. *shown*: the records that leave; links lead to nothing else."""

    snapshot: Snapshot
    profile: Profile
    choices: Choices
    leaving: Leaving
    shown: Collection[RecordId]
    _headings: dict[RecordId, frozenset[str]] = field(default_factory=dict)

    def why(self, path: str, unit: Unit, value: Value, about: About) -> str:
        """Why a unit goes nowhere, whatever stands in it; empty if that depends on its words."""
        if isinstance(unit.field, Blob):
            return "key"
        if not fits(unit, value):
            return "newer"
        if (about.record.id, path) in self.choices.leave_out:
            return "chosen"
        if self.profile.names_all:
            return ""
        return (
            self._sensitive(path, unit, about.record)
            or self._disguise(path, unit, about)
            or self._about_withheld(path, about.record)
            or (self._link_withheld(value) if isinstance(unit.field, Link) else "")
            or self._telling(path, value, about)
        )

    def _sensitive(self, path: str, unit: Unit, record: Record) -> str:
        name = path.split("/", maxsplit=1)[0]
        if name in _FOR_THE_TEAM or (record.kind, name) in _ABOUT_PROTECTION:
            return "team-only"
        if name in _HEALTH:
            return "" if self.leaving.health_of(record) else "health"
        if told.is_intimate(record, path):
            people = told.of_element(record, path)
            if not self.leaving.health_of(record, people):
                return "health"
        if (record.kind, name) == ("list-entry", "mentioned") and not self.leaving.tells_relatives(record):
            return "relatives"
        limit = self.profile.limit
        if record.kind == "interview":
            limit = Sensitivity.RESTRICTED if name in _TOLD else min(limit, Sensitivity.INTERNAL)
            if name in _QUOTED:
                said = self.leaving.speaker_says(record, "quote")
                if said not in ("yes", "disguised"):
                    return f"consent-{said}"
        return "sensitivity" if unit.sensitivity > limit else ""

    def _disguise(self, path: str, unit: Unit, about: About) -> str:
        """What names somebody who appears under another name goes whole: a mark with letters beside it tells."""
        own = about.record.kind == "person" or (about.record.kind, path) == ("list-entry", "name")
        return "other-name" if about.disguised and unit.identity and own else ""

    def _about_withheld(self, path: str, record: Record) -> str:
        """Why an element that is about somebody else goes whole. Who appears in a role only leaves the role."""
        people = told.of_element(record, path)
        name, *rest = path.split("/")
        if people and record.values(f"{name}/{rest[0]}/role"):
            people = tuple(person for person in people if not self.leaving.is_role(person))
        return next(filter(None, map(self.leaving.why_withheld, people)), "")

    def _link_withheld(self, value: Value) -> str:
        """A link leads to somebody who is named, or to a record of this export: two that lead to the same
        hidden record would tell that they belong together.
        """
        target = RecordId(value) if isinstance(value, bytes) else RecordId(b"")
        found = self.snapshot.get(target)
        if found is None:
            return "broken"
        if found.kind == "person":
            return self.leaving.why_withheld(target)
        return "" if target in self.shown else "not-here"

    def _telling(self, path: str, value: Value, about: About) -> str:
        """What would tell something by standing here, or by missing elsewhere."""
        name, *rest = path.split("/")
        inner = rest[-1] if rest else name
        if about.record.kind == "list-entry" and (
            name in _NUMBERING or (name, inner) == ("citations", "number")
        ):
            return "numbering"
        if about.record.kind == "list-edition" and name == "headings":
            heading = about.record.text(f"headings/{rest[0]}/heading")
            return "" if heading not in self._empty_headings(about.record.id) else "numbering"
        if inner in _EXACT_TEXTS and not about.exact:
            return "exact"
        if name == "group_size" and isinstance(value, int) and value < _FEWEST_COUNTED:
            return "few"
        return ""

    def _empty_headings(self, edition: RecordId) -> frozenset[str]:
        """Headings all of whose entries stay here."""
        known = self._headings.get(edition)
        if known is None:
            entries = list(self.snapshot.pointing_at(edition, "list-entry"))
            left = {entry.text("heading") for entry in entries if entry.id in self.shown}
            known = frozenset(entry.text("heading") for entry in entries) - left
            self._headings[edition] = known
        return known
