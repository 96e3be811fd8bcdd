"""Who may be named to an audience, and why or why not. Pure, over a verified snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casebook.base.ids import RecordId
from casebook.casework import consents, decisions
from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.model.all_kinds import KINDS
from casebook.model.kinds import Sensitivity
from casebook.redaction.profile import Profile
from casebook.redaction.registry import Identity, Registry
from casebook.search.nameparts import PersonName


class Naming(StrEnum):
    """Whether a person is named."""

    NAMED = "named"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Treatment:
    """What happens to one person: *why* is a code, *by* the consents or decisions it rests on.

    *exact* and *health*: whether exact dates and places, and health, may be shown of them.
    """

    person: RecordId
    naming: Naming
    why: str
    by: tuple[RecordId, ...]
    exact: bool
    health: bool

    @property
    def named(self) -> bool:
        """Whether the name may appear."""
        return self.naming is Naming.NAMED


def treatments(snapshot: Snapshot, profile: Profile) -> dict[RecordId, Treatment]:
    """How every person of the casebook is treated for *profile*."""
    return {person.id: treat(snapshot, person, profile) for person in snapshot.every("person")}


def treat(snapshot: Snapshot, person: Record, profile: Profile) -> Treatment:
    """One person. "Always protected" stands above everything, a withdrawn consent above every decision."""
    if profile.names_all:
        return Treatment(person.id, Naming.NAMED, "team", (), exact=True, health=True)
    if "always" in person.values("protection"):
        return Treatment(person.id, Naming.WITHHELD, "protected-always", (), exact=False, health=False)
    given = consents.of_person(snapshot, person.id)
    name = consents.combined(given, profile.use, "name", snapshot.today)
    exact = profile.exact or consents.combined(given, profile.use, "exact", snapshot.today).allows
    health = consents.combined(given, profile.use, "health", snapshot.today).allows
    if name.allows:
        return Treatment(person.id, Naming.NAMED, "consent", name.by, exact=exact, health=health)
    if name.why == "consent":
        return Treatment(
            person.id, Naming.WITHHELD, f"consent-{name.answer}", name.by, exact=False, health=False
        )
    if name.why == "consent-revoked":
        return Treatment(person.id, Naming.WITHHELD, name.why, name.by, exact=False, health=False)
    decided = decisions.allowing(snapshot, person.id, profile.use)
    if decided:
        return Treatment(person.id, Naming.NAMED, "decision", decided, exact=True, health=health)
    return Treatment(person.id, Naming.WITHHELD, name.why, name.by, exact=False, health=False)


def registry_of(snapshot: Snapshot) -> Registry:
    """Everything by which the people of the casebook can be named, compiled.

    Those without a record of their own (interviewers, interpreters, recipients, whoever writes here) stand
    in it under the id of the record that names them: no consent and no decision lets them be named.
    """
    identities = [identity_of(person) for person in snapshot.every("person")]
    identities += [Identity(key, aliases=(text,)) for key, text in helpers(snapshot)]
    return Registry.of(identities)


def helpers(snapshot: Snapshot) -> Iterator[tuple[RecordId, str]]:
    """Names in units that identify somebody who has no record: (id of the naming record, name)."""
    for record in snapshot.records.values():
        kind = KINDS[record.kind]
        if record.kind == "person":
            continue
        for path in record.state.units:
            unit = kind.find(path)
            if unit is None or not unit.identity or unit.sensitivity < Sensitivity.RESTRICTED:
                continue
            for value in record.values(path):
                if isinstance(value, str) and sum(map(str.isalpha, value)) >= SHORTEST_HELPER:
                    yield record.id, value


SHORTEST_HELPER: Final = 3
"""Letters of a name without a record from which it is looked for: "AB" would be found everywhere."""
_CONTACTS: Final = {"phone": "phones", "mobile": "phones", "email": "emails"}


def identity_of(person: Record) -> Identity:
    """By what one person can be named: every version of every identifying unit, the disputed ones too."""
    found: dict[str, list[str]] = {
        name: [] for name in ("phones", "emails", "handles", "iins", "plates", "numbers")
    }
    for key, address in _texts(person, "contacts", "address"):
        found[_contact_kind(person.text(f"contacts/{key}/type"), address)].append(address)
    for key, number in _texts(person, "identifiers", "number"):
        kind = person.text(f"identifiers/{key}/type")
        found["iins" if kind == "iin" else "plates" if kind == "plate" else "numbers"].append(number)
    return Identity(
        person=person.id,
        names=tuple(_names(person)),
        aliases=tuple(text for _, text in _texts(person, "aliases", "alias")),
        code_names=tuple(str(value) for value in person.values("code_name")),
        emails=tuple(found["emails"]),
        phones=tuple(found["phones"]),
        iins=tuple(found["iins"]),
        handles=tuple(found["handles"]),
        plates=tuple(found["plates"]),
        numbers=tuple(found["numbers"]),
    )


def _contact_kind(kind: str, address: str) -> str:
    if kind in _CONTACTS:
        return _CONTACTS[kind]
    if "@" in address.strip()[1:]:
        return "emails"
    digits = sum(map(str.isdigit, address))
    return "phones" if digits >= 6 and digits * 2 > len(address.replace(" ", "")) else "handles"


def _texts(person: Record, name: str, inner: str) -> Iterable[tuple[str, str]]:
    for key in person.elements(name):
        for value in person.values(f"{name}/{key}/{inner}"):
            if isinstance(value, str):
                yield key, value


def _names(person: Record) -> Iterable[PersonName]:
    for key in person.elements("names"):
        for value in person.values(f"names/{key}/name"):
            if isinstance(value, tuple):
                full, family, given, patronymic = (*value, None, None, None, None)[:4]
                yield PersonName(str(full or ""), str(family or ""), str(given or ""), str(patronymic or ""))
