"""Why the people of a casebook are in danger: every reason its records give, gathered in one pass.

Folded from the verified journal, deleted records among the others: what was not erased lies on the device.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Final

from casebook.base.ids import RecordId, code_letters
from casebook.base.progress import Progress
from casebook.casework import consents, decisions
from casebook.casework.book import Casebook
from casebook.casework.merged import identities_in, standing_in
from casebook.casework.snapshot import Snapshot
from casebook.journal import log, projection, rows, verifying
from casebook.journal.current import Record
from casebook.journal.fold import Life, Said
from casebook.model.all_kinds import KINDS
from casebook.model.vocabularies import vocabulary


class Danger(IntEnum):
    """How soon a person has to be warned: the smaller, the sooner."""

    PROTECTED = 1
    SPOKE = 2
    REACHABLE = 3
    WITNESS = 4
    RELATIVE = 5
    DETAINED = 6
    NAMED = 7
    PUBLIC = 8


class Why(StrEnum):
    """One reason why somebody is in danger. Most are counted: how many contacts, how many interviews."""

    ALWAYS_PROTECTED = "always-protected"
    SPOKE_UNNAMED = "spoke-unnamed"
    SOURCE_UNNAMED = "source-unnamed"
    SECRET_WITNESS = "secret-witness"  # noqa: S105 - a code
    WITHDREW = "withdrew"
    CONTACT = "contact"
    HOME = "home"
    FORMER_CONTACT = "former-contact"
    WHEREABOUTS = "whereabouts"
    GO_BETWEEN = "go-between"
    WITNESS = "witness"
    RELATIVE = "relative"
    PRESSED = "pressed"
    DETAINED = "detained"
    DOCUMENT = "document"
    RISK = "risk"
    VULNERABLE = "vulnerable"
    HEALTH = "health"
    SPOKE = "spoke"
    VICTIM = "victim"
    MENTIONED = "mentioned"
    DELETED = "deleted"
    PUBLIC = "public"


DANGER_OF: Final[Mapping[Why, Danger]] = {
    Why.ALWAYS_PROTECTED: Danger.PROTECTED,
    Why.SPOKE_UNNAMED: Danger.SPOKE,
    Why.SOURCE_UNNAMED: Danger.SPOKE,
    Why.SECRET_WITNESS: Danger.SPOKE,
    Why.WITHDREW: Danger.SPOKE,
    Why.CONTACT: Danger.REACHABLE,
    Why.HOME: Danger.REACHABLE,
    Why.FORMER_CONTACT: Danger.REACHABLE,
    Why.WHEREABOUTS: Danger.REACHABLE,
    Why.GO_BETWEEN: Danger.REACHABLE,
    Why.WITNESS: Danger.WITNESS,
    Why.RELATIVE: Danger.RELATIVE,
    Why.PRESSED: Danger.RELATIVE,
    Why.DETAINED: Danger.DETAINED,
}
"""Where a reason puts a person; all others leave them where they are."""

RELATIVES: Final = frozenset(
    (
        "spouse",
        "former-spouse",
        "partner",
        "fiance",
        "parent",
        "child",
        "sibling",
        "in-law",
        "relative",
        "guardian",
    )
)
WITNESSES: Final = frozenset(("witness", "informer", "intervening", "expert"))
PROMISES: Final = frozenset(("reader", "coded", "secret"))
SEEN: Final = frozenset(("published", "imported"))


@dataclass(frozen=True)
class Everything:
    """All records of the journal, deleted ones among them; and what was once written in units by record."""

    snapshot: Snapshot
    deleted: frozenset[RecordId]
    said: Mapping[RecordId, list[Said]]


def everything_in(book: Casebook, progress: Progress) -> Everything:
    """Walk and fold the whole journal. Writes nothing. Raises the first `Damaged` leaf met."""
    book.safe.head.read()
    parts, orders = verifying.verified_parts(book.db, progress)
    found: dict[RecordId, Record] = {}
    deleted: set[RecordId] = set()
    for state in projection.folded(parts, orders):
        if state.is_blank or state.kind not in KINDS:
            continue
        code = f"{KINDS[state.kind].letter}-{code_letters(state.record)}"
        shown = rows.order_by_name(state, [(said, 0) for said in parts[state.record]])
        found[state.record] = Record(state.record, state.kind, code, state, 0, 0, shown)
        if state.life is Life.DELETED:
            deleted.add(state.record)
    latest = max(book.clock.now().wall_ms, log.last_own_wall_ms(book.db))
    today = datetime.fromtimestamp(latest / 1000, UTC).date()
    return Everything(Snapshot(found, today), frozenset(deleted), parts)


# ------------------------------------------------------------------------------- who is what to whom


@dataclass
class Told:
    """What records say of people, gathered in one pass: person → how often each reason holds."""

    everything: Everything
    reasons: dict[RecordId, Counter[Why]] = field(default_factory=dict)
    gave: dict[RecordId, Counter[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for record in self.everything.snapshot.records.values():
            gather = _GATHER.get(record.kind)
            if gather is not None and not self.is_merged(record.id):
                gather(self, record)

    @property
    def snapshot(self) -> Snapshot:
        """All records."""
        return self.everything.snapshot

    def is_merged(self, record: RecordId) -> bool:
        """Whether another record took this one in, and tells all it told."""
        return record in self.everything.deleted and standing_in(self.snapshot, record) != record

    def say(self, who: Iterable[object], why: Why, count: int = 1) -> None:
        """One more reason for each of *who*."""
        for one in who:
            if isinstance(one, bytes):
                who = standing_in(self.snapshot, RecordId(one))
                self.reasons.setdefault(who, Counter())[why] += count

    def note_gift(self, who: Iterable[object], kind: str) -> None:
        """They gave one more record of *kind*."""
        for one in who:
            if isinstance(one, bytes):
                who = standing_in(self.snapshot, RecordId(one))
                self.gave.setdefault(who, Counter())[kind] += 1

    def may_be_named(self, person: RecordId) -> bool:
        """Whether the person agreed that everybody may know the name."""
        group = identities_in(self.snapshot, standing_in(self.snapshot, person))
        given = [consents.about(self.snapshot, one, group) for one in group]
        return all(consents.combined(each, "public", "name", self.snapshot.today).allows for each in given)


def _of_person(told: Told, person: Record) -> None:
    me = (person.id,)
    if person.state.newer or any(value != "by-consent" for value in person.values("protection")):
        told.say(me, Why.ALWAYS_PROTECTED)
    for key in person.elements("contacts"):
        home = "address" in person.values(f"contacts/{key}/type")
        told.say(me, Why.HOME if home else Why.CONTACT)
    now = {value for _, value in _each(person, "contacts", "address")}
    former = {
        part.change.value
        for part in told.everything.said[person.id]
        if part.change.unit.startswith("contacts/") and part.change.unit.endswith("/address")
        if part.change.value is not None and not any(o.covers(part.change) for o in person.state.orders)
    }
    told.say(me if former - now else (), Why.FORMER_CONTACT, len(former - now))
    for path, why in (
        ("identifiers", Why.DOCUMENT),
        ("vulnerabilities", Why.VULNERABLE),
        ("health", Why.HEALTH),
    ):
        told.say(me if person.elements(path) else (), why, len(person.elements(path)))
    told.say(me if person.values("risk") else (), Why.RISK)
    told.say(person.values("safe_person"), Why.GO_BETWEEN)
    told.say(me if person.elements("whereabouts") else (), Why.WHEREABOUTS)
    if any(_is_held(period) for _, period in _each(person, "custody", "period")):
        told.say(me, Why.DETAINED)


def _is_held(period: object) -> bool:
    """A custody period that deprives of liberty and has no end."""
    if not isinstance(period, tuple) or (len(period) > 2 and period[2] is not None):
        return False
    term = vocabulary("custody").term(str(period[0]))
    return term is not None and "deprived" in term.marks


def _of_interview(told: Told, interview: Record) -> None:
    speakers = interview.values("speaker")
    if not speakers:
        told.say((interview.id,), Why.SPOKE_UNNAMED)
        told.note_gift((interview.id,), "interview")
        told.say((interview.id,) if interview.values("safe_contact") else (), Why.CONTACT)
    for speaker in speakers:
        if isinstance(speaker, bytes):
            named = told.may_be_named(RecordId(speaker))
            told.say((speaker,), Why.SPOKE if named else Why.SPOKE_UNNAMED)
            told.note_gift((speaker,), "interview")
            told.say((speaker,) if interview.values("safe_contact") else (), Why.CONTACT)
    about = {value for _, value in _each(interview, "about", "person")}
    told.say(about - set(speakers), Why.MENTIONED)


def _of_source(told: Told, source: Record) -> None:
    # A person behind a source, of whom nobody said that they may be named, was promised silence.
    open_to_all = source.values("protection") == ("open",)
    people = source.values("person")
    who = people or ((source.id,) if set(source.values("protection")) & PROMISES else ())
    if who and not open_to_all:
        told.say(who, Why.SOURCE_UNNAMED)
        told.note_gift(who, "source")
        for kind in ("claim", "evidence"):
            for _ in told.snapshot.pointing_at(source.id, kind):
                told.note_gift(who, kind)


def _of_evidence(told: Told, evidence: Record) -> None:
    if evidence.values("obtained_from") and not evidence.values("url"):
        told.say((evidence.id,), Why.SOURCE_UNNAMED)
        told.note_gift((evidence.id,), "evidence")


def _of_roles(told: Told, record: Record) -> None:
    """Parties of a proceeding, people of an event or a dossier."""
    for name in ("parties", "people", "persons"):
        for key in record.elements(name):
            who = record.values(f"{name}/{key}/person")
            roles = set(record.values(f"{name}/{key}/role"))
            told.say(who if "secret-witness" in roles else (), Why.SECRET_WITNESS)
            told.say(who if roles & WITNESSES else (), Why.WITNESS)
            told.say(who if roles & {"relative", "hostage"} else (), Why.PRESSED)


def _of_relation(told: Told, relation: Record) -> None:
    if set(relation.values("type")) & RELATIVES:
        told.say({*relation.values("person"), *relation.values("other")}, Why.RELATIVE)


def _of_act(told: Told, act: Record) -> None:
    told.say(act.values("victim"), Why.VICTIM)
    told.say(act.values("pressed"), Why.PRESSED)


def _of_consent(told: Told, consent: Record) -> None:
    if consents.holds(consent, told.snapshot.today) in ("revoked", "refused"):
        told.say(consent.values("subject"), Why.WITHDREW)
    told.say(set(consent.values("given_by")) - set(consent.values("subject")), Why.RELATIVE)


def _of_list_entry(told: Told, entry: Record) -> None:
    editions = [told.snapshot.get(RecordId(e)) for e in entry.values("edition") if isinstance(e, bytes)]
    if any(edition is not None and set(edition.values("status")) & SEEN for edition in editions):
        told.say(entry.values("person"), Why.PUBLIC)


_GATHER: Final = {
    "person": _of_person,
    "interview": _of_interview,
    "source": _of_source,
    "evidence": _of_evidence,
    "proceeding": _of_roles,
    "event": _of_roles,
    "dossier": _of_roles,
    "relation": _of_relation,
    "act": _of_act,
    "consent": _of_consent,
    "list-entry": _of_list_entry,
}


def _each(record: Record, name: str, inner: str) -> Iterator[tuple[str, object]]:
    """Every visible value of the unit *inner* of a list, both sides of a conflict included."""
    for key in record.elements(name):
        for value in record.values(f"{name}/{key}/{inner}"):
            yield key, value


def is_public(told: Told, person: RecordId) -> bool:
    """Whether everybody may know the name, or has read it."""
    if told.reasons.get(person, Counter())[Why.PUBLIC]:
        return True
    group = identities_in(told.snapshot, person)
    return told.may_be_named(person) or all(decisions.allowing(told.snapshot, one, "public") for one in group)


def danger_of(found: Counter[Why]) -> Danger:
    """The worst reason decides. Who is held is known to those who hold them: relatives then come first."""
    reasons = {why for why in found if found[why]}
    if Why.DETAINED in reasons:
        reasons -= {Why.RELATIVE}
    worst = min((DANGER_OF[why] for why in reasons if why in DANGER_OF), default=Danger.NAMED)
    return Danger.PUBLIC if worst >= Danger.DETAINED and Why.PUBLIC in reasons else worst
