"""What may be seen of a text: mentions hide the runs of words they lie in, or their whole sentence. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from casebook.base.ids import RecordId
from casebook.redaction import mentions, review
from casebook.redaction.addresses import addresses
from casebook.redaction.doubts import Doubt
from casebook.redaction.doubts import Question as Doubtful
from casebook.redaction.people import Treatment, meant
from casebook.redaction.plan import Choices, Passage, Question, SentenceFate, SpanFate
from casebook.redaction.profile import Profile
from casebook.redaction.registry import PersonKey, Registry
from casebook.redaction.segments import Sentence, cut
from casebook.search.folding import fold

Hide = tuple[int, int, str]
"""Characters of a text, end exclusive, and why they are hidden: a code."""

_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|янв(?:ар\w{1,2})?|фев(?:рал\w{1,2})?|март?\w{0,2}|апр(?:ел\w{1,2})?|ма[йяюе]м?|июн\w{0,2}|июл\w{0,2}"
    r"|авг(?:уст\w{0,2})?|сент?(?:ябр\w{1,2})?|окт(?:ябр\w{1,2})?|ноя(?:бр\w{1,2})?|дек(?:абр\w{1,2})?"
    r"|(?:қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан)\w{0,4})\b\.?"
)
_DAY: Final = r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th|-?го|-?е)?"
_YEAR: Final = r"(?:[\s,]+(?:19|20)[0-9]{2})?"
_EXACT: Final = re.compile(
    rf"\b{_DAY}(?:\s*[-–]\s*{_DAY})?\s+(?:of\s+)?{_MONTH}{_YEAR}(?![0-9])"
    rf"|\b{_MONTH}\s+{_DAY}(?![0-9]){_YEAR}"
    r"|\b(?:19|20)[0-9]{2}[-./](?:1[0-2]|0?[1-9])[-./](?:3[01]|[12][0-9]|0?[1-9])(?![0-9])"
    r"|(?<![0-9.])(?:3[01]|[12][0-9]|0?[1-9])[-./](?:1[0-2]|0?[1-9])[-./](?:19|20)?[0-9]{2}(?![0-9])"
    r"|-?[0-9]{1,3}\.[0-9]{4,}[°NSEW]*(?:[\s,;]+-?[0-9]{1,3}\.[0-9]{4,}[°NSEW]*)?"
    r"|[0-9]{1,3}°\s?[0-9]{1,2}['′’](?:\s?[0-9.]+[\"″”]?)?\s?[NSEWСЮВЗ]?",
    re.IGNORECASE,
)
"""Days, however written, and coordinates: what a person shown without exact dates and places does not show."""
_COORDINATES: Final = re.compile(
    r"-?[0-9]{1,3}\.[0-9]{4,}[°NSEW]*(?:[\s,;]+-?[0-9]{1,3}\.[0-9]{4,}[°NSEW]*)?"
    r"|[0-9]{1,3}°\s?[0-9]{1,2}['′’](?:\s?[0-9.]+[\"″”]?)?\s?[NSEWСЮВЗ]?",
    re.IGNORECASE,
)
_MONTHS: Final = re.compile(
    rf"\b{_MONTH}{_YEAR}|\b(?:19|20)[0-9]{{2}}[-./](?:1[0-2]|0?[1-9])(?![0-9])"
    r"|(?<![0-9.])(?:1[0-2]|0?[1-9])[-./](?:19|20)[0-9]{2}(?![0-9])",
    re.IGNORECASE,
)
"""Months: what goes besides where only the year is told."""
_SCHEME: Final = re.compile(r"^[a-z][a-z0-9+.-]*://|^www\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: record, unit, slot; whom the record belongs to; whether exact dates may stand, and
    where they do, whether coordinates may; whether months may.
    """

    record: RecordId
    path: str
    slot: str
    owners: Collection[RecordId]
    exact: bool
    coordinates: bool = True
    months: bool = True


