"""Who may be named to an audience, and why or why not. Pure, over a verified snapshot."""

from __future__ import annotations

import re
import weakref
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import reduce
from typing import Final

from casebook.base.ids import RecordId
from casebook.casework import consents, decisions
from casebook.casework.merged import identities_in, kept_as, standing_in
from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Value
from casebook.model.kinds import Sensitivity
from casebook.model.shared import PLACE
from casebook.redaction.dictionary import is_word
from casebook.redaction.precision import COARSE, EXACT, DateStep, Precision
from casebook.redaction.profile import Health, Naming, Profile, strictest
from casebook.redaction.registry import Identity, PersonKey, Registry
from casebook.search.nameparts import PersonName


@dataclass(frozen=True, slots=True)
class Treatment:
    """What happens to one person: *why* is a code, *by* the consents or decisions it rests on.

    *precision*: how exactly dates and places of them are told. *health*, *relatives*, *addresses*: whether
    these may be told of them.
    """

    person: RecordId
    naming: Naming
    why: str
    by: tuple[RecordId, ...] = ()
    precision: Precision = COARSE
    health: bool = False
    relatives: bool = False
    addresses: bool = False

    @property
    def named(self) -> bool:
        """Whether the name may appear."""
        return self.naming is Naming.NAMED

    @property
    def disguised(self) -> bool:
        """Whether they appear under another name: initials or a pseudonym."""
        return self.naming in (Naming.INITIALS, Naming.PSEUDONYM)

    @property
    def shown(self) -> bool:
        """Whether records about them may leave."""
        return self.named or self.disguised

    @property
    def exact(self) -> bool:
        """Whether exact dates may be told of them."""
        return self.shown and self.precision.date is DateStep.DAY


def treatments(snapshot: Snapshot, profile: Profile) -> dict[RecordId, Treatment]:
    """How every person of the casebook is treated for *profile*."""
    return {person.id: treat(snapshot, person, profile) for person in snapshot.every("person")}


def treat(snapshot: Snapshot, person: Record, profile: Profile) -> Treatment:
    """One person. "Always protected" stands above everything, a withdrawn consent above every decision.

    A kind of protection this version does not know is taken for the strictest. Of records that were merged each is
    asked about as if it stood alone, and the strictest counts: a merge lets nothing out that was held back.
    """
    if profile.names_all:
        return Treatment(
            person.id, Naming.NAMED, "team", (), EXACT, health=True, relatives=True, addresses=True
        )
    group = identities_in(snapshot, person.id)
    whose = [record for each in group if (record := kept_as(snapshot, each)) is not None]
    if any(value != "by-consent" for value in _protections(snapshot, person, whose)):
        return Treatment(person.id, Naming.WITHHELD, "protected-always")
    if any(each.state.newer for each in whose):
        return Treatment(person.id, Naming.WITHHELD, "newer")
    return reduce(_stricter, (_treated(snapshot, person, one, profile) for one in group))


def _protections(snapshot: Snapshot, person: Record, whose: Iterable[Record]) -> Iterator[Value]:
    """What the kept record says, which took the others' over; theirs where it says nothing, or they are there again."""
    own = person.values("protection")
    yield from own
    for each in whose:
        if not own or each.id in snapshot.records:
            yield from each.values("protection")


def _stricter(one: Treatment, other: Treatment) -> Treatment:
    """What both allow."""
    first = max(one, other, key=lambda treated: treated.naming.rank)
    if not first.shown:
        return first
    return replace(
        first,
        by=tuple(dict.fromkeys((*one.by, *other.by))),
        precision=one.precision.coarser(other.precision),
        health=one.health and other.health,
        relatives=one.relatives and other.relatives,
        addresses=one.addresses and other.addresses,
    )


def _treated(snapshot: Snapshot, person: Record, one: RecordId, profile: Profile) -> Treatment:
    """As what is on record about *one* of the records of *person* lets it."""
    given = consents.Given.of(snapshot, person, profile.use, profile.partner, one)
    name = given.says("name")
    if name.why == "consent":
        return _by_consent(person.id, name, given, profile)
    if name.why == "consent-revoked":
        return Treatment(person.id, Naming.WITHHELD, name.why, name.by)
    decided = decisions.allowing(snapshot, one, profile.use)
    if not decided:
        return Treatment(person.id, Naming.WITHHELD, name.why, name.by)
    return _by_decision(snapshot, person, decided, given, profile)


