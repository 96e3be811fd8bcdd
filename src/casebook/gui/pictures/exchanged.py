"""Invented partners, and what was given to them: for the pictures of what leaves."""

from __future__ import annotations

import hashlib
from typing import Final

from casebook.base.ids import RecordId
from casebook.casework import address_book, disclosures, organisation
from casebook.casework.book import Casebook
from casebook.casework.disclosures import Left, ShownSeal
from casebook.formats import sshsig
from casebook.formats.wordlist import Comparison

WATCH_KEY: Final = "age12nzezpy78t8ressc623g4drhv5avhhqxjmtt96u2rn4rrzxpuu6qqt2vzt"
AID_KEY: Final = "age10wzd4fcleec25vxzecvkev0tu3raaezm43da4h04scc7plf429cqxcysz0"
SIGNER: Final = "SHA256:3vYx0C1Cq0bN1fJmT5m6f7v6w1o2pQ3rS4tU5vW6xY4"


def exchange(book: Casebook, shown: dict[str, RecordId]) -> RecordId:
    """Two recipients, of whom one key was compared; bundles that left. Gives one whose next edition can be made."""
    watch, _ = address_book.add(
        book, name="Northern Watch", audience="partner", language="en", keys=[WATCH_KEY], signing=[SIGNER]
    )
    address_book.compare(book, watch, WATCH_KEY, Comparison.IN_PERSON)
    address_book.add(book, name="Egret Legal Aid", audience="lawyer", language="ru", keys=[AID_KEY])
    person = shown["person"]
    first = _leave(book, 1, "partner", (WATCH_KEY,), "Joint review of the depot case", named=(person,))
    next_one = _leave(
        book,
        2,
        "partner",
        (WATCH_KEY,),
        "Joint review of the depot case",
        told=(person,),
        replaces=first,
    )
    _leave(book, 3, "public", (), "The spring list", expires="")
    _leave(book, 4, "partner", (AID_KEY,), "For the appeal", named=(person,), expires="2026-06-30")
    return next_one


def _leave(
    book: Casebook,
    number: int,
    audience: str,
    keys: tuple[str, ...],
    purpose: str,
    *,
    named: tuple[RecordId, ...] = (),
    told: tuple[RecordId, ...] = (),
    expires: str = "",
    replaces: RecordId | None = None,
) -> RecordId:
    def digest(what: str) -> bytes:
        return hashlib.sha256(f"{what} {number}".encode()).digest()

    names = {WATCH_KEY: "Northern Watch", AID_KEY: "Egret Legal Aid"}
    left = Left(
        audience=audience,
        date="2026-05",
        purpose=purpose,
        recipients=keys,
        bundle=digest("bundle").hex()[:16],
        manifest=digest("manifest"),
        outer=digest("outer"),
        signer=sshsig.fingerprint(organisation.public_key(book)),
        ids=digest("ids"),
        shown=tuple(
            ShownSeal(one, number, digest("seal"), written=False)
            for number, one in enumerate((*named, *told), 1)
        ),
        named=named,
        allowed_by=(),
        removed=3,
        names=tuple(names[key] for key in keys),
        expires=expires,
        replaces=replaces,
        mentioned=told,
    )
    return disclosures.note(book, left)[0]