@dataclass
class Masker:
    """Looks texts through for one plan, and gathers the questions they raise and the people they name."""

    profile: Profile
    people: Mapping[RecordId, Treatment]
    deleted: Collection[RecordId]
    registry: Registry
    choices: Choices
    shared: frozenset[str]
    """Addresses that records cite which stay here, without their scheme."""
    questions: list[Question] = field(default_factory=list)
    named: set[RecordId] = field(default_factory=set)
    _others: dict[tuple[int, int], RecordId] = field(default_factory=dict)
    """Of the text at hand, places that name exactly one person, who appears under another name."""

    def passage(self, place: Place, text: str, besides: Iterable[Hide] = ()) -> Passage:
        """What may be seen of *text*; *besides*: what else of it is hidden."""
        hides: list[Hide] = list(besides)
        self._others.clear()
        if not self.profile.names_all:
            found, doubts = review.reading(text, self.registry)
            hides += self._mentions(place, text, found)
            hides += self._strangers(place, text, doubts, list(hides))
            hides += self._shared(place, text)
            if not (place.exact and place.coordinates):
                exact = _COORDINATES if place.exact else _EXACT
                hides += [(m.start(), m.end(), "exact") for m in exact.finditer(text)]
            if not place.months:
                hides += [(m.start(), m.end(), "exact") for m in _MONTHS.finditer(text) if _is_month(m[0])]
        for chosen in self.choices.hide:
            if chosen[:3] == (place.record, place.path, place.slot):
                hides.append((chosen[3], chosen[4], "chosen"))
        return Passage(text, tuple(_sentence(sentence, hides, self._others) for sentence in cut(text)))

    def _mentions(self, place: Place, text: str, found: Iterable[mentions.Mention]) -> Iterator[Hide]:
        for mention in found:
            people = meant(mention.people, self.deleted)
            named = [self._is_named(person) for person in people]
            owner = next((o for o in place.owners if o in people and not self._is_named(o)), None)
            if owner is not None:
                # Whom the text is about may not be named, whoever else bears the name and may.
                self._under_another_name(mention, owner)
                yield mention.start, mention.end, "mention"
                continue
            owned = len(people) > 1 and any(o in people and self._is_named(o) for o in place.owners)
            if all(named) or owned or (not mention.is_marked and any(named)):
                # A family name by itself, in a text about somebody who bears it and is named: it means them.
                self.named.update(RecordId(p) for p in people if isinstance(p, bytes) and self._is_named(p))
            elif any(isinstance(person, bytes) for person in people):
                if len(people) == 1:
                    self._under_another_name(mention, people[0])
                yield mention.start, mention.end, "mention"
            elif mention.is_marked and self._is_open(place, text, mention.start, mention.end, "no_record"):
                yield mention.start, mention.end, "stranger"

    def _under_another_name(self, mention: mentions.Mention, person: PersonKey) -> None:
        treatment = self.people.get(RecordId(person)) if isinstance(person, bytes) else None
        if treatment is not None and treatment.disguised:
            self._others[mention.start, mention.end] = treatment.person

    def _is_named(self, person: PersonKey) -> bool:
        treatment = self.people.get(RecordId(person)) if isinstance(person, bytes) else None
        return treatment is not None and treatment.named

    def _strangers(
        self, place: Place, text: str, doubts: Iterable[Doubtful], hidden: list[Hide]
    ) -> Iterator[Hide]:
        """Places that may name somebody nobody registered: hidden until a person has said they do not."""
        if not self.profile.strangers:
            return
        for doubt in doubts:
            if any(start <= doubt.start and doubt.end <= end for start, end, _ in hidden):
                continue
            if place.exact and doubt.why is Doubt.COORDINATES:
                continue
            owner_only = doubt.why is Doubt.RELATIVE
            if (
                doubt.people
                and not owner_only
                and all(map(self._is_named, meant(doubt.people, self.deleted)))
            ):
                continue
            if self._is_open(place, text, doubt.start, doubt.end, doubt.why.name.lower()):
                yield doubt.start, doubt.end, "stranger"

    def _shared(self, place: Place, text: str) -> Iterator[Hide]:
        """Addresses that a record cites which stays here: whoever opens them reads about its person."""
        if not self.shared or not self.profile.strangers:
            return
        for start, end in addresses(text):
            if plain_address(text[start:end]) in self.shared and self._is_open(
                place, text, start, end, "shared_address"
            ):
                yield start, end, "stranger"

    def _is_open(self, place: Place, text: str, start: int, end: int, why: str) -> bool:
        """Ask about a place. Whether nobody has answered yet that it may stand."""
        word = fold(text[start:end])
        question = Question(place.record, place.path, place.slot, start, end, word, why)
        self.questions.append(question)
        return word not in self.choices.stand and question.place not in self.choices.let


def _is_month(text: str) -> bool:
    """Whether it is no small English word that only looks like one: may, march."""
    return not text.isascii() or text[0].isupper() or any(map(str.isdigit, text))


def plain_address(address: str) -> str:
    """An address without scheme, "www.", case, and punctuation at its end: two that lead to one page are equal."""
    return _SCHEME.sub("", _SCHEME.sub("", address.strip().casefold())).rstrip("/.,;:)]}>»”\"'")


def _sentence(
    sentence: Sentence, hides: list[Hide], others: Mapping[tuple[int, int], RecordId]
) -> SentenceFate:
    inside = [hide for hide in hides if hide[0] < sentence.end and hide[1] > sentence.start]
    whole = next((why for start, end, why in inside if not _in_runs(sentence, start, end)), "")
    spans = []
    for span in sentence.spans:
        over = [hide for hide in inside if hide[0] < span.end and hide[1] > span.start]
        who = {others.get((start, end)) for start, end, _ in over}
        person = who.pop() if len(who) == 1 else None
        spans.append(SpanFate(span.start, span.end, span.run, over[0][2] if over else "", person))
    return SentenceFate(sentence.start, sentence.end, whole, tuple(spans))


def _in_runs(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a place begins and ends in runs of the sentence: then its spans can go, and the rest may stay."""
    start, end = max(start, sentence.start), min(end, sentence.end)
    runs = [span for span in sentence.spans if span.run]
    return any(r.start <= start < r.end for r in runs) and any(r.start < end <= r.end for r in runs)
