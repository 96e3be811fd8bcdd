"""Which attachments belong to what leaves, which of them may go along, and why not the others. Pure.

Every attachment is described and not attached until somebody decided otherwise twice: what of it may leave at
all (a derivative, `casework.derivatives`), and that it goes along this time (`Choices.attach`). A face, a voice
and a document need the leave of those they are about besides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.casework import consents, decisions, derivatives
from casebook.casework.derivatives import Form, Saved
from casebook.casework.merged import identities_in
from casebook.casework.receiving import held_back
from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.model.kinds import Sensitivity
from casebook.redaction import stricter
from casebook.redaction.cited import shared_addresses
from casebook.redaction.leaving import Leaving
from casebook.redaction.passages import Masker, Place
from casebook.redaction.people import registry_of
from casebook.redaction.plan import Passage, Question, RedactionPlan
from casebook.redaction.precision import DateStep, PlaceStep
from casebook.redaction.profile import Media

_CLASSES: Final = {"public": 0, "internal": 1, "restricted": 2, "sealed": 3}
_PICTURED: Final = {"list-entry": "photo", "source": "evidence"}
"""Units of other records that point at a piece of evidence and mean that it belongs to them."""
_STILL: Final = frozenset((Form.IMAGE, Form.STILL, Form.PAGES, Form.TEXT))
_DOCUMENTS: Final = frozenset((Form.PAGES, Form.TEXT))
FILE: Final = "file"
CAPTION: Final = "caption"


@dataclass(eq=False)
class NotAttachable(Refused):
    """Somebody chose to attach what may not go along. *why*: a code; *record*: the piece of evidence."""

    record: RecordId
    why: str


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of evidence that belongs to shown records (*about*), and what happens to it.

    *saved*: the derivative that goes along, or `None`: described, not attached. *people*: those it is about.
    *allowed_by*: the consents and decisions it leaves by. *type*: a code of ``document-kind``, or nothing.
    """

    evidence: RecordId
    about: tuple[RecordId, ...]
    people: tuple[RecordId, ...]
    type: str
    saved: Saved | None = None
    allowed_by: tuple[RecordId, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece of evidence that belongs to shown records (*about*), for choosing whether it goes along.

    *why*: why nothing at all may be said of it, or nothing. *decided*: what was decided about it, newest first,
    each with what hinders that it goes to this audience (a code, or nothing).
    """

    evidence: RecordId
    about: tuple[RecordId, ...]
    people: tuple[RecordId, ...]
    why: str
    decided: tuple[tuple[Saved, str], ...]


@dataclass
class Attaching:
    """Asked once for a plan: its attachments, and what may be seen of their texts."""

    snapshot: Snapshot
    plan: RedactionPlan

    @cached_property
    def leaving(self) -> Leaving:
        """Asked about records and people, as the plan asked."""
        chosen = frozenset(record for record, path in self.plan.choices.leave_out if not path)
        floor = stricter.floor(self.plan.choices)
        return Leaving(self.snapshot, self.plan.profile, self.plan.people, chosen, floor)

    @cached_property
    def masker(self) -> Masker:
        """Looks texts through, as the plan did; made only where there is one."""
        return Masker(
            self.plan.profile,
            self.plan.people,
            self.snapshot.deleted.keys(),
            registry_of(self.snapshot),
            self.plan.choices,
            shared_addresses(self.snapshot, self.leaving),
        )

    # ------------------------------------------------------------------------------------------- which

    def items(self) -> Iterator[Item]:
        """The attachments of what is shown, in the order of their ids. Raises `NotAttachable`.

        What belongs to nothing that is shown, or to somebody who is withheld, is not spoken of at all.
        """
        shown = {fate.record for fate in self.plan.records if fate.shown}
        chosen, found = self._chosen(), set()
        for record in self.snapshot.every("evidence"):
            about = tuple(each for each in self._about(record) if each in shown)
            wanted = chosen.get(record.id, ())
            found.add(record.id)
            people = self._people(about)
            why = self._why_silent(record, about, people)
            if why:
                if wanted:
                    raise NotAttachable(record.id, why)
                continue
            types = record.values("type")
            described = Item(record.id, about, people, str(types[0]) if len(types) == 1 else "")
            if wanted:
                yield from (self._attached(described, saved) for saved in wanted)
            elif (
                self.plan.profile.limit >= Sensitivity.INTERNAL and self.plan.profile.media is not Media.NONE
            ):
                yield described
        for missing in chosen.keys() - found:
            raise NotAttachable(missing, "no-derivative")

    def candidates(self) -> Iterator[Candidate]:
        """Every attachment of what is shown, and whatever was chosen, in the order of their ids."""
        shown = {fate.record for fate in self.plan.records if fate.shown}
        for record in self.snapshot.every("evidence"):
            about = tuple(each for each in self._about(record) if each in shown)
            found = (derivatives.read(each) for each in self.snapshot.pointing_at(record.id, "derivative"))
            saved = sorted(
                (one for one in found if one is not None), key=lambda one: one.record, reverse=True
            )
            if not about and self.plan.choices.attach.isdisjoint((record.id, *(one.record for one in saved))):
                continue
            people = self._people(about)
            decided = tuple((one, _Asked(self.snapshot, self.plan, people, one).why_not()) for one in saved)
            yield Candidate(record.id, about, people, self._why_silent(record, about, people), decided)

    def _chosen(self) -> dict[RecordId, tuple[Saved, ...]]:
        """Of each piece of evidence, the derivatives that go along: those named, or its newest one."""
        attach = self.plan.choices.attach
        records = sorted(self.snapshot.every("derivative"), key=lambda record: record.id)
        found: dict[RecordId, list[Saved]] = {}
        for record in records:  # ids grow with time
            saved = derivatives.read(record)
            if saved is None or saved.of in attach or record.id in attach:
                key = RecordId(record.id) if saved is None else saved.of
                found.setdefault(key, []).extend([] if saved is None else [saved])
        chosen: dict[RecordId, tuple[Saved, ...]] = {}
        for wanted in attach:
            if self.snapshot.get(wanted) is None:
                raise NotAttachable(wanted, "no-derivative")
        for of, all_of_it in found.items():
            named = tuple(saved for saved in all_of_it if saved.record in attach)
            newest = tuple(all_of_it[-1:]) if of in attach and not named else ()
            if named or newest:
                chosen[of] = named or newest
        spoken = {*chosen, *(saved.record for some in chosen.values() for saved in some)}
        for wanted in sorted(attach - spoken):
            raise NotAttachable(wanted, "no-derivative")
        return chosen

    def _about(self, record: Record) -> Iterator[RecordId]:
        """What it belongs to: as it says itself, and as list entries and sources say."""
        found = [value for _, value in record.each("about", "record")]
        for kind, unit in _PICTURED.items():
            found += [
                other.id
                for other in self.snapshot.pointing_at(record.id, kind)
                if record.id in other.values(unit)
            ]
        yield from dict.fromkeys(RecordId(value) for value in found if isinstance(value, bytes))

    def _people(self, about: Iterable[RecordId]) -> tuple[RecordId, ...]:
        """Whom it is about: everybody it names as its subject, else those its records are about, else their circle."""
        found: dict[RecordId, None] = {}
        circle: dict[RecordId, None] = {}
        for each in about:
            other = self.snapshot.get(each)
            if other is not None:
                found.update(dict.fromkeys(self.leaving.subjects(other)))
                circle.update(dict.fromkeys(self.leaving.circle(other)))
                if other.kind == "interview":
                    found.update(
                        dict.fromkeys(RecordId(p) for p in other.values("speaker") if isinstance(p, bytes))
                    )
        return tuple(found or circle)

    # --------------------------------------------------------------------------------------------- why not

    def _why_silent(self, record: Record, about: tuple[RecordId, ...], people: tuple[RecordId, ...]) -> str:
        """Why nothing is said of a piece of evidence; empty if something is."""
        if not about:
            return "nothing-shown"
        if held_back(self.snapshot, record):
            return "received"
        if self.plan.profile.names_all:
            return ""
        if record.state.newer:
            return "newer"
        classes = [_CLASSES.get(str(value), 3) for value in record.values("sensitivity")]
        if classes and max(classes) > self.plan.profile.limit:
            return "sensitivity"
        if (record.id, "") in self.plan.choices.leave_out:
            return "chosen"
        mentioned = [person for each in self._about(record) for person in self._persons_of(each)]
        return "withheld" if any(map(self.leaving.why_withheld, {*people, *mentioned})) else ""

    def _persons_of(self, about: RecordId) -> tuple[RecordId, ...]:
        """The subjects of what it belongs to, also where that is not shown."""
        other = self.snapshot.get(about)
        return () if other is None else self.leaving.subjects(other)

    def _attached(self, item: Item, saved: Saved) -> Item:
        """The item with what goes along. Raises `NotAttachable`."""
        asked = _Asked(self.snapshot, self.plan, item.people, saved)
        why = asked.why_not()
        if why:
            raise NotAttachable(item.evidence, why)
        return Item(item.evidence, item.about, item.people, item.type, saved, asked.allowing())

    # ---------------------------------------------------------------------------------------------- texts

    def look(self, item: Item, path: str, text: str) -> tuple[Passage, tuple[Question, ...]]:
        """What may be seen of a text of a derivative (`FILE` or `CAPTION`), and what a person has to look at.

        Its places are those of the derivative's record: choices answer them as they do any other.
        """
        if item.saved is None:
            raise ValueError("nothing goes along")
        self.masker.questions.clear()
        records = [found for found in map(self.snapshot.get, item.about) if found is not None]
        exact = self.plan.profile.names_all or all(
            self.leaving.precision(record).date is DateStep.DAY for record in records
        )
        near = self.plan.profile.names_all or all(
            self.leaving.precision(record).place is PlaceStep.EXACT for record in records
        )
        place = Place(item.saved.record, path, "", item.people, exact, near)
        return self.masker.passage(place, text), tuple(self.masker.questions)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whether a derivative may be seen by an audience, asked of those it is about."""

    snapshot: Snapshot
    plan: RedactionPlan
    people: tuple[RecordId, ...]
    saved: Saved

    def why_not(self) -> str:
        """A code; empty if it may."""
        media = self.plan.profile.media
        if media in (Media.NONE, Media.DESCRIBED):
            return "media"
        if media is Media.STILLS and self.saved.redaction.form not in _STILL:
            return "media"
        if self.plan.profile.names_all:
            return ""
        for show in self._shows():
            if not self.people and show == "face-voice":
                return (
                    "nobody-asked"  # somebody can be recognised, and nobody knows who could have allowed it
                )
            if not all(self._leave(person, show) for person in self.people):
                return f"consent-{show}"
        return ""

    def allowing(self) -> tuple[RecordId, ...]:
        """The consents and decisions it leaves by."""
        if self.plan.profile.names_all:
            return ()
        found = (by for show in self._shows() for person in self.people for by in self._leave(person, show))
        return tuple(dict.fromkeys(found))

    def _shows(self) -> tuple[str, ...]:
        """Which columns of the consent grid have to allow it."""
        decision = self.saved.decision
        document = decision.document or self.saved.redaction.form in _DOCUMENTS
        return (("face-voice",) if decision.face_voice else ()) + (("documents",) if document else ())

    def _leave(self, person: RecordId, show: str) -> tuple[RecordId, ...]:
        """What lets this be shown of somebody: consents that say a plain yes, or, where no consent speaks, the
        recorded decision that they are public already. Nothing if it may not.
        """
        treated = self.plan.people.get(person)
        if treated is None or not treated.named:
            return ()
        group = identities_in(self.snapshot, person)
        found = [self._left_by(one, group, show) for one in group]
        return tuple(by for each in found for by in each) if all(found) else ()

    def _left_by(self, one: RecordId, group: Collection[RecordId], show: str) -> tuple[RecordId, ...]:
        """The same for one of the records that are this person."""
        profile = self.plan.profile
        given = list(consents.about(self.snapshot, one, group))
        said = consents.combined(given, profile.use, show, self.snapshot.today, profile.partner)
        if said.allows:
            return said.by
        if given:
            return ()
        made = decisions.allowing(self.snapshot, one, profile.use)
        return tuple(
            each
            for each in made
            if (found := self.snapshot.get(each)) is not None
            and found.values("ground") == ("already-public",)
        )
