"""Casebooks of chance, and which of their words may not leave for an audience.

Every text gets a word of its own that is found nowhere else. Which of them may not leave is decided here anew,
from the declarations and from who is protected, without asking the plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final

import lists
from casebook.base.ids import RecordId
from casebook.casework import records
from casebook.casework.book import Casebook
from casebook.casework.records import Add, New, Set
from casebook.casework.touched import Verb
from casebook.model import transliteration
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Choice, Date, Decimal, Integer, Link, Struct, Text, Value
from casebook.model.kinds import Many, Unit
from casebook.model.places import spread
from casebook.model.shared import COMMON
from casebook.redaction.plan import Stricter
from casebook.redaction.profile import Naming, profile

MADE: Final = ("list-edition", "dossier", "proceeding", "event", "act", "source", "list-entry", "interview")
HEALTH: Final = ("health", "disability", "vulnerabilities", "safety")
TEAM: Final = tuple(unit.name for unit in COMMON)
DISGUISES: Final = (Naming.PSEUDONYM, Naming.INITIALS, Naming.ROLE)
HIDING: Final = {"public": "123", "partner": "1", "lawyer": ""}
"""Levels that let an audience have nothing, not even under another name."""
PERSONAL: Final = {"person": None, "list-entry": "person", "act": "victim"}


@dataclass
class Drawn:
    """A casebook of chance: its people, and the words that may not leave it."""

    book: Casebook
    chance: Random
    audience: str
    named: list[RecordId] = field(default_factory=list)
    hidden: list[RecordId] = field(default_factory=list)
    names: dict[RecordId, str] = field(default_factory=dict)
    withheld: set[str] = field(default_factory=set)
    free: set[str] = field(default_factory=set)
    covered: set[str] = field(default_factory=set)
    """Words drawn under boxes, and of names: what no reader of pixels may find."""
    uncovered: set[str] = field(default_factory=set)
    """Words drawn beside them: what a reader of pixels finds if it can read."""
    disguised: list[Stricter] = field(default_factory=list)
    """People who appear otherwise than by their names, and how."""
    made: dict[str, list[RecordId]] = field(default_factory=dict)

    def word(self, *, may_leave: bool) -> str:
        """A word of its own: small letters, no name in form."""
        word = "".join(self.chance.choice("bdfgklmnprstvz") + self.chance.choice("aeiou") for _ in range(6))
        (self.free if may_leave else self.withheld).add(word)
        return word

    def word_in_pixels(self, *, may_leave: bool) -> str:
        """The same, for a picture."""
        word = self.word(may_leave=may_leave)
        (self.uncovered if may_leave else self.covered).add(word)
        return word

    def name(self) -> str:
        """A name of its own; both parts of it are looked for if its bearer is hidden."""
        middle = [
            "".join(self.chance.choice("bdgklmnrt") + self.chance.choice("aou") for _ in range(4))
            for _ in "ab"
        ]
        return f"{middle[0].capitalize()}n {middle[1].capitalize()}nov"

    def person(self, *, hidden: bool) -> None:
        name = self.name()
        spelt = (name, transliteration.to_cyrillic(name))
        who = lists.person(
            self.book, *spelt, **({"protection": "always"} if self.chance.random() < 0.3 and hidden else {})
        )
        self.names[who] = self.chance.choice(spelt)
        (self.hidden if hidden else self.named).append(who)
        self.made.setdefault("person", []).append(who)
        if hidden:
            self.withheld.update(part for text in spelt for part in text.split())
            self.covered.update(name.casefold().split())
            if self.chance.random() < 0.3 and HIDING[self.audience]:
                lists.consent(self.book, who, level=self.chance.choice(HIDING[self.audience]), state="given")
            if self.chance.random() < 0.2:
                lists.consent(self.book, who, level="5", state="revoked")

    def disguise(self, who: RecordId) -> None:
        """Somebody who might be named appears under another name, by letters, or in a role."""
        self.disguised.append(Stricter(who, self.chance.choice(DISGUISES)))
        self.withheld.update(self.names[who].split())

    # ------------------------------------------------------------------------------------- records

    def fill(self, record: RecordId, kind: str) -> None:
        """Give *record* values in about half of its units."""
        edits: list[records.Edit] = [] if kind == "person" else [New(record, kind)]
        subject = self.subject(kind)
        if subject is not None:
            edits.append(Set(record, PERSONAL[kind] or "", subject))
        owner = record if kind == "person" else subject
        for declared in KINDS[kind].units:
            if declared.name in ("names", "protection", "sensitivity", "merged", PERSONAL.get(kind)):
                continue
            if isinstance(declared, Unit):
                if self.chance.random() < 0.6:
                    edits += [
                        Set(record, declared.name, v)
                        for v in self.values(declared, owner, kind, declared.name)
                    ]
            else:
                edits += list(self.elements(record, declared, owner, kind))
        records.write(self.book, Verb.EDIT, edits)

    def fill_again(self, record: RecordId, kind: str) -> None:
        """Write a record anew in part: of a seal that was made before, the text has changed since."""
        texts = [u for u in KINDS[kind].units if isinstance(u, Unit) and isinstance(u.field, Text)]
        unit = self.chance.choice([u for u in texts if not u.identity])
        value = next(self.values(unit, None, kind, unit.name))
        records.write(self.book, Verb.EDIT, [Set(record, unit.name, value)])

    def subject(self, kind: str) -> RecordId | None:
        return self.chance.choice(self.named + self.hidden) if PERSONAL.get(kind) else None

    def elements(
        self, record: RecordId, many: Many, owner: RecordId | None, kind: str
    ) -> Iterator[records.Edit]:
        places = spread(3)
        for i in range(self.chance.randrange(3)):
            inside: list[tuple[str, Value]] = []
            about = (
                self.chance.choice(self.named + self.hidden)
                if any(u.name == "person" for u in many.inside)
                else None
            )
            for unit in many.inside:
                if many.paragraphs and unit.name == "place":
                    inside.append(("place", places[i]))
                elif (
                    unit.name == "person" and isinstance(unit.field, Link) and unit.field.kinds == ("person",)
                ):
                    inside += [("person", about)] if about is not None else []
                else:
                    inside += [(unit.name, v) for v in self.values(unit, owner, kind, many.name, about)]
            if inside:
                yield Add(record, many.name, tuple(inside))

    # ------------------------------------------------------------------------------------- values

    def values(
        self, unit: Unit, owner: RecordId | None, kind: str, name: str, about: RecordId | None = None
    ) -> Iterator[Value]:
        may = (
            unit.sensitivity <= profile(self.audience).limit
            and name not in (*HEALTH, *TEAM)
            and owner not in self.hidden
            and (about not in self.hidden or (kind, name) == ("act", "perpetrators"))
            and kind != "interview"
        )
        # Who writes another's name down as somebody's own has said that it is theirs.
        value = self.name() if unit.identity else self.value(unit.field, may_leave=may)
        if value is not None:
            yield value

    def value(self, field_: object, *, may_leave: bool) -> Value:
        match field_:
            case Text():
                return self.sentence(may_leave=may_leave)
            case Date():
                return "1984-05-03"
            case Choice():
                return self.chance.choice([term.code for term in field_.terms])
            case Integer():
                return max(field_.least, 7)
            case Decimal():
                return "51.25"
            case Link():
                there = [record for kind in field_.kinds for record in self.made.get(kind, ())]
                return self.chance.choice(there) if there else None
            case Struct():
                parts = {s.name: self.value(s.field, may_leave=may_leave) for s in field_.slots}
                return field_.make(**parts)
        return None

    def sentence(self, *, may_leave: bool) -> str:
        """A sentence with a word of its own, and often the name of somebody."""
        word = self.word(may_leave=may_leave)
        if self.chance.random() < 0.5:
            return f"there was {word} at the gate."
        who = self.names[self.chance.choice(self.named + self.hidden)]
        shape = self.chance.choice(
            ("They met {} and {}.", "a letter of {} on {}", "{}, a friend of {}", "see /{}-{}/")
        )
        return shape.format(who.replace(" ", "-") if "/" in shape else who, word)


def drawn(book: Casebook, chance: Random, audience: str) -> Drawn:
    """Four people, two of them hidden, and one or two records of every kind that may leave."""
    made = Drawn(book, chance, audience)
    for hidden in (False, True, False, True):
        made.person(hidden=hidden)
    lists.already_public(book, *made.named)
    for who in made.named:
        given = lists.consent(book, who, level="5")
        for show, answer in (("health", "no"), ("face-voice", "yes"), ("documents", "yes")):
            lists.cell(book, given, audience, show, answer)
    for who in (*made.named, *made.hidden):
        made.fill(who, "person")
    for kind in MADE:
        for _ in range(chance.randrange(1, 3)):
            record = book.new_id()
            made.fill(record, kind)
            made.made.setdefault(kind, []).append(record)
    if chance.random() < 0.5:
        made.disguise(made.named[-1])
    return made
