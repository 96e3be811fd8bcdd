"""Between two casebooks: a notice that an edition is replaced, honoured by who has it, answered with a receipt.

A notice says which bundles are to be destroyed and which one takes their place, and nothing else. It counts only from
the key that signed them, or its confirmed successor. Whoever has them hides them at once, destroys them by their own
hand, and returns a receipt. Both are read in the jail: they come from somebody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from casebook.base.errors import Refused
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.bundle import known as knowing
from casebook.bundle import notices
from casebook.bundle.known import Known
from casebook.bundle.notices import Notice, Receipt, Signed
from casebook.casework import disclosures, editions, organisation, receiving, records
from casebook.casework.book import Casebook
from casebook.casework.receiving import Place, Received
from casebook.casework.touched import Verb
from casebook.jail import launch

_Said = TypeVar("_Said", Notice, Receipt)


@dataclass(eq=False)
class NoticeNotTheirs(Refused):
    """The notice is signed by *signer*, and bundles it names by *owner*: only the owner's key may replace them."""

    signer: str
    owner: str


@dataclass(eq=False)
class NoticeOfNothing(Refused):
    """None of the bundles the notice names ever came here."""


@dataclass(eq=False)
class ReceiptOfNothing(Refused):
    """None of the bundles the receipt names ever left here."""


@dataclass(eq=False)
class ReceiptKnown(Refused):
    """This very receipt came before."""


@dataclass(eq=False)
class NothingDestroyed(Refused):
    """A receipt is made of bundles that a notice asked to destroy, and that were destroyed: none of these was."""


@dataclass(frozen=True, slots=True, repr=False)
class Honoured:
    """What a notice did here. *hidden* are bundles that are not shown any more and wait to be destroyed by hand,
    those hidden before among them; *destroyed* are gone already, so that only a receipt is due; *unknown*: how many
    it names that never came. *by*: the bundle in their place, if it came. *resting*: claims about records of ours
    that were taken over from a hidden bundle; what becomes of them is for a person to decide.
    """

    hidden: tuple[Received, ...]
    destroyed: tuple[Received, ...]
    unknown: int
    by: Received | None
    resting: tuple[RecordId, ...]


@dataclass(frozen=True, slots=True)
class _Came:
    """A bundle that came, as `trust` asks for it."""

    signer: str
    manifest: str


@dataclass(frozen=True, slots=True)
class Receipted:
    """A receipt that was taken in: for which disclosures, by which key, and whose key that is as far as the address
    book knows: a receipt by a key nobody knows is kept, and proves nothing.
    """

    disclosures: tuple[RecordId, ...]
    signer: str
    by: RecordId | None


def notice(book: Casebook, disclosure: RecordId, *, now: bool = False, alone: bool = False) -> Signed:
    """The notice that goes with the newest edition *disclosure*, signed by the organisation's key.

    Raises as `editions.replaced` does. That it was made is recorded.
    """
    said = editions.replaced(book, disclosure, now=now, alone=alone)
    public = organisation.public_key(book)
    made = notices.write(
        (each.hex() for each in said.replaces),
        said.by.hex(),
        public,
        lambda message: organisation.sign(book, message),
    )
    editions.note_noticed(book, disclosure)
    return made


def honour(
    book: Casebook,
    data: bytes,
    signature: bytes,
    known: Known | None = None,
    *,
    progress: Progress | None = None,
) -> Honoured:
    """Obey a notice: what it names is hidden at once. Nothing is destroyed.

    If one of the bundles was signed by somebody else than the notice, none is touched. Raises `BadNotice`,
    `BadSignature`, `NoticeOfNothing`, `NoticeNotTheirs`, leaves of the jail.
    """
    said = _read(notices.TASK, Notice, Signed(data, signature), progress)
    known = known or knowing.known(book)
    every = {each.manifest.hex(): each for each in receiving.every_received(book)}
    named = [every[each] for each in sorted(said.replaces) if each in every]
    if not named:
        raise NoticeOfNothing
    for each in named:
        if not known.speaks_for(said.signer, _Came(each.signer, each.manifest.hex())):
            raise NoticeNotTheirs(said.signer, each.signer)
    waiting = [each for each in named if each.place is not Place.DESTROYED]
    resting = [claim for each in waiting for claim in receiving.resting_on(book, each.source)]
    by = every.get(said.by)
    if by is not None and not known.speaks_for(said.signer, _Came(by.signer, said.by)):
        by = None  # somebody else's bundle is no edition of theirs
    if by is not None and by.place is Place.HERE:
        receiving.link_editions(book, by.source, [each.source for each in named])
    for each in waiting:
        receiving.hide(book, each.source, bytes.fromhex(said.by))
    return Honoured(
        hidden=tuple(receiving.need(book, each.source) for each in waiting),
        destroyed=tuple(each for each in named if each.place is Place.DESTROYED),
        unknown=len(said.replaces) - len(named),
        by=by,
        resting=tuple(dict.fromkeys(resting)),
    )


def receipt(book: Casebook, sources: Sequence[RecordId]) -> Signed:
    """The receipt for bundles that a notice asked to destroy, once they are gone; our organisation's key signs it.

    Raises `NotReceived`, `NothingDestroyed` if any of them is still there.
    """
    found = [receiving.need(book, each) for each in sources]
    if not found or any(each.place is not Place.DESTROYED or not each.withdrawn for each in found):
        raise NothingDestroyed
    public = organisation.public_key(book)
    manifests = (each.manifest.hex() for each in found)
    return notices.write_receipt(manifests, public, lambda message: organisation.sign(book, message))


def take_receipt(
    book: Casebook, data: bytes, signature: bytes, *, progress: Progress | None = None
) -> Receipted:
    """Note in the ledger that a recipient destroyed what it names.

    Whose key signed it, the address book says. Raises `BadNotice`, `BadSignature`, `ReceiptOfNothing`,
    `ReceiptKnown`, leaves of the jail.
    """
    said = _read(notices.RECEIPT_TASK, Receipt, Signed(data, signature), progress)
    rows = [
        row for row in disclosures.disclosures(book) if disclosures.manifest_of(row).hex() in said.destroyed
    ]
    if not rows:
        raise ReceiptOfNothing
    digest = notices.digest(data, signature)
    new = [row for row in rows if digest not in {value for _, value in row.each("receipts", "sha256")}]
    if not new:
        raise ReceiptKnown
    inside = (("date", disclosures.today(book).isoformat()), ("signer", said.signer), ("sha256", digest))
    records.write(book, Verb.DISCLOSE, [records.Add(row.id, "receipts", inside) for row in new])
    owner = knowing.signer_of(book, said.signer)
    return Receipted(tuple(row.id for row in new), said.signer, None if owner is None else owner.id)


def _read(task: str, answer: type[_Said], handed: Signed, progress: Progress | None) -> _Said:
    said = launch.run(
        task, msgspec.msgpack.encode(handed), answer=answer, limits=notices.LIMITS, progress=progress
    )
    said.check()
    return said
