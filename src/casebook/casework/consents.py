"""Consent as data that acts: what a person allowed, for whom, and whether it still holds. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from casebook.base.ids import RecordId
from casebook.casework.merged import MERGED, identities_in, kept_as
from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.model.consent import level_answer, strictest
from casebook.model.edtf import parse_edtf
from casebook.model.fields import Value
from casebook.search.folding import fold

ADULT: Final = 18
BY_GUARDIAN: Final = frozenset(("parent", "representative"))
_NEEDS_GROUND: Final = frozenset(("relative", "lawyer", "other"))
"""In these capacities somebody speaks for another only with a ground on record."""

HOLDING: Final = frozenset(("given", "exceptions"))
"""The states in which a consent allows anything at all."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody may be shown as: an answer of the grid, why, and the records it rests on."""

    answer: str
    why: str
    by: tuple[RecordId, ...] = ()

    @property
    def allows(self) -> bool:
        """A plain yes."""
        return self.answer == "yes"


def of_person(snapshot: Snapshot, person: RecordId) -> list[Record]:
    """The consents about a person, by whichever of the records that were merged they name."""
    group = identities_in(snapshot, person)
    found = {consent.id: consent for one in group for consent in about(snapshot, one, group)}
    return [found[each] for each in sorted(found)]


def about(snapshot: Snapshot, one: RecordId, group: Collection[RecordId]) -> Iterator[Record]:
    """The consents that speak of the record *one* of a person whose records are *group*.

    What was said of another of them speaks of this one only if whoever said it knew that they are one. If they turn out
    to be two, a withdrawal goes on to count for both.
    """
    for consent in snapshot.pointing_at(one, "consent"):
        subjects = consent.values("subject")
        besides = not {one, *group}.isdisjoint(subjects)
        counts = besides or holds(consent, snapshot.today) in ("revoked", "refused")
        if counts and one in (*subjects, *said_besides(consent)):
            yield consent


def said_besides(record: Record) -> frozenset[Value]:
    """The merged records that a consent or a decision speaks of besides those it names."""
    return frozenset(
        value for key in record.elements(MERGED) for value in record.values(f"{MERGED}/{key}/person")
    )


def holds(consent: Record, today: date) -> str:
    """Empty if the consent is in force; else why it is not: its state, ``revoked`` or ``expired``; ``disputed``
    where nobody settled about whom it is, ``newer`` where a later version wrote what this one cannot read.

    Where two people wrote different things, the stricter reading counts.
    """
    states = consent.values("state")
    if consent.values("revoked") or consent.values("level") == ("x",):
        return "revoked"
    if not states or not all(state in HOLDING for state in states):
        return str(next((s for s in states if s not in HOLDING), "not-discussed"))
    if consent.state.newer:
        return "newer"
    if len(consent.values("subject")) > 1:
        return "disputed"
    for expires in consent.values("expires"):
        last = parse_edtf(str(expires)).latest
        if last is not None and last < today:
            return "expired"
    return ""


def answer(consent: Record, use: str, show: str, today: date, partner: str = "") -> str:
    """What one consent says of showing *show* to *use*: an answer code; a consent not in force says no."""
    return "no" if holds(consent, today) else _said(consent, use, show, today, partner)


def _said(consent: Record, use: str, show: str, today: date, partner: str) -> str:
    """What it says, in force or not; who speaks for another without a ground only says that they must be asked."""
    cells = [cell for key in consent.elements("grid") for cell in consent.values(f"grid/{key}/cell")]
    single = [_cell_answer(cell, today, partner) for cell in cells if _speaks_of(cell, use, show, partner)]
    said = strictest(single or [level_answer(str(level), use, show) for level in consent.values("level")])
    groundless = not _NEEDS_GROUND.isdisjoint(consent.values("capacity")) and not consent.text("ground")
    return strictest((said, "ask")) if groundless else said


def _speaks_of(cell: object, use: str, show: str, partner: str) -> bool:
    """Whether a cell is about it: one for a single partner is about no other, where it is known who that is."""
    if not (isinstance(cell, tuple) and len(cell) >= 3 and cell[0] == use and cell[1] == show):
        return False
    who = cell[3] if len(cell) > 3 else None
    return who is None or not partner or is_partner(who, partner)


