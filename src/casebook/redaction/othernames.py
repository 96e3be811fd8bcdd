"""Under which other name somebody appears: a number that says nothing, or their initials. Pure.

Fresh in each bundle: the numbers and who gets which are drawn from the bundle's secret, and no name that stands in an
earlier bundle comes again. They stand far apart: in a row of numbers a gap would tell of another bundle. A name is
kept from one bundle to the next only where somebody said so (`Choices.kept`): then two bundles can be joined by it,
and that is what was chosen.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.base.words import N_, translator
from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.model import names
from casebook.redaction import mentions
from casebook.redaction.people import identity_of, registry_of
from casebook.redaction.plan import RedactionPlan
from casebook.redaction.profile import Naming
from casebook.redaction.registry import Registry

ORDER_LABEL: Final = b"casebook/other-name/1\0"
NUMBERED: Final = N_("Person {number}")
_LEAST: Final = 100
"""A small number would say how many there are."""
_SPARSE: Final = 8
"""So many numbers of as many figures are there for each that is given or was; else they get one figure more."""


@dataclass(eq=False)
class OtherNameTaken(Refused):
    """Another name to be kept (*name*) names somebody of the casebook, or stands for two people."""

    name: str


def other_names(
    snapshot: Snapshot,
    plan: RedactionPlan,
    secret: bytes,
    language: str,
    recipients: Collection[str] | None = None,
) -> Mapping[RecordId, str]:
    """The names in *language* of everybody who appears under another one, in the order they stand in.

    *secret*: 32 bytes, new for each bundle; the same input gives the same names. A name is kept only if its bearer had
    it in a bundle for this audience and, where they are given, exactly these *recipients* (their keys): kept for
    others, it would join their bundle to this one. Raises `OtherNameTaken`.
    """
    people = sorted(appearing(plan), key=lambda person: hmac.digest(secret, ORDER_LABEL + person, "sha256"))
    if not people:
        return {}
    registry = registry_of(snapshot)
    before = _before(snapshot, plan.profile.name, None if recipients is None else frozenset(recipients))
    kept = {
        person: name for person, name in _kept(plan, people, registry).items() if (person, name) in before
    }
    used = set(kept.values()) | (_used(snapshot) if not plan.profile.names_all else set())
    fresh = iter(_fresh(secret, language, used, registry, len(people)))
    found: dict[RecordId, str] = {}
    for person in people:
        if person in kept:
            found[person] = kept[person]
        elif plan.people[person].naming is Naming.INITIALS:
            found[person] = _told_apart(initials(snapshot, person, language) or next(fresh), found)
        else:
            found[person] = next(fresh)
    return found


def appearing(plan: RedactionPlan) -> frozenset[RecordId]:
    """Those under another name of whom a record, a link or a text of the export says anything."""
    found = set()
    for fate in plan.records:
        if not fate.shown:
            continue
        found.add(fate.record)
        for unit in fate.units.values():
            if isinstance(unit.shown, bytes):
                found.add(RecordId(unit.shown))
            for passage in unit.passages.values():
                for sentence in passage.sentences:
                    found.update(span.person for span in sentence.spans if span.person is not None)
    return frozenset(person for person in found if (t := plan.people.get(person)) is not None and t.disguised)


def initials(snapshot: Snapshot, person: RecordId, language: str) -> str:
    """The first letters of given and family name, as a reader of *language* reads them; empty without a name."""
    record = snapshot.get(person)
    spelt = [
        names.PersonName(one.full, one.family, one.given, one.patronymic)
        for one in (identity_of(record).names if record is not None else ())
    ]
    best = names.best(spelt, language)
    if best is None:
        return ""
    parted = best if best.given or best.family else names.split(best.full)
    letters = [part.strip()[:1].upper() for part in (parted.given, parted.family or parted.patronymic)]
    return " ".join(f"{letter}." for letter in letters if letter.isalpha())


def earlier_names(snapshot: Snapshot, audience: str, recipients: frozenset[str]) -> Mapping[RecordId, str]:
    """The names the last bundle for this audience and these recipients used: what may be kept."""
    last: Mapping[RecordId, str] = {}
    for made in snapshot.every("disclosure"):
        if made.text("audience") != audience or _keys(made) != recipients:
            continue
        last = {
            RecordId(person): made.text(f"pseudonyms/{key}/shown_as")
            for key in made.elements("pseudonyms")
            for person in made.values(f"pseudonyms/{key}/person")
            if isinstance(person, bytes)
        } or last
    return last


def _kept(plan: RedactionPlan, people: list[RecordId], registry: Registry) -> dict[RecordId, str]:
    kept: dict[RecordId, str] = {}
    for person, name in sorted(plan.choices.kept):
        if person not in people or plan.people[person].naming is not Naming.PSEUDONYM:
            continue
        if not name.strip() or name in kept.values() or person in kept or _names_somebody(name, registry):
            raise OtherNameTaken(name)
        kept[person] = name
    return kept


def _before(
    snapshot: Snapshot, audience: str, recipients: frozenset[str] | None
) -> frozenset[tuple[RecordId, str]]:
    """Who bore which name in bundles for this audience, and these recipients."""
    return frozenset(
        (RecordId(person), made.text(f"pseudonyms/{key}/shown_as"))
        for made in snapshot.every("disclosure")
        if made.text("audience") == audience and (recipients is None or _keys(made) == recipients)
        for key in made.elements("pseudonyms")
        for person in made.values(f"pseudonyms/{key}/person")
        if isinstance(person, bytes)
    )


def _keys(made: Record) -> frozenset[str]:
    return frozenset(str(key) for _, key in made.each("recipients", "key"))


def _names_somebody(name: str, registry: Registry) -> bool:
    return bool(mentions.find(name, registry)) or bool(mentions.find(f"{name} {name}.", registry))


def _used(snapshot: Snapshot) -> set[str]:
    """Every name somebody bore in a bundle that left."""
    return {
        str(name) for made in snapshot.every("disclosure") for _, name in made.each("pseudonyms", "shown_as")
    }


def _fresh(secret: bytes, language: str, used: set[str], registry: Registry, wanted: int) -> list[str]:
    """Numbered names by chance, in the order of their numbers."""
    pattern = translator(language)(NUMBERED)
    least = _LEAST
    while 9 * least < _SPARSE * (len(used) + wanted):
        least *= 10
    found: dict[int, str] = {}
    for at in count():
        if len(found) == wanted:
            break
        drawn = hmac.digest(secret, ORDER_LABEL + at.to_bytes(8), "sha256")
        number = least + int.from_bytes(drawn[:16]) % (9 * least)
        name = pattern.replace("{number}", str(number))
        if name not in used and not _names_somebody(name, registry):
            found[number] = name
    return [name for _, name in sorted(found.items())]


def _told_apart(name: str, others: Mapping[RecordId, str]) -> str:
    taken = set(others.values())
    if name not in taken:
        return name
    return next(f"{name} ({i})" for i in range(2, len(taken) + 3) if f"{name} ({i})" not in taken)