def _by_consent(
    person: RecordId, name: consents.Answer, given: consents.Given, profile: Profile
) -> Treatment:
    """As the consents on record say: a yes to the name is none to what happened, where that was refused."""
    facts = given.says("facts").answer
    naming = {"yes": Naming.NAMED, "initials": Naming.INITIALS, "disguised": Naming.PSEUDONYM}.get(
        name.answer
    )
    refused = facts in ("no", "ask") or (naming is not Naming.NAMED and facts not in ("yes", "disguised"))
    if naming is None or refused:
        said = name.answer if naming is None or name.answer != "yes" else facts
        return Treatment(person, Naming.WITHHELD, f"consent-{said}", name.by)
    treated = strictest(naming, profile.identity)
    named = treated is Naming.NAMED
    exact = named and given.says("exact").allows
    return Treatment(
        person,
        treated,
        ("consent" if named else f"consent-{name.answer}") if treated is naming else "profile",
        name.by,
        profile.fine if exact else profile.coarse,
        health=profile.health is not Health.NEVER and given.says("health").allows,
        relatives=given.says("relatives").allows,
        addresses=exact,
    )


def _by_decision(
    snapshot: Snapshot,
    person: Record,
    decided: tuple[RecordId, ...],
    given: consents.Given,
    profile: Profile,
) -> Treatment:
    """As a recorded decision lets it. What weighs more than a name is told again only if it was weighed."""
    weighed = decisions.weighed(snapshot, decided)
    if given.minor and "children" not in weighed:
        return Treatment(person.id, Naming.WITHHELD, "minor", decided)
    health = "health" in weighed or given.says("health").allows
    named = profile.identity is Naming.NAMED
    return Treatment(
        person.id,
        profile.identity,
        "decision" if named else "profile",
        decided,
        profile.fine if named else profile.coarse,
        health=profile.health is not Health.NEVER and health,
        relatives=True,
        addresses="addresses" in weighed or given.says("exact").allows,
    )


def registry_of(snapshot: Snapshot) -> Registry:
    """Everything by which the people of the casebook can be named, compiled once for each snapshot.

    It is kept as long as the snapshot is, and not a moment longer: it holds every name.
    """
    key = id(snapshot)
    held = _COMPILED.get(key)
    if held is not None and held[0]() is snapshot:
        return held[1]
    registry = Registry.of(identities(snapshot))
    _COMPILED[key] = (weakref.ref(snapshot, lambda _: _COMPILED.pop(key, None)), registry)
    return registry


_COMPILED: Final[dict[int, tuple[weakref.ref[Snapshot], Registry]]] = {}


def identities(snapshot: Snapshot) -> list[Identity]:
    """Everybody who can be named.

    Deleted people are among them. Those without a record of their own (interviewers, interpreters,
    recipients, whoever writes here) stand in it under the id of the record that names them: no consent and
    no decision lets them be named. Bystanders (`bystanders`) stand in it under a text.
    """
    found: dict[RecordId, Identity] = {}
    for person in (*snapshot.every("person"), *snapshot.deleted.values()):
        own, who = identity_of(person), standing_in(snapshot, person.id)
        found[who] = own if who == person.id and who not in found else _together(who, found.get(who), own)
    return [*found.values(), *helpers(snapshot), *_printed_names(snapshot), *bystanders(snapshot)]


def _together(who: RecordId, one: Identity | None, other: Identity) -> Identity:
    """Everything by which either is known: a merged record's names are those of whoever it was merged into."""
    if one is None:
        return replace(other, person=who)
    lists = {
        each.name: tuple(dict.fromkeys((*getattr(one, each.name), *getattr(other, each.name))))
        for each in fields(Identity)
        if each.name != "person"
    }
    return replace(one, person=who, **lists)


def meant(people: Iterable[PersonKey], deleted: Collection[RecordId]) -> tuple[PersonKey, ...]:
    """Whom a mention may mean of those who bear the name: whose own record says so first; then whom a list
    prints so, the deleted, and bystanders. What a list prints may add to whom a name hides and never take away:
    with somebody else's name on it, it would make that name its person's.
    """
    recorded = tuple(person for person in people if isinstance(person, bytes))
    present = tuple(person for person in recorded if person not in deleted)
    printed = tuple(
        bytes.fromhex(person.removeprefix(PRINTED))
        for person in people
        if isinstance(person, str) and person.startswith(PRINTED)
    )
    return present or printed or recorded or tuple(people)