def is_partner(who: object, partner: str) -> bool:
    """Whether a consent means the organisation that is to receive something, however it is spelt."""
    return isinstance(who, str) and bool(partner) and fold(who) == fold(partner)


def _cell_answer(cell: object, today: date, partner: str) -> str:
    """An answer whose time is over is a no; one for a single partner must be asked about where nobody said who
    receives it: an audience has no name.
    """
    assert isinstance(cell, tuple)
    until = parse_edtf(cell[4]).latest if len(cell) > 4 and isinstance(cell[4], str) else None
    if until is not None and until < today:
        return "no"
    only_one = len(cell) > 3 and cell[3] is not None and not partner
    return strictest(("ask", str(cell[2]))) if only_one else str(cell[2])


def combined(consents: Iterable[Record], use: str, show: str, today: date, partner: str = "") -> Answer:
    """What all consents about one person say together: the strictest of those in force.

    *partner*: the organisation that receives it, if that is known. A consent that was withdrawn is not
    outweighed by an older one that was not: it says no. A "no" stays one when the consent it stands in has run
    out, until somebody said otherwise.
    """
    spoken = [(c, answer(c, use, show, today, partner), holds(c, today)) for c in consents]
    revoked = [consent.id for consent, _, why in spoken if why in ("revoked", "refused")]
    if revoked:
        return Answer("no", "consent-revoked", tuple(revoked))
    valid = [(consent, said) for consent, said, why in spoken if not why]
    if not valid:
        over = [consent for consent, _, why in spoken if why == "expired"]
        refused = tuple(consent.id for consent in over if _said(consent, use, show, today, partner) == "no")
        if refused:
            return Answer("no", "consent", refused)
        why = "consent-expired" if over else "no-consent"
        return Answer("not-discussed", why, tuple(consent.id for consent, _, _ in spoken))
    best = strictest([said for _, said in valid])
    return Answer(best, "consent", tuple(consent.id for consent, _ in valid))


@dataclass(frozen=True, slots=True)
class Given:
    """All consents about one person, asked for one use. *minor*: the person is, or may be, a child."""

    consents: tuple[Record, ...]
    use: str
    partner: str
    today: date
    minor: bool

    @staticmethod
    def of(
        snapshot: Snapshot, person: Record, use: str, partner: str = "", one: RecordId | None = None
    ) -> Given:
        """Those on record about *person*; with *one* only about that one of the records that are this person."""
        group = identities_in(snapshot, person.id)
        whose = filter(None, (kept_as(snapshot, each) for each in group))
        minor = any(is_minor(each, snapshot.today) for each in whose)
        found = of_person(snapshot, person.id) if one is None else about(snapshot, one, group)
        return Given(tuple(found), use, partner, snapshot.today, minor)

    def says(self, show: str) -> Answer:
        """What they say together of showing *show*; of a child, a guardian and the child must both have spoken."""
        whole = combined(self.consents, self.use, show, self.today, self.partner)
        if not self.minor or whole.why != "consent" or whole.answer == "no":
            return whole
        guardian = [c for c in self.consents if BY_GUARDIAN.issuperset(c.values("capacity") or ("",))]
        child = [c for c in self.consents if c.values("capacity") == ("self",)]
        both = [combined(each, self.use, show, self.today, self.partner) for each in (guardian, child)]
        if any(each.why != "consent" for each in both):
            return Answer("not-discussed", "minor", whole.by)
        return whole


def is_minor(person: Record, today: date) -> bool:
    """Whether somebody is under 18, or may be: by any version of the birth date, or because it is noted."""
    births = [parse_edtf(str(value)).latest for value in person.values("birth")]
    noted = any(value == "minor" for _, value in person.each("vulnerabilities", "vulnerability"))
    return noted or any(
        born is not None and (today.year - born.year, today.month, today.day) < (ADULT, born.month, born.day)
        for born in births
    )
