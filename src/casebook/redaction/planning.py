"""Making a plan: consent, protection, sensitivity and mentions become a decision about every unit.

Reads a verified snapshot (`casework.snapshot`), never a table. Nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.casework import consents
from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.model.all_kinds import KINDS
from casebook.model.edtf import parse_edtf, to_month
from casebook.model.fields import Blob, Date, Link, Struct, Text, Value
from casebook.model.kinds import Sensitivity, Unit
from casebook.model.shared import PLACE
from casebook.redaction import mentions, review
from casebook.redaction.people import Treatment, registry_of, treatments
from casebook.redaction.plan import (
    Choices,
    Fate,
    Passage,
    Question,
    RecordFate,
    RedactionPlan,
    SentenceFate,
    SpanFate,
    UnitFate,
)
from casebook.redaction.profile import Profile
from casebook.redaction.registry import Registry
from casebook.redaction.segments import Sentence, cut
from casebook.search.folding import fold

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLASSES: Final = {"public": 0, "internal": 1, "restricted": 2, "sealed": 3}
_HEALTH: Final = frozenset(("health", "disability", "vulnerabilities", "safety"))
_NUMBERING: Final = frozenset(("number", "order"))
"""Numbers that tell by their gaps who is missing: an export numbers what it shows."""
_TOLD: Final = frozenset(("narrative", "acts", "happened", "basis", "custody_now", "wishes"))
"""What of an interview its speaker's consent can let out, beyond the audience's limit."""


def make(
    snapshot: Snapshot,
    selection: Iterable[RecordId],
    profile: Profile,
    choices: Choices | None = None,
    progress: Progress | None = None,
) -> RedactionPlan:
    """The plan for showing *selection* (`selection.closure`) to an audience. Raises `Cancelled`."""
    progress = progress or Progress()
    choices = choices or Choices()
    people = _stricter(treatments(snapshot, profile), choices)
    planner = _Planner(snapshot, profile, people, registry_of(snapshot), choices)
    wanted = list(selection)
    fates = []
    for i, record in enumerate(wanted):
        progress.step("planning", i, len(wanted))
        found = snapshot.get(record)
        if found is not None:
            fates.append(planner.record(found))
    return RedactionPlan(profile, people, tuple(fates), tuple(planner.questions), choices)


def _stricter(people: dict[RecordId, Treatment], choices: Choices) -> dict[RecordId, Treatment]:
    from casebook.redaction.people import Naming  # noqa: PLC0415 - one word of it

    for person in choices.withhold & people.keys():
        people[person] = Treatment(person, Naming.WITHHELD, "chosen", (), exact=False, health=False)
    return people


@dataclass
class _Planner:
    """One plan in the making: what every record is looked at with."""

    snapshot: Snapshot
    profile: Profile
    people: Mapping[RecordId, Treatment]
    registry: Registry
    choices: Choices
    questions: list[Question] = field(default_factory=list)

    def record(self, record: Record) -> RecordFate:
        kind = KINDS[record.kind]
        why = self._left_out(record)
        if why:
            return RecordFate(record.id, record.kind, shown=False, why=why)
        owner = self._owner(record)
        units = {}
        for path in record.state.units:
            unit = kind.find(path)
            if unit is not None and record.values(path):
                units[path] = self._unit(record, path, unit, owner)
        return RecordFate(record.id, record.kind, shown=True, why="", units=units)

    def _left_out(self, record: Record) -> str:
        """Why a record is not in the export at all; empty if it is."""
        classes = [_CLASSES.get(str(value), 3) for value in record.values("sensitivity")]
        if classes and max(classes) > self.profile.limit:
            return "sensitivity"
        for person in self._subjects(record):
            treatment = self.people.get(person)
            if treatment is None or not treatment.named:
                return "no-person" if treatment is None else treatment.why
        if record.kind == "interview" and not self.profile.names_all:
            return "" if self._told(record) else "no-consent"
        return ""

    def _subjects(self, record: Record) -> Iterator[RecordId]:
        """The people a record is about: if one of them is withheld, so is the record."""
        if record.kind == "person":
            yield record.id
        for path in {"list-entry": ("person",), "act": ("victim",)}.get(record.kind, ()):
            for value in record.values(path):
                if isinstance(value, bytes):
                    yield RecordId(value)

    def _owner(self, record: Record) -> RecordId | None:
        return next(self._subjects(record), None)

    def _told(self, record: Record) -> bool:
        """Whether the speaker's consent lets this audience have what was told."""
        linked = [self.snapshot.get(RecordId(v)) for v in record.values("consent") if isinstance(v, bytes)]
        given = [consent for consent in linked if consent is not None]
        if not given or len(given) != len(linked):
            return False
        said = consents.combined(given, self.profile.use, "facts", self.snapshot.today)
        return said.allows

    # ------------------------------------------------------------------------------------------ units

    def _unit(self, record: Record, path: str, unit: Unit, owner: RecordId | None) -> UnitFate:
        values = record.values(path)
        if len(values) > 1:
            # Two versions nobody has settled: whichever went, it would be said for the other's author.
            return UnitFate(path, Fate.WITHHELD, "conflict", None)
        value = values[0]
        why = self._unit_withheld(record, path, unit, owner)
        if why:
            return UnitFate(path, Fate.WITHHELD, why, value)
        if isinstance(unit.field, Struct):
            return self._struct(record, path, unit.field, value, owner)
        if isinstance(unit.field, Link):
            why = self._link_withheld(value)
            return UnitFate(path, Fate.WITHHELD if why else Fate.SHOWN, why, value, None if why else value)
        if isinstance(unit.field, Text) and isinstance(value, str):
            passage = self._passage(record, path, "", value, owner)
            fate = Fate.MASKED if passage.hidden else Fate.SHOWN
            if passage.hidden and _is_address(path):
                return UnitFate(path, Fate.WITHHELD, "mention", value)
            return UnitFate(path, fate, "mention" if passage.hidden else "", value, value, {"": passage})
        return self._plain(path, unit.field, value, owner)

    def _unit_withheld(self, record: Record, path: str, unit: Unit, owner: RecordId | None) -> str:
        name = path.split("/", maxsplit=1)[0]
        treatment = self.people.get(owner) if owner is not None else None
        if path.startswith("citations/") and path.endswith("/number") and not self.profile.names_all:
            return "numbering"
        if name in _HEALTH and not self.profile.names_all:
            return "" if treatment is not None and treatment.health else "health"
        if isinstance(unit.field, Blob):
            return "key"
        if name in _NUMBERING and record.kind == "list-entry" and not self.profile.names_all:
            return "numbering"
        limit = self.profile.limit
        if record.kind == "interview" and name in _TOLD:
            limit = max(limit, Sensitivity.RESTRICTED)
        return "sensitivity" if unit.sensitivity > limit else ""

    def _link_withheld(self, value: Value) -> str:
        if not isinstance(value, bytes):
            return "broken"
        treatment = self.people.get(RecordId(value))
        return "" if treatment is None or treatment.named else treatment.why

    def _plain(self, path: str, field_: object, value: Value, owner: RecordId | None) -> UnitFate:
        treatment = self.people.get(owner) if owner is not None else None
        exact = self.profile.exact or treatment is None or treatment.exact
        if isinstance(field_, Date) and isinstance(value, str) and not exact:
            if _DAY.fullmatch(value):
                return UnitFate(path, Fate.COARSER, "exact", value, value[:7])
            if to_month(parse_edtf(value)).edtf != value:
                # Its parts are not sealed apart, so there is no coarser truth to open.
                return UnitFate(path, Fate.WITHHELD, "exact", value)
        return UnitFate(path, Fate.SHOWN, "", value, value)

    def _struct(
        self, record: Record, path: str, struct: Struct, value: Value, owner: RecordId | None
    ) -> UnitFate:
        assert isinstance(value, tuple)
        shown: list[Value] = []
        passages: dict[str, Passage] = {}
        fate, why = Fate.SHOWN, ""
        coarse = self._too_exact(struct, owner)
        for slot, part in zip(struct.slots, value, strict=False):
            kept = part
            if slot.name in coarse and part is not None:
                kept, fate, why = None, Fate.COARSER, "exact"
            elif isinstance(slot.field, Blob) or (isinstance(slot.field, Link) and self._link_withheld(part)):
                kept = None
            elif isinstance(slot.field, Text) and isinstance(part, str):
                passage = self._passage(record, path, slot.name, part, owner)
                passages[slot.name] = passage
                if passage.hidden:
                    fate, why = Fate.MASKED, "mention"
            shown.append(kept)
        return UnitFate(path, fate, why, value, tuple(shown), passages)

    def _too_exact(self, struct: Struct, owner: RecordId | None) -> frozenset[str]:
        treatment = self.people.get(owner) if owner is not None else None
        if struct is not PLACE or self.profile.exact or treatment is None or treatment.exact:
            return frozenset()
        return frozenset(("name", "locality", "latitude", "longitude", "accuracy"))

    # ------------------------------------------------------------------------------------------ texts

    def _passage(self, record: Record, path: str, slot: str, text: str, owner: RecordId | None) -> Passage:
        """What may be seen of a text: mentions hide the runs they lie in, or their whole sentence."""
        hides: list[tuple[int, int, str]] = []
        if not self.profile.names_all:
            found = mentions.find(text, self.registry)
            hides += self._mentions(found, owner)
            hides += self._strangers((record.id, path, slot), text, found, list(hides))
        for place in self.choices.hide:
            if place[:3] == (record.id, path, slot):
                hides.append((place[3], place[4], "chosen"))
        return Passage(text, tuple(_sentence(sentence, hides) for sentence in cut(text)))

    def _mentions(
        self, found: Iterable[mentions.Mention], owner: RecordId | None
    ) -> Iterator[tuple[int, int, str]]:
        for mention in found:
            named = [self._is_named(person) for person in mention.people]
            if all(named):
                continue
            if not mention.is_marked and any(named):
                continue
            if owner in mention.people and self._is_named(owner) and len(mention.people) > 1:
                # A family name by itself, in a text about somebody who bears it and is named: it means them.
                continue
            yield mention.start, mention.end, "mention"

    def _is_named(self, person: object) -> bool:
        treatment = self.people.get(RecordId(person)) if isinstance(person, bytes) else None
        return treatment is not None and treatment.named

    def _strangers(
        self,
        where: tuple[RecordId, str, str],
        text: str,
        found: tuple[mentions.Mention, ...],
        hidden: list[tuple[int, int, str]],
    ) -> Iterator[tuple[int, int, str]]:
        """Places that may name somebody nobody registered: hidden until a person has said they do not."""
        if not self.profile.strangers:
            return
        for doubt in review.look(text, self.registry, found):
            if any(start <= doubt.start and doubt.end <= end for start, end, _ in hidden):
                continue
            if doubt.people and all(map(self._is_named, doubt.people)):
                continue
            word = fold(text[doubt.start : doubt.end])
            question = Question(*where, doubt.start, doubt.end, word, doubt.why.name.lower())
            self.questions.append(question)
            if word not in self.choices.stand and question.place not in self.choices.let:
                yield doubt.start, doubt.end, "stranger"


def _sentence(sentence: Sentence, hides: list[tuple[int, int, str]]) -> SentenceFate:
    inside = [hide for hide in hides if hide[0] < sentence.end and hide[1] > sentence.start]
    whole = next((why for start, end, why in inside if not _in_runs(sentence, start, end)), "")
    spans = tuple(
        SpanFate(
            span.start,
            span.end,
            span.run,
            next((why for start, end, why in inside if start < span.end and end > span.start), ""),
        )
        for span in sentence.spans
    )
    return SentenceFate(sentence.start, sentence.end, whole, spans)


def _in_runs(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a place begins and ends in runs of the sentence: then its spans can go, and the rest may stay."""
    start, end = max(start, sentence.start), min(end, sentence.end)
    runs = [span for span in sentence.spans if span.run]
    return any(r.start <= start < r.end for r in runs) and any(r.start < end <= r.end for r in runs)


def _is_address(path: str) -> bool:
    return path.rsplit("/", maxsplit=1)[-1] in ("url", "archive_url")