def helpers(snapshot: Snapshot) -> Iterator[Identity]:
    """Those who are named in units that identify somebody, and have no record: by the id of the naming record.

    Whom a person's own record names (a doctor) is not that person, and has a key that is no record's. Of many
    records that name the same, the first stands for all.
    """
    known: set[tuple[str, bool]] = set()
    for record in snapshot.records.values():
        key = record.id if record.kind != "person" else beside(record.id)
        for path, text in _named_in(record):
            unit, name = KINDS[record.kind].find(path), path.rsplit("/", maxsplit=1)[-1]
            asked = (text, name in _DESCRIPTIONS)
            if unit is not None and unit.sensitivity >= Sensitivity.RESTRICTED and asked not in known:
                known.add(asked)
                yield _helper(key, name, text)


def beside(person: RecordId) -> RecordId:
    """The key of those whom a person's record names; the same again gives the person."""
    return RecordId(bytes(byte ^ 0xFF for byte in person))


def bystanders(snapshot: Snapshot) -> Iterator[Identity]:
    """People a record mentions by name only, and less guarded: hidden until somebody has looked at the place."""
    known: set[str] = set()
    for record in snapshot.records.values():
        for path, text in _named_in(record):
            unit = KINDS[record.kind].find(path)
            if unit is not None and unit.sensitivity is Sensitivity.INTERNAL and text not in known:
                known.add(text)
                yield Identity(f"{BYSTANDER}{record.id.hex()}", aliases=(text,))


def _named_in(record: Record) -> Iterator[tuple[str, str]]:
    """(path, text) of every version of every unit that names somebody other than the record's own person."""
    kind = KINDS[record.kind]
    for path in record.state.units:
        unit = kind.find(path)
        if unit is None or not unit.identity:
            continue
        if record.kind == "person" and path.split("/", maxsplit=1)[0] in _OWN:
            continue
        for value in record.values(path):
            if isinstance(value, str) and sum(map(str.isalpha, value)) >= SHORTEST_HELPER:
                yield path, value


def _helper(record: RecordId, unit: str, text: str) -> Identity:
    """A name as it stands; a description only by the name, numbers and addresses in it: "two men in masks"
    would hide every sentence in which two men in masks appear.
    """
    names = unit not in _DESCRIPTIONS or _is_like_a_name(text)
    return Identity(
        record,
        aliases=(text,) if names else (),
        emails=tuple(_EMAIL.findall(text)),
        phones=tuple(_PHONE.findall(text)),
    )


def _is_like_a_name(text: str) -> bool:
    words = text.split()
    return (
        0 < len(words) <= LONGEST_NAME and all(w[0].isupper() for w in words) and not all(map(is_word, words))
    )


def _printed_names(snapshot: Snapshot) -> Iterator[Identity]:
    """Names as lists print them: they may be spelt as no record of the person is."""
    found: dict[RecordId, dict[str, None]] = {}
    for entry in snapshot.every("list-entry"):
        names = [name for name in entry.values("name") if isinstance(name, str)]
        for person in entry.values("person") if names else ():
            if isinstance(person, bytes):
                found.setdefault(RecordId(person), {}).update(dict.fromkeys(names))
    for who, printed in found.items():
        yield Identity(f"{PRINTED}{who.hex()}", tuple(map(PersonName, printed)))


PRINTED: Final = "printed:"
"""Begins the key in the registry of a person under a name that only a list prints."""
BYSTANDER: Final = "named-only:"
"""Begins the key in the registry of somebody who is only mentioned, and whom nobody decided about."""
SHORTEST_HELPER: Final = 3
"""Letters of a name without a record from which it is looked for: "AB" would be found everywhere."""
LONGEST_NAME: Final = 4
_OWN: Final = frozenset(("names", "aliases", "code_name", "identifiers", "contacts"))
_DESCRIPTIONS: Final = frozenset(("described", "safe_contact"))
_EMAIL: Final = re.compile(r"[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"\+?\d(?:[\s().-]{0,3}\d){6,14}")
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
        coordinates=tuple(_coordinates(person)),
    )


def _coordinates(person: Record) -> Iterator[str]:
    """Where a person was born, lives or is kept safe. Where the State holds them is no key: others are held there."""
    for path in person.state.units:
        if path.split("/", maxsplit=1)[0] in ("custody", "procedure"):
            continue
        unit = KINDS[person.kind].find(path)
        if unit is None or unit.field is not PLACE:
            continue
        for value in person.values(path):
            if isinstance(value, tuple) and len(value) > max(_LATITUDE, _LONGITUDE):
                north, east = value[_LATITUDE], value[_LONGITUDE]
                if isinstance(north, str) and isinstance(east, str):
                    yield f"{north}° N, {east}° E"


_LATITUDE, _LONGITUDE = (
    next(at for at, slot in enumerate(PLACE.slots) if slot.name == name) for name in ("latitude", "longitude")
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
