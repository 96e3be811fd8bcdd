"""Consent as data that acts: what a person allowed, for whom, and whether it still holds. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from casebook.base.ids import RecordId
from casebook.casework.snapshot import Snapshot
from casebook.journal.current import Record
from casebook.model.consent import level_answer, strictest
from casebook.model.edtf import parse_edtf

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
    """The consents about a person."""
    return [c for c in snapshot.pointing_at(person, "consent") if person in c.values("subject")]


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


def answer(consent: Record, use: str, show: str, today: date) -> str:
    """What one consent says of showing *show* to *use*: an answer code; a consent not in force says no."""
    return "no" if holds(consent, today) else _said(consent, use, show, today)


def _said(consent: Record, use: str, show: str, today: date) -> str:
    """What it says, in force or not."""
    cells = [cell for key in consent.elements("grid") for cell in consent.values(f"grid/{key}/cell")]
    single = [_cell_answer(cell, today) for cell in cells if _speaks_of(cell, use, show)]
    if single:
        return strictest(single)
    return strictest([level_answer(str(level), use, show) for level in consent.values("level")])


def _speaks_of(cell: object, use: str, show: str) -> bool:
    return isinstance(cell, tuple) and len(cell) >= 3 and cell[0] == use and cell[1] == show


def _cell_answer(cell: object, today: date) -> str:
    """An answer whose time is over is a no; one for a single partner must be asked about: an audience has no name."""
    assert isinstance(cell, tuple)
    until = parse_edtf(cell[4]).latest if len(cell) > 4 and isinstance(cell[4], str) else None
    if until is not None and until < today:
        return "no"
    only_one = len(cell) > 3 and cell[3] is not None
    return strictest(("ask", str(cell[2]))) if only_one else str(cell[2])


def combined(consents: Iterable[Record], use: str, show: str, today: date) -> Answer:
    """What all consents about one person say together: the strictest of those in force.

    A consent that was withdrawn is not outweighed by an older one that was not: it says no. A "no" stays one
    when the consent it stands in has run out, until somebody said otherwise.
    """
    spoken = [(consent, answer(consent, use, show, today), holds(consent, today)) for consent in consents]
    revoked = [consent.id for consent, _, why in spoken if why in ("revoked", "refused")]
    if revoked:
        return Answer("no", "consent-revoked", tuple(revoked))
    valid = [(consent, said) for consent, said, why in spoken if not why]
    if not valid:
        over = [consent for consent, _, why in spoken if why == "expired"]
        refused = tuple(consent.id for consent in over if _said(consent, use, show, today) == "no")
        if refused:
            return Answer("no", "consent", refused)
        why = "consent-expired" if over else "no-consent"
        return Answer("not-discussed", why, tuple(consent.id for consent, _, _ in spoken))
    best = strictest([said for _, said in valid])
    return Answer(best, "consent", tuple(consent.id for consent, _ in valid))
